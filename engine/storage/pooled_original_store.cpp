#include "storage/pooled_original_store.h"

#include <optional>

namespace vitrine::storage {

Result<images::Original> PooledOriginalStore::put(std::shared_ptr<const images::Source> source,
                                                  const images::ImageInfo &info)
{
    std::optional<Result<images::Original>> stored;
    WriteJob job;
    job.label = QStringLiteral("original, %1 %2 x %3").arg(info.type).arg(info.widthPx).arg(info.heightPx);
    job.kind = m_kind;
    job.sizeBytes = source->sizeBytes();
    job.run = [&]() -> Status {
        stored = m_store.put(source, info);
        return *stored ? Status(Done{}) : Status(stored->error());
    };
    const Status status = m_pool.runAndWait(std::move(job));
    if (stored)
        return *stored;
    return status.error(); // it was never run
}

} // namespace vitrine::storage
