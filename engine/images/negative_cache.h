#pragma once

#include "base/clock.h"
#include "base/error.h"

#include <QByteArray>
#include <QHash>

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>

namespace vitrine::images {

/// What could not be made, by ETag, for a few seconds, so that a page full of a missing picture costs one look for it.
/// Only what a second try would find just the same: not found, unprocessable, of a type that is not read. Bounded: the
/// oldest leaves first. Thread-safe.
class NegativeCache
{
public:
    /// `lifetime` of zero keeps nothing.
    NegativeCache(std::chrono::milliseconds lifetime, qsizetype entries)
        : m_lifetime(lifetime), m_maxEntries(entries)
    {
    }

    std::optional<Error> find(const QByteArray &etag, Clock::Steady now) const;
    void store(const QByteArray &etag, const Error &error, Clock::Steady now);
    /// An upload may have changed any answer.
    void clear();

private:
    struct Entry
    {
        Error error;
        Clock::Steady until;
    };
    const std::chrono::milliseconds m_lifetime;
    const qsizetype m_maxEntries;
    mutable std::mutex m_mutex;
    QHash<QByteArray, Entry> m_entries;
    std::deque<QByteArray> m_order; ///< the oldest first; each entry once
};

} // namespace vitrine::images
