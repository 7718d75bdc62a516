#include "codec/worker_pool.h"
#include "images/support/pictures.h"
#include "images/support/requests.h"

#include <QPainter>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

namespace {

constexpr QRgb Red = 0xffff0000, Green = 0xff00ff00, Blue = 0xff0000ff, White = 0xffffffff;

/// Four quarters: red, green / blue, white.
QImage quarters(int width, int height)
{
    QImage picture(width, height, QImage::Format_RGB888);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x)
            picture.setPixel(x, y, y < height / 2 ? (x < width / 2 ? Red : Green)
                                                  : (x < width / 2 ? Blue : White));
    }
    return picture;
}

/// A JPEG whose EXIF says that it has to be turned by a quarter clockwise.
QByteArray withOrientation(const QByteArray &jpeg, char orientation)
{
    const QByteArray tiff = QByteArray("MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + orientation +
                            QByteArray("\0\0\0\0\0\0", 6);
    const QByteArray payload = QByteArray("Exif\0\0", 6) + tiff;
    const int length = payload.size() + 2;
    return jpeg.left(2) + "\xff\xe1" + char(length >> 8) + char(length & 0xff) + payload + jpeg.mid(2);
}

/// As EXIF has a viewer do it.
QImage upright(const QImage &stored, int orientation)
{
    const auto turned = [](const QImage &image, double degrees) { return image.transformed(QTransform().rotate(degrees)); };
    switch (orientation) {
    case 2:
        return stored.mirrored(true, false);
    case 3:
        return turned(stored, 180);
    case 4:
        return stored.mirrored(false, true);
    case 5:
        return turned(stored, 90).mirrored(true, false);
    case 6:
        return turned(stored, 90);
    case 7:
        return turned(stored, 270).mirrored(true, false);
    case 8:
        return turned(stored, 270);
    default:
        return stored;
    }
}

} // namespace

/// Every member of Operations, as a worker carries it out.
class OperationsTest : public QObject
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
        m_quarters = test::encodePicture(quarters(200, 100), "PNG");
    }

    void cutsARegion()
    {
        Operations wanted;
        wanted.region = {100, 50, 100, 50};
        const QImage white = rendered(m_quarters, wanted);
        QCOMPARE(white.size(), QSize(100, 50));
        QCOMPARE(white.pixel(0, 0), White);
        wanted.widthPx = 20;
        QCOMPARE(rendered(m_quarters, wanted).size(), QSize(20, 10));
        wanted.region = {150, 80, 1000, 1000}; // more than there is
        wanted.widthPx = 0;
        QCOMPARE(rendered(m_quarters, wanted).size(), QSize(50, 20));
    }
    void cutsARegionOfATurnedPicture()
    {
        // Upright: blue, red / white, green, 200 wide and 400 high.
        const QByteArray turned =
            withOrientation(test::encodePicture(quarters(400, 200), "JPEG", 95), char(6));
        Operations wanted;
        wanted.region = {0, 0, 100, 200};
        wanted.widthPx = 25;
        QVERIFY(isNear(rendered(turned, wanted), {12, 25}, Blue));
        wanted.region = {100, 200, 100, 200};
        const QImage green = rendered(turned, wanted);
        QCOMPARE(green.size(), QSize(25, 50));
        QVERIFY(isNear(green, {12, 25}, Green));
    }
    /// A plain JPEG takes a way of its own, its pixels as PNG take the general one: they must come to the same.
    void theShortWayLeadsToTheSamePicture_data()
    {
        QTest::addColumn<int>("orientation");
        QTest::addColumn<Format>("format");
        for (int orientation = 1; orientation <= 8; ++orientation) {
            for (const Format format : {Format::Jpeg, Format::Webp})
                QTest::addRow("exif %d %s", orientation, formatName(format).data()) << orientation << format;
        }
    }
    void theShortWayLeadsToTheSamePicture()
    {
        QFETCH(int, orientation);
        QFETCH(Format, format);
        const QByteArray source =
            withOrientation(test::encodePicture(test::drawPicture(403, 205), "JPEG", 95), char(orientation));
        QVector<Operations> all{Operations{}, box(101, 99, Fit::Inside), box(67, 67, Fit::Exact),
                                box(51, 43, Fit::Cover), box(77, 31, Fit::Cover), box(31, 77, Fit::Cover),
                                box(101, 98, Fit::Pad),  box(61, 90, Fit::Pad)};
        all[4].crop = all[5].crop = Crop::Focus;
        all[4].focusX = all[5].focusX = 0.2;
        all[4].focusY = all[5].focusY = 0.9;
        all[6].backgroundRgb = 0xc02040;
        all[7].backgroundRgb = 0x2050a0;
        all[7].crop = Crop::Focus;
        all[7].focusX = all[7].focusY = 0.1;
        // The same pixels, upright, in a file of which nothing is plain.
        const QByteArray pixels = test::encodePicture(upright(test::decodePicture(source), orientation), "PNG");
        for (const Operations &wanted : all) {
            RenderSpec spec = test::specOf(wanted, format);
            spec.preset.quality[size_t(format)] = 89;
            const auto shortest = render(source, spec);
            QVERIFY(shortest.ok());
            // Through PNG, which every reader of the test has.
            const QImage general = rendered(pixels, wanted);
            const QImage seen = rendered(shortest->bytes, {});
            QCOMPARE(seen.size(), general.size());
            double apart[3] = {};
            for (int y = 0; y < seen.height(); ++y) {
                for (int x = 0; x < seen.width(); ++x) {
                    const QRgb a = seen.pixel(x, y), b = general.pixel(x, y);
                    apart[0] += std::abs(qRed(a) - qRed(b));
                    apart[1] += std::abs(qGreen(a) - qGreen(b));
                    apart[2] += std::abs(qBlue(a) - qBlue(b));
                }
            }
            for (const double sum : apart)
                QVERIFY2(sum / (seen.width() * seen.height()) < 7,
                         qPrintable(QString::number(sum / (seen.width() * seen.height()))));
        }
    }

    void refusesARegionOutside()
    {
        Operations wanted;
        wanted.region = {200, 0, 10, 10};
        const auto result = render(m_quarters, wanted, Format::Png);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code, ErrorCode::Unprocessable);
        QVERIFY2(result.error().what.contains("200 x 100"), qPrintable(result.error().what));
    }

    void distortsAndEnlarges()
    {
        Operations wanted = box(300, 300, Fit::Exact);
        QCOMPARE(rendered(m_quarters, wanted).size(), QSize(100, 100));
        wanted.enlarge = true;
        const QImage large = rendered(m_quarters, wanted);
        QCOMPARE(large.size(), QSize(300, 300));
        QVERIFY(isNear(large, {280, 20}, Green));
        wanted.fit = Fit::Inside;
        QCOMPARE(rendered(m_quarters, wanted).size(), QSize(300, 150));
        wanted.fit = Fit::Cover;
        QCOMPARE(rendered(m_quarters, wanted).size(), QSize(300, 300));
    }
    void refusesAResultOfTooManyPixels()
    {
        Operations wanted = box(16384, 16384, Fit::Exact);
        wanted.enlarge = true;
        const auto result = render(m_quarters, wanted, Format::Png);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code, ErrorCode::Unprocessable);
        QVERIFY2(result.error().what.contains("megapixels"), qPrintable(result.error().what));
    }

    void cropsWhereItIsTold()
    {
        Operations wanted = box(100, 100, Fit::Cover);
        QCOMPARE(rendered(m_quarters, wanted).pixel(10, 10), Red); // half and half
        QCOMPARE(rendered(m_quarters, wanted).pixel(90, 10), Green);
        wanted.crop = Crop::Focus;
        wanted.focusX = 0.9;
        QCOMPARE(rendered(m_quarters, wanted).pixel(10, 10), Green);
        wanted.focusX = 0.1;
        QCOMPARE(rendered(m_quarters, wanted).pixel(90, 10), Red);
    }
    void cropsWhereDetailIs()
    {
        QImage plain(300, 100, QImage::Format_RGB888);
        plain.fill(Qt::gray);
        QPainter(&plain).drawImage(200, 0, test::drawPicture(100, 100));
        Operations wanted = box(100, 100, Fit::Cover);
        wanted.crop = Crop::Entropy;
        const QImage cropped = rendered(test::encodePicture(plain, "PNG"), wanted);
        QVERIFY2(qRed(cropped.pixel(60, 50)) > 180, "the disc was cut off");
    }

    void mirrorsThenTurns()
    {
        Operations wanted;
        wanted.mirror = true;
        QCOMPARE(rendered(m_quarters, wanted).pixel(0, 0), Green);
        wanted.rotationDegrees = 90;
        const QImage turned = rendered(m_quarters, wanted);
        QCOMPARE(turned.size(), QSize(100, 200));
        QCOMPARE(turned.pixel(0, 0), White); // what was at the lower left
        QCOMPARE(turned.pixel(99, 0), Green);
        wanted.mirror = false;
        wanted.rotationDegrees = 270;
        QCOMPARE(rendered(m_quarters, wanted).pixel(0, 0), Green);
    }
    void aTurnedCanvasIsBare()
    {
        Operations wanted;
        wanted.rotationDegrees = 45;
        wanted.backgroundRgb = 0x0000ff;
        const QImage transparent = rendered(m_quarters, wanted);
        QVERIFY(std::abs(transparent.width() - 212) <= 2 && std::abs(transparent.height() - 212) <= 2);
        QCOMPARE(qAlpha(transparent.pixel(1, 1)), 0);
        QCOMPARE(qAlpha(transparent.pixel(106, 106)), 255);
        QVERIFY(isNear(transparent, {106, 30}, Green) || isNear(transparent, {150, 100}, Green));
        const QImage jpeg = rendered(m_quarters, wanted, Format::Jpeg);
        QVERIFY(isNear(jpeg, {4, 4}, Blue));
        wanted.opaque = true;
        const QImage opaque = rendered(m_quarters, wanted);
        QCOMPARE(opaque.pixel(1, 1), Blue);
        QVERIFY(!opaque.hasAlphaChannel());
    }

    void takesColourAway()
    {
        Operations wanted;
        wanted.tone = Tone::Gray;
        const QImage gray = rendered(m_quarters, wanted);
        QCOMPARE(qRed(gray.pixel(10, 10)), 76); // BT.601 luma of pure red
        QCOMPARE(qBlue(gray.pixel(190, 10)), 150);
        wanted.tone = Tone::Bitonal;
        const QImage bitonal = rendered(m_quarters, wanted);
        QCOMPARE(bitonal.pixel(10, 10), 0xff000000);
        QCOMPARE(bitonal.pixel(190, 10), White);
        QCOMPARE(bitonal.pixel(190, 90), White);
        for (const Format format : {Format::Jpeg, Format::Webp, Format::Avif})
            QVERIFY(render(m_quarters, wanted, format).ok());
    }

    void blursAndPads()
    {
        Operations wanted;
        wanted.blurSigma = 10;
        wanted.padding = {1, 2, 3, 4};
        wanted.backgroundRgb = 0x123456;
        const QImage picture = rendered(m_quarters, wanted);
        QCOMPARE(picture.size(), QSize(206, 104));
        QCOMPARE(picture.pixel(3, 50), 0xff123456);
        QCOMPARE(picture.pixel(100, 103), 0xff123456);
        QCOMPARE(picture.pixel(4, 1), Red);
        const QRgb between = picture.pixel(104, 20);
        QVERIFY(qRed(between) > 90 && qRed(between) < 165 && qGreen(between) > 90 && qGreen(between) < 165);
    }
    void whatLiesUnderTransparencyDoesNotShow()
    {
        QImage picture(60, 60, QImage::Format_RGBA8888);
        picture.fill(QColor(255, 0, 0, 0));
        QPainter(&picture).fillRect(15, 15, 30, 30, Qt::blue);
        Operations wanted;
        wanted.blurSigma = 3;
        wanted.rotationDegrees = 30;
        const QByteArray png = test::encodePicture(picture, "PNG");
        const QImage blurred = rendered(png, wanted);
        for (int y = 0; y < blurred.height(); ++y) {
            for (int x = 0; x < blurred.width(); ++x) {
                const QRgb pixel = blurred.pixel(x, y);
                QVERIFY2(qAlpha(pixel) < 8 || qRed(pixel) < 40, qPrintable(QString::number(pixel, 16)));
            }
        }
        wanted = {};
        wanted.opaque = true;
        wanted.backgroundRgb = 0x00ff00;
        const QImage opaque = rendered(png, wanted);
        QCOMPARE(opaque.pixel(0, 0), Green);
        QVERIFY(!opaque.hasAlphaChannel());
    }

    void keepsWithinBytes_data()
    {
        QTest::addColumn<Format>("format");
        for (const Format format : {Format::Jpeg, Format::Webp, Format::Avif})
            QTest::newRow(formatName(format).data()) << format;
    }
    void keepsWithinBytes()
    {
        QFETCH(Format, format);
        const QByteArray source = test::encodePicture(test::drawPicture(400, 300), "PNG");
        Operations wanted;
        const auto free = render(source, wanted, format);
        QVERIFY(free.ok());
        wanted.maxBytes = int(free->bytes.size() * 7 / 10);
        const auto bounded = render(source, wanted, format);
        QVERIFY(bounded.ok());
        QVERIFY(bounded->bytes.size() <= wanted.maxBytes);
        QVERIFY2(bounded->bytes.size() > wanted.maxBytes / 2, "gave away more quality than it had to");
        wanted.maxBytes = 1; // cannot be: the smallest there is
        const auto smallest = render(source, wanted, format);
        QVERIFY(smallest.ok());
        QVERIFY(smallest->bytes.size() < bounded->bytes.size());
    }

private:
    static Operations box(int width, int height, Fit fit)
    {
        Operations wanted;
        wanted.widthPx = width;
        wanted.heightPx = height;
        wanted.fit = fit;
        return wanted;
    }

    static bool isNear(const QImage &picture, QPoint at, QRgb colour)
    {
        const QRgb seen = picture.pixel(at);
        return std::abs(qRed(seen) - qRed(colour)) < 24 && std::abs(qGreen(seen) - qGreen(colour)) < 24 &&
               std::abs(qBlue(seen) - qBlue(colour)) < 24;
    }


    Result<Rendered> render(const QByteArray &picture, const Operations &operations, Format format)
    {
        return render(picture, test::specOf(operations, format));
    }
    Result<Rendered> render(const QByteArray &picture, const RenderSpec &spec)
    {
        return m_pool->render(*test::sourceOf(picture), spec, test::soon());
    }

    QImage rendered(const QByteArray &picture, const Operations &operations, Format format = Format::Png)
    {
        const auto result = render(picture, operations, format);
        if (!result) {
            QTest::qFail(qPrintable(result.error().toString()), __FILE__, __LINE__);
            return QImage(1, 1, QImage::Format_RGB888);
        }
        const QImage image = test::decodePicture(result->bytes);
        if (image.size() != QSize(result->widthPx, result->heightPx))
            QTest::qFail("the answer names another size", __FILE__, __LINE__);
        return image;
    }

    std::unique_ptr<WorkerPool> m_pool;
    QByteArray m_quarters;
};

QTEST_GUILESS_MAIN(OperationsTest)
#include "tst_operations.moc"
