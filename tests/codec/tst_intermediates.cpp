#include "base/clock.h"
#include "codec/worker_pool.h"
#include "images/image_service.h"
#include "images/intermediates.h"
#include "images/ssim.h"
#include "images/support/memory_original_store.h"
#include "images/support/memory_variant_store.h"
#include "images/support/pictures.h"
#include "images/support/requests.h"
#include "support/test_data.h"

#include <QDir>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;

namespace {

Luma lumaOf(const QByteArray &png)
{
    const QImage grey = test::decodePicture(png).convertToFormat(QImage::Format_Grayscale8);
    Luma luma{{}, grey.width(), grey.height()};
    for (int y = 0; y < grey.height(); ++y)
        luma.samples.insert(luma.samples.end(), grey.constScanLine(y), grey.constScanLine(y) + grey.width());
    return luma;
}

} // namespace

/// That nobody sees which way a small variant was made: real workers, real photographs where there are some.
class IntermediatesTest : public QObject
{
    Q_OBJECT

private slots:
    void smallVariantsLookAsIfMadeFromTheOriginal()
    {
        auto pool = codec::WorkerPool::start();
        QVERIFY2(pool.ok(), qPrintable(pool ? QString() : pool.error().toString()));
        test::MemoryOriginalStore store;
        test::MemoryVariantStore disk;
        SystemClock clock;
        ImageServiceLimits limits;
        limits.renderDeadline = std::chrono::seconds(60);
        ImageService service(store, **pool, clock, limits, &disk);

        int compared = 0;
        double sum = 0;
        for (const auto &[name, source] : pictures()) {
            const auto original = service.put(source);
            if (!original || std::max(original->info.widthPx, original->info.heightPx) < 1600)
                continue;
            const auto whole = (*pool)->render(*source, wholeAsPng(), test::soon(std::chrono::seconds(60))); // which no decoder shrinks while it loads
            QVERIFY2(whole.ok(), qPrintable(name));
            const auto full = *Source::fromBytes(whole->bytes);
            for (const char *preset : {"thumb-80", "list-160@2x", "card-240", "pdp-600", "card-320@2x"}) {
                const VariantKey key{original->id, *m_presets.find(QString::fromLatin1(preset)), Format::Png};
                if (!servesIntermediate(original->info, key.preset))
                    continue;
                const auto variant = service.fetchAndWait(key);
                const auto reference = (*pool)->render(*full, {key.preset, key.format, false}, test::soon(std::chrono::seconds(60)));
                QVERIFY2(variant.ok() && reference.ok(), qPrintable(name));
                const double ssim = meanSsim(lumaOf(variant->bytes), lumaOf(reference->bytes));
                QVERIFY2(ssim >= 0.99, qPrintable(QStringLiteral("%1 %2: %3").arg(name, QLatin1String(preset)).arg(ssim)));
                sum += ssim;
                ++compared;
            }
            QVERIFY2(disk.contains("intermediate-3-" + original->id.toString().toLatin1()), qPrintable(name));
        }
        qInfo("mean SSIM %.4f over %d variants", sum / compared, compared);
        QVERIFY(compared >= 4);
        QVERIFY(sum / compared >= 0.995);
    }

    /// The intermediate, a size that is made from it, and one that is not.
    void sizesOfABigOriginalShareItsDecode()
    {
        const QByteArray jpeg = test::encodePicture(test::drawPicture(3000, 2000), "JPEG");
        QHash<QString, QByteArray> alone, together;
        for (const bool sharing : {false, true}) {
            QHash<QString, QByteArray> &made = sharing ? together : alone;
            test::MemoryOriginalStore store;
            test::MemoryVariantStore disk;
            SystemClock clock;
            codec::WorkerPoolLimits limits;
            limits.workers = 1;
            limits.keptOpen = std::chrono::minutes(1);
            limits.jobsPerWorker = sharing ? 500 : 1; // a decoder that is new keeps nothing
            const auto pool = codec::WorkerPool::start(limits);
            QVERIFY2(pool.ok(), qPrintable(pool ? QString() : pool.error().toString()));
            ImageService service(store, **pool, clock, {}, &disk);
            const auto original = service.put(test::sourceOf(jpeg));
            QVERIFY(original.ok());
            const quint64 before = (*pool)->counters().jobs;
            for (const char *preset : {"pdp-800", "card-320", "pdp-800@2x"}) {
                const auto variant = service.fetchAndWait({original->id, *m_presets.find(QString::fromLatin1(preset)), Format::Jpeg});
                QVERIFY(variant.ok());
                made.insert(QString::fromLatin1(preset), variant->bytes);
            }
            QCOMPARE((*pool)->counters().jobs - before, 4u); // three, and the intermediate
            QCOMPARE((*pool)->counters().reused, sharing ? 2u : 0u); // one decode of the original, one of the intermediate
        }
        QCOMPARE(together, alone);
    }

private:
    static QVector<std::pair<QString, std::shared_ptr<const Source>>> pictures()
    {
        QVector<std::pair<QString, std::shared_ptr<const Source>>> all{
            {QStringLiteral("drawn"), *Source::fromBytes(test::encodePicture(test::drawPicture(3000, 2000), "JPEG"))}};
        const QDir photos(test::testDataDir() + QStringLiteral("/photos/large"));
        if (!test::testDataDir().isEmpty()) {
            for (const QString &name : photos.entryList({QStringLiteral("*.jpg")}, QDir::Files, QDir::Name).first(3))
                all.append({name, *Source::fromFile(photos.filePath(name))});
        }
        return all;
    }

    static RenderSpec wholeAsPng()
    {
        RenderSpec spec;
        spec.format = Format::Png;
        return spec;
    }

    const PresetList m_presets = PresetList::builtIn();
};

QTEST_GUILESS_MAIN(IntermediatesTest)
#include "tst_intermediates.moc"
