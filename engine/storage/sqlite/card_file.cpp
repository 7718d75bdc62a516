#include "storage/sqlite/card_file.h"

#include <sqlite3.h>

namespace vitrine::storage::sqlite {

CardFileReader::CardFileReader(sqlite3 *database)
    : m_begin(database, "BEGIN"),
      m_end(database, "COMMIT"),
      m_select(database, "SELECT version, key, body FROM card WHERE id = ?")
{
}

std::optional<catalog::Card> CardFileReader::find(qint64 row, const QByteArray &key)
{
    if (!m_open) {
        m_begin.run();
        m_open = true;
    }
    ResetAtEnd reset(m_select);
    for (;; ++row) {
        m_select.bind(1, row);
        if (!m_select.step())
            return {};
        if (m_select.utf8Equals(1, key)) {
            QByteArray body = m_select.bytes(2);
            if (body.isEmpty())
                return {};
            return catalog::Card{std::move(body), quint32(m_select.integer(0))};
        }
        m_select.reset();
    }
}

void CardFileReader::renew()
{
    if (!m_open)
        return;
    m_open = false;
    m_end.run();
}

CardFileWriter::CardFileWriter(sqlite3 *database)
    : m_database(database),
      m_put(database, "INSERT INTO card VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE "
                      "SET version = excluded.version, body = excluded.body WHERE key = excluded.key"),
      m_setApplied(database, "UPDATE applied SET seq = ?"),
      m_applied(database, "SELECT seq FROM applied")
{
}

void CardFileWriter::begin()
{
    execute(m_database, "BEGIN IMMEDIATE");
}

void CardFileWriter::clear()
{
    execute(m_database, "DELETE FROM card");
}

void CardFileWriter::put(qint64 row, const QByteArray &key, quint32 version, const QByteArray &body)
{
    ResetAtEnd reset(m_put);
    // No change: the row belongs to another key with the same hash, so this one goes behind it.
    for (;; ++row) {
        m_put.bind(1, row).bind(2, version).bindUtf8(3, key).bindBlob(4, body).step();
        if (sqlite3_changes(m_database) > 0)
            return;
        m_put.reset();
    }
}

void CardFileWriter::commit(qint64 appliedSeq)
{
    m_setApplied.bind(1, appliedSeq).run();
    execute(m_database, "COMMIT");
}

void CardFileWriter::rollback()
{
    sqlite3_exec(m_database, "ROLLBACK", nullptr, nullptr, nullptr);
}

qint64 CardFileWriter::applied()
{
    ResetAtEnd reset(m_applied);
    return m_applied.step() ? m_applied.integer(0) : 0;
}

} // namespace vitrine::storage::sqlite
