#pragma once

#include "catalog/facet_run.h"
#include "catalog/query_names.h"

#include <functional>
#include <map>

namespace vitrine::catalog {

/// One value of a product as the index has it; a list of them is sorted and without duplicates.
struct IndexValue
{
    static constexpr double LongText = -1; ///< the key of every text that is too long to be filtered by

    quint32 attribute = 0;
    ValueType type = ValueType::Text;
    double key = 0;
    QString text{}; ///< of a Text, unless it is too long
    bool operator==(const IndexValue &) const = default;
};

/// What an index sees of a product: the values of its card without a scope and those of its variants. `number` gives
/// the number of an attribute by its code, `option` that of an option by attribute and code.
std::vector<IndexValue> indexValues(const Product &product, const std::function<quint32(const QString &)> &number,
                                    const std::function<quint32(quint32, const QString &)> &option);
void sortValues(std::vector<IndexValue> &values);
IndexValue textValue(quint32 attribute, const QString &text);

/// The values of every attribute: a bitmap a value for options, booleans and texts, a FacetRun for numbers and dates.
/// Options and texts with more than MostValues different values move into a FacetRun by their keys: they are filtered,
/// but neither counted nor sorted by. So an attribute costs 15 bytes a value at most, and 2 to 5 where it has few.
/// Threads as of FacetIndex.
class FacetAttributes
{
public:
    static constexpr size_t MostValues = 1'000;

    /// The product has the values of `after` instead of those of `before`.
    void replace(quint32 id, const std::vector<IndexValue> &before, const std::vector<IndexValue> &after);
    /// What a product has; looks through every attribute.
    std::vector<IndexValue> valuesOf(quint32 id) const;
    std::vector<IndexValue> valuesOf(quint32 id, quint32 attribute) const;

    /// The products for which the test holds, before its negation.
    Roaring select(const AttributeTest &test) const;
    bool isCounted(quint32 attribute) const;
    /// Null for an attribute without a run.
    const FacetRun *run(quint32 attribute) const;
    struct Value
    {
        double key = 0;
        QString text; ///< of texts
        const Roaring *products = nullptr;
    };
    /// Every value of an attribute that has bitmaps.
    std::vector<Value> values(quint32 attribute) const;
    /// How many of the products have each of them, in their order.
    std::vector<qint64> counts(quint32 attribute, const FacetSelection &of) const;

private:
    friend class FacetSnapshot;
    struct Attribute
    {
        ValueType type = ValueType::Text;
        bool isRun = false;
        std::map<double, Roaring> values;
        std::map<double, QString> texts;
        FacetRun run;
        Roaring longTexts;
        Roaring products; ///< of `values`
        /// Of an attribute that many products have, by product: 0, or 1 + the place of its value in `valueOrder`, or
        /// Several. Two bytes a product, so that counting looks at the products asked for alone.
        std::vector<quint16> column;
        std::vector<double> valueOrder;
        Roaring several;
        bool isEmpty() const { return products.isEmpty() && run.isEmpty() && longTexts.isEmpty(); }
    };
    using Values = std::vector<IndexValue>::const_iterator;

    Attribute &need(quint32 number, ValueType type);
    void addValues(quint32 id, quint32 number, std::vector<IndexValue> &values) const;
    static void replace(Attribute &attribute, quint32 id, Values before, Values beforeEnd, Values after, Values afterEnd);
    static void toRun(Attribute &attribute);
    static void keepColumn(Attribute &attribute, quint32 id, const std::vector<double> &keys);
    static void makeColumn(Attribute &attribute);
    const Attribute *find(quint32 number) const;

    std::vector<std::unique_ptr<Attribute>> m_attributes; // by number
};

} // namespace vitrine::catalog
