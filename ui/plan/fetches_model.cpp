#include "ui/plan/fetches_model.h"

#include "ui/style/theme.h"

#include <QLocale>

#include <algorithm>

namespace vitrine::ui {

void FetchesModel::setPlan(const QueryPlan &plan)
{
    beginResetModel();
    m_fetches = plan.fetches;
    std::stable_sort(m_fetches.begin(), m_fetches.end(),
                     [](const auto &a, const auto &b) { return a.startUs < b.startUs; });
    m_totalUs = std::max<qint64>(1, plan.totalUs);
    for (const QueryPlan::Fetch &fetch : std::as_const(m_fetches))
        m_totalUs = std::max(m_totalUs, fetch.startUs + fetch.lengthUs);
    endResetModel();
}

int FetchesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_fetches.size());
}

int FetchesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString FetchesModel::text(const QueryPlan::Fetch &fetch, Column column) const
{
    const QLocale locale;
    switch (column) {
    case What: {
        const QString table = fetch.tables.value(fetch.tables.size() - 1);
        return fetch.tables.size() > 1 ? QStringLiteral("%1 (+%2)").arg(table).arg(fetch.tables.size() - 1) : table;
    }
    case Wave:
        return locale.toString(fetch.wave + 1);
    case Rows:
        return locale.toString(fetch.rows);
    case Time:
        return formatMicros(fetch.lengthUs);
    case Estimated:
        return formatMicros(fetch.estimatedUs);
    case Timeline:
        return tr("after %1, for %2").arg(formatMicros(fetch.startUs), formatMicros(fetch.lengthUs));
    case ColumnCount:
        break;
    }
    return {};
}

QVariant FetchesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QueryPlan::Fetch &fetch = m_fetches[index.row()];
    const auto column = Column(index.column());
    const bool isNumber = column == Wave || column == Rows || column == Time || column == Estimated;
    switch (role) {
    case Qt::DisplayRole:
        return text(fetch, column);
    case Qt::ToolTipRole:
        return column == What ? tr("%1\nover connection %2").arg(fetch.tables.join(u'\n')).arg(fetch.connection + 1)
                              : text(fetch, column);
    case Qt::TextAlignmentRole:
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case StartShareRole:
        return double(fetch.startUs) / double(m_totalUs);
    case LengthShareRole:
        return double(fetch.lengthUs) / double(m_totalUs);
    case WaveRole:
        return fetch.wave;
    default:
        return {};
    }
}

QVariant FetchesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == What || section == Timeline ? int(Qt::AlignLeft | Qt::AlignVCenter)
                                                      : int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case What:
        return tr("Table");
    case Wave:
        return tr("Wave");
    case Rows:
        return tr("Rows");
    case Time:
        return tr("Time");
    case Estimated:
        return tr("Estimate");
    case Timeline:
        return tr("When");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace vitrine::ui
