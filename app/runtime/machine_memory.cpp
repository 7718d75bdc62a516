#include "app/runtime/machine_memory.h"

#include <QByteArray>
#include <QFile>

#include <unistd.h>

#include <algorithm>

namespace vitrine::app {

qint64 machineMemoryBytes()
{
    QFile own(QStringLiteral("/proc/self/cgroup"));
    const QByteArray group = own.open(QIODevice::ReadOnly) ? own.readAll() : QByteArray();
    return grantedMemoryBytes(qint64(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE), QStringLiteral("/sys/fs/cgroup"), group);
}

qint64 grantedMemoryBytes(qint64 machine, const QString &controlGroups, const QByteArray &ownGroup)
{
    // Version 2 has one line, "0::/path"; version 1 has others beside it or instead, and no memory.max.
    for (const QByteArray &line : ownGroup.split('\n')) {
        if (!line.startsWith("0::/"))
            continue;
        // A limit further up holds for all below it.
        for (QString group = controlGroups + QString::fromUtf8(line.mid(3)); group.size() >= controlGroups.size(); group.truncate(group.lastIndexOf(u'/'))) {
            QFile limit(group + QStringLiteral("/memory.max"));
            bool isNumber = false; // else "max"
            const qint64 most = limit.open(QIODevice::ReadOnly) ? limit.readAll().trimmed().toLongLong(&isNumber) : 0;
            if (isNumber)
                machine = std::min(machine, most);
        }
    }
    return machine;
}

qint64 usualCardMemoryBytes(qint64 machine)
{
    return std::clamp<qint64>(machine / 8, 256ll << 20, 4ll << 30);
}

} // namespace vitrine::app
