#include "app/server/bench/figures.h"
#include "codec/worker_roster.h"

#include <QTemporaryDir>

#include <unistd.h>

namespace vitrine::app {

Result<QVector<Figure>> importRate(const QString &source)
{
    QTemporaryDir dir;
    auto runtime = Runtime::open(dir.filePath(QStringLiteral("data")));
    if (!runtime)
        return runtime.error();
    qint64 early = 0, late = 0;
    const auto progress = [&](const exchange::ImportProgress &p) {
        if (early == 0 && p.bytesTotal > 0 && p.bytesRead > p.bytesTotal / 4)
            early = codec::residentBytesOf(::getpid());
        late = codec::residentBytesOf(::getpid());
    };
    exchange::ImportOptions options;
    options.sources = {source};
    const auto report = (*runtime)->import(options, progress, {});
    if (!report)
        return report.error();
    const QString conditions = QStringLiteral("%1 products, %2 values, cards and text index, durable commits, %3 s")
                                   .arg(report->created).arg(report->values).arg(double(report->took.count()) / 1000, 0, 'f', 1);
    return QVector<Figure>{
        {QStringLiteral("import"), conditions, double(report->values) * 1000 / double(std::max<qint64>(1, report->took.count())), QStringLiteral("values/s"), 20'000, false},
        {QStringLiteral("import: memory at the end against memory after a quarter"), QStringLiteral("%1 MB against %2 MB resident").arg(late >> 20).arg(early >> 20),
         early > 0 ? double(late) / double(early) : 0, QStringLiteral("ratio"), 1.25, true}};
}

} // namespace vitrine::app
