#pragma once

#include <QString>

class QLineEdit;

namespace vitrine::ui {

/// Makes the field one to search in: a magnifier, a button that empties it, the hint while it is empty. `name`: what a
/// screen reader says; empty: the hint.
void makeSearchField(QLineEdit *field, const QString &hint, const QString &name = {}, int heightPx = 30);

} // namespace vitrine::ui
