#include "page_under_test.h"

#include "ui/models/filter_text.h"
#include "ui/products/attribute_filters.h"
#include "ui/products/facet_panel.h"
#include "ui/products/filter_chips.h"
#include "ui/products/range_histogram.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QToolButton>
#include <QTreeView>

using namespace vitrine;
using namespace vitrine::ui;
using catalog::AttributeFilter;
using catalog::ValueType;
using test::PageUnderTest;
using Kind = AttributeFilter::Kind;

/// Filters on any attribute, put beside the products by the person who needs them.
class ProductsFiltersTest : public QObject
{
    Q_OBJECT

    /// By the button, a part of its name, and Enter.
    static QWidget *add(PageUnderTest &test, const QString &typed)
    {
        auto *button = test.child<QToolButton>("addFilter");
        button->click();
        auto *picker = test.child<QWidget>("attributePicker");
        auto *search = picker->findChild<QLineEdit *>();
        QTest::keyClicks(search, typed);
        QTest::keyClick(search, Qt::Key_Return);
        return test.page.findChild<FacetPanel *>()->attributes();
    }
    static QStringList chips(PageUnderTest &test)
    {
        QStringList texts;
        for (const QToolButton *chip : test.page.findChild<FilterChips *>()->findChildren<QToolButton *>()) {
            if (chip->isVisible() && chip->objectName() != QLatin1String("clearFilters"))
                texts.append(chip->text());
        }
        return texts;
    }

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }

    void anAttributeIsFoundAndItsValuesNarrow()
    {
        PageUnderTest test;
        QTRY_VERIFY(test.child<QToolButton>("addFilter")->isEnabled());
        add(test, QStringLiteral("col"));
        auto *colour = test.child<QWidget>("filter.colour");
        QTRY_VERIFY(colour && colour->isVisible());
        // Its counts are asked for at once; it narrows nothing yet.
        QTRY_VERIFY(test.products.facetQueries.last().facets->contains(QStringLiteral("colour")));
        QVERIFY(test.page.query().attributes.isEmpty());
        auto *list = colour->findChild<QListView *>(QStringLiteral("values"));
        QTRY_COMPARE(list->model()->rowCount(), 12);
        QTRY_VERIFY(colour->findChild<QLineEdit *>(QStringLiteral("search"))->isVisible());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(2, 0)).center());
        const AttributeFilter red{QStringLiteral("colour"), Kind::AnyOf, false, {QStringLiteral("red")}};
        QTRY_COMPARE(test.page.query().attributes, QVector<AttributeFilter>{red});
        QTRY_COMPARE(test.products.finds.last().attributes, QVector<AttributeFilter>{red});
        QTRY_COMPARE(chips(test), QStringList{QStringLiteral("Colour: Red")});

        auto *comparison = colour->findChild<QComboBox *>();
        comparison->setFocus();
        QTest::keyClick(comparison, Qt::Key_Down);
        QTRY_VERIFY(test.page.query().attributes.value(0).isNegated);
        QTRY_COMPARE(chips(test), QStringList{QStringLiteral("Colour: not Red")});
        QTest::keyClick(comparison, Qt::Key_End);
        QTRY_COMPARE(test.page.query().attributes, (QVector<AttributeFilter>{{QStringLiteral("colour"), Kind::Present, true}}));
        QTRY_VERIFY(!list->isVisible());
        QTRY_COMPARE(chips(test), QStringList{QStringLiteral("without Colour")});

        QTest::mouseClick(colour->findChild<QToolButton *>(QStringLiteral("close")), Qt::LeftButton);
        QTRY_VERIFY(test.page.query().attributes.isEmpty());
        QTRY_VERIFY(!test.products.facetQueries.last().facets->contains(QStringLiteral("colour")));
    }

    void aRangeOfNumbersNarrows()
    {
        PageUnderTest test;
        QTRY_VERIFY(test.child<QToolButton>("addFilter")->isEnabled());
        add(test, QStringLiteral("weight"));
        auto *weight = test.child<QWidget>("filter.weight");
        QVERIFY(weight);
        auto *from = weight->findChild<QLineEdit *>(QStringLiteral("from"));
        QTRY_COMPARE(from->placeholderText(), QStringLiteral("0"));
        from->setFocus();
        QTest::keyClicks(from, QStringLiteral("1.50"));
        QTest::keyClick(from, Qt::Key_Return);
        QTRY_COMPARE(test.page.query().attributes, (QVector<AttributeFilter>{{QStringLiteral("weight"), Kind::Range, false, {}, QStringLiteral("1.5")}}));
        QTRY_COMPARE(chips(test), QStringList{QStringLiteral("Weight: from 1.5 kg")});
        from->clear();
        QTest::keyClicks(from, QStringLiteral("heavy"));
        QTest::keyClick(from, Qt::Key_Return);
        QTRY_VERIFY(test.page.query().attributes.isEmpty());
        QCOMPARE(from->text(), QString());

        auto *bars = weight->findChild<RangeHistogram *>();
        QTest::mousePress(bars, Qt::LeftButton, {}, {bars->width() / 4 + 2, 10});
        QTest::mouseMove(bars, {bars->width() / 2 - 2, 10});
        QTest::mouseRelease(bars, Qt::LeftButton, {}, {bars->width() / 2 - 2, 10});
        QTRY_COMPARE(chips(test), QStringList{QString::fromUtf8("Weight: 2 \u2013 4 kg")});
    }

    void aQueryBringsItsFilters()
    {
        PageUnderTest test;
        QTRY_VERIFY(test.child<QToolButton>("addFilter")->isEnabled());
        catalog::Query query;
        query.attributes = {{QStringLiteral("colour"), Kind::AnyOf, false, {QStringLiteral("navy")}}};
        test.page.setQuery(query);
        auto *colour = test.child<QWidget>("filter.colour");
        QVERIFY(colour);
        QTRY_COMPARE(chips(test), QStringList{QStringLiteral("Colour: Navy")});
        auto *list = colour->findChild<QListView *>(QStringLiteral("values"));
        QCOMPARE(list->model()->index(0, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
        QTest::mouseClick(test.child<QToolButton>("clearFilters"), Qt::LeftButton);
        QTRY_VERIFY(test.page.query().attributes.isEmpty());
        QVERIFY(test.child<QWidget>("filter.colour")); // stays, for the next choice
        QCOMPARE(list->model()->index(0, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    }

    void escapeLeavesThePickerAndNoMatchIsSaid()
    {
        PageUnderTest test;
        QTRY_VERIFY(test.child<QToolButton>("addFilter")->isEnabled());
        test.child<QToolButton>("addFilter")->click();
        auto *picker = test.child<QWidget>("attributePicker");
        QVERIFY(picker->isVisible());
        QTest::keyClicks(picker->findChild<QLineEdit *>(), QStringLiteral("zzz"));
        QCOMPARE(picker->findChild<QListWidget *>()->count(), 0);
        QVERIFY(picker->findChild<QLabel *>()->text().contains(QStringLiteral("zzz")));
        QTest::keyClick(picker, Qt::Key_Escape);
        QTRY_VERIFY(!picker->isVisible());
    }

    void filtersAreSaidInWords()
    {
        const catalog::Attribute colour{QStringLiteral("colour"), QStringLiteral("Colour"), ValueType::Option, {}, 1};
        const catalog::Attribute date{QStringLiteral("since"), QStringLiteral("Since"), ValueType::Date, {}, 1};
        const auto same = [](const QString &value) { return value; };
        const QStringList five{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d"), QStringLiteral("e")};
        QCOMPARE(filterText({colour.code, Kind::AnyOf, false, five}, colour, same), QStringLiteral("Colour: a, b, c and 2 more"));
        QCOMPARE(filterText({colour.code, Kind::Present, false}, colour, same), QStringLiteral("with Colour"));
        QCOMPARE(filterText({date.code, Kind::Range, true, {}, {}, QStringLiteral("2024-12-31")}, date, same),
                 QStringLiteral("Since: not up to 2024-12-31"));
        QCOMPARE(boundFromText(QStringLiteral(" 2024-02-30 "), ValueType::Date), std::optional<QString>());
        QCOMPARE(boundFromText(QStringLiteral("2024-02-29"), ValueType::Date), std::optional(QStringLiteral("2024-02-29")));
        QCOMPARE(boundFromText(QStringLiteral("1e999"), ValueType::Number), std::optional<QString>());
        QLocale::setDefault(QLocale(QLocale::German));
        QCOMPARE(boundFromText(QStringLiteral("1.234,5"), ValueType::Number), std::optional(QStringLiteral("1234.5")));
        QCOMPARE(boundToText(QStringLiteral("1234.5"), ValueType::Number), QStringLiteral("1234,5"));
        QLocale::setDefault(QLocale::c());
    }

    void completeAndIncompletePerPlace()
    {
        PageUnderTest test;
        auto *filter = test.child<QWidget>("completenessFilter");
        QVERIFY(!filter->isVisible()); // no families
        catalog::FamilyDeclaration declaration;
        const auto s = [](const char *text) { return QString::fromLatin1(text); };
        declaration.channels = {{s("SG"), s("Singapore"), {s("en"), s("zh")}}, {s("VN"), s("Vietnam"), {s("vi")}}};
        declaration.families = {{s("shoes"), s("Shoes"), {s("weight")}, {s("weight")}}};
        test.products.fakeFamilies.declare(declaration);
        test.page.reload();
        QTRY_VERIFY(filter->isVisible());
        auto *places = test.child<QListView>("completenessPlaces");
        auto *kind = test.child<QComboBox>("completenessKind");
        QCOMPARE(kind->currentText(), s("is incomplete in"));
        // VN has one language: once is enough.
        QTRY_COMPARE(places->model()->rowCount(), 5);
        QTRY_VERIFY(places->model()->index(0, 0).data(Qt::AccessibleTextRole).toString().contains(s("500")));
        places->setFocus();
        places->setCurrentIndex(places->model()->index(2, 0));
        QTest::keyClick(places, Qt::Key_Space);
        QTRY_COMPARE(test.page.query().attributes, (QVector<AttributeFilter>{{s("incomplete"), Kind::AnyOf, false, {s("SG/en")}}}));
        QTRY_COMPARE(chips(test), QStringList{QString::fromUtf8("incomplete in SG \u00b7 en")});
        // Together with a filter on an attribute, and with the other kind.
        kind->setCurrentIndex(0);
        emit kind->activated(0);
        places->setCurrentIndex(places->model()->index(0, 0));
        QTest::keyClick(places, Qt::Key_Space);
        QTRY_COMPARE(test.page.query().attributes.size(), 2);
        QCOMPARE(test.page.query().attributes[0], (AttributeFilter{s("complete"), Kind::Present, false}));
        add(test, s("weight"));
        auto *from = test.child<QWidget>("filter.weight")->findChild<QLineEdit *>(s("from"));
        from->setText(s("1"));
        QTest::keyClick(from, Qt::Key_Return);
        QTRY_COMPARE(test.page.query().attributes.size(), 3);
        QCOMPARE(test.page.findChild<FacetPanel *>()->attributes()->filters().size(), 1);
        // One place instead of all: not both.
        QTRY_VERIFY(places->model()->rowCount() == 5);
        for (int row = 0; row < 5; ++row) {
            if (places->model()->index(row, 0).data().toString().contains(s("vi")))
                places->setCurrentIndex(places->model()->index(row, 0));
        }
        places->setFocus();
        QTest::keyClick(places, Qt::Key_Space);
        QTRY_COMPARE(test.page.query().attributes[0], (AttributeFilter{s("complete"), Kind::AnyOf, false, {s("VN/vi")}}));
        // A saved view brings them back.
        const catalog::Query query = test.page.query();
        test.page.setQuery({});
        QTRY_VERIFY(chips(test).isEmpty());
        test.page.setQuery(query);
        QTRY_COMPARE(chips(test).size(), 3);
        QCOMPARE(test.page.query(), query);
    }
};

QTEST_MAIN(ProductsFiltersTest)
#include "tst_products_filters.moc"
