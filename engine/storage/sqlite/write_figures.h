#pragma once

#include "base/latency_histogram.h"

#include <QString>
#include <QtGlobal>

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace vitrine::storage::sqlite {

/// What the writer's transactions were like, one for all changes that waited. Written by the writer's thread, read by any.
struct WriteFigures
{
    LatencyHistogram duration; ///< from BEGIN until the changes are on disk and their cards written
    LatencyHistogram locked;   ///< of this, the commit gate: no reader takes a snapshot meanwhile
    std::atomic<quint64> committed{0}, failed{0}, slow{0};
    std::atomic<quint64> changes{0}; ///< in all of them
};

/// How often each statement ran in one transaction, for the log of slow ones. Used by the writer's thread.
class StatementCounts
{
public:
    void clear() { m_counts.clear(); }
    void add(std::string_view sql);
    /// The most frequent first, each with its beginning: "30 x INSERT INTO value VALUES (…; 1 x COMMIT".
    QString told() const;

private:
    std::map<std::string, int, std::less<>> m_counts;
};

} // namespace vitrine::storage::sqlite
