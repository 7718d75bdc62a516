#pragma once

#include "base/result.h"
#include "catalog/query.h"

#include <limits>
#include <optional>
#include <vector>

namespace vitrine::catalog {

/// An AttributeFilter as an index understands it: keys are numbers, Julian days, 0 and 1, option numbers, textKey()s.
struct AttributeTest
{
    quint32 attribute = 0;
    AttributeFilter::Kind kind = AttributeFilter::Kind::Present;
    bool isNegated = false;
    std::vector<double> keys{};
    double from = -std::numeric_limits<double>::infinity();
    double to = std::numeric_limits<double>::infinity();
    bool isOpen = false;
    bool operator==(const AttributeTest &) const = default;
};

/// Port: the names behind the numbers of an index, of whoever owns the index. Any thread.
class AttributeNames
{
public:
    struct Known
    {
        quint32 number = 0;
        ValueType type = ValueType::Text;
        QString label;
        QString unit;
    };

    virtual ~AttributeNames() = default;
    virtual std::optional<Known> attribute(const QString &code) const = 0;
    virtual std::optional<quint32> option(quint32 attribute, const QString &code) const = 0;
    virtual FacetCount optionName(quint32 option) const = 0; ///< value and label
    virtual QStringList attributeCodes() const = 0;          ///< for a message
    /// The test of a filter on what the index's owner derives of products, under a name that is no attribute's; nothing:
    /// it is none of these. InvalidArgument, at "filter".
    virtual std::optional<Result<AttributeTest>> derived(const AttributeFilter &) const { return {}; }
    /// The counts of the same, in the order in which they are shown.
    struct DerivedFacet
    {
        Known known;
        std::vector<std::pair<double, FacetCount>> keys; ///< of the index, and what goes into a filter
    };
    virtual std::optional<Result<DerivedFacet>> derivedFacet(const QString &) const { return {}; }
};

/// The longest text that is filtered by; of longer ones the index knows that they are there.
inline constexpr qsizetype LongestIndexedText = 64;

/// A text as a key of an index: 53 bits of its hash, the same in every run. Of two texts with one key, which no
/// catalog is likely to have, either is found by the other.
double textKey(const QString &text);

/// One test for each filter of the query, in its order. InvalidArgument, at "filter", names an attribute that is not
/// there, a value that is none of its type, a range of what has no order.
Result<std::vector<AttributeTest>> resolveFilters(const Query &query, const AttributeNames &names);

/// The attribute of that code; InvalidArgument at `where` suggests the nearest.
Result<AttributeNames::Known> resolveAttribute(const QString &code, const AttributeNames &names, const QString &where);

} // namespace vitrine::catalog
