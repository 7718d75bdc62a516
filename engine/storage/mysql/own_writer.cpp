#include "storage/mysql/own_writer.h"

#include "catalog/no_such_product.h"
#include "catalog/product_edit.h"
#include "catalog/product_rules.h"
#include "catalog/taking_back.h"

namespace vitrine::storage::mysql {

using namespace catalog;

namespace {

[[noreturn]] void refuse(const Error &error)
{
    throw WriteFailure{error, WriteFailure::Kind::Final};
}

void expectVersion(const ProductKey &key, quint32 version, quint32 expected, const QString &where)
{
    if (version == expected)
        return;
    refuse(catalog::otherVersion(key, version, expected, where));
}

/// Holds the set until the transaction's end: nobody undoes it meanwhile.
void expectNotUndone(WriteTransaction &transaction, quint64 set)
{
    const auto answers = transaction.write({"SELECT undone_by FROM change_set WHERE id = " + QByteArray::number(set) + " LOCK IN SHARE MODE"});
    const plan::RowSet &rows = answers.front().rows;
    if (rows.rows() > 0 && plan::wholeOf(rows.at(0, 0)) != 0)
        refuse(undoneWhileWritten(set, quint64(plan::wholeOf(rows.at(0, 0)))));
}

/// A product as it is there, or nothing.
std::optional<ProductChange> read(ProductRows &rows, const ProductKey &key)
{
    const auto heads = rows.heads({key});
    const auto head = heads.constFind(key);
    if (head == heads.constEnd() || head->isGone)
        return std::nullopt;
    ProductChange change;
    change.id = head->id;
    change.version = head->version;
    change.fingerprint = head->fingerprint;
    change.old = rows.products(heads).value(key);
    return change;
}

} // namespace

qint64 OwnWriter::nowMs() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.wallTime().time_since_epoch()).count();
}

QVector<ProductOutcome> OwnWriter::write(WriteTransaction &transaction, const std::vector<PreparedProduct> &products, const ChangeNote &note,
                                         std::optional<quint32> expected)
{
    if (m_set != 0)
        expectNotUndone(transaction, m_set);
    const auto families = m_writes.rules().get();
    ProductRows rows(transaction, m_writes.terms(), nowMs());
    QVector<ProductOutcome> outcomes(qsizetype(products.size()));
    // What names a product a second time changes what the first has made of it.
    for (size_t first = 0; first < products.size();) {
        QSet<ProductKey> keys;
        size_t end = first;
        for (; end < products.size() && !keys.contains(products[end].product.key); ++end)
            keys.insert(products[end].product.key);
        auto heads = rows.heads(QVector<ProductKey>(keys.begin(), keys.end()));
        QVector<ProductChange> changes;
        QVector<ProductOutcome *> outcomeOf;
        QHash<ProductKey, ProductRows::Head> changed;
        for (size_t i = first; i < end; ++i) {
            const PreparedProduct &prepared = products[i];
            ProductOutcome &outcome = outcomes[qsizetype(i)];
            const auto head = heads.constFind(prepared.product.key);
            const bool isThere = head != heads.constEnd() && !head->isGone;
            if (expected) // the version that is taken over below, not one read before it
                expectVersion(prepared.product.key, isThere ? head->version : 0, *expected, {});
            if (prepared.broken) {
                outcome = {Outcome::Rejected, *prepared.broken, 0};
                continue;
            }
            if (isThere && head->fingerprint == prepared.fingerprint) {
                outcome = {Outcome::Unchanged, {}, head->version};
                continue;
            }
            ProductChange change;
            if (head != heads.constEnd()) {
                change.id = head->id;
                change.version = head->version;
                change.wasRemoved = head->isGone;
                changed.insert(prepared.product.key, *head);
            }
            change.next = prepared.product;
            change.next->version = change.version + 1;
            change.fingerprint = prepared.fingerprint;
            outcome = {isThere ? Outcome::Updated : Outcome::Created, {}, change.next->version};
            changes.append(change);
            outcomeOf.append(&outcome);
        }
        const auto olds = rows.products(changed);
        QVector<ProductChange> kept;
        for (qsizetype i = 0; i < changes.size(); ++i) {
            ProductChange &change = changes[i];
            change.old = olds.value(change.next->key);
            if (const auto broken = families->model.brokenRule(*change.next, olds.contains(change.next->key) ? &change.old : nullptr))
                *outcomeOf[i] = {Outcome::Rejected, *broken, 0};
            else
                kept.append(std::move(change));
        }
        changes = std::move(kept);
        const qint64 set = note.isEmpty() || changes.isEmpty() ? qint64(m_set) : rows.recordSet(ChangeKind::Edit, note, {}, int(changes.size()));
        rows.apply(changes, set, *families);
        first = end;
        if (first < products.size())
            transaction.flush(); // the next ones read it
    }
    return outcomes;
}

Result<QVector<ProductOutcome>> OwnWriter::upsert(const QVector<Product> &products)
{
    std::vector<PreparedProduct> prepared;
    for (const Product &product : products)
        prepared.push_back(prepare(product));
    if (prepared.empty())
        return QVector<ProductOutcome>();
    return m_writes.run<QVector<ProductOutcome>>(QStringLiteral("%1 products").arg(products.size()), prepared,
                                        [&](WriteTransaction &transaction) { return write(transaction, prepared, {}); });
}

Result<ProductOutcome> OwnWriter::replace(const Product &product, quint32 expected, const ChangeNote &note)
{
    std::vector<PreparedProduct> prepared{prepare(product)};
    auto outcome = m_writes.run<ProductOutcome>(product.key.toString(), prepared, [&](WriteTransaction &transaction) {
        return write(transaction, prepared, note, expected).first();
    });
    if (outcome && outcome->outcome == Outcome::Rejected)
        return outcome->error;
    return outcome;
}

Result<Removal> OwnWriter::remove(const ProductKey &key, std::optional<quint32> expected, const ChangeNote &note)
{
    std::vector<PreparedProduct> none;
    return m_writes.run<Removal>(key.toString(), none, [&](WriteTransaction &transaction) {
        ProductRows rows(transaction, m_writes.terms(), nowMs());
        auto change = read(rows, key);
        if (!change)
            refuse(noSuchProduct(key));
        if (expected)
            expectVersion(key, change->version, *expected, {});
        const qint64 set = rows.recordSet(ChangeKind::Remove, note, key.toString(), 1);
        QVector<ProductChange> changes{*change};
        rows.apply(changes, set, *m_writes.rules().get());
        return Removal{quint64(set), change->version + 1};
    });
}

Result<EditReceipt> OwnWriter::edit(const Edit &edit)
{
    return m_writes.runReading<EditReceipt>(edit.key.toString(), [&](WriteTransaction &transaction, Settling &settling) -> EditReceipt {
        ProductRows rows(transaction, m_writes.terms(), nowMs());
        auto change = read(rows, edit.key);
        if (!change)
            refuse(noSuchProduct(edit.key));
        if (edit.expectedVersion)
            expectVersion(edit.key, change->version, *edit.expectedVersion, fieldName(edit.field));
        Product product = change->old;
        const auto applied = applyEdit(product, edit);
        if (!applied)
            refuse(applied.error());
        EditReceipt done{*applied, change->version};
        PreparedProduct prepared = prepare(product);
        const bool isAdmitted = prepared.fingerprint == change->fingerprint || settling.admits(prepared);
        if (prepared.broken)
            refuse(*prepared.broken);
        if (prepared.fingerprint == change->fingerprint || !isAdmitted)
            return done;
        const auto families = m_writes.rules().get();
        if (const auto broken = families->model.brokenRule(product, &change->old))
            refuse(*broken);
        done.version = product.version = change->version + 1;
        change->fingerprint = prepared.fingerprint;
        change->next = product;
        const qint64 set = edit.note.isEmpty() ? qint64(m_set) : rows.recordSet(ChangeKind::Edit, edit.note, {}, 1);
        QVector<ProductChange> changes{*change};
        rows.apply(changes, set, *families);
        return done;
    });
}

Status OwnWriter::describe(const QVector<AttributeHint> &hints)
{
    for (const AttributeHint &hint : hints) {
        if (auto error = brokenRule(hint.code, QString(), hint.code))
            return *error;
    }
    return m_writes.terms().describe(hints);
}

} // namespace vitrine::storage::mysql
