#pragma once

#include "ui/plan/query_plan.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

/// The fetches of one plan, in the order in which they began. Owned by PlanPage; GUI thread.
class FetchesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { What, Wave, Rows, Time, Estimated, Timeline, ColumnCount };
    enum Role {
        StartShareRole = Qt::UserRole, ///< double 0..1 of the whole run
        LengthShareRole,
        WaveRole ///< int
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setPlan(const QueryPlan &plan);
    const QueryPlan::Fetch &fetchAt(int row) const { return m_fetches[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const QueryPlan::Fetch &fetch, Column column) const;

    QVector<QueryPlan::Fetch> m_fetches;
    qint64 m_totalUs = 1;
};

} // namespace vitrine::ui
