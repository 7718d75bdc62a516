#include "tests/ui/support/fake_history.h"

#include "tests/ui/support/ready_reply.h"

namespace vitrine::test {

using namespace catalog;

namespace {

constexpr qint64 FirstMs = 1'760'000'000'000;

} // namespace

ProductKey FakeHistory::keyOf(ProductId id)
{
    return ProductKey(QStringLiteral("SKU-%1").arg(toNumber(id), 9, 10, QLatin1Char('0')));
}

void FakeHistory::release()
{
    m_holding = false;
    for (const auto &deliver : std::exchange(m_held, {}))
        deliver();
}

ChangeSet FakeHistory::newSet(ChangeKind kind)
{
    ChangeSet set;
    set.id = m_sets.size() + 1;
    set.kind = kind;
    set.atMs = FirstMs + qint64(set.id) * 60'000;
    set.finished = true;
    m_sets[set.id] = set;
    return set;
}

bool FakeHistory::write(ChangeSet &set, const Product &before, Product after, const ChangeNote &note)
{
    const QVector<FieldChange> changes = diff(before, after);
    if (changes.isEmpty())
        return false;
    ++after.version;
    for (const FieldChange &change : changes)
        m_entries.append({quint64(m_entries.size()) + 1, set.atMs, after.key, after.version, change, set.id, set.kind, note,
                          change.place.kind == FieldPlace::Kind::Price ? QStringLiteral("SGD") : QString()});
    m_write(after);
    ++set.changed;
    return true;
}

void FakeHistory::record(const Product &after, const QString &author)
{
    ChangeSet set = newSet(ChangeKind::Edit);
    write(set, m_read(after.key), after, {author, {}});
}

ui::HistorySession::Reply<QVector<HistoryEntry>> FakeHistory::ofProduct(const ProductKey &key, int limit, quint64 before)
{
    ++reads;
    if (failRead)
        return readyReply<QVector<HistoryEntry>>(*failRead);
    QVector<HistoryEntry> found;
    for (auto entry = m_entries.crbegin(); entry != m_entries.crend() && found.size() < limit; ++entry) {
        if (entry->key == key && (before == 0 || entry->id < before))
            found.append(*entry);
    }
    return readyReply<QVector<HistoryEntry>>(found);
}

ui::HistorySession::Reply<Product> FakeHistory::productAt(const ProductKey &key, qint64 atMs)
{
    if (failRead)
        return readyReply<Product>(*failRead);
    Product product = m_read(key);
    for (auto entry = m_entries.crbegin(); entry != m_entries.crend(); ++entry) {
        if (entry->key != key || entry->atMs <= atMs)
            continue;
        if (auto put = putField(product, entry->change.place, entry->change.before); !put)
            return readyReply<Product>(put.error());
        --product.version;
    }
    return readyReply<Product>(product);
}

ui::HistorySession::Reply<QVector<ChangeSet>> FakeHistory::sets(int limit, quint64 before)
{
    ++reads;
    if (failRead)
        return readyReply<QVector<ChangeSet>>(*failRead);
    QVector<ChangeSet> found;
    for (auto set = m_sets.crbegin(); set != m_sets.crend() && found.size() < limit; ++set) {
        if (before == 0 || set->first < before)
            found.append(set->second);
    }
    return readyReply<QVector<ChangeSet>>(found);
}

ui::HistorySession::Reply<QVector<HistoryEntry>> FakeHistory::ofSet(quint64 set, int limit, quint64 after)
{
    if (failRead)
        return readyReply<QVector<HistoryEntry>>(*failRead);
    QVector<HistoryEntry> found;
    for (const HistoryEntry &entry : std::as_const(m_entries)) {
        if (entry.set == set && entry.id > after && found.size() < limit)
            found.append(entry);
    }
    return readyReply<QVector<HistoryEntry>>(found);
}

ui::HistorySession::Reply<QVector<RefusedChange>> FakeHistory::refusedBy(quint64 set, int limit)
{
    return readyReply<QVector<RefusedChange>>(m_refused[set].mid(0, limit));
}

ui::HistorySession::Reply<ChangeSet> FakeHistory::restore(quint64 id)
{
    if (failChange)
        return readyReply<ChangeSet>(*failChange);
    const HistoryEntry entry = m_entries[qsizetype(id) - 1];
    ChangeSet set = newSet(ChangeKind::Restore);
    const Product before = m_read(entry.key);
    Product after = before;
    if (auto put = putField(after, entry.change.place, entry.change.before); !put)
        return readyReply<ChangeSet>(put.error());
    write(set, before, after, {QStringLiteral("me"), {}});
    return readyReply<ChangeSet>(set);
}

ui::HistorySession::Reply<ChangeSet> FakeHistory::delivered(const CancelToken &cancel,
                                                            const std::function<Result<ChangeSet>()> &run)
{
    lastCancel = cancel;
    auto promise = std::make_shared<QPromise<Result<ChangeSet>>>();
    promise->start();
    const auto deliver = [this, promise, run] {
        promise->addResult(failChange ? Result<ChangeSet>(*failChange) : run());
        promise->finish();
    };
    if (m_holding)
        m_held.push_back(deliver);
    else
        deliver();
    return promise->future();
}

ui::HistorySession::Reply<ChangeSet> FakeHistory::undo(quint64 id, const CancelToken &cancel)
{
    undone.append(id);
    return delivered(cancel, [this, id]() -> Result<ChangeSet> {
        if (m_sets[id].undoneBy != 0)
            return Error{ErrorCode::Conflict, QStringLiteral("it is undone already"), {}, {}};
        ChangeSet set = newSet(ChangeKind::Undo);
        set.undoes = id;
        m_sets[id].undoneBy = set.id;
        if (m_taken.contains(id)) {
            m_taken[set.id] = m_taken[id];
            for (const ProductKey &key : std::as_const(m_taken[id]))
                m_take(key, m_sets[id].kind == ChangeKind::Undo && m_sets[m_sets[id].undoes].kind == ChangeKind::Remove);
            set.products = set.done = set.changed = m_taken[id].size();
            m_sets[set.id] = set;
            return set;
        }
        const QVector<HistoryEntry> entries = m_entries;
        for (auto entry = entries.crbegin(); entry != entries.crend(); ++entry) {
            if (entry->set != id)
                continue;
            ++set.products;
            const Product before = m_read(entry->key);
            Product after = before;
            if (putField(after, entry->change.place, entry->change.before))
                write(set, before, after, {QStringLiteral("me"), {}});
        }
        set.done = set.products;
        m_sets[set.id] = set;
        return set;
    });
}

void FakeHistory::advance(ChangeSet &set, const BulkEdit &edit, qint64 end)
{
    for (; set.done < end; ++set.done) {
        const Product before = m_read(keyOf(edit.products.at(set.done)));
        Product after = before;
        if (auto applied = applyBulk(after, edit.changes); !applied) {
            ++set.refused;
            m_refused[set.id].append({before.key, applied.error()});
        } else {
            write(set, before, after, set.note);
        }
    }
    set.finished = set.done == set.products;
    m_sets[set.id] = set;
}

ui::HistorySession::Reply<ChangeSet> FakeHistory::resume(quint64 id, const CancelToken &cancel)
{
    return delivered(cancel, [this, id]() -> Result<ChangeSet> {
        ChangeSet set = m_sets[id];
        advance(set, m_edits[id], set.products);
        return set;
    });
}

ui::HistorySession::Reply<ChangeSet> FakeHistory::apply(const BulkEdit &edit, const QString &reason,
                                                        const CancelToken &cancel)
{
    reasons.append(reason);
    return delivered(cancel, [this, edit, reason, cancel]() -> Result<ChangeSet> {
        ChangeSet set = newSet(ChangeKind::Bulk);
        set.note = {QStringLiteral("me"), reason};
        set.what = edit.query;
        set.products = edit.products.size();
        m_edits[set.id] = edit;
        // Stopped, it has come to the middle.
        advance(set, edit, cancel.requested() ? set.products / 2 : set.products);
        return set;
    });
}

ui::HistorySession::Reply<ChangeSet> FakeHistory::remove(const BulkRemoval &removal, const CancelToken &cancel)
{
    return delivered(cancel, [this, removal, cancel]() -> Result<ChangeSet> {
        ChangeSet set = newSet(ChangeKind::Remove);
        set.products = removal.products.size();
        const qint64 end = cancel.requested() ? set.products / 2 : set.products;
        for (; set.done < end; ++set.done) {
            const ProductKey key = keyOf(removal.products.at(set.done));
            if (changedMeanwhile.contains(key)) {
                ++set.refused;
                m_refused[set.id].append({key, Error{ErrorCode::Conflict, QStringLiteral("it was changed meanwhile"), {}, {}}});
                continue;
            }
            m_take(key, true);
            m_taken[set.id].append(key);
            ++set.changed;
        }
        set.finished = set.done == set.products;
        m_sets[set.id] = set;
        return set;
    });
}

ui::HistorySession::Reply<BulkPreview> FakeHistory::preview(const BulkEdit &edit, const CancelToken &cancel)
{
    lastCancel = cancel;
    if (failRead)
        return readyReply<BulkPreview>(*failRead);
    BulkPreview preview;
    for (qint64 row = 0; row < edit.products.size(); ++row) {
        const Product before = m_read(keyOf(edit.products.at(row)));
        Product after = before;
        ++preview.products;
        if (auto applied = applyBulk(after, edit.changes); !applied) {
            ++preview.refused;
            preview.refusedFirst.append({before.key, applied.error()});
        } else if (const auto changes = diff(before, after); changes.isEmpty()) {
            ++preview.unchanged;
        } else {
            ++preview.changed;
            if (preview.samples.size() < 100)
                preview.samples.append({before.key, before.name, changes, QStringList(changes.size(), QStringLiteral("SGD"))});
        }
    }
    return readyReply<BulkPreview>(preview);
}

} // namespace vitrine::test
