#pragma once

#include <QFont>

namespace vitrine::ui {

/// The font of a page's title, and of the one thing on a tile or in a header that is read first.
QFont headingFont(QFont base);

} // namespace vitrine::ui
