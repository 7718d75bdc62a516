#pragma once

#include "images/ports.h"

#include <atomic>
#include <deque>
#include <functional>
#include <limits>
#include <mutex>
#include <utility>

namespace vitrine::images {

/// Where what variants are made from is kept.
struct Keeper
{
    std::function<std::shared_ptr<const Source>(const QByteArray &key, qint64 mostBytes)> open; ///< as VariantStore::open()
    std::function<bool(const QByteArray &key)> has; ///< as far as can be told at once
    /// Begins before the render, since a purge may come in between; the function it returns ends it.
    std::function<std::function<void(const Variant &)>()> begin;
};

/// What variants are made from and a Keeper keeps, and the last few of them opened: who looks at a picture asks for
/// several sizes of it, and none of them has to read, check and copy the file again, nor a decoder to decode it. Each is
/// a copy in a memory file, which those that wait for a decoder hold, too. Thread-safe.
class OpenedSources
{
public:
    static constexpr qint64 MostKeptBytes = 64 << 20, MostOpenBytes = 256 << 20;

    explicit OpenedSources(const Keeper &keeper) : m_keeper(keeper) {}

    enum class Room {
        Needed, ///< nobody can do without it
        Spare   ///< only while all that are open stay below MostOpenBytes
    };
    /// Nothing when it is not there, was purged or is damaged, or finds no room.
    std::shared_ptr<const Source> open(const QByteArray &key, Room room);
    /// What was just made and is being kept; it takes the place of what the key had.
    std::shared_ptr<const Source> add(const QByteArray &key, const std::shared_ptr<const Source> &source);

private:
    std::shared_ptr<const Source> find(const QByteArray &key);

    const Keeper &m_keeper;
    const std::shared_ptr<std::atomic<qint64>> m_openBytes = std::make_shared<std::atomic<qint64>>(0);
    std::mutex m_mutex;
    std::deque<std::pair<QByteArray, std::shared_ptr<const Source>>> m_sources; ///< the latest first
};

} // namespace vitrine::images
