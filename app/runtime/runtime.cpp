#include "app/runtime/runtime.h"

#include "app/runtime/log_sink.h"
#include "app/runtime/user_name.h"
#include "codec/worker_pool.h"
#include "storage/files/file_original_store.h"
#include "storage/pooled_original_store.h"
#include "storage/pooled_product_history.h"
#include "storage/pooled_product_writer.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QFileInfo>
#include <QProcessEnvironment>

namespace vitrine::app {

/// The order of the members is their lifetime: what is below uses what is above.
struct Runtime::Parts
{
    SystemClock clock;
    Configuration configuration;
    std::unique_ptr<DataDirectory> directory;
    std::unique_ptr<codec::WorkerPool> workers;
    std::unique_ptr<storage::sqlite::SqliteCatalog> store;
    std::unique_ptr<storage::FileOriginalStore> files;
    std::unique_ptr<storage::WritePool> pool;
    std::unique_ptr<storage::PooledProductWriter> editWriter, bulkWriter;
    std::unique_ptr<storage::PooledProductHistory> history;
    std::unique_ptr<storage::PooledOriginalStore> originals, bulkOriginals;
    std::unique_ptr<catalog::Catalog> catalog, bulkCatalog;
    std::unique_ptr<images::ImageService> images;
    std::unique_ptr<images::ImageService> bulkImages; ///< the same originals, stored at an import's pace; caches nothing
    std::unique_ptr<OriginControl> origin;

    Result<catalog::ImageRef> putBulk(const Result<std::shared_ptr<const images::Source>> &source)
    {
        return source.andThen([this](const auto &opened) { return bulkImages->put(opened); }).map([](const images::Original &original) {
            return catalog::ImageRef{original.id, original.info.widthPx, original.info.heightPx};
        });
    }
};

namespace {

Result<Configuration> loadConfiguration(const DataDirectory &directory)
{
    QMap<QString, QString> environment;
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    for (const QString &name : system.keys())
        environment.insert(name, system.value(name));
    return Configuration::load(directory.file(QStringLiteral("vitrine.toml")), environment);
}

} // namespace

Runtime::Runtime(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}

Runtime::~Runtime()
{
    m_parts->origin->stop();
    m_parts->pool->drain();
}

Result<std::unique_ptr<Runtime>> Runtime::open(const QString &dataDir)
{
    auto p = std::make_unique<Parts>();
    auto directory = DataDirectory::acquire(dataDir);
    if (!directory)
        return directory.error();
    p->directory = std::move(*directory);

    auto configuration = loadConfiguration(*p->directory);
    if (!configuration)
        return configuration.error();
    p->configuration = std::move(*configuration);
    const Configuration &c = p->configuration;
    configureLog(c.log.level, c.log.format);

    // Workers first: they are forked while this process has no threads of its own yet.
    codec::WorkerPoolLimits workers;
    workers.workers = c.workers;
    workers.maxPixels = c.limits.pixels;
    workers.maxSourceBytes = c.limits.bytes;
    auto pool = codec::WorkerPool::start(workers);
    if (!pool)
        return pool.error();
    p->workers = std::move(*pool);

    auto store = storage::sqlite::SqliteCatalog::open(p->directory->path());
    if (!store)
        return store.error();
    p->store = std::move(*store);
    auto files = storage::FileOriginalStore::start(p->directory->file(QStringLiteral("originals")));
    if (!files)
        return files.error();
    p->files = std::move(*files);

    p->pool = std::make_unique<storage::WritePool>(c.writePool.lanes, c.writePool.queue, p->clock);
    const catalog::Catalog direct = p->store->ports();
    p->editWriter = std::make_unique<storage::PooledProductWriter>(direct.writer, *p->pool, storage::WriteClass::Interactive, QStringLiteral("catalog edit"));
    p->bulkWriter = std::make_unique<storage::PooledProductWriter>(direct.writer, *p->pool, storage::WriteClass::Bulk, QStringLiteral("catalog import"));
    if (direct.history)
        p->history = std::make_unique<storage::PooledProductHistory>(*direct.history, *p->pool);
    p->originals = std::make_unique<storage::PooledOriginalStore>(*p->files, *p->pool, storage::WriteClass::Interactive);
    p->bulkOriginals = std::make_unique<storage::PooledOriginalStore>(*p->files, *p->pool, storage::WriteClass::Bulk);
    p->catalog = std::make_unique<catalog::Catalog>(catalog::Catalog{direct.cards, direct.products, *p->editWriter, direct.search, p->history.get()});
    p->bulkCatalog = std::make_unique<catalog::Catalog>(catalog::Catalog{direct.cards, direct.products, *p->bulkWriter, direct.search, p->history.get()});

    images::ImageServiceLimits limits;
    limits.cacheBytes = c.variants.memoryBytes;
    limits.queuedRenders = c.limits.renders;
    limits.renderDeadline = c.limits.deadline;
    limits.originalBytes = c.limits.bytes;
    p->images = std::make_unique<images::ImageService>(*p->originals, *p->workers, p->clock, limits);
    limits.cacheBytes = 0;
    p->bulkImages = std::make_unique<images::ImageService>(*p->bulkOriginals, *p->workers, p->clock, limits);

    server::HttpServerLimits http;
    http.ioThreads = c.server.ioThreads;
    http.connections = c.limits.connections;
    p->origin = std::make_unique<OriginControl>(*p->catalog, *p->images, c.presets, p->clock, http);
    return std::unique_ptr<Runtime>(new Runtime(std::move(p)));
}

Result<QStringList> Runtime::reload()
{
    auto fresh = loadConfiguration(*m_parts->directory);
    if (!fresh)
        return fresh.error();
    Configuration &current = m_parts->configuration;
    const QStringList later = current.changedUntilRestart(*fresh);
    current.log = fresh->log;
    configureLog(current.log.level, current.log.format);
    current.writePool.lanes = fresh->writePool.lanes;
    m_parts->pool->setLanes(current.writePool.lanes);
    if (current.presets.all() != fresh->presets.all()) {
        current.presets = fresh->presets;
        m_parts->origin->setPresets(current.presets);
    }
    return later;
}

const Configuration &Runtime::configuration() const { return m_parts->configuration; }
const QString &Runtime::dataDir() const { return m_parts->directory->path(); }
catalog::Catalog &Runtime::catalog() { return *m_parts->catalog; }
images::ImageService &Runtime::images() { return *m_parts->images; }
images::OriginalStore &Runtime::originals() { return *m_parts->originals; }
images::Renderer &Runtime::renderer() { return *m_parts->workers; }
storage::WritePool &Runtime::writePool() { return *m_parts->pool; }
OriginControl &Runtime::origin() { return *m_parts->origin; }

Result<catalog::CheckReport> Runtime::check(catalog::CheckOptions options)
{
    options.hasOriginal = [this](const QString &image) { return QFileInfo::exists(m_parts->files->pathOf(ImageId(image))); };
    auto report = m_parts->store->check(options);
    if (!report)
        return report;
    if (auto originals = m_parts->files->check(options, *report); !originals)
        return originals.error();
    return report;
}

Result<exchange::ImportReport> Runtime::import(const exchange::ImportOptions &options,
                                               const exchange::ProgressCallback &progress, const CancelToken &cancel)
{
    const auto putImage = [this](const QString &path) { return m_parts->putBulk(images::Source::fromFile(path)); };
    catalog::Catalog &target = *m_parts->bulkCatalog;
    if (!target.history || options.dryRun)
        return exchange::importInto(target, options, putImage, progress, cancel);
    // Under a change of its own, so that its history says where it came from and it can be undone as one.
    const auto set = target.history->beginImport(options.sources.join(QStringLiteral(", ")), {userName(), {}});
    if (!set)
        return set.error();
    const auto recorded = target.history->writerFor(set->id);
    storage::PooledProductWriter writer(*recorded, *m_parts->pool, storage::WriteClass::Bulk, QStringLiteral("catalog import"));
    catalog::Catalog bound{target.cards, target.products, writer, target.search, target.history};
    auto report = exchange::importInto(bound, options, putImage, progress, cancel);
    if (!report)
        return report;
    const qint64 changed = report->created + report->updated;
    if (auto finished = target.history->finish(set->id, changed + report->unchanged, changed, report->rejected); !finished)
        return finished.error();
    return report;
}

Result<exchange::ImportReport> Runtime::generate(const exchange::GenerateOptions &options,
                                                 const exchange::ProgressCallback &progress, const CancelToken &cancel)
{
    const auto putImage = [this](const QByteArray &png) { return m_parts->putBulk(images::Source::fromBytes(png)); };
    return exchange::generateInto(*m_parts->bulkCatalog, options, putImage, progress, cancel);
}

} // namespace vitrine::app
