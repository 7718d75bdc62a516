#pragma once

#include "ui/bridge/history_session.h"
#include "ui/bridge/latest.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QStackedLayout;
class QTableView;

namespace vitrine::ui {

class ChangeSetsModel;
class SetView;
class StateView;

/// The History screen: what was changed together (imports, bulk edits, undos, restores), by whom, when and why; and
/// taking one of them back as a whole. The session outlives it. GUI thread.
class HistoryPage : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryPage(HistorySession &session, QWidget *parent = nullptr);
    ~HistoryPage() override; ///< stops what is running, which can be continued later

    /// Something was changed elsewhere: reads again, when the page is looked at.
    void reload();
    /// Chooses this set, when it is read.
    void showSet(quint64 set);

signals:
    /// Products have changed, by this set.
    void catalogChanged(const vitrine::catalog::ChangeSet &set);
    void productActivated(const vitrine::ProductKey &key);

protected:
    void showEvent(QShowEvent *event) override;

private:
    using Reply = HistorySession::Reply<catalog::ChangeSet>;
    QWidget *makeHeader();
    void makeTable();
    void addActions();
    void showReading();
    void showCurrent();
    void run(const std::function<Reply(const CancelToken &)> &begin);
    void undo();
    void goOn();
    void finished(const Result<catalog::ChangeSet> &set);
    int currentRow() const;

    HistorySession &m_session;
    bool m_isStale = true;
    quint64 m_wanted = 0; ///< to be chosen
    ChangeSetsModel *m_model;
    QTableView *m_table;
    StateView *m_state;
    SetView *m_view;
    QStackedLayout *m_stack = nullptr;
    QTimer m_poll;
    CancelToken m_cancel;
    Latest<catalog::ChangeSet> m_reply;
};

} // namespace vitrine::ui
