#include "codec/worker_pool.h"
#include "images/support/gif_writer.h"
#include "support/test_data.h"
#include "images/support/requests.h"

#include <QBuffer>
#include <QImageReader>
#include <QtEndian>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

namespace {

constexpr QRgb Red = 0xffff0000, Green = 0xff00ff00, Blue = 0xff0000ff;

struct Moment
{
    QImage picture;
    int delayMs = 0;
};

struct Film
{
    QVector<Moment> moments;
    int loops = 0;
};

Film watch(QByteArray gif)
{
    QBuffer buffer(&gif);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, "gif");
    Film film;
    for (QImage picture = reader.read(); !picture.isNull(); picture = reader.read())
        film.moments.append({picture.convertToFormat(QImage::Format_ARGB32), reader.nextImageDelay()});
    film.loops = reader.loopCount();
    return film;
}

/// Loop count and frame durations of a WebP (container specification, "ANIM" and "ANMF").
Film readWebpTiming(const QByteArray &webp)
{
    Film film;
    for (int at = 12; at + 8 <= webp.size();) {
        const auto size = qFromLittleEndian<quint32>(webp.constData() + at + 4);
        const char *payload = webp.constData() + at + 8;
        if (webp.mid(at, 4) == "ANIM")
            film.loops = qFromLittleEndian<quint16>(payload + 4);
        if (webp.mid(at, 4) == "ANMF")
            film.moments.append({{}, int(qFromLittleEndian<quint32>(payload + 12) & 0xffffff)});
        at += 8 + int((size + 1) & ~1u);
    }
    return film;
}

QImage plain(QSize size, int index)
{
    QImage picture(size, QImage::Format_Indexed8);
    picture.setColorTable({Red, Green, Blue, 0});
    picture.fill(index);
    return picture;
}

/// Red; a green patch that goes away; a blue patch over what was there before; what is left of it.
QByteArray film()
{
    using test::GifDisposal;
    return test::writeGif({40, 20}, {Red, Green, Blue, 0},
                          {{plain({40, 20}, 0), {0, 0}, 100, GifDisposal::Keep},
                           {plain({10, 10}, 1), {0, 0}, 250, GifDisposal::Background},
                           {plain({10, 10}, 2), {30, 10}, 40, GifDisposal::Previous},
                           {plain({8, 8}, 1), {16, 4}, 700, GifDisposal::Keep}},
                          5);
}

} // namespace

class AnimationsTest : public QObject
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

    void countsFrames()
    {
        const auto info = m_pool->validate(*test::sourceOf(film()), test::soon());
        QVERIFY(info.ok());
        QCOMPARE(info->frames, 4);
    }

    void keepsTimingLoopsAndDisposal_data()
    {
        QTest::addColumn<bool>("throughWebp");
        QTest::newRow("gif") << false;
        QTest::newRow("webp and back") << true;
    }
    void keepsTimingLoopsAndDisposal()
    {
        QFETCH(bool, throughWebp);
        QByteArray picture = film();
        const Film source = watch(picture);
        if (throughWebp) {
            Operations wanted;
            RenderSpec spec = test::specOf(wanted, Format::Webp);
            spec.preset.quality[size_t(Format::Webp)] = 95;
            picture = rendered(picture, spec);
            const Film webp = readWebpTiming(picture);
            QCOMPARE(webp.moments.size(), 4);
            QCOMPARE(webp.moments[1].delayMs, 250);
            QCOMPARE(webp.moments[3].delayMs, 700);
        }
        const Film made = watch(rendered(picture, test::specOf({}, Format::Gif)));
        QCOMPARE(made.moments.size(), 4);
        QCOMPARE(made.loops, source.loops);
        const QVector<int> delays{100, 250, 40, 700};
        for (int i = 0; i < 4; ++i)
            QCOMPARE(made.moments[i].delayMs, delays[i]);
        QVERIFY(isNear(made.moments[0], {5, 5}, Red));
        QVERIFY(isNear(made.moments[1], {5, 5}, Green));
        QVERIFY(isNear(made.moments[1], {30, 15}, Red));
        QCOMPARE(qAlpha(made.moments[2].picture.pixel(5, 5)), 0); // disposed to nothing
        QVERIFY(isNear(made.moments[2], {35, 15}, Blue));
        QVERIFY(isNear(made.moments[3], {35, 15}, Red)); // as it was before the blue
        QVERIFY(isNear(made.moments[3], {20, 8}, Green));
    }

    void everyFrameIsOperatedUpon()
    {
        Operations wanted;
        wanted.region = {20, 0, 20, 20};
        wanted.widthPx = 10;
        wanted.heightPx = 10;
        wanted.rotationDegrees = 90;
        wanted.padding = {0, 0, 4, 0};
        wanted.backgroundRgb = 0x00ff00;
        wanted.opaque = true;
        const Film made = watch(rendered(film(), test::specOf(wanted, Format::Gif)));
        QCOMPARE(made.moments.size(), 4);
        QCOMPARE(made.moments[2].picture.size(), QSize(10, 14));
        QVERIFY(isNear(made.moments[2], {2, 8}, Blue)); // the lower right corner, turned to the lower left
        QVERIFY(isNear(made.moments[2], {8, 2}, Red));
        QVERIFY(isNear(made.moments[2], {8, 12}, Green));
    }

    /// Interest lies left in the first frame and right in the others: the cut stays where it was.
    void aCropByInterestDoesNotJump()
    {
        QVector<test::GifFrame> frames;
        for (int i = 0; i < 3; ++i)
            frames.append({plain({90, 30}, 0), {0, 0}, 100});
        for (int x = 60; x < 90; ++x) {
            for (int y = 0; y < 30; ++y)
                frames[0].indices.setPixel(x, y, uint((x / 2 + y / 3) % 3));
        }
        frames[1].indices = frames[0].indices.mirrored(true, false);
        Operations wanted;
        wanted.widthPx = 30;
        wanted.heightPx = 30;
        wanted.fit = Fit::Cover;
        wanted.crop = Crop::Entropy;
        const QByteArray gif = test::writeGif({90, 30}, {Red, Green, Blue, 0}, frames, 0);
        const Film made = watch(rendered(gif, test::specOf(wanted, Format::Gif)));
        QCOMPARE(made.moments.size(), 3);
        QVERIFY(!isNear(made.moments[0], {15, 15}, Red) || !isNear(made.moments[0], {16, 16}, Red));
        for (const QPoint at : {QPoint(15, 15), QPoint(5, 5), QPoint(25, 25)})
            QVERIFY(isNear(made.moments[1], at, Red));
    }

    void oneFrameWhereMoreCannotBe()
    {
        Operations still;
        still.animated = false;
        QCOMPARE(watch(rendered(film(), test::specOf(still, Format::Gif))).moments.size(), 1);
        QVERIFY(readWebpTiming(rendered(film(), test::specOf(still, Format::Webp))).moments.isEmpty());
        for (const Format format : {Format::Jpeg, Format::Png}) {
            const QImage picture = QImage::fromData(rendered(film(), test::specOf({}, format)));
            QCOMPARE(picture.size(), QSize(40, 20));
            QVERIFY(isNear({picture, 0}, {5, 5}, Red));
        }
    }
    void oneFrameBeyondTheBudget()
    {
        QVector<test::GifFrame> frames(1001, {plain({1, 1}, 0), {0, 0}, 20});
        const QByteArray gif = test::writeGif({1, 1}, {Red, Green, Blue, 0}, frames, 0);
        QCOMPARE(watch(rendered(gif, test::specOf({}, Format::Gif))).moments.size(), 1);
        frames.resize(1000);
        Operations large;
        large.enlarge = true;
        large.widthPx = 150;
        const QByteArray many = test::writeGif({1, 1}, {Red, Green, Blue, 0}, frames, 0);
        QCOMPARE(watch(rendered(many, test::specOf(large, Format::Gif))).moments.size(), 1); // 22 megapixels
        QCOMPARE(watch(rendered(many, test::specOf({}, Format::Gif))).moments.size(), 1000);
    }

    void aCutOffFilmIsRefused_data()
    {
        QTest::addColumn<int>("missing");
        for (const int missing : {1, 2, 20, 40, 60, 150, 400})
            QTest::addRow("%d bytes missing", missing) << missing;
    }
    void aCutOffFilmIsRefused()
    {
        QFETCH(int, missing);
        QByteArray gif = film();
        gif.chop(missing);
        const auto source = test::sourceOf(gif);
        const auto info = m_pool->validate(*source, test::soon());
        const auto made = m_pool->render(*source, test::specOf({}, Format::Webp), test::soon());
        QCOMPARE(info.ok(), made.ok());
        QCOMPARE(made.ok(), missing == 1); // the trailer alone is missed by nobody
        if (!made)
            QCOMPARE(made.error().code, ErrorCode::Unprocessable);
    }

    /// Against strips of frames that others have drawn.
    void disposesAsOthersDo_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"gif-dispose-background", "gif-dispose-previous", "gif-animated-transparent"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void disposesAsOthersDo()
    {
        QFETCH(QString, name);
        const QString folder = test::testDataDir();
        if (folder.isEmpty())
            QSKIP("VITRINE_TEST_DATA is not set");
        const QString base = folder + QStringLiteral("/formats/") + name;
        QFile file(base + QStringLiteral(".gif"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QImage strip =
            QImage(base + QStringLiteral(".expected.png")).convertToFormat(QImage::Format_ARGB32);
        const Film made = watch(rendered(file.readAll(), test::specOf({}, Format::Gif)));
        QVERIFY(made.moments.size() > 1);
        const int height = strip.height() / int(made.moments.size());
        for (int i = 0; i < made.moments.size(); ++i) {
            const QImage frame = made.moments[i].picture;
            const QImage expected = strip.copy(0, i * height, strip.width(), height);
            QCOMPARE(frame.size(), expected.size());
            int wrong = 0;
            for (int y = 0; y < height; ++y) {
                for (int x = 0; x < frame.width(); ++x) {
                    const bool seen = qAlpha(frame.pixel(x, y)) > 127, wanted = qAlpha(expected.pixel(x, y)) > 127;
                    wrong += seen != wanted ||
                             (seen && !isNear({frame, 0}, {x, y}, expected.pixel(x, y), 48));
                }
            }
            QVERIFY2(wrong < frame.width() * height / 50, qPrintable(QString::number(wrong)));
        }
    }

private:


    static bool isNear(const Moment &moment, QPoint at, QRgb colour, int tolerance = 40)
    {
        const QRgb seen = moment.picture.pixel(at);
        return qAlpha(seen) == 255 && std::abs(qRed(seen) - qRed(colour)) < tolerance &&
               std::abs(qGreen(seen) - qGreen(colour)) < tolerance &&
               std::abs(qBlue(seen) - qBlue(colour)) < tolerance;
    }

    QByteArray rendered(const QByteArray &picture, const RenderSpec &spec)
    {
        const auto result = m_pool->render(*test::sourceOf(picture), spec, test::soon());
        if (!result) {
            QTest::qFail(qPrintable(result.error().toString()), __FILE__, __LINE__);
            return {};
        }
        return result->bytes;
    }

    std::unique_ptr<WorkerPool> m_pool;
};

QTEST_GUILESS_MAIN(AnimationsTest)
#include "tst_animations.moc"
