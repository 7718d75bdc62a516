#pragma once

#include "catalog/history.h"
#include "ui/bridge/history_session.h"
#include "ui/bridge/latest.h"

#include <QWidget>

class QLabel;
class QListView;
class QProgressBar;
class QPushButton;

namespace vitrine::ui {

class ErrorBanner;
class HistoryListModel;

/// One set of changes in full: who, when and why, which fields of which products from what to what, what was refused;
/// and the two things that can be done with it. Owned by HistoryPage.
class SetView : public QWidget
{
    Q_OBJECT
public:
    explicit SetView(HistorySession &session, QWidget *parent = nullptr);

    /// Reads its entries, unless it is the one that is shown and nothing of it has changed.
    void showSet(const catalog::ChangeSet &set);
    quint64 set() const { return m_set.id; }
    void showError(const Error &error);
    /// `products` 0: how many is not known yet.
    void setProgress(bool running, qint64 done = 0, qint64 products = 0);

signals:
    void undoRequested();
    void continueRequested();
    void stopRequested();
    /// An entry was chosen: its product is to be shown.
    void productActivated(const vitrine::ProductKey &key);

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeEntries();
    QWidget *makeFoot();
    void showButtons();
    void showRefused(const QVector<catalog::RefusedChange> &refused);
    void applyColors();

    HistorySession &m_session;
    catalog::ChangeSet m_set;
    bool m_running = false;
    HistoryListModel *m_model;
    Latest<QVector<catalog::RefusedChange>> m_refusedReply;
    QLabel *m_title, *m_facts, *m_refused;
    ErrorBanner *m_error;
    QListView *m_entries;
    QProgressBar *m_progress;
    QPushButton *m_stop, *m_undo, *m_continue;
};

} // namespace vitrine::ui
