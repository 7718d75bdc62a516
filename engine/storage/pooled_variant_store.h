#pragma once

#include "images/ports.h"
#include "storage/write_pool.h"

namespace vitrine::storage {

/// A VariantStore whose writes take a lane of the write pool, as bulk work; reads go straight through. put() returns
/// at once: where the queue is full, or the pool drained, the variant is served and not stored. Both references outlive
/// it, and the pool is drained before it goes. Thread-safe.
class PooledVariantStore final : public images::VariantStore
{
public:
    PooledVariantStore(images::VariantStore &store, WritePool &pool) : m_store(store), m_pool(pool) {}

    bool contains(const QByteArray &etag) const override { return m_store.contains(etag); }
    std::optional<images::Variant> find(const QByteArray &etag) override { return m_store.find(etag); }
    std::shared_ptr<const images::Source> open(const QByteArray &etag, qint64 mostBytes) override { return m_store.open(etag, mostBytes); }
    quint64 epoch() const override { return m_store.epoch(); }
    void put(const images::Variant &variant, quint64 epoch) override;
    Result<qint64> purge(const images::Purge &purge) override;
    images::VariantStoreCounters counters() const override;

private:
    images::VariantStore &m_store;
    WritePool &m_pool;
    std::atomic<quint64> m_refused{0};
};

} // namespace vitrine::storage
