#include "codec/worker_roster.h"

#include <QFile>

#include <algorithm>
#include <unistd.h>

namespace vitrine::codec {

using images::Lane;
using images::WorkerStatus;

std::vector<WorkerRoster::Entry>::iterator WorkerRoster::find(qint64 pid)
{
    return std::find_if(m_entries.begin(), m_entries.end(), [pid](const Entry &entry) { return entry.worker.pid == pid; });
}

std::optional<Worker> WorkerRoster::takeIdle(Lane lane)
{
    const auto last = std::find_if(m_entries.rbegin(), m_entries.rend(), [](const Entry &entry) { return !entry.lane; });
    if (last == m_entries.rend())
        return std::nullopt;
    last->lane = lane;
    last->since = m_clock.now();
    ++last->worker.jobs;
    return last->worker;
}

void WorkerRoster::addBusy(const Worker &worker, Lane lane)
{
    m_entries.push_back({worker, lane, m_clock.now()});
    ++m_entries.back().worker.jobs;
}

void WorkerRoster::addAside(const Worker &worker, Lane lane)
{
    addBusy(worker, lane);
    m_entries.back().aside = true;
}

int WorkerRoster::count() const
{
    return static_cast<int>(
        std::count_if(m_entries.begin(), m_entries.end(), [](const Entry &entry) { return !entry.aside; }));
}

void WorkerRoster::addIdle(const Worker &worker)
{
    m_entries.push_back({worker, std::nullopt, m_clock.now()});
}

void WorkerRoster::park(const Worker &worker, qint64 rssBytes)
{
    const auto entry = find(worker.pid);
    entry->lane.reset();
    entry->since = m_clock.now();
    entry->rssBytes = rssBytes;
    std::rotate(entry, entry + 1, m_entries.end());
}

bool WorkerRoster::remove(const Worker &worker)
{
    const auto entry = find(worker.pid);
    const bool ordered = entry->ordered;
    m_entries.erase(entry);
    return ordered;
}

std::optional<Worker> WorkerRoster::removeIdle(qint64 pid)
{
    const auto entry = find(pid);
    if (entry == m_entries.end() || entry->lane)
        return std::nullopt;
    const Worker worker = entry->worker;
    m_entries.erase(entry);
    return worker;
}

std::optional<Worker> WorkerRoster::orderDeath(qint64 pid)
{
    const auto entry = find(pid);
    if (entry == m_entries.end() || !entry->lane)
        return std::nullopt;
    entry->ordered = true;
    return entry->worker;
}

std::vector<Worker> WorkerRoster::idle() const
{
    std::vector<Worker> workers;
    for (const Entry &entry : m_entries) {
        if (!entry.lane)
            workers.push_back(entry.worker);
    }
    return workers;
}

QVector<WorkerStatus> WorkerRoster::list() const
{
    QVector<WorkerStatus> all;
    for (const Entry &entry : m_entries)
        all.append({entry.worker.pid, entry.lane, entry.worker.jobs, entry.rssBytes,
                    std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - entry.since)});
    std::sort(all.begin(), all.end(), [](const WorkerStatus &a, const WorkerStatus &b) { return a.pid < b.pid; });
    return all;
}

qint64 residentBytesOf(qint64 pid)
{
    QFile counter(QStringLiteral("/proc/%1/statm").arg(pid));
    if (!counter.open(QIODevice::ReadOnly))
        return 0;
    return counter.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

} // namespace vitrine::codec
