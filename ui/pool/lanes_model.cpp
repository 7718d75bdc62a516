#include "ui/pool/lanes_model.h"

#include "ui/style/theme.h"

#include <algorithm>

namespace vitrine::ui {

void LanesModel::update(const PoolState &state)
{
    const int before = int(m_lanes.size()), after = int(state.lanes.size());
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_lanes = state.lanes;
        m_history.resize(after);
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_lanes = state.lanes;
        m_history.resize(after);
        endRemoveRows();
    } else {
        m_lanes = state.lanes;
    }
    for (int lane = 0; lane < after; ++lane) {
        QVector<bool> &history = m_history[lane];
        if (history.size() >= HistoryLength)
            history.removeFirst();
        history.append(m_lanes.at(lane).busy);
    }
    // Slow is what nearly no write of the last minute took, but never less than a person could notice.
    m_slow = std::max(state.p99, std::chrono::microseconds(50'000));
    if (after > 0)
        emit dataChanged(index(0, 0), index(after - 1, ColumnCount - 1));
}

int LanesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lanes.size());
}

int LanesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int LanesModel::busyPercent(int row) const
{
    const QVector<bool> &history = m_history.at(row);
    return history.isEmpty() ? 0 : int(history.count(true) * 100 / history.size());
}

QString LanesModel::text(int row, Column column) const
{
    const PoolLane &lane = m_lanes.at(row);
    switch (column) {
    case Lane:
        return QString::number(row + 1);
    case State:
        return !lane.busy ? tr("idle") : lane.elapsed > m_slow ? tr("writing, slow") : tr("writing");
    case Writing:
        return lane.busy ? lane.label : QString();
    case Size:
        return lane.busy && lane.sizeBytes > 0 ? formatBytes(lane.sizeBytes) : QString();
    case Elapsed:
        return lane.busy ? formatMicros(lane.elapsed.count()) : QString();
    case Activity:
        return tr("%1 % busy").arg(busyPercent(row));
    case ColumnCount:
        break;
    }
    return {};
}

QVariant LanesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PoolLane &lane = m_lanes.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), Column(index.column()));
    case Qt::ToolTipRole:
        return index.column() == Writing ? text(index.row(), Writing) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Size ? int(Qt::AlignRight | Qt::AlignVCenter)
                                      : int(Qt::AlignLeft | Qt::AlignVCenter);
    case BusyRole:
        return lane.busy;
    case ElapsedShareRole:
        return lane.busy ? std::min(1.0, double(lane.elapsed.count()) / double(m_slow.count())) : 0.0;
    case SlowRole:
        return lane.busy && lane.elapsed > m_slow;
    case HistoryRole:
        return QVariant::fromValue(m_history.at(index.row()));
    default:
        return {};
    }
}

QVariant LanesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Lane:
        return tr("Lane");
    case State:
        return tr("State");
    case Writing:
        return tr("Writing");
    case Size:
        return tr("Size");
    case Elapsed:
        return tr("For");
    case Activity:
        return tr("Last minute");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace vitrine::ui
