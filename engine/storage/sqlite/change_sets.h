#pragma once

#include "catalog/catalog.h"
#include "catalog/history.h"
#include "storage/sqlite/statement.h"

#include <functional>

namespace vitrine::storage::sqlite {

class TruthWriter;

/// Sets of changes as rows of catalog.db: begun, continued, finished and undone inside the writer's transaction. The
/// chosen products are kept with the set, so that one that was interrupted goes on where it stopped and never touches
/// a product twice. Throws SqliteFailure. Made for one request, on the writer's thread.
class ChangeSets
{
public:
    ChangeSets(sqlite3 *database, TruthWriter &truth) : m_database(database), m_truth(truth) {}

    quint64 recordEdit(const catalog::ChangeNote &note, qint64 nowMs);
    quint64 recordRemoval(const ProductKey &key, const catalog::ChangeNote &note, qint64 nowMs);
    quint64 begin(const catalog::BulkEdit &edit, const catalog::ChangeNote &note, qint64 nowMs);
    quint64 beginRemoval(const catalog::BulkRemoval &removal, const catalog::ChangeNote &note, qint64 nowMs);
    quint64 beginUndo(quint64 set, const catalog::ChangeNote &note, qint64 nowMs);
    quint64 beginRestore(quint64 entry, const catalog::ChangeNote &note, qint64 nowMs);
    quint64 beginImport(const QString &what, const catalog::ChangeNote &note, qint64 nowMs);
    void finish(quint64 set, qint64 products, qint64 changed, qint64 refused);
    /// Throws Conflict when somebody has undone the set while it was being written.
    void expectNotUndone(quint64 set);
    void advance(quint64 set, int products, qint64 nowMs);

private:
    struct Row;
    using Change = std::function<Status(catalog::Product &)>;

    quint64 insert(const Row &row);
    Change changeOf(quint64 set, catalog::ChangeKind kind, const QString &spec, quint64 undoes, quint32 product);
    Change undoOf(quint64 undone, quint64 undo, quint32 product);
    Change restoreOf(quint64 entry);
    Result<bool> bringBack(quint64 undone, quint32 product, qint64 nowMs);
    Result<bool> takeOut(quint32 product, const QString &seenAtMs, qint64 nowMs);
    Result<bool> takeOutCreated(quint32 product, quint64 undone, qint64 nowMs);
    bool created(quint64 set, quint32 product);
    void refuse(quint64 set, quint32 product, const Error &error);

    sqlite3 *m_database;
    TruthWriter &m_truth;
    bool m_keptSome = false; ///< of the product that is being undone: a field that was changed since
};

/// The columns of a set, in the order in which readSet() takes them.
inline constexpr char SetColumns[] = "id, at_ms, kind, author, reason, what, products, done, changed, refused, "
                                     "finished, undoes, undone_by";
catalog::ChangeSet readSet(const Statement &row);

/// The columns of an entry of history h, in the order in which readEntry() takes them; the key, the kind and the note
/// are the caller's to fill in.
inline constexpr char EntryColumns[] =
    "h.id, h.at_ms, h.product, h.version, h.field, h.code, h.channel, h.locale, h.previous, h.current, h.sku, "
    "h.change_set, (SELECT p.currency FROM price p WHERE h.field = 'price' AND p.product = h.product "
    "AND p.channel = h.code LIMIT 1)";
QByteArray selectEntries(const char *condition);
catalog::HistoryEntry readEntry(const Statement &row);

} // namespace vitrine::storage::sqlite
