#pragma once

#include "base/result.h"
#include "images/variant.h"
#include "origin/prometheus.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace vitrine::origin {

/// Port: what the admin listener shows and turns of the machinery around the catalog, which lives on the same
/// floor or above. Called on workers, and on the thread of the events; thread-safe.
class AdminBackend
{
public:
    virtual ~AdminBackend() = default;

    /// {"lanes":[{"busy","label","bytes","elapsedUs"}],"queue":{"limit","interactive","bulk","oldestUs"},
    ///  "completed","failed","rejected","writtenBytes","p50Us","p90Us","p99Us"}
    virtual QJsonObject writePool() const = 0;
    /// Until the next start or reload. InvalidArgument names the member that is out of its range.
    virtual Status setWritePool(std::optional<int> lanes, std::optional<int> queue) = 0;

    /// [{"pid","state","lane","jobs","rssBytes","elapsedMs"}] of the decoding processes.
    virtual QJsonArray workers() const = 0;
    /// [{"lane","running","waiting","estimatedWaitMs"}]: what they do and what waits for them.
    virtual QJsonArray workerLanes() const = 0;
    /// NotFound where no worker has this pid.
    virtual Status killWorker(qint64 pid) = 0;

    /// The same with the presets that share their variants with what is named.
    virtual images::Purge withTwins(images::Purge purge) const = 0;

    virtual QVector<Metric> metrics() const = 0;
    /// What changes from second to second, for a live display.
    virtual QJsonObject figures() const = 0;
};

} // namespace vitrine::origin
