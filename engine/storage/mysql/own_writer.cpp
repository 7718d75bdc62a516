#include "storage/mysql/own_writer.h"

#include "catalog/no_such_product.h"
#include "catalog/product_edit.h"
#include "catalog/product_rules.h"

#include <algorithm>

namespace vitrine::storage::mysql {

using namespace catalog;

namespace {

constexpr int MaxPath = 700, MaxScope = 64;
constexpr int SettlingRounds = 8;

[[noreturn]] void refuse(const Error &error)
{
    throw WriteFailure{error, WriteFailure::Kind::Final};
}

Error tooLong(const QString &what, int most, const QString &where)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("%1 is longer than %2 characters").arg(what).arg(most), where, QStringLiteral("Shorten it")};
}

/// What the columns of the database do not hold.
std::optional<Error> beyondColumns(const Product &product)
{
    for (const QString &path : product.categories) {
        if (path.size() > MaxPath)
            return tooLong(QStringLiteral("the path of a category"), MaxPath, QStringLiteral("categories"));
    }
    const auto scopes = [](const QVector<AttributeValue> &values, const QVector<Price> &prices) -> std::optional<Error> {
        for (const AttributeValue &value : values) {
            if (value.scope.channel.size() > MaxScope || value.scope.locale.size() > MaxScope)
                return tooLong(QStringLiteral("a channel or language"), MaxScope, value.code);
        }
        for (const Price &price : prices) {
            if (price.channel.size() > MaxScope)
                return tooLong(QStringLiteral("a channel"), MaxScope, QStringLiteral("prices"));
        }
        return {};
    };
    if (auto error = scopes(product.attributes, product.prices))
        return error;
    for (const Variant &variant : product.variants) {
        if (auto error = scopes(variant.attributes, variant.prices))
            return error;
    }
    return {};
}

void expectVersion(const ProductKey &key, quint32 version, quint32 expected, const QString &where)
{
    if (version == expected)
        return;
    refuse(catalog::otherVersion(key, version, expected, where));
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

OwnWriter::Prepared OwnWriter::prepare(const Product &product)
{
    Prepared prepared{normalised(product), {}, {}};
    prepared.broken = brokenRule(prepared.product);
    if (!prepared.broken)
        prepared.broken = beyondColumns(prepared.product);
    if (!prepared.broken)
        prepared.fingerprint = fingerprint(prepared.product);
    return prepared;
}

/// Numbers for all that the products name; what breaks a type is broken from here on.
Status OwnWriter::settle(std::vector<Prepared> &products)
{
    QVector<const Product *> good;
    for (const Prepared &prepared : products)
        good.append(prepared.broken ? nullptr : &prepared.product);
    const auto refused = m_terms.settle(good);
    if (!refused)
        return refused.error();
    for (size_t i = 0; i < products.size(); ++i) {
        if (!products[i].broken)
            products[i].broken = (*refused)[qsizetype(i)];
    }
    return Done{};
}

template <typename T>
Result<T> OwnWriter::run(const QString &what, std::vector<Prepared> &products, const std::function<T(WriteTransaction &)> &body)
{
    for (int round = 1;; ++round) {
        if (Status settled = settle(products); !settled)
            return settled.error();
        try {
            return m_transactions.run<T>(what, body);
        } catch (const StaleTerms &) {
            if (round == SettlingRounds)
                return Error{ErrorCode::Overloaded, QStringLiteral("the types of attributes keep being changed by others"),
                             m_transactions.connections().address().toString(), QStringLiteral("Try again")};
        }
    }
}

QVector<ProductOutcome> OwnWriter::write(WriteTransaction &transaction, const std::vector<Prepared> &products, const ChangeNote &note,
                                         std::optional<quint32> expected)
{
    ProductRows rows(transaction, m_terms, nowMs());
    QVector<ProductOutcome> outcomes(qsizetype(products.size()));
    // What names a product a second time changes what the first has made of it.
    for (size_t first = 0; first < products.size();) {
        QSet<ProductKey> keys;
        size_t end = first;
        for (; end < products.size() && !keys.contains(products[end].product.key); ++end)
            keys.insert(products[end].product.key);
        auto heads = rows.heads(QVector<ProductKey>(keys.begin(), keys.end()));
        QVector<ProductChange> changes;
        QHash<ProductKey, ProductRows::Head> changed;
        for (size_t i = first; i < end; ++i) {
            const Prepared &prepared = products[i];
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
        }
        const auto olds = rows.products(changed);
        for (ProductChange &change : changes)
            change.old = olds.value(change.next->key);
        const qint64 set = note.isEmpty() || changes.isEmpty() ? 0 : rows.recordSet(ChangeKind::Edit, note, {}, int(changes.size()));
        rows.apply(changes, set);
        first = end;
        if (first < products.size())
            transaction.flush(); // the next ones read it
    }
    return outcomes;
}

Result<QVector<ProductOutcome>> OwnWriter::upsert(const QVector<Product> &products)
{
    std::vector<Prepared> prepared;
    for (const Product &product : products)
        prepared.push_back(prepare(product));
    if (prepared.empty())
        return QVector<ProductOutcome>();
    return run<QVector<ProductOutcome>>(QStringLiteral("%1 products").arg(products.size()), prepared,
                                        [&](WriteTransaction &transaction) { return write(transaction, prepared, {}); });
}

Result<ProductOutcome> OwnWriter::replace(const Product &product, quint32 expected, const ChangeNote &note)
{
    std::vector<Prepared> prepared{prepare(product)};
    auto outcome = run<ProductOutcome>(product.key.toString(), prepared, [&](WriteTransaction &transaction) {
        return write(transaction, prepared, note, expected).first();
    });
    if (outcome && outcome->outcome == Outcome::Rejected)
        return outcome->error;
    return outcome;
}

Result<Removal> OwnWriter::remove(const ProductKey &key, std::optional<quint32> expected, const ChangeNote &note)
{
    std::vector<Prepared> none;
    return run<Removal>(key.toString(), none, [&](WriteTransaction &transaction) {
        ProductRows rows(transaction, m_terms, nowMs());
        auto change = read(rows, key);
        if (!change)
            refuse(noSuchProduct(key));
        if (expected)
            expectVersion(key, change->version, *expected, {});
        const qint64 set = rows.recordSet(ChangeKind::Remove, note, key.toString(), 1);
        QVector<ProductChange> changes{*change};
        rows.apply(changes, set);
        return Removal{0, change->version + 1}; // its history is kept, but cannot be undone by this store yet
    });
}

Result<EditReceipt> OwnWriter::edit(const Edit &edit)
{
    // The product as it becomes is only known once it was read: what it names anew is settled and it is read again.
    std::vector<Prepared> needed;
    for (int round = 1;; ++round) {
        bool isSettled = true;
        auto receipt = run<EditReceipt>(edit.key.toString(), needed, [&](WriteTransaction &transaction) -> EditReceipt {
            ProductRows rows(transaction, m_terms, nowMs());
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
            Prepared prepared = prepare(product);
            if (prepared.broken)
                refuse(*prepared.broken);
            if (prepared.fingerprint == change->fingerprint)
                return done;
            isSettled = !needed.empty() && needed.front().fingerprint == prepared.fingerprint;
            if (isSettled && needed.front().broken)
                refuse(*needed.front().broken);
            if (!isSettled) {
                needed = {std::move(prepared)};
                return done; // of nothing: this transaction has only read
            }
            done.version = product.version = change->version + 1;
            change->fingerprint = prepared.fingerprint;
            change->next = product;
            const qint64 set = edit.note.isEmpty() ? 0 : rows.recordSet(ChangeKind::Edit, edit.note, {}, 1);
            QVector<ProductChange> changes{*change};
            rows.apply(changes, set);
            return done;
        });
        if (!receipt || isSettled)
            return receipt;
        if (round == SettlingRounds)
            return Error{ErrorCode::Overloaded, QStringLiteral("the product \"%1\" keeps being changed by others").arg(edit.key.toString()), {},
                         QStringLiteral("Try again")};
    }
}

Status OwnWriter::describe(const QVector<AttributeHint> &hints)
{
    for (const AttributeHint &hint : hints) {
        if (auto error = brokenRule(hint.code, QString(), hint.code))
            return *error;
    }
    return m_terms.describe(hints);
}

} // namespace vitrine::storage::mysql
