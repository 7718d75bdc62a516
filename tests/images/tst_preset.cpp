#include "images/preset.h"
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
        for (const Preset &preset : list.all()) {
            // Twice the pixels on the same place hide more.
            const QString name = preset.name.endsWith(u"@2x") ? preset.name.chopped(3) : QString();
            QVERIFY2(preset.score >= 60 && preset.score <= 80, qPrintable(preset.name));
            if (const Preset *single = list.find(name))
                QVERIFY2(preset.score < single->score, qPrintable(preset.name));
        }
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
        QTest::newRow("blur") << good + "blur = 101\n"
                              << "\"blur\""
                              << "p.toml:5:";
        QTest::newRow("truth") << good + "enlarge = 1\n"
                               << "\"enlarge\""
                               << "p.toml:5:";
        QTest::newRow("focus") << good + "focus = [0.5, 2]\n"
                               << "\"focus\""
                               << "p.toml:5:";
        QTest::newRow("padding") << good + "padding = [1, 2]\n"
                                 << "\"padding\""
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

    void readsEveryOperation()
    {
        const auto list = PresetList::parse(
            "[[preset]]\nname = \"a\"\nwidth = 10\nheight = 20\nfit = \"exact\"\ncrop = \"focus\"\n"
            "focus = [0.25, 1]\nenlarge = true\nmirror = true\nrotation = 22.5\ntone = \"bitonal\"\n"
            "blur = 3\nsharpen = 0.5\npadding = [1, 2, 3, 4]\nbackground = \"#123456\"\nopaque = true\n"
            "animated = false\nmax-bytes = 5000\n",
            QStringLiteral("p.toml"));
        QVERIFY2(list.ok(), qPrintable(list.ok() ? QString() : list.error().toString()));
        Operations expected;
        expected.widthPx = 10;
        expected.heightPx = 20;
        expected.fit = Fit::Exact;
        expected.crop = Crop::Focus;
        expected.focusX = 0.25;
        expected.focusY = 1;
        expected.enlarge = true;
        expected.mirror = true;
        expected.rotationDegrees = 22.5;
        expected.tone = Tone::Bitonal;
        expected.blurSigma = 3;
        expected.sharpen = 0.5;
        expected.padding = {1, 2, 3, 4};
        expected.backgroundRgb = 0x123456;
        expected.opaque = true;
        expected.animated = false;
        expected.maxBytes = 5000;
        QVERIFY(static_cast<const Operations &>(list->all().constFirst()) == expected);
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
