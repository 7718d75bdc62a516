#pragma once

#include "catalog/facet_attributes.h"
#include "storage/sqlite/shared_state.h"

namespace vitrine::storage::sqlite {

/// The dictionary as the facet index asks it.
class IndexNames final : public catalog::AttributeNames
{
public:
    explicit IndexNames(const SharedState &state) : m_dictionary(state.dictionary), m_families(state.families) {}

    std::optional<Known> attribute(const QString &code) const override;
    std::optional<quint32> option(quint32 attribute, const QString &code) const override;
    catalog::FacetCount optionName(quint32 option) const override;
    QStringList attributeCodes() const override;
    /// Of completeness, unless an attribute is called so.
    std::optional<Result<catalog::AttributeTest>> derived(const catalog::AttributeFilter &filter) const override;
    std::optional<Result<DerivedFacet>> derivedFacet(const QString &code) const override;

private:
    const Dictionary &m_dictionary;
    const FamilyRegistry &m_families;
};

/// What the index sees of a product whose attributes and options the dictionary knows.
std::vector<catalog::IndexValue> indexValues(const catalog::Product &product, const Dictionary &dictionary);

} // namespace vitrine::storage::sqlite
