#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

namespace vitrine::test {

struct CommandResult
{
    int exitCode = -1;
    QByteArray out;
    QString err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// The built vitrined, named by the environment variable VITRINED.
inline QString vitrinedPath()
{
    const QString path = qEnvironmentVariable("VITRINED");
    if (path.isEmpty())
        qFatal("VITRINED must name the built program; ctest sets it");
    return path;
}

/// Runs it to its end; a hang of two minutes is exit code -2.
inline CommandResult vitrined(const QStringList &arguments, const QStringList &environment = {})
{
    QProcess process;
    process.setEnvironment(QProcess::systemEnvironment() + environment);
    process.start(vitrinedPath(), arguments);
    if (!process.waitForFinished(120'000)) {
        process.kill();
        process.waitForFinished();
        return {-2, {}, QStringLiteral("hangs")};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            QString::fromUtf8(process.readAllStandardError())};
}

/// `vitrined serve` on a free port, until it goes out of scope.
class ServingProcess
{
public:
    explicit ServingProcess(const QString &dataDir, const QStringList &more = {})
    {
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        m_process.start(vitrinedPath(), QStringList{QStringLiteral("serve"), QStringLiteral("--data"), dataDir,
                                                    QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")} + more);
        while (m_process.state() != QProcess::NotRunning && !m_process.canReadLine() && m_process.waitForReadyRead(20'000)) {
        }
        const QByteArray line = m_process.readLine().trimmed();
        if (line.startsWith("listening "))
            m_url = QString::fromUtf8(line.mid(10));
    }
    ~ServingProcess() { stop(); }

    const QString &url() const { return m_url; }
    qint64 pid() const { return m_process.processId(); }
    QProcess &process() { return m_process; }
    /// SIGTERM; its exit code.
    int stop()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.terminate();
            m_process.waitForFinished(20'000);
        }
        return m_process.exitCode();
    }

private:
    QProcess m_process;
    QString m_url;
};

} // namespace vitrine::test
