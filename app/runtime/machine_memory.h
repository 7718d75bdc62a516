#pragma once

#include <QString>
#include <QtGlobal>

namespace vitrine::app {

/// Bytes of memory that this process may have: the machine's, or what its control group grants where that is less
/// (memory.max of the group or of one above it; Linux, Documentation/admin-guide/cgroup-v2.rst). Any thread.
qint64 machineMemoryBytes();
/// Of a machine with so much; its groups are found below `controlGroups`, the process's own by `ownGroup`, the text of
/// /proc/self/cgroup.
qint64 grantedMemoryBytes(qint64 machine, const QString &controlGroups, const QByteArray &ownGroup);

/// What catalog.memory is unless it is set, on a machine with so much memory: an eighth, from 256 MiB to 4 GiB.
qint64 usualCardMemoryBytes(qint64 machine);

} // namespace vitrine::app
