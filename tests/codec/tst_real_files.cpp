#include "codec/worker_pool.h"
#include "images/support/pictures.h"
#include "images/support/requests.h"
#include "support/test_data.h"

#include <QColor>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QtTest>

#include <array>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

namespace {

constexpr qint64 MemoryBoundKb = 400 * 1024;

RenderSpec inside(int side, Format format)
{
    RenderSpec spec;
    spec.preset.widthPx = side;
    spec.preset.heightPx = side;
    spec.format = format;
    return spec;
}

qint64 peakMemoryKb()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.simplified().split(' ').value(1).toLongLong();
    }
    return 0;
}

QString told(const Error &error)
{
    return QLatin1String(errorCodeName(error.code)) + QStringLiteral(": ") + error.what;
}

/// QVERIFY2 evaluates its message also when all is well.
template <typename T>
QString told(const Result<T> &result)
{
    return result ? QStringLiteral("ok") : told(result.error());
}

} // namespace

/// Real files of every feature and every damage, through real workers.
class RealFilesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_data = test::testDataDir();
        if (m_data.isEmpty())
            QSKIP("VITRINE_TEST_DATA is not set");
        WorkerPoolLimits limits;
        limits.workers = 2;
        m_pool = std::move(*WorkerPool::start(limits));
    }
    void cleanupTestCase()
    {
        if (m_pool)
            QVERIFY2(peakMemoryKb() < MemoryBoundKb, qPrintable(QString::number(peakMemoryKb())));
    }

    /// A good picture of the right size or a clear error that blames the file; never a crash or a hang.
    void everyFileIsAPictureOrAnError_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *folder : {"formats", "bad"}) {
            QDirIterator files(m_data + QLatin1Char('/') + QLatin1String(folder), QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                const QString path = files.next();
                QTest::newRow(qPrintable(path.mid(m_data.size() + 1))) << path;
            }
        }
    }
    void everyFileIsAPictureOrAnError()
    {
        QFETCH(QString, path);
        const auto source = Source::fromFile(path);
        QVERIFY(source.ok());
        QElapsedTimer timer;
        timer.start();
        const auto info = m_pool->validate(**source, test::soon());
        const auto rendered = m_pool->render(**source, inside(160, Format::Webp), test::soon());
        if (qEnvironmentVariableIsSet("VITRINE_SHOW_FILES"))
            qInfo("%s", qPrintable(QStringLiteral("%1 ms %2 | %3")
                                       .arg(timer.elapsed())
                                       .arg(info ? info->type : told(info.error()), told(rendered))));
        for (const Error *error : {info ? nullptr : &info.error(), rendered ? nullptr : &rendered.error()}) {
            if (!error)
                continue;
            QVERIFY2(error->code == ErrorCode::Unprocessable || error->code == ErrorCode::UnsupportedType ||
                         error->code == ErrorCode::TooLarge,
                     qPrintable(told(*error)));
            QVERIFY(!error->what.isEmpty());
        }
        // What validate() lets in renders, and what it refuses does not.
        QVERIFY2(info.ok() == rendered.ok(), qPrintable(told(info) + QStringLiteral(" / ") + told(rendered)));
        if (!rendered)
            return;
        const double scale = std::min({1.0, 160.0 / info->widthPx, 160.0 / info->heightPx});
        QVERIFY(std::abs(rendered->widthPx - info->widthPx * scale) <= 1);
        QVERIFY(std::abs(rendered->heightPx - info->heightPx * scale) <= 1);
    }

    void picturesStandUpright_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QSize>("size");
        for (int i = 1; i <= 8; ++i)
            QTest::addRow("exif %d", i)
                << QStringLiteral("jpeg-exif-orientation-%1.jpg").arg(i) << QSize(600, 450);
        QTest::newRow("heic turned once")
            << QStringLiteral("heic-orientation-6-4032x3024.heic") << QSize(3024, 4032);
    }
    void picturesStandUpright()
    {
        QFETCH(QString, file);
        QFETCH(QSize, size);
        const auto source = Source::fromFile(m_data + QStringLiteral("/formats/") + file);
        const auto info = m_pool->validate(**source, test::soon());
        QVERIFY2(info.ok(), qPrintable(told(info)));
        QCOMPARE(QSize(info->widthPx, info->heightPx), size);
        const auto turned = m_pool->render(**source, inside(120, Format::Png), test::soon());
        QVERIFY(turned.ok());
        QCOMPARE(QSize(turned->widthPx, turned->heightPx), size.scaled(120, 120, Qt::KeepAspectRatio));
        if (!file.startsWith(QStringLiteral("jpeg")))
            return;
        // All eight are one scene with its number on it: nearly the same once upright, and not at all when
        // mirrored.
        const auto first = Source::fromFile(m_data + QStringLiteral("/formats/jpeg-exif-orientation-1.jpg"));
        const auto reference = m_pool->render(**first, inside(120, Format::Png), test::soon());
        const QImage a = test::decodePicture(turned->bytes), b = test::decodePicture(reference->bytes);
        double apart = 0;
        for (int y = 0; y < a.height(); ++y) {
            for (int x = 0; x < a.width(); ++x)
                apart += std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y)));
        }
        apart /= a.width() * a.height();
        QVERIFY2(apart < 10, qPrintable(QString::number(apart)));
    }

    void cmykIsRed()
    {
        const auto source = Source::fromFile(m_data + QStringLiteral("/formats/tiff-cmyk-fogra39.tif"));
        const auto pixels = m_pool->decode(**source, 16, test::soon());
        QVERIFY2(pixels.ok(), qPrintable(told(pixels)));
        const auto *centre = reinterpret_cast<const uchar *>(pixels->rgba.constData()) +
                             4 * (pixels->heightPx / 2 * pixels->widthPx + pixels->widthPx / 2);
        QVERIFY2(centre[0] > 200 && centre[1] < 60 && centre[2] < 60,
                 qPrintable(QStringLiteral("%1 %2 %3").arg(centre[0]).arg(centre[1]).arg(centre[2])));
    }

    void noMetadataIsLeft_data()
    {
        QTest::addColumn<Format>("format");
        for (const Format format : AllFormats)
            QTest::newRow(formatName(format).data()) << format;
    }
    void noMetadataIsLeft()
    {
        QFETCH(Format, format);
        // Every file here says where it was taken, except the ones about profiles.
        for (const char *file :
             {"formats/jpeg-exif-gps.jpg", "formats/webp-exif-orientation-6.webp", "formats/avif-gainmap.avif",
              "formats/avif-exif-1-3024x4032-p3.avif", "formats/heic-orientation-6-4032x3024.heic",
              "formats/jpeg-icc-adobe-rgb.jpg", "formats/jpeg-extended-xmp.jpg", "formats/jpeg-iptc.jpg",
              "photos/large/Oppo-R7-Plus.jpg", "photos/large/Panasonic-DMC-LX3-Lumix.jpg", "photos/large/Samsung-SM-G935L-Galaxy-S7-Edge.jpg"}) {
            const auto source = Source::fromFile(m_data + QLatin1Char('/') + QLatin1String(file));
            QVERIFY2(source.ok(), file);
            const auto rendered = m_pool->render(**source, inside(64, format), test::soon(30s));
            QVERIFY2(rendered.ok(), qPrintable(told(rendered)));
            for (const char *trace : {"Exif", "EXIF", "eXIf", "GPS", "http://ns.adobe.com", "xmpmeta", "8BIM",
                                      "XMP DataXMP", "ICC_PROFILE", "iCCP", "ICCP", "Samsung", "Apple"})
                QVERIFY2(!rendered->bytes.contains(trace),
                         qPrintable(QLatin1String(file) + QLatin1Char(' ') + QLatin1String(trace)));
        }
    }

    /// Its profile swaps channels: red is at the top only for who applies it, also for the second picture of
    /// a worker.
    void profilesAreApplied()
    {
        const auto source = Source::fromFile(m_data + QStringLiteral("/formats/avif-icc.avif"));
        RenderSpec toAvif = inside(64, Format::Avif);
        toAvif.score = true;
        const auto other = Source::fromFile(m_data + QStringLiteral("/formats/jpeg-icc-adobe-rgb.jpg"));
        QVERIFY(m_pool->render(**other, toAvif, test::soon()).ok());
        (void)m_pool->decode(**source, 64, test::soon());
        const auto pixels = m_pool->decode(**source, 200, test::soon());
        QVERIFY2(pixels.ok(), qPrintable(told(pixels)));
        const auto *top = reinterpret_cast<const uchar *>(pixels->rgba.constData()) +
                          4 * (pixels->heightPx / 6 * pixels->widthPx + pixels->widthPx / 2);
        QVERIFY2(top[0] > 150 && top[0] > 2 * top[1] && top[0] > 2 * top[2],
                 qPrintable(QStringLiteral("%1 %2 %3").arg(top[0]).arg(top[1]).arg(top[2])));
    }

    /// A wheat field is yellow only for who applies a profile that has no relative intent.
    void perceptualProfilesAreApplied()
    {
        const auto source = Source::fromFile(m_data + QStringLiteral("/formats/jpeg-xyb-icc.jpg"));
        const auto pixels = m_pool->decode(**source, 100, test::soon());
        QVERIFY2(pixels.ok(), qPrintable(told(pixels)));
        const std::array<double, 3> mean = meanOf(*pixels);
        QVERIFY2(mean[0] > mean[1], qPrintable(QStringLiteral("%1 %2 %3").arg(mean[0]).arg(mean[1]).arg(mean[2])));
    }

    void floatingPointIsNotBlack()
    {
        const auto source = Source::fromFile(m_data + QStringLiteral("/formats/tiff-float32.tif"));
        const auto pixels = m_pool->decode(**source, 100, test::soon());
        QVERIFY2(pixels.ok(), qPrintable(told(pixels)));
        const std::array<double, 3> mean = meanOf(*pixels);
        QVERIFY(mean[0] + mean[1] + mean[2] > 150);
    }

private:
    static std::array<double, 3> meanOf(const Pixels &pixels)
    {
        std::array<double, 3> sum{};
        const auto *rgba = reinterpret_cast<const uchar *>(pixels.rgba.constData());
        const qsizetype count = pixels.rgba.size() / 4;
        for (qsizetype i = 0; i < count; ++i) {
            for (std::size_t band = 0; band < 3; ++band)
                sum[band] += rgba[4 * i + qsizetype(band)];
        }
        for (double &value : sum)
            value /= double(count);
        return sum;
    }

    QString m_data;
    std::unique_ptr<WorkerPool> m_pool;
};

QTEST_GUILESS_MAIN(RealFilesTest)
#include "tst_real_files.moc"
