#include "page_under_test.h"

#include "ui/models/value_list_model.h"
#include "ui/models/category_tree_model.h"
#include "ui/models/product_page_model.h"
#include "ui/products/facet_panel.h"
#include "ui/products/filter_chips.h"
#include "ui/products/price_filter.h"
#include "ui/products/range_histogram.h"
#include "ui/style/state_view.h"

#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QToolButton>

using namespace vitrine;
using namespace vitrine::ui;
using test::PageUnderTest;

class ProductsSearchTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }

    void filtersGiveWayInANarrowPage()
    {
        PageUnderTest test;
        auto *facets = test.child<QWidget>("facetPanel");
        QVERIFY(facets->isVisible());
        test.page.resize(760, 560);
        QTRY_VERIFY(!facets->isVisible());
        const QHeaderView *header = test.grid->header();
        QTRY_VERIFY(header->sectionSize(ProductPageModel::Name) >= 160);
        QVERIFY(header->isSectionHidden(ProductPageModel::Category)); // which the inspector tells too
        test.page.resize(1400, 860);
        QTRY_VERIFY(facets->isVisible());
        QTRY_VERIFY(!header->isSectionHidden(ProductPageModel::Category));
    }

    void typingSearchesOnceAfterAPause()
    {
        PageUnderTest test;
        QTRY_COMPARE(test.grid->rowCount(), 1'000);
        const auto before = test.products.finds.size();
        QTest::keyClick(test.grid, Qt::Key_Slash);
        auto *field = test.child<QLineEdit>("searchField");
        QTRY_VERIFY(field->hasFocus());
        QTest::keyClicks(field, QStringLiteral("shirt"));
        QCOMPARE(test.products.finds.size(), before);
        QTRY_COMPARE(test.products.finds.size(), before + 1);
        QCOMPARE(test.products.finds.last().text, QStringLiteral("shirt"));
        QTRY_COMPARE(test.grid->rowCount(), 500);
        QVERIFY(test.child<QLabel>("resultSummary")->text().startsWith(QStringLiteral("500 of 1")));
        // Letters are text here, not the shortcuts of the page.
        QTest::keyClicks(field, QStringLiteral("tg"));
        QCOMPARE(field->text(), QStringLiteral("shirttg"));
        QCOMPARE(test.grid->layout(), VirtualGrid::Layout::Table);
        QTest::keyClick(field, Qt::Key_Escape);
        QTRY_COMPARE(test.grid->rowCount(), 1'000);
        QTest::keyClick(field, Qt::Key_Escape);
        QTRY_VERIFY(test.grid->hasFocus());
    }

    void facetsNarrowAndChipsTakeBack()
    {
        PageUnderTest test;
        auto *facets = test.child<FacetPanel>("facetPanel");
        QTRY_VERIFY(facets->categories()->rowCount() > 0);
        auto *list = test.child<QListView>("brandList");
        // A click anywhere on the row.
        const QRect row = list->visualRect(list->model()->index(1, 0));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, row.center());
        QTRY_COMPARE(test.page.query().brands, QStringList{QStringLiteral("nordwind")});
        QTRY_COMPARE(test.grid->rowCount(), 333);
        facets->categories()->setData(facets->categories()->indexOf(QStringLiteral("Shoes")), Qt::Checked,
                                      Qt::CheckStateRole);
        QCOMPARE(test.products.finds.last().categories, QStringList{QStringLiteral("Shoes")});
        QTRY_COMPARE(test.products.facetQueries.last().categories, QStringList{QStringLiteral("Shoes")});

        const auto chip = [&](const QString &text) -> QToolButton * {
            const auto buttons = test.page.findChild<FilterChips *>()->findChildren<QToolButton *>();
            for (QToolButton *button : buttons) {
                if (button->isVisible() && button->text() == text)
                    return button;
            }
            return nullptr;
        };
        QTRY_VERIFY(chip(QStringLiteral("Nordwind")));
        QTest::mouseClick(chip(QStringLiteral("Nordwind")), Qt::LeftButton);
        QVERIFY(test.page.query().brands.isEmpty());
        QTRY_VERIFY(!chip(QStringLiteral("Nordwind")));
        QTest::mouseClick(chip(QStringLiteral("Clear all")), Qt::LeftButton);
        QVERIFY(test.page.query().categories.isEmpty());
        QTRY_COMPARE(test.grid->rowCount(), 1'000);
    }

    void priceFieldsAndBarsNarrow()
    {
        PageUnderTest test;
        QTRY_VERIFY(!test.child<FacetPanel>("facetPanel")->currency().isEmpty());
        auto *from = test.child<QLineEdit>("priceFrom");
        from->setFocus();
        QTest::keyClicks(from, QStringLiteral("20.50"));
        QTest::keyClick(from, Qt::Key_Return);
        QTRY_COMPARE(test.page.query().priceFromMinor, std::optional<qint64>(2'050));
        from->clear();
        QTest::keyClicks(from, QStringLiteral("cheap"));
        QTest::keyClick(from, Qt::Key_Return);
        QTRY_VERIFY(!test.page.query().priceFromMinor);

        auto *bars = test.page.findChild<RangeHistogram *>();
        QTest::mousePress(bars, Qt::LeftButton, {}, {bars->width() / 4, 10});
        QTest::mouseMove(bars, {bars->width() / 2, 10});
        QTest::mouseRelease(bars, Qt::LeftButton, {}, {bars->width() / 2, 10});
        QTRY_VERIFY(test.page.query().priceFromMinor && test.page.query().priceToMinor);
        QVERIFY(*test.page.query().priceFromMinor < *test.page.query().priceToMinor);
        QCOMPARE(PriceFilter::edge(100, 10'000, 24, 0), 100);
        QCOMPARE(PriceFilter::edge(100, 10'000, 24, 12), 1'000);
        QCOMPARE(PriceFilter::edge(100, 10'000, 24, 24), 10'000);
    }

    void aHeaderClickSorts()
    {
        PageUnderTest test;
        QTRY_COMPARE(test.grid->rowCount(), 1'000);
        QHeaderView *header = test.grid->header();
        const auto click = [&](int column) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                              {header->sectionViewportPosition(column) + 20, header->height() / 2});
        };
        click(5); // price
        QTRY_COMPARE(test.page.query().sort, catalog::SortBy::Price);
        QVERIFY(!test.page.query().descending);
        click(5);
        QTRY_VERIFY(test.page.query().descending);
        QVERIFY(header->isSortIndicatorShown());
        QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
        const auto finds = test.products.finds.size();
        click(3); // a brand has no order
        QTest::qWait(20);
        QCOMPARE(test.products.finds.size(), finds);
    }

    void everyStateSaysWhatToDo()
    {
        PageUnderTest test(0);
        QSignalSpy import(&test.page, &ProductsPage::importRequested);
        StateView *state = nullptr;
        QTRY_VERIFY(test.page.statusText().startsWith(u'0'));
        const auto states = test.page.findChildren<StateView *>();
        for (StateView *one : states) {
            if (one->isVisible() && one->findChild<QPushButton *>()->isVisible())
                state = one;
        }
        QVERIFY(state);
        QTRY_COMPARE(state->title(), QStringLiteral("No products yet"));
        QTest::mouseClick(state->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(import.count(), 1);

        test.products.setCount(1'000);
        catalog::Query query;
        query.text = QStringLiteral("nothing");
        test.page.setQuery(query);
        QTRY_VERIFY(state->title().contains(QStringLiteral("nothing")));
        QTest::mouseClick(state->findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_COMPARE(test.grid->rowCount(), 1'000);
        QVERIFY(test.grid->isVisible());
        QVERIFY(!state->isVisible());

        test.products.failFind = Error{ErrorCode::Io, QStringLiteral("disk gone"), {}, {}};
        test.page.reload();
        QTRY_VERIFY(state->isVisible());
        QCOMPARE(state->title(), QStringLiteral("The products could not be read"));
        test.products.failFind.reset();
        QTest::mouseClick(state->findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_VERIFY(test.grid->isVisible());
    }

    void formerRowsFadeWhileTheNewOnesAreSought()
    {
        PageUnderTest test;
        QTRY_COMPARE(test.grid->rowCount(), 1'000);
        test.products.hold();
        catalog::Query query;
        query.text = QStringLiteral("shirt");
        test.page.setQuery(query);
        QVERIFY(test.grid->isFaded());
        QCOMPARE(test.grid->rowCount(), 1'000);
        test.products.releaseAll();
        QTRY_COMPARE(test.grid->rowCount(), 500);
        QVERIFY(!test.grid->isFaded());
    }

    void keysSwitchJumpCopyAndOpen()
    {
        PageUnderTest test(100'000);
        QTRY_COMPARE(test.grid->rowCount(), 100'000);
        test.grid->setFocus();
        QTest::keyClick(test.grid, Qt::Key_G);
        QCOMPARE(test.grid->layout(), VirtualGrid::Layout::Tiles);
        QTest::keyClick(test.grid, Qt::Key_T);
        QCOMPARE(test.grid->layout(), VirtualGrid::Layout::Table);

        QTest::keyClick(test.grid, Qt::Key_G, Qt::ControlModifier);
        auto *jump = test.child<QLineEdit>("jumpField");
        QTRY_VERIFY(jump->hasFocus());
        QTest::keyClicks(jump, QStringLiteral("50%"));
        QTest::keyClick(jump, Qt::Key_Return);
        QTRY_COMPARE(test.grid->currentRow(), 50'000);
        QVERIFY(!jump->isVisible());

        // Rows that were never on screen are copied too.
        test.grid->goToRow(10);
        QTest::keyClick(test.grid, Qt::Key_End, Qt::ShiftModifier);
        QSignalSpy status(&test.page, &ProductsPage::statusTextChanged);
        test.grid->goToRow(10);
        for (int step = 0; step < 2; ++step)
            QTest::keyClick(test.grid, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(test.grid, Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("SKU-000000012\t")));
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 4);

        QSignalSpy opened(&test.page, &ProductsPage::pictureActivated);
        test.grid->goToRow(0);
        QTest::keyClick(test.grid, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened[0][0].value<Picture>().image, ImageId(QStringLiteral("image-0-0")));

        auto *inspector = test.child<QWidget>("inspector");
        QVERIFY(inspector->isVisible());
        QTest::keyClick(test.grid, Qt::Key_Space);
        QVERIFY(!inspector->isVisible());
        QTest::keyClick(test.grid, Qt::Key_Space);
        QVERIFY(inspector->isVisible());
    }
};

QTEST_MAIN(ProductsSearchTest)
#include "tst_products_search.moc"
