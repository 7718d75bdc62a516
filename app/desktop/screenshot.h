#pragma once

#include "ui/shell/main_window.h"

#include <string>

namespace vitrine::app {

/// How README's pictures are made: open a page, choose a theme, wait until it has settled, grab, quit.
struct ScreenshotOptions
{
    std::string file; ///< empty: stay open
    std::string page; ///< empty: as saved
    std::string theme; ///< empty: as saved
    std::string picture; ///< a file for the Images page
    int width = 1440, height = 900;
    int settleMs = 3000;
};

/// Page, theme and picture, whether or not a screenshot follows.
void applyOptions(ui::MainWindow &window, const ScreenshotOptions &options);
/// Grabs the window after the settling time and ends the application; exit code 1 when the file cannot be written.
void scheduleScreenshot(ui::MainWindow &window, const ScreenshotOptions &options);

} // namespace vitrine::app
