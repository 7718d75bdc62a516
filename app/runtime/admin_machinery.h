#pragma once

#include "app/runtime/origin_control.h"
#include "codec/worker_pool.h"
#include "origin/admin_backend.h"
#include "storage/cached_original_store.h"
#include "storage/mysql/own_catalog.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "storage/write_pool.h"

namespace vitrine::app {

/// The parts of a runtime that the admin listener shows and changes. They outlive it.
struct AdminParts
{
    catalog::Catalog &catalog;
    images::ImageService &images;
    images::OriginalStore &originals;
    storage::WritePool &pool;
    codec::WorkerPool &workers;
    OriginControl &origin;
    const Clock &clock;
    const storage::CachedOriginalStore *originalCache = nullptr; ///< where the originals are far away
    const storage::mysql::OwnCatalog *database = nullptr;        ///< where the catalog is one of Vitrine's own on a server
    const storage::sqlite::SqliteCatalog *store = nullptr;       ///< where it is in the data directory
};

/// Shows the parts as the admin listener tells of them. Thread-safe.
class AdminMachinery final : public origin::AdminBackend
{
public:
    explicit AdminMachinery(const AdminParts &parts) : m_parts(parts) {}

    QJsonObject writePool() const override;
    Status setWritePool(std::optional<int> lanes, std::optional<int> queue) override;
    QJsonArray workers() const override;
    QJsonArray workerLanes() const override;
    Status killWorker(qint64 pid) override { return m_parts.workers.killWorker(pid); }
    images::Purge withTwins(images::Purge purge) const override { return m_parts.origin.withTwins(std::move(purge)); }
    QVector<origin::Metric> metrics() const override;
    QJsonObject figures() const override;

private:
    const AdminParts m_parts;
};

} // namespace vitrine::app
