#include "storage/mysql/own_history.h"

#include "catalog/no_such_product.h"
#include "catalog/stored_changes.h"
#include "catalog/taking_back.h"
#include "storage/mysql/insert_rows.h"
#include "storage/mysql/own_writer.h"
#include "storage/mysql/set_advance.h"

namespace vitrine::storage::mysql {

using namespace catalog;

namespace {

/// Entries of a set in one reading.
constexpr int EntriesAtOnce = 50'000;

QByteArray number(quint64 value)
{
    return QByteArray::number(value);
}

/// Where nothing is older or newer.
QByteArray orNewest(quint64 before)
{
    return before == 0 ? QByteArray::number(std::numeric_limits<qint64>::max()) : number(before);
}

QVector<HistoryEntry> withoutNumbers(const QVector<StoredEntry> &stored)
{
    QVector<HistoryEntry> entries;
    for (const StoredEntry &each : stored)
        entries.append(each.entry);
    return entries;
}

ProductRows::Head headOf(ProductRows &rows, const ProductKey &key)
{
    const auto heads = rows.heads(QVector<ProductKey>{key});
    if (!heads.contains(key))
        refuseFinally(noSuchProduct(key));
    return heads[key];
}

} // namespace

qint64 OwnHistory::nowMs() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.wallTime().time_since_epoch()).count();
}

Result<QVector<HistoryEntry>> OwnHistory::ofProduct(const ProductKey &key, int limit, quint64 before)
{
    return run<QVector<HistoryEntry>>(QStringLiteral("a product's history"), [&](WriteTransaction &transaction) {
        ProductRows rows(transaction, m_writes.terms(), nowMs());
        const quint32 id = headOf(rows, key).id;
        return withoutNumbers(entriesWhere(transaction, "h.product = " + number(id) + " AND h.id < " + orNewest(before) +
                                                            " ORDER BY h.id DESC LIMIT " + QByteArray::number(limit)));
    });
}

Result<QVector<HistoryEntry>> OwnHistory::ofSet(quint64 set, int limit, quint64 after)
{
    return run<QVector<HistoryEntry>>(QStringLiteral("a change's history"), [&](WriteTransaction &transaction) {
        setOf(transaction, set);
        return withoutNumbers(entriesWhere(transaction, "h.change_set = " + number(set) + " AND h.id > " + number(after) +
                                                            " ORDER BY h.id LIMIT " + QByteArray::number(limit)));
    });
}

Result<Product> OwnHistory::productAt(const ProductKey &key, qint64 atMs)
{
    return run<Product>(QStringLiteral("a former state"), [&](WriteTransaction &transaction) {
        ProductRows rows(transaction, m_writes.terms(), nowMs());
        const ProductRows::Head head = headOf(rows, key);
        std::optional<Product> now;
        if (!head.isGone)
            now = rows.products({{key, head}}).value(key);
        FormerState former(key, now, atMs);
        constexpr int Page = 500;
        quint64 before = 0;
        for (bool isWanted = true; isWanted;) {
            const auto page = entriesWhere(transaction, "h.product = " + number(head.id) + " AND h.id < " + orNewest(before) +
                                                            " ORDER BY h.id DESC LIMIT " + QByteArray::number(Page));
            for (const StoredEntry &stored : page) {
                isWanted = isWanted && former.take(stored.entry);
                before = stored.entry.id;
            }
            isWanted = isWanted && page.size() == Page;
        }
        if (headOf(rows, key).version != head.version) // each statement reads its own moment
            throw WriteFailure{changedMeanwhile(), WriteFailure::Kind::Again};
        return orRefuse(former.state());
    });
}

Result<QVector<ChangeSet>> OwnHistory::sets(int limit, quint64 before)
{
    return run<QVector<ChangeSet>>(QStringLiteral("changes"), [&](WriteTransaction &transaction) {
        return setsWhere(transaction, "id < " + orNewest(before) + " ORDER BY id DESC LIMIT " + QByteArray::number(limit));
    });
}

Result<ChangeSet> OwnHistory::set(quint64 id)
{
    return run<ChangeSet>(QStringLiteral("a change"), [&](WriteTransaction &transaction) { return setOf(transaction, id); });
}

Result<QVector<RefusedChange>> OwnHistory::refusedBy(quint64 set, int limit)
{
    return run<QVector<RefusedChange>>(QStringLiteral("refused products"), [&](WriteTransaction &transaction) {
        setOf(transaction, set);
        const plan::RowSet rows = transaction.ask(
            "SELECT coalesce(p.\"key\", g.\"key\"), r.what, r.place FROM change_refused r LEFT JOIN product p ON p.id = r.product "
            "LEFT JOIN removed g ON g.id = r.product WHERE r.change_set = " + number(set) + " ORDER BY r.product LIMIT " + QByteArray::number(limit));
        QVector<RefusedChange> refused;
        for (size_t row = 0; row < rows.rows(); ++row) {
            const auto text = [&](int column) { return QString::fromUtf8(plan::textOf(rows.at(row, column))); };
            refused.append({ProductKey(text(0)), {ErrorCode::InvalidArgument, text(1), text(2), {}}});
        }
        return refused;
    });
}

ChangeSet OwnHistory::newSet(ChangeKind kind, const ChangeNote &note, const QString &what) const
{
    ChangeSet set;
    set.kind = kind;
    set.note = note;
    set.what = what;
    set.atMs = nowMs();
    return set;
}

void OwnHistory::store(WriteTransaction &transaction, ChangeSet &set, const QString &spec, const std::optional<Roaring> &selection)
{
    set.products = selection ? qint64(selection->cardinality()) : 0;
    set.id = insertSet(transaction, set, spec, selection);
    transaction.defer({loggedChange(LogsToken, 0, transaction.token())});
}

Result<ChangeSet> OwnHistory::begin(const BulkEdit &edit, const ChangeNote &note)
{
    if (edit.changes.isEmpty())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("a bulk edit needs a change"), QStringLiteral("set"), {}};
    const auto selection = chosenNumbers(edit.products);
    if (!selection)
        return selection.error();
    return run<ChangeSet>(QStringLiteral("a bulk edit"), [&](WriteTransaction &transaction) {
        ChangeSet set = newSet(ChangeKind::Bulk, note, whatBulkDoes(edit));
        store(transaction, set, storedSpec(edit.changes), *selection);
        return set;
    });
}

Result<ChangeSet> OwnHistory::beginRemoval(const BulkRemoval &removal, const ChangeNote &note)
{
    const auto selection = chosenNumbers(removal.products);
    if (!selection)
        return selection.error();
    return run<ChangeSet>(QStringLiteral("a removal"), [&](WriteTransaction &transaction) {
        ChangeSet set = newSet(ChangeKind::Remove, note, removal.query);
        if (selection->cardinality() == 1) { // named as the removal of one product is
            ProductRows rows(transaction, m_writes.terms(), nowMs());
            for (const ProductKey &key : rows.heads(QVector<quint32>{selection->minimum()}).keys())
                set.what = key.toString();
        }
        store(transaction, set, removal.seenAtMs ? QString::number(*removal.seenAtMs) : QString(), *selection);
        return set;
    });
}

/// A set may have changed millions of products: its history is read piece by piece, not inside one transaction.
Status OwnHistory::readOn(quint64 set, Changed &changed)
{
    for (size_t found = EntriesAtOnce; found == EntriesAtOnce;) {
        const auto rows = run<plan::RowSet>(QStringLiteral("what a change has changed"), [&](WriteTransaction &transaction) {
            return transaction.ask("SELECT id, product FROM history WHERE change_set = " + number(set) + " AND id > " +
                                   number(changed.upTo) + " ORDER BY id LIMIT " + QByteArray::number(EntriesAtOnce));
        });
        if (!rows)
            return rows.error();
        found = rows->rows();
        for (size_t row = 0; row < found; ++row) {
            changed.upTo = quint64(plan::wholeOf(rows->at(row, 0)));
            changed.products.add(quint32(plan::wholeOf(rows->at(row, 1))));
        }
    }
    return Done{};
}

Result<ChangeSet> OwnHistory::beginUndo(quint64 id, const ChangeNote &note)
{
    if (const auto undone = set(id); !undone)
        return undone;
    Changed changed;
    while (true) {
        if (Status read = readOn(id, changed); !read)
            return read.error();
        const auto begun = run<std::optional<ChangeSet>>(QStringLiteral("an undo"), [&](WriteTransaction &transaction) -> std::optional<ChangeSet> {
            const HeldSet held = holdSet(transaction, id); // it does not go on until this transaction has ended it
            if (held.set.undoneBy != 0)
                refuseFinally(undoneAlready(id, held.set.undoneBy));
            if (transaction.ask("SELECT 1 FROM history WHERE change_set = " + number(id) + " AND id > " + number(changed.upTo) + " LIMIT 1").rows() > 0)
                return std::nullopt;
            if (changed.products.isEmpty())
                refuseFinally(nothingToTakeBack(id));
            ChangeSet undo = newSet(ChangeKind::Undo, note, held.set.what);
            undo.undoes = id;
            Roaring selection = changed.products;
            selection.runOptimize();
            store(transaction, undo, QString::number(id), selection);
            transaction.write({"UPDATE change_set SET finished = 1, undone_by = " + number(undo.id) + " WHERE id = " + number(id)});
            if (held.set.undoes != 0) // what an undo had taken back holds again, and can be undone again
                transaction.write({"UPDATE change_set SET undone_by = 0 WHERE id = " + number(held.set.undoes)});
            return undo;
        });
        if (!begun)
            return begun.error();
        if (*begun)
            return **begun;
    }
}

Result<ChangeSet> OwnHistory::beginRestore(quint64 entry, const ChangeNote &note)
{
    return run<ChangeSet>(QStringLiteral("a field's former value"), [&](WriteTransaction &transaction) {
        const auto found = entriesWhere(transaction, "h.id = " + number(entry));
        if (found.isEmpty())
            refuseFinally(noSuchEntry(entry));
        const FieldPlace place = found.first().entry.change.place;
        orRefuse(mayRestore(place));
        Roaring selection;
        selection.add(found.first().product);
        ChangeSet set = newSet(ChangeKind::Restore, note, placeName(place));
        store(transaction, set, QString::number(entry), selection);
        return set;
    });
}

Result<ChangeSet> OwnHistory::advance(quint64 set, int products)
{
    return m_writes.runReading<ChangeSet>(QStringLiteral("change %1").arg(set), [&](WriteTransaction &transaction, Settling &settling) {
        return SetAdvance(transaction, m_writes, settling, nowMs()).advance(set, products);
    });
}

Result<ChangeSet> OwnHistory::beginImport(const QString &what, const ChangeNote &note)
{
    return run<ChangeSet>(QStringLiteral("an import"), [&](WriteTransaction &transaction) {
        ChangeSet set = newSet(ChangeKind::Import, note, what);
        store(transaction, set, {}, std::nullopt);
        return set;
    });
}

std::unique_ptr<ProductWriter> OwnHistory::writerFor(quint64 set)
{
    return std::make_unique<OwnWriter>(m_writes, m_clock, set);
}

Status OwnHistory::finish(quint64 set, qint64 products, qint64 changed, qint64 refused)
{
    return run<Done>(QStringLiteral("the end of an import"), [&](WriteTransaction &transaction) {
               const QByteArray number = QByteArray::number(products);
               transaction.write({"UPDATE change_set SET products = " + number + ", done = " + number + ", changed = " + QByteArray::number(changed) +
                                  ", refused = " + QByteArray::number(refused) + ", finished = 1 WHERE id = " + QByteArray::number(set)});
               return Done{};
           });
}

} // namespace vitrine::storage::mysql
