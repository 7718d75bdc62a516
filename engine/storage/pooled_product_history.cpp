#include "storage/pooled_product_history.h"

#include "catalog/catalog.h"
#include "storage/pooled_result.h"

namespace vitrine::storage {

using catalog::ChangeNote;
using catalog::ChangeSet;

template <typename T, typename Write>
Result<T> PooledProductHistory::through(const QString &what, WriteClass kind, Write &&write)
{
    return runForResult<T>(m_pool, QStringLiteral("catalog history: ") + what, kind, 0, std::forward<Write>(write));
}

Result<QVector<catalog::HistoryEntry>> PooledProductHistory::ofProduct(const ProductKey &key, int limit,
                                                                       quint64 before)
{
    return m_target.ofProduct(key, limit, before);
}

Result<QVector<catalog::HistoryEntry>> PooledProductHistory::ofSet(quint64 set, int limit, quint64 after)
{
    return m_target.ofSet(set, limit, after);
}

Result<catalog::Product> PooledProductHistory::productAt(const ProductKey &key, qint64 atMs)
{
    return m_target.productAt(key, atMs);
}

Result<QVector<ChangeSet>> PooledProductHistory::sets(int limit, quint64 before)
{
    return m_target.sets(limit, before);
}

Result<ChangeSet> PooledProductHistory::set(quint64 id) { return m_target.set(id); }

Result<QVector<catalog::RefusedChange>> PooledProductHistory::refusedBy(quint64 set, int limit)
{
    return m_target.refusedBy(set, limit);
}

Result<ChangeSet> PooledProductHistory::begin(const catalog::BulkEdit &edit, const ChangeNote &note)
{
    return through<ChangeSet>(QStringLiteral("bulk edit of %1 products").arg(edit.products.size()),
                              WriteClass::Interactive, [&] { return m_target.begin(edit, note); });
}

Result<ChangeSet> PooledProductHistory::beginRemoval(const catalog::BulkRemoval &removal, const ChangeNote &note)
{
    return through<ChangeSet>(QStringLiteral("removal of %1 products").arg(removal.products.size()),
                              WriteClass::Interactive, [&] { return m_target.beginRemoval(removal, note); });
}

Result<ChangeSet> PooledProductHistory::beginUndo(quint64 set, const ChangeNote &note)
{
    return through<ChangeSet>(QStringLiteral("undo of change %1").arg(set), WriteClass::Interactive,
                              [&] { return m_target.beginUndo(set, note); });
}

Result<ChangeSet> PooledProductHistory::beginRestore(quint64 entry, const ChangeNote &note)
{
    return through<ChangeSet>(QStringLiteral("restore of entry %1").arg(entry), WriteClass::Interactive,
                              [&] { return m_target.beginRestore(entry, note); });
}

Result<ChangeSet> PooledProductHistory::advance(quint64 set, int products)
{
    return through<ChangeSet>(QStringLiteral("change %1, %2 products").arg(set).arg(products), WriteClass::Bulk,
                              [&] { return m_target.advance(set, products); });
}

Result<ChangeSet> PooledProductHistory::beginImport(const QString &what, const ChangeNote &note)
{
    return through<ChangeSet>(QStringLiteral("import of %1").arg(what), WriteClass::Bulk,
                              [&] { return m_target.beginImport(what, note); });
}

std::unique_ptr<catalog::ProductWriter> PooledProductHistory::writerFor(quint64 set)
{
    return m_target.writerFor(set);
}

Status PooledProductHistory::finish(quint64 set, qint64 products, qint64 changed, qint64 refused)
{
    return through<Done>(QStringLiteral("end of change %1").arg(set), WriteClass::Bulk,
                         [&] { return m_target.finish(set, products, changed, refused); });
}

} // namespace vitrine::storage
