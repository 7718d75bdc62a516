#pragma once

#include "images/operations.h"

#include <cstdint>

/// What the pool and the worker processes say to each other: fixed-size messages over SOCK_SEQPACKET,
/// descriptors beside them (SCM_RIGHTS). Both ends are of one build on one machine, so plain structs do.
/// Knows neither Qt nor libvips.
namespace vitrine::codec {

/// Where the zygote finds its control socket.
constexpr int ControlDescriptor = 3;
constexpr std::uint32_t ProtocolVersion = 0x76740008;

/// Over the control socket. Spawn carries the worker's end of a job socket and answers the worker's pid. Reap
/// kills the worker when it still lives, waits for it, and answers its wait status: until then its pid is not
/// given to anybody. Kill only kills: who waits for its answer reaps it. Neither touches a process that is no worker of
/// this zygote.
enum class ControlKind : std::uint8_t { Hello, Spawn, Reap, Kill };

struct ControlRequest
{
    std::uint32_t version = ProtocolVersion;
    ControlKind kind = ControlKind::Hello;
    std::int32_t pid = 0;
};

struct ControlAnswer
{
    std::uint32_t version = ProtocolVersion;
    std::int32_t pid = 0;
    std::int32_t status = 0; ///< as waitpid() gives it
    std::int32_t error = 0;  ///< errno, 0 for success
    char library[32] = {};   ///< that decodes, with its version; of Hello
};

/// Twin transcodes a progressive JPEG to a baseline one. Release lets go of what a ladder has kept; it has no source and makes nothing.
enum class JobKind : std::uint8_t { Validate, Render, Decode, Twin, Release };
/// Tells one file of this machine from every other one, and from itself after a change; all 0: nobody knows.
struct SourceIdentity
{
    std::uint64_t device = 0, file = 0;
    std::int64_t changedNanos = 0, bytes = 0;
    bool isKnown() const { return file != 0; }
    bool operator==(const SourceIdentity &) const = default;
};

/// The kinds of file that a worker has a loader for.
enum class SourceKind : std::uint8_t { Jpeg, Png, Webp, Gif, Tiff, Heif };
enum class TargetFormat : std::uint8_t { Jpeg, Webp, Avif, Png, Gif };

/// Over a job socket, with the source's descriptor.
struct Job
{
    std::uint32_t version = ProtocolVersion;
    JobKind kind = JobKind::Validate;
    SourceKind source = SourceKind::Jpeg;
    TargetFormat target = TargetFormat::Jpeg;
    bool score = false;
    std::int32_t quality = 80;
    bool careful = false; ///< images::RenderSpec::careful; what follows is of it alone
    double wantedScore = 0; ///< of perceptualScore(); 0: that of `quality`
    bool qualityKnown = false; ///< the quality reaches it: no search
    bool halfChroma = false; ///< images::RenderSpec::halfChroma
    images::Operations operations{};
    std::int64_t sourceBytes = 0;
    std::int64_t maxPixels = 0;
    std::int64_t maxDecodedBytes = 0;
    std::uint32_t cpuSeconds = 0; ///< a backstop: the deadline is the pool's
    SourceIdentity identity{}; ///< known: what is decoded of the source is kept for the next job of it
    std::int32_t keptMs = 0; ///< in the absence of any job
    std::uint64_t ladder = 0; ///< jobs of one number are of one source: its decodes are kept from each to the next; 0: none
};

enum class JobOutcome : std::uint8_t { Done, Unprocessable, UnsupportedType, Internal };

/// The answer, with a memfd of `resultBytes` when the job makes bytes.
struct JobAnswer
{
    std::uint32_t version = ProtocolVersion;
    JobOutcome outcome = JobOutcome::Internal;
    bool alpha = false;
    bool scored = false;
    bool spent = false; ///< the worker should not get another job
    bool reused = false; ///< what an earlier job had decoded
    std::int32_t widthPx = 0;
    std::int32_t heightPx = 0;
    std::int32_t frames = 1;
    std::int64_t resultBytes = 0;
    std::int64_t renderMicros = 0;
    std::int64_t rssBytes = 0;
    double ssim = 0;
    std::int32_t foundQuality = 0; ///< by a search; 0: there was none
    char reason[400] = {};
};

} // namespace vitrine::codec
