#include "ui/style/theme.h"

#include "ui/style/focus_style.h"
#include "ui/style/tokens.h"

#include <QApplication>
#include <QFont>
#include <QFontDatabase>
#include <QPalette>
#include <QPixmapCache>
#include <QSettings>

// Outside of any namespace, as the macro demands: the resources are in a static library.
static void initInterfaceResources()
{
    Q_INIT_RESOURCE(interface);
}

namespace vitrine::ui {

namespace {

constexpr char ThemeKey[] = "theme";
ThemeMode currentMode = ThemeMode::System;
const Tokens *currentTokens = nullptr;

/// Whether the desktop itself is dark: its palette, read before it is replaced by ours.
bool desktopIsDark()
{
    static const bool dark = [] {
        const QPalette palette = QApplication::palette();
        return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    }();
    return dark;
}

QFont interfaceFont()
{
    static const QString family = [] {
        QString found;
        for (const char *weight : {"Regular", "Medium", "SemiBold"}) {
            const int id = QFontDatabase::addApplicationFont(
                QStringLiteral(":/vitrine/fonts/Inter-%1.otf").arg(QLatin1String(weight)));
            const QStringList families = id < 0 ? QStringList() : QFontDatabase::applicationFontFamilies(id);
            if (found.isEmpty() && !families.isEmpty())
                found = families.constFirst();
        }
        return found;
    }();
    QFont font(family);
    font.setPixelSize(13);
    // Hinting and subpixel rendering differ from machine to machine; without them the same text is the same
    // pixels.
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::StyleStrategy(QFont::PreferAntialias | QFont::NoSubpixelAntialias));
    return font;
}

} // namespace

void applyTheme(ThemeMode mode)
{
    initInterfaceResources();
    const bool systemDark = desktopIsDark();
    currentMode = mode;
    const bool dark = mode == ThemeMode::Dark || (mode == ThemeMode::System && systemDark);
    currentTokens = dark ? &darkTokens() : &lightTokens();
    if (!dynamic_cast<FocusStyle *>(QApplication::style())) {
        QApplication::setStyle(new FocusStyle);
        QApplication::setFont(interfaceFont());
    }
    QPixmapCache::clear();
    QApplication::setPalette(paletteOf(*currentTokens));
}

ThemeMode themeMode()
{
    return currentMode;
}

ThemeMode savedThemeMode()
{
    const QString theme = QSettings().value(QLatin1String(ThemeKey)).toString();
    return theme == QLatin1String("dark")    ? ThemeMode::Dark
           : theme == QLatin1String("light") ? ThemeMode::Light
                                             : ThemeMode::System;
}

void saveThemeMode(ThemeMode mode)
{
    QSettings().setValue(QLatin1String(ThemeKey), mode == ThemeMode::Dark    ? QStringLiteral("dark")
                                                  : mode == ThemeMode::Light ? QStringLiteral("light")
                                                                             : QStringLiteral("system"));
}

const Tokens &tokens()
{
    return currentTokens ? *currentTokens : lightTokens();
}

} // namespace vitrine::ui
