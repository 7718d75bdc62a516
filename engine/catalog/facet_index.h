#pragma once

#include "base/cancel.h"
#include "catalog/facet_attributes.h"
#include "catalog/recent_tests.h"

#include <QHash>

#include <roaring/roaring.hh>

#include <map>
#include <vector>

namespace vitrine::catalog {

/// What the index knows of one product: its whole state, so that applying it twice changes nothing.
struct IndexEntry
{
    quint32 id = 0;
    quint32 brand = 0;           ///< 0: none
    QVector<quint32> categories; ///< as defined with defineCategory
    qint64 priceMinor = -1;      ///< -1: none
    QString currency;
    qint64 stock = 0;
    bool hasImage = false;
    qint64 updatedMs = 0;
    std::vector<IndexValue> values;
    /// What the index has of it before, when that is known for certain; otherwise the index looks for it.
    std::optional<std::vector<IndexValue>> previousValues;
    /// Only the values of this attribute are told, of a product that is there; all else stays as it is.
    std::optional<quint32> onlyAttribute{};
    bool gone = false; ///< the product was removed; the rest is as for an empty one
    qint64 sequence = 0; ///< in the change log of the index's owner
};

/// Filters, counts and orders in memory: a Roaring bitmap per brand, per category path (with everything below it) and
/// per value of an attribute that has few, a FacetRun per number. const functions may run together on many threads, the
/// others need to be alone; whoever owns it locks it. About 80 bytes a product, and what FacetAttributes says.
class FacetIndex
{
public:
    void defineBrand(quint32 id, const QString &code, const QString &label);
    void defineCategory(quint32 id, const QString &path);
    bool knowsBrand(quint32 id) const { return m_brands.contains(id); }
    bool knowsCategory(quint32 id) const { return m_nodesOfCategory.contains(id); }
    /// Defines in `other` every brand and category that only this index knows.
    void shareDefinitions(FacetIndex &other) const;
    void apply(const IndexEntry &entry);
    /// Forgets a product.
    void remove(quint32 id);

    qint64 size() const { return qint64(m_present.cardinality()); }
    /// How many products have this value of an attribute that is counted.
    qint64 count(quint32 attribute, double key) const;
    /// Of the product; nothing when it is not there.
    std::optional<qint64> updatedMs(quint32 id) const;
    /// The products that the filters let through, of `matches` when it is given. Cancelled work returns what it has.
    /// InvalidArgument as of resolveFilters().
    Result<Roaring> select(const Query &query, const AttributeNames &names, const Roaring *matches,
                           const CancelToken &cancel) const;
    /// What query.facets names. InvalidArgument also, at "facets", for an attribute that is not counted.
    Result<Facets> facets(const Query &query, const AttributeNames &names, const Roaring *matches,
                          const CancelToken &cancel) const;
    /// The selection (null: every product) by Price, Stock, Updated or Attribute; without a value last in either
    /// direction; then catalog order. InvalidArgument, at "sort".
    Result<ResultSet> sorted(const Query &query, const AttributeNames &names, const Roaring *selected) const;

private:
    friend class FacetSnapshot;
    /// Which filter of a query to leave out, for the counts of that filter's own choices.
    enum class Except { Nothing, Brand, Category, Price, Attribute };
    struct Brand
    {
        QString code;
        QString label;
        Roaring products;
    };
    struct Node
    {
        QString path;
        Roaring products;
    };

    void applyOnly(const IndexEntry &entry);
    quint32 node(const QString &path);
    quint32 combination(QVector<quint32> categories);
    struct Tested
    {
        AttributeTest test;
        std::shared_ptr<const Roaring> products; ///< before its negation
    };
    Result<std::vector<Tested>> testAll(const Query &query, const AttributeNames &names, const CancelToken &cancel) const;
    Roaring select(const Query &query, const std::vector<Tested> &tests, const Roaring *matches, Except except,
                   quint32 attribute) const;
    AttributeFacet countDerived(const QString &code, const AttributeNames::DerivedFacet &derived, const FacetSelection &of) const;
    void countBrands(const FacetSelection &of, Facets &facets) const;
    void countCategories(const FacetSelection &of, Facets &facets) const;
    void countPrices(const FacetSelection &of, Facets &facets) const;
    Result<AttributeFacet> countAttribute(const QString &code, const AttributeNames::Known &known,
                                          const AttributeNames &names, const FacetSelection &of) const;

    Roaring m_present;
    Roaring m_withImage;
    // Columns by product number.
    std::vector<quint32> m_brand;
    std::vector<quint32> m_combination;
    std::vector<qint64> m_price;
    std::vector<qint32> m_stock;
    std::vector<qint64> m_updated;
    // The same in order.
    FacetRun m_byPrice, m_byStock, m_byUpdated;
    FacetAttributes m_attributes;
    std::unique_ptr<RecentTests> m_recent = std::make_unique<RecentTests>(); // of what is in m_attributes

    QHash<quint32, Brand> m_brands;
    QHash<QString, quint32> m_brandByCode;
    std::vector<Node> m_nodes; // every path of every level
    QHash<QString, quint32> m_nodeByPath;
    QHash<quint32, QVector<quint32>> m_nodesOfCategory; // a category's own node and those above it
    std::map<QVector<quint32>, quint32> m_combinationOf;
    std::vector<QVector<quint32>> m_nodesOfCombination{{}};
    QString m_currency;
};

} // namespace vitrine::catalog
