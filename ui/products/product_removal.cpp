#include "ui/products/product_removal.h"

#include "ui/commands/change_editor.h"
#include "ui/grid/virtual_grid.h"
#include "ui/models/chosen_rows.h"
#include "ui/models/product_page_model.h"
#include "ui/products/message_bar.h"
#include "ui/products/remove_dialog.h"
#include "ui/style/theme.h"

#include <QAction>
#include <QLocale>

#include <algorithm>

namespace vitrine::ui {

namespace {

constexpr int NamedRefusals = 3;

QString number(qint64 count) { return QLocale().toString(count); }

} // namespace

ProductRemoval::ProductRemoval(const Parts &parts, QWidget *page)
    : QObject(page), m_parts(parts), m_page(page), m_action(new QAction(this))
{
    m_action->setObjectName(QStringLiteral("removeProducts"));
    m_action->setIcon(icon(QStringLiteral("trash-2")));
    m_action->setShortcut(QKeySequence::Delete);
    m_action->setShortcutContext(Qt::WidgetShortcut); // of the rows: in a text field Del is the text's
    m_parts.grid.addAction(m_action);
    connect(m_action, &QAction::triggered, this, &ProductRemoval::ask);
    connect(&m_parts.grid, &VirtualGrid::selectedRowsChanged, this, &ProductRemoval::refresh);
    connect(&m_parts.changes, &ChangeEditor::busyChanged, this, &ProductRemoval::refresh);
    connect(&m_parts.changes, &ChangeEditor::finished, this, &ProductRemoval::finished);
    connect(&m_parts.changes, &ChangeEditor::failed, this, &ProductRemoval::failed);
    connect(m_parts.changes.undoStack(), &QUndoStack::indexChanged, &m_parts.notice, &MessageBar::clear);
    connect(&m_parts.notice, &MessageBar::actionTriggered, this, [this] {
        if (!m_isUndoOffered)
            return m_parts.changes.cancel();
        m_parts.grid.setFocus(Qt::OtherFocusReason);
        m_parts.changes.undoStack()->undo();
    });
}

void ProductRemoval::refresh()
{
    const qint64 count = m_parts.grid.selectedCount();
    m_action->setText(count > 1 ? tr("Remove %1 products\u2026").arg(number(count)) : tr("Remove product\u2026"));
    QString why = m_parts.products.history().readOnlyReason();
    if (why.isEmpty() && m_parts.changes.busy())
        why = tr("Wait for the change that is running, or stop it");
    if (why.isEmpty() && count == 0)
        why = tr("Choose a product first");
    m_action->setEnabled(why.isEmpty());
    const QString what = count > 1 ? tr("Take the chosen products out of the catalog; Ctrl+Z brings them back")
                                   : tr("Take the product out of the catalog; Ctrl+Z brings it back");
    m_action->setToolTip(why.isEmpty() ? what : why);
    m_action->setStatusTip(m_action->toolTip());
}

/// The row that takes the place of the current one when what is chosen is gone.
int ProductRemoval::neighbour() const
{
    const int current = std::max(0, m_parts.grid.currentRow());
    int before = 0;
    for (const auto &[first, last] : m_parts.grid.selectedRanges()) {
        if (first < current)
            before += std::min(last, current - 1) - first + 1;
    }
    return current - before;
}

void ProductRemoval::ask()
{
    if (m_dialog || m_parts.grid.selectedCount() == 0)
        return;
    const catalog::ResultSet set = chosenRows(m_parts.model.resultSet(), m_parts.grid.selectedRanges());
    m_wasAt = std::max(0, m_parts.grid.currentRow());
    m_neighbour = neighbour();
    m_dialog = new RemoveDialog(m_parts.products, set, m_page);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this, [this, set] { remove(set, m_dialog->seenAtMs()); });
    // Back to the rows, wherever it was asked from: Ctrl+Z is theirs.
    connect(m_dialog, &QDialog::finished, this, [this] {
        m_page->activateWindow();
        m_parts.grid.setFocus(Qt::OtherFocusReason);
    });
    m_dialog->open();
}

void ProductRemoval::remove(const catalog::ResultSet &set, qint64 seenAtMs)
{
    m_parts.notice.clear();
    m_isRunning = true;
    m_parts.changes.remove({set, set.size() > 1 ? tr("%1 selected").arg(number(set.size())) : QString(), seenAtMs});
}

void ProductRemoval::showProgress(qint64 done, qint64 products)
{
    if (products == 0)
        return;
    m_isUndoOffered = false;
    m_parts.notice.show(m_isRunning ? tr("Removing: %1 of %2 products").arg(number(done), number(products))
                                    : tr("Taking back: %1 of %2 products").arg(number(done), number(products)),
                        tr("Stop"));
}

void ProductRemoval::finished(const catalog::ChangeSet &set)
{
    m_parts.notice.clear();
    if (set.kind == catalog::ChangeKind::Remove) {
        m_isRunning = false;
        m_last = set.id;
        m_row = set.changed > 0 ? m_neighbour : m_wasAt;
        if (set.changed > 0) {
            const QString removed = set.changed == 1 ? tr("1 product removed") : tr("%1 products removed").arg(number(set.changed));
            m_isUndoOffered = true;
            m_parts.notice.show(set.finished ? removed + u'.' : tr("Stopped: %1, the others stay.").arg(removed), tr("Undo"));
        }
    } else if (m_last != 0 && set.undoes == m_last) {
        // Undone, done again, undone: to what came back, to the neighbour of what went.
        m_last = set.id;
        std::swap(m_wasAt, m_neighbour);
        m_row = m_neighbour;
    } else {
        return;
    }
    if (set.refused > 0)
        explainRefusals(set);
}

void ProductRemoval::explainRefusals(const catalog::ChangeSet &set)
{
    m_refusals.ask(m_parts.products.history().refusedBy(set.id, NamedRefusals),
                   [this, set](const Result<QVector<catalog::RefusedChange>> &refusals) {
                       QStringList each;
                       for (const auto &refusal : refusals ? *refusals : QVector<catalog::RefusedChange>())
                           each.append(tr("%1: %2").arg(refusal.key.toString(), refusal.error.what));
                       if (set.refused > each.size())
                           each.append(tr("the History (Ctrl+5) names the others"));
                       const bool isOne = set.refused == 1;
                       const QString what = set.kind == catalog::ChangeKind::Remove
                                                ? (isOne ? tr("1 product was not removed") : tr("%1 products were not removed"))
                                                : (isOne ? tr("1 product stays as it is") : tr("%1 products stay as they are"));
                       emit refused(tr("%1. %2").arg(isOne ? what : what.arg(number(set.refused)), each.join(QStringLiteral("; "))));
                   });
}

void ProductRemoval::failed(const Error &error)
{
    m_parts.notice.clear();
    if (!std::exchange(m_isRunning, false))
        return;
    // It may have come half way: the History has it then.
    m_row = m_wasAt;
    emit refused(tr("The removal did not go through to the end. %1").arg(error.toString()));
}

} // namespace vitrine::ui
