#include "vitrined_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine::test;

/// `vitrined bench growth`: a catalog that grows by what comes after its last product, and is read meanwhile.
class GrowthTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    CommandResult run(const QStringList &arguments) const
    {
        return vitrined(arguments + QStringList{QStringLiteral("--json"), QStringLiteral("--data"), m_dir.filePath(QStringLiteral("shop"))});
    }
    CommandResult grow(const char *from, const char *to) const
    {
        return run({QStringLiteral("bench"), QStringLiteral("growth"), QStringLiteral("--stages"), QStringLiteral("2"),
                    QStringLiteral("--from"), QLatin1String(from), QStringLiteral("--to"), QLatin1String(to)});
    }

private slots:
    void stagesGoOnWhereTheLastRunEnded()
    {
        const auto first = grow("20000", "60000");
        QVERIFY2(first.exitCode == 0 || first.exitCode == 3, qPrintable(first.err)); // 3: a figure was missed, as this machine may be busy
        QVERIFY2(first.err.contains(u"p90, ms"), qPrintable(first.err));
        QVERIFY(first.json()[QStringLiteral("figures")].toArray().size() == 2);
        const QJsonArray stages = first.json()[QStringLiteral("stages")].toArray();
        QCOMPARE(stages.size(), 2);
        QVERIFY(stages[0][QStringLiteral("values")].toInt() >= 40'000);
        QVERIFY(stages[1][QStringLiteral("values")].toInt() >= 60'000);
        QVERIFY(stages[1][QStringLiteral("products")].toInt() > stages[0][QStringLiteral("products")].toInt());
        QVERIFY(stages[1][QStringLiteral("p90Ms")].toDouble() >= stages[1][QStringLiteral("p50Ms")].toDouble());
        QVERIFY(stages[1][QStringLiteral("p50Ms")].toDouble() > 0);

        const auto second = grow("60000", "80000");
        const QJsonArray more = second.json()[QStringLiteral("stages")].toArray();
        QVERIFY2(!more.isEmpty(), qPrintable(second.err));
        QVERIFY(more[0][QStringLiteral("products")].toInt() > stages[1][QStringLiteral("products")].toInt());
    }

    void wrongWordsAreNamed()
    {
        const auto backwards = grow("60000", "20000");
        QCOMPARE(backwards.exitCode, 2);
        QVERIFY2(backwards.err.contains(u"--from"), qPrintable(backwards.err));
    }

    void aShopIsNotFilledWithMadeUpProducts()
    {
        QFile csv(m_dir.filePath(QStringLiteral("shop.csv")));
        QVERIFY(csv.open(QIODevice::WriteOnly) && csv.write("key,name\nREAL-1,First\n") > 0);
        csv.close();
        const QStringList elsewhere{QStringLiteral("--data"), m_dir.filePath(QStringLiteral("real"))};
        QCOMPARE(vitrined(QStringList{QStringLiteral("import"), csv.fileName()} + elsewhere).exitCode, 0);
        const auto refused = vitrined(QStringList{QStringLiteral("bench"), QStringLiteral("growth")} + elsewhere);
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains(u"other products"), qPrintable(refused.err));
    }
};

QTEST_GUILESS_MAIN(GrowthTest)
#include "tst_growth.moc"
