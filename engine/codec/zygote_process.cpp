#include "codec/zygote_process.h"

#include "base/log.h"
#include "codec/descriptor_message.h"

#include <QFile>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <spawn.h>
#include <vector>

namespace vitrine::codec {

namespace {

constexpr int AnswerTimeoutMs = 20'000;

// glibc's malloc then asks for pages of two megabytes for its large blocks, where the kernel gives them: page faults were a
// third of decoding a large progressive JPEG. glibc reads it before main(); another C library does not know it.
constexpr char MallocSetting[] = "GLIBC_TUNABLES=glibc.malloc.hugetlb=1";
constexpr char MallocVariable[] = "GLIBC_TUNABLES";

/// This process's, and that one, unless somebody has set it otherwise.
std::vector<char *> decoderEnvironment()
{
    std::vector<char *> variables;
    for (char **variable = environ; variable && *variable; ++variable)
        variables.push_back(*variable);
    if (!std::getenv(MallocVariable))
        variables.push_back(const_cast<char *>(MallocSetting));
    variables.push_back(nullptr);
    return variables;
}

Error failure(const QString &what, const QString &program)
{
    return {ErrorCode::Internal, what, program,
            QStringLiteral("Check that vitrine-worker and its libraries are installed")};
}

} // namespace

ZygoteProcess::~ZygoteProcess()
{
    std::lock_guard lock(m_mutex);
    stop();
}

pid_t ZygoteProcess::pid() const
{
    std::lock_guard lock(m_mutex);
    return m_pid;
}

QByteArray ZygoteProcess::library() const
{
    std::lock_guard lock(m_mutex);
    return m_library;
}

Status ZygoteProcess::start()
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return failure(QStringLiteral("no socket for the picture decoder: %1").arg(qt_error_string(errno)),
                       m_program);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], ControlDescriptor);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    // A process group of its own: Ctrl+C in a terminal is for the program, which drains before its workers
    // go.
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    QByteArray path = QFile::encodeName(m_program);
    char *arguments[] = {path.data(), nullptr};
    pid_t pid = 0;
    const int error = posix_spawn(&pid, path.constData(), &actions, &attributes, arguments, decoderEnvironment().data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    ::close(ends[1]);
    if (error != 0) {
        ::close(ends[0]);
        return failure(QStringLiteral("the picture decoder does not start: %1").arg(qt_error_string(error)),
                       m_program);
    }
    m_control = ends[0];
    m_pid = pid;
    ++m_number;
    ControlAnswer answer;
    if (!ask({}, -1, answer)) {
        stop();
        return failure(QStringLiteral("the picture decoder ended before it was ready"), m_program);
    }
    m_library = QByteArray(answer.library, qstrnlen(answer.library, sizeof answer.library));
    qCDebug(log::codec) << "decoder zygote" << m_pid << "started with" << m_library;
    return Done{};
}

void ZygoteProcess::stop()
{
    if (m_control < 0)
        return;
    // The end of the socket tells it to leave, and its own end kills its workers; a stuck one is not waited
    // for.
    ::close(m_control);
    m_control = -1;
    ::kill(m_pid, SIGKILL);
    int status = 0;
    while (waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    m_pid = 0;
}

bool ZygoteProcess::ask(const ControlRequest &request, int descriptor, ControlAnswer &answer)
{
    if (m_control < 0 || !sendMessage(m_control, request, descriptor))
        return false;
    pollfd waiting{m_control, POLLIN, 0};
    int ready = 0;
    do {
        ready = poll(&waiting, 1, AnswerTimeoutMs);
    } while (ready < 0 && errno == EINTR);
    int none = -1;
    const bool answered = ready == 1 && receiveMessage(m_control, answer, none);
    if (none >= 0)
        ::close(none);
    return answered;
}

Result<Worker> ZygoteProcess::spawn()
{
    std::lock_guard lock(m_mutex);
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (m_control < 0) {
            const Status started = start();
            if (!started)
                return started.error();
        }
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
            return failure(QStringLiteral("no socket for a decoder: %1").arg(qt_error_string(errno)),
                           m_program);
        ControlRequest request;
        request.kind = ControlKind::Spawn;
        ControlAnswer answer;
        const bool answered = ask(request, ends[1], answer);
        ::close(ends[1]);
        if (answered && answer.error == 0)
            return Worker{ends[0], answer.pid, m_number, 0};
        ::close(ends[0]);
        if (answered)
            return failure(QStringLiteral("no process for a decoder: %1").arg(qt_error_string(answer.error)),
                           m_program);
        qCWarning(log::codec) << "decoder zygote" << m_pid << "is gone; starting another";
        stop();
    }
    return failure(QStringLiteral("the picture decoder keeps ending"), m_program);
}

std::optional<int> ZygoteProcess::reap(const Worker &worker)
{
    ::close(worker.socket);
    std::lock_guard lock(m_mutex);
    if (worker.zygote != m_number || m_control < 0)
        return std::nullopt; // it died with its zygote
    ControlRequest request;
    request.kind = ControlKind::Reap;
    request.pid = worker.pid;
    ControlAnswer answer;
    if (!ask(request, -1, answer)) {
        qCWarning(log::codec) << "decoder zygote" << m_pid << "is gone";
        stop();
        return std::nullopt;
    }
    return answer.error == 0 ? std::optional<int>(answer.status) : std::nullopt;
}

bool ZygoteProcess::kill(const Worker &worker)
{
    std::lock_guard lock(m_mutex);
    if (worker.zygote != m_number || m_control < 0)
        return false;
    ControlRequest request;
    request.kind = ControlKind::Kill;
    request.pid = worker.pid;
    ControlAnswer answer;
    return ask(request, -1, answer) && answer.error == 0;
}

} // namespace vitrine::codec
