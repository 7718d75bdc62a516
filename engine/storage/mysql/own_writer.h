#pragma once

#include "base/clock.h"
#include "storage/mysql/product_rows.h"
#include "storage/mysql/settled_writes.h"

namespace vitrine::storage::mysql {

/// Changes of a catalog of Vitrine's own in MariaDB. A product is read, changed in memory and written only over the
/// version that was read; whoever lost against another begins anew. What the catalog's other processes see follows from
/// the change log, which is written in the same transaction. Thread-safe.
class OwnWriter final : public catalog::ProductWriter
{
public:
    /// `set`: changes without a note of their own belong to it; 0: to none.
    OwnWriter(SettledWrites &writes, const Clock &clock, quint64 set = 0) : m_writes(writes), m_clock(clock), m_set(set) {}

    Result<QVector<catalog::ProductOutcome>> upsert(const QVector<catalog::Product> &products) override;
    Result<catalog::ProductOutcome> replace(const catalog::Product &product, quint32 expected, const catalog::ChangeNote &note) override;
    Result<catalog::Removal> remove(const ProductKey &key, std::optional<quint32> expected, const catalog::ChangeNote &note) override;
    Result<catalog::EditReceipt> edit(const catalog::Edit &edit) override;
    Status describe(const QVector<catalog::AttributeHint> &hints) override;

private:
    /// With `expected`, which is for one product: throws unless that is the version that it is taken over from.
    QVector<catalog::ProductOutcome> write(WriteTransaction &transaction, const std::vector<PreparedProduct> &products, const catalog::ChangeNote &note,
                                           std::optional<quint32> expected = std::nullopt);
    qint64 nowMs() const;

    SettledWrites &m_writes;
    const Clock &m_clock;
    const quint64 m_set;
};

} // namespace vitrine::storage::mysql
