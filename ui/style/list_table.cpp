#include "ui/style/list_table.h"

#include <QHeaderView>
#include <QTableView>

namespace vitrine::ui {

void makeListTable(QTableView *table, int rowHeight)
{
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->verticalHeader()->hide();
    table->verticalHeader()->setMinimumSectionSize(20);
    table->verticalHeader()->setDefaultSectionSize(rowHeight);
    table->horizontalHeader()->setHighlightSections(false);
}

} // namespace vitrine::ui
