#include "base/log.h"
#include "codec/descriptor_message.h"
#include "codec/idle_job.h"
#include "codec/worker_pool_state.h"
#include "codec/worker_program.h"

#include <QThread>

#include <poll.h>
#include <sys/wait.h>

#include <thread>
#include <vector>

namespace vitrine::codec {

namespace {

// Of the calls that wait: each holds a thread of its caller.
constexpr int MostCallers = 256;
// A job that was stopped earlier than this tells nothing about its picture.
constexpr std::chrono::seconds LongJob{2};
// Enough for every search there is; on a busy machine it takes many times as long.
constexpr std::uint32_t AsideCpuSeconds = 120;
// A caller waits that long for the next try to start a worker; then it is told to come again.
constexpr std::chrono::milliseconds PatienceForSpawn{500};

LanePolicy lanePolicy(const WorkerPoolLimits &limits)
{
    LanePolicy policy;
    policy.places = limits.workers;
    policy.waitingCalls = limits.waitingCalls;
    policy.progressivePlaces = std::max(1, limits.workers / 2);
    return policy;
}

PoisonLimits poisonLimits(const WorkerPoolLimits &limits)
{
    PoisonLimits poison;
    poison.refusal = limits.poisonRefusal;
    return poison;
}

Error tooLarge(qint64 bytes, qint64 most)
{
    return {ErrorCode::TooLarge, QStringLiteral("the picture has %1 bytes, the limit is %2").arg(bytes).arg(most), {}, {}};
}

/// In the worker's words: a header that claims too much costs no worker's time.
std::optional<Error> tooManyPixels(const PictureHeader &header, qint64 most)
{
    if (!header.isExact() || header.pixels() <= most)
        return std::nullopt;
    return Error{ErrorCode::Unprocessable,
                 QStringLiteral("%1 x %2 are more than %3 megapixels").arg(header.widthPx).arg(header.heightPx).arg(most / 1'000'000),
                 {},
                 {}};
}

} // namespace

WorkerPool::State::State(const QString &program, WorkerPoolLimits allLimits)
    : limits(allLimits), zygote(program), roster(clock), scheduler(lanePolicy(allLimits), clock),
      backoff(allLimits.workers, clock), poison(poisonLimits(allLimits), clock)
{
}

Result<LaneScheduler::Ticket> WorkerPool::State::waitForPlace(const DecodeCost &cost, const SourceIdentity &source,
                                                                Renderer::Deadline deadline)
{
    std::unique_lock lock(mutex);
    const auto ticket = scheduler.enqueue(cost.lane, cost.time, deadline, source);
    if (!ticket) {
        ++counters.shed;
        return ticket;
    }
    Waiter waiter;
    waiters.emplace(*ticket, &waiter);
    grant();
    const bool granted = waiter.changed.wait_until(lock, deadline, [&waiter] { return waiter.granted; });
    waiters.erase(*ticket);
    if (granted)
        return ticket;
    scheduler.release(*ticket, false);
    return Error{ErrorCode::DeadlineExceeded, QStringLiteral("no decoder became free in time"), {}, {}};
}

/// With the lock held.
void WorkerPool::State::grant()
{
    for (const LaneScheduler::Ticket ticket : scheduler.grant(roster.openSources())) {
        Waiter *waiter = waiters.at(ticket);
        waiter->granted = true;
        waiter->changed.notify_one();
    }
}

void WorkerPool::State::leave(LaneScheduler::Ticket ticket, bool worthLearning)
{
    std::lock_guard lock(mutex);
    scheduler.release(ticket, worthLearning);
    grant();
}

Result<Worker> WorkerPool::State::takeWorker(Lane lane, const SourceIdentity &source, Renderer::Deadline deadline)
{
    std::unique_lock lock(mutex);
    if (const auto worker = roster.takeIdle(lane, source))
        return *worker;
    const auto wait = backoff.wait();
    if (wait > PatienceForSpawn || clock.now() + wait > deadline)
        return Error{ErrorCode::Overloaded,
                     QStringLiteral("decoders end as soon as they start; the next try is in %1 ms").arg(wait.count()),
                     {},
                     QStringLiteral("The log says how they ended")};
    lock.unlock();
    std::this_thread::sleep_for(wait);
    const Result<Worker> fresh = zygote.spawn();
    lock.lock();
    if (!fresh) {
        backoff.failed();
        return fresh;
    }
    ++counters.spawned;
    return roster.addBusy(*fresh, lane, source);
}

WorkerPool::State::Attempt WorkerPool::State::attempt(const Worker &worker, const Job &job, int source,
                                                      Renderer::Deadline deadline)
{
    Attempt attempt;
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
void WorkerPool::State::settle(const Worker &worker, Attempt &attempt)
{
    const bool answered = attempt.end == Attempt::End::Answered;
    {
        std::lock_guard lock(mutex);
        counters.timeouts += attempt.end == Attempt::End::TimedOut;
        counters.deaths += attempt.end == Attempt::End::DiedDuring;
        // One small job may run beside the others: its worker is one too many for later.
        const bool keep = answered && !attempt.answer.spent && worker.jobs < limits.jobsPerWorker &&
                          attempt.answer.rssBytes < limits.recycleRssBytes && roster.count() <= limits.workers;
        if (answered)
            backoff.succeeded();
        if (keep)
            return roster.park(worker, attempt.answer.rssBytes);
        attempt.ordered = roster.remove(worker);
    }
    attempt.waitStatus = zygote.reap(worker);
    const bool endedByItself = attempt.waitStatus && WIFEXITED(*attempt.waitStatus);
    const bool diedYoung = (attempt.end == Attempt::End::DiedBefore && worker.jobs == 1) ||
                           (attempt.end == Attempt::End::DiedDuring && endedByItself);
    if (!diedYoung || attempt.ordered)
        return;
    qCWarning(log::codec) << "a decoder ended as it began:" << describeDeath(attempt.waitStatus);
    std::lock_guard lock(mutex);
    backoff.failed();
}

/// What can be refused without a decoder is.
Result<PictureHeader> WorkerPool::State::prepare(Job &job, const Source &source)
{
    job.sourceBytes = source.sizeBytes();
    if (job.sourceBytes > limits.maxSourceBytes)
        return tooLarge(job.sourceBytes, limits.maxSourceBytes);
    const Result<SourceKind> kind = sniffKind(source);
    if (!kind)
        return kind.error();
    job.source = *kind;
    job.maxPixels = limits.maxPixels;
    job.maxDecodedBytes = limits.maxDecodedBytes;
    const PictureHeader header = readPictureHeader(source);
    if (const auto error = tooManyPixels(header, limits.maxPixels))
        return *error;
    if (const auto error = poison.refusal(source)) {
        std::lock_guard lock(mutex);
        ++counters.poisoned;
        return *error;
    }
    return header;
}

/// And what the rest will cost.
Result<DecodeCost> WorkerPool::State::examine(Job &job, const Source &source)
{
    return prepare(job, source).map([&job](const PictureHeader &header) { return decodeCost(header, job); });
}

Result<JobResult> WorkerPool::State::run(Job job, const Source &source, Renderer::Deadline deadline)
{
    const auto cost = examine(job, source);
    if (!cost)
        return cost.error();
    const auto ticket = waitForPlace(*cost, job.identity, deadline);
    if (!ticket)
        return ticket.error();
    Turn turn{*ticket, cost->lane, std::nullopt, false};
    bool worthLearning = false;
    const Result<JobResult> result = runInWorkers(job, source, turn, deadline, worthLearning);
    leave(*ticket, worthLearning);
    return result;
}

/// Takes no place, no worker and no turn of the others.
Result<JobResult> WorkerPool::State::runAside(Job job, const Source &source, Renderer::Deadline deadline,
                                              const CancelToken &cancel)
{
    const std::unique_lock only(aside, std::try_to_lock);
    if (!only)
        return Error{ErrorCode::Overloaded, QStringLiteral("another picture is being made beside the others"), {}, {}};
    const Result<PictureHeader> header = prepare(job, source);
    if (!header)
        return header.error();
    const Result<Worker> worker = zygote.spawn();
    if (!worker)
        return worker.error();
    if (!workOnlyWhenIdle(worker->pid))
        qCWarning(log::codec) << "a decoder in the background has no idle priority:" << qt_error_string(errno);
    {
        std::lock_guard lock(mutex);
        ++counters.spawned;
        roster.addAside(*worker, decodeCost(*header, job).lane);
    }
    job.cpuSeconds = AsideCpuSeconds;
    const IdleAnswer done = askIdly(*worker, job, source, deadline, cancel);
    {
        std::lock_guard lock(mutex);
        counters.jobs += done.end == IdleAnswer::End::Answered;
        counters.timeouts += done.end == IdleAnswer::End::TimedOut;
        counters.deaths += done.end == IdleAnswer::End::Died;
        roster.remove(*worker);
    }
    return resultOf(job, done, zygote.reap(*worker));
}

/// Holding a place. The worker that answers a job of a ladder is kept.
Result<JobResult> WorkerPool::State::runInWorkers(Job &job, const Source &source, Turn &turn, Renderer::Deadline deadline,
                                                  bool &worthLearning)
{
    int deaths = 0;
    for (;;) {
        const Result<Worker> worker = turn.kept ? Result<Worker>(*turn.kept) : takeWorker(turn.lane, job.identity, deadline);
        turn.kept.reset();
        if (!worker)
            return worker.error();
        const auto began = clock.now();
        const auto left = std::chrono::ceil<std::chrono::seconds>(deadline - began);
        job.cpuSeconds = static_cast<std::uint32_t>(std::clamp<qint64>(left.count() * 2, 1, 3600));
        Attempt done = attempt(*worker, job, source.descriptor(), deadline);
        if (done.end == Attempt::End::Answered) {
            std::lock_guard lock(mutex);
            ++counters.jobs;
            counters.reused += done.answer.reused;
        }
        if (done.end == Attempt::End::Answered && job.ladder != 0) {
            turn.kept = *worker;
            ++turn.kept->jobs;
            turn.spent = done.answer.spent;
        } else {
            settle(*worker, done);
        }
        if (done.ordered && done.end == Attempt::End::DiedDuring)
            return Error{ErrorCode::Cancelled, QStringLiteral("an administrator stopped the picture's decoder"), {}, {}};
        switch (done.end) {
        case Attempt::End::Answered:
            worthLearning = !done.answer.reused; // which only encodes
            poison.succeeded(source);
            return takeResult(job, done.answer, done.result);
        case Attempt::End::TimedOut:
            worthLearning = true; // so long and longer is what such a job takes
            if (clock.now() - began >= LongJob)
                poison.timedOut(source);
            return Error{ErrorCode::DeadlineExceeded,
                         QStringLiteral("decoding the picture took too long and was stopped"),
                         {},
                         {}};
        case Attempt::End::DiedBefore: // while idle: no fault of this picture
            continue;
        case Attempt::End::DiedDuring:
            qCWarning(log::codec) << "a decoder died:" << describeDeath(done.waitStatus);
            if (++deaths < 2)
                continue;
            if (isDeathByPicture(done.waitStatus))
                poison.killed(source, describeDeath(done.waitStatus));
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
        state->roster.addIdle(*worker);
    }
    return std::unique_ptr<WorkerPool>(new WorkerPool(std::move(state)));
}

WorkerPool::WorkerPool(std::unique_ptr<State> state) : m_state(std::move(state)) {}

WorkerPool::~WorkerPool()
{
    for (const Worker &worker : m_state->roster.idle())
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
    Job job = toJob(spec);
    job.keptMs = static_cast<std::int32_t>(m_state->limits.keptOpen.count());
    if (job.keptMs > 0)
        job.identity = identityOf(source);
    return m_state->run(job, source, deadline).map(toRendered);
}

Result<QByteArray> WorkerPool::twin(const Source &source, Deadline deadline)
{
    const PictureHeader header = readPictureHeader(source);
    if (header.type != images::SniffedType::Jpeg || !header.interlaced)
        return QByteArray();
    Job job;
    job.kind = JobKind::Twin;
    return m_state->run(job, source, deadline).map([](const JobResult &result) { return result.bytes; });
}

Result<images::Rendered> WorkerPool::renderAside(const Source &source, const images::RenderSpec &spec,
                                                 Deadline deadline, const CancelToken &cancel)
{
    return m_state->runAside(toJob(spec), source, deadline, cancel).map(toRendered);
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

int WorkerPool::callers() const
{
    return m_state->limits.workers + std::min(MostCallers, m_state->limits.waitingCalls);
}

QVector<images::WorkerStatus> WorkerPool::workers() const
{
    QVector<images::WorkerStatus> all;
    {
        std::lock_guard lock(m_state->mutex);
        all = m_state->roster.list();
    }
    for (images::WorkerStatus &worker : all) {
        if (const qint64 now = residentBytesOf(worker.pid))
            worker.rssBytes = now;
    }
    return all;
}

QVector<images::LaneStatus> WorkerPool::lanes() const
{
    std::lock_guard lock(m_state->mutex);
    return m_state->scheduler.lanes();
}

Status WorkerPool::killWorker(qint64 pid)
{
    std::optional<Worker> idle, busy;
    {
        std::lock_guard lock(m_state->mutex);
        idle = m_state->roster.removeIdle(pid);
        if (!idle)
            busy = m_state->roster.orderDeath(pid);
    }
    if (idle)
        m_state->zygote.reap(*idle);
    else if (!busy || !m_state->zygote.kill(*busy))
        return Error{ErrorCode::NotFound, QStringLiteral("no decoder has the process id %1").arg(pid), {}, {}};
    return Done{};
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
    for (const Worker &worker : m_state->roster.idle())
        pids.append(worker.pid);
    return pids;
}

QByteArray WorkerPool::library() const
{
    return m_state->zygote.library();
}

qint64 WorkerPool::zygotePid() const
{
    return m_state->zygote.pid();
}

} // namespace vitrine::codec
