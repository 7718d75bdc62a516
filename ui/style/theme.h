#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace vitrine::ui {

/// The colours that every screen paints with, by role; contrast is measured in GUI terms (text at
/// least 4.5:1).
struct Tokens
{
    QColor window, surface, text, dim, accent, onAccent, ok, warn, bad;
    QColor hairline; ///< decoration only
    QColor border;   ///< of controls, 3:1
    bool dark = false;
};

enum class ThemeMode { System, Light, Dark };

/// Sets style, palette and font of the application (Fusion, Inter from the resources), now and whenever
/// called again.
void applyTheme(ThemeMode mode);
ThemeMode themeMode();
/// What the person chose at last, from the settings of the application.
ThemeMode savedThemeMode();
void saveThemeMode(ThemeMode mode);
/// The tokens in force. Ask at paint time: they change with the theme (QEvent::PaletteChange follows).
const Tokens &tokens();

/// A single-colour icon of resources/icons, drawn in the palette's text colour (or `role`'s), sharp at any
/// ratio.
QIcon icon(const QString &name);
/// The same icon as pixels, for delegates and painted widgets: `side` in logical pixels.
QPixmap iconPixmap(const QString &name, const QColor &color, int side, qreal ratio);

/// "84.1 kB", "1.2 MB"; "39 ms", "0.8 ms", "12 µs"; localized.
QString formatBytes(qint64 bytes);
QString formatMicros(qint64 micros);
/// Money in the locale's way, with the currency's own number of decimals (VND and IDR have none).
QString formatMoney(qint64 minor, const QString &currency);

} // namespace vitrine::ui
