#pragma once

#include "catalog/catalog.h"
#include "catalog/facet_attributes.h"
#include "catalog/families.h"

#include <memory>

// What every store does with families: of each product it keeps beside its values how complete it is, under the numbers
// that the store gives to places; filters and counts read that. Pure.
namespace vitrine::catalog {

/// The families of a catalog as its store holds them. An immutable value.
struct DeclaredFamilies
{
    FamilyModel model;
    quint64 generation = 0;      ///< 0: never declared; then nothing is kept of any product
    std::vector<quint32> scopes; ///< the store's number of each of the model's places; a place keeps it for ever
    QHash<QString, ValueType> types{}; ///< of declaredTypes()

    /// Of each place its scope's number, what is required and what is filled, each 32 bits in little endian. Empty: the
    /// product has no family, and nothing is kept.
    QByteArray stored(const Product &product) const;
    /// The rule that a value of another type than is declared breaks; such a one is nowhere, from before the rule neither.
    std::optional<Error> otherType(const Product &product) const;
};

/// The attribute under which a facet index keeps completeness: the number that a store gives to none.
inline constexpr quint32 CompletenessAttribute = 0;
/// What an index sees of DeclaredFamilies::stored(), sorted. Corrupt.
Result<std::vector<IndexValue>> completenessValues(const QByteArray &stored);

/// The filters "complete" and "incomplete": SG/en, SG, or * for everything that a product's family requires.
/// InvalidArgument, at "filter". Nothing: the filter is neither.
std::optional<Result<AttributeTest>> completenessTest(const AttributeFilter &filter, const DeclaredFamilies &families);
/// The counts of the same names: each channel and locale, and * for everything. InvalidArgument, at "facets".
std::optional<Result<AttributeNames::DerivedFacet>> completenessFacet(const QString &code, const DeclaredFamilies &families);

/// What the index counts, which holds `products` of them. `count`: how far they were counted.
CatalogCompleteness catalogCompleteness(const DeclaredFamilies &families, const FamilyCount &count, qint64 products,
                                        const std::function<qint64(quint32 attribute, double key)> &counted);
/// Of one product; NotFound: it has no variant of that SKU.
Result<Completeness> productCompleteness(const FamilyModel &model, const Product &product, const Scope &only, const QString &sku);
/// Visits each value of the product that breaks a rule; false when `visit` or `cancel` have enough.
bool visitInvalid(const FamilyModel &model, const Product &product, const CancelToken &cancel,
                  const std::function<bool(const InvalidValue &)> &visit);
Error readingWasStopped(); ///< Cancelled

/// The types that a declaration names, that of the attribute "family" first.
QVector<std::pair<QString, ValueType>> declaredTypes(const FamilyDeclaration &declaration);
/// Conflict: an attribute has `values` of another type than is declared.
std::optional<Error> typeConflict(const QString &code, ValueType declared, std::optional<ValueType> known, qint64 values);
/// What the attribute "family" and its options are called.
QVector<AttributeHint> declaredHints(const FamilyDeclaration &declaration);
/// The change, for the history.
QString whatIsDeclared(const FamilyDeclaration &declaration);
/// Of the products up to number `products`, for whoever checks meanwhile.
QString completenessIsBeingCounted(qint64 products);

} // namespace vitrine::catalog
