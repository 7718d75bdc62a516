#include "catalog/plan/backend.h"

#include <algorithm>
#include <numeric>

namespace vitrine::plan {

QLatin1String wayName(Way way)
{
    switch (way) {
    case Way::Auto:
        return QLatin1String("auto");
    case Way::Serial:
        return QLatin1String("serial");
    case Way::Batch:
        return QLatin1String("batch");
    case Way::Scatter:
        return QLatin1String("scatter");
    }
    Q_UNREACHABLE();
}

std::optional<Way> wayFromName(QStringView name)
{
    for (const Way way : {Way::Auto, Way::Serial, Way::Batch, Way::Scatter}) {
        if (name == wayName(way))
            return way;
    }
    return std::nullopt;
}

Way cheapestWay(const BackendFacts &facts, const std::vector<double> &costsUs)
{
    // Inside the process there is no round trip to save: threads only add hops.
    if (facts.roundTripUs <= 0 || costsUs.size() < 2)
        return Way::Serial;
    const double work = std::accumulate(costsUs.begin(), costsUs.end(), 0.0);
    const double batch = facts.roundTripUs + work;
    const int spread = std::max(1, std::min({facts.connections, facts.cores, int(costsUs.size())}));
    // The connections meet at one snapshot, in a round trip of their own, before they work side by side.
    const double largest = *std::max_element(costsUs.begin(), costsUs.end());
    const double scatter = 2 * facts.roundTripUs + facts.snapshotUs + std::max(largest, work / spread);
    return spread > 1 && scatter < batch ? Way::Scatter : Way::Batch;
}

} // namespace vitrine::plan
