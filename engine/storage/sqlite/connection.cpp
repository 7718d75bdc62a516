#include "storage/sqlite/connection.h"

#include "storage/sqlite/guarded.h"
#include "storage/sqlite/statement.h"

#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QUuid>
#include <QVariant>

#include <sqlite3.h>

#include <mutex>

namespace vitrine::storage::sqlite {

void configureOnce()
{
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

Result<std::unique_ptr<Connection>> Connection::open(const QString &file, Kind kind)
{
    configureOnce();
    std::unique_ptr<Connection> connection(new Connection);
    connection->m_name = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection->m_name);
    if (!database.isValid())
        return Error{ErrorCode::Internal,
                     QStringLiteral("Qt's SQLite driver is not installed"),
                     {},
                     QStringLiteral("Install the package libqt6sql6-sqlite")};
    database.setDatabaseName(file);
    if (!database.open()) {
        return Error{
            ErrorCode::PermissionDenied,
            QStringLiteral("the catalog cannot be opened: %1").arg(database.lastError().databaseText()), file,
            QStringLiteral("Check that the data directory exists and that this user may read and write it")};
    }
    const QVariant handle = database.driver()->handle();
    connection->m_handle = *static_cast<sqlite3 *const *>(handle.constData());
    return guarded([&]() -> Result<std::unique_ptr<Connection>> {
        sqlite3 *native = connection->m_handle;
        sqlite3_busy_timeout(native, 10'000);
        sqlite3_extended_result_codes(native, 1);
        if (sqlite3_db_readonly(native, "main") == 1) {
            return Error{ErrorCode::PermissionDenied, QStringLiteral("the catalog's file is read-only"), file,
                         QStringLiteral("Give this user the right to write it")};
        }
        execute(native, "PRAGMA journal_mode=WAL");
        execute(native, "PRAGMA wal_autocheckpoint=0");
        execute(native, "PRAGMA temp_store=MEMORY");
        execute(native, "PRAGMA secure_delete=OFF");
        // NORMAL for both: commits of the truth are synced by the writer itself, after the readers' gate is
        // open again.
        execute(native, "PRAGMA synchronous=NORMAL");
        execute(native, "PRAGMA mmap_size=2147418112");
        execute(native, kind == Kind::Truth ? "PRAGMA cache_size=-16384" : "PRAGMA cache_size=-1024");
        return std::move(connection);
    });
}

Connection::~Connection()
{
    if (m_name.isEmpty())
        return;
    {
        QSqlDatabase database = QSqlDatabase::database(m_name, false);
        database.close();
    }
    QSqlDatabase::removeDatabase(m_name);
}

} // namespace vitrine::storage::sqlite
