#include "catalog/facet_attributes.h"
#include "catalog/result_order.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace vitrine;
using namespace vitrine::catalog;

/// Runs, their orders and the attributes above them against the plainest implementation there is.
class TestFacetRun : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithBruteForce_data()
    {
        QTest::addColumn<int>("keysEach");
        QTest::addColumn<int>("different");
        QTest::newRow("one key, all different") << 1 << 1'000'000;
        QTest::newRow("one key, few") << 1 << 3;
        QTest::newRow("several keys") << 3 << 50'000;
        QTest::newRow("several keys, few") << 3 << 5;
    }

    void agreesWithBruteForce()
    {
        QFETCH(int, keysEach);
        QFETCH(int, different);
        QRandomGenerator random(7);
        FacetRun run;
        std::map<quint32, std::vector<double>> all;
        const auto put = [&](quint32 id) {
            std::vector<double> keys(random.bounded(8) == 0 ? 0 : 1 + random.bounded(quint32(keysEach)));
            for (double &key : keys)
                key = random.bounded(different) - different / 2;
            std::sort(keys.begin(), keys.end());
            keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
            run.replace(id, all[id], keys);
            all[id] = keys;
        };
        for (quint32 id = 0; id < 20'000; ++id) // several buckets
            put(id);
        const RunOrder before(run.snapshot(), run.products(), run.products(), run.hasOneKeyEach(), false);
        QVector<quint32> early;
        for (qint64 row = 0; row < before.size(); row += 97)
            early.append(toNumber(before.at(row)));
        for (int i = 0; i < 5'000; ++i)
            put(random.bounded(20'000u));
        for (qint64 row = 0, i = 0; row < before.size(); row += 97) // stays as it was taken
            QCOMPARE(toNumber(before.at(row)), early[i++]);
        if (different > 10'000)
            QVERIFY(run.buckets().size() > 3);
        for (const auto &bucket : run.buckets())
            QVERIFY(bucket->low <= bucket->high);

        Roaring some, few, most, everything;
        for (const auto &[id, keys] : all) {
            QVERIFY(run.keysOf(id) == keys);
            if (id % 3 == 0)
                some.add(id);
            if (id % 17 == 0)
                few.add(id);
            if (id % 5 != 0)
                most.add(id);
            everything.add(id);
        }
        for (int i = 0; i < 20; ++i) {
            const double from = random.bounded(different) - different / 2, to = from + random.bounded(different);
            const bool isOpen = i % 2;
            Roaring expected;
            for (const auto &[id, keys] : all) {
                if (std::any_of(keys.begin(), keys.end(), [&](double key) { return key >= from && (isOpen ? key < to : key <= to); }))
                    expected.add(id);
            }
            QVERIFY(run.between(from, to, isOpen) == expected);
        }
        std::vector<double> edges;
        for (int step = 0; step <= 6; ++step)
            edges.push_back(different * (step / 6.0 - 0.5));
        FacetRun again; // as a file does
        std::vector<std::shared_ptr<FacetRun::Bucket>> buckets;
        for (const auto &bucket : run.buckets())
            buckets.push_back(std::make_shared<FacetRun::Bucket>(*bucket));
        again.restore(std::move(buckets));
        for (const FacetRun *each : {&run, &again}) {
            for (const Roaring *of : {&some, &few, &most}) {
                const FacetSelection selected(*of, everything);
                std::vector<qint64> inBuckets;
                if (each->hasOneKeyEach())
                    inBuckets = each->bucketCounts(selected);
                for (size_t i = 0; i < inBuckets.size(); ++i)
                    QCOMPARE(inBuckets[i], qint64(each->buckets()[i]->products.and_cardinality(*of)));
                const auto extent = each->extent(selected, inBuckets);
                double low = std::numeric_limits<double>::infinity(), high = -low;
                for (const auto &[id, keys] : all) {
                    if (of->contains(id) && !keys.empty()) {
                        low = std::min(low, keys.front());
                        high = std::max(high, keys.back());
                    }
                }
                QVERIFY(extent && extent->low == low && extent->high == high);
                const std::vector<qint64> counts = each->counts(edges, selected, inBuckets);
                QCOMPARE(counts.size(), size_t(6));
                for (size_t step = 0; step < 6; ++step)
                    QCOMPARE(counts[step], qint64(run.between(edges[step], edges[step + 1], step < 5).and_cardinality(*of)));
            }
        }
        for (const bool descending : {false, true})
            compareOrder(run, all, some, descending);
    }

    void manyTextsAreFilteredOnly()
    {
        FacetAttributes attributes;
        const auto name = [](quint32 id) { return QStringLiteral("text %1").arg(id); };
        for (quint32 id = 1; id <= 2 * FacetAttributes::MostValues; ++id) {
            QCOMPARE(attributes.isCounted(4), id <= FacetAttributes::MostValues + 1);
            std::vector<IndexValue> values{textValue(4, name(id)), textValue(4, name(1)), textValue(5, QString(65, u'x'))};
            sortValues(values);
            attributes.replace(id, {}, values);
        }
        QVERIFY(attributes.run(4));
        const auto found = [&](const QString &text) {
            AttributeTest test{4, AttributeFilter::Kind::AnyOf};
            test.keys = {textKey(text)};
            return attributes.select(test);
        };
        QCOMPARE(found(name(700)), Roaring::bitmapOf(1, 700));
        QCOMPARE(found(name(1'700)), Roaring::bitmapOf(1, 1'700));
        QCOMPARE(found(name(1)).cardinality(), 2 * FacetAttributes::MostValues);
        QVERIFY(found(QStringLiteral("none")).isEmpty());
        // Of long texts it is known that they are there.
        QCOMPARE(attributes.select({5}).cardinality(), 2 * FacetAttributes::MostValues);
        QCOMPARE(attributes.valuesOf(700).size(), size_t(3));
        attributes.replace(700, attributes.valuesOf(700), {});
        QVERIFY(found(name(700)).isEmpty());
        QVERIFY(attributes.valuesOf(700).empty());
    }

    void countsAreThoseOfTheBitmaps()
    {
        QRandomGenerator random(3);
        FacetAttributes attributes;
        std::map<quint32, std::vector<IndexValue>> all;
        const auto put = [&](quint32 id) {
            std::vector<IndexValue> values;
            for (quint32 i = random.bounded(3u); i > 0; --i) // in most products, and so in a column
                values.push_back({1, ValueType::Option, double(random.bounded(40))});
            if (id % 100 == 0)
                values.push_back({2, ValueType::Option, double(random.bounded(4))});
            sortValues(values);
            attributes.replace(id, all[id], values);
            all[id] = values;
        };
        for (quint32 id = 0; id < 6'000; ++id)
            put(id);
        for (int i = 0; i < 6'000; ++i)
            put(random.bounded(6'000u));
        Roaring some, few, everything;
        for (quint32 id = 0; id < 6'000; id += 1 + random.bounded(4u))
            some.add(id);
        for (quint32 id = 0; id < 6'000; ++id) {
            everything.add(id);
            if (id % 9 == 0)
                few.add(id);
        }
        for (const quint32 attribute : {1u, 2u}) {
            for (const Roaring &of : {some, everything - some, everything - few}) {
                const auto counts = attributes.counts(attribute, FacetSelection(of, everything));
                const auto values = attributes.values(attribute);
                QCOMPARE(counts.size(), values.size());
                qint64 total = 0;
                for (size_t i = 0; i < values.size(); ++i) {
                    QCOMPARE(counts[i], qint64(values[i].products->and_cardinality(of)));
                    total += counts[i];
                }
                QVERIFY(total > 10);
            }
        }
    }

    void anEmptiedAttributeTakesAnotherType()
    {
        FacetAttributes attributes;
        const std::vector<IndexValue> number{{1, ValueType::Number, 2.5}}, option{{1, ValueType::Option, 3}};
        attributes.replace(1, {}, number);
        attributes.replace(2, {}, option); // none that a filter could mean
        QCOMPARE(attributes.select({1}), Roaring::bitmapOf(1, 1));
        attributes.replace(1, number, option);
        QCOMPARE(attributes.select({1}), Roaring::bitmapOf(1, 1));
        QVERIFY(!attributes.run(1));
    }

private:
    static void compareOrder(const FacetRun &run, const std::map<quint32, std::vector<double>> &all, const Roaring &some,
                             bool descending)
    {
        FacetRun::Snapshot buckets = run.snapshot();
        if (descending)
            std::reverse(buckets.begin(), buckets.end());
        const RunOrder order(buckets, some, run.products(), run.hasOneKeyEach(), descending);
        std::vector<quint32> expected(some.begin(), some.end());
        std::stable_sort(expected.begin(), expected.end(), [&](quint32 a, quint32 b) {
            const auto &keysA = all.at(a), &keysB = all.at(b);
            if (keysA.empty() || keysB.empty())
                return !keysA.empty() && keysB.empty();
            return descending ? keysA.back() > keysB.back() : keysA.front() < keysB.front();
        });
        QCOMPARE(order.size(), qint64(expected.size()));
        // From the middle first: nothing was counted before it.
        for (const qint64 row : {order.size() / 2, order.size() - 1, qint64(0)})
            QCOMPARE(toNumber(order.at(row)), expected[size_t(row)]);
        for (qint64 row = 0; row < order.size(); ++row) {
            QCOMPARE(toNumber(order.at(row)), expected[size_t(row)]);
            if (row % 13 == 0) {
                const RunOrder later(buckets, some, run.products(), run.hasOneKeyEach(), descending);
                QCOMPARE(later.rowAfter(order.markAt(row)).value_or(-1), row + 1);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestFacetRun)
#include "tst_facet_run.moc"
