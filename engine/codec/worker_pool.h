#pragma once

#include "images/ports.h"
#include "images/worker_control.h"

#include <QVector>

#include <memory>

namespace vitrine::codec {

struct WorkerPoolLimits
{
    int workers = 0;                ///< 0: one a core
    int waitingCalls = 1024;        ///< beyond the ones that workers hold; more are Overloaded
    qint64 maxPixels = 100'000'000; ///< of one frame, as its header says
    qint64 maxSourceBytes = 128ll << 20;
    qint64 maxDecodedBytes = 640ll << 20; ///< what may have to be held at once, estimated from the header
    int jobsPerWorker = 500;              ///< then a fresh one takes its place
    qint64 recycleRssBytes = 320ll << 20; ///< a worker that has grown larger is replaced
    /// A decoder without a job keeps what it has decoded for so long: the next size of a picture is asked for soon or much
    /// later. 0: it keeps nothing.
    std::chrono::milliseconds keptOpen{1000};
    /// For how long an original that killed its decoders is refused unseen.
    std::chrono::seconds poisonRefusal{300};
};

struct WorkerPoolCounters
{
    quint64 jobs = 0;     ///< answered by a worker, with a picture or a reason
    quint64 reused = 0;   ///< of them, those that found the source decoded by a job before
    quint64 timeouts = 0; ///< killed at their deadline
    quint64 deaths = 0;   ///< workers that ended in the middle of a job
    quint64 shed = 0;     ///< refused before decoding: the wait would have been too long
    quint64 poisoned = 0; ///< refused before decoding: the original has killed decoders
    quint64 spawned = 0;
};

/// The Renderer: every picture is decoded in a process of vitrine-worker that can be killed, has limited
/// memory, and does one job at a time. A job whose worker dies is tried once more in a fresh one; a picture
/// that kills both is Unprocessable, and is refused at once for a while. Calls beyond the number of workers wait in
/// lanes by what their pictures will cost (LaneScheduler) until their deadline; the ones that could not make it are
/// Overloaded when they come. Owns the processes: none is left when it is destroyed, or when this process ends in any
/// way. Thread-safe.
class WorkerPool final : public images::Renderer, public images::WorkerControl
{
public:
    /// Starts the workers. NotFound or Internal when vitrine-worker is missing or does not run.
    static Result<std::unique_ptr<WorkerPool>> start(WorkerPoolLimits limits = {});
    ~WorkerPool() override; ///< no call may be running

    Result<images::ImageInfo> validate(const images::Source &source, Deadline deadline) override;
    Result<images::Rendered> render(const images::Source &source, const images::RenderSpec &spec,
                                    Deadline deadline) override;
    /// One worker and one decode for all, as long as nobody waits. A variant that kills its worker, or is stopped at its
    /// deadline, costs the next one a decode; a poisonous original is refused from then on.
    void renderLadder(const images::Source &source, const Ladder &ladder, std::chrono::milliseconds each) override;
    Result<QByteArray> twin(const images::Source &source, Deadline deadline) override;
    /// In a process of its own beyond limits.workers, which lives for this job alone.
    Result<images::Rendered> renderAside(const images::Source &source, const images::RenderSpec &spec,
                                         Deadline deadline, const CancelToken &cancel) override;
    Result<images::Pixels> decode(const images::Source &source, int maxSidePx, Deadline deadline) override;
    int concurrency() const override;
    int callers() const override;

    QVector<images::WorkerStatus> workers() const override;
    QVector<images::LaneStatus> lanes() const override;
    Status killWorker(qint64 pid) override;

    WorkerPoolCounters counters() const;
    /// The processes that wait for a job now.
    QVector<qint64> idleWorkerPids() const;
    QByteArray library() const; ///< that decodes: "libvips 8.14.1"
    qint64 zygotePid() const;

private:
    struct State;
    explicit WorkerPool(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace vitrine::codec
