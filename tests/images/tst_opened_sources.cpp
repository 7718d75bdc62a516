#include "images/opened_sources.h"

#include "images/support/fake_renderer.h"
#include "images/support/memory_original_store.h"
#include "images/twins.h"

#include <QTest>

using namespace vitrine;
using namespace vitrine::images;

class TestOpenedSources : public QObject
{
    Q_OBJECT

private slots:
    void theLatestAreKept()
    {
        OpenedSources sources;
        for (int i = 0; i < 20; ++i)
            QVERIFY(sources.open(QByteArray::number(i), "picture").ok());
        QVERIFY(sources.find("19"));
        QVERIFY(sources.find("12"));
        QVERIFY(!sources.find("11"));
        QCOMPARE(sources.find("19")->sizeBytes(), 7);
    }

    void noMoreBytesThanTheirShareAreKept()
    {
        OpenedSources sources;
        const QByteArray large(OpenedSources::MostKeptBytes * 2 / 5, 'x');
        for (const char *key : {"a", "b", "c"})
            QVERIFY(sources.open(key, large).ok());
        QVERIFY(!sources.find("a"));
        QVERIFY(sources.find("b") && sources.find("c"));
        // One that is larger than all that may be kept stays until the next comes.
        QVERIFY(sources.open("d", QByteArray(OpenedSources::MostKeptBytes + 1, 'x')).ok());
        QVERIFY(sources.find("d") && !sources.find("c"));
    }

    /// Those that wait for a decoder hold what they have opened, kept or not.
    void whatIsHeldCountsUntilItIsLetGo()
    {
        OpenedSources sources;
        const qint64 half = OpenedSources::MostOpenBytes / 2;
        auto first = sources.open("a", QByteArray(half, 'x'));
        auto second = sources.open("b", QByteArray(half, 'x'));
        QVERIFY(first.ok() && second.ok());
        QVERIFY(!sources.hasRoomFor(1));
        first = Error{ErrorCode::NotFound, {}, {}, {}};
        QVERIFY(sources.hasRoomFor(half));
    }

    void beyondThatTheOriginalServesInsteadOfItsTwin()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        const QByteArray large(OpenedSources::MostOpenBytes / 2, 'x');
        const Keeper keeper{[&](const QByteArray &key) {
                                return std::optional(Variant{large, Format::Jpeg, 0, 0, key, {}});
                            },
                            [](const QByteArray &) { return true; },
                            {}};
        Twins twins(
            store, renderer, keeper, std::chrono::seconds(1), [](const std::function<void()> &) {}, true);
        std::vector<std::shared_ptr<const Source>> held;
        for (const char *bytes : {"first", "second", "third"}) {
            const auto opened = twins.open(store.add(bytes));
            QVERIFY(opened.ok());
            held.push_back(*opened);
        }
        QCOMPARE(held[1]->sizeBytes(), large.size());
        QCOMPARE(held[2]->sizeBytes(), 5);
    }
};

QTEST_GUILESS_MAIN(TestOpenedSources)
#include "tst_opened_sources.moc"
