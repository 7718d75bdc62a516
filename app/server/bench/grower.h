#pragma once

#include "app/runtime/runtime.h"

#include <functional>

namespace vitrine::app {

/// Adds generated products to a catalog that holds no others. By one thread.
class Grower
{
public:
    Grower(Runtime &runtime, const CancelToken &cancel) : m_runtime(runtime), m_cancel(cancel) {}
    qint64 products() const { return m_products; }
    qint64 values() const { return m_values; }

    /// Takes the products that are there as made by an earlier run. InvalidArgument: there are others.
    Status check();
    /// The same, and counts their values, too.
    Status count();
    /// Until there are, with those that were counted, so many values, `valuesPerSecond` of them (0: as fast as it goes); `onBatch` after each batch.
    Status growTo(qint64 values, double valuesPerSecond, const std::function<void()> &onBatch);

private:
    Runtime &m_runtime;
    CancelToken m_cancel;
    qint64 m_products = 0;
    qint64 m_values = 0;
};

} // namespace vitrine::app
