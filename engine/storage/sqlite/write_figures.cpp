#include "storage/sqlite/write_figures.h"

#include <QStringList>

#include <algorithm>
#include <utility>
#include <vector>

namespace vitrine::storage::sqlite {

namespace {

constexpr size_t MostTold = 8;
constexpr qsizetype LongestTold = 80; ///< characters of a statement

} // namespace

void StatementCounts::add(std::string_view sql)
{
    const auto found = m_counts.find(sql);
    if (found == m_counts.end())
        m_counts.emplace(sql, 1);
    else
        ++found->second;
}

QString StatementCounts::told() const
{
    std::vector<std::pair<int, QString>> all;
    for (const auto &[sql, count] : m_counts)
        all.emplace_back(count, QString::fromUtf8(sql.data(), qsizetype(sql.size())).simplified());
    std::stable_sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    all.resize(std::min(all.size(), MostTold));
    QStringList told;
    for (const auto &[count, sql] : all)
        told.append(QStringLiteral("%1 x %2").arg(count).arg(sql.size() > LongestTold ? sql.left(LongestTold) + QStringLiteral("…") : sql));
    return told.join(QStringLiteral("; "));
}

} // namespace vitrine::storage::sqlite
