#include "page_under_test.h"

#include "ui/models/completeness_model.h"
#include "ui/models/product_sheet_model.h"
#include "ui/products/completeness_panel.h"
#include "ui/products/message_bar.h"
#include "ui/products/rule_hint.h"
#include "ui/style/state_view.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>
#include <QUndoStack>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeProducts;
using test::PageUnderTest;

/// What a product's family requires, seen and given in the inspector; one variant alone.
class ProductsFamiliesTest : public QObject
{
    Q_OBJECT

    static QString s(const char *text) { return QString::fromUtf8(text); }
    static catalog::FamilyDeclaration shoes()
    {
        using catalog::ValueType;
        catalog::FamilyDeclaration declaration;
        declaration.channels = {{s("SG"), s("Singapore"), {s("en"), s("zh")}}, {s("VN"), s("Vietnam"), {s("vi")}}};
        declaration.attributes = {{.code = s("slogan"), .type = ValueType::Text, .perLocale = true, .maxLength = 12},
                                  {.code = s("weight"), .type = ValueType::Number, .max = 3.0},
                                  {.code = s("season"), .type = ValueType::Option, .options = {s("summer"), s("winter")}},
                                  {.code = s("vegan"), .type = ValueType::Boolean}};
        declaration.families = {{s("shoes"), s("Shoes"), {s("slogan"), s("weight"), s("season"), s("vegan"), s("colour")}, {s("slogan"), s("weight")}, {{s("VN"), {s("season")}}}},
                                {s("hats"), s("Hats"), {s("material")}, {s("material")}}};
        return declaration;
    }
    /// A page whose first product is a shoe.
    struct Shop : PageUnderTest
    {
        explicit Shop(bool isShoe = true)
        {
            catalog::Product product = products.truth(key);
            if (isShoe)
                product.attributes.append({s("family"), catalog::OptionCode(s("shoes")), {}});
            products.change(product);
            products.fakeFamilies.declare(shoes());
            page.reload();
        }
        QModelIndex field(const QString &code) const { return sheet()->find(code); }
        ProductSheetModel *sheet() const { return qobject_cast<ProductSheetModel *>(view->model()); }
        std::optional<catalog::Value> own(const QString &code, const catalog::Scope &scope = {}, const QString &sku = {})
        {
            return readField(products.truth(key), {key, catalog::Edit::Field::Attribute, code, scope, sku});
        }
        template <typename T>
        T *edit(const QString &code)
        {
            const QModelIndex index = field(code);
            view->scrollTo(index);
            QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
            return view->viewport()->findChild<T *>();
        }
        void choose(const char *combo, const QString &text)
        {
            auto *choice = child<QComboBox>(combo);
            choice->setCurrentIndex(std::max(choice->findText(text), choice->findData(text)));
            QVERIFY(choice->currentIndex() >= 0);
            emit choice->activated(choice->currentIndex());
        }
        QStringList titles() const
        {
            QStringList titles;
            for (int group = 0; group < sheet()->rowCount(); ++group)
                titles.append(sheet()->groupTitle(group));
            return titles;
        }

        const ProductKey key = FakeProducts::keyOf(0);
        QTreeView *view = child<QTreeView>("inspector.sheet");
        QTreeView *places = child<QTreeView>("completeness.places");
        QTabBar *tabs = child<QTabBar>("inspector.tabs");
    };

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }

    void whatIsMissingLeadsToItsField()
    {
        Shop shop;
        QTRY_COMPARE(shop.tabs->tabText(1), s("Complete 42\u00a0%")); // 3 weights of 3 slogans, 3 weights and 1 season
        shop.tabs->setCurrentIndex(1);
        auto *model = shop.places->model();
        QCOMPARE(model->rowCount(), 3);
        const QModelIndex vietnam = model->index(2, 0);
        QCOMPARE(vietnam.data().toString(), s("VN \u00b7 vi"));
        QCOMPARE(vietnam.data(CompletenessModel::FilledRole).toInt(), 1);
        QCOMPARE(vietnam.data(CompletenessModel::RequiredRole).toInt(), 3);
        shop.places->setFocus();
        shop.places->setCurrentIndex(vietnam);
        QTest::keyClick(shop.places, Qt::Key_Right);
        QTest::keyClick(shop.places, Qt::Key_Down);
        QCOMPARE(shop.places->currentIndex().data().toString(), s("slogan"));
        QTest::keyClick(shop.places, Qt::Key_Return);
        QCOMPARE(shop.tabs->currentIndex(), 0);
        QCOMPARE(shop.child<QComboBox>("inspector.place")->currentText(), s("VN \u00b7 vi"));
        auto *line = shop.view->viewport()->findChild<QLineEdit *>();
        QVERIFY(line);
        QTest::keyClicks(line, s("Nhanh"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(shop.own(s("slogan"), {{}, s("vi")}), std::optional<catalog::Value>(s("Nhanh")));
        QTRY_COMPARE(vietnam.data(CompletenessModel::FilledRole).toInt(), 2);
        QTRY_COMPARE(shop.tabs->tabText(1), s("Complete 57\u00a0%"));
        QTest::keyClick(shop.grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!shop.own(s("slogan"), {{}, s("vi")}));
        QTRY_COMPARE(shop.tabs->tabText(1), s("Complete 42\u00a0%"));
    }

    void theSheetIsOfTheFamily()
    {
        Shop shop;
        QTRY_COMPARE(shop.child<QComboBox>("inspector.place")->currentText(), s("SG \u00b7 en"));
        QCOMPARE(shop.titles(), (QStringList{s("Family"), s("Required"), s("Other attributes of the family"), s("Prices"), s("Variants and stock"), s("Outside the family")}));
        QVERIFY(shop.field(s("slogan")).data(ProductSheetModel::MissingRole).toBool());
        QVERIFY(!shop.field(s("season")).data(ProductSheetModel::MissingRole).toBool());
        QCOMPARE(shop.field(s("season")).parent().data().toString(), s("Other attributes of the family"));
        QCOMPARE(shop.field(s("slogan")).parent().data(ProductSheetModel::FilledRole).toString(), s("1 of 2 filled"));
        shop.choose("inspector.place", s("VN \u00b7 vi"));
        QVERIFY(shop.field(s("season")).data(ProductSheetModel::MissingRole).toBool());
        QCOMPARE(shop.field(s("season")).parent().data().toString(), s("Required"));
        shop.child<QToolButton>("inspector.problemsOnly")->click();
        QCOMPARE(shop.sheet()->fieldCount(), 2);
        shop.child<QToolButton>("inspector.problemsOnly")->click();
        // All places: a line where each value is kept.
        shop.choose("inspector.place", s("All places"));
        int slogans = 0;
        const QModelIndex group = shop.field(s("slogan")).parent();
        for (int row = 0; row < shop.sheet()->rowCount(group); ++row)
            slogans += shop.sheet()->index(row, 0, group).data().toString() == s("slogan");
        QCOMPARE(slogans, 3);
        // The choice is kept for the next product.
        shop.grid->goToRow(1);
        QTRY_COMPARE(shop.sheet()->product()->key, FakeProducts::keyOf(1));
        QCOMPARE(shop.child<QComboBox>("inspector.place")->currentIndex(), 0);
    }

    void aBrokenRuleIsToldWhileTyping()
    {
        Shop shop;
        QTRY_VERIFY(shop.field(s("slogan")).isValid());
        auto *line = shop.edit<QLineEdit>(s("slogan"));
        QVERIFY(line);
        QTest::keyClicks(line, s("Light as a feather"));
        auto *hint = shop.child<RuleHint>("ruleHint");
        QVERIFY(hint->isVisible());
        QVERIFY2(hint->text().contains(s("at most 12")) && hint->text().endsWith(s("Shorten it.")), qPrintable(hint->text()));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(line->isVisible()); // nothing that was typed is lost
        QVERIFY(shop.products.edits.isEmpty());
        line->setText(s("Light"));
        QVERIFY(!hint->isVisible());
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(shop.own(s("slogan"), {{}, s("en")}), std::optional<catalog::Value>(s("Light")));
        // A value from before the rule says so in its line.
        catalog::Product heavy = shop.products.truth(shop.key);
        heavy.attributes.removeIf([](const auto &value) { return value.code == s("weight"); });
        heavy.attributes.append({s("weight"), 4.5, {}});
        shop.products.change(heavy);
        shop.page.reload();
        QTRY_VERIFY(shop.field(s("weight")).data(ProductSheetModel::ProblemRole).toString().contains(s("at most 3")));
        QVERIFY(shop.field(s("weight")).data(Qt::AccessibleTextRole).toString().contains(s("Give it 3 or less")));
        QTRY_COMPARE(shop.places->model()->index(0, 0, shop.places->model()->index(0, 0)).data(CompletenessModel::InvalidRole).toBool(), true);
    }

    void optionsAreChosen()
    {
        Shop shop;
        QTRY_VERIFY(shop.field(s("season")).isValid());
        auto *choice = shop.edit<QComboBox>(s("season"));
        QVERIFY(choice);
        QCOMPARE(choice->count(), 2);
        QTest::keyClicks(choice, s("winter"));
        QTest::keyClick(choice, Qt::Key_Return);
        QTRY_COMPARE(shop.own(s("season")), std::optional<catalog::Value>(catalog::OptionCode(s("winter"))));
        QTRY_VERIFY(!shop.view->viewport()->findChild<QComboBox *>());
        choice = shop.edit<QComboBox>(s("vegan")); // no value yet: neither yes nor no
        QVERIFY(choice);
        QTest::keyClicks(choice, s("Yes"));
        QTest::keyClick(choice, Qt::Key_Return);
        QTRY_COMPARE(shop.own(s("vegan")), std::optional<catalog::Value>(true));
    }

    void theFamilyIsChangedAndUndone()
    {
        Shop shop(false);
        shop.tabs->setCurrentIndex(1);
        auto *state = shop.child<CompletenessPanel>("completenessPanel")->findChild<StateView *>();
        QTRY_COMPARE(state->title(), s("This product has no family"));
        QCOMPARE(shop.tabs->tabText(1), s("Complete"));
        QTest::mouseClick(state->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(shop.tabs->currentIndex(), 0);
        auto *choice = shop.view->viewport()->findChild<QComboBox *>();
        QVERIFY(choice);
        QCOMPARE(choice->itemText(choice->findData(s("hats"))), s("Hats"));
        QTest::keyClicks(choice, s("Shoes"));
        QTest::keyClick(choice, Qt::Key_Return);
        QTRY_COMPARE(shop.own(s("family")), std::optional<catalog::Value>(catalog::OptionCode(s("shoes"))));
        QTRY_COMPARE(shop.tabs->tabText(1), s("Complete 42\u00a0%"));
        QCOMPARE(shop.field(s("family")).data().toString(), s("Shoes"));
        QTest::keyClick(shop.grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!shop.own(s("family")));
        QTRY_VERIFY(!shop.titles().contains(s("Required")));
    }

    void whatHoldsElsewhereIsShownAsThat()
    {
        Shop shop;
        catalog::Product product = shop.products.truth(shop.key);
        product.attributes.append({s("care"), s("By hand"), {}});
        product.attributes.append({s("care"), s("Giặt tay"), {s("VN"), {}}});
        shop.products.change(product);
        shop.products.fakeFamilies.declare({}); // without rules a place has its own
        shop.page.reload();
        QTRY_VERIFY(shop.field(s("care")).isValid());
        QCOMPARE(shop.child<QComboBox>("inspector.place")->currentIndex(), 0);
        shop.choose("inspector.place", s("VN \u00b7 vi_VN"));
        QCOMPARE(shop.field(s("care")).data().toString(), s("Giặt tay"));
        QCOMPARE(shop.field(s("care")).data(ProductSheetModel::OriginRole).toString(), s("from VN"));
        QCOMPARE(shop.field(s("material")).data(ProductSheetModel::OriginRole).toString(), s("from everywhere"));
        auto *line = shop.edit<QLineEdit>(s("material"));
        QVERIFY(line);
        line->setText(s("Vải"));
        QTest::keyClick(line, Qt::Key_Return);
        const catalog::Scope there{s("VN"), s("vi_VN")};
        QTRY_COMPARE(shop.own(s("material"), there), std::optional<catalog::Value>(s("Vải")));
        QCOMPARE(shop.own(s("material")), std::optional<catalog::Value>(s("Organic cotton")));
        QTRY_VERIFY(shop.field(s("material")).data(ProductSheetModel::OverridesRole).toBool());
        QTRY_VERIFY(!shop.view->viewport()->findChild<QLineEdit *>());
        shop.view->setCurrentIndex(shop.field(s("material")));
        QTest::keyClick(shop.view, Qt::Key_Delete);
        QTRY_VERIFY(!shop.own(s("material"), there));
        QTRY_COMPARE(shop.field(s("material")).data().toString(), s("Organic cotton"));
    }

    void oneVariantHasItsOwnAndInherits()
    {
        Shop shop;
        const QString sku = shop.key.toString() + s("-M");
        QTRY_VERIFY(shop.child<QComboBox>("inspector.variant")->isVisible());
        shop.choose("inspector.variant", sku);
        QVERIFY(!shop.titles().contains(s("Family")));
        QCOMPARE(shop.child<QComboBox>("inspector.variant")->currentText(), s("M")); // what it differs in
        QCOMPARE(shop.field(s("size")).data(ProductSheetModel::OriginRole).toString(), QString());
        QCOMPARE(shop.field(s("colour")).data(ProductSheetModel::OriginRole).toString(), s("inherited"));
        QCOMPARE(shop.field(s("colour")).data().toString(), s("indigo"));
        auto *line = shop.edit<QLineEdit>(s("colour"));
        QVERIFY(line);
        QTest::keyClick(line, Qt::Key_Return); // left as it is: no value of its own
        QTRY_VERIFY(!shop.view->viewport()->findChild<QLineEdit *>());
        QVERIFY(shop.products.edits.isEmpty());
        line = shop.edit<QLineEdit>(s("colour"));
        line->setText(s("ruby"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(shop.own(s("colour"), {}, sku), std::optional<catalog::Value>(catalog::OptionCode(s("ruby"))));
        QCOMPARE(shop.own(s("colour")), std::optional<catalog::Value>(catalog::OptionCode(s("indigo"))));
        QTRY_VERIFY(shop.field(s("colour")).data(ProductSheetModel::OverridesRole).toBool());
        QVERIFY(shop.page.undoStack()->undoText().contains(sku));
        // The arrow at the end of the line gives it back.
        QTRY_VERIFY(!shop.view->viewport()->findChild<QLineEdit *>());
        const QRect cell = shop.view->visualRect(shop.field(s("colour")));
        QTest::mouseClick(shop.view->viewport(), Qt::LeftButton, {}, QPoint(cell.right() - 14, cell.center().y()));
        QTRY_VERIFY(!shop.own(s("colour"), {}, sku));
        QTRY_COMPARE(shop.field(s("colour")).data(ProductSheetModel::OriginRole).toString(), s("inherited"));
        QVERIFY(!shop.view->viewport()->findChild<QLineEdit *>());
        QTest::keyClick(shop.grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(shop.own(s("colour"), {}, sku), std::optional<catalog::Value>(catalog::OptionCode(s("ruby"))));
        // A price of its own, and the product's variants in its card again.
        const auto price = [&] {
            for (const auto &variant : shop.products.truth(shop.key).variants) {
                if (variant.sku == sku && !variant.prices.isEmpty())
                    return variant.prices.first().minor;
            }
            return qint64(-1);
        };
        const QModelIndex every = shop.sheet()->index(0, ProductSheetModel::ValueColumn, shop.sheet()->index(int(shop.titles().indexOf(s("Prices"))), 0));
        QCOMPARE(every.data(ProductSheetModel::OriginRole).toString(), s("inherited"));
        shop.view->scrollTo(every);
        QTest::mouseClick(shop.view->viewport(), Qt::LeftButton, {}, shop.view->visualRect(every).center());
        line = shop.view->viewport()->findChild<QLineEdit *>();
        QVERIFY(line);
        line->setText(s("20.00"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(price(), 2'000);
        QTRY_VERIFY(!shop.view->viewport()->findChild<QLineEdit *>());
        shop.choose("inspector.variant", s("Product"));
        QTRY_VERIFY(shop.titles().contains(s("Family")));
        // Another product does not have that variant.
        shop.choose("inspector.variant", sku);
        shop.grid->goToRow(1);
        QTRY_COMPARE(shop.sheet()->product()->key, FakeProducts::keyOf(1));
        QCOMPARE(shop.child<QComboBox>("inspector.variant")->currentIndex(), 0);
    }

    void fiveHundredAttributesInEightLanguages()
    {
        Shop shop;
        catalog::FamilyDeclaration wide;
        catalog::Channel channel{s("SG"), s("Singapore"), {}};
        for (int i = 0; i < 8; ++i)
            channel.locales.append(s("l%1").arg(i));
        wide.channels = {channel};
        catalog::Family family{s("shoes"), s("Shoes"), {}, {}};
        for (int i = 0; i < 500; ++i) {
            const QString code = s("a%1").arg(i, 3, 10, QLatin1Char('0'));
            wide.attributes.append({.code = code, .type = catalog::ValueType::Text, .perChannel = i % 2 == 0, .perLocale = true, .maxLength = 40});
            family.attributes.append(code);
        }
        family.required = family.attributes;
        wide.families = {family};
        shop.products.fakeFamilies.declare(wide);
        shop.page.reload();
        auto *model = shop.places->model();
        QTRY_COMPARE(model->rowCount(), 8);
        QCOMPARE(model->rowCount(model->index(7, 0)), 500);
        QTRY_COMPARE(shop.child<QLabel>("completeness.summary")->text(), s("Shoes: 0 of 4000 required values are there, in 8 places together."));
        shop.choose("inspector.place", s("SG \u00b7 l7"));
        QVERIFY(shop.field(s("a499")).data(ProductSheetModel::MissingRole).toBool());
        shop.choose("inspector.place", s("All places"));
        QVERIFY(shop.sheet()->fieldCount() > 4'000);
        shop.tabs->setCurrentIndex(1);
        shop.places->expandAll();
        shop.places->scrollToBottom();
        const QModelIndex last = model->index(499, 0, model->index(7, 0));
        QTest::mouseClick(shop.places->viewport(), Qt::LeftButton, {}, shop.places->visualRect(last).center());
        QTRY_VERIFY(shop.view->viewport()->findChild<QLineEdit *>());
        QCOMPARE(shop.view->currentIndex(), shop.field(s("a499")));
        QVERIFY(shop.view->viewport()->rect().intersects(shop.view->visualRect(shop.view->currentIndex())));
    }

    void noFamiliesAndAnError()
    {
        PageUnderTest test;
        auto *panel = test.child<CompletenessPanel>("completenessPanel");
        test.child<QTabBar>("inspector.tabs")->setCurrentIndex(1);
        auto *state = panel->findChild<StateView *>();
        QTRY_COMPARE(state->title(), s("No families yet"));
        QSignalSpy wanted(&test.page, &ProductsPage::familiesRequested);
        QTest::mouseClick(state->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);

        Shop shop;
        shop.tabs->setCurrentIndex(1);
        shop.products.fakeFamilies.fail = Error{ErrorCode::Io, s("the disk is away"), {}, s("Plug it in")};
        shop.page.reload();
        auto *failed = shop.child<CompletenessPanel>("completenessPanel")->findChild<StateView *>();
        QTRY_COMPARE(failed->title(), s("This cannot be told now"));
        shop.products.fakeFamilies.fail.reset();
        QTest::mouseClick(failed->findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_COMPARE(shop.tabs->tabText(1), s("Complete 42\u00a0%"));
    }
};

QTEST_MAIN(ProductsFamiliesTest)
#include "tst_products_families.moc"
