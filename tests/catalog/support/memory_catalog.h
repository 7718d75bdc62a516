#pragma once

#include "catalog/catalog.h"

#include <mutex>

namespace vitrine::test {

/// The twin of a stored catalog: all four ports over a list in memory, in the plainest way there is. Also the
/// oracle that the real one is compared with. Thread-safe. Text matches whole words of name, key, brand,
/// categories and text values, the last one by its beginning; Relevance is catalog order.
class MemoryCatalog final : public catalog::CardReader,
                            public catalog::ProductReader,
                            public catalog::ProductWriter,
                            public catalog::ProductSearch
{
public:
    catalog::Catalog ports() { return {*this, *this, *this, *this}; }
    /// From now on every write fails with this error; nothing: writes work again.
    void failWrites(std::optional<Error> error);

    Result<catalog::Card> card(const ProductKey &key) override;
    Result<catalog::Card> card(const ProductKey &key, const catalog::Scope &scope) override;

    Result<catalog::Product> product(const ProductKey &key) override;
    Result<QVector<catalog::Attribute>> attributes() override;
    Status forEach(const std::function<bool(const catalog::Product &)> &visit) override;

    Result<QVector<catalog::ProductOutcome>> upsert(const QVector<catalog::Product> &products) override;
    Result<catalog::ProductOutcome> replace(const catalog::Product &product, quint32 expected) override;
    Result<catalog::EditReceipt> edit(const catalog::Edit &edit) override;
    Status describe(const QVector<catalog::AttributeHint> &hints) override;

    Result<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &cancel) override;
    Result<QVector<catalog::Row>> rows(const catalog::ResultSet &set, qint64 first, qint64 count) override;
    Result<catalog::Facets> facets(const catalog::Query &query, const CancelToken &cancel) override;
    qint64 productCount() const override;

private:
    struct Stored
    {
        catalog::Product product;
        qint64 updated = 0; ///< counts changes: the higher, the later
    };
    enum class Except { Nothing, Brand, Category, Price, Attribute };

    bool matches(const catalog::Product &product, const catalog::Query &query, Except except,
                 const QString &attribute = {}) const;
    catalog::AttributeFacet countAttribute(const catalog::Query &query, const QString &code) const;
    std::optional<Error> wrongType(const catalog::Product &product) const;
    QVector<catalog::Attribute> attributeList() const;
    QString brandLabel(const QString &code) const;

    std::mutex m_replaceMutex; ///< before m_mutex
    mutable std::mutex m_mutex;
    QVector<Stored> m_products; // by m_mutex, as all below
    QHash<QString, qsizetype> m_byKey;
    QHash<QString, catalog::AttributeHint> m_hints;
    QHash<QString, QString> m_brandLabels;
    std::optional<Error> m_writeError;
    qint64 m_changes = 0;
};

} // namespace vitrine::test
