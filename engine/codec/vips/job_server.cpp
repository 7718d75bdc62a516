#include "codec/vips/job_server.h"

#include "codec/descriptor_message.h"
#include "codec/vips/render.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>

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

std::int64_t residentBytes()
{
    long total = 0, resident = 0;
    if (FILE *statm = std::fopen("/proc/self/statm", "re")) {
        if (std::fscanf(statm, "%ld %ld", &total, &resident) != 2)
            resident = 0;
        std::fclose(statm);
    }
    return static_cast<std::int64_t>(resident) * sysconf(_SC_PAGESIZE);
}

/// libvips writes one message a line, the latest last; a person needs the first, on one line, in printable
/// characters.
void setReason(JobAnswer &answer, const char *text)
{
    std::size_t length = 0;
    for (const char *c = text; *c && *c != '\n' && length + 1 < sizeof(answer.reason); ++c)
        answer.reason[length++] = static_cast<unsigned char>(*c) < 0x20 ? ' ' : *c;
    answer.reason[length] = '\0';
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

JobAnswer answerJob(const Job &job, int source, int &result)
{
    JobAnswer answer;
    vips_error_clear();
    try {
        const Outcome outcome = perform(job, source);
        answer.widthPx = outcome.widthPx;
        answer.heightPx = outcome.heightPx;
        answer.frames = outcome.frames;
        answer.alpha = outcome.alpha;
        answer.renderMicros = outcome.renderMicros;
        answer.scored = outcome.scored;
        answer.ssim = outcome.ssim;
        answer.resultBytes = static_cast<std::int64_t>(outcome.bytes.size());
        if (job.kind != JobKind::Validate)
            result = toMemory(outcome.bytes);
        if (job.kind == JobKind::Validate || result >= 0)
            answer.outcome = JobOutcome::Done;
        else
            setReason(answer, "no memory for the result");
    } catch (const Refusal &refusal) {
        answer.outcome = refusal.outcome();
        setReason(answer, refusal.what());
    } catch (const vips::VError &error) {
        answer.outcome = JobOutcome::Unprocessable;
        setReason(answer, *error.what() ? error.what() : "the decoder gave up without a reason");
    } catch (const std::bad_alloc &) {
        answer.outcome = JobOutcome::Unprocessable;
        setReason(answer, "rendering it takes more memory than a worker may have");
    }
    answer.rssBytes = residentBytes();
    return answer;
}

} // namespace

void serveJobs(int socket)
{
    Job job;
    int source = -1;
    while (receiveMessage(socket, job, source)) {
        limitCpu(job.cpuSeconds);
        int result = -1;
        const JobAnswer answer = answerJob(job, source, result);
        close(source);
        const bool sent = sendMessage(socket, answer, result);
        if (result >= 0)
            close(result);
        if (!sent)
            return;
    }
}

} // namespace vitrine::codec
