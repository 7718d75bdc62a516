#pragma once

#include "images/ports.h"

#include <QHash>

#include <functional>
#include <mutex>

namespace vitrine::storage {

/// An OriginalStore whose descriptions heal: where the bytes of an original are there and its description is missing or
/// damaged (the files were copied from a store of another kind, the index was lost), the bytes are looked at once and
/// put again with what was seen. One is looked at at a time; one that cannot be decoded is not tried again while the
/// process runs. `store` and what `look` uses outlive it. Thread-safe.
class DescribingOriginalStore final : public images::OriginalStore
{
public:
    /// What a whole decode of an original's bytes says of it.
    using Look = std::function<Result<images::ImageInfo>(const images::Source &source)>;

    DescribingOriginalStore(images::OriginalStore &store, Look look) : m_store(store), m_look(std::move(look)) {}

    Result<images::Original> put(std::shared_ptr<const images::Source> source, const images::ImageInfo &info) override
    {
        return m_store.put(std::move(source), info);
    }
    Result<std::shared_ptr<const images::Source>> open(const ImageId &id) override { return m_store.open(id); }
    /// Also what the look says of bytes that it cannot decode.
    Result<images::Original> describe(const ImageId &id) override;

private:
    images::OriginalStore &m_store;
    const Look m_look;
    std::mutex m_mutex; // guards what follows; held while looking
    QHash<ImageId, Error> m_undecodable;
};

} // namespace vitrine::storage
