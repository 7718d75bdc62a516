#include "ui/commands/family_editor.h"

#include <QLocale>
#include <QUndoCommand>

namespace vitrine::ui {

/// What was declared before and after. Declares nothing itself: it queues that.
class FamilyEditor::Step : public QUndoCommand
{
public:
    Step(FamilyEditor &editor, const QString &text, Declaration before, Declaration after)
        : QUndoCommand(text), m_editor(editor), m_before(std::move(before)), m_after(std::move(after))
    {
    }

    void redo() override { turn({m_before, m_after, m_refused, false}); }
    void undo() override { turn({m_after, m_before, m_refused, true}); }
    const std::shared_ptr<bool> &refused() const { return m_refused; }

private:
    void turn(Run run)
    {
        // A refused one has changed nothing, so walking over its step has nothing to do: the stack deletes it.
        setObsolete(*m_refused);
        if (!*m_refused)
            m_editor.enqueue(std::move(run));
    }

    FamilyEditor &m_editor;
    Declaration m_before, m_after;
    std::shared_ptr<bool> m_refused = std::make_shared<bool>(false);
};

FamilyEditor::FamilyEditor(FamilySession &session, QUndoStack &stack, QObject *parent) : QObject(parent), m_session(session), m_stack(stack) {}

FamilyEditor::~FamilyEditor()
{
    m_cancel.request();
}

void FamilyEditor::declare(const catalog::FamilyDeclaration &wanted, qsizetype changes)
{
    const QString text = changes == 1 ? tr("Declare a change of the families") : tr("Declare %1 changes of the families").arg(QLocale().toString(changes));
    m_stack.push(new Step(*this, text, std::make_shared<const catalog::FamilyDeclaration>(m_session.model()->declaration()),
                          std::make_shared<const catalog::FamilyDeclaration>(wanted)));
}

void FamilyEditor::count()
{
    enqueue({});
}

void FamilyEditor::stop()
{
    m_cancel.request();
}

void FamilyEditor::enqueue(Run run)
{
    m_queue.push_back(std::move(run));
    if (m_queue.size() > 1)
        stop(); // counting by what is about to be replaced is in vain
    else
        start();
    emit begun();
}

void FamilyEditor::start()
{
    m_cancel = CancelToken();
    const Run &run = m_queue.front();
    const bool isOther = run.to && m_session.model()->declaration() != *run.from;
    const Error changed{ErrorCode::Conflict, tr("The families were declared otherwise meanwhile"), {}, tr("Nothing was changed; what is shown is what holds")};
    m_reply.ask(isOther  ? QtFuture::makeReadyFuture(Result<catalog::FamilyCount>(changed))
                : run.to ? m_session.declare(*run.to, m_cancel)
                         : m_session.count(m_cancel),
                [this](const Result<catalog::FamilyCount> &count) { settle(count); });
}

void FamilyEditor::settle(const Result<catalog::FamilyCount> &count)
{
    const Run run = std::move(m_queue.front());
    // A counting that failed or was stopped leaves the declaration that it counts by.
    if (run.to && !count && m_session.model()->declaration() != *run.to)
        dropStep(run);
    m_queue.pop_front();
    if (!m_queue.empty())
        start();
    emit settled(count);
}

void FamilyEditor::dropStep(const Run &run)
{
    *run.refused = true;
    // The step is normally the one beside the stack's mark.
    const int beside = run.backwards ? m_stack.index() : m_stack.index() - 1;
    const auto *step = beside >= 0 && beside < m_stack.count() ? dynamic_cast<const Step *>(m_stack.command(beside)) : nullptr;
    if (!step || step->refused() != run.refused)
        return;
    if (run.backwards)
        m_stack.redo();
    else
        m_stack.undo();
}

} // namespace vitrine::ui
