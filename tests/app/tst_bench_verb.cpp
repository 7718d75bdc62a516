#include "vitrined_process.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine::test;

/// That the figures of photographs come out, not what they are.
class BenchVerbTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    CommandResult bench(const QStringList &arguments)
    {
        return vitrined(QStringList{QStringLiteral("bench"), QStringLiteral("--data"), m_dir.path(), QStringLiteral("--json")} + arguments);
    }
    static QJsonObject figureNamed(const CommandResult &result, const QString &begin)
    {
        for (const QJsonValue &figure : result.json()[QStringLiteral("figures")].toArray())
            if (figure[QStringLiteral("name")].toString().startsWith(begin))
                return figure.toObject();
        return {};
    }

private slots:
    void initTestCase()
    {
        QCOMPARE(vitrined({QStringLiteral("generate"), QStringLiteral("--data"), m_dir.path(), QStringLiteral("--products"), QStringLiteral("20"),
                           QStringLiteral("--pictures"), QStringLiteral("2")}).exitCode, 0);
    }

    void bytesAtTheScoreOfAJpeg()
    {
        const auto result = bench({QStringLiteral("--only"), QStringLiteral("bytes"), QStringLiteral("--pictures"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == 0 || result.exitCode == 3, qPrintable(result.err));
        const auto figures = result.json()[QStringLiteral("figures")].toArray().size();
        QVERIFY2(figures >= 7 && figures % 2 == 1, qPrintable(QString::number(figures))); // two more for each tool that is installed
        for (const char *format : {"WebP", "AVIF"}) {
            const QJsonObject figure = figureNamed(result, QStringLiteral("bytes of JPEG q80 against %1 of its SSIM").arg(QLatin1String(format)));
            QVERIFY2(figure[QStringLiteral("value")].toDouble() > 1, result.out.constData()); // a drawn picture: both always are
            QVERIFY(figure[QStringLiteral("conditions")].toString().contains(u"p10"));
        }
    }

    void storageCountsEveryFile()
    {
        const auto result = bench({QStringLiteral("--only"), QStringLiteral("storage"), QStringLiteral("--pictures"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == 0 || result.exitCode == 3, qPrintable(result.err));
        // 96 files and the original, against the original and the index.
        const double fewer = figureNamed(result, QStringLiteral("storage of product photographs, originals and index, files"))[QStringLiteral("value")].toDouble();
        QVERIFY2(fewer == 97.0 / 2, result.out.constData());
        const QJsonObject cached = figureNamed(result, QStringLiteral("storage of product photographs, variant store too, bytes"));
        QVERIFY(cached[QStringLiteral("value")].toDouble() > 0);
        QVERIFY(cached[QStringLiteral("target")].isNull());
    }

    void popularCardsAreReadInTheStoreAndOverHttpWhileTheCatalogGrows()
    {
        const auto productsIn = [this] {
            return vitrined({QStringLiteral("search"), QStringLiteral("--data"), m_dir.path(), QString(), QStringLiteral("--json")}).json()[QStringLiteral("total")].toInt();
        };
        const int before = productsIn();
        QVERIFY(before >= 20);
        const auto result = bench({QStringLiteral("--only"), QStringLiteral("paced,growing"), QStringLiteral("--rounds"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == 0 || result.exitCode == 3, qPrintable(result.err));
        QCOMPARE(result.json()[QStringLiteral("figures")].toArray().size(), 5);
        for (const char *begin : {"popular cards, paced at 1 000/s", "popular cards, paced at 10 000/s", "popular cards over HTTP, p90 inside", "popular cards over HTTP, p90 at the client",
                                  "popular cards over HTTP while values are imported"})
            QVERIFY2(figureNamed(result, QString::fromLatin1(begin))[QStringLiteral("value")].toDouble() > 0, result.out.constData());
        QVERIFY(productsIn() > before);
    }

    void whatIsNotGeneratedIsNotGrown()
    {
        QTemporaryDir own;
        QFile file(own.filePath(QStringLiteral("own.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("key,name\nMINE,Mine\n");
        file.close();
        const QStringList data{QStringLiteral("--data"), own.filePath(QStringLiteral("data"))};
        QCOMPARE(vitrined(QStringList{QStringLiteral("import"), file.fileName()} + data).exitCode, 0);
        const auto result = vitrined(QStringList{QStringLiteral("bench"), QStringLiteral("--only"), QStringLiteral("growing"), QStringLiteral("--json")} + data);
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.json()[QStringLiteral("notMeasured")][0].toString().contains(u"other products than generated ones"), result.out.constData());
    }

    void whatCannotBeMeasuredIsNamed()
    {
        QVERIFY(QDir(m_dir.path()).mkpath(QStringLiteral("empty")));
        const auto result = bench({QStringLiteral("--only"), QStringLiteral("bytes"), QStringLiteral("--photos"), m_dir.filePath(QStringLiteral("empty"))});
        QCOMPARE(result.exitCode, 3);
        const QString reason = result.json()[QStringLiteral("notMeasured")][0].toString();
        QVERIFY2(reason.contains(u"no picture") && reason.contains(u"empty"), qPrintable(reason));
        QCOMPARE(bench({QStringLiteral("--only"), QStringLiteral("nonsense")}).exitCode, 2);
        QCOMPARE(bench({QStringLiteral("--photos"), m_dir.filePath(QStringLiteral("absent"))}).exitCode, 2);
    }
};

QTEST_GUILESS_MAIN(BenchVerbTest)
#include "tst_bench_verb.moc"
