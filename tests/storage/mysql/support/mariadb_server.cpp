#include "storage/mysql/support/mariadb_server.h"

#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QThread>

#include <csignal>
#include <grp.h>
#include <mysql.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace vitrine::test {

namespace {

QString program(const QString &name)
{
    const QString path = QStandardPaths::findExecutable(
        name, {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin"), QStringLiteral("/usr/local/bin")});
    if (path.isEmpty())
        qFatal("%s is not installed: run packaging/dependencies.sh test", qPrintable(name));
    return path;
}

/// Root's servers run as the package's user, to which rsync, by which the nodes of a cluster meet, may write.
QStringList asItsUser()
{
    return geteuid() == 0 ? QStringList{QStringLiteral("--user=mysql")} : QStringList{};
}

/// Null where a server runs as whoever runs the test.
const passwd *itsUser()
{
    return geteuid() == 0 ? getpwnam("mysql") : nullptr;
}

/// In the server's process before it begins: it ends with its parent, the thread that has started it, however that ends.
/// Whoever changes its user by itself loses that.
void bindToParent(pid_t parent, uid_t user, gid_t group)
{
    const bool isItself = user == geteuid() || (::setgroups(0, nullptr) == 0 && ::setgid(group) == 0 && ::setuid(user) == 0);
    if (!isItself || ::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent)
        ::_exit(1);
}

void giveToItsUser(const QString &directory)
{
    const passwd *user = itsUser();
    if (user && ::chown(QFile::encodeName(directory).constData(), user->pw_uid, user->pw_gid) != 0)
        qFatal("%s cannot be given to the user mysql", qPrintable(directory));
}

MYSQL *connectTo(const QByteArray &socket)
{
    MYSQL *mysql = mysql_init(nullptr);
    if (mysql_real_connect(mysql, nullptr, "root", nullptr, nullptr, 0, socket.constData(),
                           CLIENT_MULTI_STATEMENTS))
        return mysql;
    mysql_close(mysql);
    return nullptr;
}

} // namespace

int MariaDbServer::freePort()
{
    QTcpServer probe;
    if (!probe.listen(QHostAddress::LocalHost))
        qFatal("no port is free");
    return probe.serverPort();
}

MariaDbServer::MariaDbServer(const MariaDbServer &stopped, const QStringList &options) : m_options(options), m_port(freePort())
{
    giveToItsUser(m_dir.path());
    const auto dataOf = [](const MariaDbServer &server) { return server.m_dir.filePath(QStringLiteral("data")); };
    if (QProcess::execute(QStringLiteral("cp"), {QStringLiteral("-a"), dataOf(stopped), dataOf(*this)}) != 0)
        qFatal("the data of a server cannot be copied");
    start();
}

MariaDbServer::MariaDbServer(const QStringList &options) : m_options(options), m_port(freePort())
{
    giveToItsUser(m_dir.path());
    QStringList arguments{QStringLiteral("--no-defaults"),
                          QStringLiteral("--datadir=%1").arg(m_dir.filePath(QStringLiteral("data"))),
                          QStringLiteral("--tmpdir=%1").arg(m_dir.path()), // in one that is shared a server that starts removes the others' tables
                          QStringLiteral("--auth-root-authentication-method=normal"),
                          QStringLiteral("--skip-test-db")};
    arguments += asItsUser();
    QProcess install;
    install.setProcessChannelMode(QProcess::MergedChannels);
    install.start(program(QStringLiteral("mariadb-install-db")), arguments);
    if (!install.waitForFinished(120'000) || install.exitCode() != 0)
        qFatal("mariadb-install-db failed: %s", install.readAll().constData());
    start();
    execute("CREATE USER IF NOT EXISTS reader@'%', reader@localhost; GRANT SELECT ON *.* TO reader@'%'; GRANT "
            "SELECT ON *.* TO reader@localhost; CREATE USER IF NOT EXISTS vitrine@'%', vitrine@localhost; GRANT ALL ON own.* TO "
            "vitrine@'%'; GRANT ALL ON own.* TO vitrine@localhost");
}

void MariaDbServer::start()
{
    QStringList arguments{QStringLiteral("--no-defaults"),
                          QStringLiteral("--datadir=%1").arg(m_dir.filePath(QStringLiteral("data"))),
                          QStringLiteral("--tmpdir=%1").arg(m_dir.path()), // in one that is shared a server that starts removes the others' tables
                          QStringLiteral("--socket=%1").arg(socket()),
                          QStringLiteral("--port=%1").arg(m_port),
                          QStringLiteral("--bind-address=127.0.0.1"),
                          QStringLiteral("--pid-file=%1").arg(m_dir.filePath(QStringLiteral("pid"))),
                          QStringLiteral("--log-bin=binlog"),
                          QStringLiteral("--binlog-format=ROW"),
                          QStringLiteral("--server-id=1"),
                          QStringLiteral("--innodb-flush-log-at-trx-commit=0"),
                          QStringLiteral("--sync-binlog=0"),
                          QStringLiteral("--innodb-buffer-pool-size=64M"),
                          QStringLiteral("--innodb-log-file-size=32M"),
                          QStringLiteral("--skip-name-resolve"),
                          QStringLiteral("--performance-schema=OFF")};
    arguments += m_options;
    const passwd *user = itsUser();
    m_process.setChildProcessModifier([parent = ::getpid(), uid = user ? user->pw_uid : ::geteuid(), gid = user ? user->pw_gid : ::getegid()] {
        bindToParent(parent, uid, gid);
    });
    const QString log = m_dir.filePath(QStringLiteral("log"));
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(log);
    m_process.start(program(QStringLiteral("mariadbd")), arguments);
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 60'000 && m_process.state() != QProcess::NotRunning) {
        if (MYSQL *mysql = connectTo(socket().toUtf8())) {
            const bool isReady = mysql_query(mysql, "DO 1") == 0; // a node of a cluster has to join it first
            mysql_close(mysql);
            if (isReady) {
                m_wasUp = true;
                return;
            }
        }
        m_process.waitForFinished(20);
    }
    QFile file(log);
    (void)file.open(QIODevice::ReadOnly);
    const QByteArray said = file.readAll();
    // Between the probe and this somebody else took the port; a server that was there before has to keep its own.
    if (!m_wasUp && m_process.state() == QProcess::NotRunning && said.contains("Bind on TCP/IP port")) {
        m_port = freePort();
        return start();
    }
    qFatal("mariadbd did not come up: %s", said.right(9'000).constData());
}

void MariaDbServer::stop()
{
    m_process.terminate();
    if (!m_process.waitForFinished(30'000))
        m_process.kill();
    m_process.waitForFinished();
}

void MariaDbServer::kill()
{
    m_process.kill();
    m_process.waitForFinished();
}

MariaDbServer::~MariaDbServer()
{
    stop();
}

void MariaDbServer::execute(const QByteArray &sql) const
{
    MYSQL *mysql = connectTo(socket().toUtf8());
    if (!mysql)
        qFatal("the administrator cannot connect");
    mysql_set_character_set(mysql, "utf8mb4");
    int code = mysql_real_query(mysql, sql.constData(), static_cast<unsigned long>(sql.size()));
    for (; code == 0; code = mysql_next_result(mysql)) {
        if (MYSQL_RES *result = mysql_store_result(mysql))
            mysql_free_result(result);
    }
    if (code > 0)
        qFatal("%s", mysql_error(mysql));
    mysql_close(mysql);
}

storage::mysql::MysqlAddress MariaDbServer::reader(const QString &database) const
{
    storage::mysql::MysqlAddress address;
    address.user = QStringLiteral("reader");
    address.host = QStringLiteral("127.0.0.1");
    address.port = m_port;
    address.database = database;
    return address;
}

storage::mysql::MysqlAddress MariaDbServer::owner(const QString &database) const
{
    storage::mysql::MysqlAddress address = reader(database);
    address.user = QStringLiteral("vitrine");
    return address;
}

QString MariaDbServer::url(const QString &database) const
{
    return QStringLiteral("mysql://reader@127.0.0.1:%1/%2").arg(m_port).arg(database);
}

} // namespace vitrine::test
