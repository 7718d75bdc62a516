#include "codec/vips/zygote.h"

#include "codec/descriptor_message.h"
#include "codec/vips/job_server.h"
#include "codec/vips/sandbox.h"
#include "codec/vips/vips_setup.h"
#include "codec/worker_protocol.h"

#include <vips/vips8>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdio>

#include <string>

namespace vitrine::codec {

namespace {

// 300 MB end in SIGSEGV when libvips makes its thread; 1 GB is enough for 100 megapixels read row by row.
[[maybe_unused]] constexpr rlim_t WorkerAddressBytes = 1ull << 30;

// Three standard ones, the job socket, the memory counter, a source, a result, and room for what glibc opens.
constexpr rlim_t WorkerDescriptors = 32;
// A tenth of the origin's weight: who answers goes before who decodes, on whatever cores both want.
constexpr int WorkerNice = 10;
// Of a result, which is a file in memory.
constexpr rlim_t WorkerFileBytes = 1ull << 30;

void limit(int resource, rlim_t value)
{
    const rlimit both{value, value};
    setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

[[noreturn]] void liveAsWorker(int socket, pid_t zygote)
{
    close(ControlDescriptor);
    prctl(PR_SET_NAME, "vitrine-decode");
    // No worker outlives its zygote, not even one that died between fork and here.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != zygote)
        _exit(0);
    const int memoryCounter = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    // No RLIMIT_NPROC: it counts the threads of everything that its user runs, and the sandbox forbids fork() anyway.
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, WorkerDescriptors);
    limit(RLIMIT_FSIZE, WorkerFileBytes);
#ifndef VITRINE_SANITIZED
    // A sanitizer reserves terabytes of addresses and reads files for its reports: its builds do without both.
    limit(RLIMIT_AS, WorkerAddressBytes);
    const std::string failure = enterSandbox();
    if (!failure.empty()) {
        std::fprintf(stderr, "vitrine-worker: a decoder cannot be locked in: %s\n", failure.c_str());
        _exit(1);
    }
#endif
    serveJobs(socket, memoryCounter);
    _exit(0);
}

ControlAnswer spawn(int socket)
{
    ControlAnswer answer;
    const pid_t zygote = getpid();
    const pid_t child = fork();
    if (child == 0)
        liveAsWorker(socket, zygote);
    answer.error = child < 0 ? errno : 0;
    answer.pid = child;
    return answer;
}

/// Only this process waits for workers, so the number of one that it has not waited for is nobody else's.
bool isWorker(pid_t pid)
{
    siginfo_t ignored{};
    return pid > 0 && waitid(P_PID, static_cast<id_t>(pid), &ignored, WEXITED | WNOHANG | WNOWAIT) == 0;
}

ControlAnswer killWorker(pid_t worker)
{
    ControlAnswer answer;
    answer.pid = worker;
    if (!isWorker(worker) || kill(worker, SIGKILL) != 0)
        answer.error = ESRCH;
    return answer;
}

ControlAnswer reap(pid_t worker)
{
    ControlAnswer answer = killWorker(worker);
    if (answer.error != 0)
        return answer;
    if (waitpid(worker, &answer.status, 0) != worker)
        answer.error = errno;
    return answer;
}

} // namespace

int runZygote(const char *argv0)
{
    int type = 0;
    socklen_t length = sizeof(type);
    if (getsockopt(ControlDescriptor, SOL_SOCKET, SO_TYPE, &type, &length) != 0 || type != SOCK_SEQPACKET) {
        std::fputs("vitrine-worker: decodes pictures for vitrine and vitrined, which start it; it has no use "
                   "alone.\n",
                   stderr);
        return 2;
    }
    // Whatever else the starting program had open is none of a decoder's business.
    close_range(ControlDescriptor + 1, ~0u, 0);
    // It cannot fail, but its result is -1 where that is the niceness.
    [[maybe_unused]] const int niceness = nice(WorkerNice);
    const std::string failure = setUpVips(argv0);
    if (!failure.empty()) {
        std::fprintf(stderr, "vitrine-worker: libvips does not start: %s\n", failure.c_str());
        return 1;
    }
    const std::string obstacle = sandboxObstacle();
    if (!obstacle.empty()) {
        std::fprintf(stderr, "vitrine-worker: decoders cannot be locked in: %s\n", obstacle.c_str());
        return 1;
    }
    ControlRequest request;
    int socket = -1;
    while (receiveMessage(ControlDescriptor, request, socket)) {
        ControlAnswer answer;
        switch (request.kind) {
        case ControlKind::Hello:
            answer.pid = getpid();
            std::snprintf(answer.library, sizeof answer.library, "libvips %d.%d.%d", vips_version(0), vips_version(1), vips_version(2));
            break;
        case ControlKind::Spawn:
            answer = spawn(socket);
            break;
        case ControlKind::Reap:
            answer = reap(request.pid);
            break;
        case ControlKind::Kill:
            answer = killWorker(request.pid);
            break;
        }
        if (socket >= 0)
            close(socket);
        if (!sendMessage(ControlDescriptor, answer))
            break;
    }
    return 0;
}

} // namespace vitrine::codec
