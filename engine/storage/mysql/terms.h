#pragma once

#include "catalog/catalog.h"
#include "storage/mysql/write_transaction.h"

#include <QHash>
#include <QSet>

#include <mutex>

namespace vitrine::storage::mysql {

/// The type of an attribute was changed by somebody else since it was looked at: settle() and begin anew. Thrown.
struct StaleTerms
{
};

/// The numbers of attributes, options, scopes and categories. They only grow, each in a short transaction of its own
/// before that of the products which need them, so that no two writers wait for each other's, and are never taken back;
/// so what this process knows stays true, but for types of attributes, which change while they have no values.
/// Thread-safe.
class Terms
{
public:
    explicit Terms(WriteTransactions &transactions) : m_transactions(transactions) {}

    using Refusals = QVector<std::optional<Error>>;
    /// What is wrong with the products' types, product by product (nothing where all is in order; null products are
    /// left out), and numbers for all that the others name.
    Result<Refusals> settle(const QVector<const catalog::Product *> &products);
    Status describe(const QVector<catalog::AttributeHint> &hints);
    /// Gives these attributes their types before their first values; one that has values keeps the type that it has.
    Status giveTypes(const QMap<QString, catalog::ValueType> &types);
    /// Inside the transaction that writes products: nobody changes the types of their attributes until its end.
    void hold(WriteTransaction &transaction, const QVector<const catalog::Product *> &products);

    /// Learns inside a transaction what products that are there already name.
    void learn(WriteTransaction &transaction, const QVector<const catalog::Product *> &products);

    /// Of what was settled or learnt.
    quint32 attribute(const QString &code) const;
    quint32 option(const QString &attribute, const QString &code) const;
    quint32 scope(const catalog::Scope &scope) const;
    quint32 category(const QString &path) const;
    /// Whether the product names only what is known, with the types that were last heard of: hold() makes sure of them.
    bool isSettled(const catalog::Product &product) const;
    /// Called when this process has added or changed one.
    std::function<void()> onChange = [] {};

private:
    using Type = std::optional<catalog::ValueType>;
    struct AttributeTerm
    {
        quint32 id = 0;
        Type type;
    };
    struct Missing;

    Status look(const QVector<const catalog::Product *> &products);
    Refusals refusals(const QVector<const catalog::Product *> &products, QHash<QString, catalog::ValueType> &types) const;
    Status add(const QVector<const catalog::Product *> &products, const QHash<QString, catalog::ValueType> &types);
    Missing missing(const QVector<const catalog::Product *> &products) const;
    void find(WriteTransaction &transaction, const Missing &missing);

    WriteTransactions &m_transactions;
    mutable std::mutex m_mutex; // of all below
    QHash<QString, AttributeTerm> m_attributes;
    QHash<std::pair<QString, QString>, quint32> m_options, m_scopes;
    QHash<QString, quint32> m_categories;
    QSet<QString> m_unused; ///< attributes without values when they were last looked at: of any type
};

} // namespace vitrine::storage::mysql
