#pragma once

#include "base/cancel.h"
#include "catalog/change_note.h"
#include "catalog/family_model.h"

#include <functional>
#include <memory>

namespace vitrine::catalog {

/// How far the counting of every product has come after the families have changed. Products that change meanwhile are
/// counted by the new families at once.
struct FamilyCount
{
    quint64 generation = 0; ///< of the families: 0 before the first declaration
    qint64 products = 0;    ///< numbers of products to be counted
    qint64 done = 0;        ///< of these
    bool finished() const { return done >= products; }
};

/// How much of the catalog is complete.
struct CatalogCompleteness
{
    struct Place
    {
        Scope place; ///< as FamilyModel::places()
        qint64 complete = 0;
        qint64 incomplete = 0;
    };
    qint64 products = 0;
    qint64 withFamily = 0; ///< that is declared
    FamilyCount count;     ///< not finished: the numbers are of the former families in part
    QVector<Place> places;
};

/// Port: the families of a catalog, and how complete its products are. Thread-safe. Io; NotFound names a key.
class ProductFamilies
{
public:
    virtual ~ProductFamilies() = default;

    /// As they were last declared; never null.
    virtual std::shared_ptr<const FamilyModel> model() = 0;
    /// Replaces everything that was declared, in one transaction that is noted in the history. From then on values are
    /// checked by the new rules; advance() counts the products anew. Conflict: an attribute has values of another type than
    /// the declaration says. Unchanged families: nothing is done.
    virtual Result<FamilyCount> declare(const FamilyDeclaration &declaration, const ChangeNote &note) = 0;
    /// Counts the next products in one short transaction, at most `products`. A catalog that is opened goes on by itself.
    virtual Result<FamilyCount> advance(int products) = 0;
    virtual Result<FamilyCount> counted() = 0;

    /// Of one product as it is now, whatever has been counted. `sku` as in FamilyModel::completeness(), at which there is
    /// NotFound when the product has no such variant.
    virtual Result<Completeness> completeness(const ProductKey &key, const Scope &only, const QString &sku) = 0;
    virtual Result<CatalogCompleteness> completeness(const CancelToken &cancel) = 0;
    /// Every value that breaks a rule: it was there before the rule. Stops early, with Cancelled, when `visit` returns false.
    virtual Status forEachInvalid(const CancelToken &cancel, const std::function<bool(const InvalidValue &)> &visit) = 0;
};

/// {"family":"shoes","places":[{"channel","locale","required","filled","missing":[…],"invalid":[…]}]}
QByteArray completenessJson(const Completeness &completeness);
/// {"products":n,"withFamily":n,"uncounted":n,"places":[{"channel","locale","complete","incomplete"}]}
QByteArray completenessJson(const CatalogCompleteness &completeness);

using CountProgress = std::function<void(qint64 done, qint64 products)>;

/// Counts to the end, in short transactions. Cancelled: it goes on with the next call, or when the catalog is opened.
Result<FamilyCount> runCount(ProductFamilies &families, const CountProgress &progress, const CancelToken &cancel);

} // namespace vitrine::catalog
