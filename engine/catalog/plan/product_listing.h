#pragma once

#include "base/clock.h"
#include "catalog/facet_index.h"
#include "catalog/plan/card_source.h"
#include "catalog/query.h"

#include <memory>

namespace vitrine::plan {

/// What lists need of every product of a source, in memory: a few hundred bytes each. Immutable once built;
/// any thread.
class ProductListing
{
public:
    /// Reads every listed product, a page at a time, each page at one moment. Cancelled; the source's errors.
    /// `progress` hears how many there are so far.
    static Result<std::shared_ptr<const ProductListing>> build(CardSource &source, const CancelToken &cancel,
                                                               const std::function<void(qint64)> &progress);

    qint64 size() const { return qint64(m_entries.size()); }
    /// Null for a product that is not listed.
    const ProductKey *keyOf(ProductId id) const;
    Result<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &cancel) const;
    Result<catalog::Facets> facets(const catalog::Query &query, const CancelToken &cancel) const;

private:
    struct Entry
    {
        quint32 id = 0;
        ProductKey key;
        QByteArray sortName;
        QByteArray words; ///< folded name, key, SKUs, brand and categories: what is searched
    };

    void add(const MergedProduct &merged);
    quint32 brandNumber(const catalog::Product &product);
    QVector<quint32> categoryNumbers(const catalog::Product &product);
    Result<std::optional<Roaring>> matches(const catalog::Query &query, const CancelToken &cancel) const;
    std::vector<quint32> ordered(catalog::SortBy sort) const;

    std::vector<Entry> m_entries; ///< by id
    catalog::FacetIndex m_index;
    QHash<QString, quint32> m_brands, m_categories;
    /// Numbers in the order of their first use.
    class Names final : public catalog::AttributeNames
    {
    public:
        quint32 need(const QString &code, catalog::ValueType type);
        quint32 needOption(quint32 attribute, const QString &code);
        std::optional<Known> attribute(const QString &code) const override;
        std::optional<quint32> option(quint32 attribute, const QString &code) const override;
        catalog::FacetCount optionName(quint32 option) const override;
        QStringList attributeCodes() const override { return m_attributes.keys(); }

    private:
        QHash<QString, Known> m_attributes;
        QHash<std::pair<quint32, QString>, quint32> m_options;
        QStringList m_optionCodes;
    } m_names;
};

} // namespace vitrine::plan
