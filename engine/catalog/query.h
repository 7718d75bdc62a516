#pragma once

#include "catalog/product.h"

#include <QHash>

#include <memory>
#include <optional>

namespace vitrine::catalog {

enum class SortBy { Relevance, Catalog, Key, Name, Price, Stock, Updated, Attribute };

/// A filter on any attribute, in the words of the one who asks: the store knows the attribute's type and reads them.
/// What a filter, a count and an order see of a product is what its card shows without a scope, and what its variants
/// show; one of several values is enough.
struct AttributeFilter
{
    enum class Kind {
        AnyOf,  ///< `values`: option codes, texts, true or false, numbers, dates such as 2024-12-31
        Range,  ///< numbers and dates from `from` to `to`, inclusive; either may be empty
        Present ///< any value
    };

    QString code;
    Kind kind = Kind::Present;
    bool isNegated = false; ///< the products that the filter does not hold for, those without a value too
    QStringList values{};
    QString from{};
    QString to{};
    bool isOpen = false; ///< a range ends before `to`
    bool operator==(const AttributeFilter &) const = default;
};

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
    QVector<AttributeFilter> attributes{};
    SortBy sort = SortBy::Relevance;
    bool descending = false;
    QString sortAttribute{}; ///< the code, for SortBy::Attribute; products without a value come last in either direction
    /// What ProductSearch::facets counts: "category", "brand", "price" and attribute codes ("attr.CODE" for one
    /// that is called like these); nothing: the first three.
    std::optional<QStringList> facets{};
    bool operator==(const Query &) const = default;

    /// Whether anything but the text narrows it.
    bool isFiltered() const
    {
        return !categories.isEmpty() || !brands.isEmpty() || priceFromMinor || priceToMinor || withImageOnly ||
               !attributes.isEmpty();
    }
};

/// Where a row of a ResultSet stands in its order, so that the list goes on behind it after changes, too.
struct ResultMark
{
    ProductId id{};
    qint64 row = 0;
    bool hasKey = false;
    double key = 0; ///< what the order compares, when that is a number
    QByteArray text{}; ///< the same, when it is a text
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
        virtual ResultMark markAt(qint64 row) const;
        /// The first row behind the mark of an earlier answer to the same query; nothing when the place cannot be found.
        virtual std::optional<qint64> rowAfter(const ResultMark &mark) const;
    };

    ResultSet() = default;
    explicit ResultSet(std::shared_ptr<const Order> order) : m_order(std::move(order)) {}

    qint64 size() const { return m_order ? m_order->size() : 0; }
    /// 0 <= row < size().
    ProductId at(qint64 row) const { return m_order->at(row); }
    ResultMark markAt(qint64 row) const { return m_order->markAt(row); }
    /// As of Order; 0 when there is nothing.
    std::optional<qint64> rowAfter(const ResultMark &mark) const { return m_order ? m_order->rowAfter(mark) : 0; }

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

/// The counts of one attribute: of each value, or, for numbers and dates, of equal steps.
struct AttributeFacet
{
    struct Step
    {
        double from = 0; ///< inclusive; a date by its Julian day
        double to = 0;   ///< exclusive
        qint64 count = 0;
    };

    QString code;
    QString label;
    QString unit;
    ValueType type = ValueType::Text;
    QVector<FacetCount> values; ///< options, booleans, texts: most frequent first
    QVector<Step> steps;        ///< numbers and dates; empty when no match has a value
    double low = 0, high = 0;   ///< the extremes of the matches, when there are steps
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
    QVector<AttributeFacet> attributes{}; ///< in the order asked
};

} // namespace vitrine::catalog
