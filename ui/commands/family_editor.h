#pragma once

#include "ui/bridge/family_session.h"
#include "ui/bridge/latest.h"

#include <QObject>
#include <QUndoStack>

#include <deque>
#include <memory>

namespace vitrine::ui {

/// Declarations of families as steps of the products' undo stack: undoing one declares what was declared before it, unless
/// somebody has declared something else since. Each counts every product anew; the next does not wait for that. Owned by
/// the page; the session and the stack outlive it. GUI thread.
class FamilyEditor : public QObject
{
    Q_OBJECT
public:
    FamilyEditor(FamilySession &session, QUndoStack &stack, QObject *parent = nullptr);
    ~FamilyEditor() override; ///< stops the counting, which goes on when the catalog is opened again

    /// Replaces what is declared. `changes`: their number, for the name of the step.
    void declare(const catalog::FamilyDeclaration &wanted, qsizetype changes);
    /// Counts what was left uncounted.
    void count();
    /// What is declared stays declared.
    void stop();
    bool busy() const { return !m_queue.empty(); }

signals:
    /// A declaration or a counting was asked for.
    void begun();
    /// One of them is over, and what holds may be another declaration. Cancelled: it is not counted to the end. While
    /// busy() the next has begun.
    void settled(const vitrine::Result<vitrine::catalog::FamilyCount> &count);

private:
    class Step;
    using Declaration = std::shared_ptr<const catalog::FamilyDeclaration>;
    struct Run
    {
        Declaration from, to; ///< null: only counts
        std::shared_ptr<bool> refused; ///< shared with the step: set when nothing was declared
        bool backwards = false;
    };

    void enqueue(Run run);
    void start();
    void settle(const Result<catalog::FamilyCount> &count);
    void dropStep(const Run &run);

    FamilySession &m_session;
    QUndoStack &m_stack;
    std::deque<Run> m_queue; ///< the first is running
    CancelToken m_cancel;
    Latest<catalog::FamilyCount> m_reply;
};

} // namespace vitrine::ui
