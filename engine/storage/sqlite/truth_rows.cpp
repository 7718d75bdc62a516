// The rows of one product: the part of TruthWriter that knows the tables.
#include "catalog/product_summary.h"
#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/truth_writer.h"

namespace vitrine::storage::sqlite {

using catalog::AttributeValue;
using catalog::Product;

void TruthWriter::writeHead(const Product &product, quint32 id, const QByteArray &fingerprint, qint64 nowMs,
                            bool isNew, catalog::IndexEntry &entry)
{
    Statement &head = isNew ? m_insertHead : m_updateHead;
    ResetAtEnd reset(head);
    const QByteArray sorted = sortName(product.name);
    head.bind(1, id).bind(2, product.name).bindBlob(3, sorted).bind(4, product.version);
    head.bind(5, nowMs).bindBlob(6, fingerprint);
    if (const QString brand = catalog::brandOf(product); !brand.isEmpty()) {
        const quint32 attribute =
            m_dictionary.needAttribute(m_database, QStringLiteral("brand"), catalog::ValueType::Option);
        entry.brand = m_dictionary.needOption(m_database, attribute, brand);
        head.bind(7, entry.brand);
    } else {
        head.bindNull(7);
    }
    const catalog::Price price = catalog::firstPrice(product);
    if (price.currency.isEmpty()) {
        head.bindNull(8).bindNull(9).bindNull(10);
    } else {
        head.bind(8, price.channel).bind(9, price.currency).bind(10, price.minor);
        entry.priceMinor = price.minor;
        entry.currency = price.currency;
    }
    head.bind(11, product.stock());
    if (product.images.isEmpty()) {
        head.bindNull(12).bindNull(13).bindNull(14);
    } else {
        const catalog::ImageRef &image = product.images.first();
        head.bind(12, image.id.toString()).bind(13, image.widthPx).bind(14, image.heightPx);
    }
    if (isNew)
        head.bind(15, product.key.toString());
    head.step();
    entry.stock = product.stock();
    entry.hasImage = !product.images.isEmpty();
    entry.updatedMs = nowMs;
}

void TruthWriter::writeValues(const Product &product, const Product *old, quint32 id)
{
    if (old) {
        m_clearValues.bind(1, id).run();
        countValues(*old, -1);
    }
    writeValueRows(product.attributes, id, 0);
    for (int variant = 0; variant < product.variants.size(); ++variant)
        writeValueRows(product.variants[variant].attributes, id, variant + 1);
    countValues(product, +1);
}

void TruthWriter::countValues(const Product &product, qint64 change)
{
    const auto each = [&](const QVector<AttributeValue> &values) {
        for (const AttributeValue &value : values)
            m_dictionary.countValues(*m_dictionary.findAttribute(value.code), change);
    };
    each(product.attributes);
    for (const catalog::Variant &variant : product.variants)
        each(variant.attributes);
}

void TruthWriter::writeValueRows(const QVector<AttributeValue> &values, quint32 id, int variant)
{
    int position = 0;
    for (const AttributeValue &value : values) {
        const quint32 attribute =
            m_dictionary.needAttribute(m_database, value.code, catalog::typeOf(value.value));
        ResetAtEnd reset(m_value);
        m_value.bind(1, id).bind(2, variant).bind(3, position++).bind(4, attribute);
        m_value.bind(5, m_dictionary.needScope(m_database, value.scope)).bindNull(6).bindNull(7).bindNull(8);
        switch (catalog::typeOf(value.value)) {
        case catalog::ValueType::Text:
            m_value.bind(6, std::get<QString>(value.value));
            break;
        case catalog::ValueType::Number:
            m_value.bind(7, std::get<double>(value.value));
            break;
        case catalog::ValueType::Boolean:
            m_value.bind(8, int(std::get<bool>(value.value)));
            break;
        case catalog::ValueType::Date:
            m_value.bind(8, std::get<QDate>(value.value).toJulianDay());
            break;
        case catalog::ValueType::Option: {
            const QString &code = std::get<catalog::OptionCode>(value.value).toString();
            m_value.bind(8, m_dictionary.needOption(m_database, attribute, code));
            break;
        }
        }
        m_value.step();
    }
}

void TruthWriter::writePrices(const Product &product, quint32 id)
{
    m_clearPrices.bind(1, id).run();
    const auto rows = [&](const QVector<catalog::Price> &prices, int variant) {
        int position = 0;
        for (const catalog::Price &price : prices) {
            m_price.bind(1, id).bind(2, variant).bind(3, position++);
            m_price.bind(4, price.channel).bind(5, price.currency).bind(6, price.minor).run();
        }
    };
    rows(product.prices, 0);
    for (int variant = 0; variant < product.variants.size(); ++variant)
        rows(product.variants[variant].prices, variant + 1);
}

void TruthWriter::writeVariants(const Product &product, quint32 id)
{
    m_clearVariants.bind(1, id).run();
    for (int position = 0; position < product.variants.size(); ++position) {
        const catalog::Variant &variant = product.variants[position];
        m_variant.bind(1, id).bind(2, position).bind(3, variant.sku).bind(4, variant.stock).run();
    }
}

void TruthWriter::writeImages(const Product &product, quint32 id)
{
    m_clearImages.bind(1, id).run();
    for (int position = 0; position < product.images.size(); ++position) {
        const catalog::ImageRef &image = product.images[position];
        m_image.bind(1, id).bind(2, position).bind(3, image.id.toString());
        m_image.bind(4, image.widthPx).bind(5, image.heightPx);
        image.focus ? m_image.bind(6, image.focus->x).bind(7, image.focus->y) : m_image.bindNull(6).bindNull(7);
        m_image.run();
    }
}

QVector<quint32> TruthWriter::categoryNumbers(const Product &product)
{
    QVector<quint32> numbers;
    for (const QString &path : product.categories)
        numbers.append(m_dictionary.needCategory(m_database, path));
    return numbers;
}

void TruthWriter::writeCategories(const QVector<quint32> &categories, quint32 id)
{
    m_clearCategories.bind(1, id).run();
    for (int position = 0; position < categories.size(); ++position)
        m_category.bind(1, id).bind(2, position).bind(3, categories[position]).run();
}

void TruthWriter::writeText(const Document &document, quint32 id, bool isNew)
{
    if (!isNew)
        m_clearText.bind(1, id).run();
    m_text.bind(1, id).bind(2, document.name).bind(3, document.key).bind(4, document.brand);
    m_text.bind(5, document.categories).bind(6, document.body).run();
}

} // namespace vitrine::storage::sqlite
