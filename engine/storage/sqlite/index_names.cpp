#include "storage/sqlite/index_names.h"

namespace vitrine::storage::sqlite {

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

std::optional<Result<IndexNames::DerivedFacet>> IndexNames::derivedFacet(const QString &code) const
{
    if (m_dictionary.findAttribute(code))
        return {};
    return catalog::completenessFacet(code, *m_families.get());
}

std::optional<Result<catalog::AttributeTest>> IndexNames::derived(const catalog::AttributeFilter &filter) const
{
    if (m_dictionary.findAttribute(filter.code))
        return {};
    return catalog::completenessTest(filter, *m_families.get());
}

std::vector<catalog::IndexValue> indexValues(const catalog::Product &product, const Dictionary &dictionary)
{
    return catalog::indexValues(
        product, [&](const QString &code) { return *dictionary.findAttribute(code); },
        [&](quint32 attribute, const QString &code) { return *dictionary.findOption(attribute, code); });
}

} // namespace vitrine::storage::sqlite
