#include "base/clock.h"
#include "codec/worker_pool.h"
#include "images/image_service.h"
#include "images/intermediates.h"
#include "images/ssim.h"
#include "images/support/memory_original_store.h"
#include "images/support/memory_variant_store.h"
#include "images/support/pictures.h"
#include "support/test_data.h"

#include <QDirIterator>
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
        const auto later = [] { return std::chrono::steady_clock::now() + std::chrono::seconds(60); };

        int compared = 0;
        double sum = 0;
        for (const auto &[name, source] : pictures()) {
            const auto original = service.put(source);
            if (!original || std::max(original->info.widthPx, original->info.heightPx) < 1600)
                continue;
            for (const char *preset : {"thumb-80", "search-200", "card-240", "pdp-600", "card-320@2x"}) {
                const VariantKey key{original->id, *m_presets.find(QLatin1String(preset)), Format::Png};
                if (!servesIntermediate(original->info, key.preset))
                    continue;
                const auto variant = service.fetchAndWait(key);
                const auto direct = (*pool)->render(*source, {key.preset, key.format, false}, later());
                QVERIFY2(variant.ok() && direct.ok(), qPrintable(name));
                const double ssim = meanSsim(lumaOf(variant->bytes), lumaOf(direct->bytes));
                QVERIFY2(ssim >= 0.99, qPrintable(QStringLiteral("%1 %2: %3").arg(name, QLatin1String(preset)).arg(ssim)));
                sum += ssim;
                ++compared;
            }
            QVERIFY2(disk.contains("intermediate-1-" + original->id.toString().toLatin1()), qPrintable(name));
        }
        qInfo("mean SSIM %.4f over %d variants", sum / compared, compared);
        QVERIFY(compared >= 5);
        QVERIFY(sum / compared >= 0.995);
    }

private:
    static QVector<std::pair<QString, std::shared_ptr<const Source>>> pictures()
    {
        QVector<std::pair<QString, std::shared_ptr<const Source>>> all{
            {QStringLiteral("drawn"), *Source::fromBytes(test::encodePicture(test::drawPicture(3000, 2000), "JPEG"))}};
        const QString data = test::testDataDir();
        for (const char *folder : {"/photos/large", "/photos/clothing"}) {
            if (data.isEmpty())
                break;
            QDirIterator files(data + QLatin1String(folder), {QStringLiteral("*.jpg"), QStringLiteral("*.jpeg")}, QDir::Files,
                               QDirIterator::Subdirectories);
            for (int i = 0; i < 12 && files.hasNext(); ++i) {
                const QString path = files.next();
                all.append({path, *Source::fromFile(path)});
            }
        }
        return all;
    }

    const PresetList m_presets = PresetList::builtIn();
};

QTEST_GUILESS_MAIN(IntermediatesTest)
#include "tst_intermediates.moc"
