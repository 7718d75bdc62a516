#include "codec/worker_pool_state.h"

namespace vitrine::codec {

namespace {

// A worker that does not even let go of what it has kept is not worth keeping.
constexpr std::chrono::seconds PatienceForRelease{5};

} // namespace

bool WorkerPool::State::isAnybodyWaiting() const
{
    std::lock_guard lock(mutex);
    return scheduler.hasWaiting();
}

/// One variant. `turn` holds the place and the worker from the one before, if nobody else needed them.
Result<JobResult> WorkerPool::State::runOfLadder(Job job, const Source &source, std::optional<Turn> &turn,
                                                 Renderer::Deadline deadline)
{
    const auto cost = examine(job, source);
    if (!cost)
        return cost.error();
    if (!turn) {
        const auto ticket = waitForPlace(*cost, job.identity, deadline);
        if (!ticket)
            return ticket.error();
        turn = Turn{*ticket, cost->lane, std::nullopt, false};
    }
    bool worthLearning = false;
    return runInWorkers(job, source, *turn, deadline, worthLearning);
}

/// Gives worker and place back. What a ladder took tells the scheduler nothing about a single variant.
void WorkerPool::State::stepAside(std::optional<Turn> &turn)
{
    if (!turn)
        return;
    if (turn->kept) {
        Job release;
        release.kind = JobKind::Release;
        release.cpuSeconds = static_cast<std::uint32_t>(PatienceForRelease.count());
        Attempt done = attempt(*turn->kept, release, -1, clock.now() + PatienceForRelease);
        done.answer.spent |= turn->spent;
        settle(*turn->kept, done);
    }
    leave(turn->ticket, false);
    turn.reset();
}

void WorkerPool::renderLadder(const Source &source, const Ladder &ladder, std::chrono::milliseconds each)
{
    std::uint64_t number = 0;
    {
        std::lock_guard lock(m_state->mutex);
        number = ++m_state->ladders;
    }
    std::optional<State::Turn> turn;
    while (const auto spec = ladder.next()) {
        Job job = toJob(*spec);
        job.ladder = number;
        ladder.done(m_state->runOfLadder(job, source, turn, m_state->clock.now() + each).map(toRendered));
        if (m_state->isAnybodyWaiting())
            m_state->stepAside(turn);
    }
    m_state->stepAside(turn);
}

} // namespace vitrine::codec
