#include "catalog/facet_snapshot.h"
#include "storage/sqlite/search_port.h"
#include "storage/sqlite/shared_state.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::IndexKeeper;

namespace {

constexpr quint32 Color = 1, Weight = 2;

class Names final : public AttributeNames
{
public:
    std::optional<Known> attribute(const QString &) const override { return Known{Weight, ValueType::Number, {}, {}}; }
    std::optional<quint32> option(quint32, const QString &) const override { return {}; }
    FacetCount optionName(quint32) const override { return {}; }
    QStringList attributeCodes() const override { return {}; }
};

} // namespace

/// What is committed while the index is made: before it was read, or after, few or many.
class TestIndexKeeper : public QObject
{
    Q_OBJECT

    const storage::sqlite::Dictionary m_dictionary;

    static std::vector<IndexValue> color(double option)
    {
        return option == 0 ? std::vector<IndexValue>()
                           : std::vector<IndexValue>{{Color, ValueType::Option, option}, {Weight, ValueType::Number, option}};
    }
    /// Of the product's color, and of its weight, which is the same number; 0: none.
    static IndexEntry change(qint64 sequence, quint32 id, double before, double after)
    {
        IndexEntry entry;
        entry.sequence = sequence;
        entry.id = id;
        entry.values = color(after);
        entry.previousValues = color(before);
        return entry;
    }
    static IndexEntry removal(qint64 sequence, quint32 id, double before)
    {
        IndexEntry entry = change(sequence, id, before, 0);
        entry.gone = true;
        return entry;
    }
    static std::vector<qint64> counts(IndexKeeper &keeper)
    {
        const auto read = keeper.read({}, [](const FacetIndex &index) {
            std::vector<qint64> counts{index.size()};
            for (int option = 1; option <= 4; ++option)
                counts.push_back(index.count(Color, option));
            Query query;
            query.facets = QStringList{QStringLiteral("weight")};
            const auto facets = index.facets(query, Names(), nullptr, {});
            for (const auto &step : facets->attributes.first().steps)
                counts[0] += step.count; // a weight each
            return Result<std::vector<qint64>>(counts);
        });
        return read ? *read : std::vector<qint64>();
    }

private slots:
    void appliesWhatTheBuildHasNotRead_data()
    {
        QTest::addColumn<int>("more");
        QTest::newRow("few") << 0;
        QTest::newRow("many") << 1'000;
    }
    void appliesWhatTheBuildHasNotRead()
    {
        QFETCH(int, more);
        FacetIndex built; // as of 10
        for (quint32 id = 1; id <= 4; ++id)
            built.apply(change(id, id, 0, id == 1 ? 2 : 1));
        IndexKeeper keeper;
        std::vector<IndexEntry> meanwhile{
            change(9, 1, 4, 3), change(10, 1, 3, 2), // in the build; again, 3 would stay for ever
            change(11, 2, 1, 3), change(12, 2, 3, 4), removal(13, 3, 1), change(14, 5, 0, 1),
        };
        for (int i = 0; i < more; ++i)
            meanwhile.push_back(change(15 + i, 4, i % 2 ? 2 : 1, i % 2 ? 1 : 2));
        keeper.apply(meanwhile, {}, m_dictionary);
        QVERIFY(!keeper.isReady());
        keeper.finishBuild(std::move(built), 10);
        QVERIFY(keeper.isReady());
        QCOMPARE(counts(keeper), (std::vector<qint64>{8, 2, 1, 0, 1})); // 1: 2, 2: 4, 4: 1, 5: 1

        keeper.apply({change(2'000, 5, 1, 3)}, {}, m_dictionary);
        QCOMPARE(counts(keeper), (std::vector<qint64>{8, 1, 1, 1, 1}));
    }

    /// A catalog that is closed before its index is there keeps the log that the saved one needs.
    void aFileIsKeptUsable()
    {
        QTemporaryDir dir;
        storage::sqlite::SharedState state(0);
        state.dir = dir.path();
        state.productCount = 1'000;
        QCOMPARE(saveIndex(state, 3, 900), qint64(900)); // nothing is saved
        QVERIFY(FacetSnapshot::save(FacetIndex(), 5, state.indexFile()));
        QCOMPARE(saveIndex(state, 3, 900), qint64(5));
        QCOMPARE(saveIndex(state, 6, 900), qint64(900)); // of no use any more
    }
};

QTEST_GUILESS_MAIN(TestIndexKeeper)
#include "tst_index_keeper.moc"
