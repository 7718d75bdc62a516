#include "ui/style/tokens.h"

#include <QPalette>

#include <cmath>

namespace vitrine::ui {

namespace {

Tokens makeLight()
{
    Tokens t;
    t.window = QColor(0xf6f7f9);
    t.surface = QColor(0xffffff);
    t.text = QColor(0x1b1f27);
    t.dim = QColor(0x5b6472);
    t.accent = QColor(0x1f5fd6);
    t.onAccent = QColor(0xffffff);
    t.ok = QColor(0x1a7f4b);
    t.warn = QColor(0x9a5b00);
    t.bad = QColor(0xc62a2f);
    t.hairline = QColor(0xd9dde4);
    t.border = QColor(0x858e9e);
    t.dark = false;
    return t;
}

Tokens makeDark()
{
    Tokens t;
    t.window = QColor(0x16181d);
    t.surface = QColor(0x1f2229);
    t.text = QColor(0xe7e9ee);
    t.dim = QColor(0x9aa3b2);
    t.accent = QColor(0x6ea8fe);
    t.onAccent = QColor(0x0b1020);
    t.ok = QColor(0x4cc38a);
    t.warn = QColor(0xffb454);
    t.bad = QColor(0xff6369);
    t.hairline = QColor(0x343945);
    t.border = QColor(0x6b7280);
    t.dark = true;
    return t;
}

QColor mix(const QColor &a, const QColor &b, double share)
{
    return QColor::fromRgbF(float(a.redF() * (1 - share) + b.redF() * share),
                            float(a.greenF() * (1 - share) + b.greenF() * share),
                            float(a.blueF() * (1 - share) + b.blueF() * share));
}

double luminance(const QColor &color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

const Tokens &lightTokens()
{
    static const Tokens tokens = makeLight();
    return tokens;
}

const Tokens &darkTokens()
{
    static const Tokens tokens = makeDark();
    return tokens;
}

QPalette paletteOf(const Tokens &t)
{
    QPalette palette;
    const QColor button = t.dark ? QColor(0x2a2e37) : QColor(0xffffff);
    palette.setColor(QPalette::Window, t.window);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Base, t.surface);
    palette.setColor(QPalette::AlternateBase, mix(t.surface, t.window, 0.6));
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::PlaceholderText, t.dim);
    palette.setColor(QPalette::Button, button);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::BrightText, t.bad);
    palette.setColor(QPalette::Highlight, t.accent);
    palette.setColor(QPalette::HighlightedText, t.onAccent);
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::LinkVisited, t.accent);
    palette.setColor(QPalette::ToolTipBase, t.dark ? QColor(0x2a2e37) : QColor(0x1b1f27));
    palette.setColor(QPalette::ToolTipText, t.dark ? t.text : QColor(0xffffff));
    // Fusion derives its bevels and outlines from these; flat values keep it calm in both themes.
    palette.setColor(QPalette::Light, mix(t.surface, t.hairline, t.dark ? 0.6 : 0.2));
    palette.setColor(QPalette::Midlight, t.hairline);
    palette.setColor(QPalette::Mid, t.border);
    palette.setColor(QPalette::Dark, t.border);
    palette.setColor(QPalette::Shadow, t.dark ? QColor(Qt::black) : t.border);
    const QColor faint = mix(t.dim, t.surface, 0.35);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, t.hairline);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, t.dim);
    return palette;
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace vitrine::ui
