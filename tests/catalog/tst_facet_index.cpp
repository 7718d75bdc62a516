#include "catalog/facet_index.h"
#include "catalog/side_by_side.h"

#include <QTest>
#include <QThreadPool>

#include <algorithm>
#include <atomic>
#include <map>

using namespace vitrine;
using namespace vitrine::catalog;

namespace {

const QString Color = QStringLiteral("color"), Sizes = QStringLiteral("size"), Weight = QStringLiteral("weight");

class Names final : public AttributeNames
{
public:
    std::optional<Known> attribute(const QString &code) const override
    {
        if (code == Color)
            return Known{1, ValueType::Option, {}, {}};
        if (code == Sizes)
            return Known{2, ValueType::Option, {}, {}};
        if (code == Weight)
            return Known{3, ValueType::Number, {}, {}};
        return {};
    }
    std::optional<quint32> option(quint32, const QString &code) const override { return code.toUInt(); }
    FacetCount optionName(quint32 option) const override { return {QString::number(option), QString::number(option), 0}; }
    QStringList attributeCodes() const override { return {Color, Sizes, Weight}; }
};

// What product `id` has, in no relation to each other.
quint32 colorOf(quint32 id) { return 1 + id % 7; }
quint32 sizeOf(quint32 id) { return 1 + id / 7 % 5; }
quint32 weightOf(quint32 id) { return id * 2'654'435'761u % 1'000; }
quint32 brandOf(quint32 id) { return 1 + id % 11; }

} // namespace

/// Counts of an index that is large enough for the machine's threads, against the plainest count.
class TestFacetIndex : public QObject
{
    Q_OBJECT

    static constexpr quint32 Products = quint32(ManyProducts) + 10'000;
    FacetIndex m_index;
    Names m_names;

    static Query query()
    {
        using Kind = AttributeFilter::Kind;
        Query query;
        query.attributes = {{Color, Kind::AnyOf, false, {QStringLiteral("2"), QStringLiteral("5")}},
                            {Sizes, Kind::AnyOf, true, {QStringLiteral("3")}},
                            {Weight, Kind::Range, false, {}, QStringLiteral("100"), QStringLiteral("399")}};
        query.facets = {Color, QStringLiteral("brand"), Sizes, QStringLiteral("attr.weight"), QStringLiteral("brand")};
        return query;
    }

    template <typename ValueOf>
    static std::map<QString, qint64> counted(const ValueOf &valueOf, bool byColor, bool bySize)
    {
        std::map<QString, qint64> counts;
        for (quint32 id = 1; id <= Products; ++id) {
            const bool isColor = colorOf(id) == 2 || colorOf(id) == 5;
            if ((isColor || !byColor) && (sizeOf(id) != 3 || !bySize) && weightOf(id) >= 100 && weightOf(id) <= 399)
                ++counts[QString::number(valueOf(id))];
        }
        return counts;
    }
    static std::map<QString, qint64> listed(const QVector<FacetCount> &counts)
    {
        std::map<QString, qint64> listed;
        for (const FacetCount &count : counts)
            listed[count.value] += count.count;
        return listed;
    }

private slots:
    void initTestCase()
    {
        for (quint32 brand = 1; brand <= 11; ++brand)
            m_index.defineBrand(brand, QString::number(brand), QString::number(brand));
        for (quint32 id = 1; id <= Products; ++id) {
            IndexEntry entry;
            entry.id = id;
            entry.brand = brandOf(id);
            entry.values = {{1, ValueType::Option, double(colorOf(id))},
                            {2, ValueType::Option, double(sizeOf(id))},
                            {3, ValueType::Number, double(weightOf(id))}};
            entry.previousValues.emplace();
            m_index.apply(entry);
        }
    }

    /// Several clients at once, each with several threads.
    void countsOfManyAgree()
    {
        const auto colors = counted(colorOf, false, true), sizes = counted(sizeOf, true, false), brands = counted(brandOf, true, true);
        const auto check = [&] {
            const auto facets = m_index.facets(query(), m_names, nullptr, {});
            if (!facets || facets->attributes.size() != 3)
                return false;
            qint64 weighed = 0;
            for (const auto &step : facets->attributes[2].steps)
                weighed += step.count;
            return listed(facets->attributes[0].values) == colors && listed(facets->attributes[1].values) == sizes &&
                   listed(facets->brands) == brands && facets->attributes[2].code == Weight && weighed > 0;
        };
        QVERIFY(check());
        std::atomic_int agreed{0};
        QThreadPool &all = *QThreadPool::globalInstance(); // the clients are themselves what others would be idle for
        for (int i = 0; i < 4; ++i)
            all.start([&] { agreed += check(); });
        all.waitForDone();
        QCOMPARE(agreed.load(), 4);
    }

    /// Where no thread is idle the caller does all by itself.
    void aBusyMachineAnswersToo()
    {
        QThreadPool &all = *QThreadPool::globalInstance();
        const int most = all.maxThreadCount();
        all.setMaxThreadCount(1);
        QSemaphore over;
        all.start([&over] { over.acquire(); });
        const auto facets = m_index.facets(query(), m_names, nullptr, {});
        over.release();
        all.waitForDone();
        all.setMaxThreadCount(most);
        QVERIFY(facets && listed(facets->brands) == counted(brandOf, true, true));
    }

    void aPageOfFewIsInOrder_data()
    {
        QTest::addColumn<bool>("descending");
        QTest::newRow("up") << false;
        QTest::newRow("down") << true;
    }

    /// By what it is filtered by: most of what the order begins with has none of them.
    void aPageOfFewIsInOrder()
    {
        QFETCH(bool, descending);
        Query asked = query();
        asked.attributes[2].from = QStringLiteral("390");
        asked.attributes[2].to = QStringLiteral("410");
        asked.sort = SortBy::Attribute;
        asked.sortAttribute = Weight;
        asked.descending = descending;
        std::vector<quint32> expected;
        for (quint32 id = 1; id <= Products; ++id) {
            if ((colorOf(id) == 2 || colorOf(id) == 5) && sizeOf(id) != 3 && weightOf(id) >= 390 && weightOf(id) <= 410)
                expected.push_back(id);
        }
        std::stable_sort(expected.begin(), expected.end(), [&](quint32 a, quint32 b) {
            return descending ? weightOf(a) > weightOf(b) : weightOf(a) < weightOf(b);
        });
        const auto selected = m_index.select(asked, m_names, nullptr, {});
        QVERIFY(selected);
        const auto set = m_index.sorted(asked, m_names, &*selected);
        QVERIFY(set);
        QCOMPARE(set->size(), qint64(expected.size()));
        for (qint64 row = 0; row < set->size(); ++row)
            QCOMPARE(toNumber(set->at(row)), expected[size_t(row)]);
    }

    void theFirstThatIsUnknownIsNamed()
    {
        Query asked = query();
        asked.facets = {Color, QStringLiteral("colour"), QStringLiteral("sise")};
        const auto facets = m_index.facets(asked, m_names, nullptr, {});
        QVERIFY(!facets);
        QVERIFY2(facets.error().what.contains(u"'colour'"), qPrintable(facets.error().toString()));
    }
};

QTEST_GUILESS_MAIN(TestFacetIndex)
#include "tst_facet_index.moc"
