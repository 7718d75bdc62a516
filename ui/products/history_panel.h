#pragma once

#include "ui/models/history_list_model.h"

#include <QWidget>

class QListView;
class QPushButton;
class QStackedLayout;

namespace vitrine::ui {

class ChangeEditor;
class StateView;

/// The inspector's history: what changed, from what to what, by whom, when and why; and one step back for a field.
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

protected:
    void showEvent(QShowEvent *event) override;

private:
    void showState();
    void restore();
    void showRestorable();

    ChangeEditor &m_editor;
    ProductKey m_key;
    bool m_isStale = false;
    HistoryListModel *m_model;
    QListView *m_list;
    StateView *m_state;
    QPushButton *m_restore;
    QStackedLayout *m_stack;
};

} // namespace vitrine::ui
