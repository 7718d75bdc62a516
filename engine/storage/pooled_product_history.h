#pragma once

#include "catalog/history.h"
#include "storage/write_pool.h"

namespace vitrine::storage {

/// Sends what begins or continues a set of changes through the write pool, like PooledProductWriter does with single
/// changes: what a person waits for is Interactive, the steps of a set are Bulk. Reads pass. Does not own what it is
/// given. Thread-safe; not to be called from one of the pool's own lanes.
class PooledProductHistory final : public catalog::ProductHistory
{
public:
    PooledProductHistory(catalog::ProductHistory &target, WritePool &pool) : m_target(target), m_pool(pool) {}

    Result<QVector<catalog::HistoryEntry>> ofProduct(const ProductKey &key, int limit, quint64 before) override;
    Result<QVector<catalog::HistoryEntry>> ofSet(quint64 set, int limit, quint64 after) override;
    Result<catalog::Product> productAt(const ProductKey &key, qint64 atMs) override;
    Result<QVector<catalog::ChangeSet>> sets(int limit, quint64 before) override;
    Result<catalog::ChangeSet> set(quint64 id) override;
    Result<QVector<catalog::RefusedChange>> refusedBy(quint64 set, int limit) override;

    Result<catalog::ChangeSet> begin(const catalog::BulkEdit &edit, const catalog::ChangeNote &note) override;
    Result<catalog::ChangeSet> beginRemoval(const catalog::BulkRemoval &removal, const catalog::ChangeNote &note) override;
    Result<catalog::ChangeSet> beginUndo(quint64 set, const catalog::ChangeNote &note) override;
    Result<catalog::ChangeSet> beginRestore(quint64 entry, const catalog::ChangeNote &note) override;
    Result<catalog::ChangeSet> advance(quint64 set, int products) override;
    Result<catalog::ChangeSet> beginImport(const QString &what, const catalog::ChangeNote &note) override;
    /// Not through the pool: wrap it in a PooledProductWriter.
    std::unique_ptr<catalog::ProductWriter> writerFor(quint64 set) override;
    Status finish(quint64 set, qint64 products, qint64 changed, qint64 refused) override;

private:
    template <typename T, typename Write>
    Result<T> through(const QString &what, WriteClass kind, Write &&write);

    catalog::ProductHistory &m_target;
    WritePool &m_pool;
};

} // namespace vitrine::storage
