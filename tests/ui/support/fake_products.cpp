#include "ui/support/fake_products.h"

#include "catalog/focal_point.h"

#include "ui/support/ready_reply.h"

#include <array>
#include <cmath>

namespace vitrine::test {

using namespace catalog;

namespace {

/// Every nth product of the list, forwards or backwards: enough to see that a filter and an order were
/// applied.
class ArithmeticOrder final : public ResultSet::Order
{
public:
    ArithmeticOrder(qint64 count, qint64 step, bool backwards)
        : m_count(count), m_step(step), m_backwards(backwards)
    {
    }
    qint64 size() const override { return m_count; }
    ProductId at(qint64 row) const override
    {
        return ProductId((m_backwards ? m_count - 1 - row : row) * m_step);
    }

private:
    qint64 m_count, m_step;
    bool m_backwards;
};

/// Those of another order that are there.
class OrderWithout final : public ResultSet::Order
{
public:
    OrderWithout(const ResultSet &all, const QSet<ProductKey> &gone)
    {
        for (qint64 row = 0; row < all.size(); ++row) {
            if (!gone.contains(FakeProducts::keyOf(toNumber(all.at(row)))))
                m_ids.append(all.at(row));
        }
    }
    qint64 size() const override { return m_ids.size(); }
    ProductId at(qint64 row) const override { return m_ids[row]; }

private:
    QVector<ProductId> m_ids;
};

struct Brand
{
    const char *code, *label;
};
constexpr std::array Brands{Brand{"kedah", "Kedah"}, Brand{"nordwind", "Nordwind"},
                            Brand{"sao_mai", "Sao Mai"}, Brand{"lumen", "Lumen & Co"},
                            Brand{"orchid", "Orchid Works"}};
constexpr std::array Things{"Linen shirt",     "Running shoe Kedah Trail 2 with reinforced toe and wide fit",
                            "Giày chạy bộ nữ", "Enamel teapot",
                            "เสื้อยืดผ้าฝ้าย",      "Folding desk lamp",
                            "Canvas backpack", "Ceramic bowl set of four"};
constexpr std::array Categories{"Men/Tops/Shirts", "Shoes/Running", "Shoes/Running",  "Home/Kitchen",
                                "Women/Tops",      "Home/Lighting", "Bags/Backpacks", "Home/Kitchen"};

Product makeProduct(qint64 number)
{
    const size_t thing = size_t(number) % Things.size();
    const Brand &brand = Brands[size_t(number / 3) % Brands.size()];
    Product product;
    product.key = FakeProducts::keyOf(number);
    product.name = QStringLiteral("%1 %2").arg(QString::fromUtf8(Things[thing])).arg(number);
    product.categories = {QString::fromUtf8(Categories[thing])};
    product.attributes = {
        {QStringLiteral("brand"), OptionCode(QString::fromLatin1(brand.code)), {}},
        {QStringLiteral("colour"), OptionCode(QStringLiteral("indigo")), {}},
        {QStringLiteral("weight"), 0.42 + double(number % 7), {}},
        {QStringLiteral("machine_washable"), number % 2 == 0, {}},
        {QStringLiteral("available_from"), QDate(2026, 1, 1).addDays(number % 300), {}},
        {QStringLiteral("material"), QStringLiteral("Organic cotton"), {}},
        {QStringLiteral("description"),
         QStringLiteral(
             "A plain thing, made well.\nWash cold, dry flat, and it will last for years of daily use."),
         {}},
        {QStringLiteral("title"), QStringLiteral("Giày"), {QStringLiteral("VN"), QStringLiteral("vi_VN")}},
        {QStringLiteral("title"), QStringLiteral("Shoe"), {QStringLiteral("SG"), {}}},
    };
    product.prices = {{QString(), QStringLiteral("SGD"), 1'290 + (number * 37) % 9'000},
                      {QStringLiteral("VN"), QStringLiteral("VND"), 355'330}};
    if (number % 5 != 4) {
        for (int picture = 0; picture < (number % 3 == 0 ? 4 : 1); ++picture)
            product.images.append(
                {ImageId(QStringLiteral("image-%1-%2").arg(number).arg(picture)), 1200, 1600});
    }
    for (const auto *size : {"S", "M", "L"}) {
        Variant variant;
        variant.sku = product.key.toString() + u'-' + QLatin1String(size);
        variant.attributes = {{QStringLiteral("size"), OptionCode(QLatin1String(size)), {}}};
        variant.stock = (number * 7 + *size) % 40;
        product.variants.append(variant);
    }
    product.version = 1;
    return product;
}

Row rowOf(const Product &product, ProductId id)
{
    Row row;
    row.id = id;
    row.key = product.key;
    row.name = product.name;
    for (const Brand &brand : Brands) {
        if (product.attributes[0].value == Value(OptionCode(QString::fromLatin1(brand.code))))
            row.brand = QString::fromUtf8(brand.label);
    }
    row.category = product.categories.value(0);
    row.price = product.prices.value(0);
    row.stock = product.stock();
    row.image = product.images.value(0);
    row.version = product.version;
    return row;
}

} // namespace

FakeProducts::FakeProducts(qint64 count) : m_count(count) {}

ProductKey FakeProducts::keyOf(qint64 number)
{
    return ProductKey(QStringLiteral("SKU-%1").arg(number, 9, 10, QLatin1Char('0')));
}

Product FakeProducts::truth(const ProductKey &key)
{
    return m_changed.value(key, makeProduct(key.toString().mid(4).toLongLong()));
}

void FakeProducts::setGone(const ProductKey &key, bool gone)
{
    if (gone)
        m_gone.insert(key);
    else
        m_gone.remove(key);
}

template <typename T>
ui::Reply<T> FakeProducts::reply(Result<T> result)
{
    if (!m_holding && delay.count() < 0)
        return readyReply(std::move(result));
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    auto deliver = [promise, result = std::move(result)] {
        promise->addResult(result);
        promise->finish();
    };
    if (m_holding)
        m_held.push_back(deliver);
    else
        QTimer::singleShot(delay, deliver);
    return promise->future();
}

void FakeProducts::release(int index)
{
    const auto deliver = m_held[size_t(index)];
    m_held.erase(m_held.begin() + index);
    deliver();
}

void FakeProducts::releaseAll()
{
    m_holding = false;
    while (!m_held.empty())
        release(0);
}

ui::Reply<ResultSet> FakeProducts::find(const Query &query, const CancelToken &)
{
    finds.append(query);
    if (failFind)
        return reply<ResultSet>(*failFind);
    qint64 step = 1;
    if (query.text == u"nothing")
        step = m_count + 1;
    else if (!query.text.isEmpty())
        step = 2;
    if (!query.categories.isEmpty() || !query.brands.isEmpty() || query.priceFromMinor || query.priceToMinor)
        step *= 3;
    const ResultSet all(std::make_shared<ArithmeticOrder>(m_count / step, step, query.descending));
    return reply<ResultSet>(m_gone.isEmpty() ? all : ResultSet(std::make_shared<OrderWithout>(all, m_gone)));
}

ui::Reply<QVector<Row>> FakeProducts::rows(const ResultSet &set, qint64 first, qint64 count)
{
    rowReads.append({first, count});
    if (failRows)
        return reply<QVector<Row>>(*failRows);
    QVector<Row> rows;
    for (qint64 row = first; row < std::min(first + count, set.size()); ++row) {
        const ProductId id = set.at(row);
        const ProductKey key = keyOf(toNumber(id));
        if (m_gone.contains(key))
            rows.append(Row()); // as of a product that was removed meanwhile
        else
            rows.append(rowOf(truth(key), id));
    }
    return reply<QVector<Row>>(rows);
}

ui::Reply<Facets> FakeProducts::facets(const Query &query, const CancelToken &)
{
    facetQueries.append(query);
    if (failFacets)
        return reply<Facets>(*failFacets);
    Facets facets;
    for (const auto &[path, share] : {std::pair{"Bags", 8},
                                      {"Bags/Backpacks", 8},
                                      {"Home", 3},
                                      {"Home/Kitchen", 4},
                                      {"Home/Lighting", 8},
                                      {"Men", 8},
                                      {"Men/Tops", 8},
                                      {"Men/Tops/Shirts", 8},
                                      {"Shoes", 4},
                                      {"Shoes/Running", 4},
                                      {"Women", 8},
                                      {"Women/Tops", 8}}) {
        const QString value = QString::fromLatin1(path);
        facets.categories.append({value, value.section(u'/', -1), m_count / share});
    }
    for (const Brand &brand : Brands)
        facets.brands.append({QString::fromLatin1(brand.code), QString::fromUtf8(brand.label),
                              m_count / qint64(Brands.size()) + brand.code[0]});
    facets.priceMinMinor = 1'290;
    facets.priceMaxMinor = 10'289;
    facets.priceCurrency = QStringLiteral("SGD");
    for (int bar = 0; bar < 24; ++bar)
        facets.priceHistogram.append(qint64(1'000 * std::exp(-std::pow((bar - 9) / 6.0, 2))));
    for (const QString &name : query.facets.value_or(QStringList())) {
        if (name == QLatin1String("colour")) {
            catalog::AttributeFacet colour{name, QStringLiteral("Colour"), {}, catalog::ValueType::Option, {}, {}};
            for (const char *label : {"Black", "White", "Red", "Blue", "Green", "Grey", "Beige", "Pink", "Brown", "Gold", "Navy", "Teal"})
                colour.values.append({QString::fromLatin1(label).toLower(), QString::fromLatin1(label), m_count / (4 + colour.values.size())});
            facets.attributes.append(colour);
        } else if (name == catalog::FamilyAttribute) {
            // Half of the products each family has, and of these half are complete, wherever.
            AttributeFacet facet{name, QStringLiteral("Family"), {}, ValueType::Option, {}, {}};
            for (const Family &family : fakeFamilies.declared->declaration().families)
                facet.values.append({family.code, family.label, m_count / (query.attributes.isEmpty() ? 2 : 4)});
            facets.attributes.append(facet);
        } else if (name == QLatin1String("complete") || name == QLatin1String("incomplete")) {
            AttributeFacet facet{name, name, {}, ValueType::Option, {}, {}};
            for (const Scope &place : fakeFamilies.declared->places()) {
                const QString value = place.channel.isEmpty()  ? QStringLiteral("*")
                                      : place.locale.isEmpty() ? place.channel
                                                               : place.channel + u'/' + place.locale;
                facet.values.append({value, value, m_count / (name == QLatin1String("complete") ? 4 : 2) - facet.values.size()});
            }
            facets.attributes.append(facet);
        } else if (name == QLatin1String("weight")) {
            catalog::AttributeFacet weight{name, QStringLiteral("Weight"), QStringLiteral("kg"), catalog::ValueType::Number, {}, {}};
            for (int step = 0; step < 16; ++step)
                weight.steps.append({step * 0.5, step * 0.5 + 0.5, qint64(1'000 * std::exp(-std::pow((step - 5) / 4.0, 2)))});
            weight.high = 8;
            facets.attributes.append(weight);
        }
    }
    return reply<Facets>(facets);
}

ui::Reply<Product> FakeProducts::product(const ProductKey &key)
{
    if (m_gone.contains(key))
        return reply<Product>(Error{ErrorCode::NotFound, QStringLiteral("there is no product %1").arg(key.toString()), {}, {}});
    return failProduct ? reply<Product>(*failProduct) : reply<Product>(truth(key));
}

ui::Reply<QVector<Attribute>> FakeProducts::attributes()
{
    return reply<QVector<Attribute>>(QVector<Attribute>{
        {QStringLiteral("available_from"), QStringLiteral("Available from"), ValueType::Date, {}, 1},
        {QStringLiteral("brand"), QStringLiteral("Brand"), ValueType::Option, {}, 1},
        {QStringLiteral("colour"), QStringLiteral("Colour"), ValueType::Option, {}, 1},
        {QStringLiteral("description"), QStringLiteral("Description"), ValueType::Text, {}, 1},
        {QStringLiteral("machine_washable"), QStringLiteral("Machine washable"), ValueType::Boolean, {}, 1},
        {QStringLiteral("material"), QStringLiteral("Material"), ValueType::Text, {}, 1},
        {QStringLiteral("title"), QStringLiteral("Title"), ValueType::Text, {}, 1},
        {QStringLiteral("weight"), QStringLiteral("Weight"), ValueType::Number, QStringLiteral("kg"), 1},
    });
}

ui::Reply<EditReceipt> FakeProducts::edit(const Edit &edit)
{
    edits.append(edit);
    if (failEdit)
        return reply<EditReceipt>(*failEdit);
    Product product = truth(edit.key);
    if (edit.expectedVersion && *edit.expectedVersion != product.version)
        return reply<EditReceipt>(
            Error{ErrorCode::PreconditionFailed, QStringLiteral("The product has moved on"), {}, {}});
    EditReceipt receipt;
    const auto swap = [&](Value now, auto assign) {
        receipt.previous = now;
        assign();
    };
    switch (edit.field) {
    case Edit::Field::Name:
        swap(product.name, [&] { product.name = std::get<QString>(*edit.value); });
        break;
    case Edit::Field::Attribute: {
        const auto same = [&](const AttributeValue &one) {
            return one.code == edit.code && one.scope == edit.scope;
        };
        QVector<AttributeValue> *values = &product.attributes;
        for (Variant &variant : product.variants) {
            if (!edit.sku.isEmpty() && variant.sku == edit.sku)
                values = &variant.attributes;
        }
        const auto found = std::find_if(values->begin(), values->end(), same);
        if (found != values->end())
            receipt.previous = found->value;
        if (!edit.value)
            values->removeIf(same);
        else if (found != values->end())
            found->value = *edit.value;
        else
            values->append({edit.code, *edit.value, edit.scope});
        break;
    }
    case Edit::Field::PriceMinor:
        for (Variant &variant : product.variants) {
            if (edit.sku.isEmpty() || variant.sku != edit.sku)
                continue;
            variant.prices.removeIf([&](const Price &price) { return price.channel == edit.code; });
            if (edit.value)
                variant.prices.append({edit.code, product.prices[0].currency, qint64(std::get<double>(*edit.value))});
        }
        if (!edit.sku.isEmpty())
            break;
        for (Price &price : product.prices) {
            if (price.channel == edit.code)
                swap(double(price.minor), [&] { price.minor = qint64(std::get<double>(*edit.value)); });
        }
        break;
    case Edit::Field::Focus:
        for (catalog::ImageRef &image : product.images) {
            if (image.id.toString() != edit.code)
                continue;
            if (image.focus)
                receipt.previous = catalog::Value(catalog::toText(*image.focus));
            image.focus = edit.value ? catalog::focalPointFromText(std::get<QString>(*edit.value)) : std::nullopt;
        }
        break;
    case Edit::Field::Stock:
        for (Variant &variant : product.variants) {
            if (variant.sku == edit.code)
                swap(double(variant.stock), [&] { variant.stock = qint64(std::get<double>(*edit.value)); });
        }
        break;
    }
    receipt.version = ++product.version;
    change(product);
    return reply<EditReceipt>(receipt);
}

} // namespace vitrine::test
