#include "codec/lane_scheduler.h"

#include <algorithm>
#include <limits>

namespace vitrine::codec {

using images::Lane;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

constexpr double Learning = 0.1; ///< weight of the latest job in a lane's speed
constexpr double SlowestLearnt = 50, FastestLearnt = 0.05;
constexpr std::ptrdiff_t LooksAhead = 16;
constexpr int MostOvertaken = 4;

bool contains(const std::vector<SourceIdentity> &sources, const SourceIdentity &source)
{
    return source.isKnown() && std::find(sources.begin(), sources.end(), source) != sources.end();
}

} // namespace

Result<LaneScheduler::Ticket> LaneScheduler::enqueue(Lane lane, microseconds cost, Clock::Steady deadline,
                                                     const SourceIdentity &source)
{
    if (m_waiting >= m_policy.waitingCalls)
        return Error{ErrorCode::Overloaded, QStringLiteral("too many pictures wait for a decoder"), {}, {}};
    const microseconds wait = estimatedWait(lane);
    if (m_clock.now() + wait > deadline)
        return Error{ErrorCode::Overloaded,
                     QStringLiteral("the decoders have work for about %1 s of this kind (%2), which is longer than the picture may wait")
                         .arg(static_cast<double>(wait.count()) / 1e6, 0, 'f', 1)
                         .arg(images::laneName(lane)),
                     {},
                     {}};
    const Ticket ticket = ++m_last;
    m_jobs.emplace(ticket, Job{lane, cost, std::nullopt, source});
    LaneState &mine = state(lane);
    if (mine.waiting.empty()) // what it did not use while it had no work is gone
        mine.virtualTime = std::max(mine.virtualTime, m_virtualTime);
    mine.waiting.push_back(ticket);
    mine.waitingCost += cost;
    ++m_waiting;
    return ticket;
}

bool LaneScheduler::hasPlaceFor(Lane lane) const
{
    if (m_running < m_policy.places)
        return lane != Lane::Progressive || state(lane).running < m_policy.progressivePlaces;
    return m_running == m_policy.places && lane == Lane::Small && state(lane).running == 0;
}

std::optional<Lane> LaneScheduler::next() const
{
    std::optional<Lane> best;
    for (const Lane lane : images::AllLanes) {
        const bool can = !state(lane).waiting.empty() && hasPlaceFor(lane);
        if (can && (!best || state(lane).virtualTime < state(*best).virtualTime))
            best = lane;
    }
    return best;
}

/// The time of the lane with work that is furthest behind, which need not be the one that is served.
void LaneScheduler::advanceVirtualTime()
{
    double least = std::numeric_limits<double>::max();
    for (const LaneState &lane : m_lanes)
        least = lane.waiting.empty() ? least : std::min(least, lane.virtualTime);
    m_virtualTime = std::max(m_virtualTime, least);
}

std::deque<LaneScheduler::Ticket>::iterator LaneScheduler::first(LaneState &lane, const OpenSources &open)
{
    const auto begin = lane.waiting.begin();
    const auto end = begin + std::min(LooksAhead, std::ssize(lane.waiting));
    const auto sourceOf = [this](Ticket ticket) -> const SourceIdentity & { return m_jobs.at(ticket).source; };
    if (m_jobs.at(*begin).overtaken >= MostOvertaken)
        return begin;
    auto chosen = std::find_if(begin, end, [&](Ticket ticket) { return contains(open.idle, sourceOf(ticket)); });
    if (chosen == end)
        chosen = std::find_if(begin, end, [&](Ticket ticket) { return !contains(open.busy, sourceOf(ticket)); });
    if (chosen == end)
        return begin;
    std::for_each(begin, chosen, [this](Ticket ticket) { ++m_jobs.at(ticket).overtaken; });
    return chosen;
}

std::vector<LaneScheduler::Ticket> LaneScheduler::grant(OpenSources open)
{
    std::vector<Ticket> granted;
    while (const auto lane = next()) {
        advanceVirtualTime();
        LaneState &chosen = state(*lane);
        const auto at = first(chosen, open);
        const Ticket ticket = *at;
        chosen.waiting.erase(at);
        Job &job = m_jobs.at(ticket);
        open.idle.erase(std::remove(open.idle.begin(), open.idle.end(), job.source), open.idle.end());
        open.busy.push_back(job.source);
        job.began = m_clock.now();
        chosen.waitingCost -= job.cost;
        chosen.virtualTime += static_cast<double>(job.cost.count()) * chosen.speed / weight(*lane);
        ++chosen.running;
        ++m_running;
        --m_waiting;
        granted.push_back(ticket);
    }
    return granted;
}

void LaneScheduler::release(Ticket ticket, bool worthLearning)
{
    const auto found = m_jobs.find(ticket);
    Q_ASSERT(found != m_jobs.end());
    const Job job = found->second;
    m_jobs.erase(found);
    LaneState &lane = state(job.lane);
    if (!job.began) {
        lane.waiting.erase(std::find(lane.waiting.begin(), lane.waiting.end(), ticket));
        lane.waitingCost -= job.cost;
        --m_waiting;
        return;
    }
    --lane.running;
    --m_running;
    if (worthLearning && job.cost.count() > 0) {
        const auto took = duration_cast<microseconds>(m_clock.now() - *job.began);
        const double speed = static_cast<double>(took.count()) / static_cast<double>(job.cost.count());
        lane.speed += Learning * (std::clamp(speed, FastestLearnt, SlowestLearnt) - lane.speed);
    }
}

/// 0 while one is.
microseconds LaneScheduler::untilAPlaceIsFree(Lane lane) const
{
    if (hasPlaceFor(lane))
        return microseconds(0);
    const bool onlyItsOwn = m_running < m_policy.places; // what is short is a place of its lane
    auto soonest = microseconds::max();
    for (const auto &[ticket, job] : m_jobs) {
        if (!job.began || (onlyItsOwn && job.lane != lane))
            continue;
        const double whole = static_cast<double>(job.cost.count()) * state(job.lane).speed;
        soonest = std::min(soonest, microseconds(static_cast<qint64>(whole)) -
                                        duration_cast<microseconds>(m_clock.now() - *job.began));
    }
    return std::max(soonest, microseconds(0));
}

microseconds LaneScheduler::estimatedWait(Lane lane) const
{
    const LaneState &mine = state(lane);
    if (mine.waiting.empty() && hasPlaceFor(lane))
        return microseconds(0);
    double weights = 0;
    for (const Lane other : images::AllLanes) {
        const bool busy = !state(other).waiting.empty() || state(other).running > 0;
        weights += other == lane || busy ? weight(other) : 0;
    }
    double places = m_policy.places * weight(lane) / weights;
    if (lane == Lane::Progressive)
        places = std::min<double>(places, m_policy.progressivePlaces);
    const double ahead = static_cast<double>(mine.waitingCost.count()) * mine.speed / places;
    return microseconds(static_cast<qint64>(ahead)) + untilAPlaceIsFree(lane);
}

QVector<images::LaneStatus> LaneScheduler::lanes() const
{
    QVector<images::LaneStatus> all;
    for (const Lane lane : images::AllLanes)
        all.append({lane, state(lane).running, static_cast<int>(state(lane).waiting.size()),
                    duration_cast<milliseconds>(estimatedWait(lane))});
    return all;
}

} // namespace vitrine::codec
