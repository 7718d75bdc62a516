#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QString>
#include <QVector>

#include <chrono>
#include <functional>
#include <memory>

namespace vitrine::storage {

enum class WriteClass { Interactive, Bulk };

struct WriteJob
{
    QString label; ///< what is written, for people: "original 9f3a…", "catalog: 256 products"
    WriteClass kind = WriteClass::Interactive;
    qint64 sizeBytes = 0;
    std::function<Status()> run; ///< on a lane's thread; must not submit to the same pool
};

struct LaneState
{
    bool busy = false;
    QString label;
    qint64 sizeBytes = 0;
    std::chrono::microseconds elapsed{0};
};

struct WritePoolSnapshot
{
    QVector<LaneState> lanes;
    int queueLimit = 0;
    int queuedInteractive = 0;
    int queuedBulk = 0;
    std::chrono::microseconds oldestQueued{0};
    quint64 completed = 0;
    quint64 failed = 0;
    quint64 rejected = 0; ///< Overloaded answers
    qint64 writtenBytes = 0;
    std::chrono::microseconds p50{0}, p90{0}, p99{0}; ///< of write time, of the last minute
};

/// Bounds the writes that run at once, so that a burst of uploads or an import cannot drown the disk. Every
/// write of an original, a variant or the catalog passes through one pool: a number of lanes (threads) over a
/// bounded queue. Interactive work goes first, but one job in four that start is bulk while there is any:
/// neither starves. Thread-safe.
class WritePool
{
public:
    WritePool(int lanes, int queueLimit, const Clock &clock);
    ~WritePool(); ///< drain()

    /// Waits for a place in the queue (bulk: an import feels the back-pressure) or refuses at once with
    /// Overloaded (interactive: HTTP answers 503), then waits for the job; returns what it returned.
    /// Overloaded after drain().
    Status runAndWait(WriteJob job);
    /// Refuses with Overloaded when the queue is full, whatever the class; `done` is called on the lane's
    /// thread.
    Status submit(WriteJob job, std::function<void(Status)> done);

    /// 1..64; takes effect as lanes become free, without losing a job.
    void setLanes(int lanes);
    /// At least 1; what waits already stays.
    void setQueueLimit(int limit);
    /// Refuses new work, finishes what was accepted, stops the lanes. Idempotent.
    void drain();

    WritePoolSnapshot snapshot() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace vitrine::storage
