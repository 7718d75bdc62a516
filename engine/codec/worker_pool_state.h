#pragma once

#include "base/clock.h"
#include "codec/decode_cost.h"
#include "codec/job_result.h"
#include "codec/lane_scheduler.h"
#include "codec/poison_list.h"
#include "codec/respawn_backoff.h"
#include "codec/worker_pool.h"
#include "codec/worker_roster.h"
#include "codec/zygote_process.h"

#include <condition_variable>
#include <mutex>
#include <unordered_map>

/// The inside of WorkerPool, for its own files only.
namespace vitrine::codec {

using images::Lane;
using images::Renderer;
using images::Source;

struct WorkerPool::State
{
    State(const QString &program, WorkerPoolLimits allLimits);

    /// What a job came to in one worker.
    struct Attempt
    {
        enum class End { Answered, TimedOut, DiedBefore, DiedDuring } end = End::Answered;
        JobAnswer answer;
        int result = -1; ///< a memfd, owned
        std::optional<int> waitStatus;
        bool ordered = false; ///< somebody killed the worker with killWorker()
    };
    /// What a job needs to begin.
    struct Turn
    {
        LaneScheduler::Ticket ticket = 0;
        Lane lane = Lane::Small;
        std::optional<Worker> kept; ///< of a ladder: it has the source open
        bool spent = false;         ///< that worker is
    };
    struct Waiter
    {
        bool granted = false;
        std::condition_variable changed;
    };

    Result<LaneScheduler::Ticket> waitForPlace(const DecodeCost &cost, const SourceIdentity &source, Renderer::Deadline deadline);
    void leave(LaneScheduler::Ticket ticket, bool worthLearning);
    void grant();
    Result<Worker> takeWorker(Lane lane, const SourceIdentity &source, Renderer::Deadline deadline);
    Attempt attempt(const Worker &worker, const Job &job, int source, Renderer::Deadline deadline);
    void settle(const Worker &worker, Attempt &attempt);
    Result<PictureHeader> prepare(Job &job, const Source &source);
    Result<DecodeCost> examine(Job &job, const Source &source);
    Result<JobResult> run(Job job, const Source &source, Renderer::Deadline deadline);
    Result<JobResult> runAside(Job job, const Source &source, Renderer::Deadline deadline, const CancelToken &cancel);
    Result<JobResult> runInWorkers(Job &job, const Source &source, Turn &turn, Renderer::Deadline deadline, bool &worthLearning);
    Result<JobResult> runOfLadder(Job job, const Source &source, std::optional<Turn> &turn, Renderer::Deadline deadline);
    void stepAside(std::optional<Turn> &turn);
    bool isAnybodyWaiting() const;

    const WorkerPoolLimits limits;
    const SystemClock clock;
    ZygoteProcess zygote;

    mutable std::mutex mutex; ///< of all below but the poison list
    WorkerRoster roster;
    LaneScheduler scheduler;
    std::unordered_map<LaneScheduler::Ticket, Waiter *> waiters;
    RespawnBackoff backoff;
    WorkerPoolCounters counters;
    std::uint64_t ladders = 0; ///< begun

    PoisonList poison;
    std::mutex aside; ///< held by the one job that runs beside the others
};

} // namespace vitrine::codec
