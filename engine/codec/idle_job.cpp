#include "codec/idle_job.h"

#include "codec/descriptor_message.h"

#include <poll.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>

namespace vitrine::codec {

namespace {

constexpr std::chrono::milliseconds CancelLook{50};
constexpr int LowestPriority = 19;

} // namespace

bool workOnlyWhenIdle(pid_t pid)
{
    const sched_param none{};
    // The nicer one, too: a kernel without that class still puts it behind the others.
    (void)setpriority(PRIO_PROCESS, static_cast<id_t>(pid), LowestPriority);
    return sched_setscheduler(pid, SCHED_IDLE, &none) == 0;
}

IdleAnswer askIdly(const Worker &worker, const Job &job, const images::Source &source,
                   images::Renderer::Deadline deadline, const CancelToken &cancel)
{
    using End = IdleAnswer::End;
    IdleAnswer answer;
    if (!sendMessage(worker.socket, job, source.descriptor()))
        return answer;
    for (;;) {
        if (cancel.requested())
            return {End::Cancelled, {}, -1};
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return {End::TimedOut, {}, -1};
        pollfd waitingFor{worker.socket, POLLIN, 0};
        if (poll(&waitingFor, 1, static_cast<int>(std::min(left, CancelLook).count())) > 0)
            break;
    }
    if (receiveMessage(worker.socket, answer.answer, answer.result))
        answer.end = End::Answered;
    return answer;
}

Result<JobResult> resultOf(const Job &job, const IdleAnswer &answer, std::optional<int> waitStatus)
{
    switch (answer.end) {
    case IdleAnswer::End::Answered:
        return takeResult(job, answer.answer, answer.result);
    case IdleAnswer::End::TimedOut:
        return Error{ErrorCode::DeadlineExceeded, QStringLiteral("a picture that was made beside the others took too long"), {}, {}};
    case IdleAnswer::End::Cancelled:
        return Error{ErrorCode::Cancelled, QStringLiteral("a picture that was made beside the others was given up"), {}, {}};
    case IdleAnswer::End::Died:
        break;
    }
    return deathError(waitStatus);
}

} // namespace vitrine::codec
