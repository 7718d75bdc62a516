#include "images/support/memory_original_store.h"
#include "storage/pooled_original_store.h"
#include "storage/write_pool.h"
#include "support/manual_clock.h"

#include <QtTest>

#include <latch>
#include <thread>

using namespace vitrine;
using namespace vitrine::storage;
using namespace std::chrono_literals;

namespace {

WriteJob jobOf(WriteClass kind, std::function<void()> work)
{
    return {QStringLiteral("test"), kind, 10, [work]() -> Status {
                work();
                return Done{};
            }};
}

} // namespace

class WritePoolTest : public QObject
{
    Q_OBJECT

private slots:
    void theQueuesLimitCanBeChanged()
    {
        WritePool pool(1, 1, m_clock);
        std::latch start{1};
        std::latch running{1};
        QVERIFY(pool.submit(jobOf(WriteClass::Interactive, [&] {
                               running.count_down();
                               start.wait();
                           }), {}).ok());
        running.wait();
        const auto more = [&pool] { return pool.submit(jobOf(WriteClass::Interactive, [] {}), {}).ok(); };
        QVERIFY(more());
        QVERIFY(!more());
        pool.setQueueLimit(3);
        QCOMPARE(pool.snapshot().queueLimit, 3);
        QVERIFY(more() && more());
        QVERIFY(!more());
        pool.setQueueLimit(1); // what waits stays
        QCOMPARE(pool.snapshot().queuedInteractive, 3);
        start.count_down();
        pool.drain();
        QCOMPARE(pool.snapshot().completed, 4u);
    }

    void neitherClassStarves()
    {
        WritePool pool(1, 100, m_clock);
        std::latch start{1};
        QVERIFY(pool.submit(jobOf(WriteClass::Interactive, [&start] { start.wait(); }), {}).ok());
        QByteArray order;
        for (int i = 0; i < 12; ++i) {
            QVERIFY(pool.submit(jobOf(WriteClass::Interactive, [&order] { order += 'i'; }), {}).ok());
            QVERIFY(pool.submit(jobOf(WriteClass::Bulk, [&order] { order += 'b'; }), {}).ok());
        }
        start.count_down();
        pool.drain();
        QCOMPARE(order.size(), 24);
        QCOMPARE(order.left(15).count('b'), 4); // one in four
        QVERIFY(!order.left(15).contains("iiii"));
    }

    void interactiveIsRefusedAndBulkWaits()
    {
        WritePool pool(1, 4, m_clock);
        std::latch start{1};
        QVERIFY(pool.submit(jobOf(WriteClass::Interactive, [&start] { start.wait(); }), {}).ok());
        QTRY_VERIFY(pool.snapshot().lanes[0].busy);
        for (int i = 0; i < 4; ++i)
            QVERIFY(pool.submit(jobOf(WriteClass::Interactive, [] {}), {}).ok());
        const Status refused = pool.runAndWait(jobOf(WriteClass::Interactive, [] {}));
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::Overloaded);
        QCOMPARE(pool.snapshot().rejected, 1u);
        std::atomic_bool done{false};
        std::thread import([&] { done = pool.runAndWait(jobOf(WriteClass::Bulk, [] {})).ok(); });
        QTest::qWait(30);
        QVERIFY(!done);
        start.count_down();
        import.join();
        QVERIFY(done);
    }

    void drainFinishesWhatWasAccepted()
    {
        std::atomic<int> done{0};
        WritePool pool(3, 1000, m_clock);
        for (int i = 0; i < 200; ++i)
            QVERIFY(pool.submit(jobOf(WriteClass::Interactive, [&done] { ++done; }), {}).ok());
        pool.drain();
        QCOMPARE(done.load(), 200);
        QCOMPARE(pool.runAndWait(jobOf(WriteClass::Bulk, [] {})).error().code, ErrorCode::Overloaded);
        pool.drain();
    }

    void lanesChangeWithoutLosingAJob()
    {
        std::atomic<int> done{0}, now{0}, most{0};
        WritePool pool(1, 10'000, m_clock);
        std::atomic<int> accepted{0};
        std::thread producer([&] {
            for (int i = 0; i < 2000; ++i) {
                accepted += pool.submit(jobOf(WriteClass::Interactive,
                                              [&] {
                                                  most = std::max(most.load(), ++now);
                                                  std::this_thread::sleep_for(100us);
                                                  --now;
                                                  ++done;
                                              }),
                                        {})
                                .ok();
            }
        });
        for (const int lanes : {8, 1, 5, 64, 2, 1, 7, 3})
            pool.setLanes(lanes), QTest::qSleep(5);
        producer.join();
        QTRY_COMPARE(pool.snapshot().lanes.size(), 3);
        pool.drain();
        QCOMPARE(accepted.load(), 2000);
        QCOMPARE(done.load(), 2000);
        QVERIFY(most > 1);
    }

    void percentilesAreOfTheLastMinute()
    {
        test::ManualClock clock;
        WritePool pool(1, 100, clock);
        for (int i = 1; i <= 100; ++i)
            QVERIFY(pool.runAndWait(jobOf(WriteClass::Interactive,
                                          [&] { clock.advance(std::chrono::milliseconds(i)); }))
                        .ok());
        QCOMPARE(std::chrono::round<std::chrono::milliseconds>(pool.snapshot().p90).count(), 90);
        QVERIFY(pool.snapshot().p50 < pool.snapshot().p99);
        QCOMPARE(pool.snapshot().writtenBytes, 1000);
        clock.advance(61s);
        QCOMPARE(pool.snapshot().p99.count(), 0);
        QCOMPARE(pool.snapshot().completed, 100u);
    }

    void originalsGoThroughThePool()
    {
        test::MemoryOriginalStore store;
        WritePool pool(1, 10, m_clock);
        PooledOriginalStore pooled(store, pool, WriteClass::Interactive);
        QVERIFY(pooled.put(*images::Source::fromBytes("a"), {}).ok());
        QCOMPARE(pool.snapshot().completed, 1u);
        test::FailingOriginalStore full({ErrorCode::StorageFull, QStringLiteral("full"), {}, {}});
        PooledOriginalStore failing(full, pool, WriteClass::Bulk);
        QCOMPARE(failing.put(*images::Source::fromBytes("a"), {}).error().code, ErrorCode::StorageFull);
        QCOMPARE(pool.snapshot().failed, 1u);
        pool.drain();
        QCOMPARE(pooled.put(*images::Source::fromBytes("b"), {}).error().code, ErrorCode::Overloaded);
    }

private:
    SystemClock m_clock;
};

QTEST_GUILESS_MAIN(WritePoolTest)
#include "tst_write_pool.moc"
