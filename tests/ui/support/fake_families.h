#pragma once

#include "tests/ui/support/ready_reply.h"
#include "ui/bridge/family_session.h"

namespace vitrine::test {

/// What a test puts in.
class FakeFamilies : public ui::FamilySession
{
public:
    std::shared_ptr<const catalog::FamilyModel> model() const override { return declared; }
    Reply<catalog::Completeness> completeness(const ProductKey &, const catalog::Scope &, const QString &) override
    {
        return readyReply(ofProduct);
    }
    Reply<catalog::CatalogCompleteness> completeness(const CancelToken &) override { return readyReply(ofCatalog); }

    std::shared_ptr<const catalog::FamilyModel> declared = std::make_shared<const catalog::FamilyModel>();
    Result<catalog::Completeness> ofProduct{catalog::Completeness{}};
    Result<catalog::CatalogCompleteness> ofCatalog{catalog::CatalogCompleteness{}};
};

} // namespace vitrine::test
