#include "storage/mysql/mysql_connection.h"

#include <QFile>

#include <mysql.h>

#include <charconv>

namespace vitrine::storage::mysql {

using plan::Cell;

namespace {

constexpr unsigned ConnectSeconds = 5;
constexpr unsigned CutOff = 1047, CommitFailed = 1180, LockWait = 1205;
/// After which the server itself takes back what a writer has left open, so that no crashed one holds up the others.
constexpr int IdleWriteSeconds = 10, LockWaitSeconds = 3;

/// MariaDB's and MySQL's error numbers, as their manuals list them; the client's own begin at 2000.
Error errorOf(unsigned number, const QString &reason, const MysqlAddress &address)
{
    const QString where = address.toString();
    switch (number) {
    case 1044:
    case 1045:
    case 1142:
    case 1143:
    case 1698:
        return {ErrorCode::PermissionDenied, QStringLiteral("the database refuses this user: %1").arg(reason),
                where,
                QStringLiteral(
                    "Check the user, the file named with password-file, and that the user may SELECT; for a catalog "
                    "of Vitrine's own: GRANT ALL on its database")};
    case 1290:
    case 1792:
    case 1836:
        return {ErrorCode::PermissionDenied, QStringLiteral("the database only lets itself be read: %1").arg(reason), where,
                QStringLiteral("Name the server or node that takes writes in catalog.url, or SET GLOBAL read_only = 0")};
    case 1021:
    case 1041:
    case 1114:
    case 3:  // writing a file
    case 28: // out of the storage engine
        return {ErrorCode::StorageFull, QStringLiteral("the database has no room left: %1").arg(reason), where,
                QStringLiteral("Make room on the server's disk, or raise the limit that it names")};
    case 1153:
        return {ErrorCode::TooLarge, QStringLiteral("the database takes no statement of this size: %1").arg(reason), where,
                QStringLiteral("Raise max_allowed_packet on the server to at least 16M")};
    case 1406:
        return {ErrorCode::InvalidArgument, QStringLiteral("a text is too long for the database: %1").arg(reason), where,
                QStringLiteral("Shorten it")};
    case 1049:
        return {ErrorCode::NotFound, QStringLiteral("there is no such database: %1").arg(reason), where,
                QStringLiteral("Check the name after the last / of the address")};
    case 1116:
        return {ErrorCode::Unprocessable, QStringLiteral("error 1116: %1").arg(reason), where,
                QStringLiteral("Read the card as its plan does, in several statements")};
    case 1054:
    case 1146:
        return {ErrorCode::NotFound, QStringLiteral("error %1: %2").arg(number).arg(reason), where,
                QStringLiteral("The schema has changed: check the card's description against it")};
    case 1040:
    case 1203:
    case 1226:
        return {ErrorCode::Overloaded, QStringLiteral("the database has no connection left: %1").arg(reason),
                where, QStringLiteral("Raise max_connections, or try again later")};
    case LockWait:
    case 1213:
        return {ErrorCode::Overloaded, QStringLiteral("the database gave up on a lock: %1").arg(reason),
                where, QStringLiteral("Try again")};
    case 1317:
        return {ErrorCode::Cancelled,
                QStringLiteral("the statement was ended on the server: %1").arg(reason),
                where,
                {}};
    case 1969:
    case 3024:
        return {ErrorCode::DeadlineExceeded,
                QStringLiteral("a statement took longer than allowed: %1").arg(reason),
                where,
                QStringLiteral("Look at what the database is busy with, try again later, or raise catalog.deadline")};
    case 2002:
    case 2003:
    case 2005:
        return {ErrorCode::Io, QStringLiteral("the database cannot be reached: %1").arg(reason), where,
                QStringLiteral("Check that it runs, and its host and port, or its socket")};
    case CutOff:
        return {ErrorCode::Io, QStringLiteral("the database's node is cut off from its cluster: %1").arg(reason), where,
                QStringLiteral("Name the cluster's other nodes in the address (&node=host:port), or look at its state")};
    case 1053:
    case 1927:
    case 2006:
    case 2013:
    case 2055:
        return {ErrorCode::Io, QStringLiteral("the connection to the database broke off: %1").arg(reason),
                where, QStringLiteral("Check that it still runs; the next request connects again")};
    case 1030:
        if (reason.contains(u"error 28 "))
            return errorOf(28, reason, address);
        [[fallthrough]];
    default:
        return {ErrorCode::Io,
                QStringLiteral("the database failed with error %1: %2").arg(number).arg(reason),
                where,
                {}};
    }
}

Result<QByteArray> passwordOf(const MysqlAddress &address)
{
    if (address.passwordFile.isEmpty())
        return QByteArray();
    QFile file(address.passwordFile);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::PermissionDenied,
                     QStringLiteral("the password's file cannot be read: %1").arg(file.errorString()),
                     address.passwordFile,
                     QStringLiteral("Make a file that only this user may read, with the password in it")};
    return file.readLine(4096).trimmed();
}

Cell cellOf(const char *text, unsigned long length, enum_field_types type)
{
    if (!text)
        return {};
    switch (type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR: {
        qint64 number = 0;
        if (std::from_chars(text, text + length, number).ec == std::errc())
            return number;
        return QByteArray(text, qsizetype(length));
    }
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE: {
        double number = 0;
        std::from_chars(text, text + length, number);
        return number;
    }
    default:
        return QByteArray(text, qsizetype(length));
    }
}

} // namespace

Result<std::unique_ptr<MysqlConnection>> MysqlConnection::open(const MysqlAddress &cluster, int node,
                                                               std::chrono::milliseconds statementLimit, Access access)
{
    const MysqlAddress address = cluster.at(node);
    const auto password = passwordOf(address);
    if (!password)
        return password.error();
    std::unique_ptr<MysqlConnection> connection(new MysqlConnection);
    connection->m_address = address;
    connection->m_nodes = cluster.nodes();
    MYSQL *mysql = mysql_init(nullptr);
    connection->m_mysql = mysql;
    if (!mysql)
        return Error{ErrorCode::Overloaded, QStringLiteral("there is not enough memory"), {}, {}};
    mysql_optionsv(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &ConnectSeconds);
    mysql_optionsv(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const unsigned off = 0;
    mysql_optionsv(mysql, MYSQL_OPT_LOCAL_INFILE, &off); // no server may ask for our files
    const unsigned protocol = address.socket.isEmpty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
    mysql_optionsv(mysql, MYSQL_OPT_PROTOCOL, &protocol);
    const QByteArray host = address.host.toUtf8(), user = address.user.toUtf8(),
                     database = address.database.toUtf8(), socket = address.socket.toUtf8();
    if (!mysql_real_connect(mysql, host.constData(), user.constData(),
                            password->isEmpty() ? nullptr : password->constData(), database.constData(),
                            unsigned(address.port), socket.isEmpty() ? nullptr : socket.constData(),
                            CLIENT_MULTI_STATEMENTS))
        return connection->failure();
    // Names and texts are quoted as the SQL standard says.
    QByteArray session = "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES', SESSION time_zone = '+00:00'";
    session += access == Access::Read ? ", SESSION tx_isolation = 'REPEATABLE-READ', SESSION tx_read_only = 1"
                                      : ", SESSION tx_isolation = 'READ-COMMITTED', SESSION innodb_lock_wait_timeout = " +
                                            QByteArray::number(LockWaitSeconds);
    if (connection->serverName().startsWith(u"MariaDB")) {
        session += ", SESSION max_statement_time = " + QByteArray::number(double(statementLimit.count()) / 1000, 'f', 3);
        if (access == Access::Write)
            session += ", SESSION idle_write_transaction_timeout = " + QByteArray::number(IdleWriteSeconds);
    } else {
        session.replace("tx_", "transaction_")
            .append(", SESSION max_execution_time = " + QByteArray::number(qint64(statementLimit.count())));
    }
    // A node without its cluster takes connections and settings; what it is asked it would only let wait. A server of
    // no cluster is never ready for one.
    if (const Status sent = connection->send(session + ";SHOW VARIABLES LIKE 'wsrep_on';SHOW STATUS LIKE 'wsrep_ready'"); !sent)
        return sent.error();
    if (const auto set = connection->receive(); !set)
        return set.error();
    QByteArray states;
    for (int answers = 0; answers < 2; ++answers) {
        const auto state = connection->receive();
        if (!state)
            return state.error();
        if (state->rows() == 1)
            states += plan::textOf(state->at(0, 1)) + ' ';
    }
    if (states == "ON OFF ")
        return errorOf(CutOff, QStringLiteral("wsrep_ready is OFF"), address);
    // What was acknowledged by another node is read here, too: a transaction waits at its beginning until it is applied.
    if (states == "ON ON ") {
        if (const auto set = connection->ask("SET SESSION wsrep_sync_wait = 1"); !set)
            return set.error();
    }
    return connection;
}

MysqlConnection::~MysqlConnection()
{
    if (!m_mysql)
        return;
    if (m_isBroken)
        mysql_optionsv(m_mysql, MYSQL_OPT_READ_TIMEOUT, &ConnectSeconds);
    mysql_close(m_mysql);
}

Error MysqlConnection::failure()
{
    const unsigned number = m_failureNumber = mysql_errno(m_mysql);
    m_isGone = number == 2006 || number == 2013 || number == 2055 || number == CutOff || number == 1053 || number == 1927;
    // Reading takes no locks: what a node of a cluster waits for in vain is the others.
    m_isGone = m_isGone || (number == LockWait && m_nodes > 1);
    // Cut off from the others while it committed: another node knows, by the change log, whether it was.
    m_isGone = m_isGone || (number == CommitFailed && m_nodes > 1);
    return errorOf(number, QString::fromUtf8(mysql_error(m_mysql)), m_address);
}

quint64 MysqlConnection::affectedRows() const
{
    return mysql_affected_rows(m_mysql);
}

int MysqlConnection::socket() const
{
    return int(mysql_get_socket(m_mysql));
}

QString MysqlConnection::serverName() const
{
    QString version = QString::fromUtf8(mysql_get_server_info(m_mysql));
    const bool isMariaDb = version.contains(u"MariaDB");
    version.remove(QStringLiteral("5.5.5-")); // for old replicas
    return (isMariaDb ? QStringLiteral("MariaDB ") : QStringLiteral("MySQL ")) + version.section(u'-', 0, 0);
}

Status MysqlConnection::send(const QByteArray &sql)
{
    while (m_forgotten > 0) {
        --m_forgotten;
        if (const auto answer = receive(); !answer)
            return answer.error();
    }
    m_isGone = false;
    m_isFirstAnswer = true;
    if (mysql_send_query(m_mysql, sql.constData(), static_cast<unsigned long>(sql.size())) != 0) {
        m_isBroken = true;
        return failure();
    }
    return Done{};
}

Result<plan::RowSet> MysqlConnection::receive()
{
    const bool isFirst = std::exchange(m_isFirstAnswer, false);
    const int code = isFirst ? int(mysql_read_query_result(m_mysql)) : mysql_next_result(m_mysql);
    if (code != 0) {
        m_isBroken = true;
        if (code < 0)
            return Error{ErrorCode::Internal,
                         QStringLiteral("the database gave fewer answers than it was asked"),
                         m_address.toString(),
                         {}};
        return failure();
    }
    plan::RowSet rows;
    MYSQL_RES *result = mysql_use_result(m_mysql);
    if (!result) {
        if (mysql_field_count(m_mysql) == 0)
            return rows; // a statement without rows
        m_isBroken = true;
        return failure();
    }
    const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> owner(result, &mysql_free_result);
    rows.width = int(mysql_num_fields(result));
    const MYSQL_FIELD *fields = mysql_fetch_fields(result);
    while (MYSQL_ROW row = mysql_fetch_row(result)) {
        const unsigned long *lengths = mysql_fetch_lengths(result);
        for (int c = 0; c < rows.width; ++c)
            rows.cells.push_back(cellOf(row[c], lengths[c], fields[c].type));
    }
    if (mysql_errno(m_mysql) != 0) {
        m_isBroken = true;
        return failure();
    }
    return rows;
}

void MysqlConnection::sendAndForget(const QByteArray &sql, int statements)
{
    if (send(sql))
        m_forgotten = statements;
}

Result<plan::RowSet> MysqlConnection::ask(const QByteArray &sql)
{
    if (const Status sent = send(sql); !sent)
        return sent.error();
    return receive();
}

} // namespace vitrine::storage::mysql
