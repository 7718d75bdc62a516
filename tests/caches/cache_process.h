#pragma once

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <linux/close_range.h>
#include <unistd.h>

namespace vitrine::test {

/// A shared cache in front of an origin, configured by the file that Vitrine comes with, until it goes out of scope.
class CacheProcess
{
public:
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }
    /// What went wrong; empty when it runs.
    const QString &trouble() const { return m_trouble; }

    ~CacheProcess()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(10'000))
            m_process.kill();
        m_process.waitForFinished();
    }

protected:
    /// Our configuration with other addresses in it.
    QByteArray configuration(const char *name, const QVector<std::pair<QByteArray, QByteArray>> &replacements)
    {
        QFile file(qEnvironmentVariable("VITRINE_CACHES") + u'/' + QLatin1String(name));
        if (!file.open(QIODevice::ReadOnly))
            m_trouble = QStringLiteral("VITRINE_CACHES must name packaging/caches");
        QByteArray text = file.readAll();
        for (const auto &[from, to] : replacements) {
            if (!text.contains(from))
                m_trouble = QString::fromLatin1(from + " is not in " + name);
            text.replace(from, to);
        }
        return text;
    }
    QString write(const char *name, const QByteArray &text)
    {
        QFile file(m_dir.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            m_trouble = QStringLiteral("cannot write ") + file.fileName();
        return file.fileName();
    }
    void run(const char *program, const QStringList &arguments)
    {
        const QString path = QStandardPaths::findExecutable(QLatin1String(program),
                                                            {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin"),
                                                             QStringLiteral("/usr/bin")});
        if (path.isEmpty())
            m_trouble = QStringLiteral("%1 is missing: packaging/dependencies.sh test installs it").arg(QLatin1String(program));
        if (!m_trouble.isEmpty())
            return;
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        // The origin's sockets are not the cache's: what would answer there once the origin has gone?
        m_process.setChildProcessModifier([] { ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC); });
        m_process.start(path, arguments);
        const auto listens = [this] {
            QTcpSocket socket;
            socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
            return socket.waitForConnected(200) || m_process.state() == QProcess::NotRunning;
        };
        if (!QTest::qWaitFor(listens, 60'000) || m_process.state() == QProcess::NotRunning)
            m_trouble = QString::fromUtf8(m_process.readAll()) + m_process.errorString();
    }

    QTemporaryDir m_dir;
    quint16 m_port = freePort();
    QProcess m_process;
    QString m_trouble;

private:
    static quint16 freePort()
    {
        QTcpServer probe;
        probe.listen(QHostAddress::LocalHost);
        return probe.serverPort();
    }
};

class Varnish final : public CacheProcess
{
public:
    /// Addresses with "brief" in their query become stale after a second and are then revalidated at once.
    explicit Varnish(quint16 originPort)
    {
        // Subroutines of one name follow one another, the first return decides: ours, which never cuts short a 200,
        // then this.
        const QByteArray brief = "sub vcl_backend_response { if (bereq.url ~ \"brief\" && beresp.status < 400) {"
                                 " set beresp.ttl = 1s; set beresp.grace = 0s; } }\n";
        const QString vcl =
            write("vitrine.vcl", configuration("vitrine.vcl", {{"8480", QByteArray::number(originPort)}}) + brief);
        QStringList arguments{QStringLiteral("-F"), QStringLiteral("-n"), m_dir.filePath(QStringLiteral("run")),
                              QStringLiteral("-a"), QStringLiteral("127.0.0.1:%1").arg(m_port),
                              QStringLiteral("-f"), vcl, QStringLiteral("-s"), QStringLiteral("malloc,32m"),
                              QStringLiteral("-T"), QStringLiteral("none")};
        if (::geteuid() == 0)
            arguments = QStringList{QStringLiteral("-j"), QStringLiteral("none")} + arguments;
        run("varnishd", arguments);
    }
};

class Nginx final : public CacheProcess
{
public:
    /// The same, for addresses that begin with "/brief".
    explicit Nginx(quint16 originPort)
    {
        const QByteArray dir = m_dir.path().toLocal8Bit();
        QByteArray ours = configuration("nginx.conf", {{"127.0.0.1:8480", "127.0.0.1:" + QByteArray::number(originPort)},
                                                       {"listen 80", "listen 127.0.0.1:" + QByteArray::number(m_port)},
                                                       {"/var/cache/nginx/vitrine", dir + "/cache"}});
        ours.replace("    location / {", "    location /brief/ { proxy_ignore_headers Cache-Control; proxy_cache_valid 200 1s;"
                                         " proxy_set_header Accept \"\"; proxy_set_header Connection \"\"; proxy_set_header Host $host;"
                                         " proxy_cache_background_update off;"
                                         " proxy_cache_key $uri; proxy_pass http://vitrine/; }\n    location / {");
        const QByteArray user = ::geteuid() == 0 ? "user root;\n" : "";
        const QString path = write("main.conf", user + "daemon off; worker_processes 1; pid " + dir + "/pid; error_log " + dir +
                                                    "/error.log;\nevents { worker_connections 256; }\nhttp { access_log off;"
                                                    " client_body_temp_path " + dir + "/body; proxy_temp_path " + dir +
                                                    "/proxy; fastcgi_temp_path " + dir + "/fastcgi; uwsgi_temp_path " + dir +
                                                    "/uwsgi; scgi_temp_path " + dir + "/scgi;\n" + ours + "}\n");
        run("nginx", {QStringLiteral("-p"), m_dir.path(), QStringLiteral("-c"), path, QStringLiteral("-e"),
                      m_dir.filePath(QStringLiteral("start.log"))});
    }
};

} // namespace vitrine::test
