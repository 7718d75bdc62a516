#pragma once

#include "base/clock.h"
#include "images/ports.h"

#include <QByteArray>
#include <QString>

#include <deque>
#include <mutex>
#include <optional>

namespace vitrine::codec {

struct PoisonLimits
{
    std::size_t originals = 256; ///< remembered at once; the oldest is forgotten first
    std::chrono::seconds refusal{300};
    int timeouts = 3; ///< without a success in between, before an original counts as poisonous
};

/// Originals that killed their decoders, by content, so that asking for one again and again does not kill one decoder
/// after another. Costs nothing while there are none, and a hash of the file only when one of its size is remembered.
/// Thread-safe.
class PoisonList
{
public:
    PoisonList(PoisonLimits limits, const Clock &clock) : m_limits(limits), m_clock(clock) {}

    /// Unprocessable, with what happened before and how long it holds; nothing for an original with a clean record.
    std::optional<Error> refusal(const images::Source &source);
    /// It killed every decoder that tried. `how`: "signal 11 (Segmentation fault)".
    void killed(const images::Source &source, const QString &how);
    /// It was stopped after it had taken long; several times make it poisonous.
    void timedOut(const images::Source &source);
    /// It was decoded: earlier timeouts do not count any more.
    void succeeded(const images::Source &source);

private:
    struct Entry
    {
        qint64 bytes;
        QByteArray hash;
        Clock::Steady until;
        int timeouts = 0;
        QString how; ///< empty: not poisonous yet
    };

    bool knowsSize(qint64 bytes);
    Entry &entry(qint64 bytes, const QByteArray &hash);
    std::deque<Entry>::iterator find(qint64 bytes, const QByteArray &hash);

    const PoisonLimits m_limits;
    const Clock &m_clock;
    std::mutex m_mutex;
    std::deque<Entry> m_entries; ///< the oldest first
};

} // namespace vitrine::codec
