#pragma once

#include "base/cancel.h"
#include "catalog/families.h"

#include <QFuture>

namespace vitrine::ui {

/// What products have to have. Like every part of Session: any thread calls, nothing blocks, the futures finish on any
/// thread. InvalidArgument where the catalog has no families at all.
class FamilySession
{
public:
    template <typename T>
    using Reply = QFuture<Result<T>>;

    virtual ~FamilySession() = default;
    /// The families as they are declared: a product's own by FamilyModel::familyOf(), its attributes in their order there.
    virtual std::shared_ptr<const catalog::FamilyModel> model() const = 0;
    /// What the product, or one of its variants, lacks in each channel and locale, or in those that are named.
    virtual Reply<catalog::Completeness> completeness(const ProductKey &key, const catalog::Scope &only, const QString &sku) = 0;
    virtual Reply<catalog::CatalogCompleteness> completeness(const CancelToken &cancel) = 0;

    /// Replaces what is declared, then counts every product by it. Cancelled while it counts: what was declared stays, and
    /// count() goes on. Conflict: an attribute has values of another type than the declaration says.
    virtual Reply<catalog::FamilyCount> declare(const catalog::FamilyDeclaration &declaration, const CancelToken &cancel) = 0;
    virtual Reply<catalog::FamilyCount> count(const CancelToken &cancel) = 0;
    /// Of the last that was begun of the two; cheap.
    virtual catalog::FamilyCount progress() const = 0;
    /// Why there can be no families here, a sentence for people; empty: there can. Immediate.
    virtual QString readOnlyReason() const = 0;
};

} // namespace vitrine::ui
