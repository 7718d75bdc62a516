#include "catalog/product_rules.h"
#include "catalog/support/sample_products.h"

#include <QTest>

#include <functional>

using namespace vitrine;
using namespace vitrine::catalog;

using Change = std::function<void(Product &)>;
Q_DECLARE_METATYPE(Change)

/// Which products are refused, and which ones count as the same.
class TestProductRules : public QObject
{
    Q_OBJECT

private slots:
    void sampleIsFine() { QVERIFY(!brokenRule(test::sampleProduct(1))); }
    void refuses_data();
    void refuses();
    void digestSeesEveryChange_data();
    void digestSeesEveryChange();
    void digestIgnoresOrderAndVersion();
    void textsHaveALimit();
    void oneVariantAtLeast();
};

void TestProductRules::refuses_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, Change change) { QTest::newRow(name) << change; };
    row("no key", [](Product &p) { p.key = {}; });
    row("long key", [](Product &p) { p.key = ProductKey(QString(129, u'k')); });
    row("line break in the key", [](Product &p) { p.key = ProductKey(QStringLiteral("a\nb")); });
    row("capital in a code", [](Product &p) { p.attributes[0].code = QStringLiteral("Brand"); });
    row("no code", [](Product &p) { p.attributes[0].code.clear(); });
    row("long code", [](Product &p) { p.attributes[0].code = QString(129, u'a'); });
    row("no option", [](Product &p) { p.attributes[0].value = OptionCode(); });
    row("no date", [](Product &p) { p.attributes[0].value = QDate(); });
    row("infinite", [](Product &p) { p.attributes[0].value = qInf(); });
    row("two values in one scope", [](Product &p) { p.attributes.append(p.attributes[1]); });
    row("currency", [](Product &p) { p.prices[0].currency = QStringLiteral("sgd"); });
    row("negative price", [](Product &p) { p.prices[0].minor = -1; });
    row("empty category", [](Product &p) { p.categories.append(QString()); });
    row("no SKU", [](Product &p) { p.variants[0].sku.clear(); });
    row("a SKU twice", [](Product &p) { p.variants[0].sku = p.variants[1].sku; });
    row("code in a variant", [](Product &p) { p.variants[0].attributes[0].code = QStringLiteral("-"); });
}

void TestProductRules::refuses()
{
    QFETCH(Change, change);
    Product product = test::sampleProduct(1);
    change(product);
    const auto error = brokenRule(product);
    QVERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::InvalidArgument);
    QVERIFY(!error->what.isEmpty());
    QVERIFY(!error->where.isEmpty());
}

void TestProductRules::digestSeesEveryChange_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, Change change) { QTest::newRow(name) << change; };
    row("key", [](Product &p) { p.key = ProductKey(QStringLiteral("x")); });
    row("name", [](Product &p) { p.name += u'x'; });
    row("category", [](Product &p) { p.categories.append(QStringLiteral("x")); });
    row("value", [](Product &p) { p.attributes[4].value = 17.0; });
    row("type of a value", [](Product &p) { p.attributes[0].value = QStringLiteral("zorro"); });
    row("scope", [](Product &p) { p.attributes[2].scope.channel = QStringLiteral("TH"); });
    row("one value less", [](Product &p) { p.attributes.removeLast(); });
    row("price", [](Product &p) { ++p.prices[0].minor; });
    row("order of prices", [](Product &p) { p.prices.swapItemsAt(0, 1); });
    row("picture", [](Product &p) { p.images.removeLast(); });
    row("order of pictures", [](Product &p) { p.images.swapItemsAt(0, 1); });
    row("size of a picture", [](Product &p) { ++p.images[0].heightPx; });
    row("stock", [](Product &p) { ++p.variants[1].stock; });
    row("variant's value",
        [](Product &p) { p.variants[0].attributes[0].value = OptionCode(QStringLiteral("xl")); });
}

void TestProductRules::digestSeesEveryChange()
{
    QFETCH(Change, change);
    const Product before = test::sampleProduct(1);
    Product after = before;
    change(after);
    QVERIFY(fingerprint(after) != fingerprint(before));
}

void TestProductRules::digestIgnoresOrderAndVersion()
{
    const Product before = test::sampleProduct(1);
    Product after = before;
    after.version = 12;
    std::reverse(after.attributes.begin(), after.attributes.end());
    QCOMPARE(fingerprint(after), fingerprint(before));
}

void TestProductRules::textsHaveALimit()
{
    Product product = test::sampleProduct(1);
    product.name = QString(1024 * 1024, u'x');
    QVERIFY(!brokenRule(product));
    product.name += u'x';
    QCOMPARE(brokenRule(product)->where, QStringLiteral("name"));
    QVERIFY(brokenRule(QStringLiteral("description"), QString(1024 * 1024 + 1, u'x'), QStringLiteral("description")));
}

void TestProductRules::oneVariantAtLeast()
{
    Product product = test::sampleProduct(1);
    QVERIFY(normalised(product) == product);
    product.variants.clear();
    const Product stored = normalised(product);
    QCOMPARE(stored.variants.size(), 1);
    QCOMPARE(stored.variants[0].sku, product.key.toString());
}

QTEST_GUILESS_MAIN(TestProductRules)
#include "tst_product_rules.moc"
