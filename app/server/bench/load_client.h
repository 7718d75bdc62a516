#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QVector>

#include <chrono>
#include <vector>

namespace vitrine::app {

struct LoadResult
{
    qint64 answers = 0;
    qint64 failures = 0; ///< neither 2xx nor 304, or a connection that broke
    double answersPerSecond = 0;
    std::chrono::microseconds p50{0}, p90{0}, p99{0};
};

/// A closed loop of HTTP GETs over kept-alive connections to 127.0.0.1, on the calling thread: each connection sends its
/// next request when it has its answer. `targets` are taken in turn; `header` is one more line of each request.
/// Understands Content-Length framing only.
Result<LoadResult> closedLoop(quint16 port, const QVector<QByteArray> &targets, int connections, std::chrono::milliseconds duration,
                              const QByteArray &header = {});

struct OpenLoopResult
{
    std::vector<double> micros; ///< of each answer, from the moment at which its request was due
    qint64 failures = 0;        ///< as above, and what was not answered within a second after the end
};

/// An open loop of HTTP GETs to 127.0.0.1, on the calling thread: requests are due at a fixed pace whether or not earlier
/// ones have been answered, and what is late because of them counts as late (no coordinated omission). Waits
/// in the kernel for the next moment, so that the other side has the processors. Connections are kept alive, and more
/// are opened when all are busy.
Result<OpenLoopResult> openLoop(quint16 port, const QVector<QByteArray> &targets, double perSecond, std::chrono::milliseconds duration);

/// Sends one request for `target` on each of `connections` connections at the same moment; waits for all answers.
Result<LoadResult> burst(quint16 port, const QByteArray &target, int connections, std::chrono::milliseconds patience);

} // namespace vitrine::app
