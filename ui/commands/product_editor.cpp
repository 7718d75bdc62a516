#include "ui/commands/product_editor.h"

#include <QUndoCommand>

namespace vitrine::ui {

namespace {

constexpr int MaxTries = 5; ///< how often somebody else may be quicker between reading and writing

} // namespace

/// A getter's value before, a setter's value after. Writes nothing itself: it queues the write.
class ProductEditor::Step : public QUndoCommand
{
public:
    Step(ProductEditor &editor, FieldRef field, std::optional<catalog::Value> before,
         std::optional<catalog::Value> after)
        : QUndoCommand(ProductEditor::tr("Change %1 of %2").arg(fieldName(field), field.key.toString())),
          m_editor(editor),
          m_field(std::move(field)),
          m_before(std::move(before)),
          m_after(std::move(after))
    {
    }

    void redo() override
    {
        if (dropped())
            return;
        m_editor.enqueue({m_field, m_before, m_after, m_refused, false, 0});
    }
    void undo() override
    {
        if (dropped())
            return;
        m_editor.enqueue({m_field, m_after, m_before, m_refused, true, 0});
    }
    const std::shared_ptr<bool> &refused() const { return m_refused; }

private:
    // A refused write has changed nothing, so walking over its step has nothing to take back: the stack
    // deletes it.
    bool dropped()
    {
        setObsolete(*m_refused);
        return *m_refused;
    }

    ProductEditor &m_editor;
    FieldRef m_field;
    std::optional<catalog::Value> m_before, m_after;
    std::shared_ptr<bool> m_refused = std::make_shared<bool>(false);
};

ProductEditor::ProductEditor(ProductsSession &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_stack.setUndoLimit(1'000);
}

ProductEditor::~ProductEditor() = default;

void ProductEditor::change(const FieldRef &field, const std::optional<catalog::Value> &seen,
                           const std::optional<catalog::Value> &wanted)
{
    if (seen != wanted)
        m_stack.push(new Step(*this, field, seen, wanted));
}

void ProductEditor::enqueue(Write write)
{
    m_queue.push_back(std::move(write));
    if (m_queue.size() > 1)
        return;
    emit busyChanged(true);
    readCurrent();
}

void ProductEditor::readCurrent()
{
    m_product.ask(m_session.product(m_queue.front().field.key),
                  [this](const Result<catalog::Product> &current) {
                      if (current)
                          writeOver(*current);
                      else
                          fail(current.error());
                  });
}

void ProductEditor::writeOver(const catalog::Product &current)
{
    const Write &write = m_queue.front();
    if (readField(current, write.field) != write.from) {
        Error changed{
            ErrorCode::Conflict, tr("%1 was changed elsewhere").arg(fieldName(write.field)), {}, {}};
        changed.remedy = tr("Nothing was overwritten; the current value is shown");
        if (!write.backwards)
            emit conflicted(write.field, write.to, current);
        return fail(changed);
    }
    m_receipt.ask(m_session.edit(makeEdit(write.field, write.to, current.version)),
                  [this](const Result<catalog::EditReceipt> &receipt) {
                      if (receipt)
                          readBack();
                      else if (receipt.error().code == ErrorCode::PreconditionFailed &&
                               ++m_queue.front().tries < MaxTries)
                          readCurrent(); // another field may be what was changed
                      else
                          fail(receipt.error());
                  });
}

void ProductEditor::readBack()
{
    m_product.ask(m_session.product(m_queue.front().field.key),
                  [this](const Result<catalog::Product> &product) {
                      // The write is durable whatever this answer: a product that cannot be read now is not a
                      // failed edit.
                      if (product)
                          emit saved(*product);
                      next();
                  });
}

void ProductEditor::fail(const Error &error)
{
    const Write write = m_queue.front();
    *write.refused = true;
    // The step is normally the one beside the stack's mark: walk over it, which deletes it and writes
    // nothing.
    const int beside = write.backwards ? m_stack.index() : m_stack.index() - 1;
    const auto *step = beside >= 0 && beside < m_stack.count()
                           ? dynamic_cast<const Step *>(m_stack.command(beside))
                           : nullptr;
    if (step && step->refused() == write.refused) {
        if (write.backwards)
            m_stack.redo();
        else
            m_stack.undo();
    }
    emit failed(write.field, error);
    next();
}

void ProductEditor::next()
{
    m_queue.pop_front();
    if (m_queue.empty())
        emit busyChanged(false);
    else
        readCurrent();
}

} // namespace vitrine::ui
