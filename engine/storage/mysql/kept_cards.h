#pragma once

#include "base/dirty_set.h"
#include "base/s3_fifo.h"
#include "catalog/catalog.h"

#include <QSet>

#include <chrono>
#include <functional>

namespace vitrine::storage::mysql {

/// Cards of a catalog in MariaDB that were asked for, in memory in front of the tables. A card leaves before the writer
/// of this process that has changed it is told so, and when a change of another process is heard of. For longer than
/// LongestUnheard nothing is answered without hearing: a change of another process is seen after that at the latest.
/// Thread-safe.
class KeptCards final : public catalog::CardReader
{
public:
    static constexpr std::chrono::seconds LongestUnheard{2};
    using Moment = std::chrono::steady_clock::time_point;

    /// `tables`: where cards come from; outlives this. `heardUpTo`: of what was committed before then all was forgotten
    /// here. Without `maxBytes` none is kept.
    KeptCards(catalog::CardReader &tables, qint64 maxBytes, std::function<Moment()> heardUpTo)
        : m_tables(tables), m_heardUpTo(std::move(heardUpTo)), m_cards(maxBytes, 1 << 20)
    {
    }

    Result<catalog::Card> card(const ProductKey &key) override;
    Result<catalog::Card> card(const ProductKey &key, const catalog::Scope &scope) override;
    Result<QVector<std::optional<catalog::Card>>> cards(const QVector<ProductKey> &keys, const catalog::Scope &scope) override;
    bool mayWait() const override { return true; }
    std::optional<catalog::Card> kept(const ProductKey &key) override;

    /// This process is about to commit changes of these, and knows how that has ended.
    void changing(const QSet<QByteArray> &keys);
    void changed(const QSet<QByteArray> &keys);
    /// Of changes of anybody.
    void forget(const QSet<QByteArray> &keys);
    void forgetAll();
    /// Somebody was shown this version: an older card is not shown any more.
    void seen(const ProductKey &key, quint32 version);

    qint64 count() const { return m_cards.count(); }
    qint64 sizeBytes() const { return m_cards.sizeBytes(); }

private:
    using Cards = S3Fifo<catalog::Card>;
    std::optional<catalog::Card> find(const QByteArray &key, Cards::Moment *before);

    void keep(const ProductKey &key, const catalog::Card &card, Cards::Moment before);

    catalog::CardReader &m_tables;
    const std::function<Moment()> m_heardUpTo;
    DirtySet m_changing; ///< by a commit of this process that is not over
    Cards m_cards;
};

} // namespace vitrine::storage::mysql
