#include "storage/sqlite/history_port.h"

#include "catalog/no_such_product.h"
#include "catalog/taking_back.h"
#include "storage/sqlite/change_sets.h"
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/ports.h"

namespace vitrine::storage::sqlite {

using catalog::ChangeNote;
using catalog::ChangeSet;
using catalog::HistoryEntry;
using catalog::Product;

namespace {

std::optional<ChangeSet> findSet(sqlite3 *database, quint64 id)
{
    const QByteArray sql = QByteArray("SELECT ") + SetColumns + " FROM change_set WHERE id = ?";
    Statement find(database, sql.constData());
    if (!find.bind(1, qint64(id)).step())
        return {};
    return readSet(find);
}

/// Of a product that is there or was removed; 0: of none.
quint32 numberOf(TruthReader &truth, const ProductKey &key)
{
    if (const auto head = truth.head(key))
        return head->id;
    const auto gone = truth.gone(key);
    return gone ? gone->id : 0;
}

/// Fills in who and why. Many entries are of one set: each is looked up once.
void addNotes(sqlite3 *database, QVector<HistoryEntry> &entries)
{
    QHash<quint64, ChangeSet> known;
    for (HistoryEntry &entry : entries) {
        if (entry.set == 0)
            continue;
        auto set = known.find(entry.set);
        if (set == known.end())
            set = known.insert(entry.set, findSet(database, entry.set).value_or(ChangeSet()));
        entry.kind = set->kind;
        entry.note = set->note;
    }
}

} // namespace

template <typename F>
auto HistoryPort::read(F &&f) -> std::invoke_result_t<F, TruthReader &, sqlite3 *>
{
    using Answer = std::invoke_result_t<F, TruthReader &, sqlite3 *>;
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Answer {
        return (*reader)->snapshot([&](TruthReader &truth) { return f(truth, (*reader)->truthHandle()); });
    });
}

Result<ChangeSet> HistoryPort::change(const std::function<quint64(ChangeSets &)> &f)
{
    std::optional<ChangeSet> result;
    const Status written = m_writer.run([&](TruthWriter &truth) {
        ChangeSets sets(truth.database(), truth);
        result = findSet(truth.database(), f(sets));
    });
    if (!written)
        return written.error();
    return *result;
}

Result<QVector<HistoryEntry>> HistoryPort::ofProduct(const ProductKey &key, int limit, quint64 before)
{
    return read([&](TruthReader &truth, sqlite3 *database) -> Result<QVector<HistoryEntry>> {
        const quint32 id = numberOf(truth, key);
        if (id == 0)
            return catalog::noSuchProduct(key);
        const QByteArray sql = selectEntries("h.product = ? AND h.id < ? ORDER BY h.id DESC LIMIT ?");
        Statement rows(database, sql.constData());
        rows.bind(1, id).bind(2, before == 0 ? std::numeric_limits<qint64>::max() : qint64(before));
        rows.bind(3, limit);
        QVector<HistoryEntry> entries;
        while (rows.step()) {
            entries.append(readEntry(rows));
            entries.last().key = key;
        }
        addNotes(database, entries);
        return entries;
    });
}

Result<QVector<HistoryEntry>> HistoryPort::ofSet(quint64 set, int limit, quint64 after)
{
    return read([&](TruthReader &truth, sqlite3 *database) -> Result<QVector<HistoryEntry>> {
        if (!findSet(database, set))
            return catalog::noSuchChange(set);
        const QByteArray sql = selectEntries("h.change_set = ? AND h.id > ? ORDER BY h.id LIMIT ?");
        Statement rows(database, sql.constData());
        rows.bind(1, qint64(set)).bind(2, qint64(after)).bind(3, limit);
        QVector<HistoryEntry> entries;
        while (rows.step()) {
            HistoryEntry entry = readEntry(rows);
            entry.key = ProductKey(truth.keyOf(quint32(rows.integer(2))));
            entries.append(entry);
        }
        addNotes(database, entries);
        return entries;
    });
}

Result<Product> HistoryPort::productAt(const ProductKey &key, qint64 atMs)
{
    return read([&](TruthReader &truth, sqlite3 *database) -> Result<Product> {
        const quint32 id = numberOf(truth, key);
        if (id == 0)
            return catalog::noSuchProduct(key);
        const auto head = truth.head(key);
        catalog::FormerState former(key, head ? std::optional(truth.product(*head)) : std::nullopt, atMs);
        const QByteArray sql = selectEntries("h.product = ? ORDER BY h.id DESC");
        Statement rows(database, sql.constData());
        rows.bind(1, id);
        while (rows.step() && former.take(readEntry(rows))) {
        }
        return former.state();
    });
}

Result<QVector<ChangeSet>> HistoryPort::sets(int limit, quint64 before)
{
    return read([&](TruthReader &, sqlite3 *database) -> Result<QVector<ChangeSet>> {
        const QByteArray sql =
            QByteArray("SELECT ") + SetColumns + " FROM change_set WHERE id < ? ORDER BY id DESC LIMIT ?";
        Statement rows(database, sql.constData());
        rows.bind(1, before == 0 ? std::numeric_limits<qint64>::max() : qint64(before)).bind(2, limit);
        QVector<ChangeSet> sets;
        while (rows.step())
            sets.append(readSet(rows));
        return sets;
    });
}

Result<ChangeSet> HistoryPort::set(quint64 id)
{
    return read([&](TruthReader &, sqlite3 *database) -> Result<ChangeSet> {
        const auto found = findSet(database, id);
        return found ? Result<ChangeSet>(*found) : Result<ChangeSet>(catalog::noSuchChange(id));
    });
}

Result<QVector<catalog::RefusedChange>> HistoryPort::refusedBy(quint64 set, int limit)
{
    return read([&](TruthReader &truth, sqlite3 *database) -> Result<QVector<catalog::RefusedChange>> {
        if (!findSet(database, set))
            return catalog::noSuchChange(set);
        Statement rows(database, "SELECT product, what, place FROM change_refused WHERE change_set = ? LIMIT ?");
        rows.bind(1, qint64(set)).bind(2, limit);
        QVector<catalog::RefusedChange> refused;
        while (rows.step()) {
            refused.append({ProductKey(truth.keyOf(quint32(rows.integer(0)))),
                            {ErrorCode::InvalidArgument, rows.text(1), rows.text(2), {}}});
        }
        return refused;
    });
}

Result<ChangeSet> HistoryPort::begin(const catalog::BulkEdit &edit, const ChangeNote &note)
{
    return change([&](ChangeSets &sets) { return sets.begin(edit, note, wallMs(m_clock)); });
}

Result<ChangeSet> HistoryPort::beginRemoval(const catalog::BulkRemoval &removal, const ChangeNote &note)
{
    return change([&](ChangeSets &sets) { return sets.beginRemoval(removal, note, wallMs(m_clock)); });
}

Result<ChangeSet> HistoryPort::beginUndo(quint64 set, const ChangeNote &note)
{
    return change([&](ChangeSets &sets) { return sets.beginUndo(set, note, wallMs(m_clock)); });
}

Result<ChangeSet> HistoryPort::beginRestore(quint64 entry, const ChangeNote &note)
{
    return change([&](ChangeSets &sets) { return sets.beginRestore(entry, note, wallMs(m_clock)); });
}

Result<ChangeSet> HistoryPort::advance(quint64 set, int products)
{
    return change([&](ChangeSets &sets) {
        sets.advance(set, products, wallMs(m_clock));
        return set;
    });
}

Result<ChangeSet> HistoryPort::beginImport(const QString &what, const ChangeNote &note)
{
    return change([&](ChangeSets &sets) { return sets.beginImport(what, note, wallMs(m_clock)); });
}

std::unique_ptr<catalog::ProductWriter> HistoryPort::writerFor(quint64 set)
{
    return std::make_unique<WritePort>(m_writer, m_clock, set);
}

Status HistoryPort::finish(quint64 set, qint64 products, qint64 changed, qint64 refused)
{
    return change([&](ChangeSets &sets) {
               sets.finish(set, products, changed, refused);
               return set;
           })
        .map([](const ChangeSet &) { return Done{}; });
}

} // namespace vitrine::storage::sqlite
