#pragma once

#include "ui/bridge/session.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace vitrine::ui {

/// The last requests, newest first, bounded. GUI thread.
class RequestsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Status, Method, Target, Cache, Size, Duration, Client, ColumnCount };
    static constexpr int Capacity = 1000;

    using QAbstractTableModel::QAbstractTableModel;

    /// `newest` first, as OriginSession::recent() gives them. Rows that are known stay, so that a selection
    /// does too.
    void update(const QVector<OriginRequest> &newest);
    void clear();
    const QVector<OriginRequest> &requests() const { return m_requests; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVector<OriginRequest> m_requests;
};

/// Keeps the rows in which every word of the filter occurs in some column: "404 tee".
class RequestsFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList m_words;
};

/// The command line that repeats the request against `base`, quoted for a POSIX shell.
QString curlCommand(const QString &base, const OriginRequest &request);

} // namespace vitrine::ui
