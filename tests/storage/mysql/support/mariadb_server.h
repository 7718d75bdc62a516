#pragma once

#include "storage/mysql/mysql_address.h"

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

namespace vitrine::test {

/// A MariaDB server of its own: in a fresh folder, on a free port of loopback and a socket, with a binary
/// log, as whatever user runs the test. Ends with the object, or with the thread that has started it. A server that is not installed fails the test:
/// it is one of packaging/dependencies.sh.
class MariaDbServer
{
public:
    /// Aborts with the server's log when it does not come up.
    explicit MariaDbServer(const QStringList &options = {});
    /// Begins with a copy of what another, stopped one holds.
    MariaDbServer(const MariaDbServer &stopped, const QStringList &options);
    static int freePort();
    ~MariaDbServer();

    /// Runs statements as the administrator, aborts on an error.
    void execute(const QByteArray &sql) const;
    /// A user "reader" without a password who may only read.
    storage::mysql::MysqlAddress reader(const QString &database) const;
    /// A user "vitrine" without a password who may do everything in the database "own".
    storage::mysql::MysqlAddress owner(const QString &database) const;
    QString url(const QString &database) const;
    int port() const { return m_port; }
    qint64 processId() const { return m_process.processId(); }
    QString socket() const { return m_dir.filePath(QStringLiteral("s")); }
    void stop();
    void kill(); ///< as a power cut would
    void start();

private:
    QTemporaryDir m_dir;
    QStringList m_options;
    QProcess m_process;
    int m_port = 0;
    bool m_wasUp = false;
};

} // namespace vitrine::test
