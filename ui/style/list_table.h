#pragma once

class QTableView;

namespace vitrine::ui {

/// Makes the table a list: no grid, a line a row, whole rows chosen, nothing to drag at its left; Tab leaves it. What is
/// more of it is its owner's.
void makeListTable(QTableView *table, int rowHeight);

} // namespace vitrine::ui
