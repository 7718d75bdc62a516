#include "storage/pooled_variant_store.h"

namespace vitrine::storage {

void PooledVariantStore::put(const images::Variant &variant, quint64 epoch)
{
    WriteJob job;
    job.label = QStringLiteral("variant, %1 %2 x %3")
                    .arg(images::formatName(variant.format))
                    .arg(variant.widthPx)
                    .arg(variant.heightPx);
    job.kind = WriteClass::Bulk;
    job.sizeBytes = variant.bytes.size();
    job.run = [this, variant, epoch]() -> Status {
        m_store.put(variant, epoch);
        return Done{};
    };
    if (!m_pool.submit(std::move(job), [](const Status &) {}))
        ++m_refused;
}

Result<qint64> PooledVariantStore::purge(const images::Purge &purge)
{
    Result<qint64> purged(0);
    WriteJob job;
    job.label = QStringLiteral("purge of variants");
    job.run = [&]() -> Status {
        purged = m_store.purge(purge);
        return purged ? Status(Done{}) : Status(purged.error());
    };
    const Status status = m_pool.runAndWait(std::move(job));
    return status ? purged : status.error();
}

images::VariantStoreCounters PooledVariantStore::counters() const
{
    images::VariantStoreCounters counters = m_store.counters();
    counters.refused += m_refused;
    return counters;
}

} // namespace vitrine::storage
