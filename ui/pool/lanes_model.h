#pragma once

#include "ui/bridge/session.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

/// One row a lane: what it writes now and how busy it was during the last minute. GUI thread.
class LanesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Lane, State, Writing, Size, Elapsed, Activity, ColumnCount };
    enum Role {
        BusyRole = Qt::UserRole, ///< bool
        ElapsedShareRole,        ///< of the time that is unusually long, 0..1
        SlowRole,                ///< bool: longer than that
        HistoryRole,             ///< QVector<bool>, oldest first, at most HistoryLength
    };
    static constexpr int HistoryLength = 240; ///< a minute at 4 Hz

    using QAbstractTableModel::QAbstractTableModel;

    void update(const PoolState &state);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(int row, Column column) const;
    int busyPercent(int row) const;

    QVector<PoolLane> m_lanes;
    QVector<QVector<bool>> m_history;
    std::chrono::microseconds m_slow{50'000};
};

} // namespace vitrine::ui

Q_DECLARE_METATYPE(QVector<bool>)
