#pragma once

#include "ui/bridge/history_session.h"
#include "ui/bridge/latest.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <deque>
#include <memory>

namespace vitrine::ui {

/// Changes of many products, and restored fields, as steps of the page's undo stack: undoing one undoes its set, doing
/// it again undoes the undo. One runs at a time; the others wait. Owned by the page, as the stack; GUI thread.
class ChangeEditor : public QObject
{
    Q_OBJECT
public:
    ChangeEditor(HistorySession &session, QUndoStack &stack, QObject *parent = nullptr);
    ~ChangeEditor() override; ///< stops what is running

    void apply(const catalog::BulkEdit &edit, const QString &reason);
    void remove(const catalog::BulkRemoval &removal);
    void restore(quint64 entry, const QString &fieldName);
    /// The running one stops as far as it is and stays undoable.
    void cancel();
    /// A set was undone elsewhere, by this one: its step has nothing left to do, and goes.
    void follow(const catalog::ChangeSet &undo);
    bool busy() const { return !m_queue.empty(); }
    QUndoStack *undoStack() const { return &m_stack; }

signals:
    void busyChanged(bool busy);
    void progressed(qint64 done, qint64 products);
    /// Written and visible.
    void finished(const vitrine::catalog::ChangeSet &set);
    void failed(const vitrine::Error &error);
    void followed(const vitrine::catalog::ChangeSet &undo);

private:
    class Step;
    using Run = std::function<HistorySession::Reply<catalog::ChangeSet>(const CancelToken &)>;
    using Then = std::function<void(const Result<catalog::ChangeSet> &)>;

    void enqueue(Run run, Then then);
    void start();
    void begin(const QString &text, Run run);

    HistorySession &m_session;
    QUndoStack &m_stack;
    std::deque<std::pair<Run, Then>> m_queue; ///< the first is running
    CancelToken m_cancel;
    QTimer m_poll;
    Latest<catalog::ChangeSet> m_reply;
};

} // namespace vitrine::ui
