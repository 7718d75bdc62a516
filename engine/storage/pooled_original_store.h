#pragma once

#include "images/ports.h"
#include "storage/write_pool.h"

namespace vitrine::storage {

/// An OriginalStore whose writes take a lane of the write pool; reads go straight through. One for each class
/// of work over the same store: interactive uploads are refused with Overloaded when the queue is full, an
/// import's wait. Both references outlive it. Thread-safe.
class PooledOriginalStore final : public images::OriginalStore
{
public:
    PooledOriginalStore(images::OriginalStore &store, WritePool &pool, WriteClass kind)
        : m_store(store), m_pool(pool), m_kind(kind)
    {
    }

    Result<images::Original> put(std::shared_ptr<const images::Source> source,
                                 const images::ImageInfo &info) override;
    Result<std::shared_ptr<const images::Source>> open(const ImageId &id) override
    {
        return m_store.open(id);
    }
    Result<images::Original> describe(const ImageId &id) override { return m_store.describe(id); }

private:
    images::OriginalStore &m_store;
    WritePool &m_pool;
    const WriteClass m_kind;
};

} // namespace vitrine::storage
