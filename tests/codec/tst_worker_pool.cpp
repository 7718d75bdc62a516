#include "codec/worker_pool.h"
#include "images/support/pictures.h"
#include "images/support/requests.h"

#include <QFile>
#include <QtTest>

#include <csignal>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

namespace {

bool isAlive(qint64 pid)
{
    QFile status(QStringLiteral("/proc/%1/stat").arg(pid));
    // A zombie that a foreign init has not collected yet is dead.
    return status.open(QIODevice::ReadOnly) && !status.readAll().contains(") Z ");
}

/// No part of the pool is alive half a second later.
bool allGone(const QVector<qint64> &pids)
{
    for (int i = 0; i < 50; ++i) {
        if (std::none_of(pids.begin(), pids.end(), isAlive))
            return true;
        QTest::qSleep(10);
    }
    return false;
}

} // namespace

class WorkerPoolTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        WorkerPoolLimits limits;
        limits.workers = 2;
        auto pool = WorkerPool::start(limits);
        QVERIFY2(pool.ok(), qPrintable(pool.ok() ? QString() : pool.error().toString()));
        m_pool = std::move(*pool);
    }
    void cleanup()
    {
        QVector<qint64> pids = m_pool->idleWorkerPids();
        pids << m_pool->zygotePid();
        m_pool.reset();
        QVERIFY2(allGone(pids), "a worker was left over");
    }

    void theLibraryThatDecodesIsKnown()
    {
        QVERIFY2(QRegularExpression(QStringLiteral("^libvips 8\\.\\d+\\.\\d+$")).match(QString::fromLatin1(m_pool->library())).hasMatch(),
                 m_pool->library().constData());
    }

    void decodersAskForLargePages()
    {
        QFile environment(QStringLiteral("/proc/%1/environ").arg(m_pool->zygotePid()));
        QVERIFY(environment.open(QIODevice::ReadOnly));
        const QByteArrayList variables = environment.readAll().split('\0');
        QVERIFY(qEnvironmentVariableIsSet("GLIBC_TUNABLES") || variables.contains("GLIBC_TUNABLES=glibc.malloc.hugetlb=1"));
        QVERIFY(std::any_of(variables.begin(), variables.end(), [](const QByteArray &variable) { return variable.startsWith("PATH="); }));
    }

    void rendersEveryFormat_data()
    {
        QTest::addColumn<Format>("format");
        QTest::addColumn<QByteArray>("magic");
        QTest::newRow("jpeg") << Format::Jpeg << QByteArray("\xff\xd8\xff");
        QTest::newRow("webp") << Format::Webp << QByteArray("RIFF");
        QTest::newRow("avif") << Format::Avif << QByteArray("ftypavif");
        QTest::newRow("png") << Format::Png << QByteArray("\x89PNG");
        QTest::newRow("gif") << Format::Gif << QByteArray("GIF89a");
    }
    void rendersEveryFormat()
    {
        QFETCH(Format, format);
        QFETCH(QByteArray, magic);
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(900, 600), "JPEG"));
        RenderSpec spec = test::specOf(300, 300, Fit::Inside, format);
        spec.score = true;
        const auto rendered = m_pool->render(*source, spec, test::soon());
        QVERIFY2(rendered.ok(), qPrintable(rendered.ok() ? QString() : rendered.error().toString()));
        QVERIFY(rendered->bytes.left(16).contains(magic));
        QCOMPARE(rendered->widthPx, 300);
        QCOMPARE(rendered->heightPx, 200);
        QVERIFY(rendered->renderTime.count() > 0);
        QVERIFY2(*rendered->ssim > (format == Format::Png ? 0.999999 : 0.9),
                 qPrintable(QString::number(*rendered->ssim)));
        QVERIFY(*rendered->ssim <= 1.0);
    }

    void fitsPadsAndCrops_data()
    {
        QTest::addColumn<Fit>("fit");
        QTest::addColumn<QSize>("box");
        QTest::addColumn<QSize>("result");
        QTest::newRow("inside") << Fit::Inside << QSize(200, 200) << QSize(200, 133);
        QTest::newRow("pad") << Fit::Pad << QSize(200, 200) << QSize(200, 200);
        QTest::newRow("cover") << Fit::Cover << QSize(200, 200) << QSize(200, 200);
        QTest::newRow("inside never enlarges") << Fit::Inside << QSize(4000, 4000) << QSize(900, 600);
        QTest::newRow("cover never enlarges") << Fit::Cover << QSize(2000, 2000) << QSize(600, 600);
        QTest::newRow("pad only adds background") << Fit::Pad << QSize(1000, 1000) << QSize(1000, 1000);
    }
    void fitsPadsAndCrops()
    {
        QFETCH(Fit, fit);
        QFETCH(QSize, box);
        QFETCH(QSize, result);
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(900, 600), "PNG"));
        RenderSpec spec = test::specOf(box.width(), box.height(), fit, Format::Png);
        spec.preset.backgroundRgb = 0x123456;
        const auto rendered = m_pool->render(*source, spec, test::soon());
        QVERIFY(rendered.ok());
        const QImage picture = test::decodePicture(rendered->bytes);
        QCOMPARE(picture.size(), result);
        if (fit == Fit::Pad)
            QCOMPARE(picture.pixel(picture.width() / 2, 2), 0xff123456u);
        // The red disc is in the middle whatever was cut.
        QVERIFY(qRed(picture.pixel(picture.rect().center())) > 180);
        QVERIFY(qBlue(picture.pixel(picture.rect().center())) < 60);
    }

    void keepsTransparencyWhereTheFormatCan()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(400, 400, true), "PNG"));
        const auto png = m_pool->render(*source, test::specOf(100, 100, Fit::Inside, Format::Png), test::soon());
        QVERIFY(png.ok());
        QCOMPARE(qAlpha(test::decodePicture(png->bytes).pixel(0, 0)), 0);
        RenderSpec spec = test::specOf(100, 100, Fit::Inside, Format::Jpeg);
        spec.preset.backgroundRgb = 0x00ff00;
        const auto jpeg = m_pool->render(*source, spec, test::soon());
        QVERIFY(jpeg.ok());
        const QRgb corner = test::decodePicture(jpeg->bytes).pixel(2, 2);
        QVERIFY(qGreen(corner) > 240 && qRed(corner) < 20 && qBlue(corner) < 20);
    }

    void greyPicturesArePaddedFlattenedAndScored_data()
    {
        QTest::addColumn<Fit>("fit");
        QTest::addColumn<bool>("alpha");
        for (const auto fit : {Fit::Inside, Fit::Cover, Fit::Pad}) {
            for (const bool alpha : {false, true})
                QTest::addRow("%s%s", fitName(fit).data(), alpha ? " alpha" : "") << fit << alpha;
        }
    }
    void greyPicturesArePaddedFlattenedAndScored()
    {
        QFETCH(Fit, fit);
        QFETCH(bool, alpha);
        // 16 x 8, the left half black and the right half white, transparent in the lower half if at all
        static const QByteArray grey = QByteArray::fromBase64(
            "iVBORw0KGgoAAAANSUhEUgAAABAAAAAICAAAAADVHSBLAAAAFElEQVR4nGNkgIL/UJqJAQ3QRwAAg0kBDwOf9hsA"
            "AAAASUVORK5CYII=");
        static const QByteArray greyAlpha = QByteArray::fromBase64(
            "iVBORw0KGgoAAAANSUhEUgAAABAAAAAICAQAAABaf7ccAAAAHElEQVR4nGNk+M+AAtC4DEwMBADlChjRBQbADQB2"
            "cgMMnoNE+wAAAABJRU5ErkJggg==");
        const auto source = test::sourceOf(alpha ? greyAlpha : grey);
        for (const Format format : AllFormats) {
            RenderSpec spec = test::specOf(8, 8, fit, format);
            spec.preset.backgroundRgb = 0xff0000;
            spec.score = true;
            const auto rendered = m_pool->render(*source, spec, test::soon());
            QVERIFY2(rendered.ok(), qPrintable(rendered.ok() ? QString() : rendered.error().toString()));
            QVERIFY(*rendered->ssim > 0.5 && *rendered->ssim <= 1.0);
            if (format == Format::Png)
                QVERIFY2(*rendered->ssim > 0.9999, "a lossless copy differs");
            if (format == Format::Png && fit == Fit::Pad)
                QCOMPARE(test::decodePicture(rendered->bytes).pixelColor(0, 0),
                         alpha ? QColor(255, 0, 0, 0) : QColor(255, 0, 0));
        }
        const auto pixels = m_pool->decode(*source, 0, test::soon());
        QVERIFY(pixels.ok());
        QCOMPARE(pixels->rgba.size(), 4 * 16 * 8);
        QCOMPARE(pixels->rgba.left(4), QByteArray::fromHex("000000ff"));
        QCOMPARE(pixels->rgba.right(4), QByteArray::fromHex(alpha ? "ffffff00" : "ffffffff"));
    }

    void decodesToPixels()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(900, 600), "PNG"));
        const auto whole = m_pool->decode(*source, 0, test::soon());
        QVERIFY(whole.ok());
        QCOMPARE(whole->widthPx, 900);
        const QImage expected = test::drawPicture(900, 600).convertToFormat(QImage::Format_RGBA8888);
        QCOMPARE(whole->rgba,
                 QByteArray(reinterpret_cast<const char *>(expected.constBits()), expected.sizeInBytes()));
        const auto small = m_pool->decode(*source, 90, test::soon());
        QVERIFY(small.ok());
        QCOMPARE(small->heightPx, 60);
        QCOMPARE(small->rgba.size(), 4 * 90 * 60);
    }

    void refusesATruncatedPicture_data()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<bool>("endMarker");
        QTest::newRow("jpeg") << QByteArray("JPEG") << false;
        QTest::newRow("jpeg that ends properly") << QByteArray("JPEG") << true;
        QTest::newRow("png") << QByteArray("PNG") << false;
    }
    void refusesATruncatedPicture()
    {
        QFETCH(QByteArray, format);
        QFETCH(bool, endMarker);
        QByteArray bytes = test::encodePicture(test::drawPicture(900, 600), format.constData());
        bytes.truncate(bytes.size() / 2);
        if (endMarker)
            bytes += "\xff\xd9";
        const auto source = test::sourceOf(bytes);
        const auto info = m_pool->validate(*source, test::soon());
        QVERIFY(!info.ok());
        QCOMPARE(info.error().code, ErrorCode::Unprocessable);
        const auto rendered = m_pool->render(*source, test::specOf(100, 100, Fit::Inside, Format::Webp), test::soon());
        QVERIFY(!rendered.ok());
        QCOMPARE(rendered.error().code, ErrorCode::Unprocessable);
    }

    void refusesTooManyPixelsByTheHeader()
    {
        QByteArray bytes = test::encodePicture(QImage(12'000, 9'000, QImage::Format_Mono), "PNG");
        const auto rendered =
            m_pool->render(*test::sourceOf(bytes), test::specOf(100, 100, Fit::Inside, Format::Webp), test::soon());
        QVERIFY(!rendered.ok());
        QCOMPARE(rendered.error().code, ErrorCode::Unprocessable);
        QVERIFY2(rendered.error().what.contains("megapixels"), qPrintable(rendered.error().what));
    }

    void aDeadlineKillsTheWorker()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(4000, 3000), "PNG"));
        QElapsedTimer timer;
        timer.start();
        const auto rendered =
            m_pool->render(*source, test::specOf(3000, 3000, Fit::Inside, Format::Avif), test::soon(100ms));
        QVERIFY(!rendered.ok());
        QCOMPARE(rendered.error().code, ErrorCode::DeadlineExceeded);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(m_pool->counters().timeouts, 1u);
        QCOMPARE(m_pool->idleWorkerPids().size(), 1);
        rendersSmall();
    }

    void survivesTheDeathOfIdleWorkers()
    {
        const QVector<qint64> pids = m_pool->idleWorkerPids();
        QCOMPARE(pids.size(), 2);
        for (const qint64 pid : pids)
            kill(static_cast<pid_t>(pid), SIGKILL);
        QVERIFY(allGone(pids));
        rendersSmall();
        rendersSmall();
    }

    void aWorkerKilledAtWorkIsReplacedAndTheJobDoneAgain()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(4000, 3000), "PNG"));
        WorkerPoolLimits one;
        one.workers = 1;
        const auto pool = std::move(*WorkerPool::start(one));
        const qint64 pid = pool->idleWorkerPids().first();
        std::thread killer([&pool, pid] {
            while (!pool->idleWorkerPids().isEmpty())
                std::this_thread::sleep_for(1ms);
            std::this_thread::sleep_for(60ms);
            kill(static_cast<pid_t>(pid), SIGKILL);
        });
        const auto rendered = pool->render(*source, test::specOf(2000, 2000, Fit::Inside, Format::Avif), test::soon(60s));
        killer.join();
        QVERIFY2(rendered.ok(), qPrintable(rendered.ok() ? QString() : rendered.error().toString()));
        QCOMPARE(pool->counters().deaths, 1u);
        QCOMPARE(pool->counters().spawned, 2u);
    }

    void survivesTheDeathOfTheZygote()
    {
        QVector<qint64> pids = m_pool->idleWorkerPids();
        const qint64 zygote = m_pool->zygotePid();
        kill(static_cast<pid_t>(zygote), SIGKILL);
        QVERIFY2(allGone(pids), "workers outlived their zygote");
        rendersSmall();
        QVERIFY(m_pool->zygotePid() != zygote);
    }

    void saysThatTheWorkerProgramIsMissing()
    {
        const QByteArray before = qgetenv("VITRINE_WORKER");
        qputenv("VITRINE_WORKER", "/nonexistent/vitrine-worker");
        const auto pool = WorkerPool::start();
        qputenv("VITRINE_WORKER", before);
        QVERIFY(!pool.ok());
        QCOMPARE(pool.error().code, ErrorCode::NotFound);
        QVERIFY(pool.error().toString().contains("/nonexistent/vitrine-worker"));
    }

    void aCallThatCannotMakeItIsShedAtOnce()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(4000, 3000), "PNG"));
        std::vector<std::thread> busy;
        for (int i = 0; i < 2; ++i) {
            busy.emplace_back([this, &source] {
                (void)m_pool->render(*source, test::specOf(2000, 2000, Fit::Inside, Format::Avif), test::soon(1500ms));
            });
        }
        std::this_thread::sleep_for(100ms);
        QElapsedTimer timer;
        timer.start();
        const auto late = m_pool->render(*source, test::specOf(10, 10, Fit::Inside, Format::Jpeg), test::soon(50ms));
        const qint64 tookMs = timer.elapsed();
        for (std::thread &thread : busy)
            thread.join();
        QVERIFY(!late.ok());
        QCOMPARE(late.error().code, ErrorCode::Overloaded);
        QVERIFY2(tookMs < 50, qPrintable(QString::number(tookMs)));
        QCOMPARE(m_pool->counters().shed, 1u);
    }

    void mapsNoDecoderThatIsNotNeeded()
    {
        rendersSmall();
        QFile maps(QStringLiteral("/proc/%1/maps").arg(m_pool->idleWorkerPids().constFirst()));
        QVERIFY(maps.open(QIODevice::ReadOnly));
        const QByteArray mapped = maps.readAll();
        for (const char *module : {"vips-magick", "MagickCore", "vips-poppler", "vips-openslide", "Qt6Gui"})
            QVERIFY2(!mapped.contains(module), module);
        QVERIFY(mapped.contains("vips-heif"));
    }

    void workersAreLockedIn()
    {
#ifdef VITRINE_SANITIZED
        QSKIP("a sanitizer reads files for its reports: its builds have no sandbox");
#endif
        rendersSmall(); // a new one is locked in before its first job, which need not be yet
        QFile status(QStringLiteral("/proc/%1/status").arg(m_pool->idleWorkerPids().constLast()));
        QVERIFY(status.open(QIODevice::ReadOnly));
        const QByteArray told = status.readAll();
        QVERIFY2(told.contains("Seccomp:\t2"), told.constData());
        QVERIFY2(told.contains("NoNewPrivs:\t1"), told.constData());
    }

    void tellsWhatItsWorkersDo()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(4000, 3000), "PNG"));
        std::thread busy([this, &source] {
            (void)m_pool->render(*source, test::specOf(2000, 2000, Fit::Inside, Format::Avif), test::soon());
        });
        QTRY_VERIFY(m_pool->workers().value(0).lane || m_pool->workers().value(1).lane);
        const auto workers = m_pool->workers();
        const auto lanes = m_pool->lanes();
        busy.join();
        QCOMPARE(workers.size(), 2);
        for (const WorkerStatus &worker : workers) {
            QVERIFY(worker.pid > 0);
            QVERIFY2(worker.rssBytes > 1 << 20, qPrintable(QString::number(worker.rssBytes)));
            QVERIFY(!worker.lane || (*worker.lane == Lane::Avif && worker.jobs == 1));
        }
        QCOMPARE(lanes.size(), 4);
        QCOMPARE(lanes[static_cast<int>(Lane::Avif)].running, 1);
        for (const WorkerStatus &worker : m_pool->workers())
            QVERIFY(!worker.lane);
        QCOMPARE(m_pool->lanes()[static_cast<int>(Lane::Avif)].running, 0);
    }

    void anAdministratorKillsABusyWorker()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(4000, 3000), "PNG"));
        std::optional<Result<Rendered>> rendered;
        std::thread busy([&] {
            rendered = m_pool->render(*source, test::specOf(3000, 3000, Fit::Inside, Format::Avif), test::soon());
        });
        qint64 pid = 0;
        const auto findBusy = [&] {
            for (const WorkerStatus &worker : m_pool->workers())
                pid = worker.lane ? worker.pid : pid;
            return pid != 0;
        };
        QTRY_VERIFY(findBusy());
        const Status killed = m_pool->killWorker(pid);
        busy.join();
        QVERIFY(killed.ok());
        QVERIFY(!rendered->ok());
        QCOMPARE(rendered->error().code, ErrorCode::Cancelled);
        QCOMPARE(m_pool->counters().deaths, 1u); // and not a second one
        rendersSmall();
    }

    void anAdministratorKillsAnIdleWorker()
    {
        const auto pids = m_pool->idleWorkerPids();
        QVERIFY(m_pool->killWorker(pids[0]).ok());
        QVERIFY(allGone({pids[0]}));
        QCOMPARE(m_pool->idleWorkerPids(), QVector<qint64>{pids[1]});
        rendersSmall();
        for (const qint64 stranger : {qint64(getpid()), m_pool->zygotePid(), pids[0], qint64(0), qint64(-1)}) {
            const Status refused = m_pool->killWorker(stranger);
            QVERIFY(!refused.ok());
            QCOMPARE(refused.error().code, ErrorCode::NotFound);
        }
    }

    void anOriginalThatKillsItsDecodersIsNotTriedAgain()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(4000, 3000), "PNG"));
        std::atomic_bool done{false};
        std::thread killer([&] { // does what a flaw in a decoder would do
            while (!done) {
                for (const WorkerStatus &worker : m_pool->workers()) {
                    if (worker.lane && worker.elapsed > 20ms)
                        kill(static_cast<pid_t>(worker.pid), SIGABRT); // a sanitizer keeps SIGSEGV for itself
                }
                std::this_thread::sleep_for(5ms);
            }
        });
        const auto spec = test::specOf(3000, 3000, Fit::Inside, Format::Avif);
        const auto first = m_pool->render(*source, spec, test::soon());
        done = true;
        killer.join();
        QVERIFY(!first.ok());
        QCOMPARE(first.error().code, ErrorCode::Unprocessable);
        QVERIFY2(first.error().what.contains("signal 6"), qPrintable(first.error().what));
        QCOMPARE(m_pool->counters().deaths, 2u);
        const auto again = m_pool->render(*source, spec, test::soon());
        QVERIFY(!again.ok());
        QCOMPARE(again.error().code, ErrorCode::Unprocessable);
        QVERIFY2(again.error().what.contains("not tried again"), qPrintable(again.error().what));
        QVERIFY(!m_pool->validate(*source, test::soon()).ok());
        QCOMPARE(m_pool->counters().deaths, 2u);
        QCOMPARE(m_pool->counters().poisoned, 2u);
        rendersSmall();
    }

    void smallOnesPassByLargeOnes()
    {
        const auto large = test::sourceOf(test::encodePicture(test::drawPicture(4000, 3000), "PNG"));
        std::vector<std::thread> flood;
        for (int i = 0; i < 6; ++i) {
            flood.emplace_back([this, &large] {
                (void)m_pool->render(*large, test::specOf(1600, 1600, Fit::Inside, Format::Avif), test::soon());
            });
        }
        const auto atWork = [this] {
            return m_pool->lanes()[static_cast<int>(Lane::Avif)].running == 2 &&
                   m_pool->lanes()[static_cast<int>(Lane::Avif)].waiting == 4;
        };
        QTRY_VERIFY(atWork());
        for (int i = 0; i < 5; ++i)
            rendersSmall();
        QVERIFY2(m_pool->lanes()[static_cast<int>(Lane::Avif)].waiting > 0, "they waited for the flood to pass");
        for (std::thread &thread : flood)
            thread.join();
        QCOMPARE(m_pool->workers().size(), 2); // the third went with the crowd
    }

    void refusesToTryForEverWhenWorkersDoNotStart()
    {
        // A zygote that answers to Hello and whose workers all end at once.
        QTemporaryDir folder;
        const QString program = folder.filePath(QStringLiteral("vitrine-worker"));
        QVERIFY(QFile::link(QStringLiteral("/bin/false"), program));
        const QByteArray before = qgetenv("VITRINE_WORKER");
        qputenv("VITRINE_WORKER", QFile::encodeName(program));
        const auto pool = WorkerPool::start();
        qputenv("VITRINE_WORKER", before);
        QVERIFY(!pool.ok());
        QCOMPARE(pool.error().code, ErrorCode::Internal);
    }

private:
    void rendersSmall()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(90, 60), "JPEG"));
        const auto rendered = m_pool->render(*source, test::specOf(30, 30, Fit::Inside, Format::Webp), test::soon());
        QVERIFY2(rendered.ok(), qPrintable(rendered.ok() ? QString() : rendered.error().toString()));
    }

    std::unique_ptr<WorkerPool> m_pool;
};

QTEST_GUILESS_MAIN(WorkerPoolTest)
#include "tst_worker_pool.moc"
