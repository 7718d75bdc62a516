#include "codec/worker_pool.h"
#include "images/perceptual_score.h"
#include "images/support/pictures.h"
#include "images/support/requests.h"
#include "support/test_data.h"

#include <QtTest>

#include <cmath>
#include <numbers>
#include <numeric>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

namespace {

constexpr int SourceSidePx = 1600;
constexpr double HalfAPoint = 0.5, MoireCost = 12;

/// Woven cloth: two sets of threads, `period` pixels apart, turned by `degrees`.
QImage cloth(double period, double degrees, bool checked)
{
    QImage picture(SourceSidePx, SourceSidePx, QImage::Format_RGB888);
    const double angle = degrees * std::numbers::pi / 180, frequency = 2 * std::numbers::pi / period;
    for (int y = 0; y < SourceSidePx; ++y) {
        uchar *row = picture.scanLine(y);
        for (int x = 0; x < SourceSidePx; ++x) {
            const double along = x * std::cos(angle) + y * std::sin(angle);
            const double across = y * std::cos(angle) - x * std::sin(angle);
            const double weft = checked ? std::sin(across * frequency) : 0;
            const double light = std::clamp(0.5 + 0.45 * std::sin(along * frequency) + 0.3 * weft, 0.0, 1.0);
            row[3 * x] = static_cast<uchar>(40 + 190 * light);
            row[3 * x + 1] = static_cast<uchar>(40 + 170 * light);
            row[3 * x + 2] = static_cast<uchar>(60 + 120 * light);
        }
    }
    return picture;
}

RgbPicture rgbOf(const QByteArray &bytes)
{
    const QImage image = test::decodePicture(bytes).convertToFormat(QImage::Format_RGB888);
    RgbPicture picture{{}, image.width(), image.height()};
    for (int y = 0; y < image.height(); ++y)
        picture.samples.insert(picture.samples.end(), image.constScanLine(y),
                               image.constScanLine(y) + 3 * image.width());
    return picture;
}

} // namespace

/// Shrinking while loading must not show: a pattern finer than the variant's pixels turns into moire when too little is
/// left for the filter. Every picture here is rendered from the JPEG (which shrinks while loading) and from the same
/// pixels as PNG (which cannot), and both are judged as JPEGs against the lossless variant of the PNG.
class FabricTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        WorkerPoolLimits limits;
        limits.workers = 1;
        auto pool = WorkerPool::start(limits);
        QVERIFY2(pool.ok(), qPrintable(pool.ok() ? QString() : pool.error().toString()));
        m_pool = std::move(*pool);
    }

    /// In the mean within half a point. A single one may differ more where the pattern itself is still seen: its phase
    /// is another then, which is no moire; moire costs 20 to 70 points.
    void drawnClothShowsNoMoire()
    {
        double sum = 0;
        int count = 0;
        for (const double period : {2.5, 3.7, 5.0, 7.3, 11.0}) {
            for (const double degrees : {0.0, 7.0, 30.0}) {
                const QImage picture = cloth(period, degrees, degrees == 7.0);
                for (const double difference : compare(test::encodePicture(picture, "JPEG", 92))) {
                    QVERIFY2(difference > -MoireCost,
                             qPrintable(QStringLiteral("threads every %1 px at %2 degrees: %3")
                                            .arg(period)
                                            .arg(degrees)
                                            .arg(difference)));
                    sum += difference;
                    ++count;
                }
            }
        }
        QVERIFY2(sum / count > -HalfAPoint, qPrintable(QString::number(sum / count)));
    }

    void photographsAreWithinHalfAPoint_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file : {"photos/magento/ws03-red_main.jpg", "photos/magento/wt05-purple_main.jpg",
                                 "photos/magento/ws07-black_main.jpg", "formats/jpeg-flower-444.jpg"})
            QTest::newRow(file) << QString::fromLatin1(file);
    }
    void photographsAreWithinHalfAPoint()
    {
        QFETCH(QString, file);
        if (test::testDataDir().isEmpty())
            QSKIP("VITRINE_TEST_DATA is not set");
        QFile jpeg(test::testDataDir() + QLatin1Char('/') + file);
        QVERIFY(jpeg.open(QIODevice::ReadOnly));
        const QVector<double> differences = compare(jpeg.readAll());
        for (const double difference : differences)
            QVERIFY2(difference > -2 * HalfAPoint, qPrintable(QString::number(difference)));
        const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / differences.size();
        QVERIFY2(mean > -HalfAPoint, qPrintable(QString::number(mean)));
    }

private:
    /// By how much the variants of the JPEG score better than those of its pixels.
    QVector<double> compare(const QByteArray &jpeg)
    {
        constexpr int Fast = 90; // of Qt's PNG writer: little compression
        const QByteArray png = test::encodePicture(test::decodePicture(jpeg), "PNG", Fast);
        QVector<double> differences;
        for (const int side : {120, 200, 266, 317, 340}) {
            const RgbPicture reference = rgbOf(rendered(png, side, Format::Png));
            const double whole = perceptualScore(reference, rgbOf(rendered(png, side, Format::Jpeg)));
            differences << perceptualScore(reference, rgbOf(rendered(jpeg, side, Format::Jpeg))) - whole;
        }
        return differences;
    }

    QByteArray rendered(const QByteArray &picture, int side, Format format)
    {
        const auto result = m_pool->render(*test::sourceOf(picture), test::specOf(side, side, Fit::Inside, format), test::soon());
        if (!result) {
            QTest::qFail(qPrintable(result.error().toString()), __FILE__, __LINE__);
            return {};
        }
        return result->bytes;
    }

    std::unique_ptr<WorkerPool> m_pool;
};

QTEST_GUILESS_MAIN(FabricTest)
#include "tst_fabric.moc"
