#include "ui/models/chosen_rows.h"

#include <algorithm>
#include <vector>

namespace vitrine::ui {

namespace {

class RangesOrder final : public catalog::ResultSet::Order
{
public:
    RangesOrder(catalog::ResultSet set, const QVector<std::pair<int, int>> &ranges) : m_set(std::move(set))
    {
        for (const auto &[first, last] : ranges) {
            const qint64 end = std::min<qint64>(qint64(last) + 1, m_set.size());
            if (first >= end)
                continue;
            m_stretches.push_back({m_count, first});
            m_count += end - first;
        }
    }
    qint64 size() const override { return m_count; }
    ProductId at(qint64 row) const override
    {
        const auto next = std::upper_bound(m_stretches.begin(), m_stretches.end(), row,
                                           [](qint64 wanted, const Stretch &each) { return wanted < each.before; });
        const Stretch &stretch = *std::prev(next);
        return m_set.at(stretch.first + row - stretch.before);
    }

private:
    struct Stretch
    {
        qint64 before; ///< rows of the stretches above
        qint64 first;  ///< in the set
    };
    catalog::ResultSet m_set;
    std::vector<Stretch> m_stretches;
    qint64 m_count = 0;
};

} // namespace

catalog::ResultSet chosenRows(const catalog::ResultSet &set, const QVector<std::pair<int, int>> &ranges)
{
    return catalog::ResultSet(std::make_shared<RangesOrder>(set, ranges));
}

} // namespace vitrine::ui
