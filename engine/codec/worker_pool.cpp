#include "codec/worker_pool.h"

#include "base/log.h"
#include "codec/descriptor_message.h"
#include "codec/job_result.h"
#include "codec/worker_program.h"
#include "codec/zygote_process.h"

#include <QThread>

#include <poll.h>

#include <condition_variable>
#include <mutex>
#include <vector>

namespace vitrine::codec {

using images::Renderer;
using images::Source;

struct WorkerPool::State
{
    State(const QString &program, WorkerPoolLimits allLimits) : limits(allLimits), zygote(program) {}

    /// What a job came to in one worker.
    struct Attempt
    {
        enum class End { Answered, TimedOut, DiedBefore, DiedDuring } end = End::Answered;
        JobAnswer answer;
        int result = -1; ///< a memfd, owned
        std::optional<int> waitStatus;
    };

    Result<Worker> acquire(Renderer::Deadline deadline);
    void release(std::optional<Worker> worker);
    Attempt attempt(Worker &worker, const Job &job, int source, Renderer::Deadline deadline);
    void settle(Worker worker, Attempt &attempt);
    Result<JobResult> run(Job job, const Source &source, Renderer::Deadline deadline);

    const WorkerPoolLimits limits;
    ZygoteProcess zygote;

    mutable std::mutex mutex;
    std::condition_variable freed;
    std::vector<Worker> idle;
    int places = 0; ///< of limits.workers, those not held by a call
    int waiting = 0;
    WorkerPoolCounters counters;
};

Result<Worker> WorkerPool::State::acquire(Renderer::Deadline deadline)
{
    std::unique_lock lock(mutex);
    if (places == 0 && waiting >= limits.waitingCalls)
        return Error{ErrorCode::Overloaded, QStringLiteral("too many pictures wait for a decoder"), {}, {}};
    ++waiting;
    const bool free = freed.wait_until(lock, deadline, [this] { return places > 0; });
    --waiting;
    if (!free)
        return Error{ErrorCode::DeadlineExceeded, QStringLiteral("no decoder became free in time"), {}, {}};
    --places;
    if (!idle.empty()) {
        const Worker worker = idle.back();
        idle.pop_back();
        return worker;
    }
    ++counters.spawned;
    lock.unlock();
    Result<Worker> fresh = zygote.spawn();
    if (!fresh)
        release(std::nullopt);
    return fresh;
}

void WorkerPool::State::release(std::optional<Worker> worker)
{
    std::lock_guard lock(mutex);
    if (worker)
        idle.push_back(*worker);
    ++places;
    freed.notify_one();
}

WorkerPool::State::Attempt WorkerPool::State::attempt(Worker &worker, const Job &job, int source,
                                                      Renderer::Deadline deadline)
{
    Attempt attempt;
    ++worker.jobs;
    if (!sendMessage(worker.socket, job, source)) {
        attempt.end = Attempt::End::DiedBefore;
        return attempt;
    }
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd waitingFor{worker.socket, POLLIN, 0};
        const int ready = left.count() <= 0 ? 0
                                            : poll(&waitingFor, 1,
                                                   static_cast<int>(std::min<qint64>(left.count(), 60'000)));
        if (ready > 0)
            break;
        if (left.count() <= 0) {
            attempt.end = Attempt::End::TimedOut;
            return attempt;
        }
    }
    if (!receiveMessage(worker.socket, attempt.answer, attempt.result))
        attempt.end = Attempt::End::DiedDuring;
    return attempt;
}

/// Gives the worker back, or puts an end to it.
void WorkerPool::State::settle(Worker worker, Attempt &attempt)
{
    const bool keep = attempt.end == Attempt::End::Answered && !attempt.answer.spent &&
                      worker.jobs < limits.jobsPerWorker && attempt.answer.rssBytes < limits.recycleRssBytes;
    {
        std::lock_guard lock(mutex);
        counters.jobs += attempt.end == Attempt::End::Answered;
        counters.timeouts += attempt.end == Attempt::End::TimedOut;
        counters.deaths += attempt.end == Attempt::End::DiedDuring;
    }
    if (!keep)
        attempt.waitStatus = zygote.reap(worker);
    release(keep ? std::optional(worker) : std::nullopt);
}

Result<JobResult> WorkerPool::State::run(Job job, const Source &source, Renderer::Deadline deadline)
{
    job.sourceBytes = source.sizeBytes();
    if (job.sourceBytes > limits.maxSourceBytes)
        return Error{ErrorCode::TooLarge,
                     QStringLiteral("the picture has %1 bytes, the limit is %2")
                         .arg(job.sourceBytes)
                         .arg(limits.maxSourceBytes),
                     {},
                     {}};
    const Result<SourceKind> kind = sniffKind(source);
    if (!kind)
        return kind.error();
    job.source = *kind;
    job.maxPixels = limits.maxPixels;
    job.maxDecodedBytes = limits.maxDecodedBytes;

    int deaths = 0;
    for (;;) {
        Result<Worker> worker = acquire(deadline);
        if (!worker)
            return worker.error();
        const auto left =
            std::chrono::ceil<std::chrono::seconds>(deadline - std::chrono::steady_clock::now());
        job.cpuSeconds = static_cast<std::uint32_t>(std::clamp<qint64>(left.count() * 2, 1, 3600));
        Attempt done = attempt(*worker, job, source.descriptor(), deadline);
        settle(*worker, done);
        switch (done.end) {
        case Attempt::End::Answered:
            return takeResult(job, done.answer, done.result);
        case Attempt::End::TimedOut:
            return Error{ErrorCode::DeadlineExceeded,
                         QStringLiteral("decoding the picture took too long and was stopped"),
                         {},
                         {}};
        case Attempt::End::DiedBefore: // while idle: no fault of this picture
            continue;
        case Attempt::End::DiedDuring:
            qCWarning(log::codec) << "a decoder died:" << describeDeath(done.waitStatus);
            if (++deaths == 2)
                return deathError(done.waitStatus);
        }
    }
}

Result<std::unique_ptr<WorkerPool>> WorkerPool::start(WorkerPoolLimits limits)
{
    const Result<QString> program = findWorkerProgram();
    if (!program)
        return program.error();
    if (limits.workers <= 0)
        limits.workers = QThread::idealThreadCount();
    auto state = std::make_unique<State>(*program, limits);
    for (int i = 0; i < limits.workers; ++i) {
        const Result<Worker> worker = state->zygote.spawn();
        if (!worker)
            return worker.error();
        ++state->counters.spawned;
        state->release(*worker);
    }
    return std::unique_ptr<WorkerPool>(new WorkerPool(std::move(state)));
}

WorkerPool::WorkerPool(std::unique_ptr<State> state) : m_state(std::move(state)) {}

WorkerPool::~WorkerPool()
{
    for (const Worker &worker : m_state->idle)
        m_state->zygote.reap(worker);
}

Result<images::ImageInfo> WorkerPool::validate(const Source &source, Deadline deadline)
{
    Job job;
    job.kind = JobKind::Validate;
    return m_state->run(job, source, deadline)
        .andThen([&source](const JobResult &result) -> Result<images::ImageInfo> {
            return toImageInfo(result, source);
        });
}

Result<images::Rendered> WorkerPool::render(const Source &source, const images::RenderSpec &spec,
                                            Deadline deadline)
{
    return m_state->run(toJob(spec), source, deadline).map(toRendered);
}

Result<images::Pixels> WorkerPool::decode(const Source &source, int maxSidePx, Deadline deadline)
{
    Job job;
    job.kind = JobKind::Decode;
    job.operations.widthPx = maxSidePx;
    job.operations.heightPx = maxSidePx;
    return m_state->run(job, source, deadline).map([](const JobResult &result) {
        return images::Pixels{result.bytes, result.answer.widthPx, result.answer.heightPx};
    });
}

int WorkerPool::concurrency() const
{
    return m_state->limits.workers;
}

WorkerPoolCounters WorkerPool::counters() const
{
    std::lock_guard lock(m_state->mutex);
    return m_state->counters;
}

QVector<qint64> WorkerPool::idleWorkerPids() const
{
    std::lock_guard lock(m_state->mutex);
    QVector<qint64> pids;
    for (const Worker &worker : m_state->idle)
        pids.append(worker.pid);
    return pids;
}

qint64 WorkerPool::zygotePid() const
{
    return m_state->zygote.pid();
}

} // namespace vitrine::codec
