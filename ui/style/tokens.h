#pragma once

#include "ui/style/theme.h"

class QPalette;

namespace vitrine::ui {

/// The two sets of colours, contrast measured on window and on surface (tests/ui/style).
const Tokens &lightTokens();
const Tokens &darkTokens();

/// The palette that makes Fusion draw with these colours.
QPalette paletteOf(const Tokens &tokens);

/// The contrast ratio of WCAG 2.2 (1..21) between two opaque colours.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace vitrine::ui
