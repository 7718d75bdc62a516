#include "codec/worker_pool.h"
#include "support/test_data.h"

#include <QtTest>

#include <array>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

namespace {

using Mean = std::array<double, 4>;

Mean meanOf(const Pixels &pixels)
{
    Mean sum{};
    const auto *rgba = reinterpret_cast<const uchar *>(pixels.rgba.constData());
    const qint64 count = qint64{pixels.widthPx} * pixels.heightPx;
    for (qint64 i = 0; i < count; ++i) {
        for (size_t channel = 0; channel < 4; ++channel)
            sum[channel] += rgba[4 * i + qint64(channel)];
    }
    for (double &value : sum)
        value /= double(count);
    return sum;
}

} // namespace

/// Profiles, CMYK, YCCK, 16 bit, alpha and orientation of real files against what another program (Pillow 12 with
/// LittleCMS, sRGB, perceptual; relative with black point compensation for CMYK) makes of the same files: the mean of
/// each channel of the upright picture.
class RealColoursTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_data = test::testDataDir();
        if (m_data.isEmpty())
            QSKIP("VITRINE_TEST_DATA is not set");
        WorkerPoolLimits limits;
        limits.workers = 1;
        m_pool = std::move(*WorkerPool::start(limits));
    }

    void looksAsElsewhere_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<Mean>("mean");
        const auto row = [](const char *file, QSize size, double red, double green, double blue,
                            double alpha = 255) {
            QTest::newRow(file) << size << Mean{red, green, blue, alpha};
        };
        // Profiles
        row("jpeg-icc-adobe-rgb.jpg", {1900, 1263}, 87.0, 91.4, 84.9);
        row("webp-icc-adobe-rgb.webp", {943, 1375}, 221.4, 141.6, 22.7);
        row("jpeg-icc-dci-p3.jpg", {100, 100}, 253.6, 253.6, 253.6);
        row("jpeg-icc-multi-chunk.jpg", {425, 250}, 59.5, 121.6, 176.5);
        row("jpeg-icc-srgb.jpg", {2560, 1600}, 125.8, 99.9, 94.1);
        row("jpeg-icc-v4.jpg", {400, 400}, 133.5, 101.9, 83.9);
        row("jpeg-rgb-no-ycc-icc.jpg", {227, 149}, 145.5, 90.3, 82.0);
        row("jpeg-gray-icc-dotgain20.jpg", {715, 483}, 99.8, 99.8, 99.8);
        row("jpeg-gray-icc-gamma22.jpg", {400, 267}, 36.7, 36.7, 36.7);
        row("jpeg-xyb-icc.jpg", {290, 442}, 126.1, 116.9, 107.7);
        row("jpeg-ultrahdr-gainmap.jpg", {3840, 2160}, 99.9, 97.9, 97.4);
        row("png-icc-display-p3.png", {8, 8}, 255, 0, 0);
        row("png-icc-prophoto.png", {1, 1}, 117, 160, 210);
        row("avif-icc.avif", {800, 800}, 47.7, 48.8, 52.2);
        row("heic-1440x960.heic", {1440, 960}, 93.4, 60.1, 19.7);
        row("avif-exif-1-3024x4032-p3.avif", {3024, 4032}, 150.8, 122.7, 92.6);
        // CMYK and YCCK
        row("jpeg-cmyk-icc-swop.jpg", {500, 333}, 120.9, 126.4, 115.3);
        row("jpeg-cmyk-buggie.jpg", {64, 138}, 153.5, 150.9, 152.8);
        row("tiff-cmyk-fogra39.tif", {1000, 1000}, 227, 6, 19);
        // 16 bit and alpha
        row("png-16bit-rgb.png", {900, 600}, 154.2, 117.6, 144.5);
        row("png-16bit-rgba-icc.png", {1350, 600}, 14.5, 16.5, 16.6, 27.6);
        row("tiff-16bit-adobe-rgb.tiff", {317, 211}, 42.5, 43.7, 9.3);
        row("webp-lossy-alpha.webp", {800, 600}, 41.9, 63.0, 40.5, 74.6);
        row("png-palette-trns.png", {828, 322}, 8.9, 31.5, 39.3, 81.8);
        // Orientation
        row("heic-orientation-6-4032x3024.heic", {3024, 4032}, 150.5, 122.8, 92.3);
        row("png-exif-orientation.png", {200, 100}, 127.5, 127.5, 0);
        row("tiff-orientation.tiff", {300, 400}, 255, 247.4, 247.4);
        row("tiff-g4-orientation-6.tif", {590, 88}, 226.7, 226.7, 226.7);
        row("webp-exif-orientation-6.webp", {391, 521}, 142.7, 124.2, 106.0);
        row("png-exif-imagemagick.png", {512, 512}, 144.5, 142.6, 143.1);
    }
    void looksAsElsewhere()
    {
        QFETCH(QSize, size);
        QFETCH(Mean, mean);
        const auto source = Source::fromFile(m_data + QStringLiteral("/formats/") +
                                             QString::fromLatin1(QTest::currentDataTag()));
        const auto pixels = m_pool->decode(**source, 0, std::chrono::steady_clock::now() + 30s);
        QVERIFY2(pixels.ok(), qPrintable(pixels.ok() ? QString() : pixels.error().toString()));
        QCOMPARE(QSize(pixels->widthPx, pixels->heightPx), size);
        const Mean seen = meanOf(*pixels);
        for (size_t channel = 0; channel < 4; ++channel) {
            QVERIFY2(std::abs(seen[channel] - mean[channel]) < 2.5,
                     qPrintable(QStringLiteral("%1 %2 %3 %4").arg(seen[0]).arg(seen[1]).arg(seen[2]).arg(seen[3])));
        }
    }

private:
    QString m_data;
    std::unique_ptr<WorkerPool> m_pool;
};

QTEST_GUILESS_MAIN(RealColoursTest)
#include "tst_real_colours.moc"
