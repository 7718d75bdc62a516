#include "codec/vips/srgb_profile.h"

#include <QtTest>

#include <lcms2.h>

#include <array>

using namespace vitrine::codec;

namespace {

constexpr cmsCIExyY D65{0.3127, 0.3290, 1};
constexpr cmsCIExyYTRIPLE Rec709{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
constexpr cmsCIExyYTRIPLE Adobe{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
constexpr cmsCIExyYTRIPLE Display{{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
// Of ICC's type 4: gamma, a, b, c, d.
constexpr std::array<double, 5> SrgbCurve{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};

QByteArray saved(cmsHPROFILE profile)
{
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    QByteArray bytes(static_cast<int>(size), Qt::Uninitialized);
    cmsSaveProfileToMem(profile, bytes.data(), &size);
    cmsCloseProfile(profile);
    return bytes;
}

QByteArray rgbProfile(const cmsCIExyYTRIPLE &primaries, cmsToneCurve *curve, double version = 4.3)
{
    cmsToneCurve *curves[] = {curve, curve, curve};
    cmsHPROFILE profile = cmsCreateRGBProfile(&D65, &primaries, curves);
    cmsSetProfileVersion(profile, version);
    QByteArray bytes = saved(profile);
    cmsFreeToneCurve(curve);
    return bytes;
}

cmsToneCurve *srgbCurve()
{
    return cmsBuildParametricToneCurve(nullptr, 4, SrgbCurve.data());
}

cmsToneCurve *srgbTable()
{
    std::array<cmsUInt16Number, 1024> table{};
    cmsToneCurve *curve = srgbCurve();
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = cmsEvalToneCurve16(curve, static_cast<cmsUInt16Number>(i * 65535 / (table.size() - 1)));
    cmsFreeToneCurve(curve);
    return cmsBuildTabulatedToneCurve16(nullptr, table.size(), table.data());
}

} // namespace

class SrgbProfileTest : public QObject
{
    Q_OBJECT

private slots:
    void goesByWhatItSays_data()
    {
        QTest::addColumn<QByteArray>("profile");
        QTest::addColumn<bool>("srgb");
        QTest::newRow("built in") << saved(cmsCreate_sRGBProfile()) << true;
        QTest::newRow("of another name") << rgbProfile(Rec709, srgbCurve()) << true;
        QTest::newRow("as a table, version 2") << rgbProfile(Rec709, srgbTable(), 2.1) << true;
        QTest::newRow("plain gamma of 2.2") << rgbProfile(Rec709, cmsBuildGamma(nullptr, 2.2)) << false;
        QTest::newRow("linear") << rgbProfile(Rec709, cmsBuildGamma(nullptr, 1)) << false;
        QTest::newRow("Adobe RGB") << rgbProfile(Adobe, cmsBuildGamma(nullptr, 2.19921875)) << false;
        QTest::newRow("Display P3, whose curve is that of sRGB") << rgbProfile(Display, srgbCurve()) << false;
        QTest::newRow("Lab") << saved(cmsCreateLab4Profile(nullptr)) << false;
        QTest::newRow("cut off") << saved(cmsCreate_sRGBProfile()).left(200) << false;
        QTest::newRow("nothing") << QByteArray() << false;
        QTest::newRow("no profile") << QByteArray(1000, 'x') << false;
    }
    void goesByWhatItSays()
    {
        QFETCH(QByteArray, profile);
        QFETCH(bool, srgb);
        const auto *bytes = reinterpret_cast<const std::uint8_t *>(profile.constData());
        QCOMPARE(isSrgbProfile({bytes, static_cast<std::size_t>(profile.size())}), srgb);
    }
};

QTEST_GUILESS_MAIN(SrgbProfileTest)
#include "tst_srgb_profile.moc"
