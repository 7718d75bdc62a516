#include "codec/decode_cost.h"
#include "codec/worker_pool.h"
#include "images/support/pictures.h"
#include "support/test_data.h"

#include <QBuffer>
#include <QDirIterator>
#include <QImageWriter>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::codec;
using namespace std::chrono_literals;
using images::Lane;
using images::SniffedType;
using images::Source;

namespace {

QByteArray jpegOf(int width, int height, bool progressive)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QImageWriter writer(&buffer, "JPEG");
    writer.setProgressiveScanWrite(progressive);
    writer.write(test::drawPicture(width, height));
    return bytes;
}

PictureHeader headerOf(const QByteArray &bytes)
{
    return readPictureHeader(**Source::fromBytes(bytes));
}

PictureHeader imagined(SniffedType type, qint64 width, qint64 height)
{
    PictureHeader header;
    header.type = type;
    header.widthPx = width;
    header.heightPx = height;
    header.fileBytes = width * height / 4;
    return header;
}

Job jobOf(TargetFormat target, int side)
{
    Job job;
    job.kind = JobKind::Render;
    job.target = target;
    job.operations.widthPx = job.operations.heightPx = side;
    return job;
}

/// A GIF89a of one-pixel frames, each with a graphic control extension (Appendix F of its specification).
QByteArray gifOf(int frames)
{
    QByteArray gif("GIF89a\x40\x01\xf0\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff", 19);
    for (int i = 0; i < frames; ++i) {
        gif.append("\x21\xf9\x04\x00\x0a\x00\x00\x00", 8);
        gif.append("\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00", 15);
    }
    return gif + ';';
}

QByteArray number(quint32 value, int bytes)
{
    QByteArray text;
    for (int i = 0; i < bytes; ++i)
        text.append(static_cast<char>(value >> (8 * i)));
    return text;
}

QByteArray riff(const QByteArray &chunks)
{
    return "RIFF" + number(static_cast<quint32>(chunks.size()) + 4, 4) + "WEBP" + chunks;
}

QByteArray animatedWebp(int frames)
{
    QByteArray chunks = "VP8X" + number(10, 4) + number(0x12, 4) + number(639, 3) + number(479, 3);
    for (int i = 0; i < frames; ++i)
        chunks += "ANMF" + number(5, 4) + QByteArray(6, 'x');
    return riff(chunks);
}

} // namespace

class DecodeCostTest : public QObject
{
    Q_OBJECT

private slots:
    void readsHeaders_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("frames");
        QTest::addColumn<bool>("interlaced");
        const QByteArray lossy = riff("VP8 " + number(10, 4) + QByteArray("\0\0\0\x9d\x01\x2a", 6) + number(321, 2) + number(123, 2));
        const QByteArray lossless = riff("VP8L" + number(5, 4) + '\x2f' + number(320 | 122 << 14, 4));
        QByteArray exif = jpegOf(321, 123, true);
        for (int i = 0; i < 3; ++i) // segments before the frame: EXIF, a profile, …
            exif.insert(2, "\xff\xe1\xff\xfd" + QByteArray(65'533 - 2, 'e'));
        QTest::newRow("jpeg") << jpegOf(321, 123, false) << 321 << 123 << 1 << false;
        QTest::newRow("progressive jpeg") << jpegOf(321, 123, true) << 321 << 123 << 1 << true;
        QTest::newRow("jpeg with much before") << exif << 321 << 123 << 1 << true;
        QTest::newRow("png") << test::encodePicture(test::drawPicture(321, 123), "PNG") << 321 << 123 << 1 << false;
        QTest::newRow("webp") << lossy << 321 << 123 << 1 << false;
        QTest::newRow("lossless webp") << lossless << 321 << 123 << 1 << false;
        QTest::newRow("animated webp") << animatedWebp(7) << 640 << 480 << 7 << false;
        QTest::newRow("gif") << gifOf(1) << 320 << 240 << 1 << false;
        QTest::newRow("animated gif") << gifOf(29) << 320 << 240 << 29 << false;
        QTest::newRow("long gif") << gifOf(4000) << 320 << 240 << 4000 << false;
    }
    void readsHeaders()
    {
        QFETCH(QByteArray, bytes);
        const PictureHeader header = headerOf(bytes);
        QTEST(int(header.widthPx), "width");
        QTEST(int(header.heightPx), "height");
        QTEST(header.frames, "frames");
        QTEST(header.interlaced, "interlaced");
        QCOMPARE(header.fileBytes, bytes.size());
    }

    /// Every file of every kind: in time, without a crash, and with the decoder's own opinion where it has one.
    void agreesWithTheDecoders()
    {
        const QString data = test::testDataDir();
        if (data.isEmpty())
            QSKIP("VITRINE_TEST_DATA is not set");
        const auto pool = std::move(*WorkerPool::start());
        int files = 0, read = 0;
        for (const char *folder : {"/formats", "/bad", "/photos"}) {
            QDirIterator all(data + QLatin1String(folder), QDir::Files, QDirIterator::Subdirectories);
            while (all.hasNext()) {
                const QString path = all.next();
                const auto source = *Source::fromFile(path);
                QElapsedTimer timer;
                timer.start();
                const PictureHeader header = readPictureHeader(*source);
                QVERIFY2(timer.elapsed() < 500, qPrintable(path));
                ++files;
                const bool worthADecode = source->sizeBytes() <= 64 << 10 || files % 16 == 0;
                if (!worthADecode || source->sizeBytes() > 1 << 20)
                    continue;
                const auto info = pool->validate(*source, std::chrono::steady_clock::now() + 10s);
                if (!info || header.widthPx == 0)
                    continue;
                ++read;
                const auto sides = std::minmax<qint64>({header.widthPx, header.heightPx});
                const auto truth = std::minmax<qint64>({info->widthPx, info->heightPx});
                const bool agrees = header.isExact() || header.type == SniffedType::Tiff ? sides == truth : sides.first >= truth.first;
                QVERIFY2(agrees, qPrintable(QStringLiteral("%1: %2 x %3, the decoder says %4 x %5")
                                                .arg(path)
                                                .arg(header.widthPx)
                                                .arg(header.heightPx)
                                                .arg(info->widthPx)
                                                .arg(info->heightPx)));
            }
        }
        qInfo("%d files, %d compared", files, read);
        QVERIFY(read > 50);
    }

    void survivesEveryTruncationAndManyMutations()
    {
        const QByteArray kinds[] = {jpegOf(64, 48, true), test::encodePicture(test::drawPicture(64, 48), "PNG"),
                                    gifOf(5), animatedWebp(5)};
        quint32 seed = 1;
        for (const QByteArray &whole : kinds) {
            for (qsizetype length = 0; length < std::min<qsizetype>(whole.size(), 400); ++length) {
                QByteArray broken = whole.left(length);
                QVERIFY(headerOf(broken).frames >= 1);
                broken = whole;
                for (int i = 0; i < 4; ++i) {
                    seed = seed * 1664525u + 1013904223u;
                    broken[static_cast<qsizetype>(seed >> 8) % std::min<qsizetype>(broken.size(), 200)] = static_cast<char>(seed);
                }
                const PictureHeader header = headerOf(broken);
                QVERIFY(header.widthPx >= 0 && header.heightPx >= 0);
                QVERIFY(decodeCost(header, jobOf(TargetFormat::Avif, 800)).time.count() >= 0);
            }
        }
    }

    void choosesTheLane_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<bool>("interlaced");
        QTest::addColumn<int>("target");
        QTest::addColumn<int>("lane");
        const auto row = [](const char *name, SniffedType type, int width, int height, bool interlaced, TargetFormat target, Lane lane) {
            QTest::newRow(name) << int(type) << width << height << interlaced << int(target) << int(lane);
        };
        row("a shop's photograph", SniffedType::Jpeg, 1500, 1500, true, TargetFormat::Webp, Lane::Small);
        row("a camera's", SniffedType::Jpeg, 6000, 4000, false, TargetFormat::Webp, Lane::Large);
        row("97 megapixels, progressive", SniffedType::Jpeg, 12'000, 8083, true, TargetFormat::Jpeg, Lane::Progressive);
        row("the same to AVIF", SniffedType::Jpeg, 12'000, 8083, true, TargetFormat::Avif, Lane::Progressive);
        row("interlaced PNG", SniffedType::Png, 4000, 3000, true, TargetFormat::Jpeg, Lane::Progressive);
        row("to AVIF", SniffedType::Jpeg, 800, 600, false, TargetFormat::Avif, Lane::Avif);
        row("large PNG", SniffedType::Png, 4000, 3000, false, TargetFormat::Jpeg, Lane::Large);
    }
    void choosesTheLane()
    {
        QFETCH(int, type);
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(bool, interlaced);
        QFETCH(int, target);
        PictureHeader header = imagined(SniffedType(type), width, height);
        header.interlaced = interlaced;
        QTEST(int(decodeCost(header, jobOf(TargetFormat(target), 640)).lane), "lane");
    }

    void costsMoreForMore()
    {
        const auto time = [](const PictureHeader &header, const Job &job) { return decodeCost(header, job).time; };
        const Job small = jobOf(TargetFormat::Jpeg, 120);
        const PictureHeader jpeg = imagined(SniffedType::Jpeg, 4000, 3000);
        PictureHeader progressive = jpeg;
        progressive.interlaced = true;
        QVERIFY(time(progressive, small) > 2 * time(jpeg, small));
        QVERIFY(decodeCost(progressive, small).heldBytes > 70'000'000);
        QCOMPARE(decodeCost(jpeg, small).heldBytes, 0);
        QVERIFY(time(jpeg, jobOf(TargetFormat::Jpeg, 1600)) > time(jpeg, small));
        QVERIFY(time(jpeg, jobOf(TargetFormat::Avif, 1600)) > 3 * time(jpeg, jobOf(TargetFormat::Jpeg, 1600)));
        PictureHeader deep = imagined(SniffedType::Png, 2000, 2000), shallow = deep;
        deep.bitsPerSample = 16;
        QVERIFY(time(deep, small) > 1.5 * time(shallow, small));
        PictureHeader film = imagined(SniffedType::Gif, 400, 300);
        const auto still = time(film, jobOf(TargetFormat::Webp, 200));
        film.frames = 100;
        QVERIFY(time(film, jobOf(TargetFormat::Webp, 200)) > 20 * still);
        QVERIFY(time(film, small) < 2 * still); // a JPEG shows one frame
    }

    void estimatesByTheFileWhereTheHeaderSaysNothing()
    {
        PictureHeader header;
        header.type = SniffedType::Tiff;
        header.fileBytes = 40 << 20;
        const DecodeCost cost = decodeCost(header, jobOf(TargetFormat::Jpeg, 120));
        QCOMPARE(cost.lane, Lane::Large);
        QVERIFY(cost.time > 500ms);
    }

    void aBombsClaimIsNoOverflow()
    {
        PictureHeader bomb = imagined(SniffedType::Png, 0xffffffff, 0x7fffffff);
        bomb.bitsPerSample = 16;
        const DecodeCost cost = decodeCost(bomb, jobOf(TargetFormat::Avif, 16'384));
        QVERIFY(cost.time > 1h - 1s && cost.time < 24h);
        QVERIFY(cost.heldBytes >= 0);
    }
};

QTEST_GUILESS_MAIN(DecodeCostTest)
#include "tst_decode_cost.moc"
