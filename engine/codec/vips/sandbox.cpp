#include "codec/vips/sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace vitrine::codec {

namespace {

// What strace shows of every loader, saver and failure, and what glibc may use in their place on another machine.
constexpr int Allowed[] = {
    // The job socket, the source's and the result's descriptors.
    SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(write),
    SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(ftruncate), SCMP_SYS(memfd_create),
    SCMP_SYS(poll), SCMP_SYS(ppoll),
    // Memory.
    SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk),
    SCMP_SYS(membarrier),
    // Threads, which libvips and the AVIF coders make.
    SCMP_SYS(futex), SCMP_SYS(futex_waitv), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(set_tid_address),
    SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getcpu), SCMP_SYS(gettid), SCMP_SYS(getpid),
    SCMP_SYS(exit), SCMP_SYS(exit_group),
    // Signals: a decoder's abort() has to end as SIGABRT.
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    // Time, chance and the machine's measure.
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getrusage), SCMP_SYS(sysinfo),
    SCMP_SYS(times), SCMP_SYS(umask)};

/// Whatever names a file: for a worker there is none.
constexpr int FilesByName[] = {
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(getcwd)};

struct Releaser
{
    void operator()(void *filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Releaser>;

/// A condition on one argument of a call.
scmp_arg_cmp equals(unsigned argument, scmp_datum_t value)
{
    return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp hasBits(unsigned argument, scmp_datum_t mask, scmp_datum_t bits)
{
    return {argument, SCMP_CMP_MASKED_EQ, mask, bits};
}

int addRules(scmp_filter_ctx filter)
{
    int error = 0;
    const auto add = [&](std::uint32_t action, int call, auto... conditions) {
        if (error == 0)
            error = seccomp_rule_add(filter, action, call, sizeof...(conditions), conditions...);
    };
    for (const int call : Allowed)
        add(SCMP_ACT_ALLOW, call);
    for (const int call : FilesByName)
        add(SCMP_ACT_ERRNO(ENOENT), call);
    // fstat() of an open descriptor is newfstatat() with this flag in glibc 2.33 and later.
    add(SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), hasBits(3, AT_EMPTY_PATH, AT_EMPTY_PATH));
    add(SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(newfstatat), hasBits(3, AT_EMPTY_PATH, 0));
    // A thread of this process, never another process. clone3() hides its flags in memory where no filter can look;
    // glibc takes clone() when it is told that there is no such call.
    constexpr scmp_datum_t Thread = CLONE_VM | CLONE_THREAD;
    add(SCMP_ACT_ALLOW, SCMP_SYS(clone), hasBits(0, Thread, Thread));
    add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
    add(SCMP_ACT_ALLOW, SCMP_SYS(prctl), equals(0, PR_SET_NAME));
    const auto self = static_cast<scmp_datum_t>(getpid());
    add(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), equals(0, self));
    // Its own limits, for each job's share of processor time; the hard limits hold.
    add(SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), equals(0, 0));
    add(SCMP_ACT_ALLOW, SCMP_SYS(getrlimit));
    add(SCMP_ACT_ALLOW, SCMP_SYS(setrlimit));
    for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_ADD_SEALS, F_GET_SEALS})
        add(SCMP_ACT_ALLOW, SCMP_SYS(fcntl), equals(1, static_cast<scmp_datum_t>(command)));
    // stdio asks whether standard error is a terminal before it prints to it.
    add(SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl));
    return error;
}

} // namespace

std::string sandboxObstacle()
{
    // The kernel looks at the arguments before it follows the pointer: EFAULT says that filters are there.
    if (prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, nullptr) != 0 && errno == EFAULT)
        return {};
    return std::string("this kernel has no seccomp filters: ") + std::strerror(errno);
}

std::string enterSandbox()
{
    const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
    if (!filter)
        return "seccomp: no memory for the filter";
    int error = addRules(filter.get());
    if (error == 0)
        error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (error == 0)
        error = seccomp_load(filter.get());
    return error == 0 ? std::string() : std::string("seccomp: ") + std::strerror(-error);
}

} // namespace vitrine::codec
