#include "ui/products/products_page.h"

#include "ui/commands/product_editor.h"
#include "ui/models/chosen_rows.h"
#include "ui/models/money_text.h"
#include "ui/models/product_page_model.h"
#include "ui/products/bulk_sheet.h"
#include "ui/products/attribute_filters.h"
#include "ui/products/facet_panel.h"
#include "ui/products/filter_chips.h"
#include "ui/products/inspector.h"
#include "ui/products/product_removal.h"
#include "ui/products/row_copy.h"
#include "ui/style/theme.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>

#include <algorithm>

namespace vitrine::ui {

namespace {

constexpr int NarrowestName = 160; ///< pixels: three words in two lines

} // namespace

void ProductsPage::addShortcuts()
{
    const auto add = [this](const QString &text, const QList<QKeySequence> &keys, auto slot) {
        auto *action = new QAction(text, this);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    add(tr("Search"), {QKeySequence(QStringLiteral("/")), QKeySequence::Find}, &ProductsPage::focusSearch);
    add(tr("Show as a table"), {QKeySequence(Qt::Key_T)},
        [this] { setLayoutShown(VirtualGrid::Layout::Table); });
    add(tr("Show as tiles"), {QKeySequence(Qt::Key_G)},
        [this] { setLayoutShown(VirtualGrid::Layout::Tiles); });
    add(tr("Go to row"), {QKeySequence(QStringLiteral("Ctrl+G"))}, &ProductsPage::jump);
    add(tr("Read again"), {QKeySequence::Refresh}, &ProductsPage::reload);

    add(tr("Columns"), {QKeySequence(QStringLiteral("Ctrl+Shift+C"))}, &ProductsPage::toggleColumnsMenu)
        ->setIcon(icon(QStringLiteral("columns-3")));
    add(tr("Saved views"), {QKeySequence(QStringLiteral("Ctrl+Shift+V"))}, [this] { openViews(false); })
        ->setIcon(icon(QStringLiteral("bookmark")));
    add(tr("Save this view"), {QKeySequence(QStringLiteral("Ctrl+Shift+S"))}, [this] { openViews(true); })
        ->setIcon(icon(QStringLiteral("save")));
    m_bulkAction = add(tr("Bulk edit"), {QKeySequence(QStringLiteral("Ctrl+B"))}, &ProductsPage::toggleBulkEdit);
    m_bulkAction->setIcon(icon(QStringLiteral("pencil")));

    add(tr("Decide between two editors"), {QKeySequence(QStringLiteral("Ctrl+M"))}, [this] { m_inspector->focusMerge(); })
        ->setIcon(icon(QStringLiteral("columns-2")));
    m_planAction = add(tr("Query plan of the product"), {QKeySequence(QStringLiteral("Ctrl+Shift+E"))}, [this] {
        if (!m_currentKey.isEmpty())
            emit planRequested(m_currentKey);
    });
    m_planAction->setIcon(icon(QStringLiteral("split")));

    m_removal->refresh();
    addAction(m_removal->action());
    m_inspector->addFootAction(m_removal->action());

    m_undo = m_editor->undoStack()->createUndoAction(this, tr("Undo"));
    m_undo->setShortcut(QKeySequence::Undo);
    m_undo->setIcon(icon(QStringLiteral("undo-2")));
    m_redo = m_editor->undoStack()->createRedoAction(this, tr("Redo"));
    m_redo->setShortcut(QKeySequence(QStringLiteral("Ctrl+Shift+Z")));
    m_redo->setIcon(icon(QStringLiteral("redo-2")));
    for (QAction *action : {m_undo, m_redo}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    }
}

QUndoStack *ProductsPage::undoStack() const
{
    return m_editor->undoStack();
}

void ProductsPage::focusSearch()
{
    m_bar->focusField();
}

void ProductsPage::setLayoutShown(VirtualGrid::Layout layout)
{
    m_grid->setLayout(layout);
    m_bar->setLayoutShown(layout);
}

void ProductsPage::setDensity(SearchBar::Density density)
{
    const int line = m_grid->fontMetrics().height();
    switch (density) {
    case SearchBar::Density::Small:
        m_grid->setRowHeight(std::max(28, line + 10));
        m_grid->setTilePictureSide(112);
        break;
    case SearchBar::Density::Medium:
        m_grid->setRowHeight(std::max(44, line + 20));
        m_grid->setTilePictureSide(160);
        break;
    case SearchBar::Density::Large:
        m_grid->setRowHeight(std::max(64, line + 36));
        m_grid->setTilePictureSide(232);
        break;
    }
    m_grid->header()->resizeSection(ProductPageModel::Picture, m_grid->rowHeight() + 8);
    m_bar->setDensityShown(density);
    foldColumns();
}

void ProductsPage::toggleInspector()
{
    m_inspector->setVisible(!m_inspector->isVisibleTo(this));
    m_bar->setPanelsShown(m_facets->isVisibleTo(this), m_inspector->isVisibleTo(this));
}

void ProductsPage::toggleBulkEdit()
{
    const bool show = !m_bulk->isVisibleTo(this);
    // There is room for one of them beside the rows.
    const bool inspector = show ? false : m_inspectorBeforeBulk;
    m_inspectorBeforeBulk = m_inspector->isVisibleTo(this);
    m_bulk->setVisible(show);
    m_inspector->setVisible(inspector);
    m_bar->setPanelsShown(m_facets->isVisibleTo(this), inspector);
    if (!show)
        return m_grid->setFocus(Qt::OtherFocusReason);
    m_bulk->reloadSchema();
    chooseForBulkEdit();
    m_bulk->setFocus(Qt::ShortcutFocusReason);
}

void ProductsPage::chooseForBulkEdit()
{
    if (!m_bulk->isVisibleTo(this))
        return;
    // One row is current, not chosen.
    if (m_grid->selectedCount() > 1)
        return m_bulk->setProducts(chosenRows(m_model->resultSet(), m_grid->selectedRanges()), {}, true);
    QStringList words;
    if (!m_query.text.isEmpty())
        words.append(m_query.text);
    words += m_query.categories;
    for (const QString &brand : std::as_const(m_query.brands))
        words.append(m_facets->brandLabel(brand));
    if (m_query.priceFromMinor || m_query.priceToMinor)
        words.append(tr("price"));
    if (m_query.withImageOnly)
        words.append(tr("with picture"));
    m_bulk->setProducts(m_model->resultSet(), words.join(QStringLiteral(" \u00b7 ")), false);
}

void ProductsPage::changesFinished()
{
    // What was changed may not match any more, or stand elsewhere.
    ask();
    emit changed();
}

void ProductsPage::foldColumns()
{
    // The name comes first: where it would shrink to nothing, what the inspector tells too makes room.
    QHeaderView *header = m_grid->header();
    for (const int column : {ProductPageModel::Stock, ProductPageModel::Brand, ProductPageModel::Category}) {
        if (!m_chosenColumns.contains(column))
            header->setSectionHidden(column, column == ProductPageModel::Category && !m_hasCategories);
    }
    int others = 0;
    for (int column = 0; column < ProductPageModel::ColumnCount; ++column)
        others += column == ProductPageModel::Name ? 0 : header->sectionSize(column);
    for (const int column : {ProductPageModel::Category, ProductPageModel::Brand, ProductPageModel::Stock}) {
        if (m_grid->viewport()->width() - others >= NarrowestName)
            return;
        if (m_chosenColumns.contains(column))
            continue;
        others -= header->sectionSize(column);
        header->setSectionHidden(column, true);
    }
}

void ProductsPage::toggleColumnsMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QHeaderView *header = m_grid->header();
    for (int column = 0; column < ProductPageModel::ColumnCount; ++column) {
        const QString title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        QAction *action = menu->addAction(title.isEmpty() ? tr("Picture") : title);
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        action->setEnabled(column != ProductPageModel::Name);
        connect(action, &QAction::toggled, this, [this, header, column](bool shown) {
            m_chosenColumns.insert(column); // and no longer ours to fold
            header->setSectionHidden(column, !shown);
            m_grid->viewport()->update();
        });
    }
    QWidget *button = m_bar->columnsButton();
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
}

void ProductsPage::showChips()
{
    QVector<FilterChip> chips;
    for (const QString &path : std::as_const(m_query.categories)) {
        QString text = path;
        chips.append({text.replace(u'/', QStringLiteral(" \u203a ")), [this, path] {
                          m_query.categories.removeOne(path);
                          ask();
                      }});
    }
    for (const QString &brand : std::as_const(m_query.brands)) {
        chips.append({m_facets->brandLabel(brand), [this, brand] {
                          m_query.brands.removeOne(brand);
                          ask();
                      }});
    }
    if (m_query.priceFromMinor || m_query.priceToMinor) {
        const auto money = [this](qint64 minor) { return formatMoney(minor, m_facets->currency()); };
        const QString text =
            !m_query.priceToMinor ? tr("from %1").arg(money(*m_query.priceFromMinor))
            : !m_query.priceFromMinor
                ? tr("up to %1").arg(money(*m_query.priceToMinor))
                : tr("%1 \u2013 %2").arg(money(*m_query.priceFromMinor), money(*m_query.priceToMinor));
        chips.append({text, [this] {
                          m_query.priceFromMinor.reset();
                          m_query.priceToMinor.reset();
                          ask();
                      }});
    }
    for (const catalog::AttributeFilter &filter : std::as_const(m_query.attributes)) {
        chips.append({m_facets->text(filter), [this, filter] {
                          m_query.attributes.removeOne(filter);
                          ask();
                      }});
    }
    if (m_query.withImageOnly) {
        chips.append({tr("with picture"), [this] {
                          m_query.withImageOnly = false;
                          ask();
                      }});
    }
    m_chips->setChips(chips);
}

void ProductsPage::copyRows()
{
    if (m_grid->selectedCount() > 0)
        m_copy->copy(m_model->resultSet(), m_grid->selectedRanges());
}

void ProductsPage::showRowMenu(const QPoint &point)
{
    if (m_grid->currentRow() < 0)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("rowMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true); // why something cannot be done
    QAction *open = menu->addAction(icon(QStringLiteral("images")), tr("Open the picture"), this,
                                    [this] { activateRow(m_grid->currentRow()); });
    open->setShortcut(Qt::Key_Return);
    const catalog::Row *row = m_model->loadedRow(m_grid->currentRow());
    open->setEnabled(row && !row->image.id.isEmpty());
    open->setToolTip(open->isEnabled() ? tr("Every size of it, in the Images screen") : tr("The product has no picture"));
    menu->addAction(icon(QStringLiteral("copy")), tr("Copy"), this, &ProductsPage::copyRows)->setShortcut(QKeySequence::Copy);
    menu->addAction(m_bulkAction);
    menu->addAction(m_planAction);
    menu->addSeparator();
    menu->addAction(m_removal->action());
    menu->popup(m_grid->viewport()->mapToGlobal(point));
}

void ProductsPage::jump()
{
    const QRect area = m_grid->rect();
    m_jumpField->move(area.center().x() - m_jumpField->width() / 2, 48);
    m_jumpField->clear();
    m_jumpField->show();
    m_jumpField->raise();
    m_jumpField->setFocus(Qt::ShortcutFocusReason);
}

bool ProductsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_jumpField && event->type() == QEvent::FocusOut)
        m_jumpField->hide();
    if (watched == m_grid->viewport() && event->type() == QEvent::Resize)
        foldColumns();
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (watched == m_grid && key->matches(QKeySequence::Copy)) {
        copyRows();
        return true;
    }
    if (watched != m_jumpField)
        return QWidget::eventFilter(watched, event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!enter && key->key() != Qt::Key_Escape)
        return false;
    if (enter) {
        QString text = m_jumpField->text().trimmed();
        const bool share = text.endsWith(u'%');
        if (share)
            text.chop(1);
        bool ok = false;
        const double number = QLocale().toDouble(text, &ok);
        if (ok && m_grid->rowCount() > 0) {
            const double row = share ? number / 100 * m_grid->rowCount() : number - 1;
            m_grid->goToRow(int(std::clamp(row, 0.0, double(m_grid->rowCount() - 1))));
        }
    }
    m_grid->setFocus(Qt::OtherFocusReason);
    return true;
}

} // namespace vitrine::ui
