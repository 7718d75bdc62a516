#pragma once

#include "ui/jobs/import_queue.h"

#include <QAbstractListModel>
#include <QAbstractTableModel>

namespace vitrine::ui {

/// The imports of this session, newest first, one line each. GUI thread.
class RunsModel : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit RunsModel(ImportQueue &queue, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    int runOf(const QModelIndex &index) const;
    QModelIndex indexOf(int run) const;

private:
    ImportQueue &m_queue;
    int m_count = 0;
};

/// What an import refused: file, line, field, reason. GUI thread.
class RejectionsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { File, Line, Field, Reason, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRejections(const QVector<exchange::Rejection> &rejections);
    const QVector<exchange::Rejection> &rejections() const { return m_rejections; }
    /// With a header line. CSV is RFC 4180; a cell that a spreadsheet would run as a formula is prefixed with
    /// '.
    QString toCsv() const;
    QString toTsv() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVector<exchange::Rejection> m_rejections;
};

} // namespace vitrine::ui
