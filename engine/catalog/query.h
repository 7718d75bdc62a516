#pragma once

#include "catalog/product.h"

#include <QHash>

#include <memory>
#include <optional>

namespace vitrine::catalog {

enum class SortBy { Relevance, Catalog, Key, Name, Price, Stock, Updated };

/// What a list shows: full text (empty: everything), filters (OR inside one, AND between them), and an order.
/// SortBy::Relevance without text is SortBy::Catalog: the order in which products joined the catalog.
struct Query
{
    QString text;
    QStringList categories; ///< a path matches itself and everything below it
    QStringList brands; ///< option codes of the attribute "brand"
    std::optional<qint64> priceFromMinor; ///< inclusive
    std::optional<qint64> priceToMinor; ///< inclusive
    bool withImageOnly = false;
    SortBy sort = SortBy::Relevance;
    bool descending = false;
    bool operator==(const Query &) const = default;
};

/// The answer to a Query: how many products there are, in an order that does not change while it is held.
/// An immutable value that copies share; pass it back to CatalogSearch::rows for any stretch of it. Any thread.
class ResultSet
{
public:
    class Order
    {
    public:
        virtual ~Order() = default;
        virtual qint64 size() const = 0;
        virtual ProductId at(qint64 row) const = 0;
    };

    ResultSet() = default;
    explicit ResultSet(std::shared_ptr<const Order> order) : m_order(std::move(order)) {}

    qint64 size() const { return m_order ? m_order->size() : 0; }
    /// 0 <= row < size().
    ProductId at(qint64 row) const { return m_order->at(row); }

private:
    std::shared_ptr<const Order> m_order;
};

/// One line of a list: what is shown without opening the card.
struct Row
{
    ProductId id{};
    ProductKey key;
    QString name;
    QString brand; ///< label
    QString category; ///< first path
    Price price; ///< first price; currency empty when there is none
    qint64 stock = 0;
    ImageRef image; ///< id empty when there is none
    quint32 version = 0;
};

struct FacetCount
{
    QString value; ///< what goes into the Query
    QString label;
    qint64 count = 0;
};

/// Counts under the query's text and the *other* filters, so that a facet's own choices stay visible.
struct Facets
{
    QVector<FacetCount> categories; ///< every path on every level that has products, sorted by path
    QVector<FacetCount> brands; ///< most frequent first
    qint64 priceMinMinor = 0; ///< of all matches; both 0 when nothing has a price
    qint64 priceMaxMinor = 0;
    QString priceCurrency;
    QVector<qint64> priceHistogram; ///< equal steps on a logarithmic scale from min to max; empty without prices
};

} // namespace vitrine::catalog
