#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QString>

struct sqlite3;
struct sqlite3_stmt;

namespace vitrine::storage::sqlite {

/// Thrown inside this folder only; guarded() turns it into a Result at the wall.
struct SqliteFailure
{
    Error error;
    bool isConstraint = false;
};

/// What a result code of this connection means for people: StorageFull, PermissionDenied, Corrupt, Io.
Error toError(sqlite3 *database, int resultCode);

/// Runs one or more statements without results. Throws SqliteFailure.
void execute(sqlite3 *database, const char *sql);

/// A prepared statement on the handle of a Qt connection, kept as long as its connection. Prepared at the
/// first use. Parameters count from 1, columns from 0. Throws SqliteFailure. Used by one thread at a time.
class Statement
{
public:
    Statement(sqlite3 *database, const char *sql) : m_database(database), m_sql(sql) {}
    ~Statement();
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bind(int index, qint64 value);
    Statement &bind(int index, int value) { return bind(index, qint64(value)); }
    Statement &bind(int index, quint32 value) { return bind(index, qint64(value)); }
    Statement &bind(int index, double value);
    Statement &bind(int index, const QString &text);
    Statement &bindUtf8(int index, const QByteArray &text);  ///< not copied: keep it until reset()
    Statement &bindBlob(int index, const QByteArray &bytes); ///< not copied: keep it until reset()
    Statement &bindNull(int index);

    /// True: a row is there.
    bool step();
    /// Steps a statement without rows and resets it.
    void run();
    void reset();

    qint64 integer(int column) const;
    double real(int column) const;
    QString text(int column) const;
    QByteArray bytes(int column) const;
    bool utf8Equals(int column, const QByteArray &text) const;
    bool isNull(int column) const;

private:
    sqlite3_stmt *prepared();

    sqlite3 *m_database;
    const char *m_sql;
    sqlite3_stmt *m_statement = nullptr;
};

/// Resets a statement at the end of the block, also when something throws.
class ResetAtEnd
{
public:
    explicit ResetAtEnd(Statement &statement) : m_statement(statement) {}
    ~ResetAtEnd() { m_statement.reset(); }
    ResetAtEnd(const ResetAtEnd &) = delete;
    ResetAtEnd &operator=(const ResetAtEnd &) = delete;

private:
    Statement &m_statement;
};

} // namespace vitrine::storage::sqlite
