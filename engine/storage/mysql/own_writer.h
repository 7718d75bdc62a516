#pragma once

#include "base/clock.h"
#include "storage/mysql/product_rows.h"

namespace vitrine::storage::mysql {

/// Changes of a catalog of Vitrine's own in MariaDB. A product is read, changed in memory and written only over the
/// version that was read; whoever lost against another begins anew. What the catalog's other processes see follows from
/// the change log, which is written in the same transaction. Thread-safe.
class OwnWriter final : public catalog::ProductWriter
{
public:
    OwnWriter(WriteTransactions &transactions, Terms &terms, const Clock &clock) : m_transactions(transactions), m_terms(terms), m_clock(clock) {}

    Result<QVector<catalog::ProductOutcome>> upsert(const QVector<catalog::Product> &products) override;
    Result<catalog::ProductOutcome> replace(const catalog::Product &product, quint32 expected, const catalog::ChangeNote &note) override;
    Result<catalog::Removal> remove(const ProductKey &key, std::optional<quint32> expected, const catalog::ChangeNote &note) override;
    Result<catalog::EditReceipt> edit(const catalog::Edit &edit) override;
    Status describe(const QVector<catalog::AttributeHint> &hints) override;

private:
    struct Prepared
    {
        catalog::Product product;
        QByteArray fingerprint;
        std::optional<Error> broken;
    };

    static Prepared prepare(const catalog::Product &product);
    Status settle(std::vector<Prepared> &products);
    template <typename T>
    Result<T> run(const QString &what, std::vector<Prepared> &products, const std::function<T(WriteTransaction &)> &body);
    /// With `expected`, which is for one product: throws unless that is the version that it is taken over from.
    QVector<catalog::ProductOutcome> write(WriteTransaction &transaction, const std::vector<Prepared> &products, const catalog::ChangeNote &note,
                                           std::optional<quint32> expected = std::nullopt);
    qint64 nowMs() const;

    WriteTransactions &m_transactions;
    Terms &m_terms;
    const Clock &m_clock;
};

} // namespace vitrine::storage::mysql
