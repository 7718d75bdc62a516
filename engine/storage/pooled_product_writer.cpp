#include "storage/pooled_product_writer.h"

#include "storage/pooled_result.h"

#include <numeric>

namespace vitrine::storage {

namespace {

qint64 sizeOf(const QVector<catalog::AttributeValue> &values)
{
    return std::accumulate(
        values.begin(), values.end(), qint64(0), [](qint64 sum, const catalog::AttributeValue &value) {
            const auto *text = std::get_if<QString>(&value.value);
            return sum + value.code.size() + (text ? text->size() : qint64(sizeof(double)));
        });
}

/// About how many bytes of text a product brings along; for the pool's figures.
qint64 sizeOf(const catalog::Product &product)
{
    return std::accumulate(
        product.variants.begin(), product.variants.end(), product.name.size() + sizeOf(product.attributes),
        [](qint64 sum, const catalog::Variant &variant) { return sum + sizeOf(variant.attributes); });
}

} // namespace

PooledProductWriter::PooledProductWriter(catalog::ProductWriter &target, WritePool &pool, WriteClass kind,
                                         QString label)
    : m_target(target), m_pool(pool), m_kind(kind), m_label(std::move(label))
{
}

template <typename T, typename Write>
Result<T> PooledProductWriter::through(const QString &what, qint64 sizeBytes, Write &&write)
{
    return runForResult<T>(m_pool, m_label + QStringLiteral(": ") + what, m_kind, sizeBytes, std::forward<Write>(write));
}

Result<QVector<catalog::ProductOutcome>>
PooledProductWriter::upsert(const QVector<catalog::Product> &products)
{
    const qint64 size =
        std::accumulate(products.begin(), products.end(), qint64(0),
                        [](qint64 sum, const catalog::Product &product) { return sum + sizeOf(product); });
    return through<QVector<catalog::ProductOutcome>>(QStringLiteral("%1 products").arg(products.size()), size,
                                                     [&] { return m_target.upsert(products); });
}

Result<catalog::ProductOutcome> PooledProductWriter::replace(const catalog::Product &product, quint32 expected,
                                                             const catalog::ChangeNote &note)
{
    return through<catalog::ProductOutcome>(product.key.toString(), sizeOf(product),
                                            [&] { return m_target.replace(product, expected, note); });
}

Result<catalog::Removal> PooledProductWriter::remove(const ProductKey &key, std::optional<quint32> expected,
                                                     const catalog::ChangeNote &note)
{
    return through<catalog::Removal>(key.toString(), key.toString().size(),
                                     [&] { return m_target.remove(key, expected, note); });
}

Result<catalog::EditReceipt> PooledProductWriter::edit(const catalog::Edit &edit)
{
    return through<catalog::EditReceipt>(edit.key.toString(), qint64(sizeof edit),
                                         [&] { return m_target.edit(edit); });
}

Status PooledProductWriter::describe(const QVector<catalog::AttributeHint> &hints)
{
    return through<Done>(QStringLiteral("%1 attributes").arg(hints.size()), hints.size(),
                         [&] { return m_target.describe(hints); });
}

} // namespace vitrine::storage
