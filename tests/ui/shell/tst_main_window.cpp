#include "ui/shell/main_window.h"

#include "tests/ui/shell/shown_window.h"
#include "ui/images/images_page.h"
#include "ui/jobs/import_panel.h"
#include "ui/origin/origin_page.h"
#include "ui/products/products_page.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/nav_rail.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/shell/status_strip.h"
#include "ui/style/tokens.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QDropEvent>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeSession;
using test::Shown;

namespace {

void drop(QWidget &window, const QStringList &paths)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString &path : paths)
        urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
    QVERIFY(window.findChild<QWidget *>(QStringLiteral("dropOverlay"))->isVisible());
    QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &event);
    QVERIFY(!window.findChild<QWidget *>(QStringLiteral("dropOverlay"))->isVisible());
}

} // namespace

class MainWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("VitrineTest"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_main_window"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void init() { QSettings().clear(); }

    void pagesByKeyboard()
    {
        Shown shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        QCOMPARE(shown.window.currentPage(), QStringLiteral("products"));
        const QStringList names{QStringLiteral("products"), QStringLiteral("images"), QStringLiteral("pool"),
                                QStringLiteral("origin"), QStringLiteral("history"), QStringLiteral("plan"),
                                QStringLiteral("families")};
        for (int page = int(names.size()) - 1; page >= 0; --page) {
            QTest::keyClick(&shown.window, Qt::Key(Qt::Key_1 + page), Qt::ControlModifier);
            QCOMPARE(shown.window.currentPage(), names.at(page));
            QCOMPARE(shown.child<NavRail>("navRail")->currentIndex().row(), page);
        }
    }

    void keysOfThePageWorkAtOnce()
    {
        Shown shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        const auto searches = [&shown] {
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &shown.window,
                            Qt::Key_Slash);
            return QApplication::focusWidget() == shown.child<QLineEdit>("searchField");
        };
        QVERIFY(searches()); // right after the start
        QTest::keyClick(&shown.window, Qt::Key_4, Qt::ControlModifier);
        QTest::keyClick(&shown.window, Qt::Key_1, Qt::ControlModifier);
        QVERIFY(searches()); // back from another page
        shown.action("view.imports")->trigger();
        shown.action("view.imports")->trigger();
        QVERIFY(searches()); // after the import panel was closed
        auto *rail = shown.child<NavRail>("navRail");
        QTest::mouseClick(rail->viewport(), Qt::LeftButton, {},
                          rail->visualRect(rail->model()->index(0, 0)).center());
        QVERIFY(searches()); // after a click on the rail
        rail->setFocus();
        QTest::keyClick(rail, Qt::Key_Down);
        QCOMPARE(shown.window.currentPage(), QStringLiteral("images"));
        QVERIFY(rail->hasFocus()); // arrows walk on
    }

    void railChoosesThePage()
    {
        Shown shown;
        auto *rail = shown.child<NavRail>("navRail");
        rail->setCurrentIndex(rail->model()->index(3, 0));
        QCOMPARE(shown.window.currentPage(), QStringLiteral("origin"));
    }

    void railCollapsesInANarrowWindow()
    {
        Shown shown;
        auto *rail = shown.child<NavRail>("navRail");
        QVERIFY(!rail->isCollapsed());
        shown.window.resize(900, 700);
        QTRY_VERIFY(rail->isCollapsed());
        shown.window.resize(1200, 700);
        QTRY_VERIFY(!rail->isCollapsed());
        shown.action("view.collapse")->trigger();
        QVERIFY(rail->isCollapsed());
    }

    void badgesAndStatusFollowTheEngine()
    {
        Shown shown;
        auto *rail = shown.child<NavRail>("navRail");
        QCOMPARE(shown.child<QToolButton>("statusProducts")->text(), QStringLiteral("1,000 products"));
        QCOMPARE(shown.child<QToolButton>("statusOrigin")->text(), QStringLiteral("Origin stopped"));
        shown.session.fakePool.next.lanes[0].busy = true;
        shown.session.fakePool.next.queuedBulk = 5;
        QTRY_COMPARE(rail->badge(QStringLiteral("pool")), QStringLiteral("1/4"));
        QCOMPARE(shown.child<QToolButton>("statusPool")->text(), QStringLiteral("Pool 1/4, 5 wait"));
        shown.action("origin.toggle")->trigger();
        QTRY_COMPARE(rail->badge(QStringLiteral("origin")), QStringLiteral("running"));
        QCOMPARE(shown.child<QToolButton>("statusOrigin")->text(), QStringLiteral("Origin 127.0.0.1:8480"));
        QCOMPARE(shown.window.currentPage(), QStringLiteral("origin"));
        QCOMPARE(plainText(shown.action("origin.toggle")), QStringLiteral("Stop"));
    }

    void statusSegmentsLeadToTheirPages()
    {
        Shown shown;
        shown.child<QToolButton>("statusPool")->click();
        QCOMPARE(shown.window.currentPage(), QStringLiteral("pool"));
        shown.child<QToolButton>("statusOrigin")->click();
        QCOMPARE(shown.window.currentPage(), QStringLiteral("origin"));
        shown.child<QToolButton>("statusProducts")->click();
        QCOMPARE(shown.window.currentPage(), QStringLiteral("products"));
    }

    void themeIsChosenAndKept()
    {
        {
            Shown shown;
            shown.action("view.themeDark")->trigger();
            QTRY_COMPARE(shown.window.palette().color(QPalette::Window), darkTokens().window);
            QVERIFY(shown.action("view.themeDark")->isChecked());
            QVERIFY(!shown.action("view.themeSystem")->isChecked());
        }
        applyTheme(ThemeMode::Light);
        Shown again;
        QCOMPARE(themeMode(), ThemeMode::Dark);
        QVERIFY(again.action("view.themeDark")->isChecked());
        again.window.chooseTheme(ThemeMode::Light);
        QCOMPARE(QSettings().value(QStringLiteral("theme")).toString(), QStringLiteral("light"));
    }

    void pageIsKept()
    {
        {
            Shown shown;
            shown.window.showPage(QStringLiteral("pool"));
            shown.window.close();
        }
        Shown again;
        QCOMPARE(again.window.currentPage(), QStringLiteral("pool"));
        again.window.showPage(QStringLiteral("no such page"));
        QCOMPARE(again.window.currentPage(), QStringLiteral("pool"));
    }

    void droppedCatalogIsImported()
    {
        Shown shown;
        drop(shown.window, {QStringLiteral("/data/products.csv"), QStringLiteral("/data/more.jsonl.gz")});
        QCOMPARE(shown.session.fakeImports.asked.size(), 1);
        QCOMPARE(shown.session.fakeImports.asked.constFirst().sources.size(), 2);
        QVERIFY(shown.window.importPanel().isVisible());
        QVERIFY(shown.child<QToolButton>("statusImport")->isVisible());
        const int finds = int(shown.session.fakeProducts.finds.size());
        shown.session.fakeImports.finish(test::FakeImports::report(2));
        QTRY_VERIFY(shown.session.fakeProducts.finds.size() > finds); // the products are asked for again
        QVERIFY(!shown.child<QToolButton>("statusImport")->isVisible());
    }

    void droppedPictureOpensInImages()
    {
        Shown shown;
        const QString file = m_settings.filePath(QStringLiteral("shirt.png"));
        QImage image(64, 64, QImage::Format_RGB32);
        image.fill(Qt::blue);
        QVERIFY(image.save(file));
        drop(shown.window, {file});
        QCOMPARE(shown.window.currentPage(), QStringLiteral("images"));
        QCOMPARE(shown.window.findChild<ImagesPage *>()->picture().file, file);
        QVERIFY(shown.session.fakeImports.asked.isEmpty());
    }

    void textIsNotAFile()
    {
        Shown shown;
        QMimeData data;
        data.setText(QStringLiteral("hello"));
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QApplication::sendEvent(&shown.window, &enter);
        QVERIFY(!enter.isAccepted());
    }

    void importFormByKeyboard()
    {
        Shown shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        QTest::keyClick(&shown.window, Qt::Key_I, Qt::ControlModifier);
        QVERIFY(shown.window.importPanel().isVisible());
        QTest::keyClick(&shown.window, Qt::Key_J, Qt::ControlModifier);
        QVERIFY(!shown.window.importPanel().isVisible());
    }

    void closingDuringAnImportAsks()
    {
        Shown shown;
        shown.window.openFiles({QStringLiteral("/data/products.csv")});
        bool asked = false;
        const auto answer = [&asked](const QString &choice) {
            QTimer::singleShot(50, [&asked, choice] {
                auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
                QVERIFY(box);
                asked = true;
                for (QAbstractButton *button : box->buttons()) {
                    if (button->text() == choice)
                        button->click();
                }
            });
        };
        answer(QStringLiteral("&Keep importing"));
        QVERIFY(!shown.window.close());
        QVERIFY(asked);
        answer(QStringLiteral("&Stop it and quit"));
        QVERIFY(shown.window.close());
        shown.session.fakeImports.finishCancelled();
    }

    void paletteRunsACommand()
    {
        Shown shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        QTest::keyClick(&shown.window, Qt::Key_K, Qt::ControlModifier);
        auto *palette = shown.child<CommandPalette>("commandPalette");
        QVERIFY(palette && palette->isVisible());
        auto *field = palette->findChild<QLineEdit *>();
        QTest::keyClicks(field, QStringLiteral("orig"));
        auto *list = palette->findChild<QListView *>();
        QVERIFY(list->model()->rowCount() > 0);
        QTest::keyClicks(field, QStringLiteral("in copy"));
        QCOMPARE(list->model()->index(0, 0).data().toString(), QStringLiteral("Origin: Copy address"));
        field->clear();
        QTest::keyClicks(field, QStringLiteral("write pool"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(shown.window.currentPage(), QStringLiteral("pool"));
    }

    void thePaletteIsAProperModel()
    {
        Shown shown;
        shown.action("view.palette")->trigger();
        auto *list = shown.child<CommandPalette>("commandPalette")->findChild<QListView *>();
        auto *field = shown.child<CommandPalette>("commandPalette")->findChild<QLineEdit *>();
        QAbstractItemModelTester tester(list->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int all = list->model()->rowCount();
        for (const char *pattern : {"p", "pr", "no such action", ""})
            field->setText(QString::fromLatin1(pattern));
        QVERIFY(all > 0);
        QCOMPARE(list->model()->rowCount(), all);
    }

    void paletteSearchesProducts()
    {
        Shown shown;
        shown.window.showPage(QStringLiteral("origin"));
        shown.action("view.palette")->trigger();
        auto *field = shown.child<CommandPalette>("commandPalette")->findChild<QLineEdit *>();
        QTest::keyClicks(field, QStringLiteral("zzqx 42"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(shown.window.currentPage(), QStringLiteral("products"));
        QCOMPARE(shown.window.findChild<ProductsPage *>()->query().text, QStringLiteral("zzqx 42"));
    }

    void aProductLeadsToItsPlanAndAChangeToItsProduct()
    {
        Shown shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        auto *grid = shown.child<QAbstractItemView>("productGrid");
        QTRY_VERIFY(!shown.window.findChild<ProductsPage *>()->currentKey().isEmpty());
        grid->setFocus();
        QTest::keyClick(grid, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(shown.window.currentPage(), QStringLiteral("plan"));
        QTRY_COMPARE(shown.session.fakePlans.explained, QStringList{test::FakeProducts::keyOf(0).toString()});

        catalog::BulkEdit edit;
        edit.products = shown.session.fakeProducts.find({}, {}).result().value();
        edit.changes = {{.kind = catalog::FieldPlace::Kind::Stock, .code = {}, .amount = 7}};
        shown.session.fakeProducts.fakeHistory.apply(edit, {}, {});
        QTest::keyClick(&shown.window, Qt::Key_5, Qt::ControlModifier);
        auto *table = shown.child<QTableView>("changeSets");
        QTRY_VERIFY(table->hasFocus()); // at once, though it was being read when the page came
        auto *entries = shown.child<QListView>("set.entries");
        QTRY_VERIFY(entries->model()->rowCount() > 0);
        entries->setFocus();
        entries->setCurrentIndex(entries->model()->index(0, 0));
        QTest::keyClick(entries, Qt::Key_Return);
        QCOMPARE(shown.window.currentPage(), QStringLiteral("products"));
        QCOMPARE(shown.window.findChild<ProductsPage *>()->query().text, test::FakeProducts::keyOf(0).toString());
    }

    void shortcutSheetListsThemAll()
    {
        Shown shown;
        shown.action("help.shortcuts")->trigger();
        auto *sheet = shown.child<ShortcutSheet>("shortcutSheet");
        QVERIFY(sheet && sheet->isVisible());
        QVERIFY(sheet->findChild<QTableView *>()->model()->rowCount() > 20);
    }

    void f6WalksThroughThePanes()
    {
        Shown shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        auto *rail = shown.child<NavRail>("navRail");
        rail->setFocus();
        QTest::keyClick(rail, Qt::Key_F6);
        QVERIFY(!rail->hasFocus());
        for (int i = 0; i < 6 && !rail->hasFocus(); ++i)
            shown.action("view.nextPane")->trigger();
        QVERIFY(rail->hasFocus());
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
