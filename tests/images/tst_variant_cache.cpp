#include "images/variant_cache.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;

namespace {

constexpr qint64 CacheBytes = 1 << 20; // one shard

Variant variantOf(const QByteArray &name, qsizetype bytes = 10'000)
{
    Variant variant;
    variant.bytes = QByteArray(bytes, 'x');
    variant.etag = '"' + name + '"';
    variant.tags = "image/" + name + " preset/card-320";
    return variant;
}

/// As a server does: look, and make what is not there.
bool ask(VariantCache &cache, const QByteArray &name)
{
    const Variant variant = variantOf(name);
    if (cache.find(variant.etag))
        return true;
    cache.store(variant);
    return false;
}

} // namespace

class VariantCacheTest : public QObject
{
    Q_OBJECT

private slots:
    void aScanOfColdVariantsLeavesTheHotOnes()
    {
        VariantCache cache(CacheBytes);
        const auto askHot = [&cache] {
            int hits = 0;
            for (int i = 0; i < 60; ++i)
                hits += ask(cache, "hot" + QByteArray::number(i));
            return hits;
        };
        for (int round = 0; round < 5; ++round)
            askHot();
        // Ten times what fits, each once, between two looks at the hot ones: the least recently used would be those.
        for (int i = 0; i < 1'000; ++i)
            ask(cache, "cold" + QByteArray::number(i));
        QCOMPARE(askHot(), 60);
        QVERIFY(cache.sizeBytes() <= CacheBytes);
    }

    void whatIsAskedForAgainSoonAfterItLeftComesToStay()
    {
        VariantCache cache(CacheBytes);
        for (int i = 0; i < 90; ++i) { // fill, and give the main queue something
            for (int use = 0; use < 3; ++use)
                ask(cache, "old" + QByteArray::number(i));
        }
        ask(cache, "new");
        for (int i = 0; i < 30; ++i)
            ask(cache, "cold" + QByteArray::number(i));
        QVERIFY(!ask(cache, "new"));
        for (int i = 0; i < 200; ++i)
            ask(cache, "colder" + QByteArray::number(i));
        QVERIFY(ask(cache, "new"));
    }

    void newHotOnesReplaceOldOnes()
    {
        VariantCache cache(CacheBytes);
        for (const char *season : {"winter", "summer"}) {
            for (int round = 0; round < 12; ++round) {
                for (int i = 0; i < 70; ++i)
                    ask(cache, season + QByteArray::number(i));
            }
        }
        int hits = 0;
        for (int i = 0; i < 70; ++i)
            hits += ask(cache, "summer" + QByteArray::number(i));
        QVERIFY2(hits >= 65, QByteArray::number(hits).constData());
    }

    void staysInItsBytes()
    {
        VariantCache cache(CacheBytes);
        for (int i = 0; i < 3'000; ++i) {
            const Variant variant = variantOf(QByteArray::number(i % 700), 1 + i * 7919 % 90'000);
            if (!cache.find(variant.etag))
                QVERIFY(cache.store(variant));
            QVERIFY(cache.sizeBytes() <= CacheBytes);
        }
        QVERIFY(cache.count() > 5);
        QVERIFY(!cache.store(variantOf("huge", CacheBytes)));
    }

    void forgetsWhatIsPurged_data()
    {
        QTest::addColumn<Purge>("purge");
        QTest::addColumn<qint64>("removed");
        QTest::newRow("image") << Purge{{"image/a7"}, {}} << 1ll;
        QTest::newRow("part of an image's name is not it") << Purge{{"image/a"}, {}} << 0ll;
        QTest::newRow("images") << Purge{{"image/a7", "image/b7", "image/none"}, {}} << 2ll;
        QTest::newRow("preset") << Purge{{"preset/card-320"}, {}} << 40ll;
        QTest::newRow("prefix of a tag") << Purge{{}, {"image/a"}} << 20ll;
        QTest::newRow("address") << Purge{{}, {"/i/card-320/b1"}} << 11ll;
        QTest::newRow("everything") << Purge{{}, {""}} << 40ll;
        QTest::newRow("nothing") << Purge{} << 0ll;
    }
    void forgetsWhatIsPurged()
    {
        QFETCH(Purge, purge);
        QFETCH(qint64, removed);
        VariantCache cache(CacheBytes);
        for (int i = 0; i < 20; ++i) {
            ask(cache, "a" + QByteArray::number(i));
            ask(cache, "b" + QByteArray::number(i));
            ask(cache, "b" + QByteArray::number(i));
            ask(cache, "b" + QByteArray::number(i));
        }
        const qint64 before = cache.sizeBytes();
        QCOMPARE(cache.remove(purge), removed);
        QCOMPARE(cache.count(), 40 - removed);
        QCOMPARE(cache.sizeBytes(), before / 40 * (40 - removed));
    }

    void presetsThatSayTheSameArePurgedTogether()
    {
        const PresetList presets = *PresetList::parse("[[preset]]\nname = \"a\"\nwidth = 10\nheight = 10\n"
                                                      "[[preset]]\nname = \"twin\"\nwidth = 10\nheight = 10\n"
                                                      "[[preset]]\nname = \"other\"\nwidth = 11\nheight = 10\n",
                                                      QStringLiteral("test"));
        QCOMPARE(withTwins({{"preset/a"}, {}}, presets).tags, (QVector<QByteArray>{"preset/a", "preset/twin"}));
        QCOMPARE(withTwins({{"preset/other"}, {}}, presets).tags, QVector<QByteArray>{"preset/other"});
        QCOMPARE(withTwins({{}, {"preset/tw"}}, presets).tags, QVector<QByteArray>{"preset/a"});
        QCOMPARE(withTwins({{}, {"/i/a/4f"}}, presets).prefixes, (QVector<QByteArray>{"/i/a/4f", "/i/twin/4f"}));
        QCOMPARE(withTwins({{"image/4f"}, {}}, presets).tags, QVector<QByteArray>{"image/4f"});
    }
};

QTEST_GUILESS_MAIN(VariantCacheTest)
#include "tst_variant_cache.moc"
