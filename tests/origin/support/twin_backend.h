#pragma once

#include "origin/admin_backend.h"

namespace vitrine::test {

/// Machinery that remembers what it was told.
class TwinBackend final : public origin::AdminBackend
{
public:
    QJsonObject writePool() const override { return {{QStringLiteral("lanes"), lanes}, {QStringLiteral("queue"), queue}}; }
    Status setWritePool(std::optional<int> wantedLanes, std::optional<int> wantedQueue) override
    {
        lanes = wantedLanes.value_or(lanes);
        queue = wantedQueue.value_or(queue);
        return Done{};
    }
    QJsonArray workers() const override { return {QJsonObject{{QStringLiteral("pid"), 42}}}; }
    QJsonArray workerLanes() const override { return {}; }
    Status killWorker(qint64 pid) override
    {
        if (pid != 42)
            return Error{ErrorCode::NotFound, QStringLiteral("no such worker"), QStringLiteral("pid"), {}};
        ++killed;
        return Done{};
    }
    images::Purge withTwins(images::Purge purge) const override { return purge; }
    QVector<origin::Metric> metrics() const override { return {{"x_total", "X.", origin::Metric::Kind::Counter, {{1, {}}}}}; }
    QJsonObject figures() const override { return {{QStringLiteral("requests"), 7}}; }

    int lanes = 4, queue = 256, killed = 0;
};

} // namespace vitrine::test
