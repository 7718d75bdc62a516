#pragma once

#include <QByteArray>

#include <functional>
#include <mutex>

namespace vitrine::origin {

/// A response's body that comes bit by bit: a producer pushes, the transport takes. Bounded: who reads too slowly
/// is cut off, whatever is pushed. Thread-safe.
class BodyStream
{
public:
    explicit BodyStream(qint64 mostBytes) : m_most(mostBytes) {}

    /// The producer's side: false once the stream has ended, by either side or because the reader was too slow.
    bool push(const QByteArray &bytes);
    /// Nothing follows what was pushed.
    void end();

    /// The transport's side: `wake` is called, on any thread, whenever there is something to take or an end.
    void attach(std::function<void()> wake);
    /// What has come since; `ended` once nothing can follow.
    QByteArray take(bool *ended);
    /// The reader is gone.
    void abandon();

private:
    const qint64 m_most;
    std::mutex m_mutex;
    QByteArray m_waiting;
    std::function<void()> m_wake;
    bool m_ended = false;
};

} // namespace vitrine::origin
