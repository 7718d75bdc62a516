#include "app/runtime/admin_machinery.h"

#include "codec/worker_roster.h"

#include <QDir>

#include <sys/resource.h>
#include <unistd.h>

namespace vitrine::app {

using origin::Metric;
using storage::WritePoolSnapshot;

namespace {

using Sample = Metric::Sample;
constexpr auto Counter = Metric::Kind::Counter;
constexpr auto Gauge = Metric::Kind::Gauge;

double seconds(std::chrono::microseconds time) { return double(time.count()) / 1e6; }

Metric one(const char *name, const char *help, Metric::Kind kind, double value)
{
    return {name, help, kind, {{value}}};
}

Metric summary(const char *name, const char *help, std::chrono::microseconds p50, std::chrono::microseconds p90,
               std::chrono::microseconds p99, std::chrono::microseconds sum, quint64 count)
{
    return {name, help, Metric::Kind::Summary,
            {{seconds(p50), {{"quantile", "0.5"}}}, {seconds(p90), {{"quantile", "0.9"}}}, {seconds(p99), {{"quantile", "0.99"}}},
             {seconds(sum), {}, "_sum"}, {double(count), {}, "_count"}}};
}

/// The process itself, under the names that every Prometheus client uses.
QVector<Metric> processMetrics()
{
    const auto resident = double(codec::residentBytesOf(::getpid()));
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto cpu = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    const auto descriptors = QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot).size();
    return {one("process_resident_memory_bytes", "Resident memory of the main process, without its workers.", Gauge, resident),
            one("process_cpu_seconds_total", "CPU time of the main process.", Counter, cpu(usage.ru_utime) + cpu(usage.ru_stime)),
            one("process_open_fds", "Open file descriptors.", Gauge, double(descriptors))};
}

QVector<Metric> httpMetrics(const OriginControl &origin)
{
    const origin::OriginMetrics::Totals totals = origin.metrics().totals();
    Metric requests{"vitrine_http_requests_total", "Answered requests of the public listener by class of status.", Counter, {}};
    for (size_t i = 0; i < totals.byClass.size(); ++i)
        requests.samples.append({double(totals.byClass[i]), {{"class", QByteArray::number(qulonglong(i + 1)) + "xx"}}});
    return {requests,
            summary("vitrine_http_request_duration_seconds", "From the parsed head to the response handed to the socket.",
                    totals.p50, totals.p90, totals.p99, totals.time, totals.requests),
            one("vitrine_http_response_bytes_total", "Heads and bodies.", Counter, double(totals.bytes)),
            one("vitrine_http_not_modified_total", "Answers 304.", Counter, double(totals.notModified)),
            {"vitrine_http_pictures_total", "Answered pictures by how the cache met them.", Counter,
             {{double(totals.cacheHits), {{"cache", "hit"}}}, {double(totals.cacheMisses), {{"cache", "miss"}}},
              {double(totals.cacheCoalesced), {{"cache", "coalesced"}}}}},
            one("vitrine_http_connections", "Open connections of the public listener.", Gauge, origin.connections())};
}

QVector<Metric> imageMetrics(const images::ImageServiceCounters &c)
{
    return {one("vitrine_variant_memory_bytes", "Rendered variants in memory.", Gauge, double(c.cachedBytes)),
            one("vitrine_variants_in_memory", "Rendered variants in memory.", Gauge, double(c.cachedVariants)),
            one("vitrine_variant_disk_hits_total", "Pictures found in the variant store on disk.", Counter, double(c.diskHits)),
            one("vitrine_renders_total", "Renders handed to a worker.", Counter, double(c.decodes)),
            one("vitrine_twins_total", "Baseline twins made of progressive JPEGs.", Counter, double(c.twins)),
            one("vitrine_render_failures_total", "Renders that gave no picture.", Counter, double(c.failures)),
            {"vitrine_careful_variants_total", "Hot variants encoded again with care, by what came of it.", Counter,
             {{double(c.careful.made), {{"result", "kept"}}}, {double(c.careful.withoutGain), {{"result", "no gain"}}},
              {double(c.careful.failed), {{"result", "failed"}}}}},
            one("vitrine_careful_variants_waiting", "Hot variants that wait for an idle moment.", Gauge, c.careful.waiting),
            one("vitrine_careful_saved_bytes_total", "By which the kept ones are smaller, each counted once.", Counter, double(c.careful.savedBytes)),
            one("vitrine_renders_queued", "Renders that wait for a worker.", Gauge, c.queuedRenders)};
}

QVector<Metric> poolMetrics(const WritePoolSnapshot &pool)
{
    const auto busy = std::count_if(pool.lanes.begin(), pool.lanes.end(), [](const storage::LaneState &lane) { return lane.busy; });
    return {one("vitrine_write_pool_lanes", "Writes that can run at once.", Gauge, double(pool.lanes.size())),
            one("vitrine_write_pool_lanes_busy", "Writes that run.", Gauge, double(busy)),
            {"vitrine_write_pool_queued", "Writes that wait for a lane.", Gauge,
             {{double(pool.queuedInteractive), {{"kind", "interactive"}}}, {double(pool.queuedBulk), {{"kind", "bulk"}}}}},
            one("vitrine_write_pool_queue_limit", "Writes that may wait.", Gauge, pool.queueLimit),
            {"vitrine_writes_total", "Finished writes.", Counter,
             {{double(pool.completed), {{"result", "completed"}}}, {double(pool.failed), {{"result", "failed"}}}}},
            one("vitrine_writes_rejected_total", "Writes refused because the queue was full.", Counter, double(pool.rejected)),
            one("vitrine_written_bytes_total", "Bytes of finished writes.", Counter, double(pool.writtenBytes))};
}

QVector<Metric> cacheMetrics(const storage::OriginalCacheCounters &c)
{
    return {{"vitrine_original_cache_total", "Originals of S3 by how the copies on this disk met them.", Counter,
             {{double(c.hits), {{"cache", "hit"}}}, {double(c.misses), {{"cache", "miss"}}}}},
            one("vitrine_original_cache_bytes", "Copies of originals on this disk.", Gauge, double(c.bytes)),
            one("vitrine_original_cache_evicted_total", "Copies that made room for others.", Counter, double(c.evicted)),
            one("vitrine_original_cache_damaged_total", "Copies that were not what they should be, and were fetched again.", Counter, double(c.damaged))};
}

Metric quantiles(const char *name, const char *help, const LatencyHistogram &histogram)
{
    Metric metric{name, help, Metric::Kind::Summary, {}};
    for (const auto &[share, label] : {std::pair(0.5, "0.5"), std::pair(0.9, "0.9"), std::pair(0.99, "0.99"), std::pair(1.0, "1")})
        metric.samples.append({double(histogram.percentile(share).count()) / 1e6, {{"quantile", label}}});
    metric.samples.append({double(histogram.count()), {}, "_count"});
    return metric;
}

QVector<Metric> storeMetrics(const storage::sqlite::SqliteCatalog &store)
{
    const storage::sqlite::WriteFigures &t = store.transactions();
    const auto cards = store.keptCards();
    return {one("vitrine_catalog_kept_cards", "Cards in memory that were asked for.", Gauge, double(cards.count)),
            one("vitrine_catalog_kept_card_bytes", "What they take.", Gauge, double(cards.bytes)),
            {"vitrine_catalog_transactions_total", "Transactions by what came of them; each takes all changes that wait.", Counter,
             {{double(t.committed), {{"result", "committed"}}}, {double(t.failed), {{"result", "failed"}}}}},
            one("vitrine_catalog_changes_total", "Requests to change something, in all transactions.", Counter, double(t.changes)),
            one("vitrine_catalog_slow_transactions_total", "Transactions that were logged as slow.", Counter, double(t.slow)),
            quantiles("vitrine_catalog_transaction_seconds", "From the beginning of a transaction until its changes are on disk and its cards written.",
                      t.duration),
            quantiles("vitrine_catalog_locked_seconds", "Of this, no reader could begin.", t.locked)};
}

QVector<Metric> databaseMetrics(const storage::mysql::OwnCatalog &database)
{
    const auto figures = database.figures();
    const storage::mysql::WriteTransactions::Figures &t = database.transactions();
    return {one("vitrine_database_feed_lag_seconds", "Between the writing of the latest change in the database and this process's hearing of it.", Gauge,
                double(figures.feed.lagMs) / 1e3),
            one("vitrine_database_feed_position", "How far this process has heard of the database's change log.", Gauge, double(figures.feed.position)),
            one("vitrine_database_feed_cut_off", "1 while the database's changes cannot be heard of.", Gauge, figures.feed.isCutOff),
            one("vitrine_database_changes_total", "Changes in the database that this process heard of, its own among them.", Counter, double(figures.feed.heard)),
            one("vitrine_database_list_lag_seconds", "For how long lists and filters have been behind what was heard of.", Gauge,
                double(figures.listLag.count()) / 1e3),
            one("vitrine_database_list_readings_total", "How often lists and filters were read as a whole, instead of product by product.", Counter,
                double(figures.listReadings)),
            one("vitrine_database_kept_cards", "Cards in memory that were asked for.", Gauge, double(figures.keptCards)),
            one("vitrine_database_kept_card_bytes", "What they take.", Gauge, double(figures.keptCardBytes)),
            {"vitrine_database_transactions_total", "Transactions by what came of them.", Counter,
             {{double(t.committed), {{"result", "committed"}}}, {double(t.failed), {{"result", "failed"}}}}},
            {"vitrine_database_retries_total", "Transactions that were run again, by the reason.", Counter,
             {{double(t.conflicts), {{"reason", "conflict"}}}, {double(t.lost), {{"reason", "connection"}}}}},
            one("vitrine_database_slow_transactions_total", "Transactions that were logged as slow.", Counter, double(t.slow)),
            quantiles("vitrine_database_transaction_seconds", "From the beginning of a transaction to the answer of its commit.", t.duration),
            quantiles("vitrine_database_locked_seconds", "Of this, from the first lock on.", t.locked)};
}

QVector<Metric> workerMetrics(const codec::WorkerPool &pool)
{
    const codec::WorkerPoolCounters c = pool.counters();
    Metric running{"vitrine_worker_lane_running", "Pictures that are being decoded, by lane.", Gauge, {}};
    Metric waiting{"vitrine_worker_lane_waiting", "Pictures that wait for a worker, by lane.", Gauge, {}};
    for (const images::LaneStatus &lane : pool.lanes()) {
        const QByteArray name(images::laneName(lane.lane).latin1());
        running.samples.append({double(lane.running), {{"lane", name}}});
        waiting.samples.append({double(lane.waiting), {{"lane", name}}});
    }
    double rss = 0;
    const auto workers = pool.workers();
    for (const images::WorkerStatus &worker : workers)
        rss += double(worker.rssBytes);
    return {one("vitrine_worker_jobs_total", "Jobs that a worker answered.", Counter, double(c.jobs)),
            one("vitrine_worker_decodes_reused_total", "Jobs that found their picture decoded by a job before.", Counter, double(c.reused)),
            one("vitrine_worker_timeouts_total", "Workers killed at a deadline.", Counter, double(c.timeouts)),
            one("vitrine_worker_deaths_total", "Workers that ended in the middle of a job.", Counter, double(c.deaths)),
            {"vitrine_worker_refusals_total", "Pictures refused before decoding.", Counter,
             {{double(c.shed), {{"reason", "busy"}}}, {double(c.poisoned), {{"reason", "poisonous"}}}}},
            one("vitrine_workers_started_total", "Workers started.", Counter, double(c.spawned)),
            one("vitrine_workers", "Decoding processes.", Gauge, double(workers.size())),
            {"vitrine_decoder_info", "The library that decodes.", Gauge, {{1, {{"library", pool.library()}}}}},
            one("vitrine_workers_resident_memory_bytes", "Resident memory of all decoding processes.", Gauge, rss),
            running,
            waiting};
}

} // namespace

QJsonObject AdminMachinery::writePool() const
{
    const WritePoolSnapshot pool = m_parts.pool.snapshot();
    QJsonArray lanes;
    for (const storage::LaneState &lane : pool.lanes)
        lanes.append(QJsonObject{{QStringLiteral("busy"), lane.busy},
                                 {QStringLiteral("label"), lane.label},
                                 {QStringLiteral("bytes"), lane.sizeBytes},
                                 {QStringLiteral("elapsedUs"), qint64(lane.elapsed.count())}});
    return {{QStringLiteral("lanes"), lanes},
            {QStringLiteral("queue"), QJsonObject{{QStringLiteral("limit"), pool.queueLimit},
                                                  {QStringLiteral("interactive"), pool.queuedInteractive},
                                                  {QStringLiteral("bulk"), pool.queuedBulk},
                                                  {QStringLiteral("oldestUs"), qint64(pool.oldestQueued.count())}}},
            {QStringLiteral("completed"), qint64(pool.completed)},
            {QStringLiteral("failed"), qint64(pool.failed)},
            {QStringLiteral("rejected"), qint64(pool.rejected)},
            {QStringLiteral("writtenBytes"), pool.writtenBytes},
            {QStringLiteral("p50Us"), qint64(pool.p50.count())},
            {QStringLiteral("p90Us"), qint64(pool.p90.count())},
            {QStringLiteral("p99Us"), qint64(pool.p99.count())}};
}

Status AdminMachinery::setWritePool(std::optional<int> lanes, std::optional<int> queue)
{
    const auto refused = [](const char *name, int most) {
        return Error{ErrorCode::Unprocessable, QStringLiteral("%1 goes from 1 to %2").arg(QLatin1String(name)).arg(most), QLatin1String(name), {}};
    };
    // Both are looked at before either is changed.
    if (lanes && (*lanes < 1 || *lanes > 64))
        return refused("lanes", 64);
    if (queue && (*queue < 1 || *queue > 100'000))
        return refused("queue", 100'000);
    if (lanes)
        m_parts.pool.setLanes(*lanes);
    if (queue)
        m_parts.pool.setQueueLimit(*queue);
    return Done{};
}

QJsonArray AdminMachinery::workers() const
{
    QJsonArray list;
    for (const images::WorkerStatus &worker : m_parts.workers.workers())
        list.append(QJsonObject{{QStringLiteral("pid"), worker.pid},
                                {QStringLiteral("state"), worker.lane ? QStringLiteral("busy") : QStringLiteral("idle")},
                                {QStringLiteral("lane"), worker.lane ? QJsonValue(images::laneName(*worker.lane)) : QJsonValue()},
                                {QStringLiteral("jobs"), worker.jobs},
                                {QStringLiteral("rssBytes"), worker.rssBytes},
                                {QStringLiteral("elapsedMs"), qint64(worker.elapsed.count())}});
    return list;
}

QJsonArray AdminMachinery::workerLanes() const
{
    QJsonArray list;
    for (const images::LaneStatus &lane : m_parts.workers.lanes())
        list.append(QJsonObject{{QStringLiteral("lane"), QString(images::laneName(lane.lane))},
                                {QStringLiteral("running"), lane.running},
                                {QStringLiteral("waiting"), lane.waiting},
                                {QStringLiteral("estimatedWaitMs"), qint64(lane.estimatedWait.count())}});
    return list;
}

QVector<Metric> AdminMachinery::metrics() const
{
    QVector<Metric> all{{"vitrine_build_info", "The version that runs.", Gauge, {{1, {{"version", VITRINE_VERSION}}}}},
                        one("vitrine_products", "Products in the catalog.", Gauge, double(m_parts.catalog.search.productCount()))};
    all += httpMetrics(m_parts.origin);
    all += imageMetrics(m_parts.images.counters());
    if (m_parts.originalCache)
        all += cacheMetrics(m_parts.originalCache->counters());
    if (m_parts.database)
        all += databaseMetrics(*m_parts.database);
    if (m_parts.store)
        all += storeMetrics(*m_parts.store);
    all += poolMetrics(m_parts.pool.snapshot());
    all += workerMetrics(m_parts.workers);
    all += processMetrics();
    return all;
}

QJsonObject AdminMachinery::figures() const
{
    const origin::OriginMetrics::Totals totals = m_parts.origin.metrics().totals();
    const images::ImageServiceCounters images = m_parts.images.counters();
    QJsonObject pool = writePool();
    return {{QStringLiteral("requests"), qint64(totals.requests)},
            {QStringLiteral("bytes"), qint64(totals.bytes)},
            {QStringLiteral("p50Us"), qint64(totals.p50.count())},
            {QStringLiteral("p90Us"), qint64(totals.p90.count())},
            {QStringLiteral("p99Us"), qint64(totals.p99.count())},
            {QStringLiteral("connections"), m_parts.origin.connections()},
            {QStringLiteral("cacheHits"), qint64(totals.cacheHits)},
            {QStringLiteral("cacheMisses"), qint64(totals.cacheMisses)},
            {QStringLiteral("renders"), qint64(images.decodes)},
            {QStringLiteral("rendersQueued"), images.queuedRenders},
            {QStringLiteral("products"), m_parts.catalog.search.productCount()},
            {QStringLiteral("writePool"), pool}};
}

} // namespace vitrine::app
