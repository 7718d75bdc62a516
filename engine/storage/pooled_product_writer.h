#pragma once

#include "catalog/catalog.h"
#include "storage/write_pool.h"

#include <QString>

namespace vitrine::storage {

/// Sends every change of the catalog through the write pool before it reaches the catalog, so that imports
/// and edits share its lanes with the pictures: an import waits for a place, an edit is refused with
/// Overloaded when the queue is full. Does not own what it is given. Thread-safe; not to be called from one
/// of the pool's own lanes.
class PooledProductWriter final : public catalog::ProductWriter
{
public:
    /// `label` says for people who writes, e.g. "catalog" or "import": "import: 256 products".
    PooledProductWriter(catalog::ProductWriter &target, WritePool &pool, WriteClass kind, QString label);

    Result<QVector<catalog::ProductOutcome>> upsert(const QVector<catalog::Product> &products) override;
    Result<catalog::ProductOutcome> replace(const catalog::Product &product, quint32 expected,
                                            const catalog::ChangeNote &note) override;
    Result<catalog::Removal> remove(const ProductKey &key, std::optional<quint32> expected,
                                    const catalog::ChangeNote &note) override;
    Result<catalog::EditReceipt> edit(const catalog::Edit &edit) override;
    Status describe(const QVector<catalog::AttributeHint> &hints) override;

private:
    template <typename T, typename Write>
    Result<T> through(const QString &what, qint64 sizeBytes, Write &&write);

    catalog::ProductWriter &m_target;
    WritePool &m_pool;
    const WriteClass m_kind;
    const QString m_label;
};

} // namespace vitrine::storage
