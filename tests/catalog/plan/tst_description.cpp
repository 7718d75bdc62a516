#include "catalog/plan/card_description.h"
#include "catalog/plan/query_plan.h"

#include <QTest>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::plan;

namespace {

const QByteArray Root = R"([card]
name = "shop"
root = "product"

[[part]]
name = "product"
gives = "product"
table = "product"
key = "sku"
columns = { id = { column = "id", type = "whole" }, key = "sku" }
)";

QByteArray with(const char *more)
{
    return Root + more;
}

BackendFacts serverFacts()
{
    BackendFacts facts;
    facts.joinLimit = 61;
    facts.tablesPerJoin = 20;
    facts.joinsRoot = true;
    facts.connections = 4;
    facts.cores = 4;
    return facts;
}

/// `ones` tables with one row a product, `manys` with many.
CardDescription wide(int ones, int manys)
{
    QByteArray text = Root;
    for (int i = 0; i < ones + manys; ++i) {
        const QByteArray n = QByteArray::number(i);
        text += "[[part]]\nname = \"p" + n + "\"\nof = \"product.id\"\ntable = \"t" + n +
                "\"\nkey = \"product_id\"\ncolumns = { c" + n + " = \"v\" }\n" +
                (i < ones ? "" : "cardinality = \"many\"\n");
    }
    return readDescription(text, QStringLiteral("wide.toml")).value();
}

} // namespace

/// Descriptions that are wrong say where and how to make them right; plans keep to their limits.
class TestDescription : public QObject
{
    Q_OBJECT

private slots:
    void builtInOnesAreRight()
    {
        for (const QString &name : {QStringLiteral("vitrine"), QStringLiteral("magento")}) {
            const auto description = builtInDescription(name);
            QVERIFY2(description.ok(), description ? "" : qPrintable(description.error().toString()));
            QCOMPARE(description->name, name);
        }
        const auto none = builtInDescription(QStringLiteral("shopware"));
        QVERIFY(!none && none.error().remedy.contains(u"magento"));
    }

    void faults_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("what");
        QTest::newRow("not TOML") << QByteArray("[card\n") << "x.toml:1:"
                                  << "not TOML";
        QTest::newRow("no card") << QByteArray("a = 1\n") << "x.toml:1:1"
                                 << "no [card]";
        QTest::newRow("unknown key") << with("colour = 1\n") << "x.toml:11:"
                                     << "no setting \"colour\"";
        QTest::newRow("unknown word") << with("storage = \"tabel\"\n") << "x.toml:11:11"
                                      << "\"tabel\"";
        QTest::newRow("two parts with one name")
            << with("[[part]]\nname = \"product\"\nof = \"product.id\"\ntable = \"t\"\nkey = \"k\"\ncolumns "
                    "= { a = \"a\" }\n")
            << "x.toml:11:"
            << "two parts named \"product\"; the first is on line 5";
        QTest::newRow("circle of parts")
            << with("[[part]]\nname = \"a\"\nof = \"b.x\"\ntable = \"t\"\nkey = \"k\"\ncolumns = { x = \"x\" "
                    "}\n[[part]]\nname = \"b\"\nof = \"a.x\"\ntable = \"u\"\nkey = \"k\"\ncolumns = { x = "
                    "\"x\" }\n")
            << "x.toml:11:"
            << "parts go in a circle: a -> b -> a";
        QTest::newRow("circle of dictionaries")
            << with("[[dictionary]]\nname = \"a\"\ntable = \"t\"\nkey = \"k\"\ncolumns = { x = { column = "
                    "\"x\", dictionary = \"b\" } }\n"
                    "[[dictionary]]\nname = \"b\"\ntable = \"u\"\nkey = \"k\"\ncolumns = { x = { column = "
                    "\"x\", dictionary = \"a\" } }\n")
            << "x.toml:11:"
            << "dictionaries go in a circle: a -> b -> a";
        QTest::newRow("of nothing") << with("[[part]]\nname = \"a\"\nof = \"c.x\"\ntable = \"t\"\nkey = "
                                            "\"k\"\ncolumns = { x = \"x\" }\n")
                                    << "x.toml:11:"
                                    << "there is no part \"c\"";
        QTest::newRow("of no column") << with("[[part]]\nname = \"a\"\nof = \"product.x\"\ntable = "
                                              "\"t\"\nkey = \"k\"\ncolumns = { x = \"x\" }\n")
                                      << "x.toml:11:"
                                      << "no column \"x\"";
        QTest::newRow("unknown dictionary")
            << with("[[part]]\nname = \"a\"\nof = \"product.id\"\ntable = \"t\"\nkey = \"k\"\ncolumns = { x "
                    "= { column = \"x\", dictionary = \"d\" } }\n")
            << "x.toml:16:"
            << "no dictionary \"d\"";
        QTest::newRow("prices without amounts")
            << with("[[part]]\nname = \"a\"\nof = \"product.id\"\ngives = \"prices\"\ntable = \"t\"\nkey = "
                    "\"k\"\ncolumns = { x = \"x\" }\n")
            << "x.toml:11:"
            << "\"minor\" or \"amount\"";
        QTest::newRow("updated in no column")
            << QByteArray("[card]\nname = \"x\"\nroot = \"product\"\nupdated = \"when\"\n[[part]]\nname = \"product\"\ngives = "
                          "\"product\"\ntable = \"p\"\nkey = \"sku\"\ncolumns = { id = \"id\", key = \"sku\" }\n")
            << "x.toml:1:1"
            << "the updated \"when\" is no column of the root";
        QTest::newRow("no table")
            << with("[[part]]\nname = \"a\"\nof = \"product.id\"\nkey = \"k\"\ncolumns = { x = \"x\" }\n")
            << "x.toml:11:"
            << "has no table";
    }
    void faults()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, where);
        QFETCH(QString, what);
        const auto description = readDescription(text, QStringLiteral("x.toml"));
        QVERIFY(!description);
        QVERIFY2(description.error().where.startsWith(where), qPrintable(description.error().toString()));
        QVERIFY2(description.error().what.contains(what), qPrintable(description.error().toString()));
        QVERIFY2(!description.error().remedy.isEmpty(), qPrintable(description.error().toString()));
    }

    void mismatchesWithTheDatabase()
    {
        const CardDescription description = wide(1, 0);
        const QHash<QString, CellType> product{{QStringLiteral("id"), CellType::Whole},
                                               {QStringLiteral("sku"), CellType::Text}};
        const QHash<QString, CellType> table{{QStringLiteral("product_id"), CellType::Whole},
                                             {QStringLiteral("v"), CellType::Text}};
        const QString p = QStringLiteral("product"), t = QStringLiteral("t0");
        QVERIFY(!firstMismatch(description, {{p, product}, {t, table}}));

        const auto noTable = firstMismatch(description, {{p, product}});
        QVERIFY(noTable && noTable->code == ErrorCode::NotFound && noTable->what.contains(u"\"t0\"") &&
                noTable->where.startsWith(u"wide.toml:11:"));
        const auto noColumn = firstMismatch(
            description, {{p, product}, {t, {{QStringLiteral("product_id"), CellType::Whole}}}});
        QVERIFY(noColumn && noColumn->what.contains(u"no column \"v\"") &&
                noColumn->where.startsWith(u"wide.toml:16:"));
        auto wrong = product;
        wrong[QStringLiteral("id")] = CellType::Text;
        const auto wrongType = firstMismatch(description, {{p, wrong}, {t, table}});
        QVERIFY(wrongType && wrongType->code == ErrorCode::InvalidArgument &&
                wrongType->what.contains(u"product.id") && wrongType->remedy.contains(u"text"));
    }

    void aWideCardIsSplit()
    {
        const CardDescription description = wide(98, 8); // and the product's: 107 tables
        const Plan plan = makePlan(description, serverFacts());
        int most = 0;
        QSet<QString> tables;
        for (const Fetch &fetch : plan.fetches) {
            most = std::max(most, int(fetch.tables.size()));
            tables.unite(QSet<QString>(fetch.tables.begin(), fetch.tables.end()));
            QCOMPARE(fetch.head.count(" IN ("), 1); // never IN x IN
            QVERIFY(!fetch.tail.contains(" IN "));
        }
        QCOMPARE(tables.size(), 107);
        QVERIFY2(most <= 20, qPrintable(QString::number(most)));
        QCOMPARE(plan.fetches.size(), 6 + 8); // 98 in joins of 19 and the product, 8 alone
        QCOMPARE(plan.waves, 1);
        QCOMPARE(replacedJoin(description, {}, {"k"}).tables, 107);

        BackendFacts reckless = serverFacts();
        reckless.tablesPerJoin = 100;
        const Plan wider = makePlan(description, reckless);
        for (const Fetch &fetch : wider.fetches)
            QVERIFY(fetch.tables.size() <= MaxTablesPerStatement);
    }

    void dependenciesMakeWaves()
    {
        const auto magento = builtInDescription(QStringLiteral("magento"));
        const Plan remote = makePlan(*magento, serverFacts());
        QCOMPARE(remote.waves, 2); // products, then their variants and pictures
        const Plan embedded = makePlan(*magento, {});
        QCOMPARE(embedded.waves, 3); // the key's product first
        for (const Fetch &fetch : remote.fetches)
            QCOMPARE(fetch.ofPart < 0, fetch.wave == 0);
        // One statement a storage: two parts of one table under one key share it.
        QSet<QByteArray> heads;
        for (const Fetch &fetch : remote.fetches) {
            QVERIFY(!heads.contains(fetch.head));
            heads.insert(fetch.head);
        }
    }

    void theWayFollowsRoundTripAndEstimate()
    {
        BackendFacts facts = serverFacts();
        QCOMPARE(cheapestWay(facts, {10, 10, 10}), Way::Serial); // no round trip: inside the process
        facts.roundTripUs = 500;
        facts.snapshotUs = 100;
        QCOMPARE(cheapestWay(facts, {50, 50, 50}), Way::Batch);
        QCOMPARE(cheapestWay(facts, {2'000, 2'000, 2'000, 2'000}), Way::Scatter);
        facts.cores = 1;
        QCOMPARE(cheapestWay(facts, {2'000, 2'000, 2'000, 2'000}), Way::Batch);
    }
};

QTEST_GUILESS_MAIN(TestDescription)
#include "tst_description.moc"
