#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "codec/worker_protocol.h"
#include "images/worker_control.h"

#include <QVector>

#include <array>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace vitrine::codec {

struct LanePolicy
{
    int places = 2;          ///< jobs that run at once: one a core
    int waitingCalls = 1024; ///< more are Overloaded
    std::array<int, images::AllLanes.size()> weights{4, 2, 1, 2}; ///< shares of the machine while all lanes have work
    int progressivePlaces = 1; ///< of them; each holds hundreds of megabytes
};

/// Which sources decoders have open.
struct OpenSources
{
    std::vector<SourceIdentity> idle; ///< of decoders that wait for a job
    std::vector<SourceIdentity> busy; ///< of those that are at work on them
};

/// Who decodes next. First come, first served within a lane, except that a job goes ahead whose source an idle decoder has
/// open, and one gives way whose source another decoder is at work on: both save a decode, and nobody is overtaken more
/// than a few times. Between lanes the one that has had the least of its share (start-time fair queueing: Goyal, Vin, Cheng
/// 1996), so that a flood of one lane delays the others by a job at most. While every place is held by others, one small job
/// runs beside them. Sheds at the door: a job that would still wait at its deadline is refused when it comes. Not
/// thread-safe: the pool's lock guards it. No job is ever lost: a ticket stays until release().
class LaneScheduler
{
public:
    using Ticket = quint64;

    LaneScheduler(LanePolicy policy, const Clock &clock) : m_policy(policy), m_clock(clock) {}

    /// Overloaded: says how long the wait would be.
    Result<Ticket> enqueue(images::Lane lane, std::chrono::microseconds cost, Clock::Steady deadline,
                           const SourceIdentity &source = {});
    /// Who may begin now, in that order; to be asked after every enqueue() and release().
    std::vector<Ticket> grant(OpenSources open = {});
    /// The job has ended, or does not wait any more. `worthLearning`: it ran as long as such a job takes.
    void release(Ticket ticket, bool worthLearning);

    /// Whether somebody waits who might begin if a place became free.
    bool hasWaiting() const { return m_waiting > 0; }
    QVector<images::LaneStatus> lanes() const;

private:
    struct Job
    {
        images::Lane lane;
        std::chrono::microseconds cost;
        std::optional<Clock::Steady> began;
        SourceIdentity source;
        int overtaken = 0;
    };
    struct LaneState
    {
        std::deque<Ticket> waiting;
        std::chrono::microseconds waitingCost{0};
        int running = 0;
        double virtualTime = 0;
        double speed = 1; ///< real time of a job by its estimate
    };

    LaneState &state(images::Lane lane) { return m_lanes[static_cast<std::size_t>(lane)]; }
    const LaneState &state(images::Lane lane) const { return m_lanes[static_cast<std::size_t>(lane)]; }
    double weight(images::Lane lane) const { return m_policy.weights[static_cast<std::size_t>(lane)]; }
    bool hasPlaceFor(images::Lane lane) const;
    std::optional<images::Lane> next() const;
    std::deque<Ticket>::iterator first(LaneState &lane, const OpenSources &open);
    void advanceVirtualTime();
    std::chrono::microseconds estimatedWait(images::Lane lane) const;
    std::chrono::microseconds untilAPlaceIsFree(images::Lane lane) const;

    const LanePolicy m_policy;
    const Clock &m_clock;
    std::array<LaneState, images::AllLanes.size()> m_lanes;
    std::unordered_map<Ticket, Job> m_jobs;
    Ticket m_last = 0;
    int m_running = 0;
    int m_waiting = 0;
    double m_virtualTime = 0;
};

} // namespace vitrine::codec
