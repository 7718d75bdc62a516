#pragma once

#include "ui/charts/time_series.h"

#include <QAbstractTableModel>
#include <QDialog>

#include <functional>

class QTableView;

namespace vitrine::ui {

/// The samples of a chart as rows, newest first.
class SeriesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using Format = std::function<QString(double)>;
    SeriesModel(Format format, QObject *parent = nullptr);

    void setSeries(const TimeSeries &series);
    const TimeSeries &series() const { return m_data; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Format m_format;
    TimeSeries m_data;
};

/// A chart's numbers in a window of their own, which follows the chart.
class SeriesTable : public QDialog
{
    Q_OBJECT

public:
    SeriesTable(const QString &title, SeriesModel::Format format, QWidget *parent);
    void setSeries(const TimeSeries &series);

private:
    SeriesModel *m_model;
    QTableView *m_view;
};

} // namespace vitrine::ui
