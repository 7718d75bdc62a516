#include "storage/sqlite/ports.h"

#include "catalog/no_such_product.h"
#include "catalog/product_rules.h"
#include "storage/sqlite/change_sets.h"
#include "storage/sqlite/guarded.h"

namespace vitrine::storage::sqlite {

using catalog::Card;
using catalog::Product;

Result<Card> ReadPorts::card(const ProductKey &key)
{
    const QByteArray utf8 = key.toString().toUtf8();
    // In this order: a product that is not dirty any more has its card in the file.
    if (m_state.dirty.contains(utf8))
        return card(key, {});
    S3Fifo<Card>::Moment before;
    if (auto kept = m_state.cards.find(utf8, &before))
        return *std::move(kept);
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Result<Card> {
        auto found = (*reader)->card(placeOf(utf8), utf8);
        if (!found)
            return catalog::noSuchProduct(key);
        m_state.cards.store(utf8, *found, found->json.size(), before);
        return *std::move(found);
    });
}

Result<Card> ReadPorts::card(const ProductKey &key, const catalog::Scope &scope)
{
    return product(key).map([&scope](const Product &product) {
        return Card{catalog::assembleCard(product, scope), product.version};
    });
}

Result<Product> ReadPorts::product(const ProductKey &key)
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Result<Product> {
        return (*reader)->snapshot([&](TruthReader &truth) -> Result<Product> {
            const auto head = truth.head(key);
            if (!head)
                return catalog::noSuchProduct(key);
            return truth.product(*head);
        });
    });
}

Result<QVector<catalog::Attribute>> ReadPorts::attributes()
{
    return m_state.dictionary.attributes();
}

Status ReadPorts::forEach(const std::function<bool(const Product &)> &visit)
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Status {
        if (!(*reader)->snapshot([&](TruthReader &truth) { return truth.forEach(visit); }))
            return Error{ErrorCode::Cancelled, QStringLiteral("the reading was stopped"), {}, {}};
        return Done{};
    });
}

qint64 wallMs(const Clock &clock)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock.wallTime().time_since_epoch()).count();
}

qint64 WritePort::nowMs() const
{
    return wallMs(m_clock);
}

Result<QVector<catalog::ProductOutcome>> WritePort::upsert(const QVector<Product> &products)
{
    std::vector<PreparedProduct> prepared;
    prepared.reserve(size_t(products.size()));
    for (const Product &product : products)
        prepared.push_back(prepare(product));
    QVector<catalog::ProductOutcome> outcomes;
    outcomes.reserve(products.size());
    const Status written = m_writer.run([&](TruthWriter &truth) {
        if (m_changeSet != 0)
            ChangeSets(truth.database(), truth).expectNotUndone(m_changeSet);
        const TruthWriter::InChangeSet inSet(truth, qint64(m_changeSet));
        for (const PreparedProduct &each : prepared)
            outcomes.append(truth.upsert(each, nowMs()));
    });
    if (!written)
        return written.error();
    return outcomes;
}

Result<catalog::ProductOutcome> WritePort::replace(const Product &product, quint32 expected,
                                                   const catalog::ChangeNote &note)
{
    const PreparedProduct prepared = prepare(product);
    catalog::ProductOutcome outcome;
    const Status written = m_writer.run([&](TruthWriter &truth) {
        truth.expectVersion(product.key, expected);
        const auto before = truth.reader().head(product.key);
        if (note.isEmpty() || prepared.broken || (before && before->fingerprint == prepared.fingerprint)) {
            outcome = truth.upsert(prepared, wallMs(m_clock));
            return;
        }
        const quint64 set = ChangeSets(truth.database(), truth).recordEdit(note, wallMs(m_clock));
        const TruthWriter::InChangeSet inSet(truth, qint64(set));
        outcome = truth.upsert(prepared, wallMs(m_clock));
        if (outcome.outcome == catalog::Outcome::Rejected) // its type, say: no set of nothing stays
            throw SqliteFailure{outcome.error};
    });
    if (!written)
        return written.error();
    if (outcome.outcome == catalog::Outcome::Rejected)
        return outcome.error;
    return outcome;
}

Result<catalog::Removal> WritePort::remove(const ProductKey &key, std::optional<quint32> expected,
                                           const catalog::ChangeNote &note)
{
    catalog::Removal removal;
    const Status written = m_writer.run([&](TruthWriter &truth) {
        ChangeSets sets(truth.database(), truth);
        removal.change = sets.recordRemoval(key, note, wallMs(m_clock));
        const TruthWriter::InChangeSet inSet(truth, qint64(removal.change));
        removal.version = truth.remove(key, expected, wallMs(m_clock));
    });
    if (!written)
        return written.error();
    return removal;
}

Result<catalog::EditReceipt> WritePort::edit(const catalog::Edit &edit)
{
    catalog::EditReceipt receipt;
    const Status written = m_writer.run([&](TruthWriter &truth) { receipt = truth.edit(edit, nowMs()); });
    if (!written)
        return written.error();
    return receipt;
}

Status WritePort::describe(const QVector<catalog::AttributeHint> &hints)
{
    for (const catalog::AttributeHint &hint : hints) {
        if (auto error = catalog::brokenRule(hint.code, QString(), hint.code))
            return *error;
    }
    return m_writer.run([&](TruthWriter &truth) { truth.describe(hints); });
}

} // namespace vitrine::storage::sqlite
