#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"
#include "ui/commands/field_access.h"

#include <QObject>
#include <QUndoStack>

#include <deque>
#include <memory>

namespace vitrine::ui {

/// The only writer among the screens: every change of a product is a step on one undo stack. A step first
/// reads the value that is there (getter) and refuses when it is not the one that the person saw; then it
/// writes (setter) on the version it has read. So neither an edit nor an undo ever overwrites somebody else's
/// change silently, and what somebody changes in other fields is in nobody's way. Steps run one after the other; a step that fails leaves the stack. Owned by the page; GUI
/// thread.
class ProductEditor : public QObject
{
    Q_OBJECT
public:
    explicit ProductEditor(ProductsSession &session, QObject *parent = nullptr);
    ~ProductEditor() override;

    /// Changes the field of a product that shows `seen` to `wanted` (nothing removes the value). Equal
    /// values: no step.
    void change(const FieldRef &field, const std::optional<catalog::Value> &seen,
                const std::optional<catalog::Value> &wanted);

    QUndoStack *undoStack() { return &m_stack; }
    bool busy() const { return !m_queue.empty(); }

signals:
    void busyChanged(bool busy);
    /// Written and visible: the product as it is now.
    void saved(const vitrine::catalog::Product &product);
    void failed(const vitrine::ui::FieldRef &field, const vitrine::Error &error);
    /// Before failed() with Conflict: an edit met another value than the one that was seen. Not for an undo.
    void conflicted(const vitrine::ui::FieldRef &field, const std::optional<vitrine::catalog::Value> &wanted,
                    const vitrine::catalog::Product &current);

private:
    class Step;
    /// One run of a step, forwards or backwards.
    struct Write
    {
        FieldRef field;
        std::optional<catalog::Value> from, to;
        std::shared_ptr<bool> refused; ///< shared with the step: set when the write failed
        bool backwards = false;
        int tries = 0;
    };

    void enqueue(Write write);
    void readCurrent();
    void writeOver(const catalog::Product &current);
    void readBack();
    void fail(const Error &error);
    void next();

    ProductsSession &m_session;
    QUndoStack m_stack;
    std::deque<Write> m_queue; ///< the first is running
    Latest<catalog::Product> m_product;
    Latest<catalog::EditReceipt> m_receipt;
};

} // namespace vitrine::ui
