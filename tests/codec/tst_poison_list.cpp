#include "codec/poison_list.h"
#include "codec/respawn_backoff.h"
#include "support/manual_clock.h"
#include "images/support/requests.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::codec;
using namespace std::chrono_literals;
using images::Source;

namespace {

} // namespace

class PoisonListTest : public QObject
{
    Q_OBJECT

private slots:
    void refusesTheSameBytesForAWhile()
    {
        PoisonList list({}, m_clock);
        QVERIFY(!list.refusal(*test::sourceOf("poison")));
        list.killed(*test::sourceOf("poison"), "signal 11 (Segmentation fault)");
        const auto refused = list.refusal(*test::sourceOf("poison")); // other descriptor, same bytes
        QVERIFY(refused);
        QCOMPARE(refused->code, ErrorCode::Unprocessable);
        QVERIFY2(refused->what.contains("signal 11") && refused->what.contains("300 s"), qPrintable(refused->what));
        QVERIFY(!list.refusal(*test::sourceOf("potion"))); // as many bytes, others
        m_clock.advance(299s);
        QVERIFY(list.refusal(*test::sourceOf("poison")));
        m_clock.advance(1s);
        QVERIFY(!list.refusal(*test::sourceOf("poison")));
    }

    void severalTimeoutsAreEnough()
    {
        PoisonList list({}, m_clock);
        const auto slow = test::sourceOf("slow");
        list.timedOut(*slow);
        list.timedOut(*slow);
        QVERIFY(!list.refusal(*slow));
        list.timedOut(*slow);
        QVERIFY(list.refusal(*slow));
        QVERIFY(list.refusal(*slow)->what.contains("too long 3 times"));
    }

    void aSuccessClearsTheRecord()
    {
        PoisonList list({}, m_clock);
        const auto slow = test::sourceOf("slow");
        for (int i = 0; i < 10; ++i) {
            list.timedOut(*slow);
            list.timedOut(*slow);
            list.succeeded(*slow);
        }
        QVERIFY(!list.refusal(*slow));
    }

    void forgetsTheOldestFirst()
    {
        PoisonLimits limits;
        limits.originals = 3;
        PoisonList list(limits, m_clock);
        for (int i = 0; i < 4; ++i)
            list.killed(*test::sourceOf(QByteArray::number(i)), "signal 6");
        QVERIFY(!list.refusal(*test::sourceOf("0")));
        for (int i = 1; i < 4; ++i)
            QVERIFY(list.refusal(*test::sourceOf(QByteArray::number(i))));
    }

    void backsOffWhenWorkersDieAsTheyStart()
    {
        RespawnBackoff backoff(2, m_clock);
        QCOMPARE(backoff.wait(), 0ms);
        backoff.failed();
        backoff.failed();
        QCOMPARE(backoff.wait(), 0ms); // both workers may have been killed from outside
        backoff.failed();
        QCOMPARE(backoff.wait(), 50ms);
        m_clock.advance(20ms);
        QCOMPARE(backoff.wait(), 30ms);
        m_clock.advance(1h);
        QCOMPARE(backoff.wait(), 0ms);
        backoff.failed();
        QCOMPARE(backoff.wait(), 100ms);
        for (int i = 0; i < 100; ++i)
            backoff.failed();
        QCOMPARE(backoff.wait(), 5'000ms);
        backoff.succeeded();
        QCOMPARE(backoff.wait(), 0ms);
        backoff.failed();
        QCOMPARE(backoff.wait(), 0ms);
    }

private:
    test::ManualClock m_clock;
};

QTEST_GUILESS_MAIN(PoisonListTest)
#include "tst_poison_list.moc"
