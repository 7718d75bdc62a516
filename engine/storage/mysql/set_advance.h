#pragma once

#include "storage/mysql/product_rows.h"
#include "storage/mysql/set_rows.h"
#include "storage/mysql/settled_writes.h"

namespace vitrine::storage::mysql {

/// The next products of a set, changed in one transaction that holds the set's row. Throws WriteFailure. Made for one
/// transaction.
class SetAdvance
{
public:
    SetAdvance(WriteTransaction &transaction, SettledWrites &writes, Settling &settling, qint64 nowMs)
        : m_transaction(transaction), m_settling(settling), m_families(writes.rules().get()), m_rows(transaction, writes.terms(), nowMs)
    {
    }

    /// The set as it is then. While `settling` is waiting nothing is written.
    catalog::ChangeSet advance(quint64 set, int products);

private:
    /// What the set has to know of one of its products.
    struct Chosen
    {
        quint32 id = 0;
        ProductKey key;                            ///< empty: nobody knows it any more
        std::optional<ProductRows::Head> head;
        QVector<catalog::HistoryEntry> undone;     ///< of the set that is undone, newest first
        QVector<catalog::HistoryEntry> since;      ///< of a product that the set created: its entries after the set's
        qint64 changedMs = 0;                      ///< when it was changed last
        bool isThere() const { return head && !head->isGone; }
    };

    QVector<Chosen> look(const HeldSet &held, const QVector<quint32> &ids);
    void lookAtUndone(quint64 undone, const QVector<quint32> &ids, QVector<Chosen> &chosen);
    /// What becomes of the product: nothing when it stays as it is; an error when the set may not change it.
    Result<std::optional<ProductChange>> changeOf(const HeldSet &held, const Chosen &chosen);
    Result<std::optional<ProductChange>> takeOut(const HeldSet &held, const Chosen &chosen);
    Result<std::optional<ProductChange>> bringBack(const Chosen &chosen);
    Result<std::optional<ProductChange>> transform(const HeldSet &held, const Chosen &chosen);
    Result<std::optional<ProductChange>> admitted(const catalog::Product &product, ProductChange change);
    ProductChange from(const Chosen &chosen) const;
    Status apply(const HeldSet &held, const Chosen &chosen, catalog::Product &product);

    WriteTransaction &m_transaction;
    Settling &m_settling;
    std::shared_ptr<const catalog::DeclaredFamilies> m_families;
    ProductRows m_rows;
    QHash<ProductKey, catalog::Product> m_olds;
    QVector<catalog::BulkChange> m_bulk;               ///< of a bulk edit
    std::optional<catalog::FieldChange> m_restored;    ///< of a restore
    std::optional<Error> m_kept;                       ///< a field of the product that is being undone: it was changed since
};

} // namespace vitrine::storage::mysql
