#include "app/server/bench/grower.h"

#include "exchange/generate.h"

#include <chrono>
#include <thread>

namespace vitrine::app {

namespace {

using Steady = std::chrono::steady_clock;
constexpr qint64 BatchProducts = 500;

} // namespace

Status Grower::check()
{
    const qint64 there = m_runtime.catalog().search.productCount();
    if (there > 0 && !m_runtime.catalog().products.product(exchange::generatedKey(there)))
        return Error{ErrorCode::InvalidArgument, QStringLiteral("the catalog holds other products than generated ones"), m_runtime.dataDir(),
                     QStringLiteral("Give an empty directory with --data, or one of vitrined generate")};
    m_products = there;
    return Done{};
}

Status Grower::count()
{
    if (Status checked = check(); !checked)
        return checked;
    return m_runtime.catalog().products.forEach([this](const catalog::Product &product) {
        m_values += product.attributes.size();
        for (const catalog::Variant &variant : product.variants)
            m_values += variant.attributes.size();
        return !m_cancel.requested();
    });
}

Status Grower::growTo(qint64 values, double valuesPerSecond, const std::function<void()> &onBatch)
{
    const auto start = Steady::now();
    const qint64 before = m_values;
    while (m_values < values && !m_cancel.requested()) {
        exchange::GenerateOptions options;
        options.first = m_products + 1;
        options.products = BatchProducts;
        options.pictures = 0;
        const auto made = m_runtime.generate(options, {}, m_cancel);
        if (!made)
            return made.error();
        m_products += made->created + made->updated + made->unchanged;
        m_values += made->values;
        onBatch();
        if (valuesPerSecond > 0)
            std::this_thread::sleep_until(start + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(double(m_values - before) / valuesPerSecond)));
    }
    return Done{};
}

} // namespace vitrine::app
