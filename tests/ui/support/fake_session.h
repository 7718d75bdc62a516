#pragma once

#include "tests/ui/support/fake_imports.h"
#include "tests/ui/support/fake_origin.h"
#include "tests/ui/support/fake_pictures.h"
#include "tests/ui/support/fake_plans.h"
#include "tests/ui/support/fake_pool.h"
#include "tests/ui/support/fake_products.h"

namespace vitrine::test {

/// A whole engine of fakes, for tests of the window.
class FakeSession : public ui::Session
{
public:
    explicit FakeSession(qint64 productCount = 1'000) : fakeProducts(productCount) {}

    QString title() const override { return QStringLiteral("Local engine · /srv/vitrine/catalog"); }
    ui::ProductsSession &products() override { return fakeProducts; }
    ui::PicturesSession &pictures() override { return fakePictures; }
    ui::WritePoolSession &writePool() override { return fakePool; }
    ui::OriginSession &origin() override { return fakeOrigin; }
    ui::ImportSession &imports() override { return fakeImports; }
    ui::PlanSession &plans() override { return fakePlans; }

    FakeProducts fakeProducts;
    FakePictures fakePictures;
    FakePool fakePool;
    FakeOrigin fakeOrigin;
    FakeImports fakeImports;
    FakePlans fakePlans;
};

} // namespace vitrine::test
