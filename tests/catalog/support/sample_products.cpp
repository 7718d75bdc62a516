#include "catalog/support/sample_products.h"

#include "catalog/product_rules.h"

namespace vitrine::test {

using catalog::OptionCode;

catalog::Product sampleProduct(int n)
{
    static const QStringList brands = {QStringLiteral("acme"), QStringLiteral("zorro"),
                                       QStringLiteral("Müller")};
    static const QStringList categories = {QStringLiteral("Men/Tops/Jackets"), QStringLiteral("Men/Tops"),
                                           QStringLiteral("Women/Shoes"), QStringLiteral("Sale")};
    catalog::Product product;
    product.key = ProductKey(QStringLiteral("P-%1").arg(n, 5, 10, QLatin1Char('0')));
    product.name = QStringLiteral("Jacket number %1 \"warm\"").arg(n);
    product.categories = {categories[n % 4], categories[(n / 4) % 4]};
    product.categories.removeDuplicates();
    product.attributes = {
        {QStringLiteral("brand"), OptionCode(brands[n % 3]), {}},
        {QStringLiteral("description"), QStringLiteral("Waterproof, size %1").arg(n), {}},
        {QStringLiteral("description"), QStringLiteral("กันน้ำ %1").arg(n), {{}, QStringLiteral("th_TH")}},
        {QStringLiteral("description"), QStringLiteral("SG only %1").arg(n), {QStringLiteral("SG"), {}}},
        {QStringLiteral("weight"), 0.25 * n, {}},
        {QStringLiteral("washable"), n % 2 == 0, {}},
        {QStringLiteral("released"), QDate(2020, 1, 1).addDays(n), {}},
        {QStringLiteral("color"),
         OptionCode(n % 2 ? QStringLiteral("blue") : QStringLiteral("red")),
         {QStringLiteral("MY"), QStringLiteral("ms_MY")}},
    };
    if (n % 5 != 4)
        product.prices = {{QStringLiteral("SG"), QStringLiteral("SGD"), 1'000 + 37 * n},
                          {{}, QStringLiteral("VND"), 150'000 + n}};
    if (n % 3 != 2)
        product.images = {{ImageId(QStringLiteral("%1").arg(n, 32, 16, QLatin1Char('0'))), 800, 600, catalog::FocalPoint{0.25, 0.4}},
                          {ImageId(QStringLiteral("%1").arg(n, 32, 16, QLatin1Char('f'))), 60, 80}};
    product.variants = {{product.key.toString() + QStringLiteral("-S"),
                         {{QStringLiteral("size"), OptionCode(QStringLiteral("s")), {}}},
                         {{{}, QStringLiteral("SGD"), 900 + n}},
                         n % 7},
                        {product.key.toString() + QStringLiteral("-M"), {}, {}, 2}};
    return product;
}

catalog::Product asStored(catalog::Product product, quint32 version)
{
    product = catalog::normalised(std::move(product));
    product.version = version;
    return product;
}

} // namespace vitrine::test
