#pragma once

#include "catalog/catalog.h"
#include "storage/sqlite/card_key.h"
#include "storage/sqlite/statement.h"

#include <optional>

namespace vitrine::storage::sqlite {

/// Reads one card file on one connection. A read transaction stays open from call to call, since beginning
/// one costs as much as the read itself; whoever knows that the file has changed calls renew(). Throws
/// SqliteFailure. Used by one thread at a time.
class CardFileReader
{
public:
    explicit CardFileReader(sqlite3 *database);

    std::optional<catalog::Card> find(qint64 row, const QByteArray &key);
    /// Ends the open transaction: the next find() sees the file as it is then.
    void renew();
    bool isOpen() const { return m_open; }

private:
    Statement m_begin, m_end, m_select;
    bool m_open = false;
};

/// Writes one card file. Throws SqliteFailure. Used by the writer's thread.
class CardFileWriter
{
public:
    explicit CardFileWriter(sqlite3 *database);

    void begin();
    void clear();
    /// An empty body: there is no such card any more. Its row stays, for other keys may lie behind it.
    void put(qint64 row, const QByteArray &key, quint32 version, const QByteArray &body);
    /// Up to and with this entry of the change log, the file holds everything.
    void commit(qint64 appliedSeq);
    void rollback();
    qint64 applied();

private:
    sqlite3 *m_database;
    Statement m_put, m_setApplied, m_applied;
};

} // namespace vitrine::storage::sqlite
