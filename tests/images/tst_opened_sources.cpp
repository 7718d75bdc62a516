#include "images/opened_sources.h"

#include <QTest>

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
        first = vitrine::Error{vitrine::ErrorCode::NotFound, {}, {}, {}};
        QVERIFY(sources.hasRoomFor(half));
    }
};

QTEST_GUILESS_MAIN(TestOpenedSources)
#include "tst_opened_sources.moc"
