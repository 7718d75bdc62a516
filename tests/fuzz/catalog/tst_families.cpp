#include "fuzz/catalog/any_families.h"
#include "fuzz/mutate.h"

#include <QTest>

using namespace vitrine;

/// The fuzzer's rules over mutated families. Same seed, same inputs.
class TestFamilyFiles : public QObject
{
    Q_OBJECT

private slots:
    void keepTheRules()
    {
        const QVector<QByteArray> seeds{
            "[[channel]]\ncode = \"SG\"\nlabel = \"Singapore\"\nlocales = [\"en\", \"zh\"]\n"
            "[[attribute]]\ncode = \"weight\"\ntype = \"number\"\nmin = -0.5\nmax = 100\n"
            "[[attribute]]\ncode = \"title\"\nper = [\"locale\", \"channel\"]\nmax-length = 10\nmatches = '(a+)+b'\n"
            "[[family]]\ncode = \"shoes\"\nattributes = [\"title\", \"weight\"]\nrequired = [\"title\"]\n"
            "[family.required-in]\nSG = [\"weight\"]\n",
            "[[attribute]]\ncode = \"colour\"\ntype = \"option\"\noptions = [\"red\", \"b\\\"l\\u0001ue\"]\n"
            "[[family]]\ncode = \"a.b\"\nlabel = \"x\"\nattributes = [\"colour\"]\nrequired = [\"colour\"]\n"};
        QRandomGenerator random(2026);
        for (const QByteArray &seed : seeds)
            QCOMPARE(test::brokenFamilyRule(seed), nullptr);
        for (int round = 0; round < 4'000; ++round) {
            const QByteArray input = test::mutated(seeds, random, 1 << 20);
            const char *rule = test::brokenFamilyRule(input);
            QVERIFY2(!rule, (QByteArray(rule) + ": " + input).constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestFamilyFiles)
#include "tst_families.moc"
