#include "codec/worker_pool.h"
#include "images/ssim.h"
#include "images/support/gif_writer.h"
#include "images/support/pictures.h"
#include "images/support/requests.h"
#include "support/test_data.h"

#include <QDir>
#include <QtTest>

#include <csignal>
#include <future>
#include <thread>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

namespace {

/// Every preset in these formats, those of a preset in a row; the slow ones only where they are small.
QVector<RenderSpec> matrix(const QVector<Format> &formats)
{
    QVector<RenderSpec> all;
    const PresetList presets = PresetList::builtIn();
    for (const Preset &preset : presets.all()) {
        for (const Format format : formats) {
            const bool quick = format == Format::Jpeg || format == Format::Webp;
            if (quick || std::max(preset.widthPx, preset.heightPx) <= 240)
                all.append({preset, format});
        }
    }
    return all;
}

Luma lumaOf(const QByteArray &png)
{
    const QImage grey = test::decodePicture(png).convertToFormat(QImage::Format_Grayscale8);
    Luma luma{{}, grey.width(), grey.height()};
    for (int y = 0; y < grey.height(); ++y)
        luma.samples.insert(luma.samples.end(), grey.constScanLine(y), grey.constScanLine(y) + grey.width());
    return luma;
}

QByteArray shortFilm()
{
    const QVector<QRgb> colours{0xffff0000, 0xff00ff00, 0xff0000ff, 0};
    QVector<test::GifFrame> frames;
    for (int i = 0; i < 3; ++i) {
        QImage frame(90, 60, QImage::Format_Indexed8);
        frame.setColorTable(colours);
        frame.fill(i);
        frames.append({frame, {0, 0}, 100});
    }
    return test::writeGif({90, 60}, colours, frames, 0);
}

} // namespace

/// All variants of one original over one decode: nobody may see that from the variants.
class LadderTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        WorkerPoolLimits limits;
        limits.workers = 1;
        auto pool = WorkerPool::start(limits);
        QVERIFY2(pool.ok(), qPrintable(pool.ok() ? QString() : pool.error().toString()));
        m_pool = std::move(*pool);
    }

    void everyVariantHasTheBytesOfASingleRender_data()
    {
        QTest::addColumn<QByteArray>("picture");
        QTest::addColumn<QVector<Format>>("formats");
        const QVector<Format> all{Format::Jpeg, Format::Webp, Format::Avif, Format::Png};
        QTest::newRow("plain jpeg") << test::encodePicture(test::drawPicture(1203, 901), "JPEG")
                                    << QVector<Format>{Format::Jpeg, Format::Webp};
        QTest::newRow("small plain jpeg") << test::encodePicture(test::drawPicture(203, 155), "JPEG") << all;
        QTest::newRow("transparent png") << test::encodePicture(test::drawPicture(300, 200, true), "PNG") << all;
        QTest::newRow("webp") << QByteArray() << QVector<Format>{Format::Jpeg, Format::Webp};
        QTest::newRow("animation") << shortFilm() << QVector<Format>{Format::Jpeg, Format::Webp, Format::Gif, Format::Png};
    }
    void everyVariantHasTheBytesOfASingleRender()
    {
        QFETCH(QByteArray, picture);
        QFETCH(QVector<Format>, formats);
        if (picture.isEmpty()) { // Qt writes no WebP everywhere
            const auto drawn = test::sourceOf(test::encodePicture(test::drawPicture(500, 300), "PNG"));
            picture = m_pool->render(*drawn, test::specOf(Operations{}, Format::Webp), test::soon())->bytes;
        }
        const auto source = test::sourceOf(picture);
        const QVector<RenderSpec> specs = matrix(formats);
        const QVector<Result<Rendered>> made = climb(*source, specs);
        QCOMPARE(made.size(), specs.size());
        for (int i = 0; i < specs.size(); ++i) {
            const auto single = m_pool->render(*source, specs[i], test::soon());
            QVERIFY2(made[i].ok() && single.ok(), qPrintable(specs[i].preset.name));
            QVERIFY2(made[i]->bytes == single->bytes,
                     qPrintable(specs[i].preset.name + u'.' + formatExtension(specs[i].format)));
            QCOMPARE(made[i]->widthPx, single->widthPx);
            QCOMPARE(made[i]->heightPx, single->heightPx);
        }
    }

    void isAsGoodAsFromTheWholeOriginal()
    {
        double sum = 0;
        int compared = 0;
        for (const auto &[name, source] : pictures()) {
            const auto whole = m_pool->render(*source, test::specOf(Operations{}, Format::Png), test::soon());
            QVERIFY2(whole.ok(), qPrintable(name));
            const auto full = test::sourceOf(whole->bytes); // which no decoder shrinks while it loads
            QVector<RenderSpec> specs;
            for (const int side : {60, 120, 240, 340, 480, 640, 800, 1200})
                specs.append(test::specOf(side, side, Fit::Inside, Format::Png));
            const auto made = climb(*source, specs), reference = climb(*full, specs);
            for (int i = 0; i < specs.size(); ++i) {
                QVERIFY2(made[i].ok() && reference[i].ok(), qPrintable(name));
                const double ssim = meanSsim(lumaOf(made[i]->bytes), lumaOf(reference[i]->bytes));
                QVERIFY2(ssim >= 0.98, qPrintable(QStringLiteral("%1 %2: %3").arg(name).arg(specs[i].preset.widthPx).arg(ssim)));
                sum += ssim;
                ++compared;
            }
        }
        qInfo("mean SSIM %.4f over %d variants", sum / compared, compared);
        QVERIFY(sum / compared >= 0.995);
    }

    void endsWhenNothingMoreIsWanted()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(900, 600), "JPEG"));
        int asked = 0, done = 0;
        m_pool->renderLadder(*source,
                             {[&]() -> std::optional<RenderSpec> {
                                  if (++asked > 2)
                                      return std::nullopt;
                                  return test::specOf(100 * asked, 0, Fit::Inside, Format::Jpeg);
                              },
                              [&](const Result<Rendered> &made) { done += made.ok() && made->widthPx == 100 * asked; }},
                             30s);
        QCOMPARE(asked, 3);
        QCOMPARE(done, 2);
        QCOMPARE(m_pool->counters().jobs, 2u);
        QCOMPARE(m_pool->idleWorkerPids().size(), 1); // it is free again, and still the first one
        QCOMPARE(m_pool->counters().spawned, 1u);
        QCOMPARE(m_pool->lanes()[static_cast<int>(Lane::Small)].running, 0);
    }

    void aDamagedOriginalFailsEveryVariant()
    {
        const QByteArray jpeg = test::encodePicture(test::drawPicture(900, 600), "JPEG");
        const auto source = test::sourceOf(jpeg.left(jpeg.size() / 2));
        const auto made = climb(*source, {test::specOf(100, 100, Fit::Inside, Format::Jpeg),
                                          test::specOf(200, 200, Fit::Pad, Format::Webp),
                                          test::specOf(100, 100, Fit::Inside, Format::Png)});
        QCOMPARE(made.size(), 3);
        for (const auto &result : made) {
            QVERIFY(!result.ok());
            QCOMPARE(result.error().code, ErrorCode::Unprocessable);
            QVERIFY2(result.error().what.contains(u"remature end"), qPrintable(result.error().what));
        }
        QCOMPARE(m_pool->counters().deaths, 0u);
    }

    void oneVariantThatCannotBeDoesNotEndTheOthers()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(300, 200), "PNG"));
        Operations outside;
        outside.region = {1000, 1000, 10, 10};
        const auto made = climb(*source, {test::specOf(100, 100, Fit::Inside, Format::Png), test::specOf(outside, Format::Png),
                                          test::specOf(50, 50, Fit::Inside, Format::Png)});
        QVERIFY(made[0].ok() && !made[1].ok() && made[2].ok());
        QCOMPARE(made[2]->widthPx, 50);
    }

    void goesOnInAnotherWorkerWhenOneDies()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(900, 600), "JPEG"));
        int step = 0;
        QVector<QByteArray> made;
        m_pool->renderLadder(*source,
                             {[&]() -> std::optional<RenderSpec> {
                                  if (step++ == 1) {
                                      const qint64 pid = m_pool->workers().constFirst().pid;
                                      kill(static_cast<pid_t>(pid), SIGKILL);
                                  }
                                  return step <= 3 ? std::optional(test::specOf(100, 100, Fit::Inside, Format::Jpeg))
                                                   : std::nullopt;
                              },
                              [&](const Result<Rendered> &result) { made.append(result ? result->bytes : QByteArray()); }},
                             30s);
        QCOMPARE(made.size(), 3);
        QVERIFY(!made[0].isEmpty());
        QCOMPARE(made[1], made[0]);
        QCOMPARE(made[2], made[0]);
        QCOMPARE(m_pool->counters().spawned, 2u);
    }

    void aPoisonousOriginalIsRefusedFromThenOn()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(4000, 3000), "PNG"));
        std::atomic_bool over{false};
        std::thread killer; // does what a flaw in a decoder would do
        QVector<Result<Rendered>> made;
        int step = 0;
        const auto beginKilling = [&] {
            killer = std::thread([&] {
                while (!over) {
                    for (const WorkerStatus &worker : m_pool->workers()) {
                        if (worker.lane && worker.elapsed > 20ms)
                            kill(static_cast<pid_t>(worker.pid), SIGABRT); // a sanitizer keeps SIGSEGV for itself
                    }
                    std::this_thread::sleep_for(5ms);
                }
            });
        };
        m_pool->renderLadder(*source,
                             {[&]() -> std::optional<RenderSpec> {
                                  if (step == 1)
                                      beginKilling();
                                  const int side = step == 1 ? 3000 : 60;
                                  return ++step <= 4 ? std::optional(test::specOf(side, side, Fit::Inside, step == 2 ? Format::Avif : Format::Jpeg))
                                                     : std::nullopt;
                              },
                              [&](Result<Rendered> result) {
                                  over = over || !result.ok();
                                  made.append(std::move(result));
                              }},
                             60s);
        over = true;
        if (killer.joinable())
            killer.join();
        QCOMPARE(made.size(), 4);
        QVERIFY(made[0].ok());
        QVERIFY(!made[1].ok() && !made[2].ok() && !made[3].ok());
        QVERIFY2(made[1].error().what.contains(u"signal 6"), qPrintable(made[1].error().what));
        for (const int refused : {2, 3}) {
            QCOMPARE(made[refused].error().code, ErrorCode::Unprocessable);
            QVERIFY2(made[refused].error().what.contains(u"not tried again"), qPrintable(made[refused].error().what));
        }
        QCOMPARE(m_pool->counters().deaths, 2u);
        rendersSmall();
    }

    void aVariantThatTakesTooLongIsStopped()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(4000, 3000), "PNG"));
        QVector<Result<Rendered>> made;
        int step = 0;
        m_pool->renderLadder(*source,
                             {[&]() -> std::optional<RenderSpec> {
                                  return ++step <= 2 ? std::optional(test::specOf(3000, 3000, Fit::Inside, Format::Avif))
                                                     : std::nullopt;
                              },
                              [&](Result<Rendered> result) { made.append(std::move(result)); }},
                             50ms);
        QCOMPARE(made.size(), 2);
        for (const auto &result : made) {
            QVERIFY(!result.ok());
            QVERIFY(result.error().code == ErrorCode::DeadlineExceeded || result.error().code == ErrorCode::Overloaded);
        }
        QVERIFY(m_pool->counters().timeouts >= 1);
        rendersSmall();
    }

    void stepsAsideForWhoWaits()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(900, 600), "JPEG"));
        std::future<bool> other;
        bool served = false;
        int step = 0, done = 0;
        m_pool->renderLadder(
            *source,
            {[&]() -> std::optional<RenderSpec> {
                 return ++step <= 3 ? std::optional(test::specOf(600, 600, Fit::Inside, Format::Webp)) : std::nullopt;
             },
             [&](const Result<Rendered> &made) {
                 ++done;
                 QVERIFY(made.ok());
                 if (done == 1) {
                     // Large, since one small job may always run beside the others.
                     other = std::async(std::launch::async, [this] {
                         const auto large = test::sourceOf(test::encodePicture(test::drawPicture(1500, 1000), "PNG"));
                         return m_pool->render(*large, test::specOf(600, 600, Fit::Inside, Format::Avif), test::soon()).ok();
                     });
                     QTRY_COMPARE(m_pool->lanes()[static_cast<int>(Lane::Avif)].waiting, 1);
                 } else if (done == 2) {
                     served = other.get(); // only if it has had a turn in between
                 }
             }},
            30s);
        QCOMPARE(done, 3);
        QVERIFY(served);
    }

private:
    QVector<Result<Rendered>> climb(const Source &source, const QVector<RenderSpec> &specs)
    {
        QVector<Result<Rendered>> made;
        qsizetype at = 0;
        m_pool->renderLadder(source,
                             {[&] { return at < specs.size() ? std::optional(specs[at++]) : std::nullopt; },
                              [&](Result<Rendered> result) { made.append(std::move(result)); }},
                             60s);
        return made;
    }

    void rendersSmall()
    {
        const auto source = test::sourceOf(test::encodePicture(test::drawPicture(100, 100), "PNG"));
        QVERIFY(m_pool->render(*source, test::specOf(20, 20, Fit::Inside, Format::Jpeg), test::soon()).ok());
    }

    static QVector<std::pair<QString, std::shared_ptr<const Source>>> pictures()
    {
        QVector<std::pair<QString, std::shared_ptr<const Source>>> all{
            {QStringLiteral("drawn"), test::sourceOf(test::encodePicture(test::drawPicture(3000, 2000), "JPEG"))}};
        const QDir photos(test::testDataDir() + QStringLiteral("/photos/magento"));
        if (!test::testDataDir().isEmpty()) {
            for (const QString &name : photos.entryList({QStringLiteral("*.jpg")}).mid(0, 4))
                all.append({name, *Source::fromFile(photos.filePath(name))});
        }
        return all;
    }

    std::unique_ptr<WorkerPool> m_pool;
};

QTEST_GUILESS_MAIN(LadderTest)
#include "tst_ladder.moc"
