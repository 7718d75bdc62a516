#pragma once

#include "ui/grid/virtual_grid.h"
#include "ui/products/products_page.h"
#include "ui/style/theme.h"
#include "ui/support/fake_products.h"
#include "ui/support/fake_thumbnails.h"

#include <QtTest>

namespace vitrine::test {

/// A ProductsPage in a real, active window over fakes.
struct PageUnderTest
{
    explicit PageUnderTest(qint64 count = 1'000) : products(count)
    {
        products.setCount(count);
        page.resize(1400, 860);
        page.show();
        page.activateWindow();
        if (!QTest::qWaitForWindowExposed(&page))
            qFatal("the window did not open");
    }
    template <typename T>
    T *child(const char *name)
    {
        return page.findChild<T *>(QString::fromLatin1(name));
    }

    FakeProducts products;
    FakeThumbnails pictures;
    ui::ProductsPage page{products, pictures};
    ui::VirtualGrid *grid = child<ui::VirtualGrid>("productGrid");
};

} // namespace vitrine::test
