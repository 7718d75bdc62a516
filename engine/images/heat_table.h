#pragma once

#include <QByteArrayView>

#include <array>
#include <atomic>

namespace vitrine::images {

/// How often each variant was asked for lately: a table of small counters by the ETag's hash, all of them halved now and
/// then (the ageing of TinyLFU: Einziger, Friedman, Manes 2017). 64 KB whatever there is; two that share a counter are as
/// hot as both together. Thread-safe and without locks: a use that is lost in a race is a use that comes again.
class HeatTable
{
public:
    /// `hotUses`, at most 255; 0: nothing is ever hot.
    explicit HeatTable(int hotUses) : m_hotUses(hotUses) {}

    /// Counts a use. True for every one that completes as many as make it hot.
    bool use(QByteArrayView etag);

private:
    void age();

    static constexpr std::size_t Slots = 1 << 16;
    const int m_hotUses;
    std::array<std::atomic<quint8>, Slots> m_uses{};
    std::atomic<quint32> m_all{0}; ///< uses since the last ageing
};

} // namespace vitrine::images
