#pragma once

#include "storage/s3/s3_client.h"

#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

namespace vitrine::test {

namespace s3 = storage::s3;

/// SeaweedFS on free ports of this machine with one pair of keys, until it goes out of scope.
class Seaweed
{
public:
    Seaweed()
    {
        QFile keys(m_dir.filePath(QStringLiteral("s3.json")));
        if (!keys.open(QIODevice::WriteOnly))
            qFatal("cannot write the keys");
        keys.write(R"({"identities":[{"name":"test","credentials":[{"accessKey":"AKTEST","secretKey":"secret/of+the=test"}],)"
                   R"("actions":["Admin","Read","Write","List"]}]})");
        keys.close();
        QDir(m_dir.path()).mkdir(QStringLiteral("data"));
        const QList<quint16> ports = freePorts(8);
        m_port = ports[0];
        const auto port = [&](const char *name, int index) { return QStringLiteral("-%1=%2").arg(QLatin1String(name)).arg(ports[index]); };
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setStandardOutputFile(m_dir.filePath(QStringLiteral("log")));
        m_process.start(qEnvironmentVariable("VITRINE_WEED"),
                        {QStringLiteral("-logtostderr=true"), QStringLiteral("server"), QStringLiteral("-dir=") + m_dir.filePath(QStringLiteral("data")),
                         QStringLiteral("-ip=127.0.0.1"), QStringLiteral("-ip.bind=127.0.0.1"), QStringLiteral("-filer"), QStringLiteral("-s3"),
                         QStringLiteral("-s3.config=") + keys.fileName(), QStringLiteral("-volume.max=50"), QStringLiteral("-master.volumeSizeLimitMB=64"),
                         QStringLiteral("-s3.port.iceberg=0"), QStringLiteral("-s3.port.lance=0"),
                         port("s3.port", 0), port("s3.port.grpc", 1), port("master.port", 2), port("master.port.grpc", 3), port("volume.port", 4),
                         port("volume.port.grpc", 5), port("filer.port", 6), port("filer.port.grpc", 7)});
    }
    ~Seaweed()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(20'000)) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }

    /// Waits until it answers, and makes the bucket.
    Status ready(const QString &bucket)
    {
        s3::Limits patient;
        patient.attempts = 30;
        patient.firstPause = std::chrono::milliseconds(500);
        patient.mostPause = std::chrono::milliseconds(1'000);
        s3::Client client(address(bucket), keys(), patient);
        for (int attempt = 0;; ++attempt) {
            const auto made = client.send({"PUT", {}, {}, {}, {}, {}, {}});
            if (made)
                return Done{};
            // While it starts it refuses keys that it has not read yet.
            if (attempt == 30 || m_process.state() == QProcess::NotRunning)
                return made.error();
            QTest::qWait(1'000);
        }
    }
    s3::Address address(const QString &bucket, const QString &prefix = {}) const
    {
        return *s3::Address::parse(QStringLiteral("s3://%1/%2?endpoint=http://127.0.0.1:%3&path-style=1").arg(bucket, prefix).arg(m_port));
    }
    static s3::Credentials keys() { return {"AKTEST", "secret/of+the=test", {}}; }
    QString log() const
    {
        QFile file(m_dir.filePath(QStringLiteral("log")));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll().right(4'000)) : QString();
    }

private:
    static QList<quint16> freePorts(int count)
    {
        std::vector<std::unique_ptr<QTcpServer>> held;
        QList<quint16> ports;
        for (int i = 0; i < count; ++i) {
            held.push_back(std::make_unique<QTcpServer>());
            held.back()->listen(QHostAddress::LocalHost);
            ports += held.back()->serverPort();
        }
        return ports;
    }

    QTemporaryDir m_dir;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace vitrine::test
