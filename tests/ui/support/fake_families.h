#pragma once

#include "tests/ui/support/ready_reply.h"
#include "ui/bridge/family_session.h"

#include <functional>

namespace vitrine::test {

/// Families that are declared as a store does it, over the products of a fake catalog. `fail` makes every reply an error.
class FakeFamilies : public ui::FamilySession
{
public:
    explicit FakeFamilies(std::function<Result<catalog::Product>(const ProductKey &)> truth) : m_truth(std::move(truth)) {}

    std::shared_ptr<const catalog::FamilyModel> model() const override { return declared; }
    Reply<catalog::Completeness> completeness(const ProductKey &key, const catalog::Scope &only, const QString &sku) override
    {
        const auto product = m_truth(key);
        return readyReply<catalog::Completeness>(fail        ? Result<catalog::Completeness>(*fail)
                                                 : !product ? Result<catalog::Completeness>(product.error())
                                                            : declared->completeness(*product, only, sku));
    }
    Reply<catalog::CatalogCompleteness> completeness(const CancelToken &) override
    {
        return readyReply<catalog::CatalogCompleteness>(fail ? Result<catalog::CatalogCompleteness>(*fail) : ofCatalog);
    }
    Reply<catalog::FamilyCount> declare(const catalog::FamilyDeclaration &declaration, const CancelToken &cancel) override
    {
        if (failDeclare)
            return readyReply<catalog::FamilyCount>(*failDeclare);
        declare(declaration);
        return count(cancel);
    }
    Reply<catalog::FamilyCount> count(const CancelToken &cancel) override
    {
        running = cancel;
        if (!isHolding)
            return readyReply<catalog::FamilyCount>(counting);
        counted = std::make_shared<QPromise<Result<catalog::FamilyCount>>>();
        counted->start();
        return counted->future();
    }
    catalog::FamilyCount progress() const override { return counting; }
    QString readOnlyReason() const override { return readOnly; }
    /// Ends the counting that is held.
    void finish(const Result<catalog::FamilyCount> &count)
    {
        counted->addResult(count);
        counted->finish();
    }
    void declare(const catalog::FamilyDeclaration &declaration) { declared = std::make_shared<const catalog::FamilyModel>(declaration); }

    std::shared_ptr<const catalog::FamilyModel> declared = std::make_shared<const catalog::FamilyModel>();
    Result<catalog::CatalogCompleteness> ofCatalog{catalog::CatalogCompleteness{}};
    std::optional<Error> fail, failDeclare;
    catalog::FamilyCount counting;
    bool isHolding = false; ///< the next counting ends with finish()
    std::shared_ptr<QPromise<Result<catalog::FamilyCount>>> counted;
    CancelToken running;
    QString readOnly;

private:
    std::function<Result<catalog::Product>(const ProductKey &)> m_truth;
};

} // namespace vitrine::test
