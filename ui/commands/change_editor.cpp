#include "ui/commands/change_editor.h"

#include <QLocale>
#include <QUndoCommand>

namespace vitrine::ui {

namespace {

constexpr int PollMs = 100;

} // namespace

/// A set that was applied. Undoing it makes another set, and so does undoing that one: only the newest counts.
class ChangeEditor::Step : public QUndoCommand
{
public:
    Step(ChangeEditor &editor, const QString &text, quint64 set)
        : QUndoCommand(text), m_editor(editor), m_set(std::make_shared<quint64>(set))
    {
    }

    void redo() override
    {
        // push() calls this for what has been done already.
        if (std::exchange(m_isNew, false))
            return;
        turn();
    }
    void undo() override { turn(); }
    quint64 set() const { return *m_set; }
    void forget() const { *m_set = 0; }

private:
    void turn()
    {
        if (*m_set == 0) // an earlier turn failed, or it was undone elsewhere: nothing is known to take back
            return setObsolete(true);
        m_editor.enqueue([&session = m_editor.m_session, set = m_set](
                             const CancelToken &cancel) { return session.undo(*set, cancel); },
                         [set = m_set](const Result<catalog::ChangeSet> &undone) { *set = undone ? undone->id : 0; });
    }

    ChangeEditor &m_editor;
    std::shared_ptr<quint64> m_set;
    bool m_isNew = true;
};

ChangeEditor::ChangeEditor(HistorySession &session, QUndoStack &stack, QObject *parent)
    : QObject(parent), m_session(session), m_stack(stack)
{
    m_poll.setInterval(PollMs);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        const HistorySession::Progress progress = m_session.progress();
        emit progressed(progress.done, progress.products);
    });
}

ChangeEditor::~ChangeEditor() { m_cancel.request(); }

void ChangeEditor::begin(const QString &text, Run run)
{
    enqueue(std::move(run), [this, text](const Result<catalog::ChangeSet> &set) {
        if (set && set->changed > 0)
            m_stack.push(new Step(*this, text, set->id));
    });
}

void ChangeEditor::apply(const catalog::BulkEdit &edit, const QString &reason)
{
    begin(tr("Bulk edit of %1 products").arg(QLocale().toString(edit.products.size())),
          [this, edit, reason](const CancelToken &cancel) { return m_session.apply(edit, reason, cancel); });
}

void ChangeEditor::remove(const catalog::BulkRemoval &removal)
{
    const qint64 count = removal.products.size();
    begin(count == 1 ? tr("Remove a product") : tr("Remove %1 products").arg(QLocale().toString(count)),
          [this, removal](const CancelToken &cancel) { return m_session.remove(removal, cancel); });
}

void ChangeEditor::restore(quint64 entry, const QString &fieldName)
{
    begin(tr("Restore %1").arg(fieldName), [this, entry](const CancelToken &) { return m_session.restore(entry); });
}

void ChangeEditor::follow(const catalog::ChangeSet &undo)
{
    for (int i = 0; undo.undoes != 0 && i < m_stack.count(); ++i) {
        const auto *step = dynamic_cast<const Step *>(m_stack.command(i));
        if (!step || step->set() != undo.undoes)
            continue;
        step->forget();
        // Beside the stack's mark it would be the next to be offered: walking over it deletes it.
        if (i == m_stack.index() - 1)
            m_stack.undo();
        else if (i == m_stack.index())
            m_stack.redo();
        break;
    }
    emit followed(undo);
}

void ChangeEditor::cancel() { m_cancel.request(); }

void ChangeEditor::enqueue(Run run, Then then)
{
    m_queue.emplace_back(std::move(run), std::move(then));
    if (m_queue.size() > 1)
        return;
    emit busyChanged(true);
    start();
}

void ChangeEditor::start()
{
    m_cancel = CancelToken();
    m_poll.start();
    m_reply.ask(m_queue.front().first(m_cancel), [this](const Result<catalog::ChangeSet> &set) {
        m_poll.stop();
        const Then then = std::move(m_queue.front().second);
        m_queue.pop_front();
        then(set);
        if (set)
            emit finished(*set);
        else
            emit failed(set.error());
        if (m_queue.empty())
            emit busyChanged(false);
        else
            start();
    });
}

} // namespace vitrine::ui
