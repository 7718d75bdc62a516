#pragma once

#include "ui/models/history_list_model.h"

#include <QWidget>

class QDateTimeEdit;
class QListView;
class QPushButton;
class QStackedLayout;

namespace vitrine::ui {

class ChangeEditor;
class StateView;

/// The inspector's history: what changed, from what to what, by whom, when and why; one step back for a field; and the
/// product as it was at a time.
/// Owned by Inspector.
class HistoryPanel : public QWidget
{
    Q_OBJECT
public:
    HistoryPanel(HistorySession &session, ChangeEditor &editor, QWidget *parent = nullptr);

    /// Reads nothing while the panel is hidden.
    void setProduct(const ProductKey &key);
    void reload();
    HistoryListModel *model() const { return m_model; }

signals:
    /// The product is to be shown as it was then; milliseconds since 1970, UTC.
    void asOfRequested(qint64 atMs);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void showState();
    void restore();
    void showRestorable();
    QWidget *makeAsOf();

    ChangeEditor &m_editor;
    ProductKey m_key;
    bool m_isStale = false;
    HistoryListModel *m_model;
    QListView *m_list;
    StateView *m_state;
    QPushButton *m_restore, *m_asOf;
    QDateTimeEdit *m_time;
    QStackedLayout *m_stack;
};

} // namespace vitrine::ui
