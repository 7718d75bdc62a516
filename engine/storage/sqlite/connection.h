#pragma once

#include "base/result.h"

#include <QString>

#include <memory>

struct sqlite3;

namespace vitrine::storage::sqlite {

/// Sets SQLite up for the whole process before its first connection: without memory statistics, whose mutex
/// all threads would share. Called by every open; does its work once.
void configureOnce();

/// One Qt SQL connection to one file and its native handle. Opened and destroyed by the same thread, as Qt
/// asks; between those, the handle is used by one thread at a time, whichever holds the lock of its owner.
class Connection
{
public:
    enum class Kind {
        Truth, ///< catalog.db: what was acknowledged survives
        Cards, ///< derived: mapped into memory, not synced at each commit
    };

    static Result<std::unique_ptr<Connection>> open(const QString &file, Kind kind);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    sqlite3 *handle() const { return m_handle; }

private:
    Connection() = default;

    QString m_name;
    sqlite3 *m_handle = nullptr;
};

} // namespace vitrine::storage::sqlite
