#include "codec/worker_program.h"

#include <QDir>
#include <QFileInfo>
#include <QStringList>

namespace vitrine::codec {

Result<QString> findWorkerProgram()
{
    QStringList places;
    const QString named = qEnvironmentVariable("VITRINE_WORKER");
    if (!named.isEmpty()) {
        places << named;
    } else {
        // Not QCoreApplication's: a pool may be made before, or without, an application.
        const QString here = QFileInfo(QFile::symLinkTarget(QStringLiteral("/proc/self/exe"))).path();
        for (const char *place : {"/vitrine-worker", "/../libexec/vitrine/vitrine-worker",
                                  "/../bin/vitrine-worker", "/../lib/vitrine/vitrine-worker"})
            places << QDir::cleanPath(here + QLatin1String(place));
    }
    for (const QString &place : places) {
        const QFileInfo info(place);
        if (info.isFile() && info.isExecutable())
            return place;
    }
    return Error{ErrorCode::NotFound, QStringLiteral("the picture decoder vitrine-worker is not there"),
                 places.join(QStringLiteral(", ")),
                 QStringLiteral("Install it beside this program, or name it in VITRINE_WORKER")};
}

} // namespace vitrine::codec
