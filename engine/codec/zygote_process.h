#pragma once

#include "base/result.h"
#include "codec/worker_protocol.h"

#include <QString>

#include <mutex>
#include <optional>
#include <utility>

#include <sys/types.h>

namespace vitrine::codec {

/// One worker process: the pool's end of its job socket (owned by whoever holds the value) and its pid.
struct Worker
{
    int socket = -1;
    pid_t pid = 0;
    quint64 zygote = 0; ///< which zygote forked it
    int jobs = 0;
};

/// The running vitrine-worker that forks workers on request; started again when it has died. Thread-safe:
/// requests are made one at a time.
class ZygoteProcess
{
public:
    explicit ZygoteProcess(QString program) : m_program(std::move(program)) {}
    ~ZygoteProcess(); ///< the zygote and every worker of it have ended on return
    ZygoteProcess(const ZygoteProcess &) = delete;
    ZygoteProcess &operator=(const ZygoteProcess &) = delete;

    /// A new worker, from a new zygote when there is none. Internal: names the program and what went wrong.
    Result<Worker> spawn();
    /// Ends the worker, closes its socket, and says how it had ended (as waitpid() gives it) before anybody
    /// killed it, when that is known.
    std::optional<int> reap(const Worker &worker);
    /// Kills the worker, which whoever holds it then finds dead. False: it has ended before.
    bool kill(const Worker &worker);

    pid_t pid() const; ///< 0: none runs
    QByteArray library() const; ///< "libvips 8.14.1", of the one that was started last

private:
    Status start();
    void stop();
    bool ask(const ControlRequest &request, int descriptor, ControlAnswer &answer);

    const QString m_program;
    mutable std::mutex m_mutex;
    int m_control = -1;
    pid_t m_pid = 0;
    quint64 m_number = 0;
    QByteArray m_library;
};

} // namespace vitrine::codec
