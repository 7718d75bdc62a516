#pragma once

#include <QRect>

class QPainter;

namespace vitrine::ui {

/// A bar of which `part` of `whole` is filled, in the colour that says whether all of it is. 8 pixels are a good height.
/// `isOnAccent`: it stands on a selected row.
void paintShareBar(QPainter *painter, const QRect &rect, qint64 part, qint64 whole, bool isOnAccent = false);

/// "78 %": rounded down, so that only what is whole is 100 %, and up from nothing. "–" of nothing.
QString shareText(qint64 part, qint64 whole);

} // namespace vitrine::ui
