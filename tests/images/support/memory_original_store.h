#pragma once

#include "images/ports.h"

#include <QHash>

#include <mutex>

namespace vitrine::test {

/// An OriginalStore in memory. Thread-safe.
class MemoryOriginalStore final : public images::OriginalStore
{
public:
    Result<images::Original> put(std::shared_ptr<const images::Source> source,
                                 const images::ImageInfo &info) override;
    Result<std::shared_ptr<const images::Source>> open(const ImageId &id) override;
    Result<images::Original> describe(const ImageId &id) override;

    /// put() of bytes that a test is sure of.
    ImageId add(const QByteArray &bytes);
    int count() const;

private:
    struct Entry
    {
        images::Original original;
        std::shared_ptr<const images::Source> source;
    };
    mutable std::mutex m_mutex;
    QHash<ImageId, Entry> m_entries;
};

/// Fails every call with the same error.
class FailingOriginalStore final : public images::OriginalStore
{
public:
    explicit FailingOriginalStore(Error error) : m_error(std::move(error)) {}
    Result<images::Original> put(std::shared_ptr<const images::Source>, const images::ImageInfo &) override
    {
        return m_error;
    }
    Result<std::shared_ptr<const images::Source>> open(const ImageId &) override { return m_error; }
    Result<images::Original> describe(const ImageId &) override { return m_error; }

private:
    const Error m_error;
};

/// What a source holds.
QByteArray bytesOf(const images::Source &source);

} // namespace vitrine::test
