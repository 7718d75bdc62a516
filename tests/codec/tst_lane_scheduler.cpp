#include "codec/lane_scheduler.h"
#include "support/manual_clock.h"

#include <QtTest>

#include <map>

using namespace vitrine;
using namespace vitrine::codec;
using namespace std::chrono_literals;
using images::Lane;

namespace {

using Ticket = LaneScheduler::Ticket;

LanePolicy policyOf(int places)
{
    LanePolicy policy;
    policy.places = places;
    return policy;
}

} // namespace

class LaneSchedulerTest : public QObject
{
    Q_OBJECT

private slots:
    void aFreePlaceIsGrantedAtOnce()
    {
        LaneScheduler lanes(policyOf(2), m_clock);
        const Ticket a = add(lanes, Lane::Large, 1s), b = add(lanes, Lane::Avif, 1s), c = add(lanes, Lane::Large, 1s);
        QCOMPARE(lanes.grant(), (std::vector<Ticket>{a, b}));
        QCOMPARE(lanes.grant(), std::vector<Ticket>{});
        lanes.release(a, true);
        QCOMPARE(lanes.grant(), std::vector<Ticket>{c});
    }

    void firstComeFirstServedWithinALane()
    {
        LaneScheduler lanes(policyOf(1), m_clock);
        const Ticket first = add(lanes, Lane::Large, 1s);
        std::vector<Ticket> queued;
        for (const auto cost : {9s, 1s, 5s, 3s})
            queued.push_back(add(lanes, Lane::Large, cost));
        std::vector<Ticket> order = lanes.grant();
        QCOMPARE(order, std::vector<Ticket>{first});
        Ticket running = first;
        std::vector<Ticket> served;
        while (served.size() < queued.size()) {
            lanes.release(running, false);
            running = lanes.grant().at(0);
            served.push_back(running);
        }
        QCOMPARE(served, queued);
    }

    void whoseSourceIsOpenGoesAheadAndOfTheOthersNoneWaitsLong()
    {
        LaneScheduler lanes(policyOf(1), m_clock);
        const SourceIdentity open{1, 10, 0, 0}, opening{1, 11, 0, 0}, neither{1, 12, 0, 0};
        const Ticket running = add(lanes, Lane::Large, 1s);
        QCOMPARE(lanes.grant(), std::vector<Ticket>{running});
        const Ticket first = add(lanes, Lane::Large, 1s, opening), second = add(lanes, Lane::Large, 1s, neither);
        std::vector<Ticket> warm;
        for (int i = 0; i < 10; ++i)
            warm.push_back(add(lanes, Lane::Large, 1s, open));
        std::vector<Ticket> served{running};
        while (served.size() < 6) {
            lanes.release(served.back(), false);
            served.push_back(lanes.grant({{open}, {opening}}).at(0));
        }
        // Four went ahead of the first one; then it is its turn, whatever is open.
        QCOMPARE(served, (std::vector<Ticket>{running, warm[0], warm[1], warm[2], warm[3], first}));
        lanes.release(first, false);
        QCOMPARE(lanes.grant({{open}, {}}), std::vector<Ticket>{second}); // was overtaken as often
        lanes.release(second, false);
        const Ticket other = add(lanes, Lane::Large, 1s, neither);
        QCOMPARE(lanes.grant({{}, {open}}), std::vector<Ticket>{other}); // the others can have theirs without a decode
        lanes.release(other, false);
        QCOMPARE(lanes.grant({{}, {open}}), std::vector<Ticket>{warm[4]}); // but nobody stands idle for that
    }

    void aFloodOfLargeOnesDoesNotStarveSmallOnes()
    {
        LaneScheduler lanes(policyOf(2), m_clock);
        for (int i = 0; i < 100; ++i)
            add(lanes, Lane::Large, 5s);
        QCOMPARE(lanes.grant().size(), 2u);
        const Ticket small = add(lanes, Lane::Small, 20ms), next = add(lanes, Lane::Small, 20ms);
        QCOMPARE(lanes.grant(), std::vector<Ticket>{small}); // beside the two large ones
        QCOMPARE(lanes.grant(), std::vector<Ticket>{});
        lanes.release(small, true);
        QCOMPARE(lanes.grant(), std::vector<Ticket>{next});
    }

    void aFloodOfSmallOnesDoesNotStarveALargeOne()
    {
        LaneScheduler lanes(policyOf(1), m_clock);
        for (int i = 0; i < 1000; ++i)
            add(lanes, Lane::Small, 20ms);
        Ticket running = lanes.grant().at(0);
        const Ticket large = add(lanes, Lane::Large, 500ms);
        int before = 0;
        while (running != large && before < 1000) {
            m_clock.advance(20ms);
            lanes.release(running, true);
            running = lanes.grant().at(0);
            ++before;
        }
        QVERIFY2(before < 10, qPrintable(QString::number(before)));
    }

    /// While every lane has work, the others share the place by weight, and small ones have theirs beside them.
    void lanesShareTheMachine()
    {
        LaneScheduler lanes(policyOf(1), m_clock);
        std::map<Ticket, Lane> laneOf;
        std::map<Ticket, Clock::Steady> ends;
        const auto costOf = [](Lane lane) { return lane == Lane::Small ? 50ms : 400ms; };
        const auto refill = [&](Lane lane) { laneOf[add(lanes, lane, costOf(lane))] = lane; };
        for (const Lane lane : images::AllLanes) {
            refill(lane);
            refill(lane);
        }
        std::map<Lane, double> share;
        for (int i = 0; i < 10'000; ++i) {
            for (const Ticket ticket : lanes.grant())
                ends[ticket] = m_clock.now() + costOf(laneOf[ticket]);
            const auto first = *std::min_element(ends.begin(), ends.end(),
                                                 [](const auto &a, const auto &b) { return a.second < b.second; });
            m_clock.advance(first.second - m_clock.now());
            const Lane lane = laneOf[first.first];
            share[lane] += std::chrono::duration<double>(costOf(lane)).count();
            lanes.release(first.first, true);
            ends.erase(first.first);
            refill(lane);
        }
        const double unit = share[Lane::Progressive];
        QVERIFY(unit > 0);
        for (const Lane lane : {Lane::Large, Lane::Avif})
            QVERIFY2(std::abs(share[lane] / unit - 2) < 0.1, qPrintable(QString::number(share[lane] / unit)));
        QVERIFY2(share[Lane::Small] / unit > 4, qPrintable(QString::number(share[Lane::Small] / unit)));
    }

    void progressiveOnesAreFewAtOnce()
    {
        LaneScheduler lanes(policyOf(4), m_clock);
        for (int i = 0; i < 10; ++i)
            add(lanes, Lane::Progressive, 5s);
        QCOMPARE(lanes.grant().size(), 1u);
        add(lanes, Lane::Large, 1s);
        QCOMPARE(lanes.grant().size(), 1u);
    }

    void shedsWhatCouldNotBeginInTime()
    {
        LaneScheduler lanes(policyOf(2), m_clock);
        for (int i = 0; i < 10; ++i)
            add(lanes, Lane::Avif, 2s);
        QCOMPARE(lanes.grant().size(), 2u); // 8 wait: 16 s of work for 2 places, and one is free in 2 s
        const auto late = lanes.enqueue(Lane::Avif, 2s, m_clock.now() + 9s);
        QVERIFY(!late.ok());
        QCOMPARE(late.error().code, ErrorCode::Overloaded);
        QVERIFY2(late.error().what.contains("10.0 s") && late.error().what.contains("avif"), qPrintable(late.error().what));
        QVERIFY(lanes.enqueue(Lane::Avif, 2s, m_clock.now() + 11s).ok());
        QVERIFY(lanes.enqueue(Lane::Small, 20ms, m_clock.now() + 100ms).ok()); // another lane, another wait
    }

    void refusesMoreThanMayWait()
    {
        LanePolicy policy = policyOf(1);
        policy.waitingCalls = 3;
        LaneScheduler lanes(policy, m_clock);
        add(lanes, Lane::Small, 1ms);
        QCOMPARE(lanes.grant().size(), 1u);
        for (int i = 0; i < 3; ++i)
            add(lanes, Lane::Small, 1ms);
        const auto refused = lanes.enqueue(Lane::Small, 1ms, m_clock.now() + 1h);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::Overloaded);
    }

    void whoLeavesTheQueueIsForgotten()
    {
        LaneScheduler lanes(policyOf(1), m_clock);
        const Ticket a = add(lanes, Lane::Large, 1s), b = add(lanes, Lane::Large, 60s), c = add(lanes, Lane::Large, 1s);
        QCOMPARE(lanes.grant(), std::vector<Ticket>{a});
        QVERIFY(waitOf(lanes, Lane::Large) >= 61s);
        lanes.release(b, false);
        QVERIFY(waitOf(lanes, Lane::Large) <= 2s);
        lanes.release(a, true);
        QCOMPARE(lanes.grant(), std::vector<Ticket>{c});
    }

    void learnsTheMachinesSpeed()
    {
        LaneScheduler lanes(policyOf(1), m_clock);
        for (int i = 0; i < 100; ++i) {
            const Ticket ticket = add(lanes, Lane::Large, 1s);
            QCOMPARE(lanes.grant().size(), 1u);
            m_clock.advance(3s);
            lanes.release(ticket, true);
        }
        add(lanes, Lane::Large, 1s);
        QCOMPARE(lanes.grant().size(), 1u);
        add(lanes, Lane::Large, 1s);
        const auto wait = waitOf(lanes, Lane::Large); // the one that runs and the one before
        QVERIFY2(wait > 5900ms && wait < 6100ms, qPrintable(QString::number(wait.count())));
        m_clock.advance(1s);
        QVERIFY(waitOf(lanes, Lane::Large) < 5100ms);
    }

    void tellsItsLanes()
    {
        LaneScheduler lanes(policyOf(1), m_clock);
        add(lanes, Lane::Avif, 1s);
        add(lanes, Lane::Avif, 1s);
        QCOMPARE(lanes.grant().size(), 1u);
        const auto all = lanes.lanes();
        QCOMPARE(all.size(), 4);
        QCOMPARE(all[3].lane, Lane::Avif);
        QCOMPARE(all[3].running, 1);
        QCOMPARE(all[3].waiting, 1);
        QCOMPARE(all[0].running + all[0].waiting, 0);
    }

private:
    Ticket add(LaneScheduler &lanes, Lane lane, std::chrono::microseconds cost, const SourceIdentity &source = {})
    {
        return *lanes.enqueue(lane, cost, m_clock.now() + 24h, source);
    }
    static std::chrono::milliseconds waitOf(const LaneScheduler &lanes, Lane lane)
    {
        return lanes.lanes()[static_cast<int>(lane)].estimatedWait;
    }

    test::ManualClock m_clock;
};

QTEST_GUILESS_MAIN(LaneSchedulerTest)
#include "tst_lane_scheduler.moc"
