#include "catalog/query_names.h"

#include "catalog/product_rules.h"
#include "catalog/unit.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitrine::catalog {

namespace {

Error wrong(const QString &what)
{
    return {ErrorCode::InvalidArgument, what, QStringLiteral("filter"), {}};
}

/// Insertions, deletions and replacements between two words (Levenshtein 1966).
qsizetype distance(const QString &a, const QString &b)
{
    std::vector<qsizetype> row(size_t(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = std::exchange(row[0], i + 1);
        for (qsizetype j = 0; j < b.size(); ++j) {
            const qsizetype above = row[size_t(j) + 1];
            row[size_t(j) + 1] = std::min({diagonal + (a[i] != b[j]), above + 1, row[size_t(j)] + 1});
            diagonal = above;
        }
    }
    return row.back();
}

QString nearest(const QString &code, const QStringList &codes)
{
    QString best;
    qsizetype least = code.size() / 3 + 1;
    for (const QString &candidate : codes) {
        if (std::abs(candidate.size() - code.size()) > least)
            continue;
        if (const qsizetype steps = distance(code, candidate); steps <= least && (best.isEmpty() || steps < least)) {
            best = candidate;
            least = steps;
        }
    }
    return best;
}

QString article(ValueType type)
{
    return (type == ValueType::Option ? QStringLiteral("an ") : QStringLiteral("a ")) + valueTypeName(type);
}

/// "2 kg" of an attribute that is kept in grams is 2000.
Result<double> numberWithUnit(const AttributeNames::Known &attribute, const QString &code, const QString &text)
{
    qsizetype digits = text.size();
    bool isNumber = false;
    double number = 0;
    while (digits > 0 && !isNumber) // the longest beginning that is one: "1e3g" has an exponent, "2e" does not
        number = text.left(digits--).toDouble(&isNumber);
    const QString unit = text.mid(digits + 1).trimmed();
    if (!isNumber || !std::isfinite(number))
        return wrong(QStringLiteral("'%1' is a number attribute and '%2' is not a number").arg(code, text));
    if (unit.isEmpty() || unit == attribute.unit)
        return number;
    if (attribute.unit.isEmpty())
        return wrong(QStringLiteral("'%1' has no unit, and '%2' does: write the number alone").arg(code, text));
    if (const auto converted = convertedUnit(number, unit, attribute.unit))
        return *converted;
    const QStringList like = unitsLike(attribute.unit);
    return wrong(QStringLiteral("'%1' is in %2, into which '%3' cannot be converted: %4")
                     .arg(code, attribute.unit, unit,
                          like.isEmpty() ? QStringLiteral("write the number alone")
                                         : QStringLiteral("use one of ") + like.join(QStringLiteral(", "))));
}

/// What a value's text means; nothing: an option that is not there, which no product has.
Result<std::optional<double>> keyOf(const AttributeNames::Known &attribute, const QString &code, const QString &text,
                                    const AttributeNames &names)
{
    switch (attribute.type) {
    case ValueType::Text:
        if (text.size() > LongestIndexedText)
            return wrong(QStringLiteral("'%1': texts are filtered by up to %2 characters").arg(code).arg(LongestIndexedText));
        return std::optional(textKey(text));
    case ValueType::Number: {
        const auto number = numberWithUnit(attribute, code, text);
        if (!number)
            return number.error();
        return std::optional(*number);
    }
    case ValueType::Boolean:
        if (text == u"true" || text == u"yes")
            return std::optional(1.0);
        if (text == u"false" || text == u"no")
            return std::optional(0.0);
        return wrong(QStringLiteral("'%1' is a boolean attribute and '%2' is neither true nor false").arg(code, text));
    case ValueType::Date: {
        const QDate date = QDate::fromString(text, Qt::ISODate);
        if (!date.isValid())
            return wrong(QStringLiteral("'%1' is a date attribute and '%2' is not a date such as 2024-12-31").arg(code, text));
        return std::optional(double(date.toJulianDay()));
    }
    case ValueType::Option: {
        const auto option = names.option(attribute.number, text);
        return option ? std::optional(double(*option)) : std::optional<double>();
    }
    }
    Q_UNREACHABLE();
}

Result<AttributeTest> rangeOf(const AttributeFilter &filter, const AttributeNames::Known &attribute, AttributeTest test,
                              const AttributeNames &names)
{
    if (attribute.type != ValueType::Number && attribute.type != ValueType::Date)
        return wrong(QStringLiteral("'%1' is %2 attribute: ranges are for numbers and dates")
                         .arg(filter.code, article(attribute.type)));
    if (!filter.from.isEmpty()) {
        const auto from = keyOf(attribute, filter.code, filter.from, names);
        if (!from)
            return from.error();
        test.from = **from;
    }
    if (!filter.to.isEmpty()) {
        const auto to = keyOf(attribute, filter.code, filter.to, names);
        if (!to)
            return to.error();
        test.to = **to;
    }
    test.isOpen = filter.isOpen;
    if (test.from > test.to)
        return wrong(QStringLiteral("the range '%1..%2' of '%3' holds nothing").arg(filter.from, filter.to, filter.code));
    return test;
}

} // namespace

double textKey(const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    return double(XXH3_64bits(utf8.constData(), size_t(utf8.size())) >> 11);
}

Result<AttributeNames::Known> resolveAttribute(const QString &code, const AttributeNames &names, const QString &where)
{
    if (auto known = names.attribute(code))
        return *std::move(known);
    const QString near = nearest(code, names.attributeCodes());
    return Error{ErrorCode::InvalidArgument,
                 near.isEmpty() ? QStringLiteral("there is no attribute '%1'").arg(code)
                                : QStringLiteral("there is no attribute '%1'; did you mean '%2'?").arg(code, near),
                 where,
                 {}};
}

Result<std::vector<AttributeTest>> resolveFilters(const Query &query, const AttributeNames &names)
{
    std::vector<AttributeTest> tests;
    for (const AttributeFilter &filter : query.attributes) {
        if (const auto derived = names.derived(filter)) {
            if (!*derived)
                return derived->error();
            tests.push_back(**derived);
            continue;
        }
        const auto attribute = resolveAttribute(filter.code, names, QStringLiteral("filter"));
        if (!attribute)
            return attribute.error();
        AttributeTest test{attribute->number, filter.kind, filter.isNegated};
        if (filter.kind == AttributeFilter::Kind::Range) {
            auto range = rangeOf(filter, *attribute, std::move(test), names);
            if (!range)
                return range.error();
            test = *std::move(range);
        }
        for (const QString &text : filter.values) {
            const auto key = keyOf(*attribute, filter.code, text, names);
            if (!key)
                return key.error();
            if (*key)
                test.keys.push_back(**key);
        }
        tests.push_back(std::move(test));
    }
    return tests;
}

} // namespace vitrine::catalog
