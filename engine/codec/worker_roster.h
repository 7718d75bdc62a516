#pragma once

#include "base/clock.h"
#include "codec/lane_scheduler.h"
#include "codec/zygote_process.h"
#include "images/worker_control.h"

#include <deque>
#include <vector>

namespace vitrine::codec {

/// Every living worker of a pool and what it does. A worker is on the list from its start until just before it is
/// reaped, so a pid found here is no stranger's. Not thread-safe: the pool's lock guards it.
class WorkerRoster
{
public:
    explicit WorkerRoster(const Clock &clock) : m_clock(clock) {}

    /// The idle one that worked last on the source, else the one that worked last: its memory is warm. It is busy now.
    std::optional<Worker> takeIdle(images::Lane lane, const SourceIdentity &source);
    Worker addBusy(const Worker &worker, images::Lane lane, const SourceIdentity &source);
    /// A busy one that is not among the ones that count(): it works aside and is never idle.
    void addAside(const Worker &worker, images::Lane lane);
    void addIdle(const Worker &worker);
    void park(const Worker &worker, qint64 rssBytes);
    /// Before it is reaped. True: its death was ordered.
    bool remove(const Worker &worker);
    /// Takes the idle worker of this pid off the list, to be reaped; none: there is no such one.
    std::optional<Worker> removeIdle(qint64 pid);
    /// Marks the busy worker that somebody is about to kill; none: there is no such one.
    std::optional<Worker> orderDeath(qint64 pid);

    /// What they have open, or had a while ago.
    OpenSources openSources() const;
    int count() const;
    std::vector<Worker> idle() const;
    /// Without the memory of the busy ones, which their last answer does not tell.
    QVector<images::WorkerStatus> list() const;

private:
    struct Entry
    {
        Worker worker;
        std::optional<images::Lane> lane;
        Clock::Steady since;
        qint64 rssBytes = 0;
        bool ordered = false;
        bool aside = false;
        std::deque<SourceIdentity> sources{}; ///< of its last jobs, the latest first
    };
    std::vector<Entry>::iterator find(qint64 pid);
    static void begin(Entry &entry, const SourceIdentity &source);

    const Clock &m_clock;
    std::vector<Entry> m_entries; ///< in the order in which they became what they are
};

/// What a process holds in memory now; 0 when it is gone.
qint64 residentBytesOf(qint64 pid);

} // namespace vitrine::codec
