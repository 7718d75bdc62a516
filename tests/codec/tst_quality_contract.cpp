#include "codec/worker_pool.h"
#include "images/support/pictures.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

/// Preset::score: what is asked for is reached, found once, and never dearer than a JPEG of the same score.
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
        QVERIFY(!render(Format::Jpeg, 0).quality);
    }

private:
    Rendered render(Format format, double score, std::optional<int> known = std::nullopt)
    {
        RenderSpec spec;
        spec.preset.widthPx = 300;
        spec.preset.heightPx = 300;
        spec.preset.score = score;
        spec.format = format;
        spec.score = true;
        spec.quality = known;
        const auto result =
            m_pool->render(**Source::fromBytes(m_picture), spec, std::chrono::steady_clock::now() + 30s);
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
