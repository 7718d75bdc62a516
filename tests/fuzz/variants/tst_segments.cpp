#include "fuzz/variants/any_segment.h"
#include "storage/variants/segment_file.h"
#include "storage/variants/segment_variant_store.h"

#include <QLoggingCategory>
#include <QRandomGenerator>
#include <QtTest>

using namespace vitrine;

/// The fuzzer's rules over damaged records, and a store over damaged files. Same seed, same inputs.
class SegmentsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("vitrine.storage.warning=false")); }

    void recordsKeepTheRules()
    {
        QRandomGenerator random(2026);
        const QVector<QByteArray> seeds = records(7);
        for (const QByteArray &seed : seeds)
            QCOMPARE(test::brokenRecordRule(seed, 7), nullptr);
        int read = 0;
        for (int round = 0; round < 50'000; ++round) {
            QByteArray input = seeds[random.bounded(int(seeds.size()))];
            damage(&input, random);
            const char *rule = test::brokenRecordRule(input, 7);
            QVERIFY2(!rule, (QByteArray(rule) + ": " + input.toHex()).constData());
            if (const auto variant = storage::decodeVariant(input, 7)) {
                ++read;
                QVERIFY2(storage::encodeVariant(*variant, 7).startsWith(input.first(40)), "damage went unnoticed");
            }
        }
        QVERIFY(read < 50'000);
    }

    void aStoreOverDamagedFilesAnswersWhatWasStoredOrNothing()
    {
        QRandomGenerator random(2027);
        for (int round = 0; round < 100; ++round) {
            QTemporaryDir dir;
            {
                const auto store = storage::SegmentVariantStore::open(dir.path(), 200'000);
                for (int i = 0; i < 60; ++i)
                    (*store)->put(variant(i), (*store)->epoch());
                QVERIFY((*store)->purge({{"image/3"}, {"preset/x"}}).ok());
            }
            for (const quint64 number : storage::SegmentFile::list(dir.path())) {
                QFile file(storage::SegmentFile::path(dir.path(), number));
                QVERIFY(file.open(QIODevice::ReadWrite));
                QByteArray bytes = file.readAll();
                damage(&bytes, random);
                QVERIFY(file.resize(0) && file.seek(0) && file.write(bytes) == bytes.size());
            }
            const auto store = storage::SegmentVariantStore::open(dir.path(), 200'000);
            QVERIFY(store.ok());
            for (int i = 0; i < 60; ++i) {
                const auto found = (*store)->find(variant(i).etag);
                QVERIFY(!found || (found->bytes == variant(i).bytes && found->tags == variant(i).tags));
                (*store)->put(variant(i), (*store)->epoch());
            }
            QCOMPARE((*store)->find(variant(59).etag)->bytes, variant(59).bytes);
        }
    }

private:
    static images::Variant variant(int number)
    {
        const QByteArray name = QByteArray::number(number);
        return {QByteArray(500 + number * 97, char('a' + number % 26)),
                images::Format::Webp, 320, 200 + number, '"' + name + '"', "image/" + name + " preset/p"};
    }
    static QVector<QByteArray> records(quint64 seed)
    {
        QVector<QByteArray> all{storage::encodeVariant(variant(1), seed), storage::encodeVariant({}, seed),
                                storage::encodeFileHead(seed)};
        all += storage::encodePurge({{"image/1", "image/2"}, {"", "preset/"}}, seed);
        return all;
    }
    static void damage(QByteArray *bytes, QRandomGenerator &random)
    {
        for (int change = random.bounded(1, 5); change > 0 && !bytes->isEmpty(); --change) {
            // Heads are where a parser can go wrong: most damage goes there.
            const int reach = random.bounded(3) ? std::min<int>(90, int(bytes->size())) : int(bytes->size());
            const int at = random.bounded(reach);
            switch (random.bounded(5)) {
            case 0:
                bytes->remove(at, random.bounded(1, 40));
                break;
            case 1:
                bytes->insert(at, QByteArray(random.bounded(1, 40), char(random.bounded(256))));
                break;
            case 2:
                bytes->truncate(at);
                break;
            default:
                (*bytes)[at] = char(random.bounded(256));
            }
        }
    }
};

QTEST_GUILESS_MAIN(SegmentsTest)
#include "tst_segments.moc"
