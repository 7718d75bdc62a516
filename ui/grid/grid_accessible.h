#pragma once

class QModelIndex;

namespace vitrine::ui {

class VirtualGrid;

/// Registers the accessible table of VirtualGrid with Qt; calling it again changes nothing. The table
/// announces every row and column and answers for any cell, but its children are only the cells on screen: a
/// reader that walks the tree meets about a hundred nodes whatever the length of the list.
void installGridAccessibility();

/// Tells assistive technology that this cell has the focus now.
void announceGridFocus(VirtualGrid *grid, const QModelIndex &index);

} // namespace vitrine::ui
