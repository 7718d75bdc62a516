#include "vitrined_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine::test;

/// `vitrined search` and `bulk-edit` by attributes, from the command line to the index and back.
class SearchVerbTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    static QString s(const char *text) { return QString::fromLatin1(text); }
    CommandResult run(const QStringList &arguments)
    {
        return vitrined(arguments + QStringList{s("--json"), s("--data"), m_dir.path()});
    }
    QStringList keys(const QStringList &arguments)
    {
        QStringList found;
        for (const QJsonValue &hit : run(QStringList{s("search")} + arguments).json()[s("hits")].toArray())
            found += hit[s("key")].toString();
        return found;
    }

private slots:
    void initTestCase()
    {
        QFile shop(m_dir.filePath(s("shop.csv")));
        QVERIFY(shop.open(QIODevice::WriteOnly));
        shop.write("key,name,attr.colour:option,attr.weight:number,attr.released:date,attr.washable:boolean,attr.ean\n");
        for (int n = 0; n < 12; ++n)
            shop.write(QStringLiteral("A-%1,Shirt %1,%2,%3,2024-%4-01,%5,40%1\n")
                           .arg(n, 2, 10, QLatin1Char('0'))
                           .arg(n % 3 == 0 ? s("red") : n % 3 == 1 ? s("blue") : QString())
                           .arg(20.5 - n)
                           .arg(n + 1, 2, 10, QLatin1Char('0'))
                           .arg(n % 2 ? s("true") : s("false"))
                           .toUtf8());
        shop.close();
        QCOMPARE(run({s("import"), shop.fileName()}).exitCode, 0);
    }

    void filtersAndSorts()
    {
        QCOMPARE(keys({s("--filter"), s("colour:red;weight:..15")}), QStringList({s("A-06"), s("A-09")}));
        QCOMPARE(keys({s("--filter"), s("colour:red,blue;released:2024-09-01..")}), QStringList({s("A-09"), s("A-10")}));
        QCOMPARE(keys({s("--filter"), s("-colour:*;washable:yes"), s("--sort"), s("weight")}), QStringList({s("A-11"), s("A-05")}));
        QCOMPARE(keys({s("--filter"), s("ean:4003")}), QStringList{s("A-03")});
        QCOMPARE(keys({s("--sort"), s("-colour"), s("--limit"), s("2")}), QStringList({s("A-00"), s("A-03")}));
    }

    void countsAndPages()
    {
        const QJsonObject first = run({s("search"), s("--facet"), s("colour"), s("--facet"), s("weight"), s("--sort"), s("weight"), s("--limit"), s("5")}).json();
        QCOMPARE(first[s("facets")][s("colour")][0][s("value")].toString(), s("blue"));
        QCOMPARE(first[s("facets")][s("colour")][0][s("count")].toInt(), 4);
        int weighed = 0;
        for (const QJsonValue &step : first[s("facets")][s("weight")].toArray()) {
            weighed += step[s("count")].toInt();
            QCOMPARE(run({s("search"), s("--filter"), s("weight:") + step[s("value")].toString()}).json()[s("total")], step[s("count")]);
        }
        QCOMPARE(weighed, 12);
        QStringList all;
        for (QJsonObject page = first;; page = run({s("search"), s("--sort"), s("weight"), s("--limit"), s("5"), s("--cursor"), page[s("next")].toString()}).json()) {
            for (const QJsonValue &hit : page[s("hits")].toArray())
                all += hit[s("key")].toString();
            if (!page.contains(s("next")))
                break;
        }
        QCOMPARE(all, keys({s("--sort"), s("weight")}));
        QCOMPARE(all.size(), 12);
    }

    void namesWhatIsWrong()
    {
        const auto unknown = run({s("search"), s("--filter"), s("color:red")});
        QVERIFY(unknown.exitCode != 0);
        QVERIFY2(unknown.err.contains(s("'colour'")), qPrintable(unknown.err));
        QVERIFY(run({s("search"), s("--filter"), s("weight:heavy")}).err.contains(s("not a number")));
        QVERIFY(run({s("search"), s("--cursor"), s("x")}).err.contains(s("cursor")));
        QCOMPARE(run({s("bulk-edit"), s("--filter"), s("colour:red"), s("--change"), s("stock=4"), s("--dry-run")}).json()[s("products")].toInt(), 4);
    }

    /// An attribute that is kept in grams is asked for in whatever people think in; cards show it as it is kept.
    void unitsAreConverted()
    {
        QFile rows(m_dir.filePath(s("units.csv"))), profile(m_dir.filePath(s("units.toml")));
        QVERIFY(rows.open(QIODevice::WriteOnly) && profile.open(QIODevice::WriteOnly));
        rows.write("id,mass,pieces\nU-1,500,3\nU-2,2000,4\nU-3,2500,5\n");
        profile.write("[columns]\nid = \"key\"\nmass = { is = \"attribute\", type = \"number\", unit = \"g\" }\npieces = { is = \"attribute\", type = \"number\" }\n");
        rows.close();
        profile.close();
        QCOMPARE(run({s("import"), rows.fileName(), s("--profile"), profile.fileName()}).exitCode, 0);
        QCOMPARE(keys({s("--filter"), s("mass:..2kg")}), QStringList({s("U-1"), s("U-2")}));
        QCOMPARE(keys({s("--filter"), s("mass:0.6 kg..")}), QStringList({s("U-2"), s("U-3")}));
        QCOMPARE(keys({s("--filter"), s("mass:2kg,500g")}), QStringList({s("U-1"), s("U-2")}));
        QCOMPARE(keys({s("--filter"), s("mass:2001..")}), QStringList{s("U-3")});
        QCOMPARE(keys({s("--filter"), s("mass:1lb..2lb")}), QStringList{s("U-1")});
        QCOMPARE(run({s("card"), s("U-2")}).json()[s("attributes")][s("mass")].toDouble(), 2000.0);
        const auto metres = run({s("search"), s("--filter"), s("mass:..2m")});
        QCOMPARE(metres.exitCode, 2);
        QVERIFY2(metres.err.contains(s("'mass' is in g, into which 'm' cannot be converted")) && metres.err.contains(s("kg")), qPrintable(metres.err));
        QVERIFY(run({s("search"), s("--filter"), s("pieces:2kg")}).err.contains(s("has no unit")));
        QVERIFY(run({s("search"), s("--filter"), s("mass:kg")}).err.contains(s("not a number")));
        // The same column in another unit is brought into the attribute's.
        QVERIFY(rows.open(QIODevice::WriteOnly) && profile.open(QIODevice::WriteOnly));
        rows.write("id,mass,pieces\nU-4,1.25,3\n");
        profile.write("[columns]\nid = \"key\"\nmass = { is = \"attribute\", type = \"number\", unit = \"kg\" }\npieces = { is = \"attribute\", type = \"number\" }\n");
        rows.close();
        profile.close();
        QCOMPARE(run({s("import"), rows.fileName(), s("--profile"), profile.fileName()}).exitCode, 0);
        QCOMPARE(keys({s("--filter"), s("mass:1250")}), QStringList{s("U-4")});
        QVERIFY(profile.open(QIODevice::WriteOnly));
        profile.write("[columns]\nid = \"key\"\nmass = { is = \"attribute\", type = \"number\", unit = \"m\" }\npieces = \"ignore\"\n");
        profile.close();
        const auto strange = run({s("import"), rows.fileName(), s("--profile"), profile.fileName()});
        QCOMPARE(strange.exitCode, 3);
        QVERIFY2(strange.json()[s("errors")][0][s("reason")].toString().contains(s("kept in g")), qPrintable(strange.err));
    }
};

QTEST_GUILESS_MAIN(SearchVerbTest)
#include "tst_search_verb.moc"
