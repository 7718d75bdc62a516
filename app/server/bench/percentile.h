#pragma once

#include <algorithm>
#include <vector>

namespace vitrine::app {

/// Of 0..1; reorders the values. 0 where there are none.
inline double percentile(std::vector<double> &values, double share)
{
    if (values.empty())
        return 0;
    const auto at = values.begin() + std::ptrdiff_t(double(values.size() - 1) * share);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

} // namespace vitrine::app
