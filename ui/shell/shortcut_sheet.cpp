#include "ui/shell/shortcut_sheet.h"

#include "ui/shell/action_registry.h"
#include "ui/style/search_field.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace vitrine::ui {

ShortcutSheet::ShortcutSheet(const ActionRegistry &registry, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *rows = new QStandardItemModel(this);
    rows->setHorizontalHeaderLabels({tr("Where"), tr("What"), tr("Keys")});
    const auto add = [rows](const QString &where, const QString &what, const QString &keys) {
        QList<QStandardItem *> items{new QStandardItem(where), new QStandardItem(what),
                                     new QStandardItem(keys)};
        for (QStandardItem *item : items)
            item->setEditable(false);
        rows->appendRow(items);
    };
    for (const ActionRegistry::Entry &entry : registry.entries()) {
        if (!entry.action->shortcut().isEmpty())
            add(entry.group, plainText(entry.action),
                QKeySequence::listToString(entry.action->shortcuts(), QKeySequence::NativeText));
    }
    add(tr("Write pool"), tr("Pause the display"), tr("Space"));
    add(tr("Write pool"), tr("Apply or revert the number of lanes"), tr("Enter, Esc"));
    add(tr("Origin"), tr("Filter the requests"),
        QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText));

    auto *filtered = new QSortFilterProxyModel(this);
    filtered->setSourceModel(rows);
    filtered->setFilterKeyColumn(-1);
    filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto *filter = new QLineEdit;
    makeSearchField(filter, tr("Filter"), tr("Filter the shortcuts"));
    connect(filter, &QLineEdit::textChanged, filtered, &QSortFilterProxyModel::setFilterFixedString);
    auto *table = new QTableView;
    table->setModel(filtered);
    table->setAccessibleName(tr("Keyboard shortcuts"));
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->verticalHeader()->hide();
    table->verticalHeader()->setMinimumSectionSize(20);
    table->verticalHeader()->setDefaultSectionSize(26);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    table->horizontalHeader()->resizeSection(0, 110);
    table->horizontalHeader()->resizeSection(2, 170);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(filter);
    layout->addWidget(table);
    layout->addWidget(buttons);
    resize(600, 560);
}

} // namespace vitrine::ui
