#include "codec/vips/job_server.h"

#include "codec/descriptor_message.h"
#include "codec/vips/kept_sources.h"
#include "codec/vips/render.h"
#include "codec/vips/vips_features.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

namespace vitrine::codec {

namespace {

void limitCpu(std::uint32_t seconds)
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    rlimit limit{};
    getrlimit(RLIMIT_CPU, &limit);
    limit.rlim_cur = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1;
    setrlimit(RLIMIT_CPU, &limit);
}

/// The second number of statm, in pages; 0 when it cannot be read.
std::int64_t residentBytes(int memoryCounter)
{
    char text[128] = {};
    long total = 0, resident = 0;
    if (pread(memoryCounter, text, sizeof(text) - 1, 0) <= 0 || std::sscanf(text, "%ld %ld", &total, &resident) != 2)
        return 0;
    return static_cast<std::int64_t>(resident) * sysconf(_SC_PAGESIZE);
}

/// A warning about something that no decoder stumbles over: never the reason of a failure.
bool isHarmless(std::string_view line)
{
    if (line.starts_with("the picture is damaged")) // a refusal of ours, which quotes a warning
        return false;
    for (std::string_view sign : {"extraneous bytes before marker", "Warning:", "Unknown field with tag",
                                  "Defined set_field_type of custom tag"}) {
        if (line.find(sign) != line.npos)
            return true;
    }
    return false;
}

/// libvips writes one message a line; a person needs the first that tells something, in printable characters.
/// "source: bad seek" only says that a decoder looked beyond the end, and libspng says nothing at all.
void setReason(JobAnswer &answer, std::string_view text)
{
    std::string_view line;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && !line.starts_with("source:") && !isHarmless(line))
            break;
        line = {};
    }
    if (line.empty())
        line =
            "the decoder cannot read it: it is damaged or cut off, or uses a feature that is not known here";
    const std::size_t length = std::min(line.size(), sizeof(answer.reason) - 1);
    std::transform(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(length), answer.reason,
                   [](char c) { return static_cast<unsigned char>(c) < 0x20 ? ' ' : c; });
}

int toMemory(const std::string &bytes)
{
    const int descriptor = memfd_create("vitrine-result", MFD_CLOEXEC);
    for (std::size_t done = 0; descriptor >= 0 && done < bytes.size();) {
        const ssize_t written = write(descriptor, bytes.data() + done, bytes.size() - done);
        if (written <= 0 && errno != EINTR) {
            close(descriptor);
            return -1;
        }
        done += written > 0 ? static_cast<std::size_t>(written) : 0;
    }
    return descriptor;
}

/// An original whose variants come one after another.
struct Ladder
{
    Ladder(const Job &job, int descriptor) : id(job.ladder), source(descriptor, job), decodes(source, Decodes::Keep::All)
    {
        source.checkLimits();
    }
    const std::uint64_t id;
    const SourceImage source;
    Decodes decodes;
};

/// What is kept from job to job.
struct Open
{
    std::unique_ptr<Ladder> ladder;
    KeptSources sources;
};

KeptSources::Made made(const Job &job, int source, Open &open)
{
    if (open.ladder && open.ladder->id != job.ladder)
        open.ladder.reset();
    if (job.kind == JobKind::Release)
        return {};
    if (job.ladder == 0)
        return open.sources.perform(job, source);
    open.sources.clear(); // a ladder keeps more
    const bool climbing = open.ladder != nullptr;
    if (!climbing)
        open.ladder = std::make_unique<Ladder>(job, source);
    return {perform(job, open.ladder->decodes), climbing};
}

JobAnswer answerJob(const Job &job, int source, Open &open, int &result)
{
    const bool makesBytes = job.kind != JobKind::Validate && job.kind != JobKind::Release;
    JobAnswer answer;
    vips_error_clear();
    try {
        const auto [outcome, reused] = made(job, source, open);
        answer.reused = reused;
        answer.widthPx = outcome.widthPx;
        answer.heightPx = outcome.heightPx;
        answer.frames = outcome.frames;
        answer.alpha = outcome.alpha;
        answer.renderMicros = outcome.renderMicros;
        answer.scored = outcome.scored;
        answer.ssim = outcome.ssim;
        answer.foundQuality = outcome.foundQuality;
        answer.resultBytes = static_cast<std::int64_t>(outcome.bytes.size());
        if (makesBytes)
            result = toMemory(outcome.bytes);
        if (!makesBytes || result >= 0)
            answer.outcome = JobOutcome::Done;
        else
            setReason(answer, "no memory for the result");
    } catch (const Refusal &refusal) {
        answer.outcome = refusal.outcome();
        setReason(answer, refusal.what());
    } catch (const vips::VError &error) {
        answer.outcome = JobOutcome::Unprocessable;
        setReason(answer, error.what());
    } catch (const std::bad_alloc &) {
        answer.outcome = JobOutcome::Unprocessable;
        setReason(answer, "rendering it takes more memory than a worker may have");
    }
    // Else the colours of the second AVIF would come out wrong without an error: every HEIF file gets a worker of its own.
    answer.spent = job.source == SourceKind::Heif && !vipsFeatures().keepsHeifProfiles;
    return answer;
}

void letGoWhenIdle(int socket, KeptSources &sources, int patienceMs)
{
    if (sources.isEmpty())
        return;
    pollfd nextJob{socket, POLLIN, 0};
    if (poll(&nextJob, 1, patienceMs) != 0)
        return;
    sources.clear();
    malloc_trim(0);
}

} // namespace

void serveJobs(int socket, int memoryCounter)
{
    Job job;
    Open open;
    int source = -1;
    while (letGoWhenIdle(socket, open.sources, job.keptMs), receiveMessage(socket, job, source)) {
        limitCpu(job.cpuSeconds);
        int result = -1;
        JobAnswer answer = answerJob(job, source, open, result);
        answer.rssBytes = residentBytes(memoryCounter);
        if (source >= 0)
            close(source);
        const bool sent = sendMessage(socket, answer, result);
        if (result >= 0)
            close(result);
        if (!sent)
            return;
    }
}

} // namespace vitrine::codec
