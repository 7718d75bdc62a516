#include "storage/sqlite/change_sets.h"

#include "catalog/stored_changes.h"
#include "catalog/taking_back.h"
#include "storage/sqlite/truth_writer.h"

#include <roaring/roaring.hh>
#include <sqlite3.h>

namespace vitrine::storage::sqlite {

using catalog::ChangeKind;
using catalog::ChangeNote;
using catalog::FieldPlace;
using catalog::HistoryEntry;
using catalog::Product;

namespace {

/// How many refused products of a set are named; all are counted.
constexpr qint64 NamedRefusals = 1'000;

[[noreturn]] void refuseRequest(ErrorCode code, const QString &what, const QString &remedy = {})
{
    throw SqliteFailure{{code, what, QStringLiteral("set"), remedy}};
}

template <typename T>
T orThrow(Result<T> result)
{
    if (!result)
        throw SqliteFailure{result.error()};
    return *std::move(result);
}

} // namespace

QByteArray selectEntries(const char *condition)
{
    return QByteArray("SELECT ") + EntryColumns + " FROM history h WHERE " + condition;
}

struct ChangeSets::Row
{
    ChangeKind kind;
    ChangeNote note;
    QString what, spec;
    Roaring selection;
    qint64 nowMs = 0;
    bool finished = false;
    quint64 undoes = 0;
};

catalog::ChangeSet readSet(const Statement &row)
{
    catalog::ChangeSet set;
    set.id = quint64(row.integer(0));
    set.atMs = row.integer(1);
    set.kind = orThrow(catalog::changeKindNamed(row.text(2)));
    set.note = {row.text(3), row.text(4)};
    set.what = row.text(5);
    set.products = row.integer(6);
    set.done = row.integer(7);
    set.changed = row.integer(8);
    set.refused = row.integer(9);
    set.finished = row.integer(10) != 0;
    set.undoes = quint64(row.integer(11));
    set.undoneBy = quint64(row.integer(12));
    return set;
}

HistoryEntry readEntry(const Statement &row)
{
    HistoryEntry entry;
    entry.id = quint64(row.integer(0));
    entry.atMs = row.integer(1);
    entry.version = quint32(row.integer(3));
    const auto kind = catalog::placeKindFromName(row.text(4));
    if (!kind)
        throw SqliteFailure{
            {ErrorCode::Corrupt, QStringLiteral("\"%1\" is no field of a history").arg(row.text(4)), {}, {}}};
    entry.change.place = {*kind, row.text(5), row.text(10), {row.text(6), row.text(7)}};
    entry.change.before = catalog::jsonFromStored(row.isNull(8) ? QByteArray() : row.bytes(8));
    entry.change.after = catalog::jsonFromStored(row.isNull(9) ? QByteArray() : row.bytes(9));
    entry.set = quint64(row.integer(11));
    entry.currency = row.text(12);
    return entry;
}

quint64 ChangeSets::insert(const Row &row)
{
    Statement insert(m_database, "INSERT INTO change_set (at_ms, kind, author, reason, what, spec, selection, products, "
                                 "finished, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const QByteArray selection = catalog::storedSelection(row.selection);
    insert.bind(1, row.nowMs).bind(2, catalog::changeKindName(row.kind)).bind(3, row.note.author);
    insert.bind(4, row.note.reason).bind(5, row.what).bind(6, row.spec).bindBlob(7, selection);
    insert.bind(8, qint64(row.selection.cardinality())).bind(9, int(row.finished)).bind(10, qint64(row.undoes)).run();
    return quint64(sqlite3_last_insert_rowid(m_database));
}

quint64 ChangeSets::recordEdit(const ChangeNote &note, qint64 nowMs)
{
    return insert({ChangeKind::Edit, note, {}, {}, {}, nowMs, true, 0});
}

quint64 ChangeSets::recordRemoval(const ProductKey &key, const ChangeNote &note, qint64 nowMs)
{
    const quint64 set = insert({ChangeKind::Remove, note, key.toString(), {}, {}, nowMs, true, 0});
    finish(set, 1, 1, 0);
    return set;
}

quint64 ChangeSets::beginImport(const QString &what, const ChangeNote &note, qint64 nowMs)
{
    return insert({ChangeKind::Import, note, what, {}, {}, nowMs, false, 0});
}

void ChangeSets::finish(quint64 set, qint64 products, qint64 changed, qint64 refused)
{
    Statement update(m_database, "UPDATE change_set SET products = ?2, done = ?2, changed = ?3, refused = ?4, "
                                 "finished = 1 WHERE id = ?1");
    update.bind(1, qint64(set)).bind(2, products).bind(3, changed).bind(4, refused).run();
}

void ChangeSets::expectNotUndone(quint64 set)
{
    Statement find(m_database, "SELECT undone_by FROM change_set WHERE id = ?");
    if (find.bind(1, qint64(set)).step() && find.integer(0) != 0)
        throw SqliteFailure{catalog::undoneWhileWritten(set, quint64(find.integer(0)))};
}

quint64 ChangeSets::begin(const catalog::BulkEdit &edit, const ChangeNote &note, qint64 nowMs)
{
    if (edit.changes.isEmpty())
        refuseRequest(ErrorCode::InvalidArgument, QStringLiteral("a bulk edit needs a change"));
    const Roaring selection = orThrow(catalog::chosenNumbers(edit.products));
    return insert({ChangeKind::Bulk, note, catalog::whatBulkDoes(edit), catalog::storedSpec(edit.changes), selection,
                   nowMs, false, 0});
}

quint64 ChangeSets::beginRemoval(const catalog::BulkRemoval &removal, const ChangeNote &note, qint64 nowMs)
{
    const Roaring selection = orThrow(catalog::chosenNumbers(removal.products));
    QString what = removal.query;
    if (selection.cardinality() == 1) // as recordRemoval()
        what = m_truth.reader().keyOf(selection.minimum());
    const QString spec = removal.seenAtMs ? QString::number(*removal.seenAtMs) : QString();
    return insert({ChangeKind::Remove, note, what, spec, selection, nowMs, false, 0});
}

quint64 ChangeSets::beginUndo(quint64 set, const ChangeNote &note, qint64 nowMs)
{
    Statement find(m_database, "SELECT what, undone_by, undoes FROM change_set WHERE id = ?");
    if (!find.bind(1, qint64(set)).step())
        refuseRequest(ErrorCode::NotFound, QStringLiteral("there is no change %1").arg(set));
    const QString what = find.text(0);
    if (const qint64 by = find.integer(1); by != 0)
        refuseRequest(ErrorCode::Conflict, QStringLiteral("the change %1 is undone already, by %2").arg(set).arg(by),
                      QStringLiteral("To make it again, undo %1").arg(by));
    const qint64 undoes = find.integer(2);

    Roaring selection;
    Statement products(m_database, "SELECT product FROM history WHERE change_set = ?");
    products.bind(1, qint64(set));
    while (products.step())
        selection.add(quint32(products.integer(0)));
    if (selection.isEmpty())
        throw SqliteFailure{catalog::nothingToTakeBack(set)};
    selection.runOptimize();
    const quint64 undo =
        insert({ChangeKind::Undo, note, what, QString::number(set), selection, nowMs, false, set});
    Statement mark(m_database, "UPDATE change_set SET undone_by = ?2, finished = 1 WHERE id = ?1");
    mark.bind(1, qint64(set)).bind(2, qint64(undo)).run();
    if (undoes != 0) { // what an undo had taken back holds again, and can be undone again
        Statement again(m_database, "UPDATE change_set SET undone_by = 0 WHERE id = ?1");
        again.bind(1, undoes).run();
    }
    return undo;
}

quint64 ChangeSets::beginRestore(quint64 entry, const ChangeNote &note, qint64 nowMs)
{
    const QByteArray sql = selectEntries("h.id = ?");
    Statement find(m_database, sql.constData());
    if (!find.bind(1, qint64(entry)).step())
        throw SqliteFailure{catalog::noSuchEntry(entry)};
    const FieldPlace place = readEntry(find).change.place;
    orThrow(catalog::mayRestore(place));
    Roaring selection;
    selection.add(quint32(find.integer(2)));
    return insert({ChangeKind::Restore, note, catalog::placeName(place), QString::number(entry), selection, nowMs,
                   false, 0});
}

ChangeSets::Change ChangeSets::undoOf(quint64 undone, quint64 undo, quint32 id)
{
    QVector<HistoryEntry> entries;
    // By product: it has few entries, while a set may have millions. The + keeps SQLite from thinking otherwise.
    const QByteArray sql = selectEntries("h.product = ? AND +h.change_set = ? ORDER BY h.id DESC");
    Statement rows(m_database, sql.constData());
    rows.bind(1, id).bind(2, qint64(undone));
    while (rows.step())
        entries.append(readEntry(rows));
    const bool removal = catalog::tellsOf(entries, FieldPlace::Kind::Removed);
    return [this, entries, undo, id, removal](Product &product) -> Status {
        if (removal)
            return catalog::keyIsTakenAgain();
        catalog::takeBackFields(product, entries, [&](const Error &error) { // the other fields are taken back all the same
            refuse(undo, id, error);
            m_keptSome = true;
        });
        return Done{};
    };
}

ChangeSets::Change ChangeSets::restoreOf(quint64 entry)
{
    const QByteArray sql = selectEntries("h.id = ?");
    Statement find(m_database, sql.constData());
    if (!find.bind(1, qint64(entry)).step())
        refuseRequest(ErrorCode::NotFound, QStringLiteral("there is no entry %1 in the history").arg(entry));
    const catalog::FieldChange change = readEntry(find).change;
    return [change](Product &product) { return catalog::putField(product, change.place, change.before); };
}

void ChangeSets::refuse(quint64 set, quint32 product, const Error &error)
{
    Statement count(m_database, "SELECT refused FROM change_set WHERE id = ?");
    if (count.bind(1, qint64(set)).step() && count.integer(0) >= NamedRefusals)
        return;
    Statement insert(m_database, "INSERT OR IGNORE INTO change_refused VALUES (?, ?, ?, ?)");
    insert.bind(1, qint64(set)).bind(2, product).bind(3, error.what).bind(4, error.where).run();
}

ChangeSets::Change ChangeSets::changeOf(quint64 set, ChangeKind kind, const QString &spec, quint64 undoes,
                                        quint32 product)
{
    switch (kind) {
    case ChangeKind::Bulk:
        return [changes = orThrow(catalog::changesFromSpec(spec))](Product &changed) { return catalog::applyBulk(changed, changes); };
    case ChangeKind::Undo:
        return undoOf(undoes, set, product);
    case ChangeKind::Restore:
        return restoreOf(spec.toULongLong());
    case ChangeKind::Edit:
    case ChangeKind::Import:
    case ChangeKind::Remove:
        break;
    }
    Q_UNREACHABLE();
}

/// A product that is not there comes back when the set that is undone removed it. It has its old number and history.
Result<bool> ChangeSets::bringBack(quint64 undone, quint32 id, qint64 nowMs)
{
    const QByteArray sql = selectEntries("h.product = ? AND +h.change_set = ? ORDER BY h.id");
    Statement rows(m_database, sql.constData());
    rows.bind(1, id).bind(2, qint64(undone));
    QVector<HistoryEntry> entries;
    while (rows.step())
        entries.append(readEntry(rows));
    if (catalog::tellsOf(entries, FieldPlace::Kind::Created))
        return false; // it went meanwhile, as it is to
    const auto product = catalog::beforeRemoval(ProductKey(m_truth.reader().keyOf(id)), entries);
    if (!product)
        return product.error();
    const auto outcome = m_truth.upsert(prepare(*product), nowMs);
    if (outcome.outcome == catalog::Outcome::Rejected)
        return outcome.error;
    return true;
}

/// Everything of the product, unless it was changed after the time that `seenAtMs` says (empty: whatever
/// was).
Result<bool> ChangeSets::takeOut(quint32 id, const QString &seenAtMs, qint64 nowMs)
{
    const auto head = m_truth.reader().head(id);
    if (!head)
        return catalog::notThereAnyMore();
    Statement later(m_database, "SELECT 1 FROM history WHERE product = ? AND at_ms > ? LIMIT 1");
    if (!seenAtMs.isEmpty() && later.bind(1, id).bind(2, seenAtMs.toLongLong()).step())
        return catalog::changedMeanwhile();
    m_truth.remove(ProductKey(head->key), {}, nowMs);
    return true;
}

bool ChangeSets::created(quint64 set, quint32 id)
{
    Statement find(m_database,
                   "SELECT 1 FROM history WHERE product = ? AND +change_set = ? AND field = 'created'");
    return find.bind(1, id).bind(2, qint64(set)).step();
}

/// What the set that is undone has created, or brought back.
Result<bool> ChangeSets::takeOutCreated(quint32 id, quint64 undone, qint64 nowMs)
{
    const auto head = m_truth.reader().head(id);
    const QByteArray sql = selectEntries("h.product = ?1 AND h.id > (SELECT max(id) FROM history "
                                         "WHERE product = ?1 AND +change_set = ?2) ORDER BY h.id DESC");
    Statement rows(m_database, sql.constData());
    rows.bind(1, id).bind(2, qint64(undone));
    QVector<HistoryEntry> since;
    while (rows.step())
        since.append(readEntry(rows));
    if (auto same = catalog::stillAsCreated(m_truth.reader().product(*head), since); !same)
        return same.error();
    return takeOut(id, {}, nowMs);
}

void ChangeSets::advance(quint64 set, int products, qint64 nowMs)
{
    Statement find(m_database, "SELECT kind, spec, selection, position, finished, undoes, done, changed, refused "
                               "FROM change_set WHERE id = ?");
    if (!find.bind(1, qint64(set)).step())
        refuseRequest(ErrorCode::NotFound, QStringLiteral("there is no change %1").arg(set));
    if (find.integer(4) != 0)
        return;
    const ChangeKind kind = orThrow(catalog::changeKindNamed(find.text(0)));
    if (kind == ChangeKind::Import || kind == ChangeKind::Edit)
        throw SqliteFailure{catalog::isNotContinued(set)};
    const QString spec = find.text(1);
    const Roaring selection = orThrow(catalog::selectionFromStored(find.bytes(2)));
    quint32 position = quint32(find.integer(3));
    const quint64 undoes = quint64(find.integer(5));
    qint64 done = find.integer(6), changed = find.integer(7), refused = find.integer(8);
    find.reset();

    const TruthWriter::InChangeSet inSet(m_truth, qint64(set));
    Roaring::const_iterator next = selection.begin();
    next.equalorlarger(position + 1);
    const Change bulk = kind == ChangeKind::Bulk ? changeOf(set, kind, spec, undoes, 0) : Change();
    for (int n = 0; n < products && next != selection.end(); ++n, ++next) {
        position = *next;
        m_keptSome = false;
        const bool isUndo = kind == ChangeKind::Undo;
        const auto result =
            kind == ChangeKind::Remove                   ? takeOut(position, spec, nowMs)
            : isUndo && !m_truth.reader().head(position) ? bringBack(undoes, position, nowMs)
            : isUndo && created(undoes, position)
                ? takeOutCreated(position, undoes, nowMs)
                : m_truth.transform(position, bulk ? bulk : changeOf(set, kind, spec, undoes, position), nowMs);
        if (!result)
            refuse(set, position, result.error());
        ++done;
        changed += result && *result;
        refused += !result || m_keptSome;
    }
    Statement update(m_database, "UPDATE change_set SET position = ?2, done = ?3, changed = ?4, refused = ?5, "
                                 "finished = ?6 WHERE id = ?1");
    update.bind(1, qint64(set)).bind(2, position).bind(3, done).bind(4, changed).bind(5, refused);
    update.bind(6, int(next == selection.end())).run();
}

} // namespace vitrine::storage::sqlite
