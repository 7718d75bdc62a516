#include "images/perceptual_score.h"

#include <QtTest>

using namespace vitrine::images;

namespace {

RgbPicture scene(int width, int height)
{
    RgbPicture picture{{}, width, height};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int weave = (x / 3 + y / 5) % 2 * 40;
            picture.samples.push_back(static_cast<std::uint8_t>(40 + 150 * x / width + weave));
            picture.samples.push_back(static_cast<std::uint8_t>(60 + 120 * y / height + weave));
            picture.samples.push_back(static_cast<std::uint8_t>(200 - 130 * x / width));
        }
    }
    return picture;
}

RgbPicture coarse(RgbPicture picture, int step)
{
    for (std::uint8_t &sample : picture.samples)
        sample = static_cast<std::uint8_t>(sample / step * step + step / 2);
    return picture;
}

} // namespace

class PerceptualScoreTest : public QObject
{
    Q_OBJECT

private slots:
    void equalPicturesScoreAHundred()
    {
        for (const int side : {1, 3, 8, 15, 40, 200})
            QCOMPARE(perceptualScore(scene(side, side), scene(side, side)), 100.0);
    }
    void worseIsLess()
    {
        const RgbPicture picture = scene(160, 120);
        double before = 100;
        for (const int step : {4, 8, 16, 32}) {
            const double score = perceptualScore(picture, coarse(picture, step));
            QVERIFY2(score < before, qPrintable(QString::number(score)));
            before = score;
        }
        QVERIFY(before < 70);
    }
    void lostColourIsALoss()
    {
        const RgbPicture picture = scene(160, 120);
        RgbPicture grey = picture;
        for (std::size_t i = 0; i < grey.samples.size(); i += 3) {
            const int luma = (77 * grey.samples[i] + 150 * grey.samples[i + 1] + 29 * grey.samples[i + 2]) / 256;
            std::fill_n(grey.samples.begin() + static_cast<std::ptrdiff_t>(i), 3, static_cast<std::uint8_t>(luma));
        }
        QVERIFY(perceptualScore(picture, grey) < 80);
    }
    /// A picture on white: what is wrong in a tenth of it alone is not averaged away.
    void aFaultInOnePlaceCounts()
    {
        RgbPicture product{{}, 320, 320}, faulty{{}, 320, 320};
        product.samples.assign(320 * 320 * 3, 255);
        const RgbPicture patch = scene(100, 100), spoilt = coarse(patch, 24);
        faulty.samples = product.samples;
        for (std::size_t y = 0; y < 100; ++y) {
            const auto at = std::ptrdiff_t((y + 110) * 320 * 3 + 110 * 3), from = std::ptrdiff_t(y * 300);
            std::copy_n(patch.samples.begin() + from, 300, product.samples.begin() + at);
            std::copy_n(spoilt.samples.begin() + from, 300, faulty.samples.begin() + at);
        }
        const double alone = perceptualScore(patch, spoilt), onWhite = perceptualScore(product, faulty);
        QVERIFY2(onWhite > alone && onWhite < alone + 0.6 * (100 - alone), qPrintable(QStringLiteral("%1 %2").arg(alone).arg(onWhite)));
    }
    void anotherTintIsALoss()
    {
        const RgbPicture picture = scene(160, 120);
        RgbPicture tinted = picture;
        for (std::size_t i = 0; i < tinted.samples.size(); i += 3)
            tinted.samples[i] = static_cast<std::uint8_t>(std::min(255, tinted.samples[i] + 24));
        const double score = perceptualScore(picture, tinted);
        QVERIFY2(score < 85, qPrintable(QString::number(score)));
    }
    void anotherSizeIsNothing()
    {
        QCOMPARE(perceptualScore(scene(20, 10), scene(10, 20)), 0.0);
        QCOMPARE(perceptualScore({}, {}), 0.0);
    }
};

QTEST_GUILESS_MAIN(PerceptualScoreTest)
#include "tst_perceptual_score.moc"
