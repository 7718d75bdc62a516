#include "images/preset.h"
#include "images/resize_plan.h"
#include "images/ssim.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;

class PresetTest : public QObject
{
    Q_OBJECT

private slots:
    void carriesAMarketplace()
    {
        const PresetList list = PresetList::builtIn();
        QCOMPARE(list.all().size(), 48);
        for (const char *name :
             {"swatch-16", "swatch-32", "thumb-80", "thumb-80@2x", "card-320", "pdp-800", "zoom-2000"})
            QVERIFY2(list.find(QString::fromLatin1(name)), name);
        QCOMPARE(list.find(u"pdp-800")->widthPx, 800);
        QCOMPARE(list.find(u"thumb-80@2x")->widthPx, 160);
        QVERIFY(!list.find(u"none"));
    }

    void errorsNameLineAndKey_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("place");
        const QByteArray good = "[[preset]]\nname = \"a\"\nwidth = 10\nheight = 10\n";
        QTest::newRow("side") << good + "[[preset]]\nname = \"b\"\nwidth = 0\nheight = 10\n"
                              << "\"width\""
                              << "p.toml:7:";
        QTest::newRow("unknown key") << good + "widht = 3\n"
                                     << "\"widht\""
                                     << "p.toml:5:";
        QTest::newRow("fit") << good + "fit = \"stretch\"\n"
                             << "\"fit\""
                             << "p.toml:5:";
        QTest::newRow("missing") << QByteArray("[[preset]]\nname = \"a\"\nwidth = 10\n") << "\"height\""
                                 << "p.toml:1:";
        QTest::newRow("twice") << good + good << "\"name\""
                               << "p.toml:5";
        QTest::newRow("colour") << good + "background = \"white\"\n"
                                << "\"background\""
                                << "p.toml:5:";
        QTest::newRow("quality") << good + "quality = { jpeg = 101 }\n"
                                 << "\"jpeg\""
                                 << "p.toml:5:";
        QTest::newRow("syntax") << good + "crop = \n"
                                << ""
                                << "p.toml:5:";
        QTest::newRow("none") << QByteArray() << "[[preset]]"
                              << "p.toml";
    }
    void errorsNameLineAndKey()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QString, key);
        QFETCH(QString, place);
        const auto list = PresetList::parse(toml, QStringLiteral("p.toml"));
        QVERIFY(!list.ok());
        QCOMPARE(list.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(list.error().what.contains(key), qPrintable(list.error().toString()));
        QVERIFY2(list.error().where.startsWith(place), qPrintable(list.error().toString()));
    }

    void plansNeverEnlarge()
    {
        QCOMPARE(planResize({100, 50}, {200, 200}, Fit::Cover), (ResizePlan{{100, 50}, {50, 50}}));
        QCOMPARE(planResize({100, 50}, {200, 200}, Fit::Inside), (ResizePlan{{100, 50}, {100, 50}}));
        QCOMPARE(planResize({400, 200}, {100, 100}, Fit::Pad), (ResizePlan{{100, 50}, {100, 100}}));
        QCOMPARE(planResize({10'000, 1}, {10, 10}, Fit::Inside), (ResizePlan{{10, 1}, {10, 1}}));
    }

    void leavesAFactorOfTwoForTheFilter()
    {
        QCOMPARE(shrinkOnLoad({4000, 3000}, {800, 600}, 8), 2);
        QCOMPARE(shrinkOnLoad({4000, 3000}, {500, 375}, 8), 4);
        QCOMPARE(shrinkOnLoad({4000, 3000}, {100, 75}, 8), 8);
        QCOMPARE(shrinkOnLoad({4000, 3000}, {3000, 2250}, 8), 1);
    }

    void ssimTellsDamage()
    {
        Luma a{std::vector<std::uint8_t>(64 * 64), 64, 64};
        for (std::size_t i = 0; i < a.samples.size(); ++i)
            a.samples[i] = static_cast<std::uint8_t>((i * 7 + i / 64 * 13) % 251);
        Luma slight = a, gone = a;
        for (std::uint8_t &sample : slight.samples)
            sample = static_cast<std::uint8_t>(sample / 4 * 4);
        std::fill(gone.samples.begin(), gone.samples.end(), 128);
        QCOMPARE(meanSsim(a, a), 1.0);
        QVERIFY(meanSsim(a, slight) > 0.99 && meanSsim(a, slight) < 1.0);
        QVERIFY(meanSsim(a, gone) < 0.1);
        QCOMPARE(meanSsim(a, Luma{{1}, 1, 1}), 0.0);
    }
};

QTEST_GUILESS_MAIN(PresetTest)
#include "tst_preset.moc"
