#pragma once

#include "base/result.h"

#include <QLatin1String>
#include <QVector>

#include <array>
#include <chrono>
#include <optional>

namespace vitrine::images {

/// What kind of work a picture is for a decoder. Each kind queues for itself, so that a flood of one does not keep the
/// others waiting.
enum class Lane : std::uint8_t {
    Small,       ///< a few hundredths of a second
    Large,       ///< many pixels
    Progressive, ///< large, and held whole in memory: progressive JPEG, interlaced PNG
    Avif,        ///< encoding to AVIF costs more than any decode
};
inline constexpr std::array AllLanes{Lane::Small, Lane::Large, Lane::Progressive, Lane::Avif};

/// "small", "large", "progressive", "avif".
constexpr QLatin1String laneName(Lane lane)
{
    constexpr std::array names{"small", "large", "progressive", "avif"};
    return QLatin1String(names[static_cast<std::size_t>(lane)]);
}

/// One decoding process.
struct WorkerStatus
{
    qint64 pid = 0;
    std::optional<Lane> lane; ///< of its job; none: it waits for one
    int jobs = 0;             ///< that it was given, this one included
    qint64 rssBytes = 0;
    std::chrono::milliseconds elapsed{0}; ///< since its job began, or since it has none
};

struct LaneStatus
{
    Lane lane = Lane::Small;
    int running = 0;
    int waiting = 0;
    std::chrono::milliseconds estimatedWait{0}; ///< of a picture that came now
};

/// Port: the decoding processes, for who administers them. Thread-safe, never waits for a decode.
class WorkerControl
{
public:
    virtual ~WorkerControl() = default;
    virtual QVector<WorkerStatus> workers() const = 0;
    virtual QVector<LaneStatus> lanes() const = 0;
    /// Ends that process at once. Its job, if it has one, fails with Cancelled and is not tried again; another process
    /// takes its place when there is work. NotFound: no worker has this pid.
    virtual Status killWorker(qint64 pid) = 0;
};

} // namespace vitrine::images
