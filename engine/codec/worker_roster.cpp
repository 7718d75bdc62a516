#include "codec/worker_roster.h"

#include <QFile>

#include <algorithm>
#include <unistd.h>

namespace vitrine::codec {

using images::Lane;
using images::WorkerStatus;

namespace {

// A worker keeps no more, and often less: then it decodes again.
constexpr std::size_t RememberedSources = 8;

} // namespace

std::vector<WorkerRoster::Entry>::iterator WorkerRoster::find(qint64 pid)
{
    return std::find_if(m_entries.begin(), m_entries.end(), [pid](const Entry &entry) { return entry.worker.pid == pid; });
}

void WorkerRoster::begin(Entry &entry, const SourceIdentity &source)
{
    ++entry.worker.jobs;
    if (!source.isKnown())
        return;
    entry.sources.erase(std::remove(entry.sources.begin(), entry.sources.end(), source), entry.sources.end());
    entry.sources.push_front(source);
    if (entry.sources.size() > RememberedSources)
        entry.sources.pop_back();
}

std::optional<Worker> WorkerRoster::takeIdle(Lane lane, const SourceIdentity &source)
{
    const auto isIdle = [](const Entry &entry) { return !entry.lane; };
    const auto knowsSource = [&](const Entry &entry) {
        return isIdle(entry) && std::find(entry.sources.begin(), entry.sources.end(), source) != entry.sources.end();
    };
    auto last = std::find_if(m_entries.rbegin(), m_entries.rend(), knowsSource);
    if (last == m_entries.rend())
        last = std::find_if(m_entries.rbegin(), m_entries.rend(), isIdle);
    if (last == m_entries.rend())
        return std::nullopt;
    last->lane = lane;
    last->since = m_clock.now();
    begin(*last, source);
    return last->worker;
}

Worker WorkerRoster::addBusy(const Worker &worker, Lane lane, const SourceIdentity &source)
{
    m_entries.push_back({worker, lane, m_clock.now()});
    begin(m_entries.back(), source);
    return m_entries.back().worker;
}

void WorkerRoster::addAside(const Worker &worker, Lane lane)
{
    addBusy(worker, lane, {});
    m_entries.back().aside = true;
}

OpenSources WorkerRoster::openSources() const
{
    OpenSources open;
    for (const Entry &entry : m_entries) {
        if (!entry.lane)
            open.idle.insert(open.idle.end(), entry.sources.begin(), entry.sources.end());
        else if (!entry.sources.empty())
            open.busy.push_back(entry.sources.front());
    }
    return open;
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
