#include "fuzz/catalog/any_description.h"
#include "fuzz/mutate.h"
#include "storage/mysql/support/pair.h"

#include <QFile>
#include <QTest>

using namespace vitrine;

/// The fuzzer's rules over mutated descriptions. Same seed, same inputs.
class TestDescriptions : public QObject
{
    Q_OBJECT

private slots:
    void keepTheRules()
    {
        QVector<QByteArray> seeds{test::PairDescription};
        for (const char *name : {"vitrine", "magento"}) {
            QFile file(QStringLiteral(VITRINE_DESCRIPTIONS "/%1.toml").arg(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::ReadOnly));
            seeds.append(file.readAll());
        }
        QRandomGenerator random(2026);
        for (const QByteArray &seed : seeds)
            QCOMPARE(test::brokenDescriptionRule(seed), nullptr);
        for (int round = 0; round < 4'000; ++round) {
            const QByteArray input = test::mutated(seeds, random, 1 << 20);
            const char *rule = test::brokenDescriptionRule(input);
            QVERIFY2(!rule, (QByteArray(rule) + ": " + input).constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestDescriptions)
#include "tst_descriptions.moc"
