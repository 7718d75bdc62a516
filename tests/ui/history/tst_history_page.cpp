#include "catalog/taking_back.h"
#include "ui/grid/history_delegate.h"
#include "ui/history/change_sets_model.h"
#include "ui/history/history_page.h"
#include "ui/history/set_view.h"
#include "ui/models/history_list_model.h"
#include "ui/style/error_banner.h"
#include "ui/style/state_view.h"
#include "ui/style/theme.h"
#include "ui/support/fake_products.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeProducts;

/// What was changed together, in a real window: read, looked into, taken back, gone on with.
class HistoryPageTest : public QObject
{
    Q_OBJECT

    struct Shown
    {
        explicit Shown(bool atOnce = true)
        {
            page.resize(1200, 760);
            if (atOnce)
                open();
        }
        void open()
        {
            page.show();
            page.activateWindow();
            if (!QTest::qWaitForWindowActive(&page))
                qFatal("the window did not open");
        }
        template <typename T>
        T *child(const char *name)
        {
            return page.findChild<T *>(QString::fromLatin1(name));
        }
        /// Gives the first `count` products this stock.
        catalog::ChangeSet bulk(int count, int stock, bool stopped = false)
        {
            catalog::BulkEdit edit;
            edit.products = products.find({}, {}).result().value();
            edit.query = QStringLiteral("brand:asus");
            edit.changes = {{.kind = catalog::FieldPlace::Kind::Stock, .code = {}, .amount = double(stock)}};
            products.setCount(count);
            edit.products = products.find({}, {}).result().value();
            CancelToken cancel;
            if (stopped)
                cancel.request();
            return products.fakeHistory.apply(edit, QStringLiteral("counted"), cancel).result().value();
        }
        /// Of each product: one entry each when all get another stock.
        int variants() { return int(products.truth(FakeProducts::keyOf(0)).variants.size()); }
        int stockOf(int number) { return int(products.truth(FakeProducts::keyOf(number)).variants[0].stock); }
        QString cell(int row, int column) { return table->model()->index(row, column).data().toString(); }

        FakeProducts products{100};
        HistoryPage page{products.fakeHistory};
        QTableView *table = child<QTableView>("changeSets");
    };

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }

    void emptyAndBrokenAreSaid()
    {
        Shown shown;
        auto *state = shown.page.findChild<StateView *>();
        QTRY_VERIFY(state->isVisible() && state->title().contains(QStringLiteral("Nothing was changed")));
        shown.products.fakeHistory.failRead = Error{ErrorCode::Io, QStringLiteral("the disk is gone"), {}, {}};
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &shown.page, Qt::Key_F5);
        QTRY_VERIFY(state->title().contains(QStringLiteral("cannot be read")));
        // A shop that is only read has none, and that is no fault.
        shown.products.fakeHistory.readOnly = QStringLiteral("It is a shop's own database");
        shown.page.reload();
        QTRY_COMPARE(state->title(), QStringLiteral("No history here"));
        QVERIFY(!state->findChild<QPushButton *>(QStringLiteral("stateAction"))->isVisible());
        shown.products.fakeHistory.readOnly.clear();
        shown.page.reload();
        QTRY_VERIFY(state->title().contains(QStringLiteral("cannot be read")));
        shown.products.fakeHistory.failRead.reset();
        shown.bulk(3, 7);
        QTest::mouseClick(state->findChild<QPushButton *>(QStringLiteral("stateAction")), Qt::LeftButton);
        QTRY_COMPARE(shown.table->model()->rowCount(), 1);
        QVERIFY(shown.table->isVisible());
    }

    void readsWhenLookedAt()
    {
        Shown shown(false);
        shown.bulk(3, 7);
        QCOMPARE(shown.products.fakeHistory.reads, 0);
        shown.open();
        QTRY_COMPARE(shown.table->model()->rowCount(), 1);
        shown.bulk(3, 8);
        shown.page.reload();
        QTRY_COMPARE(shown.table->model()->rowCount(), 2);
    }

    void aSetIsShownAndUndoneAsOneByKeyboard()
    {
        Shown shown(false);
        const int before = shown.stockOf(2);
        shown.bulk(5, 77);
        QCOMPARE(shown.stockOf(2), 77);
        QSignalSpy changed(&shown.page, &HistoryPage::catalogChanged);
        shown.open();
        QTRY_COMPARE(shown.table->model()->rowCount(), 1);
        QVERIFY(shown.cell(0, ChangeSetsModel::What).contains(QStringLiteral("brand:asus")));
        QCOMPARE(shown.cell(0, ChangeSetsModel::Who), QStringLiteral("me"));
        QCOMPARE(shown.cell(0, ChangeSetsModel::Why), QStringLiteral("counted"));
        QCOMPARE(shown.cell(0, ChangeSetsModel::State), QStringLiteral("done"));
        auto *entries = shown.child<QListView>("set.entries");
        QTRY_COMPARE(entries->model()->rowCount(), 5 * shown.variants());
        const QString entry = entries->model()->index(2 * shown.variants(), 0).data().toString();
        QVERIFY2(entry.contains(FakeProducts::keyOf(2).toString()) && entry.contains(QStringLiteral("77")), qPrintable(entry));

        shown.table->setFocus();
        QTest::keyClick(shown.table, Qt::Key_U, Qt::ControlModifier);
        QTRY_COMPARE(shown.stockOf(2), before);
        QTRY_COMPARE(shown.table->model()->rowCount(), 2);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(shown.cell(1, ChangeSetsModel::State), QStringLiteral("undone by 2"));
        // The undo is the chosen one now, and can be undone itself.
        QCOMPARE(shown.table->currentIndex().row(), 0);
        QTest::keyClick(shown.table, Qt::Key_U, Qt::ControlModifier);
        QTRY_COMPARE(shown.table->model()->rowCount(), 3);
        QCOMPARE(shown.stockOf(2), 77);
        // What is undone has no undo.
        shown.table->selectRow(2);
        QVERIFY(!shown.child<QPushButton>("set.undo")->isEnabled());
        QTest::keyClick(shown.table, Qt::Key_U, Qt::ControlModifier);
        QCOMPARE(shown.products.fakeHistory.undone.size(), 2);
    }

    void aSetIsChosenByItsNumber()
    {
        Shown shown(false);
        for (int stock : {71, 72, 73})
            shown.bulk(5, stock);
        shown.open();
        QTRY_COMPARE(shown.table->model()->rowCount(), 3);
        QCOMPARE(shown.cell(2, ChangeSetsModel::Number), QStringLiteral("1"));
        shown.page.showSet(2);
        QTRY_COMPARE(shown.table->currentIndex().row(), 1);
        QTest::keyClick(shown.table, Qt::Key_U, Qt::ControlModifier);
        QTRY_COMPARE(shown.table->model()->rowCount(), 4);
        QVERIFY(shown.cell(0, ChangeSetsModel::What).startsWith(QStringLiteral("Undo of 2")));
        shown.page.reload(); // what is chosen stays
        QTRY_COMPARE(shown.child<QLabel>("set.title")->text().left(9), QStringLiteral("Undo of 2"));
    }

    void aDeclarationOfFamiliesIsCalledSo()
    {
        catalog::ChangeSet set;
        set.kind = catalog::ChangeKind::Import;
        set.finished = true;
        set.what = QStringLiteral("families: 2, with rules for 3 attributes, in 1 channels");
        QCOMPARE(changeTitle(set), QStringLiteral("Declaration"));
        QVERIFY(changeFigures(set).contains(QStringLiteral("Families")));
        set.what = QStringLiteral("products.csv"); // of which nothing was new
        QCOMPARE(changeTitle(set), QStringLiteral("Import"));
        QVERIFY(changeFigures(set).startsWith(QStringLiteral("0 of 0 products")));
    }

    void theKeyboardStaysInThePage()
    {
        Shown shown(false);
        shown.bulk(5, 77);
        shown.open();
        QTRY_COMPARE(shown.table->model()->rowCount(), 1);
        QPushButton behind(&shown.page); // where the keyboard would go
        behind.show();
        auto *undo = shown.child<QPushButton>("set.undo");
        undo->setFocus();
        shown.products.fakeHistory.hold();
        QTest::keyClick(undo, Qt::Key_Space);
        QVERIFY(shown.child<QPushButton>("set.stop")->hasFocus());
        shown.products.fakeHistory.release();
        QTRY_VERIFY(shown.table->hasFocus());
        QCOMPARE(shown.table->currentIndex().row(), 0);
    }

    void whatWasStoppedGoesOn()
    {
        Shown shown(false);
        shown.bulk(10, 55, true);
        QVERIFY(shown.stockOf(9) != 55);
        shown.open();
        QTRY_COMPARE(shown.table->model()->rowCount(), 1);
        QCOMPARE(shown.cell(0, ChangeSetsModel::State), QStringLiteral("unfinished, 5 of 10"));
        auto *goOn = shown.child<QPushButton>("set.continue");
        QVERIFY(goOn->isVisible());
        shown.products.fakeHistory.hold();
        QTest::mouseClick(goOn, Qt::LeftButton);
        QVERIFY(shown.child<QPushButton>("set.stop")->isVisible());
        QVERIFY(!goOn->isVisible() && !shown.child<QPushButton>("set.undo")->isVisible());
        shown.products.fakeHistory.release();
        QTRY_COMPARE(shown.cell(0, ChangeSetsModel::State), QStringLiteral("done"));
        QCOMPARE(shown.stockOf(9), 55);
        QTRY_COMPARE(shown.child<QListView>("set.entries")->model()->rowCount(), 10 * shown.variants());
        QVERIFY(!goOn->isVisible());
    }

    void stopIsHeard()
    {
        Shown shown(false);
        shown.bulk(10, 55);
        shown.open();
        QTRY_COMPARE(shown.table->model()->rowCount(), 1);
        shown.products.fakeHistory.hold();
        QTest::keyClick(shown.table, Qt::Key_U, Qt::ControlModifier);
        QTest::keyClick(shown.table, Qt::Key_U, Qt::ControlModifier); // once is enough
        QCOMPARE(shown.products.fakeHistory.undone.size(), 1);
        QTest::keyClick(shown.table, Qt::Key_Period, Qt::ControlModifier);
        QVERIFY(shown.products.fakeHistory.lastCancel.requested());
        shown.products.fakeHistory.release();
    }

    void failuresAndRefusalsAreNamed()
    {
        Shown shown(false);
        shown.products.setCount(10);
        catalog::BulkEdit edit;
        edit.products = shown.products.find({}, {}).result().value();
        edit.changes = {{.kind = catalog::FieldPlace::Kind::Stock, .code = {}, .action = catalog::BulkChange::Action::Add, .amount = -1e6}};
        shown.products.fakeHistory.apply(edit, {}, {});
        shown.bulk(3, 7);
        shown.open();
        QTRY_COMPARE(shown.table->model()->rowCount(), 2);
        shown.table->selectRow(1);
        auto *refused = shown.child<QLabel>("set.refused");
        QTRY_VERIFY(refused->isVisible());
        QVERIFY2(refused->text().contains(FakeProducts::keyOf(0).toString()) && refused->text().contains(QStringLiteral("5 more")),
                 qPrintable(refused->text()));
        QVERIFY(!shown.child<QPushButton>("set.undo")->isEnabled()); // nothing was changed
        catalog::ChangeSet import; // which keeps no names
        import.id = 999;
        import.kind = catalog::ChangeKind::Import;
        import.finished = true;
        import.refused = 2;
        shown.page.findChild<SetView *>()->showSet(import);
        QTRY_COMPARE(refused->text(), QStringLiteral("2 were refused; the report of the import named them."));
        shown.table->selectRow(0);
        QVERIFY(!refused->isVisible());
        shown.products.fakeHistory.failChange = Error{ErrorCode::StorageFull, QStringLiteral("no space"), {}, {}};
        QTest::keyClick(shown.table, Qt::Key_U, Qt::ControlModifier);
        auto *banner = shown.page.findChild<SetView *>()->findChild<ErrorBanner *>();
        QTRY_VERIFY(banner->isVisible() && banner->text().contains(QStringLiteral("no space")));
        QVERIFY(shown.child<QPushButton>("set.undo")->isVisible());
    }

    void saysWhatAnUndoWillDo()
    {
        Shown shown(false);
        shown.bulk(1, 7);
        shown.open();
        auto *view = shown.page.findChild<SetView *>();
        auto *facts = shown.child<QLabel>("set.facts");
        catalog::ChangeSet set;
        set.id = 9;
        set.kind = catalog::ChangeKind::Import;
        set.what = QStringLiteral("shop.csv");
        set.changed = 2;
        view->showSet(set);
        QVERIFY(facts->text().contains(catalog::undoEffect(catalog::ChangeKind::Import)));
        QVERIFY(catalog::undoEffect(catalog::ChangeKind::Import).contains(QStringLiteral("removes the products that it created")));
        set.changed = 0; // interrupted before it could count
        view->showSet(set);
        QVERIFY(shown.child<QPushButton>("set.undo")->isEnabled());
        set.finished = true; // nothing to undo, and nothing to say of it
        view->showSet(set);
        QVERIFY(!shown.child<QPushButton>("set.undo")->isEnabled());
        QVERIFY(!facts->text().contains(QStringLiteral("Undoing")));
    }

    void anEntryLeadsToItsProduct()
    {
        Shown shown(false);
        shown.bulk(5, 77);
        shown.open();
        auto *entries = shown.child<QListView>("set.entries");
        QTRY_COMPARE(entries->model()->rowCount(), 5 * shown.variants());
        QSignalSpy activated(&shown.page, &HistoryPage::productActivated);
        entries->setFocus();
        entries->setCurrentIndex(entries->model()->index(3 * shown.variants(), 0));
        QTest::keyClick(entries, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].value<ProductKey>(), FakeProducts::keyOf(3));
    }

    void longListsAreReadByPages()
    {
        Shown shown(false);
        for (int n = 0; n < 230; ++n)
            shown.bulk(1, n);
        ChangeSetsModel model(shown.products.fakeHistory);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.reload();
        QTRY_COMPARE(model.reading(), ChangeSetsModel::Reading::Ready);
        while (model.canFetchMore({})) {
            const int rows = model.rowCount();
            model.fetchMore({});
            QTRY_VERIFY(model.rowCount() > rows || !model.canFetchMore({}));
        }
        QCOMPARE(model.rowCount(), 230);
        QCOMPARE(model.setAt(229).id, 1u);
    }
};

QTEST_MAIN(HistoryPageTest)
#include "tst_history_page.moc"
