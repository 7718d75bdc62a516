#include "app/desktop/screenshot.h"

#include <QApplication>
#include <QPixmap>
#include <QTimer>

#include <cstdio>

namespace vitrine::app {

void applyOptions(ui::MainWindow &window, const ScreenshotOptions &options)
{
    if (options.theme == "light")
        window.chooseTheme(ui::ThemeMode::Light);
    else if (options.theme == "dark")
        window.chooseTheme(ui::ThemeMode::Dark);
    else if (options.theme == "system")
        window.chooseTheme(ui::ThemeMode::System);
    if (!options.page.empty())
        window.showPage(QString::fromStdString(options.page));
    if (!options.picture.empty())
        window.openFiles({QString::fromLocal8Bit(options.picture.data(), qsizetype(options.picture.size()))});
}

void scheduleScreenshot(ui::MainWindow &window, const ScreenshotOptions &options)
{
    window.resize(options.width, options.height);
    QTimer::singleShot(options.settleMs, &window, [&window, file = QString::fromStdString(options.file)] {
        const bool saved = window.grab().save(file);
        if (!saved)
            std::fprintf(stderr, "vitrine: cannot write the picture to %s\n", qPrintable(file));
        QApplication::exit(saved ? 0 : 1);
    });
}

} // namespace vitrine::app
