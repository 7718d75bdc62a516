#pragma once

#include "base/cancel.h"
#include "codec/job_result.h"
#include "codec/zygote_process.h"

#include <optional>

namespace vitrine::codec {

/// Takes processor time from a process that nobody else wants (SCHED_IDLE), its children and threads to come included.
/// False with errno when the system does not let it.
bool workOnlyWhenIdle(pid_t pid);

/// The answer to `job` from `worker`, waited for until the deadline or a cancel, whichever is first.
struct IdleAnswer
{
    enum class End { Answered, TimedOut, Cancelled, Died } end = End::Died;
    JobAnswer answer;
    int result = -1; ///< a memfd, owned by the caller
};
IdleAnswer askIdly(const Worker &worker, const Job &job, const images::Source &source,
                   images::Renderer::Deadline deadline, const CancelToken &cancel);
/// What that came to; `waitStatus` is of the worker's end.
Result<JobResult> resultOf(const Job &job, const IdleAnswer &answer, std::optional<int> waitStatus);

} // namespace vitrine::codec
