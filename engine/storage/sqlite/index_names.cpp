#include "storage/sqlite/index_names.h"

namespace vitrine::storage::sqlite {

namespace {

Error noFamilies(const QString &code, const QString &where)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("'%1' asks for what families require, and this catalog has none").arg(code), where,
            QStringLiteral("Declare them with vitrined families import")};
}

} // namespace

std::optional<IndexNames::Known> IndexNames::attribute(const QString &code) const
{
    const auto id = m_dictionary.findAttribute(code);
    if (!id)
        return {};
    const catalog::Attribute attribute = m_dictionary.described(*id);
    return Known{*id, attribute.type, attribute.label, attribute.unit};
}

std::optional<quint32> IndexNames::option(quint32 attribute, const QString &code) const
{
    return m_dictionary.findOption(attribute, code);
}

catalog::FacetCount IndexNames::optionName(quint32 option) const
{
    return {m_dictionary.optionCode(option), m_dictionary.optionLabel(option), 0};
}

QStringList IndexNames::attributeCodes() const
{
    QStringList codes;
    for (const catalog::Attribute &attribute : m_dictionary.attributes())
        codes.append(attribute.code);
    return codes;
}

std::optional<bool> IndexNames::askedComplete(const QString &code) const
{
    const bool isComplete = code == u"complete";
    if ((!isComplete && code != u"incomplete") || m_dictionary.findAttribute(code))
        return {};
    return isComplete;
}

std::optional<Result<IndexNames::DerivedFacet>> IndexNames::derivedFacet(const QString &code) const
{
    const auto isComplete = askedComplete(code);
    if (!isComplete)
        return {};
    const auto families = m_families.get();
    if (families->generation == 0)
        return std::make_optional<Result<DerivedFacet>>(noFamilies(code, QStringLiteral("facets")));
    DerivedFacet facet{{CompletenessAttribute, catalog::ValueType::Option, *isComplete ? QStringLiteral("Complete") : QStringLiteral("Incomplete"), {}}, {}};
    const QVector<catalog::Scope> &places = families->model.places();
    for (qsizetype i = 0; i < places.size(); ++i) {
        const catalog::Scope &place = places[i];
        const QString name = place == catalog::Scope{}  ? QStringLiteral("*")
                             : place.locale.isEmpty() ? place.channel
                                                      : place.channel + u'/' + place.locale;
        facet.keys.push_back({completenessKey(families->scopes[size_t(i)], *isComplete), {name, name, 0}});
    }
    return Result<DerivedFacet>(std::move(facet));
}

std::optional<Result<catalog::AttributeTest>> IndexNames::derived(const catalog::AttributeFilter &filter) const
{
    using catalog::AttributeFilter;
    const auto asked = askedComplete(filter.code);
    if (!asked)
        return {};
    const bool isComplete = *asked;
    const auto wrong = [&](const QString &what, const QString &remedy) -> Result<catalog::AttributeTest> {
        return Error{ErrorCode::InvalidArgument, what, QStringLiteral("filter"), remedy};
    };
    const auto families = m_families.get();
    if (families->generation == 0)
        return std::make_optional<Result<catalog::AttributeTest>>(noFamilies(filter.code, QStringLiteral("filter")));
    catalog::AttributeTest test{CompletenessAttribute, AttributeFilter::Kind::AnyOf, filter.isNegated};
    if (filter.kind == AttributeFilter::Kind::Range)
        return wrong(QStringLiteral("'%1' takes a channel and locale, not a range").arg(filter.code),
                     QStringLiteral("Write %1:*, or %1:CHANNEL/LOCALE").arg(filter.code));
    if (filter.kind == AttributeFilter::Kind::Present)
        test.keys.push_back(completenessKey(families->scopes.front(), isComplete));
    const QVector<catalog::Scope> &places = families->model.places();
    for (const QString &text : filter.values) {
        const catalog::Scope wanted{text.section(u'/', 0, 0), text.section(u'/', 1)};
        const qsizetype place = wanted == catalog::Scope{} ? -1 : places.indexOf(wanted);
        if (place < 0) {
            QStringList known;
            for (const catalog::Scope &each : places) {
                if (!each.locale.isEmpty() && known.size() < 10)
                    known.append(each.channel + u'/' + each.locale);
            }
            return wrong(QStringLiteral("'%1' is no channel and locale of the families").arg(text),
                         known.isEmpty() ? QStringLiteral("They have no channels: write %1:*").arg(filter.code)
                                         : QStringLiteral("Name a channel, or one of: %1").arg(known.join(QStringLiteral(", "))));
        }
        test.keys.push_back(completenessKey(families->scopes[size_t(place)], isComplete));
    }
    return Result<catalog::AttributeTest>(std::move(test));
}

std::vector<catalog::IndexValue> indexValues(const catalog::Product &product, const Dictionary &dictionary)
{
    return catalog::indexValues(
        product, [&](const QString &code) { return *dictionary.findAttribute(code); },
        [&](quint32 attribute, const QString &code) { return *dictionary.findOption(attribute, code); });
}

} // namespace vitrine::storage::sqlite
