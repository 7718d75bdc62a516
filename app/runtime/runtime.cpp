#include "app/runtime/runtime.h"

#include "app/runtime/database_catalog.h"
#include "app/runtime/log_sink.h"
#include "app/runtime/store_watch.h"
#include "app/runtime/twin_check.h"
#include "app/runtime/user_name.h"
#include "codec/worker_pool.h"
#include "images/recent_qualities.h"
#include "storage/describing_original_store.h"
#include "storage/files/file_original_store.h"
#include "storage/mysql/own_catalog.h"
#include "storage/pooled_original_store.h"
#include "storage/pooled_product_families.h"
#include "storage/pooled_product_history.h"
#include "storage/pooled_product_writer.h"
#include "storage/pooled_variant_store.h"
#include "storage/s3/s3_original_store.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "storage/variants/quality_file.h"
#include "storage/variants/segment_variant_store.h"

#include <QDir>
#include <QFile>

#include <mutex>

namespace vitrine::app {

/// The order of the members is their lifetime: what is below uses what is above.
struct Runtime::Parts
{
    SystemClock clock;
    Configuration configuration;
    std::unique_ptr<DataDirectory> directory;
    std::unique_ptr<codec::WorkerPool> workers;
    std::unique_ptr<storage::sqlite::SqliteCatalog> store; ///< or
    std::unique_ptr<DatabaseCatalog> database;             ///< somebody else's, or on a server
    std::mutex sourceMutex;
    std::unique_ptr<plan::CardSource> ownSource; ///< by sourceMutex
    std::unique_ptr<images::OriginalStore> originalStore;
    std::unique_ptr<storage::DescribingOriginalStore> describedOriginals;
    std::unique_ptr<storage::CachedOriginalStore> originalCache; ///< in front of it, where it is far away
    std::unique_ptr<storage::SegmentVariantStore> variantFiles; ///< none where variants.disk is 0
    std::unique_ptr<storage::WritePool> pool;
    std::unique_ptr<storage::PooledProductWriter> editWriter, bulkWriter;
    std::unique_ptr<storage::PooledProductHistory> history;
    std::unique_ptr<storage::PooledProductFamilies> families;
    std::unique_ptr<storage::PooledOriginalStore> originals, bulkOriginals;
    std::unique_ptr<catalog::Catalog> catalog, bulkCatalog;
    std::unique_ptr<images::QualityMemory> qualities;
    std::unique_ptr<storage::PooledVariantStore> variants;
    std::unique_ptr<images::ImageService> images;
    std::unique_ptr<images::ImageService> bulkImages; ///< the same originals, stored at an import's pace; caches nothing
    std::unique_ptr<StoreWatch> watch;
    std::unique_ptr<OriginControl> origin;
    std::unique_ptr<AdminControl> admin;

    Result<images::ImageInfo> look(const images::Source &source)
    {
        return workers->validate(source, std::chrono::steady_clock::now() + configuration.limits.deadline);
    }
    Result<catalog::ImageRef> putBulk(const Result<std::shared_ptr<const images::Source>> &source)
    {
        return source.andThen([this](const auto &opened) { return bulkImages->put(opened); }).map([](const images::Original &original) {
            return catalog::ImageRef{original.id, original.info.widthPx, original.info.heightPx};
        });
    }
};

namespace {

template <typename Store>
Result<std::unique_ptr<images::OriginalStore>> asPort(Result<std::unique_ptr<Store>> store)
{
    if (!store)
        return store.error();
    return std::unique_ptr<images::OriginalStore>(std::move(*store));
}

Result<std::unique_ptr<images::OriginalStore>> openOriginals(const QString &url, const DataDirectory &directory)
{
    if (!url.startsWith(u"s3:"))
        return asPort(storage::FileOriginalStore::start(directory.file(QStringLiteral("originals"))));
    const auto address = storage::s3::Address::parse(url);
    if (!address)
        return address.error();
    auto credentials = storage::s3::Credentials::load(systemEnvironment(), address->profile);
    if (!credentials)
        return credentials.error();
    return asPort(storage::S3OriginalStore::start(*address, std::move(*credentials), directory.path()));
}

} // namespace

Runtime::Runtime(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}

Runtime::~Runtime()
{
    m_parts->admin->stop();
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

    auto configuration = Configuration::ofDirectory(p->directory->path());
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

    if (DatabaseCatalog::isDatabaseUrl(c.catalog.url)) {
        auto database = DatabaseCatalog::open({c.catalog.url, c.catalog.description, DatabaseCatalog::isOwnDescription(c.catalog.description), p->directory->path(),
                                               c.catalog.connections, c.catalog.deadline, c.catalog.memoryBytes}, p->clock);
        if (!database)
            return database.error();
        p->database = std::move(*database);
    } else {
        storage::sqlite::Options options;
        options.cardMemoryBytes = c.catalog.memoryBytes;
        auto store = storage::sqlite::SqliteCatalog::open(p->directory->path(), options);
        if (!store)
            return store.error();
        p->store = std::move(*store);
    }
    auto originals = openOriginals(c.originals, *p->directory);
    if (!originals)
        return originals.error();
    p->originalStore = std::move(*originals);
    p->describedOriginals = std::make_unique<storage::DescribingOriginalStore>(*p->originalStore, [parts = p.get()](const images::Source &source) {
        return parts->look(source);
    });
    images::OriginalStore *allOriginals = p->describedOriginals.get();
    const QString cacheFolder = p->directory->file(QStringLiteral("originals-cache"));
    if (c.originals.startsWith(u"s3:") && c.originalsCacheBytes > 0) {
        p->originalCache = std::make_unique<storage::CachedOriginalStore>(*allOriginals, cacheFolder, c.originalsCacheBytes);
        allOriginals = p->originalCache.get();
    } else {
        QDir(cacheFolder).removeRecursively(); // of another configuration
    }

    const QString variantFolder = p->directory->file(QStringLiteral("variants"));
    const QString qualityFile = variantFolder + QStringLiteral("/qualities");
    if (c.variants.diskBytes > 0) {
        auto variants = storage::SegmentVariantStore::open(variantFolder, c.variants.diskBytes);
        if (!variants)
            return variants.error();
        p->variantFiles = std::move(*variants);
        p->qualities = std::make_unique<storage::QualityFile>(qualityFile);
    } else {
        QFile::remove(qualityFile);
        p->qualities = std::make_unique<images::RecentQualities>();
        storage::SegmentVariantStore::removeAll(variantFolder);
    }

    p->pool = std::make_unique<storage::WritePool>(c.writePool.lanes, c.writePool.queue, p->clock);
    const catalog::Catalog direct = p->database ? p->database->ports() : p->store->ports();
    p->editWriter = std::make_unique<storage::PooledProductWriter>(direct.writer, *p->pool, storage::WriteClass::Interactive, QStringLiteral("catalog edit"));
    p->bulkWriter = std::make_unique<storage::PooledProductWriter>(direct.writer, *p->pool, storage::WriteClass::Bulk, QStringLiteral("catalog import"));
    if (direct.history)
        p->history = std::make_unique<storage::PooledProductHistory>(*direct.history, *p->pool);
    if (direct.families)
        p->families = std::make_unique<storage::PooledProductFamilies>(*direct.families, *p->pool);
    p->originals = std::make_unique<storage::PooledOriginalStore>(*allOriginals, *p->pool, storage::WriteClass::Interactive);
    p->bulkOriginals = std::make_unique<storage::PooledOriginalStore>(*p->originalStore, *p->pool, storage::WriteClass::Bulk); // past the cache
    p->catalog = std::make_unique<catalog::Catalog>(catalog::Catalog{direct.cards, direct.products, *p->editWriter, direct.search, p->history.get(), p->families.get(), direct.focalPoints});
    p->bulkCatalog = std::make_unique<catalog::Catalog>(catalog::Catalog{direct.cards, direct.products, *p->bulkWriter, direct.search, p->history.get(), p->families.get(), direct.focalPoints});

    images::ImageServiceLimits limits;
    limits.cacheBytes = c.variants.memoryBytes;
    limits.queuedRenders = c.limits.renders;
    limits.renderDeadline = c.limits.deadline;
    limits.originalBytes = c.limits.bytes;
    limits.hotUses = c.variants.hotUses;
    if (p->variantFiles)
        p->variants = std::make_unique<storage::PooledVariantStore>(*p->variantFiles, *p->pool);
    p->images = std::make_unique<images::ImageService>(*p->originals, *p->workers, p->clock, limits, p->variants.get(), p->qualities.get());
    limits.cacheBytes = 0;
    limits.hotUses = 0;
    p->bulkImages = std::make_unique<images::ImageService>(*p->bulkOriginals, *p->workers, p->clock, limits);

    server::HttpServerLimits http;
    http.ioThreads = c.server.ioThreads;
    http.connections = c.limits.connections;
    p->watch = std::make_unique<StoreWatch>(p->directory->path());
    p->origin = std::make_unique<OriginControl>(*p->catalog, *p->images, c.presets, c.urls.settings, p->clock, http,
                                                [watch = p->watch.get()] { return watch->state(); });
    p->admin = std::make_unique<AdminControl>(
        AdminParts{*p->catalog, *p->images, *p->originals, *p->pool, *p->workers, *p->origin, p->clock, p->originalCache.get(),
                   p->database ? p->database->own() : nullptr, p->store.get()}, p->directory->path());
    return std::unique_ptr<Runtime>(new Runtime(std::move(p)));
}

Result<QStringList> Runtime::reload()
{
    auto fresh = Configuration::ofDirectory(m_parts->directory->path());
    if (!fresh)
        return fresh.error();
    Configuration &current = m_parts->configuration;
    const QStringList later = current.changedUntilRestart(*fresh);
    current.log = fresh->log;
    configureLog(current.log.level, current.log.format);
    current.writePool.lanes = fresh->writePool.lanes;
    m_parts->pool->setLanes(current.writePool.lanes);
    if (current.presets.all() != fresh->presets.all() || current.urls.settings != fresh->urls.settings) {
        current.presets = fresh->presets;
        current.urls = fresh->urls;
        m_parts->origin->configure(current.presets, current.urls.settings);
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
AdminControl &Runtime::admin() { return *m_parts->admin; }

Result<catalog::CheckReport> Runtime::check(catalog::CheckOptions options)
{
    auto *files = dynamic_cast<storage::FileOriginalStore *>(m_parts->originalStore.get());
    if (files)
        options.hasOriginal = [files](const QString &image) { return QFile::exists(files->pathOf(ImageId(image))); };
    catalog::CheckReport report;
    const storage::mysql::OwnCatalog *own = m_parts->database ? m_parts->database->own() : nullptr;
    if (m_parts->store || own) {
        auto checked = own ? own->check(options) : m_parts->store->check(options);
        if (!checked)
            return checked;
        report = *std::move(checked);
    } else {
        report.unchecked.append(QStringLiteral("products: they are in a database of somebody else's, which checks itself"));
    }
    if (!files) {
        // Each would have to be fetched; a bucket keeps checksums of its own.
        report.unchecked.append(QStringLiteral("originals: they are in a bucket, %1").arg(m_parts->configuration.originals));
    } else if (auto originals = files->check(options, report, [this](const images::Source &source) { return m_parts->look(source); }); !originals) {
        return originals.error();
    }
    if (files && m_parts->variantFiles) {
        const Status twins = checkTwins({*m_parts->variantFiles, *files, *m_parts->workers}, options, report);
        if (!twins)
            return twins.error();
    }
    return report;
}

QString Runtime::savedProfiles() const { return m_parts->directory->file(QStringLiteral("profiles")); }

Result<exchange::ImportReport> Runtime::import(const exchange::ImportOptions &asked,
                                               const exchange::ProgressCallback &progress, const CancelToken &cancel)
{
    exchange::ImportOptions options = asked;
    options.savedProfiles = savedProfiles();
    const auto putImage = [this](const QString &path) { return m_parts->putBulk(images::Source::fromFile(path)); };
    return recorded(options.sources.join(QStringLiteral(", ")), options.dryRun, [&](catalog::Catalog &target) {
        return exchange::importInto(target, options, putImage, progress, cancel);
    });
}

/// Under a change of its own, so that its history says where it came from and it can be undone as one.
Result<exchange::ImportReport> Runtime::recorded(const QString &what, bool dryRun, const std::function<Result<exchange::ImportReport>(catalog::Catalog &)> &import)
{
    catalog::Catalog &target = *m_parts->bulkCatalog;
    if (!target.history || dryRun)
        return import(target);
    const auto set = target.history->beginImport(what, {userName(), {}});
    if (!set)
        return set.error();
    const auto inSet = target.history->writerFor(set->id);
    storage::PooledProductWriter writer(*inSet, *m_parts->pool, storage::WriteClass::Bulk, QStringLiteral("catalog import"));
    catalog::Catalog bound{target.cards, target.products, writer, target.search, target.history, target.families, target.focalPoints};
    auto report = import(bound);
    if (!report)
        return report;
    const qint64 changed = report->created + report->updated;
    if (auto finished = target.history->finish(set->id, changed + report->unchanged, changed, report->rejected); !finished)
        return finished.error();
    report->change = changed > 0 ? set->id : 0;
    return report;
}

Result<plan::CardSource *> Runtime::cardSource()
{
    if (m_parts->database)
        return &m_parts->database->source();
    std::lock_guard lock(m_parts->sourceMutex);
    if (!m_parts->ownSource) {
        auto description = plan::builtInDescription(QStringLiteral("vitrine"));
        if (!description)
            return description.error();
        auto source = plan::CardSource::open(*std::move(description), m_parts->store->planBackend(), m_parts->clock);
        if (!source)
            return source.error();
        m_parts->ownSource = *std::move(source);
    }
    return m_parts->ownSource.get();
}

Result<exchange::ImportReport> Runtime::importDatabase(const QString &url, const QString &description, const exchange::ImportOptions &options,
                                                       const exchange::ProgressCallback &progress, const CancelToken &cancel)
{
    const auto &c = m_parts->configuration.catalog;
    const bool isOwn = m_parts->database && m_parts->database->own(); // then its description says nothing of a shop's
    const QString usual = isOwn ? QStringLiteral("magento") : c.description;
    auto database = DatabaseCatalog::open({url, description.isEmpty() ? usual : description, false, QString(), c.connections, c.deadline}, m_parts->clock);
    if (!database)
        return database.error();
    const auto putImage = [this](const QString &path) { return m_parts->putBulk(images::Source::fromFile(path)); };
    const auto feed = (*database)->feed();
    return recorded(feed->name(), options.dryRun, [&](catalog::Catalog &target) {
        return exchange::importFeed(target, *feed, options, putImage, progress, cancel);
    });
}

Result<exchange::ImportReport> Runtime::generate(const exchange::GenerateOptions &options,
                                                 const exchange::ProgressCallback &progress, const CancelToken &cancel)
{
    const auto putImage = [this](const QByteArray &png) { return m_parts->putBulk(images::Source::fromBytes(png)); };
    return exchange::generateInto(*m_parts->bulkCatalog, options, putImage, progress, cancel);
}

} // namespace vitrine::app
