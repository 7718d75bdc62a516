#pragma once

#include "catalog/history.h"
#include "catalog/product_diff.h"
#include "storage/mysql/own_rules.h"

namespace vitrine::storage::mysql {

/// What a transaction does to one product.
struct ProductChange
{
    quint32 id = 0;                      ///< 0: a new one
    quint32 version = 0;                 ///< that it was read at; 0: it is not there
    bool wasRemoved = false;             ///< and comes back under the number that it had
    catalog::Product old;                ///< as it was read, when it is there
    std::optional<catalog::Product> next; ///< with its version; nothing: it is removed
    QByteArray fingerprint;              ///< of `next`
};

/// Of a row whose columns from `text` on are a value's text, number, whole number and the code of its option.
catalog::Value valueAt(const plan::RowSet &rows, size_t row, catalog::ValueType type, int text);

/// The rows of products, read and written inside a transaction. Throws WriteFailure; one thread.
class ProductRows
{
public:
    struct Head
    {
        quint32 id = 0;
        quint32 version = 0;
        bool isGone = false; ///< it was removed: `version` is the removal's
        QString name;
        QByteArray fingerprint;
        bool operator==(const Head &) const = default;
    };

    ProductRows(WriteTransaction &transaction, Terms &terms, qint64 nowMs) : m_transaction(transaction), m_terms(terms), m_nowMs(nowMs) {}

    QHash<ProductKey, Head> heads(const QVector<ProductKey> &keys);
    QHash<ProductKey, Head> heads(const QVector<quint32> &ids);
    /// Of those that are there.
    QHash<ProductKey, catalog::Product> products(const QHash<ProductKey, Head> &heads);

    /// A set of changes for the history that is finished at once; its number.
    qint64 recordSet(catalog::ChangeKind kind, const catalog::ChangeNote &note, const QString &what, int products);
    /// Writes all of them, with completeness, history and change log; sent with the commit, but for what may find that
    /// somebody else was there first. `set` 0: of none. Throws StaleRules when the families are others by now.
    void apply(QVector<ProductChange> &changes, qint64 set, const catalog::DeclaredFamilies &families);

private:
    QHash<ProductKey, Head> headsWhere(const QByteArray &condition);
    void claim(QVector<ProductChange> &changes, quint64 generation);
    void create(QVector<ProductChange> &changes);
    void writeRows(const ProductChange &change);
    void writeValues(const QVector<catalog::AttributeValue> &values, quint32 id, int variant);
    void writePrices(const QVector<catalog::Price> &prices, quint32 id, int variant);
    void writeHistory(const ProductChange &change, qint64 set);
    void count(const catalog::Product &product, int step);

    WriteTransaction &m_transaction;
    Terms &m_terms;
    const qint64 m_nowMs;
    struct Inserts;
    Inserts *m_inserts = nullptr; ///< of the apply() that runs
    QHash<quint32, int> m_counts;
};

} // namespace vitrine::storage::mysql
