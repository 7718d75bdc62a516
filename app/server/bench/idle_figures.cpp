#include "app/server/bench/figures.h"
#include "app/server/bench/load_client.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>
#include <QUrl>

namespace vitrine::app {

namespace {

using namespace std::chrono_literals;

constexpr int Products = 1'000, Pictures = 8, Variants = 96;

/// Sum of a field of smaps_rollup over a process and its descendants, in bytes; how many they are.
std::pair<qint64, int> memoryOfTree(qint64 root, const char *field)
{
    QHash<qint64, qint64> parents;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(name));
        if (name.toLongLong() > 0 && stat.open(QIODevice::ReadOnly)) {
            const QByteArray line = stat.readAll();
            parents.insert(name.toLongLong(), line.mid(line.lastIndexOf(')') + 2).split(' ').value(1).toLongLong());
        }
    }
    qint64 bytes = 0;
    int processes = 0;
    for (auto it = parents.cbegin(); it != parents.cend(); ++it) {
        qint64 at = it.key();
        while (at > 1 && at != root)
            at = parents.value(at);
        QFile memory(QStringLiteral("/proc/%1/smaps_rollup").arg(it.key()));
        if (at != root || !memory.open(QIODevice::ReadOnly))
            continue;
        ++processes;
        for (const QByteArray &line : memory.readAll().split('\n'))
            if (line.startsWith(field))
                bytes += line.simplified().split(' ').value(1).toLongLong() * 1024;
    }
    return {bytes, processes};
}

} // namespace

Result<QVector<Figure>> idleMemory()
{
    QTemporaryDir folder;
    QVector<QByteArray> targets;
    {
        auto runtime = Runtime::open(folder.path());
        if (!runtime)
            return runtime.error();
        exchange::GenerateOptions options;
        options.products = Products;
        options.pictures = Pictures;
        if (const auto made = (*runtime)->generate(options, [](const auto &) {}, {}); !made)
            return made.error();
        catalog::Query query;
        query.withImageOnly = true;
        const auto set = (*runtime)->catalog().search.find(query, {});
        if (!set)
            return set.error();
        const auto rows = (*runtime)->catalog().search.rows(*set, 0, 1);
        if (!rows || rows->isEmpty())
            return Error{ErrorCode::NotFound, QStringLiteral("no product of the sample has a picture"), {}, {}};
        for (const images::Preset &preset : (*runtime)->configuration().presets.all())
            for (const char *extension : {"jpg", "webp"})
                targets.append(QStringLiteral("/i/%1/%2.%3").arg(preset.name, rows->first().image.id.toString(), QLatin1String(extension)).toLatin1());
    }
    QProcess service;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("VITRINE_WORKERS_COUNT"), QStringLiteral("2"));
    service.setProcessEnvironment(environment);
    service.setStandardErrorFile(QProcess::nullDevice());
    service.start(QCoreApplication::applicationFilePath(), {QStringLiteral("serve"), QStringLiteral("--data"), folder.path(), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")});
    while (!service.canReadLine() && service.waitForReadyRead(30'000)) {
    }
    const QUrl url(QString::fromUtf8(service.readLine().trimmed().mid(10)));
    if (url.port() <= 0) {
        service.kill();
        service.waitForFinished(5'000);
        return Error{ErrorCode::Internal, QStringLiteral("the service does not start"), {}, {}};
    }
    const auto fresh = memoryOfTree(service.processId(), "Rss:").first;
    qint64 failures = 0;
    for (const QByteArray &target : targets.mid(0, Variants)) {
        const auto answer = burst(quint16(url.port()), target, 1, 60s);
        failures += answer ? answer->failures : 1;
    }
    const auto [resident, processes] = memoryOfTree(service.processId(), "Rss:");
    const auto shared = memoryOfTree(service.processId(), "Pss:").first;
    service.terminate();
    service.waitForFinished(20'000);
    if (failures > 0)
        return Error{ErrorCode::Internal, QStringLiteral("%1 requests failed").arg(failures), {}, {}};
    return QVector<Figure>{{QStringLiteral("the whole service idle with 2 workers, resident memory"),
                            QStringLiteral("%1 processes, %2 products, after %3 renders; %4 MB before them; %5 MB with shared pages counted once")
                                .arg(processes).arg(Products).arg(targets.size()).arg(fresh >> 20).arg(shared >> 20),
                            double(resident) / (1 << 20), QStringLiteral("MB"), 200, true}};
}

} // namespace vitrine::app
