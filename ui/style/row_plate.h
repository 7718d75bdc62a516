#pragma once

class QPainter;
class QStyleOptionViewItem;

namespace vitrine::ui {

/// What lies under a row that the mouse or the focus is on; nothing under others. The painter smooths edges; its pen and
/// brush are others afterwards.
void paintRowPlate(QPainter *painter, const QStyleOptionViewItem &option);

} // namespace vitrine::ui
