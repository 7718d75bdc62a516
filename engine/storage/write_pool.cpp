#include "storage/write_pool.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace vitrine::storage {

namespace {

constexpr int MostLanes = 64;
constexpr int StartsPerBulk = 4; ///< one job in four that start is bulk while there is any
constexpr std::size_t KeptSamples = 4096;
constexpr std::chrono::minutes SampleAge{1};

using Micros = std::chrono::microseconds;

/// The write times of the last minute, the latest 4096 of them.
class RecentTimes
{
public:
    void add(Clock::Steady at, Micros duration)
    {
        if (m_samples.size() < KeptSamples)
            m_samples.push_back({at, duration});
        else
            m_samples[m_next] = {at, duration};
        m_next = (m_next + 1) % KeptSamples;
    }
    std::vector<Micros> since(Clock::Steady start) const
    {
        std::vector<Micros> times;
        times.reserve(m_samples.size());
        for (const Sample &sample : m_samples) {
            if (sample.at >= start)
                times.push_back(sample.duration);
        }
        return times;
    }

private:
    struct Sample
    {
        Clock::Steady at;
        Micros duration;
    };
    std::vector<Sample> m_samples;
    std::size_t m_next = 0;
};

/// Nearest rank; reorders the times.
Micros percentile(std::vector<Micros> &times, double share)
{
    if (times.empty())
        return Micros{0};
    const auto rank = static_cast<std::size_t>(share * static_cast<double>(times.size() - 1) + 0.5);
    const auto at = times.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(times.begin(), at, times.end());
    return *at;
}

Error refused(const char *why)
{
    return {ErrorCode::Overloaded,
            QLatin1String(why),
            {},
            QStringLiteral("Try again later, or give the pool more lanes")};
}

} // namespace

struct WritePool::State
{
    struct Queued
    {
        WriteJob job;
        std::function<void(Status)> done;
        Clock::Steady since;
    };
    struct Lane
    {
        std::thread thread;
        bool busy = false;
        QString label;
        qint64 sizeBytes = 0;
        Clock::Steady since;
    };

    State(int limit, const Clock &time) : clock(time), queueLimit(std::max(1, limit)) {}

    // All with the mutex held.
    bool hasRoom(WriteClass kind) const;
    void accept(WriteJob job, std::function<void(Status)> done);
    Queued takeNext();
    bool isIdle() const { return interactive.empty() && bulk.empty(); }
    void startLanes();
    void joinEndedLanes(std::unique_lock<std::mutex> &lock);

    void work(int index);
    void runOne(std::unique_lock<std::mutex> &lock, Lane &lane);

    const Clock &clock;

    mutable std::mutex mutex;
    int queueLimit;
    std::condition_variable queued; ///< a job came, or lanes or drain changed
    std::condition_variable roomMade;
    std::deque<Queued> interactive;
    std::deque<Queued> bulk;
    int startsSinceBulk = 0;
    std::map<int, Lane> lanes; ///< by index; a node stays where it is while its thread runs
    std::vector<std::thread> ended;
    int wantedLanes = 0;
    bool draining = false;
    RecentTimes times;
    quint64 completed = 0, failed = 0, rejected = 0;
    qint64 writtenBytes = 0;
};

bool WritePool::State::hasRoom(WriteClass kind) const
{
    const int total = static_cast<int>(interactive.size() + bulk.size());
    // Bulk never takes the last half: an import that fills its part leaves room for who is waiting at a
    // browser.
    const int bulkLimit = std::max(1, queueLimit / 2);
    return total < queueLimit &&
           (kind == WriteClass::Interactive || static_cast<int>(bulk.size()) < bulkLimit);
}

void WritePool::State::accept(WriteJob job, std::function<void(Status)> done)
{
    auto &queue = job.kind == WriteClass::Bulk ? bulk : interactive;
    queue.push_back({std::move(job), std::move(done), clock.now()});
    queued.notify_one();
}

WritePool::State::Queued WritePool::State::takeNext()
{
    const bool bulkTurn = !bulk.empty() && (interactive.empty() || startsSinceBulk >= StartsPerBulk - 1);
    auto &queue = bulkTurn ? bulk : interactive;
    startsSinceBulk = bulkTurn ? 0 : startsSinceBulk + 1;
    Queued next = std::move(queue.front());
    queue.pop_front();
    return next;
}

void WritePool::State::runOne(std::unique_lock<std::mutex> &lock, Lane &lane)
{
    Queued next = takeNext();
    const Clock::Steady start = clock.now();
    lane.busy = true;
    lane.label = next.job.label;
    lane.sizeBytes = next.job.sizeBytes;
    lane.since = start;
    roomMade.notify_one();

    lock.unlock();
    const Status status = next.job.run();
    const Clock::Steady end = clock.now();
    lock.lock();

    lane.busy = false;
    lane.label.clear();
    lane.sizeBytes = 0;
    times.add(end, std::chrono::duration_cast<Micros>(end - start));
    if (status) {
        ++completed;
        writtenBytes += next.job.sizeBytes;
    } else {
        ++failed;
    }
    lock.unlock();
    // After the counting, so that who is told sees it; outside the lock, so that it may look.
    if (next.done)
        next.done(status);
    next = {};
    lock.lock();
}

void WritePool::State::work(int index)
{
    std::unique_lock lock(mutex);
    Lane &lane = lanes[index];
    for (;;) {
        queued.wait(lock, [this, index] { return !isIdle() || draining || index >= wantedLanes; });
        if (index >= wantedLanes || isIdle())
            break;
        runOne(lock, lane);
    }
    // A lane that leaves hands on the wake-up that it may have taken.
    queued.notify_one();
    ended.push_back(std::move(lane.thread));
    lanes.erase(index);
    roomMade.notify_all();
}

void WritePool::State::startLanes()
{
    for (int index = 0; index < wantedLanes; ++index) {
        if (lanes.find(index) != lanes.end())
            continue; // also one that was to leave and has not yet: it stays
        Lane &lane = lanes[index];
        lane.thread = std::thread([this, index] { work(index); });
    }
}

void WritePool::State::joinEndedLanes(std::unique_lock<std::mutex> &lock)
{
    std::vector<std::thread> threads = std::move(ended);
    ended.clear();
    lock.unlock();
    for (std::thread &thread : threads)
        thread.join();
    lock.lock();
}

WritePool::WritePool(int lanes, int queueLimit, const Clock &clock)
    : m_state(std::make_unique<State>(queueLimit, clock))
{
    setLanes(lanes);
}

WritePool::~WritePool()
{
    drain();
}

Status WritePool::runAndWait(WriteJob job)
{
    std::promise<Status> promise;
    std::future<Status> answer = promise.get_future();
    {
        std::unique_lock lock(m_state->mutex);
        if (job.kind == WriteClass::Bulk)
            m_state->roomMade.wait(
                lock, [this] { return m_state->draining || m_state->hasRoom(WriteClass::Bulk); });
        if (m_state->draining || !m_state->hasRoom(job.kind)) {
            ++m_state->rejected;
            return refused(m_state->draining ? "the write pool is stopping" : "too many writes are waiting");
        }
        m_state->accept(std::move(job), [&promise](Status status) { promise.set_value(std::move(status)); });
    }
    return answer.get();
}

Status WritePool::submit(WriteJob job, std::function<void(Status)> done)
{
    std::lock_guard lock(m_state->mutex);
    if (m_state->draining || !m_state->hasRoom(job.kind)) {
        ++m_state->rejected;
        return refused(m_state->draining ? "the write pool is stopping" : "too many writes are waiting");
    }
    m_state->accept(std::move(job), std::move(done));
    return Done{};
}

void WritePool::setLanes(int lanes)
{
    std::unique_lock lock(m_state->mutex);
    if (m_state->draining)
        return;
    m_state->wantedLanes = std::clamp(lanes, 1, MostLanes);
    m_state->startLanes();
    m_state->queued.notify_all();
    m_state->joinEndedLanes(lock);
}

void WritePool::setQueueLimit(int limit)
{
    std::lock_guard lock(m_state->mutex);
    m_state->queueLimit = std::max(1, limit);
    m_state->roomMade.notify_all();
}

void WritePool::drain()
{
    std::unique_lock lock(m_state->mutex);
    m_state->draining = true;
    m_state->queued.notify_all();
    m_state->roomMade.notify_all();
    m_state->roomMade.wait(lock, [this] { return m_state->lanes.empty(); });
    m_state->joinEndedLanes(lock);
}

WritePoolSnapshot WritePool::snapshot() const
{
    WritePoolSnapshot snapshot;
    std::vector<Micros> times;
    {
        std::lock_guard lock(m_state->mutex);
        const Clock::Steady now = m_state->clock.now();
        for (const auto &[index, lane] : m_state->lanes) {
            if (!lane.busy && index >= m_state->wantedLanes)
                continue;
            const auto elapsed = lane.busy ? std::chrono::duration_cast<Micros>(now - lane.since) : Micros{0};
            snapshot.lanes.append({lane.busy, lane.label, lane.sizeBytes, elapsed});
        }
        snapshot.queueLimit = m_state->queueLimit;
        snapshot.queuedInteractive = static_cast<int>(m_state->interactive.size());
        snapshot.queuedBulk = static_cast<int>(m_state->bulk.size());
        for (const auto *queue : {&m_state->interactive, &m_state->bulk}) {
            if (!queue->empty())
                snapshot.oldestQueued = std::max(
                    snapshot.oldestQueued, std::chrono::duration_cast<Micros>(now - queue->front().since));
        }
        snapshot.completed = m_state->completed;
        snapshot.failed = m_state->failed;
        snapshot.rejected = m_state->rejected;
        snapshot.writtenBytes = m_state->writtenBytes;
        times = m_state->times.since(now - SampleAge);
    }
    snapshot.p50 = percentile(times, 0.50);
    snapshot.p90 = percentile(times, 0.90);
    snapshot.p99 = percentile(times, 0.99);
    return snapshot;
}

} // namespace vitrine::storage
