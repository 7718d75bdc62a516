#include "app/desktop/screenshot.h"
#include "app/runtime/exit_code.h"
#include "app/runtime/log_sink.h"
#include "app/runtime/runtime.h"
#include "app/session/local_session.h"
#include "ui/shell/main_window.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QLabel>
#include <QMessageBox>

#include <CLI/CLI.hpp>

#include <cstdio>

using namespace vitrine;

namespace {

QString sentence(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text.isEmpty() || text.endsWith(u'.') ? text : text + u'.';
}

void showRefusal(const Error &error)
{
    ui::applyTheme(ui::savedThemeMode()); // the window that would have done it does not come
    QMessageBox box(QMessageBox::NoIcon, QStringLiteral("Vitrine"),
                    QStringLiteral("Vitrine cannot open this catalog"), QMessageBox::Close);
    box.setIconPixmap(
        ui::iconPixmap(QStringLiteral("circle-alert"), ui::tokens().bad, 32, box.devicePixelRatioF()));
    QFont title = box.font();
    title.setPixelSize(16);
    title.setWeight(QFont::DemiBold);
    if (auto *label = box.findChild<QLabel *>(QStringLiteral("qt_msgbox_label")))
        label->setFont(title);
    box.setInformativeText(
        QStringLiteral("%1\n%2\n\n%3").arg(sentence(error.what), error.where, sentence(error.remedy)));
    box.setTextInteractionFlags(Qt::TextSelectableByMouse);
    box.exec();
}

/// Tells why the window does not open, in a window when there is a screen, and on stderr always.
int refuse(const Error &error)
{
    std::fprintf(stderr, "vitrine: %s\n", qPrintable(error.toString()));
    if (QGuiApplication::platformName() != u"offscreen")
        showRefusal(error);
    return int(app::exitCodeOf(error.code));
}

} // namespace

int main(int argc, char **argv)
{
    CLI::App options("Vitrine: the product catalog and image origin for admins", "vitrine");
    std::string dataDir = app::DataDirectory::defaultPath().toStdString();
    app::ScreenshotOptions screenshot;
    options.set_version_flag("--version", VITRINE_VERSION);
    options.add_option("--data", dataDir, "Data directory")->capture_default_str();
    options.add_option("--shot", screenshot.file, "Write a picture of the window to this file and quit");
    options.add_option("--page", screenshot.page, "Page to open: products, images, pool, origin, history, plan or families")
        ->check(CLI::IsMember({"products", "images", "pool", "origin", "history", "plan", "families"}))
        ->capture_default_str();
    options.add_option("--open", screenshot.picture,
                       "Open this picture in the Images page, or import this catalog");
    options.add_option("--settle", screenshot.settleMs, "Milliseconds before the picture is taken")
        ->capture_default_str();
    options.add_option("--theme", screenshot.theme, "system, light or dark")
        ->check(CLI::IsMember({"system", "light", "dark"}))
        ->capture_default_str();
    options.allow_extras(); // Qt's own, such as -platform
    try {
        options.parse(argc, argv);
    } catch (const CLI::Success &e) {
        return options.exit(e);
    } catch (const CLI::ParseError &e) {
        options.exit(e);
        return int(app::ExitCode::WrongUsage);
    }

    app::installLogSink();
    // The engine before the application object: its workers are forked while there is one thread.
    auto runtime = app::Runtime::open(QString::fromLocal8Bit(dataDir.data(), qsizetype(dataDir.size())));

    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Vitrine"));
    QApplication::setOrganizationName(QStringLiteral("Vitrine"));
    QApplication::setApplicationVersion(QStringLiteral(VITRINE_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.vitrine.Vitrine"));
    if (!runtime)
        return refuse(runtime.error());

    app::LocalSession session(**runtime);
    ui::MainWindow window(session);
    app::applyOptions(window, screenshot);
    window.show();
    if (!screenshot.file.empty())
        app::scheduleScreenshot(window, screenshot);
    return QApplication::exec();
}
