#pragma once

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QVector>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

namespace vitrine::test {

/// VITRINE_LOAD=long asks for the sizes and the bounds of the published figures; otherwise a short form shows the same
/// behaviour in seconds, with bounds that a busy machine keeps.
inline bool isLong()
{
    return qEnvironmentVariable("VITRINE_LOAD") == QLatin1String("long");
}

/// A line of /proc/PID/status, its first number; 0 when the process is gone.
inline qint64 statusKb(qint64 pid, const char *field)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.simplified().split(' ').value(1).toLongLong();
    }
    return 0;
}

/// The decoders of that origin: children of its child.
inline QVector<qint64> decodersOf(qint64 origin)
{
    QVector<qint64> found;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        const qint64 pid = name.toLongLong();
        const qint64 zygote = pid > 0 ? statusKb(pid, "PPid:") : 0;
        if (zygote > 1 && statusKb(zygote, "PPid:") == origin)
            found.append(pid);
    }
    return found;
}

/// Resident memory of the largest of them.
inline qint64 largestOf(const QVector<qint64> &pids)
{
    qint64 kb = 0;
    for (const qint64 pid : pids)
        kb = std::max(kb, statusKb(pid, "VmRSS:"));
    return kb;
}

/// Kills one decoder of an origin every now and then, on a thread of its own, until it is told to stop.
class DecoderKiller
{
public:
    DecoderKiller(qint64 origin, std::chrono::milliseconds atLeast, std::chrono::milliseconds atMost)
        : m_thread([=, this] {
              QRandomGenerator random(1);
              while (!m_stop) {
                  const auto decoders = decodersOf(origin);
                  if (!decoders.isEmpty())
                      m_killed += ::kill(pid_t(decoders[random.bounded(int(decoders.size()))]), SIGKILL) == 0;
                  std::this_thread::sleep_for(atLeast + std::chrono::milliseconds(random.bounded(int((atMost - atLeast).count()))));
              }
          })
    {
    }
    ~DecoderKiller() { stop(); }
    void stop()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    int killed() const { return m_killed; }

private:
    std::atomic_bool m_stop{false};
    std::atomic<int> m_killed{0};
    std::thread m_thread; // last: it uses the others
};

} // namespace vitrine::test
