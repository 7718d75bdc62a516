#include "storage/sqlite/statement.h"

#include <sqlite3.h>

#include <cstring>

namespace vitrine::storage::sqlite {

Error toError(sqlite3 *database, int resultCode)
{
    const char *file = database ? sqlite3_db_filename(database, "main") : nullptr;
    const QString where = file ? QString::fromUtf8(file) : QString();
    const QString reason =
        QString::fromUtf8(database ? sqlite3_errmsg(database) : sqlite3_errstr(resultCode));
    switch (resultCode & 0xff) {
    case SQLITE_FULL:
        return {ErrorCode::StorageFull, QStringLiteral("no space is left for the catalog: %1").arg(reason),
                where, QStringLiteral("Free some space; nothing that was acknowledged is lost")};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return {ErrorCode::PermissionDenied, QStringLiteral("the catalog cannot be written: %1").arg(reason),
                where,
                QStringLiteral("Give this user the right to write the data directory and the files in it")};
    case SQLITE_CANTOPEN:
        return {
            ErrorCode::PermissionDenied, QStringLiteral("the catalog cannot be opened: %1").arg(reason),
            where,
            QStringLiteral("Check that the data directory exists and that this user may read and write it")};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {
            ErrorCode::Corrupt, QStringLiteral("the catalog's file is damaged: %1").arg(reason), where,
            QStringLiteral("Restore the data directory from a copy; `vitrined doctor` names what is damaged")};
    default:
        return {ErrorCode::Io, QStringLiteral("the catalog's database failed: %1").arg(reason), where,
                QStringLiteral("Check the disk that holds the data directory: it may be full or failing")};
    }
}

static void check(sqlite3 *database, int resultCode)
{
    if (resultCode != SQLITE_OK)
        throw SqliteFailure{toError(database, resultCode), (resultCode & 0xff) == SQLITE_CONSTRAINT};
}

void execute(sqlite3 *database, const char *sql)
{
    check(database, sqlite3_exec(database, sql, nullptr, nullptr, nullptr));
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

sqlite3_stmt *Statement::prepared()
{
    if (!m_statement)
        check(m_database,
              sqlite3_prepare_v3(m_database, m_sql, -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr));
    return m_statement;
}

Statement &Statement::bind(int index, qint64 value)
{
    check(m_database, sqlite3_bind_int64(prepared(), index, value));
    return *this;
}

Statement &Statement::bind(int index, double value)
{
    check(m_database, sqlite3_bind_double(prepared(), index, value));
    return *this;
}

Statement &Statement::bind(int index, const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    check(m_database, sqlite3_bind_text64(prepared(), index, utf8.constData(), sqlite3_uint64(utf8.size()),
                                          SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement &Statement::bindUtf8(int index, const QByteArray &text)
{
    check(m_database, sqlite3_bind_text64(prepared(), index, text.constData(), sqlite3_uint64(text.size()),
                                          SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Statement &Statement::bindBlob(int index, const QByteArray &bytes)
{
    check(m_database, sqlite3_bind_blob64(prepared(), index, bytes.constData(), sqlite3_uint64(bytes.size()),
                                          SQLITE_STATIC));
    return *this;
}

Statement &Statement::bindNull(int index)
{
    check(m_database, sqlite3_bind_null(prepared(), index));
    return *this;
}

bool Statement::step()
{
    const int resultCode = sqlite3_step(prepared());
    if (resultCode == SQLITE_ROW)
        return true;
    if (resultCode == SQLITE_DONE)
        return false;
    const SqliteFailure failure{
        resultCode == SQLITE_INTERRUPT
            ? Error{ErrorCode::Cancelled, QStringLiteral("the search was given up"), {}, {}}
            : toError(m_database, resultCode),
        (resultCode & 0xff) == SQLITE_CONSTRAINT};
    sqlite3_reset(m_statement);
    throw failure;
}

void Statement::run()
{
    step();
    reset();
}

void Statement::reset()
{
    if (m_statement)
        sqlite3_reset(m_statement);
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

QString Statement::text(int column) const
{
    const auto *utf8 = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return QString::fromUtf8(utf8, sqlite3_column_bytes(m_statement, column));
}

QByteArray Statement::bytes(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return QByteArray(bytes, sqlite3_column_bytes(m_statement, column));
}

bool Statement::utf8Equals(int column, const QByteArray &text) const
{
    const void *bytes = sqlite3_column_blob(m_statement, column);
    return sqlite3_column_bytes(m_statement, column) == text.size() &&
           std::memcmp(bytes, text.constData(), size_t(text.size())) == 0;
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

} // namespace vitrine::storage::sqlite
