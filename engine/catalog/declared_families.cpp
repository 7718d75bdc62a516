#include "catalog/declared_families.h"

#include "catalog/product_rules.h"

#include <QtEndian>

#include <algorithm>

namespace vitrine::catalog {

namespace {

constexpr qsizetype PlaceBytes = 3 * sizeof(quint32);

void append(QByteArray &bytes, quint32 number)
{
    const quint32 little = qToLittleEndian(number);
    bytes.append(reinterpret_cast<const char *>(&little), sizeof little);
}

/// The key of a place's products in the index: those that are complete, and those that are not.
double completenessKey(quint32 scope, bool isComplete)
{
    return 2.0 * scope + (isComplete ? 0 : 1);
}

std::optional<bool> askedComplete(const QString &code)
{
    if (code != u"complete" && code != u"incomplete")
        return {};
    return code == u"complete";
}

Error noFamilies(const QString &code, const QString &where)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("'%1' asks for what families require, and this catalog has none").arg(code), where,
            QStringLiteral("Declare them with vitrined families import")};
}

} // namespace

QByteArray DeclaredFamilies::stored(const Product &product) const
{
    const std::vector<PlaceCount> counts = model.count(product);
    QByteArray bytes;
    bytes.reserve(qsizetype(counts.size()) * PlaceBytes);
    for (size_t i = 0; i < counts.size(); ++i) {
        append(bytes, scopes[i]);
        append(bytes, counts[i].required);
        append(bytes, counts[i].filled);
    }
    return bytes;
}

std::optional<Error> DeclaredFamilies::otherType(const Product &product) const
{
    const auto check = [this](const QVector<AttributeValue> &values, const QString &owner) -> std::optional<Error> {
        for (const AttributeValue &value : values) {
            const auto declared = types.constFind(value.code);
            if (declared == types.constEnd() || *declared == typeOf(value.value))
                continue;
            if (auto error = model.brokenRule(value, owner + value.code))
                return error;
        }
        return {};
    };
    if (types.isEmpty())
        return {};
    if (auto error = check(product.attributes, {}))
        return error;
    for (const Variant &variant : product.variants) {
        if (auto error = check(variant.attributes, QStringLiteral("variants[%1].").arg(variant.sku)))
            return error;
    }
    return {};
}

Result<std::vector<IndexValue>> completenessValues(const QByteArray &stored)
{
    if (stored.size() % PlaceBytes != 0)
        return Error{ErrorCode::Corrupt, QStringLiteral("a product's completeness is damaged"), {},
                     QStringLiteral("vitrined doctor --repair makes it again")};
    std::vector<IndexValue> values;
    for (const char *place = stored.constData(); place < stored.constData() + stored.size(); place += PlaceBytes) {
        const auto number = [place](int index) { return qFromLittleEndian<quint32>(place + index * int(sizeof(quint32))); };
        values.push_back({CompletenessAttribute, ValueType::Option, completenessKey(number(0), number(2) >= number(1))});
    }
    sortValues(values);
    return values;
}

std::optional<Result<AttributeNames::DerivedFacet>> completenessFacet(const QString &code, const DeclaredFamilies &families)
{
    using DerivedFacet = AttributeNames::DerivedFacet;
    const auto isComplete = askedComplete(code);
    if (!isComplete)
        return {};
    if (families.generation == 0)
        return std::make_optional<Result<DerivedFacet>>(noFamilies(code, QStringLiteral("facets")));
    DerivedFacet facet{{CompletenessAttribute, ValueType::Option, *isComplete ? QStringLiteral("Complete") : QStringLiteral("Incomplete"), {}}, {}};
    const QVector<Scope> &places = families.model.places();
    for (qsizetype i = 0; i < places.size(); ++i) {
        const Scope &place = places[i];
        const QString name = place == Scope{}         ? QStringLiteral("*")
                             : place.locale.isEmpty() ? place.channel
                                                      : place.channel + u'/' + place.locale;
        facet.keys.push_back({completenessKey(families.scopes[size_t(i)], *isComplete), {name, name, 0}});
    }
    return Result<DerivedFacet>(std::move(facet));
}

std::optional<Result<AttributeTest>> completenessTest(const AttributeFilter &filter, const DeclaredFamilies &families)
{
    const auto asked = askedComplete(filter.code);
    if (!asked)
        return {};
    const bool isComplete = *asked;
    const auto wrong = [&](const QString &what, const QString &remedy) -> Result<AttributeTest> {
        return Error{ErrorCode::InvalidArgument, what, QStringLiteral("filter"), remedy};
    };
    if (families.generation == 0)
        return std::make_optional<Result<AttributeTest>>(noFamilies(filter.code, QStringLiteral("filter")));
    AttributeTest test{CompletenessAttribute, AttributeFilter::Kind::AnyOf, filter.isNegated};
    if (filter.kind == AttributeFilter::Kind::Range)
        return wrong(QStringLiteral("'%1' takes a channel and locale, not a range").arg(filter.code),
                     QStringLiteral("Write %1:*, or %1:CHANNEL/LOCALE").arg(filter.code));
    if (filter.kind == AttributeFilter::Kind::Present)
        test.keys.push_back(completenessKey(families.scopes.front(), isComplete));
    const QVector<Scope> &places = families.model.places();
    for (const QString &text : filter.values) {
        const Scope wanted{text.section(u'/', 0, 0), text.section(u'/', 1)};
        const qsizetype place = wanted == Scope{} ? -1 : places.indexOf(wanted);
        if (place < 0) {
            QStringList known;
            for (const Scope &each : places) {
                if (!each.locale.isEmpty() && known.size() < 10)
                    known.append(each.channel + u'/' + each.locale);
            }
            return wrong(QStringLiteral("'%1' is no channel and locale of the families").arg(text),
                         known.isEmpty() ? QStringLiteral("They have no channels: write %1:*").arg(filter.code)
                                         : QStringLiteral("Name a channel, or one of: %1").arg(known.join(QStringLiteral(", "))));
        }
        test.keys.push_back(completenessKey(families.scopes[size_t(place)], isComplete));
    }
    return Result<AttributeTest>(std::move(test));
}

CatalogCompleteness catalogCompleteness(const DeclaredFamilies &families, const FamilyCount &count, qint64 products,
                                        const std::function<qint64(quint32, double)> &counted)
{
    CatalogCompleteness all;
    all.products = products;
    all.count = count;
    for (size_t i = 0; i < families.scopes.size(); ++i) {
        const quint32 scope = families.scopes[i];
        all.places.append({families.model.places()[qsizetype(i)], counted(CompletenessAttribute, completenessKey(scope, true)),
                           counted(CompletenessAttribute, completenessKey(scope, false))});
    }
    if (!all.places.isEmpty())
        all.withFamily = all.places.first().complete + all.places.first().incomplete;
    return all;
}

Result<Completeness> productCompleteness(const FamilyModel &model, const Product &product, const Scope &only, const QString &sku)
{
    const auto isWanted = [&](const Variant &variant) { return variant.sku == sku; };
    if (!sku.isEmpty() && std::none_of(product.variants.begin(), product.variants.end(), isWanted))
        return Error{ErrorCode::NotFound, QStringLiteral("the product \"%1\" has no variant \"%2\"").arg(product.key.toString(), sku),
                     QStringLiteral("variant"), QStringLiteral("Its card names those that it has")};
    return model.completeness(product, only, sku);
}

bool visitInvalid(const FamilyModel &model, const Product &product, const CancelToken &cancel,
                  const std::function<bool(const InvalidValue &)> &visit)
{
    const QVector<InvalidValue> values = model.invalidValues(product);
    return !cancel.requested() && std::all_of(values.begin(), values.end(), visit);
}

Error readingWasStopped()
{
    return {ErrorCode::Cancelled, QStringLiteral("the reading was stopped"), {}, {}};
}

QVector<std::pair<QString, ValueType>> declaredTypes(const FamilyDeclaration &declaration)
{
    QVector<std::pair<QString, ValueType>> types{{FamilyAttribute, ValueType::Option}};
    for (const AttributeRule &rule : declaration.attributes) {
        if (rule.type)
            types.append({rule.code, *rule.type});
    }
    return types;
}

std::optional<Error> typeConflict(const QString &code, ValueType declared, std::optional<ValueType> known, qint64 values)
{
    if (values == 0 || !known || *known == declared)
        return {};
    return Error{ErrorCode::Conflict,
                 QStringLiteral("the attribute \"%1\" is to be a %2 attribute and has %3 values that are not (%4)")
                     .arg(code, valueTypeName(declared)).arg(values).arg(valueTypeName(*known)),
                 code, QStringLiteral("Declare it with the type that it has, or remove its values first")};
}

QVector<AttributeHint> declaredHints(const FamilyDeclaration &declaration)
{
    QVector<AttributeHint> hints{{FamilyAttribute, QStringLiteral("Family"), {}}};
    for (const Family &family : declaration.families)
        hints.append({FamilyAttribute, family.label, {}, family.code});
    return hints;
}

QString whatIsDeclared(const FamilyDeclaration &declaration)
{
    return QStringLiteral("families: %1, with rules for %2 attributes, in %3 channels")
        .arg(declaration.families.size()).arg(declaration.attributes.size()).arg(declaration.channels.size());
}

QString completenessIsBeingCounted(qint64 products)
{
    return QStringLiteral("the completeness of products up to number %1, which are being counted after a change of the families").arg(products);
}

} // namespace vitrine::catalog
