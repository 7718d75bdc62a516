#pragma once

#include "base/result.h"

#include <QString>
#include <QThreadPool>

#include <atomic>
#include <chrono>
#include <mutex>

namespace vitrine::app {

/// Whether the data directory can be written: the disk is not full, not read-only, not gone. Looks when it is asked, in
/// the background and once a second at most. Thread-safe.
class StoreWatch
{
public:
    explicit StoreWatch(const QString &folder); ///< looks
    ~StoreWatch();                              ///< waits for a look

    /// What the last look found: StorageFull, PermissionDenied, Io. Does not block.
    Status state();

private:
    Status look() const;

    const QString m_file;
    std::mutex m_mutex;
    Status m_state = Done{};                         ///< by m_mutex
    std::chrono::steady_clock::time_point m_looked; ///< by m_mutex
    QThreadPool m_thread;                            ///< last: it uses the rest
};

} // namespace vitrine::app
