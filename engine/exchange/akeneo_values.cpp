#include "exchange/akeneo_values.h"

#include "catalog/unit.h"
#include "exchange/money.h"

#include <QRegularExpression>

#include <cmath>

namespace vitrine::exchange {

using catalog::OptionCode;
using catalog::Scope;
using catalog::ValueType;

namespace {

constexpr qsizetype MaxDistinct = 1'000;

/// A decimal comma is one, too: an export may be told to write it.
std::optional<double> numberOf(const QString &text)
{
    QString plain = text.trimmed();
    if (plain.count(u',') == 1 && !plain.contains(u'.'))
        plain.replace(u',', u'.');
    bool good = false;
    const double number = plain.toDouble(&good);
    return good && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// "2017-01-31", also with a time behind it.
QDate dateOf(const QString &text) { return QDate::fromString(text.trimmed().left(10), Qt::ISODate); }

} // namespace

std::optional<bool> akeneoTruth(const QString &text)
{
    if (text == u"1" || text.compare(u"true", Qt::CaseInsensitive) == 0)
        return true;
    if (text == u"0" || text.compare(u"false", Qt::CaseInsensitive) == 0)
        return false;
    return {};
}

QStringList akeneoList(const QString &text)
{
    QStringList codes;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        if (const QString code = part.trimmed(); !code.isEmpty() && !codes.contains(code))
            codes.append(code);
    }
    return codes;
}

void AkeneoLooks::look(const QString &attribute, const QString &text)
{
    const QString value = text.trimmed();
    if (value.isEmpty())
        return;
    static const QRegularExpression number(QStringLiteral("^-?(?:0|[1-9][0-9]{0,14})(?:[.,][0-9]+)?$"));
    static const QRegularExpression date(QStringLiteral("^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?$"));
    static const QRegularExpression picture(QStringLiteral("\\.(?:jpe?g|png|gif|webp|tiff?|avif|heic)$"), QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression code(QStringLiteral("^[A-Za-z0-9_]{1,60}$"));
    Look &look = m_looks[attribute];
    ++look.filled;
    look.number = look.number && number.match(value).hasMatch();
    look.boolean = look.boolean && akeneoTruth(value);
    look.date = look.date && date.match(value).hasMatch() && dateOf(value).isValid();
    look.picture = look.picture && picture.match(value).hasMatch();
    look.option = look.option && code.match(value).hasMatch();
    if (look.distinct.size() < MaxDistinct)
        look.distinct.insert(value);
}

void AkeneoLooks::lookAtUnit(const QString &attribute, const QString &unit)
{
    m_told.insert(attribute, AkeneoType::Metric);
    if (unit.isEmpty() || m_units.contains(attribute))
        return;
    const QString symbol = catalog::unitSymbol(unit);
    m_units.insert(attribute, symbol.isEmpty() ? unit : symbol);
}

AkeneoType AkeneoLooks::type(const QString &attribute) const
{
    if (const auto told = m_told.constFind(attribute); told != m_told.constEnd())
        return *told;
    const auto found = m_looks.constFind(attribute);
    if (found == m_looks.constEnd())
        return AkeneoType::None;
    if (found->boolean)
        return AkeneoType::Boolean;
    if (found->number)
        return AkeneoType::Number;
    if (found->date)
        return AkeneoType::Date;
    if (found->picture)
        return AkeneoType::Picture;
    return found->option && found->distinct.size() * 2 <= found->filled ? AkeneoType::Option : AkeneoType::Text;
}

AkeneoType AkeneoValues::typeOf(const QString &attribute) const
{
    if (const AkeneoAttribute *declared = m_tables.attribute(attribute))
        return declared->type;
    const AkeneoType looks = m_looks.type(attribute);
    const auto known = m_codes.typeOf(attributeCode(attribute)); // the catalog's word, where the looks leave a choice
    const bool isPlain = looks == AkeneoType::None || looks == AkeneoType::Number || looks == AkeneoType::Boolean ||
                         looks == AkeneoType::Date || looks == AkeneoType::Option;
    if (known == ValueType::Text && isPlain)
        return AkeneoType::Text;
    if (known == ValueType::Number && (looks == AkeneoType::Boolean || looks == AkeneoType::None))
        return AkeneoType::Number;
    if (known == ValueType::Option && (looks == AkeneoType::Text || looks == AkeneoType::Number || looks == AkeneoType::Boolean || looks == AkeneoType::None))
        return AkeneoType::Option;
    return looks == AkeneoType::None ? AkeneoType::Text : looks;
}

QString AkeneoValues::codeOf(const QString &attribute) const
{
    const AkeneoAttribute *declared = m_tables.attribute(attribute);
    return m_codes.resolve(attribute, valueTypeOf(typeOf(attribute)), declared ? declared->label : QString(),
                           declared ? declared->unit : m_looks.unit(attribute));
}

void AkeneoValues::choosePrice(const QStringList &candidates)
{
    m_price = m_tables.priceAttribute();
    if (m_price.isEmpty() && candidates.contains(u"price"))
        m_price = QStringLiteral("price");
    if (m_price.isEmpty() && candidates.size() == 1)
        m_price = candidates.first();
}

QString AkeneoValues::codeOfPrice(const QString &attribute, const QString &currency) const
{
    const AkeneoAttribute *declared = m_tables.attribute(attribute);
    const QString label = declared && !declared->label.isEmpty() ? declared->label : labelFromCode(attribute);
    return m_codes.resolve(attribute + u'_' + currency.toLower(), ValueType::Number, label + u' ' + currency, currency);
}

void AkeneoValues::putName(AkeneoPart &part, const Scope &scope, const QString &text)
{
    const int rank = scope == Scope() ? 4 : scope.locale == u"en_US" ? 3 : scope.locale.startsWith(u"en") ? 2 : 1;
    if (rank <= part.nameRank)
        return;
    part.name = text;
    part.nameRank = rank;
}

AkeneoProblem AkeneoValues::put(AkeneoPart &part, const QString &attribute, const Scope &scope, const QString &text, const QString &unit)
{
    const QString value = text.trimmed();
    const AkeneoType type = typeOf(attribute);
    if (value.isEmpty() || type == AkeneoType::Identifier)
        return {};
    if (type == AkeneoType::Picture) {
        if (!part.images.contains(value))
            part.images.append(value);
        return {};
    }
    if (attribute == m_tables.nameAttribute(part.family)) {
        putName(part, scope, value);
        if (scope == Scope() && attribute == u"name")
            return {}; // it is the product's own
    }
    const QString code = codeOf(attribute);
    const auto add = [&](catalog::Value kept) -> AkeneoProblem {
        part.attributes.append({code, std::move(kept), scope});
        return {};
    };
    switch (type) {
    case AkeneoType::Number:
    case AkeneoType::Price:
        if (const auto number = numberOf(value))
            return add(*number);
        return {attribute, QStringLiteral("not a number: %1").arg(value.left(80))};
    case AkeneoType::Metric:
        if (const auto number = numberOf(value))
            return putMetric(part, attribute, scope, *number, unit);
        return {attribute, QStringLiteral("not a number: %1").arg(value.left(80))};
    case AkeneoType::Boolean:
        if (const auto truth = akeneoTruth(value))
            return add(*truth);
        return {attribute, QStringLiteral("neither 1 nor 0: %1").arg(value.left(80))};
    case AkeneoType::Date:
        if (const QDate date = dateOf(value); date.isValid())
            return add(date);
        return {attribute, QStringLiteral("not a date like 2024-12-31: %1").arg(value.left(80))};
    case AkeneoType::Option:
        m_codes.declareOption(code, value, m_tables.optionLabel(attribute, value));
        return add(OptionCode(value));
    case AkeneoType::Options:
        return add(akeneoList(value).join(QStringLiteral(", ")));
    case AkeneoType::None:
    case AkeneoType::Text:
    case AkeneoType::Identifier:
    case AkeneoType::Picture:
        return add(text);
    }
    Q_UNREACHABLE();
}

AkeneoProblem AkeneoValues::putMetric(AkeneoPart &part, const QString &attribute, const Scope &scope, double number, const QString &unit)
{
    const QString symbol = catalog::unitSymbol(unit).isEmpty() ? unit : catalog::unitSymbol(unit);
    const QString code = codeOf(attribute);
    const QString kept = m_codes.unitOf(code); // one unit an attribute
    if (!symbol.isEmpty() && !kept.isEmpty()) {
        const auto converted = catalog::convertedUnit(number, symbol, kept);
        if (!converted)
            return {attribute, QStringLiteral("%1 cannot be converted into %2, in which the attribute is kept").arg(symbol, kept)};
        number = *converted;
    }
    part.attributes.append({code, number, scope});
    return {};
}

AkeneoProblem AkeneoValues::putPrice(AkeneoPart &part, const QString &attribute, const Scope &scope, const QString &currency, const QString &amount)
{
    QString decimal = amount.trimmed();
    if (decimal.isEmpty())
        return {};
    if (decimal.count(u',') == 1 && !decimal.contains(u'.'))
        decimal.replace(u',', u'.');
    if (attribute != m_price || !scope.locale.isEmpty()) {
        const auto number = numberOf(decimal);
        if (!number)
            return {attribute, QStringLiteral("not a price: %1").arg(amount.left(80))};
        part.attributes.append({codeOfPrice(attribute, currency), *number, scope});
        return {};
    }
    const auto minor = minorFromDecimal(decimal, currency);
    if (!minor || !isCurrencyCode(currency))
        return {attribute + u'-' + currency, QStringLiteral("not a price: %1").arg(amount.left(80))};
    part.prices.append({scope.channel, currency, *minor});
    return {};
}

void AkeneoValues::putCategories(AkeneoPart &part, const QStringList &codes)
{
    for (const QString &code : codes) {
        if (const QString path = m_tables.categoryPath(code); !path.isEmpty() && !part.categories.contains(path))
            part.categories.append(path);
    }
}

void AkeneoValues::putFamily(AkeneoPart &part, const QString &family, const QString &variant)
{
    part.familyVariant = variant;
    part.family = family.isEmpty() ? m_tables.familyOfVariant(variant) : family;
}

void AkeneoValues::putEnabled(AkeneoPart &part, bool enabled)
{
    part.attributes.append({m_codes.resolve(QStringLiteral("enabled"), ValueType::Boolean), enabled, {}});
}

void AkeneoValues::putList(AkeneoPart &part, const QString &name, const QStringList &codes)
{
    if (!codes.isEmpty())
        part.attributes.append({m_codes.resolve(name, ValueType::Text), codes.join(QStringLiteral(", ")), {}});
}

} // namespace vitrine::exchange
