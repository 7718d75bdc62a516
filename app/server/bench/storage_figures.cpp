#include "app/server/bench/figures.h"

#include "storage/files/file_original_store.h"
#include "storage/variants/segment_variant_store.h"

#include <QDirIterator>
#include <QTemporaryDir>

namespace vitrine::app {

namespace {

constexpr qint64 BlockBytes = 4096;
/// Of the variant store, against the originals.
constexpr int StoreShare = 10;

/// What files take: their bytes, the blocks of a file system of 4 KiB blocks, and how many they are.
struct Taken
{
    double bytes = 0, blockBytes = 0;
    int files = 0;

    void add(qint64 fileBytes)
    {
        bytes += double(fileBytes);
        blockBytes += double((fileBytes + BlockBytes - 1) / BlockBytes * BlockBytes);
        ++files;
    }
    Taken operator+(const Taken &other) const { return {bytes + other.bytes, blockBytes + other.blockBytes, files + other.files}; }
};

Taken takenBelow(const QString &folder)
{
    Taken taken;
    QDirIterator found(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (found.hasNext()) {
        found.next();
        taken.add(found.fileInfo().size());
    }
    return taken;
}

struct Storage
{
    Taken precomputed; ///< the originals and 96 files of each
    Taken onDemand;    ///< the originals and what is written beside them
    Taken cache;       ///< the variant store, with the intermediates in it
};

Result<Storage> store(Runtime &runtime, const QVector<Photo> &photos)
{
    Storage storage;
    for (const Photo &photo : photos)
        storage.precomputed.add(photo.source->sizeBytes());
    QTemporaryDir folder;
    auto originals = storage::FileOriginalStore::start(folder.filePath(QStringLiteral("originals")));
    if (!originals)
        return originals.error();
    auto variants = storage::SegmentVariantStore::open(folder.filePath(QStringLiteral("variants")), qint64(storage.precomputed.bytes) / StoreShare);
    if (!variants)
        return variants.error();
    const SystemClock clock;
    {
        images::ImageService service(**originals, runtime.renderer(), clock, {.cacheBytes = 0}, variants->get());
        for (const Photo &photo : photos) {
            const auto original = service.put(photo.source);
            if (!original)
                return original.error();
            for (const images::Preset &preset : runtime.configuration().presets.all()) {
                for (const images::Format format : {images::Format::Jpeg, images::Format::Webp}) {
                    const auto variant = service.fetchAndWait({original->id, preset, format});
                    if (!variant)
                        return variant.error();
                    storage.precomputed.add(variant->bytes.size());
                }
            }
        }
    }
    variants->reset(); // all that they write is written
    originals->reset();
    storage.onDemand = takenBelow(folder.filePath(QStringLiteral("originals")));
    storage.cache = takenBelow(folder.filePath(QStringLiteral("variants")));
    return storage;
}

QString inWords(const Taken &taken)
{
    return QStringLiteral("%1 MB, %2 MB in blocks, %3 files").arg(taken.bytes / 1e6, 0, 'f', 1).arg(taken.blockBytes / 1e6, 0, 'f', 1).arg(taken.files);
}

} // namespace

Result<QVector<Figure>> storageAgainstPrecomputed(Runtime &runtime, const QVector<Photo> &photos, const QString &kind, const StorageTargets &targets)
{
    const auto storage = store(runtime, photos);
    if (!storage)
        return storage.error();
    const Taken cached = storage->onDemand + storage->cache;
    const QString conditions = QStringLiteral("%1 %2; with 96 files each %3; without %4").arg(photos.size()).arg(kind, inWords(storage->precomputed), inWords(storage->onDemand));
    const QString cachedConditions = QStringLiteral("all 96 asked for, the store bounded to a %1th of the originals' bytes, intermediates in it: %2")
                                         .arg(StoreShare).arg(inWords(cached));
    const Taken &all = storage->precomputed, &bare = storage->onDemand;
    const QString unit = QStringLiteral("x");
    const QString name = QStringLiteral("storage of %1, originals and index, ").arg(kind), full = QStringLiteral("storage of %1, variant store too, ").arg(kind);
    return QVector<Figure>{
        {name + QStringLiteral("bytes"), conditions, all.bytes / bare.bytes, unit, targets.bytes, false},
        {name + QStringLiteral("4 KiB blocks"), conditions, all.blockBytes / bare.blockBytes, unit, targets.blocks, false},
        {name + QStringLiteral("files"), conditions, double(all.files) / bare.files, unit, targets.files, false},
        {full + QStringLiteral("bytes"), cachedConditions, all.bytes / cached.bytes, unit, {}, false},
        {full + QStringLiteral("4 KiB blocks"), cachedConditions, all.blockBytes / cached.blockBytes, unit, {}, false},
        {full + QStringLiteral("files"), cachedConditions, double(all.files) / cached.files, unit, {}, false},
    };
}

} // namespace vitrine::app
