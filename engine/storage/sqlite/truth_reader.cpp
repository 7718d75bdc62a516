#include "storage/sqlite/truth_reader.h"

#include "storage/sqlite/dictionary.h"

#include <algorithm>

namespace vitrine::storage::sqlite {

using catalog::Product;

TruthReader::TruthReader(sqlite3 *database, const Dictionary &dictionary)
    : m_database(database), m_dictionary(dictionary),
      m_headByKey(database, "SELECT id, version, name, fingerprint, key FROM product WHERE key = ?"),
      m_headById(database, "SELECT id, version, name, fingerprint, key FROM product WHERE id = ?"),
      m_nextHead(database,
                 "SELECT id, version, name, fingerprint, key FROM product WHERE id > ? ORDER BY id LIMIT 1"),
      m_values(database, "SELECT variant, attribute, scope, text, number, whole FROM value WHERE product = ? "
                         "ORDER BY variant, position"),
      m_prices(
          database,
          "SELECT variant, channel, currency, minor FROM price WHERE product = ? ORDER BY variant, position"),
      m_images(database, "SELECT image, width, height, focus_x, focus_y FROM image WHERE product = ? ORDER BY position"),
      m_variants(database, "SELECT sku, stock FROM variant WHERE product = ? ORDER BY position"),
      m_categories(database, "SELECT category FROM product_category WHERE product = ? ORDER BY position"),
      m_row(database,
            "SELECT key, name, brand, price_channel, price_currency, price_minor, stock, image, image_width, "
            "image_height, version FROM product WHERE id = ?"),
      m_firstCategory(database,
                      "SELECT category FROM product_category WHERE product = ? ORDER BY position LIMIT 1"),
      m_highest(database, "SELECT max(coalesce((SELECT max(id) FROM product), 0), "
                          "coalesce((SELECT max(id) FROM removed), 0))"),
      m_goneByKey(database, "SELECT id, version, key FROM removed WHERE key = ?"),
      m_goneById(database, "SELECT id, version, key FROM removed WHERE id = ?"),
      m_completeness(database, "SELECT counts FROM completeness WHERE product = ?"),
      m_familyCount(database, "SELECT generation, counted, count_to FROM families")
{
}

static std::optional<TruthReader::Head> readHead(Statement &statement)
{
    ResetAtEnd reset(statement);
    if (!statement.step())
        return {};
    return TruthReader::Head{quint32(statement.integer(0)), quint32(statement.integer(1)), statement.text(2),
                             statement.bytes(3), statement.text(4)};
}

std::optional<TruthReader::Head> TruthReader::head(const ProductKey &key)
{
    m_headByKey.bind(1, key.toString());
    return readHead(m_headByKey);
}

std::optional<TruthReader::Head> TruthReader::head(quint32 id)
{
    m_headById.bind(1, id);
    return readHead(m_headById);
}

void TruthReader::readValues(Product &product, quint32 id)
{
    ResetAtEnd reset(m_values);
    m_values.bind(1, id);
    product.attributes.reserve(64);
    const Dictionary::Names names(m_dictionary);
    while (m_values.step()) {
        const qint64 variant = m_values.integer(0);
        const auto attribute = quint32(m_values.integer(1));
        catalog::AttributeValue value{names.attributeCode(attribute), {}, {}};
        if (const qint64 scope = m_values.integer(2); scope != 0)
            value.scope = names.scope(quint32(scope));
        switch (names.attributeType(attribute)) {
        case catalog::ValueType::Text:
            value.value = m_values.text(3);
            break;
        case catalog::ValueType::Number:
            value.value = m_values.real(4);
            break;
        case catalog::ValueType::Boolean:
            value.value = m_values.integer(5) != 0;
            break;
        case catalog::ValueType::Date:
            value.value = QDate::fromJulianDay(m_values.integer(5));
            break;
        case catalog::ValueType::Option:
            value.value = catalog::OptionCode(names.optionCode(quint32(m_values.integer(5))));
            break;
        }
        if (variant == 0)
            product.attributes.append(std::move(value));
        else if (variant <= product.variants.size())
            product.variants[variant - 1].attributes.append(std::move(value));
    }
}

void TruthReader::readPrices(Product &product, quint32 id)
{
    ResetAtEnd reset(m_prices);
    m_prices.bind(1, id);
    while (m_prices.step()) {
        const qint64 variant = m_prices.integer(0);
        catalog::Price price{m_prices.text(1), m_prices.text(2), m_prices.integer(3)};
        if (variant == 0)
            product.prices.append(std::move(price));
        else if (variant <= product.variants.size())
            product.variants[variant - 1].prices.append(std::move(price));
    }
}

void TruthReader::readVariants(Product &product, quint32 id)
{
    ResetAtEnd reset(m_variants);
    m_variants.bind(1, id);
    while (m_variants.step())
        product.variants.append({m_variants.text(0), {}, {}, m_variants.integer(1)});
}

Product TruthReader::valuesOf(quint32 id)
{
    Product product;
    readVariants(product, id);
    readValues(product, id);
    return product;
}

QByteArray TruthReader::completeness(quint32 id)
{
    ResetAtEnd reset(m_completeness);
    return m_completeness.bind(1, id).step() ? m_completeness.bytes(0) : QByteArray();
}

catalog::FamilyCount TruthReader::familyCount()
{
    ResetAtEnd reset(m_familyCount);
    if (!m_familyCount.step())
        return {};
    const qint64 to = m_familyCount.integer(2);
    return {quint64(m_familyCount.integer(0)), to, std::min(m_familyCount.integer(1), to)};
}

Product TruthReader::product(const Head &head)
{
    Product product;
    product.key = ProductKey(head.key);
    product.name = head.name;
    product.version = head.version;
    readVariants(product, head.id);
    readValues(product, head.id);
    readPrices(product, head.id);
    {
        ResetAtEnd reset(m_categories);
        m_categories.bind(1, head.id);
        while (m_categories.step())
            product.categories.append(m_dictionary.category(quint32(m_categories.integer(0))));
    }
    ResetAtEnd reset(m_images);
    m_images.bind(1, head.id);
    while (m_images.step())
        product.images.append({ImageId(m_images.text(0)), int(m_images.integer(1)), int(m_images.integer(2)),
                               m_images.isNull(3) ? std::nullopt : std::optional(catalog::FocalPoint{m_images.real(3), m_images.real(4)})});
    return product;
}

bool TruthReader::forEach(const std::function<bool(const Product &)> &visit)
{
    quint32 last = 0;
    for (;;) {
        m_nextHead.bind(1, last);
        const auto next = readHead(m_nextHead);
        if (!next)
            return true;
        last = next->id;
        if (!visit(product(*next)))
            return false;
    }
}

std::vector<catalog::FocalPoints::Change> TruthReader::focalPoints()
{
    Statement all(m_database, "SELECT image.image, focus_x, focus_y FROM image JOIN product ON product.id = image.product "
                              "WHERE focus_x IS NOT NULL ORDER BY updated_ms, product.id");
    std::vector<catalog::FocalPoints::Change> points;
    while (all.step())
        points.emplace_back(ImageId(all.text(0)), catalog::FocalPoint{all.real(1), all.real(2)});
    return points;
}

catalog::Row TruthReader::row(ProductId id)
{
    catalog::Row row;
    row.id = id;
    ResetAtEnd reset(m_row);
    if (!m_row.bind(1, toNumber(id)).step())
        return row;
    row.key = ProductKey(m_row.text(0));
    row.name = m_row.text(1);
    row.brand = m_dictionary.optionLabel(quint32(m_row.integer(2)));
    if (!m_row.isNull(5))
        row.price = {m_row.text(3), m_row.text(4), m_row.integer(5)};
    row.stock = m_row.integer(6);
    if (!m_row.isNull(7))
        row.image = {ImageId(m_row.text(7)), int(m_row.integer(8)), int(m_row.integer(9))};
    row.version = quint32(m_row.integer(10));

    ResetAtEnd resetCategory(m_firstCategory);
    if (m_firstCategory.bind(1, toNumber(id)).step())
        row.category = m_dictionary.category(quint32(m_firstCategory.integer(0)));
    return row;
}

qint64 TruthReader::highestId()
{
    ResetAtEnd reset(m_highest);
    return m_highest.step() ? m_highest.integer(0) : 0;
}

static std::optional<TruthReader::Gone> readGone(Statement &statement)
{
    ResetAtEnd reset(statement);
    if (!statement.step())
        return {};
    return TruthReader::Gone{quint32(statement.integer(0)), quint32(statement.integer(1)), statement.text(2)};
}

std::optional<TruthReader::Gone> TruthReader::gone(const ProductKey &key)
{
    m_goneByKey.bind(1, key.toString());
    return readGone(m_goneByKey);
}

std::optional<TruthReader::Gone> TruthReader::gone(quint32 id)
{
    m_goneById.bind(1, id);
    return readGone(m_goneById);
}

QString TruthReader::keyOf(quint32 id)
{
    if (const auto there = head(id))
        return there->key;
    const auto was = gone(id);
    return was ? was->key : QString();
}

} // namespace vitrine::storage::sqlite
