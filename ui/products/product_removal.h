#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"

#include <QObject>
#include <QPointer>

#include <optional>

class QAction;
class QWidget;

namespace vitrine::ui {

class ChangeEditor;
class MessageBar;
class ProductPageModel;
class RemoveDialog;
class VirtualGrid;

/// Removing the chosen products: the action, the question, the progress, the offer to undo, and the row to go on at.
/// One step of the page's undo stack. Owned by the page, which also owns the parts; GUI thread.
class ProductRemoval : public QObject
{
    Q_OBJECT
public:
    struct Parts
    {
        ProductsSession &products;
        ChangeEditor &changes;
        ProductPageModel &model;
        VirtualGrid &grid;
        MessageBar &notice;
    };
    ProductRemoval(const Parts &parts, QWidget *page);

    /// Del where the rows have the keyboard.
    QAction *action() const { return m_action; }
    /// Other rows are chosen, or shown. Not before the grid has its model.
    void refresh();
    /// A change of many is running.
    void showProgress(qint64 done, qint64 products);
    /// The row to make current in the next answer, once: the neighbour of what went, or what came back.
    std::optional<int> takeRow() { return std::exchange(m_row, std::nullopt); }

signals:
    /// Some or all of the products were not removed.
    void refused(const QString &text);

private:
    void ask();
    void remove(const catalog::ResultSet &set, qint64 seenAtMs);
    void finished(const catalog::ChangeSet &set);
    void failed(const Error &error);
    void explainRefusals(const catalog::ChangeSet &set);
    int neighbour() const;

    Parts m_parts;
    QWidget *m_page;
    QAction *m_action;
    QPointer<RemoveDialog> m_dialog;
    bool m_isRunning = false;
    bool m_isUndoOffered = false;
    int m_wasAt = 0, m_neighbour = 0; ///< the current row when it was asked, and what took its place
    quint64 m_last = 0;               ///< the removal, or its undo, or that one's: what an undo of our doing refers to
    std::optional<int> m_row;
    Latest<QVector<catalog::RefusedChange>> m_refusals;
};

} // namespace vitrine::ui
