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

private:
    QHash<QByteArray, QByteArray> m_kept;
    const Keeper m_keeper{[this](const QByteArray &key, qint64 mostBytes) {
                              const QByteArray bytes = m_kept.value(key);
                              return bytes.isEmpty() || bytes.size() > mostBytes ? nullptr : Source::fromBytes(bytes).valueOr(nullptr);
                          },
                          [this](const QByteArray &key) { return m_kept.contains(key); },
                          {}};

    /// The kept file as it is opened again: whether it is the one that was opened before.
    static bool isStillOpen(OpenedSources &sources, const QByteArray &key, const std::weak_ptr<const Source> &before)
    {
        return !before.expired() && sources.open(key, OpenedSources::Room::Needed) == before.lock();
    }

private slots:
    void init() { m_kept.clear(); }

    void theLatestStayOpen()
    {
        OpenedSources sources(m_keeper);
        std::vector<std::weak_ptr<const Source>> opened;
        for (int i = 0; i < 20; ++i) {
            m_kept[QByteArray::number(i)] = "picture";
            opened.push_back(sources.open(QByteArray::number(i), OpenedSources::Room::Needed));
        }
        QVERIFY(isStillOpen(sources, "19", opened[19]));
        QVERIFY(isStillOpen(sources, "12", opened[12]));
        QVERIFY(opened[11].expired());
        QCOMPARE(opened[19].lock()->sizeBytes(), 7);
        m_kept.remove("19"); // purged
        QVERIFY(!sources.open("19", OpenedSources::Room::Needed));
    }

    void noMoreBytesThanTheirShareStayOpen()
    {
        OpenedSources sources(m_keeper);
        std::vector<std::weak_ptr<const Source>> opened;
        for (const char *key : {"a", "b", "c"}) {
            m_kept[key] = QByteArray(OpenedSources::MostKeptBytes * 2 / 5, 'x');
            opened.push_back(sources.open(key, OpenedSources::Room::Needed));
        }
        QVERIFY(opened[0].expired());
        QVERIFY(isStillOpen(sources, "b", opened[1]) && isStillOpen(sources, "c", opened[2]));
        // One that is larger than all that may be kept stays until the next comes.
        m_kept["d"] = QByteArray(OpenedSources::MostKeptBytes + 1, 'x');
        const std::weak_ptr<const Source> large = sources.open("d", OpenedSources::Room::Needed);
        QVERIFY(isStillOpen(sources, "d", large) && opened[2].expired());
    }

    /// Those that wait for a decoder hold what they have opened, kept or not.
    void whatIsHeldCountsUntilItIsLetGo()
    {
        OpenedSources sources(m_keeper);
        m_kept["a"] = m_kept["b"] = QByteArray(OpenedSources::MostOpenBytes / 2, 'x');
        m_kept["c"] = "x";
        auto first = sources.open("a", OpenedSources::Room::Spare);
        const auto second = sources.open("b", OpenedSources::Room::Spare);
        QVERIFY(first && second);
        QVERIFY(!sources.open("c", OpenedSources::Room::Spare));
        first.reset();
        QVERIFY(sources.open("c", OpenedSources::Room::Spare));
        QVERIFY(!sources.open("a", OpenedSources::Room::Spare));
        QVERIFY(sources.open("a", OpenedSources::Room::Needed));
    }

    void beyondThatTheOriginalServesInsteadOfItsTwin()
    {
        test::MemoryOriginalStore store;
        test::FakeRenderer renderer;
        const QByteArray large(OpenedSources::MostOpenBytes / 2, 'x');
        const Keeper keeper{[&](const QByteArray &, qint64 mostBytes) {
                                return large.size() <= mostBytes ? Source::fromBytes(large).valueOr(nullptr) : nullptr;
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
