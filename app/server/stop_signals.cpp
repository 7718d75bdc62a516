#include "app/server/stop_signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace vitrine::app {

namespace {

// A signal handler can reach only what is static: the token it sets and the pipe it wakes waitForStop() with.
const CancelToken *stopToken = nullptr;
int wakePipe[2] = {-1, -1};
std::atomic_bool reloadAsked{false};
static_assert(std::atomic_bool::is_always_lock_free, "a signal handler may touch nothing that locks");

extern "C" void onStopSignal(int signal)
{
    const int saved = errno;
    if (stopToken->requested() && signal == SIGINT)
        _exit(130);
    stopToken->request();
    [[maybe_unused]] const auto written = ::write(wakePipe[1], "x", 1);
    errno = saved;
}

extern "C" void onReloadSignal(int)
{
    const int saved = errno;
    reloadAsked = true;
    [[maybe_unused]] const auto written = ::write(wakePipe[1], "x", 1);
    errno = saved;
}

} // namespace

void cancelOnStopSignals(const CancelToken &token)
{
    stopToken = new CancelToken(token); // lives as long as the process: a signal may come at any time
    if (::pipe2(wakePipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    struct sigaction action = {};
    action.sa_handler = onStopSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

void noticeReloadSignal()
{
    struct sigaction action = {};
    action.sa_handler = onReloadSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGHUP, &action, nullptr);
}

void waitForStop(const CancelToken &token, const std::function<void()> &reload)
{
    pollfd wake{wakePipe[0], POLLIN, 0};
    while (!token.requested()) {
        ::poll(&wake, 1, 1000);
        char woken[64];
        while (::read(wakePipe[0], woken, sizeof woken) > 0) {
        }
        if (reloadAsked.exchange(false))
            reload();
    }
}

} // namespace vitrine::app
