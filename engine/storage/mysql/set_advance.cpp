#include "storage/mysql/set_advance.h"

#include "catalog/stored_changes.h"
#include "catalog/taking_back.h"
#include "storage/mysql/insert_rows.h"

#include <algorithm>

namespace vitrine::storage::mysql {

using namespace catalog;
using Kind = FieldPlace::Kind;

namespace {

/// How many refused products of a set are named; all are counted.
constexpr qint64 NamedRefusals = 1'000;

} // namespace

QVector<SetAdvance::Chosen> SetAdvance::look(const HeldSet &held, const QVector<quint32> &ids)
{
    // Heads first: a product that is changed while the rest is read is one that apply() cannot take over.
    const auto heads = m_rows.heads(ids);
    m_olds = m_rows.products(heads);
    QHash<quint32, ProductKey> keys;
    for (auto head = heads.begin(); head != heads.end(); ++head)
        keys.insert(head->id, head.key());
    QVector<Chosen> chosen;
    for (const quint32 id : ids) {
        Chosen each;
        each.id = id;
        if (keys.contains(id)) {
            each.key = keys[id];
            each.head = heads[each.key];
        }
        chosen.append(each);
    }
    if (held.set.kind == ChangeKind::Undo)
        lookAtUndone(held.set.undoes, ids, chosen);
    if (held.set.kind == ChangeKind::Remove && !held.spec.isEmpty()) {
        const plan::RowSet rows = m_transaction.ask("SELECT product, max(at_ms) FROM history WHERE product IN " + listOf(ids) + " GROUP BY product");
        QHash<quint32, qint64> changed;
        for (size_t row = 0; row < rows.rows(); ++row)
            changed.insert(quint32(plan::wholeOf(rows.at(row, 0))), plan::wholeOf(rows.at(row, 1)));
        for (Chosen &each : chosen)
            each.changedMs = changed.value(each.id);
    }
    return chosen;
}

void SetAdvance::lookAtUndone(quint64 undone, const QVector<quint32> &ids, QVector<Chosen> &chosen)
{
    QHash<quint32, QVector<HistoryEntry>> entries, since;
    QHash<quint32, quint64> created; // and the set's last entry of them
    const QByteArray of = "h.product IN " + listOf(ids);
    for (const StoredEntry &stored : entriesWhere(m_transaction, of + " AND h.change_set = " + QByteArray::number(undone) + " ORDER BY h.id DESC")) {
        entries[stored.product].append(stored.entry);
        if (stored.entry.change.place.kind == Kind::Created)
            created.insert(stored.product, entries[stored.product].first().id);
    }
    if (!created.isEmpty()) {
        const quint64 first = *std::min_element(created.cbegin(), created.cend());
        for (const StoredEntry &stored : entriesWhere(m_transaction, "h.product IN " + listOf(created.keys()) + " AND h.id > " +
                                                                         QByteArray::number(first) + " ORDER BY h.id DESC")) {
            if (stored.entry.id > created[stored.product])
                since[stored.product].append(stored.entry);
        }
    }
    for (Chosen &each : chosen) {
        each.undone = entries.value(each.id);
        each.since = since.value(each.id);
    }
}

ProductChange SetAdvance::from(const Chosen &chosen) const
{
    ProductChange change;
    change.id = chosen.id;
    change.version = chosen.head->version;
    change.wasRemoved = chosen.head->isGone;
    change.fingerprint = chosen.head->fingerprint;
    change.old = m_olds.value(chosen.key);
    change.old.key = chosen.key;
    return change;
}

Result<std::optional<ProductChange>> SetAdvance::admitted(const Product &product, ProductChange change)
{
    PreparedProduct prepared = prepare(product);
    if (prepared.broken)
        return *prepared.broken;
    if (!change.wasRemoved && prepared.fingerprint == change.fingerprint)
        return std::optional<ProductChange>();
    if (!m_settling.admits(prepared))
        return std::optional<ProductChange>();
    if (prepared.broken)
        return *prepared.broken;
    if (auto broken = m_families->model.brokenRule(prepared.product, change.wasRemoved ? nullptr : &change.old))
        return *broken;
    change.next = std::move(prepared.product);
    change.next->version = change.version + 1;
    change.fingerprint = prepared.fingerprint;
    return std::optional(std::move(change));
}

Result<std::optional<ProductChange>> SetAdvance::takeOut(const HeldSet &held, const Chosen &chosen)
{
    if (!chosen.isThere())
        return notThereAnyMore();
    if (held.set.kind == ChangeKind::Undo) { // of what had created it, or brought it back
        if (auto same = stillAsCreated(m_olds.value(chosen.key), chosen.since); !same)
            return same.error();
    } else if (!held.spec.isEmpty() && chosen.changedMs > held.spec.toLongLong()) {
        return changedMeanwhile();
    }
    return std::optional(from(chosen));
}

/// A product that is not there comes back when the set that is undone removed it. It has its old number and history.
Result<std::optional<ProductChange>> SetAdvance::bringBack(const Chosen &chosen)
{
    if (!chosen.head)
        return notThereAnyMore();
    if (tellsOf(chosen.undone, Kind::Created)) // it went meanwhile, as it is to
        return std::optional<ProductChange>();
    QVector<HistoryEntry> inOrder(chosen.undone.rbegin(), chosen.undone.rend());
    const auto product = beforeRemoval(chosen.key, inOrder);
    if (!product)
        return product.error();
    return admitted(*product, from(chosen));
}

Status SetAdvance::apply(const HeldSet &held, const Chosen &chosen, Product &product)
{
    switch (held.set.kind) {
    case ChangeKind::Bulk:
        return applyBulk(product, m_bulk);
    case ChangeKind::Restore:
        return putField(product, m_restored->place, m_restored->before);
    case ChangeKind::Undo:
        if (tellsOf(chosen.undone, Kind::Removed))
            return keyIsTakenAgain();
        takeBackFields(product, chosen.undone, [this](const Error &error) { // the other fields are taken back all the same
            if (!m_kept)
                m_kept = error;
        });
        return Done{};
    case ChangeKind::Edit:
    case ChangeKind::Import:
    case ChangeKind::Remove:
        break;
    }
    Q_UNREACHABLE();
}

Result<std::optional<ProductChange>> SetAdvance::transform(const HeldSet &held, const Chosen &chosen)
{
    if (!chosen.isThere())
        return notThereAnyMore();
    Product product = m_olds.value(chosen.key);
    if (Status applied = apply(held, chosen, product); !applied)
        return applied.error();
    return admitted(product, from(chosen));
}

Result<std::optional<ProductChange>> SetAdvance::changeOf(const HeldSet &held, const Chosen &chosen)
{
    const bool isUndo = held.set.kind == ChangeKind::Undo;
    if (held.set.kind == ChangeKind::Remove)
        return takeOut(held, chosen);
    if (isUndo && !chosen.isThere())
        return bringBack(chosen);
    if (isUndo && tellsOf(chosen.undone, Kind::Created))
        return takeOut(held, chosen);
    return transform(held, chosen);
}

ChangeSet SetAdvance::advance(quint64 id, int products)
{
    HeldSet held = holdSet(m_transaction, id);
    ChangeSet &set = held.set;
    if (set.finished)
        return set;
    if (set.kind == ChangeKind::Import || set.kind == ChangeKind::Edit)
        refuseFinally(isNotContinued(id));
    if (set.kind == ChangeKind::Bulk)
        m_bulk = orRefuse(changesFromSpec(held.spec));
    if (set.kind == ChangeKind::Restore) {
        const auto entry = entriesWhere(m_transaction, "h.id = " + QByteArray::number(held.spec.toULongLong()));
        if (entry.isEmpty())
            refuseFinally(noSuchEntry(held.spec.toULongLong()));
        m_restored = entry.first().entry.change;
    }
    QVector<quint32> ids;
    Roaring::const_iterator next = held.selection.begin();
    next.equalorlarger(held.position + 1);
    for (; ids.size() < products && next != held.selection.end(); ++next)
        ids.append(*next);
    set.finished = next == held.selection.end();

    QVector<ProductChange> changes;
    InsertRows refusals("INSERT IGNORE INTO change_refused VALUES ");
    auto refuse = [&, named = set.refused](quint32 product, const Error &error) mutable {
        if (named++ < NamedRefusals)
            refusals.add({QByteArray::number(id), QByteArray::number(product), literalOf(error.what), literalOf(error.where)});
        ++set.refused;
    };
    if (!ids.isEmpty()) {
        for (const Chosen &chosen : look(held, ids)) {
            m_kept.reset();
            const auto change = changeOf(held, chosen);
            if (!change)
                refuse(chosen.id, change.error());
            else if (m_kept)
                refuse(chosen.id, *m_kept);
            if (change && *change)
                changes.append(**change);
        }
    }
    set.done += ids.size();
    set.changed += changes.size();
    if (m_settling.isWaiting())
        return set; // of nothing: this transaction has only read
    m_rows.apply(changes, qint64(id), *m_families);
    QByteArrayList statements = refusals.statements();
    statements.append("UPDATE change_set SET position = " + QByteArray::number(ids.isEmpty() ? held.position : ids.last()) + ", done = " +
                      QByteArray::number(set.done) + ", changed = " + QByteArray::number(set.changed) + ", refused = " + QByteArray::number(set.refused) +
                      ", finished = " + QByteArray::number(int(set.finished)) + " WHERE id = " + QByteArray::number(id));
    m_transaction.defer(statements);
    return set;
}

} // namespace vitrine::storage::mysql
