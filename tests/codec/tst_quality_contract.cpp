#include "codec/worker_pool.h"
#include "images/support/pictures.h"
#include "images/support/requests.h"

#include <QFile>
#include <QtTest>

#include <future>
#include <thread>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

/// RenderSpec::careful: the score that is asked for is reached, found once, and never dearer than a JPEG of the same score.
class QualityContractTest : public QObject
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
        m_picture = test::encodePicture(test::drawPicture(600, 400), "PNG");
    }

    void aHigherScoreTakesAHigherQuality_data()
    {
        QTest::addColumn<Format>("format");
        for (const Format format : {Format::Jpeg, Format::Webp, Format::Avif})
            QTest::newRow(formatName(format).data()) << format;
    }
    void aHigherScoreTakesAHigherQuality()
    {
        QFETCH(Format, format);
        const Rendered low = render(format, 55), high = render(format, 80);
        QVERIFY(low.quality && high.quality);
        QVERIFY2(*low.quality < *high.quality,
                 qPrintable(QStringLiteral("%1 %2").arg(*low.quality).arg(*high.quality)));
        QVERIFY(low.bytes.size() < high.bytes.size());
        QVERIFY(*low.ssim < *high.ssim);
    }

    void isNeverFarBelowTheQualityOfThePreset()
    {
        RenderSpec spec = specOf(Format::Jpeg, 30);
        spec.careful = true;
        const auto result = m_pool->render(**Source::fromBytes(m_picture), spec, soon());
        QVERIFY(result.ok());
        QCOMPARE(result->quality, std::optional(65));
    }

    void aKnownQualityIsNotSearchedAgain()
    {
        const Rendered found = render(Format::Webp, 70);
        const Rendered known = render(Format::Webp, 70, found.quality);
        QCOMPARE(known.bytes, found.bytes);
        QVERIFY(!known.quality);
    }

    void neverLargerThanTheJpeg()
    {
        for (const int score : {40, 60, 75, 88}) {
            const auto jpeg = render(Format::Jpeg, score).bytes.size();
            QVERIFY(render(Format::Webp, score).bytes.size() <= jpeg);
            QVERIFY(render(Format::Avif, score).bytes.size() <= jpeg);
        }
    }

    void losslessFormatsHaveNothingToSearch()
    {
        QVERIFY(!render(Format::Png, 70).quality);
        QVERIFY(!render(Format::Gif, 70).quality);
    }

    void withoutAScoreItKeepsTheOneOfTheQuickEncoder_data()
    {
        QTest::addColumn<Format>("format");
        for (const Format format : {Format::Jpeg, Format::Webp, Format::Avif, Format::Png})
            QTest::newRow(formatName(format).data()) << format;
    }
    void withoutAScoreItKeepsTheOneOfTheQuickEncoder()
    {
        QFETCH(Format, format);
        RenderSpec spec = specOf(format, 0);
        spec.preset.widthPx = spec.preset.heightPx = 600; // the quick encoder is in less of a hurry with small ones
        const auto quick = m_pool->render(**Source::fromBytes(m_picture), spec, soon());
        QVERIFY(quick.ok());
        QVERIFY(!quick->quality);
        spec.careful = true;
        const auto result = m_pool->render(**Source::fromBytes(m_picture), spec, soon());
        QVERIFY2(result.ok(), qPrintable(result.ok() ? QString() : result.error().toString()));
        const Rendered &careful = *result;
        QVERIFY2(careful.bytes.size() < quick->bytes.size(),
                 qPrintable(QStringLiteral("%1 bytes, quick %2").arg(careful.bytes.size()).arg(quick->bytes.size())));
        QVERIFY2(*careful.ssim > *quick->ssim - 0.003,
                 qPrintable(QStringLiteral("%1, quick %2").arg(*careful.ssim).arg(*quick->ssim)));
    }

    void theQuickOneDoesNotSearch()
    {
        const auto plain = m_pool->render(**Source::fromBytes(m_picture), specOf(Format::Webp, 0), soon());
        const auto scored = m_pool->render(**Source::fromBytes(m_picture), specOf(Format::Webp, 60), soon());
        QVERIFY(plain.ok() && scored.ok());
        QCOMPARE(scored->bytes, plain->bytes);
        QVERIFY(!scored->quality);
    }

    /// The only worker of the pool is held by a picture that never ends: the careful one is made all the same, and the
    /// other way round.
    void takesNoPlaceFromTheOthers()
    {
        CancelToken cancel;
        std::promise<ErrorCode> slow;
        std::thread careful([&] {
            const auto huge = test::encodePicture(test::drawPicture(3000, 3000), "PNG");
            RenderSpec spec = specOf(Format::Avif, 90);
            spec.preset.widthPx = spec.preset.heightPx = 3000;
            spec.careful = true;
            const auto result = m_pool->renderAside(**Source::fromBytes(huge), spec, soon(), cancel);
            slow.set_value(result ? ErrorCode::Internal : result.error().code);
        });
        const auto aside = [&] {
            for (const WorkerStatus &worker : m_pool->workers())
                if (worker.lane)
                    return worker.pid;
            return qint64(0);
        };
        QTRY_VERIFY(aside() != 0);
        QTRY_COMPARE(policyOf(aside()), 5); // SCHED_IDLE
        QCOMPARE(m_pool->idleWorkerPids().size(), 1);
        QVERIFY(m_pool->render(**Source::fromBytes(m_picture), specOf(Format::Jpeg, 0), soon()).ok());
        QCOMPARE(m_pool->idleWorkerPids().size(), 1);
        QCOMPARE(m_pool->renderAside(**Source::fromBytes(m_picture), specOf(Format::Jpeg, 0), soon(), {}).error().code,
                 ErrorCode::Overloaded);
        cancel.request();
        careful.join();
        QCOMPARE(slow.get_future().get(), ErrorCode::Cancelled);
        QCOMPARE(m_pool->workers().size(), 1);
    }

    void endsByItsDeadline()
    {
        const auto result = m_pool->renderAside(**Source::fromBytes(m_picture), specOf(Format::Avif, 90),
                                                    std::chrono::steady_clock::now() + 1ms, {});
        QCOMPARE(result.error().code, ErrorCode::DeadlineExceeded);
        QCOMPARE(m_pool->workers().size(), 1);
        QCOMPARE(m_pool->renderAside(**Source::fromBytes("not a picture"), specOf(Format::Jpeg, 0), soon(), {}).error().code,
                 ErrorCode::UnsupportedType);
    }

private:
    static Renderer::Deadline soon() { return std::chrono::steady_clock::now() + 120s; }

    /// Of a process, as sched(7) numbers them.
    static int policyOf(qint64 pid)
    {
        QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
        if (!file.open(QIODevice::ReadOnly))
            return -1;
        const QByteArray text = file.readAll();
        return text.mid(text.lastIndexOf(')') + 2).split(' ').value(38).toInt(); // field 41 of proc(5)
    }

    static RenderSpec specOf(Format format, double score)
    {
        RenderSpec spec;
        spec.preset.widthPx = 300;
        spec.preset.heightPx = 300;
        spec.preset.score = score;
        spec.preset.quality = {80, 78, 55, 100, 100};
        spec.format = format;
        spec.score = true;
        return spec;
    }

    Rendered render(Format format, double score, std::optional<int> known = std::nullopt)
    {
        RenderSpec spec = specOf(format, score);
        if (score > 0)
            spec.preset.quality.fill(20); // far enough below for any
        spec.careful = true;
        spec.quality = known;
        const auto result =
            m_pool->render(*test::sourceOf(m_picture), spec, test::soon());
        if (result)
            return *result;
        QTest::qFail(qPrintable(result.error().toString()), __FILE__, __LINE__);
        Rendered none;
        none.quality = 0;
        none.ssim = 0;
        return none;
    }

    std::unique_ptr<WorkerPool> m_pool;
    QByteArray m_picture;
};

QTEST_GUILESS_MAIN(QualityContractTest)
#include "tst_quality_contract.moc"
