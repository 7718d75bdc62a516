#include "ui/families/declaration_preview.h"
#include "ui/families/declaration_text.h"
#include "ui/families/families_model.h"
#include "ui/families/families_page.h"
#include "ui/families/family_attributes_model.h"
#include "ui/style/error_banner.h"
#include "ui/style/state_view.h"
#include "ui/style/theme.h"
#include "ui/support/fake_products.h"

#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QToolButton>
#include <QUndoStack>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;

/// Families in a real window: looked at, declared from a file after a preview, counted, stopped, written.
class FamiliesPageTest : public QObject
{
    Q_OBJECT

    static QString s(const char *text) { return QString::fromUtf8(text); }
    static catalog::FamilyDeclaration shoes()
    {
        catalog::FamilyDeclaration declaration;
        declaration.channels = {{s("SG"), s("Singapore"), {s("en"), s("zh")}}, {s("VN"), s("Vietnam"), {s("vi")}}};
        declaration.attributes = {{.code = s("title"), .type = catalog::ValueType::Text, .perLocale = true, .maxLength = 80},
                                  {.code = s("weight"), .type = catalog::ValueType::Number, .min = 0.0, .max = 5.0},
                                  {.code = s("colour"), .options = {s("red"), s("blue")}}};
        declaration.families = {{s("shoes"), s("Shoes"), {s("title"), s("weight"), s("colour"), s("lining")}, {s("title"), s("weight")}, {{s("SG"), {s("colour")}}}},
                                {s("hats"), s("Hats"), {s("title")}, {}}};
        return declaration;
    }
    struct Window
    {
        explicit Window(bool hasFamilies)
        {
            if (hasFamilies)
                products.fakeFamilies.declare(shoes());
            catalog::CatalogCompleteness all;
            all.products = 1'000;
            all.withFamily = 640;
            products.fakeFamilies.ofCatalog = all;
            page.resize(1200, 760);
            page.show();
            page.activateWindow();
            if (!QTest::qWaitForWindowExposed(&page))
                qFatal("the window did not open");
        }
        template <typename T>
        T *child(const char *name)
        {
            return page.findChild<T *>(QString::fromLatin1(name));
        }
        QString write(const QByteArray &toml)
        {
            QFile file(folder.filePath(s("families.toml")));
            if (!file.open(QIODevice::WriteOnly) || file.write(toml) != toml.size())
                qFatal("the file cannot be written");
            return file.fileName();
        }

        QTemporaryDir folder;
        test::FakeProducts products{1'000};
        QUndoStack stack;
        FamiliesPage page{products, stack};
        QTableView *list = child<QTableView>("families.list");
        StateView *state = page.findChild<StateView *>();
        ErrorBanner *error = page.findChild<ErrorBanner *>();
    };

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }

    void withoutFamiliesItSaysHowToBegin()
    {
        Window window(false);
        QTRY_COMPARE(window.state->title(), s("No families yet"));
        QVERIFY(window.state->isVisible());
        QVERIFY(!window.child<QToolButton>("families.export")->isEnabled());
        QVERIFY(window.child<QPushButton>("stateAction")->isVisible());
        window.products.fakeFamilies.readOnly = s("This catalog has no families.");
        window.products.fakeFamilies.declare({});
        window.page.reload();
        QTRY_COMPARE(window.state->title(), s("No families here"));
        QVERIFY(!window.child<QToolButton>("families.import")->isEnabled());
    }

    void aFamilyIsLookedAt()
    {
        Window window(true);
        QTRY_COMPARE(window.list->model()->rowCount(), 2);
        QTRY_VERIFY(window.list->hasFocus()); // not a button that was there before it
        QCOMPARE(window.list->model()->columnCount(), 6); // name, products, complete, three places
        QTRY_COMPARE(window.list->model()->index(0, FamiliesModel::Products).data().toString(), s("500"));
        QTRY_COMPARE(window.list->model()->index(0, FamiliesModel::Everywhere).data().toString(), s("50\u00a0%"));
        QTRY_VERIFY(window.list->model()->index(0, FamiliesModel::FirstPlace).data(Qt::AccessibleTextRole).toString().contains(s("SG \u00b7 en: 250 of 500")));
        QTRY_COMPARE(window.child<QLabel>("families.summary")->text(), s("2 families, 3 rules, 2 channels. 640 of 1000 products have a family."));
        QCOMPARE(window.child<QLabel>("family.summary")->text(), s("500 products \u00b7 4 attributes \u00b7 2 required everywhere \u00b7 1 in some channels"));
        auto *attributes = window.child<QTableView>("family.attributes")->model();
        QCOMPARE(attributes->rowCount(), 4);
        const auto cell = [attributes](int row, int column) { return attributes->index(row, column).data().toString(); };
        QCOMPARE(cell(0, FamilyAttributesModel::Kept), s("per language"));
        QCOMPARE(cell(0, FamilyAttributesModel::Rule), s("text of at most 80 characters"));
        QCOMPARE(cell(1, FamilyAttributesModel::Rule), s("number from 0 to 5"));
        QCOMPARE(cell(2, FamilyAttributesModel::Required), s("in SG"));
        QCOMPARE(cell(2, FamilyAttributesModel::Rule), s("one of red, blue"));
        QCOMPARE(cell(3, FamilyAttributesModel::Rule), s("anything"));
        QTest::keyClicks(window.child<QLineEdit>("family.filter"), s("blue"));
        QCOMPARE(attributes->rowCount(), 1);
        // Enter lists the products; of a place those that lack something there.
        QSignalSpy wanted(&window.page, &FamiliesPage::productsRequested);
        window.list->setFocus();
        QTest::keyClick(window.list, Qt::Key_Down);
        QTest::keyClick(window.list, Qt::Key_Return);
        QTRY_COMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].value<catalog::Query>().attributes.first().values, QStringList{s("hats")});
        auto *places = window.child<QTableWidget>("family.places");
        QCOMPARE(places->rowCount(), 3);
        places->setFocus();
        places->selectRow(2);
        QTest::keyClick(places, Qt::Key_Return);
        QTRY_COMPARE(wanted.size(), 2);
        QCOMPARE(wanted[1][0].value<catalog::Query>().attributes.first(), (catalog::AttributeFilter{s("incomplete"), catalog::AttributeFilter::Kind::AnyOf, false, {s("VN/vi")}}));
    }

    void aFileIsPreviewedAndDeclared()
    {
        Window window(true);
        QTRY_COMPARE(window.list->model()->rowCount(), 2);
        catalog::FamilyDeclaration changed = shoes();
        changed.families[0].attributes.append(s("sole"));
        changed.families[0].required.append(s("sole"));
        changed.families.removeLast();
        changed.channels[1].locales.append(s("en"));
        changed.attributes[1].max = 9.0;
        const QString file = window.write(catalog::writeFamilies(changed));
        window.page.openFile(file);
        auto *table = window.child<QTableWidget>("preview.changes");
        QVERIFY(table->isVisible());
        QStringList lines;
        for (int row = 0; row < table->rowCount(); ++row)
            lines.append(table->item(row, 0)->text() + u'|' + table->item(row, 1)->text() + u'|' + table->item(row, 2)->text());
        QCOMPARE(lines, (QStringList{s("Changed|Channel Vietnam (VN)|languages added: en"), s("Changed|Family Shoes (shoes)|attributes added: sole; now required: sole"),
                                     s("Gone|Family Hats (hats)|its products have none then"),
                                     s("Changed|Rule of weight|was number from 0 to 5, kept once; is number from 0 to 9, kept once")}));
        // Escape: nothing has happened.
        QTest::keyClick(table, Qt::Key_Escape);
        QVERIFY(window.list->isVisible());
        QCOMPARE(window.products.fakeFamilies.declared->declaration(), shoes());

        window.products.fakeFamilies.isHolding = true;
        window.products.fakeFamilies.counting = {2, 1'000, 250};
        window.page.openFile(file);
        QSignalSpy held(&window.page, &FamiliesPage::familiesChanged);
        QTest::mouseClick(window.child<QPushButton>("preview.apply"), Qt::LeftButton);
        QVERIFY(!window.child<QPushButton>("preview.apply")->isEnabled());
        QTRY_COMPARE(window.child<QLabel>("families.countingText")->text(), s("Counted 250 of 1000 products by the families as they are"));
        QVERIFY(!window.child<QToolButton>("families.import")->isEnabled());
        QTest::mouseClick(window.child<QPushButton>("families.stop"), Qt::LeftButton);
        QVERIFY(window.products.fakeFamilies.running.requested());
        auto all = *window.products.fakeFamilies.ofCatalog;
        all.count = {2, 1'000, 300};
        window.products.fakeFamilies.ofCatalog = all;
        window.products.fakeFamilies.finish(Error{ErrorCode::Cancelled, s("the counting was stopped"), {}, {}});
        QTRY_COMPARE(held.size(), 1); // it is declared, counted or not
        QCOMPARE(window.list->model()->rowCount(), 1);
        QTRY_COMPARE(window.child<QPushButton>("families.stop")->text(), s("&Go on counting"));
        QVERIFY(window.child<QWidget>("families.counting")->isVisible());
        QTest::mouseClick(window.child<QPushButton>("families.stop"), Qt::LeftButton);
        QTRY_COMPARE(window.child<QPushButton>("families.stop")->text(), s("S&top"));
        all.count = {2, 1'000, 1'000};
        window.products.fakeFamilies.ofCatalog = all;
        window.products.fakeFamilies.finish(all.count);
        QTRY_VERIFY(!window.child<QWidget>("families.counting")->isVisible());
        QVERIFY(!window.error->isVisible());
        // The same again changes nothing.
        window.page.openFile(file);
        QVERIFY(window.child<QLabel>("preview.sentence")->text().startsWith(s("Nothing:")));
        QVERIFY(!window.child<QPushButton>("preview.apply")->isVisible());
    }

    void aDeclarationIsTakenBack()
    {
        Window window(true);
        QTRY_COMPARE(window.list->model()->rowCount(), 2);
        catalog::FamilyDeclaration changed = shoes();
        changed.families.removeLast();
        window.page.openFile(window.write(catalog::writeFamilies(changed)));
        QSignalSpy begun(&window.page, &FamiliesPage::begun), held(&window.page, &FamiliesPage::familiesChanged);
        window.child<QPushButton>("preview.apply")->click();
        QTRY_COMPARE(window.list->model()->rowCount(), 1);
        QVERIFY(window.list->isVisible());
        QTRY_COMPARE(held.size(), 1);
        // What holds is shown while it is still counted.
        window.products.fakeFamilies.isHolding = true;
        window.stack.undo();
        QCOMPARE(begun.size(), 2);
        QTRY_COMPARE(window.list->model()->rowCount(), 2);
        QVERIFY(window.child<QWidget>("families.counting")->isVisible());
        QVERIFY(!window.child<QToolButton>("families.import")->isEnabled());
        window.products.fakeFamilies.finish(catalog::FamilyCount{});
        QTRY_COMPARE(held.size(), 2);
        QVERIFY(window.child<QToolButton>("families.import")->isEnabled());
        QCOMPARE(window.products.fakeFamilies.declared->declaration(), shoes());
        // Somebody else declares: what is on the stack does not replace that.
        window.products.fakeFamilies.declare({});
        window.stack.redo();
        QTRY_VERIFY(window.error->isVisible());
        QVERIFY(window.error->text().contains(s("declared otherwise meanwhile")));
        QTRY_COMPARE(window.state->title(), s("No families yet"));
    }

    void badFilesAreRefused()
    {
        Window window(true);
        QTRY_COMPARE(window.list->model()->rowCount(), 2);
        window.page.openFile(window.write("[[family]]\ncode = \"x\"\nattributes = [\"a\"]\nrequired = [\"b\"]\n"));
        QVERIFY(window.error->isVisible());
        QVERIFY2(window.error->text().contains(s("families.toml")), qPrintable(window.error->text()));
        QVERIFY(window.list->isVisible());
        window.page.openFile(s("/nowhere/families.toml"));
        QVERIFY(window.error->text().contains(s("/nowhere/families.toml")));
        // What the store refuses is said, and can be tried again.
        window.products.fakeFamilies.failDeclare = Error{ErrorCode::Conflict, s("\"weight\" has texts"), s("weight"), s("Declare it as text")};
        window.page.openFile(window.write(catalog::writeFamilies({})));
        QVERIFY(!window.error->isVisible());
        QTest::mouseClick(window.child<QPushButton>("preview.apply"), Qt::LeftButton);
        QTRY_VERIFY(window.error->isVisible());
        QVERIFY(window.error->text().contains(s("has texts")));
        QTRY_VERIFY(window.child<QPushButton>("preview.apply")->isEnabled());
        QVERIFY(window.child<QTableWidget>("preview.changes")->isVisible()); // to be mended and declared again
        QCOMPARE(window.products.fakeFamilies.declared->declaration(), shoes());
        // A reading that fails can be repeated.
        window.products.fakeFamilies.fail = Error{ErrorCode::Io, s("the disk is away"), {}, s("Plug it in")};
        window.page.reload();
        QTRY_VERIFY(window.error->text().contains(s("the disk is away")));
    }

    void whatIsWrittenReadsTheSame()
    {
        Window window(true);
        QTRY_COMPARE(window.list->model()->rowCount(), 2);
        const QString file = window.folder.filePath(s("out.toml"));
        window.page.saveFile(file);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const auto read = catalog::readFamilies(written.readAll(), file);
        QVERIFY(read.ok());
        QCOMPARE(*read, shoes());
        window.page.saveFile(s("/nowhere/out.toml"));
        QVERIFY(window.error->isVisible());
    }

    void manyPlacesAndAttributes()
    {
        Window window(true);
        catalog::FamilyDeclaration wide;
        catalog::Channel channel{s("SG"), s("Singapore"), {}};
        for (int i = 0; i < 9; ++i)
            channel.locales.append(s("l%1").arg(i));
        wide.channels = {channel};
        catalog::Family family{s("wide"), s("Wide"), {}, {}};
        for (int i = 0; i < 500; ++i)
            family.attributes.append(s("a%1").arg(i));
        family.required = family.attributes;
        wide.families = {family};
        window.products.fakeFamilies.declare(wide);
        window.page.reload();
        QTRY_COMPARE(window.list->model()->columnCount(), 3); // places beyond a few are beside the list
        QCOMPARE(window.child<QTableWidget>("family.places")->rowCount(), 9);
        QCOMPARE(window.child<QTableView>("family.attributes")->model()->rowCount(), 500);
    }
};

QTEST_MAIN(FamiliesPageTest)
#include "tst_families_page.moc"
