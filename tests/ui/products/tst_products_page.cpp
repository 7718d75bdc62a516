#include "ui/commands/product_editor.h"
#include "ui/grid/virtual_grid.h"
#include "ui/products/products_page.h"
#include "ui/style/theme.h"
#include "ui/support/fake_products.h"
#include "ui/support/fake_thumbnails.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeProducts;
using test::FakeThumbnails;

class ProductsPageTest : public QObject
{
    Q_OBJECT
private slots:
    void showsTheFirstRows()
    {
        applyTheme(ThemeMode::Light);
        FakeProducts products(1'000'000);
        FakeThumbnails pictures;
        ProductsPage page(products, pictures);
        page.resize(1400, 860);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        auto *grid = page.findChild<VirtualGrid *>();
        QTRY_COMPARE(grid->rowCount(), 1'000'000);
        QTest::qWait(200);
        const QString folder = qEnvironmentVariable("SHOT");
        if (folder.isEmpty())
            return;
        page.grab().save(folder + "/list_light.png");
        page.setLayoutShown(VirtualGrid::Layout::Tiles);
        QTest::qWait(300);
        page.grab().save(folder + "/tiles_light.png");
        applyTheme(ThemeMode::Dark);
        QTest::qWait(200);
        page.grab().save(folder + "/tiles_dark.png");
        page.setLayoutShown(VirtualGrid::Layout::Table);
        catalog::Query q;
        q.text = "shirt";
        q.brands = {"kedah", "lumen"};
        q.categories = {"Shoes/Running"};
        q.priceFromMinor = 2000;
        q.sort = catalog::SortBy::Price;
        q.descending = true;
        page.setQuery(q);
        QTest::qWait(300);
        page.grab().save(folder + "/list_dark.png");
    }
};

QTEST_MAIN(ProductsPageTest)
#include "tst_products_page.moc"
