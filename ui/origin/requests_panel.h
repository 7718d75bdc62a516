#pragma once

#include "ui/origin/requests_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QTableView;

namespace vitrine::ui {

/// The last requests with a filter; copies addresses and curl commands of the selected ones. GUI thread.
class RequestsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RequestsPanel(QWidget *parent = nullptr);

    void update(const QVector<OriginRequest> &newest);
    void clear();
    /// What the copied addresses begin with.
    void setBase(const QString &base) { m_base = base; }
    const RequestsModel &model() const { return *m_model; }

public slots:
    void focusFilter();
    void copyUrls() const;
    void copyCurl() const;

private:
    void refreshState();
    QVector<OriginRequest> selected() const;

    QString m_base;
    RequestsModel *m_model;
    RequestsFilter *m_filtered;
    QLineEdit *m_filter;
    QLabel *m_count;
    QTableView *m_view;
    QAction *m_copyUrls;
    QAction *m_copyCurl;
};

} // namespace vitrine::ui
