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
        m_entries.append({quint64(m_entries.size()) + 1, set.atMs, after.key, after.version, change, set.id, set.kind, note});
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

ui::HistorySession::Reply<QVector<ChangeSet>> FakeHistory::sets(int limit, quint64)
{
    if (failRead)
        return readyReply<QVector<ChangeSet>>(*failRead);
    QVector<ChangeSet> found;
    for (auto set = m_sets.crbegin(); set != m_sets.crend() && found.size() < limit; ++set)
        found.append(set->second);
    return readyReply<QVector<ChangeSet>>(found);
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

ui::HistorySession::Reply<ChangeSet> FakeHistory::undo(quint64 id, const CancelToken &)
{
    undone.append(id);
    if (failChange)
        return readyReply<ChangeSet>(*failChange);
    ChangeSet set = newSet(ChangeKind::Undo);
    const QVector<HistoryEntry> entries = m_entries;
    for (auto entry = entries.crbegin(); entry != entries.crend(); ++entry) {
        if (entry->set != id)
            continue;
        const Product before = m_read(entry->key);
        Product after = before;
        if (putField(after, entry->change.place, entry->change.before))
            write(set, before, after, {QStringLiteral("me"), {}});
    }
    return readyReply<ChangeSet>(set);
}

ui::HistorySession::Reply<ChangeSet> FakeHistory::resume(quint64 set, const CancelToken &)
{
    return readyReply<ChangeSet>(m_sets.at(set));
}

ui::HistorySession::Reply<ChangeSet> FakeHistory::apply(const BulkEdit &edit, const QString &reason,
                                                        const CancelToken &cancel)
{
    lastCancel = cancel;
    reasons.append(reason);
    auto promise = std::make_shared<QPromise<Result<ChangeSet>>>();
    promise->start();
    const auto run = [this, edit, reason, cancel, promise] {
        if (failChange) {
            promise->addResult(*failChange);
        } else {
            ChangeSet set = newSet(ChangeKind::Bulk);
            set.products = edit.products.size();
            // Stopped, it has come to the middle.
            const qint64 end = cancel.requested() ? set.products / 2 : set.products;
            set.finished = !cancel.requested();
            for (qint64 row = 0; row < end; ++row) {
                const Product before = m_read(keyOf(edit.products.at(row)));
                Product after = before;
                if (!applyBulk(after, edit.changes))
                    ++set.refused;
                else
                    write(set, before, after, {QStringLiteral("me"), reason});
            }
            promise->addResult(set);
        }
        promise->finish();
    };
    if (m_holding)
        m_held.push_back(run);
    else
        run();
    return promise->future();
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
                preview.samples.append({before.key, before.name, changes});
        }
    }
    return readyReply<BulkPreview>(preview);
}

} // namespace vitrine::test
