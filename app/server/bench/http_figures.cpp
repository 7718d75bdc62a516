#include "app/server/bench/figures.h"
#include "app/server/bench/load_client.h"
#include "app/server/bench/measured_servers.h"

#include "images/image_service.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QThread>
#include <QUrl>

#include <algorithm>

namespace vitrine::app {

namespace {

using namespace std::chrono_literals;

constexpr int Connections = 8;
constexpr auto RoundTime = 1500ms;

/// Best of the rounds on each side: noise on a shared machine only ever takes away.
struct Paired
{
    double ours = 0, peer = 0;
    double ratio() const { return peer > 0 ? ours / peer : 0; }
};

template <typename Ours, typename Peer>
Result<Paired> interleave(int rounds, Ours ours, Peer peer)
{
    Paired best;
    for (int round = 0; round < rounds; ++round) {
        const Result<LoadResult> a = ours();
        if (!a)
            return a.error();
        const Result<LoadResult> b = peer();
        if (!b)
            return b.error();
        if (a->failures + b->failures > 0)
            return Error{ErrorCode::Internal, QStringLiteral("%1 requests failed under load").arg(a->failures + b->failures), {}, {}};
        best.ours = std::max(best.ours, a->answersPerSecond);
        best.peer = std::max(best.peer, b->answersPerSecond);
    }
    return best;
}

Result<catalog::ResultSet> productsWithPictures(Runtime &runtime)
{
    catalog::Query query;
    query.withImageOnly = true;
    return runtime.catalog().search.find(query, {});
}

/// A picture of the catalog and the preset whose JPEG comes nearest to 64 KB, at an address that keeps its bytes however
/// hot it gets.
Result<images::Variant> variantNear64K(Runtime &runtime, QByteArray *target)
{
    const auto set = productsWithPictures(runtime);
    if (!set)
        return set.error();
    const auto rows = runtime.catalog().search.rows(*set, 0, 1);
    if (!rows)
        return rows.error();
    if (rows->isEmpty())
        return Error{ErrorCode::NotFound, QStringLiteral("no product of the catalog has a picture"), runtime.dataDir(), {}};
    const ImageId image = rows->first().image.id;
    images::Variant best;
    for (const images::Preset &preset : runtime.configuration().presets.all()) {
        for (const images::Format format : {images::Format::Jpeg, images::Format::Png}) {
            const auto variant = runtime.images().fetchAndWait({image, preset, format});
            if (!variant)
                return variant.error();
            if (best.bytes.isEmpty() || std::abs(variant->bytes.size() - 65536) < std::abs(best.bytes.size() - 65536)) {
                best = *variant;
                *target = QStringLiteral("/i/%1/%2/%3.%4").arg(preset.name, image.toString(), image.toString().left(8), QString(images::formatExtension(format))).toLatin1();
            }
        }
    }
    return best;
}

/// nginx on a free port over a folder, with as many workers as we have I/O threads; ends with this object.
class Nginx
{
public:
    static Result<std::unique_ptr<Nginx>> start(const QString &folder, int workers)
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("nginx"), {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin")});
        if (program.isEmpty())
            return Error{ErrorCode::NotFound, QStringLiteral("nginx is not installed"), {}, QStringLiteral("apt-get install nginx-light")};
        QTcpServer probe;
        if (!probe.listen(QHostAddress::LocalHost))
            return Error{ErrorCode::Io, probe.errorString(), {}, {}};
        auto nginx = std::make_unique<Nginx>();
        nginx->m_port = probe.serverPort();
        probe.close();
        QFile config(folder + QStringLiteral("/nginx.conf"));
        const QString text = QStringLiteral("daemon off; worker_processes %1; pid %2/nginx.pid; error_log %2/error.log; events { worker_connections 1024; }\n"
                                            "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=100;\n"
                                            "  client_body_temp_path %2/t1; proxy_temp_path %2/t2; fastcgi_temp_path %2/t3; uwsgi_temp_path %2/t4; scgi_temp_path %2/t5;\n"
                                            "  server { listen 127.0.0.1:%3; root %2/www; } }\n").arg(workers).arg(folder).arg(nginx->m_port);
        if (!config.open(QIODevice::WriteOnly) || config.write(text.toUtf8()) < 0)
            return Error{ErrorCode::Io, config.errorString(), config.fileName(), {}};
        config.close();
        nginx->m_process.setStandardErrorFile(folder + QStringLiteral("/stderr"));
        nginx->m_process.start(program, {QStringLiteral("-c"), config.fileName(), QStringLiteral("-p"), folder});
        for (int i = 0; i < 50; ++i) {
            QThread::msleep(50);
            if (closedLoop(nginx->m_port, {"/file"}, 1, 1ms))
                return nginx;
        }
        return Error{ErrorCode::Io, QStringLiteral("nginx does not start"), folder, {}};
    }
    ~Nginx()
    {
        m_process.terminate();
        m_process.waitForFinished(5000);
    }
    quint16 port() const { return m_port; }

private:
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace

Result<QVector<Figure>> cardThroughput(Runtime &runtime, int rounds)
{
    const auto port = startOrigin(runtime);
    if (!port)
        return port.error();
    const auto everything = runtime.catalog().search.find({}, {});
    if (!everything)
        return everything.error();
    QVector<QByteArray> targets;
    qint64 bytes = 0;
    for (qint64 i = 0; i < 2000 && everything->size() > 0; ++i) {
        const auto rows = runtime.catalog().search.rows(*everything, i * 7919 % everything->size(), 1);
        if (!rows)
            return rows.error();
        const QString key = rows->first().key.toString();
        targets.append("/v1/products/" + QUrl::toPercentEncoding(key));
        const auto card = runtime.catalog().cards.card(rows->first().key);
        bytes += card ? card->json.size() : 0;
    }
    if (targets.isEmpty())
        return Error{ErrorCode::NotFound, QStringLiteral("the catalog is empty"), runtime.dataDir(), {}};

    const auto constant = ConstantServer::start(runtime, bytes / targets.size());
    if (!constant)
        return constant.error();
    const auto paired = interleave(rounds, [&] { return closedLoop(*port, targets, Connections, RoundTime); },
                                   [&] { return closedLoop((*constant)->port(), {ConstantServer::Target}, Connections, RoundTime); });
    if (!paired)
        return paired.error();
    return QVector<Figure>{{QStringLiteral("cards over HTTP against a constant of the same size"),
                            QStringLiteral("%1 cards of %2 bytes on average, %3 connections, %4 I/O threads, closed loop; %5 against %6 a second")
                                .arg(targets.size()).arg(bytes / targets.size()).arg(Connections).arg(runtime.configuration().server.ioThreads).arg(qint64(paired->ours)).arg(qint64(paired->peer)),
                            paired->ratio(), QStringLiteral("ratio"), 0.6, false}};
}

Result<QVector<Figure>> variantAgainstNginx(Runtime &runtime, int rounds)
{
    const auto port = startOrigin(runtime);
    if (!port)
        return port.error();
    QByteArray target;
    const auto variant = variantNear64K(runtime, &target);
    if (!variant)
        return variant.error();
    QTemporaryDir folder;
    QDir(folder.path()).mkpath(QStringLiteral("www"));
    QFile::setPermissions(folder.path(), QFile::permissions(folder.path()) | QFileDevice::ReadOther | QFileDevice::ExeOther);
    QFile file(folder.filePath(QStringLiteral("www/file")));
    if (!file.open(QIODevice::WriteOnly) || file.write(variant->bytes) != variant->bytes.size())
        return Error{ErrorCode::Io, file.errorString(), file.fileName(), {}};
    file.close();
    const auto nginx = Nginx::start(folder.path(), runtime.configuration().server.ioThreads);
    if (!nginx)
        return nginx.error();
    const auto paired = interleave(rounds, [&] { return closedLoop(*port, {target}, Connections, RoundTime); },
                                   [&] { return closedLoop((*nginx)->port(), {"/file"}, Connections, RoundTime); });
    if (!paired)
        return paired.error();
    return QVector<Figure>{{QStringLiteral("cached variant over HTTP against nginx serving the same file"),
                            QStringLiteral("%1 bytes, %2 connections, %3 threads and workers, closed loop; %4 against %5 a second")
                                .arg(variant->bytes.size()).arg(Connections).arg(runtime.configuration().server.ioThreads).arg(qint64(paired->ours)).arg(qint64(paired->peer)),
                            paired->ratio(), QStringLiteral("ratio"), 1.0, false}};
}

Result<QVector<Figure>> notModifiedAgainstHit(Runtime &runtime, int rounds)
{
    const auto port = startOrigin(runtime);
    if (!port)
        return port.error();
    QByteArray target;
    const auto variant = variantNear64K(runtime, &target);
    if (!variant)
        return variant.error();
    const QByteArray condition = "If-None-Match: " + variant->etag;
    const auto paired = interleave(rounds, [&] { return closedLoop(*port, {target}, Connections, RoundTime, condition); },
                                   [&] { return closedLoop(*port, {target}, Connections, RoundTime); });
    if (!paired)
        return paired.error();
    return QVector<Figure>{{QStringLiteral("304 over HTTP against a hit of the same variant"),
                            QStringLiteral("%1 bytes, %2 connections, closed loop; %3 against %4 a second")
                                .arg(variant->bytes.size()).arg(Connections).arg(qint64(paired->ours)).arg(qint64(paired->peer)),
                            paired->ratio(), QStringLiteral("ratio"), 1.0, false}};
}

Result<QVector<Figure>> coldBurst(Runtime &runtime)
{
    const auto port = startOrigin(runtime);
    if (!port)
        return port.error();
    const auto set = productsWithPictures(runtime);
    if (!set)
        return set.error();
    if (set->size() == 0)
        return Error{ErrorCode::NotFound, QStringLiteral("no product of the catalog has a picture"), runtime.dataDir(), {}};
    const auto rows = runtime.catalog().search.rows(*set, set->size() - 1, 1);
    if (!rows)
        return rows.error();
    const QString preset = runtime.configuration().presets.all().last().name;
    const QByteArray target = QStringLiteral("/i/%1/%2.webp").arg(preset, rows->first().image.id.toString()).toLatin1();
    // An earlier run may have left it on disk.
    if (const auto purged = runtime.images().purge({{"image/" + rows->first().image.id.toString().toLatin1()}, {}}); !purged)
        return purged.error();
    const images::ImageServiceCounters before = runtime.images().counters();
    const auto result = burst(*port, target, 1000, 60s);
    if (!result)
        return result.error();
    const images::ImageServiceCounters after = runtime.images().counters();
    const QString conditions = QStringLiteral("1 000 connections, %1 WebP; p99 %2 ms").arg(preset).arg(double(result->p99.count()) / 1000, 0, 'f', 1);
    return QVector<Figure>{
        {QStringLiteral("1 000 requests for one cold variant: decodes"), conditions, double(after.decodes - before.decodes), QStringLiteral("decodes"), 1, true},
        {QStringLiteral("1 000 requests for one cold variant: variants stored"), conditions, double(after.cachedVariants - before.cachedVariants), QStringLiteral("variants"), 1, true},
        {QStringLiteral("1 000 requests for one cold variant: good answers"), conditions, double(result->answers), QStringLiteral("answers"), 1000, false}};
}

} // namespace vitrine::app
