#include "ui/families/families_page.h"
#include "ui/history/history_page.h"
#include "ui/images/images_page.h"
#include "ui/jobs/import_panel.h"
#include "ui/origin/origin_control.h"
#include "ui/plan/plan_page.h"
#include "ui/products/products_page.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/main_window.h"
#include "ui/shell/nav_rail.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/shell/status_strip.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>

namespace vitrine::ui {

void MainWindow::makeFileActions()
{
    const QString file = tr("&File");
    m_actions->add(file,
                   {QStringLiteral("file.open"), tr("&Open…"), QStringLiteral("folder-open"),
                    QKeySequence::Open, tr("Open a picture, or import catalog files or families")},
                   [this] { chooseFiles(); });
    m_actions->add(file,
                   {QStringLiteral("file.import"), tr("&Import…"), QStringLiteral("download"),
                    QKeySequence(Qt::CTRL | Qt::Key_I), tr("Import products from files or a folder")},
                   [this] {
                       showImports();
                       m_importPanel->showForm();
                   });
    m_actions->addSeparator(file);
    m_actions->add(file,
                   {QStringLiteral("file.quit"), tr("&Quit"), QStringLiteral("log-out"),
                    QKeySequence(Qt::CTRL | Qt::Key_Q), tr("Close Vitrine")},
                   [this] { close(); });
}

void MainWindow::chooseFiles()
{
    openFiles(QFileDialog::getOpenFileNames(
        this, tr("Pictures, catalog files or families"), {},
        tr("Pictures, catalogs and families (*.jpg *.jpeg *.png *.webp *.avif *.gif *.tif *.tiff "
           "*.csv *.xlsx *.json *.jsonl *.xml *.gz *.zst *.toml);;All files (*)")));
}

void MainWindow::makeEditActions()
{
    const QString edit = tr("&Edit");
    m_actions->adopt(edit, QStringLiteral("edit.undo"), m_products->undoAction());
    m_actions->adopt(edit, QStringLiteral("edit.redo"), m_products->redoAction());
}

void MainWindow::makeViewActions()
{
    const QString view = tr("&View");
    m_actions->addSeparator(view);
    m_actions->add(view,
                   {QStringLiteral("view.palette"), tr("&Commands…"), QStringLiteral("command"),
                    QKeySequence(Qt::CTRL | Qt::Key_K), tr("Find any command by a few letters")},
                   [this] { openPalette(); });
    m_actions->add(view,
                   {QStringLiteral("view.imports"), tr("I&mport panel"), QStringLiteral("list-todo"),
                    QKeySequence(Qt::CTRL | Qt::Key_J), tr("Show or hide the imports of this session")},
                   [this] {
                       if (m_importPanel->isVisible())
                           hideImports();
                       else
                           showImports();
                   });
    QAction *collapse = m_actions->add(view,
                                       {QStringLiteral("view.collapse"),
                                        tr("Narrow &rail"),
                                        {},
                                        QKeySequence(Qt::CTRL | Qt::Key_Backslash),
                                        tr("Show only the icons of the pages")},
                                       [] {});
    collapse->setCheckable(true);
    collapse->setChecked(QSettings().value(QStringLiteral("window/railCollapsed")).toBool());
    connect(collapse, &QAction::toggled, this, [this](bool narrow) {
        m_railCollapsed = narrow;
        m_rail->setCollapsed(narrow || width() < 1000);
    });
    m_actions->add(view,
                   {QStringLiteral("view.nextPane"),
                    tr("&Next pane"),
                    {},
                    QKeySequence(Qt::Key_F6),
                    tr("Move the keyboard to the next part of the window")},
                   [this] { focusNextPane(1); });
    m_actions->add(view,
                   {QStringLiteral("view.previousPane"),
                    tr("&Previous pane"),
                    {},
                    QKeySequence(Qt::SHIFT | Qt::Key_F6),
                    tr("Move the keyboard to the part before")},
                   [this] { focusNextPane(-1); });
    m_actions->addSeparator(view);
    makeThemeMenu();
    m_actions->add(view,
                   {QStringLiteral("view.fullScreen"), tr("&Full screen"), QStringLiteral("maximize"),
                    QKeySequence(Qt::Key_F11), tr("Use the whole screen")},
                   [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    m_actions->add(view,
                   {QStringLiteral("view.reset"),
                    tr("Reset &layout"),
                    QStringLiteral("rotate-ccw"),
                    {},
                    tr("Size and parts of the window as at the first start")},
                   [this] { resetLayout(); });
}

void MainWindow::makeThemeMenu()
{
    const QString view = tr("&View");
    auto *menu = new QMenu(tr("&Theme"), this);
    menu->setIcon(icon(QStringLiteral("sun")));
    m_themes = new QActionGroup(this);
    const struct
    {
        ThemeMode mode;
        QString id, text, icon;
    } themes[] = {
        {ThemeMode::System, QStringLiteral("view.themeSystem"), tr("&System theme"),
         QStringLiteral("monitor")},
        {ThemeMode::Light, QStringLiteral("view.themeLight"), tr("&Light theme"), QStringLiteral("sun")},
        {ThemeMode::Dark, QStringLiteral("view.themeDark"), tr("&Dark theme"), QStringLiteral("moon")}};
    for (const auto &theme : themes) {
        QAction *action = m_actions->add(view, {theme.id, theme.text, theme.icon, {}, {}},
                                         [this, mode = theme.mode] { chooseTheme(mode); });
        m_actions->menu(view)->removeAction(action);
        action->setCheckable(true);
        action->setData(int(theme.mode));
        action->setChecked(theme.mode == themeMode());
        m_themes->addAction(action);
        menu->addAction(action);
    }
    QAction *choose =
        m_actions->add(view,
                       {QStringLiteral("view.theme"),
                        tr("C&hoose the theme…"),
                        {},
                        QKeySequence(Qt::CTRL | Qt::Key_Comma),
                        tr("System, light or dark colours")},
                       [this, menu] { menu->popup(mapToGlobal(rect().center() - QPoint(80, 60))); });
    m_actions->menu(view)->removeAction(choose); // the menu shows the themes themselves
    m_actions->menu(view)->addMenu(menu);
}

void MainWindow::chooseTheme(ThemeMode mode)
{
    applyTheme(mode);
    for (QAction *action : m_themes->actions())
        action->setChecked(action->data().toInt() == int(mode));
    saveThemeMode(mode);
}

void MainWindow::makePageActions()
{
    const auto adopt = [this](const QString &menu, const QString &prefix, const QString &page,
                              const QList<QAction *> &actions) {
        int number = 0;
        for (QAction *action : actions) {
            if (action->isSeparator() || action == m_products->undoAction() ||
                action == m_products->redoAction())
                continue;
            m_actions->adopt(menu, QStringLiteral("%1.%2").arg(prefix).arg(++number), action);
            // From the menu or the palette it may be asked for while another page is on screen.
            connect(action, &QAction::triggered, this, [this, page] { showPage(page); });
        }
    };
    adopt(tr("&Product"), QStringLiteral("product"), QStringLiteral("products"), m_products->actions());
    adopt(tr("&Images"), QStringLiteral("images"), QStringLiteral("images"), m_images->actions());
    adopt(tr("Histor&y"), QStringLiteral("history"), QStringLiteral("history"), m_history->actions());
    adopt(tr("&Query plan"), QStringLiteral("plan"), QStringLiteral("plan"), m_plan->actions());
    adopt(tr("Fa&milies"), QStringLiteral("families"), QStringLiteral("families"), m_families->actions());
    m_families->QWidget::addActions({m_products->undoAction(), m_products->redoAction()}); // what is declared is on the same stack
}

void MainWindow::makeOriginActions()
{
    const QString origin = tr("&Origin");
    QAction *toggle = m_actions->add(origin,
                                     {QStringLiteral("origin.toggle"), tr("&Start"), QStringLiteral("play"),
                                      QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
                                      tr("Start or stop serving over HTTP")},
                                     [this] {
                                         m_origin->toggle();
                                         showPage(QStringLiteral("origin"));
                                     });
    QAction *copy = m_actions->add(origin,
                                   {QStringLiteral("origin.copy"),
                                    tr("&Copy address"),
                                    QStringLiteral("copy"),
                                    {},
                                    tr("Copy the address of the running origin")},
                                   [this] {
                                       QApplication::clipboard()->setText(m_origin->address());
                                       m_status->say(tr("Copied: %1").arg(m_origin->address()));
                                   });
    QAction *browse = m_actions->add(
        origin,
        {QStringLiteral("origin.open"),
         tr("&Open in the browser"),
         QStringLiteral("external-link"),
         {},
         tr("Open the running origin in the browser")},
        [this] { QDesktopServices::openUrl(QUrl(m_origin->address() + QStringLiteral("/healthz"))); });
    const auto refresh = [this, toggle, copy, browse] {
        using Phase = OriginControl::Phase;
        const Phase phase = m_origin->phase();
        const bool up = phase == Phase::Running || phase == Phase::Stopping;
        toggle->setText(up ? tr("&Stop") : tr("&Start"));
        toggle->setIcon(icon(up ? QStringLiteral("square") : QStringLiteral("play")));
        toggle->setEnabled(phase == Phase::Running || phase == Phase::Stopped);
        copy->setEnabled(phase == Phase::Running);
        browse->setEnabled(phase == Phase::Running);
    };
    connect(m_origin, &OriginControl::changed, this, refresh);
    refresh();
}

void MainWindow::makeHelpActions()
{
    const QString help = tr("&Help");
    m_actions->add(help,
                   {QStringLiteral("help.shortcuts"), tr("&Keyboard shortcuts"), QStringLiteral("keyboard"),
                    QKeySequence(Qt::Key_F1), tr("All shortcuts on one page")},
                   [this] {
                       auto *sheet = new ShortcutSheet(*m_actions, this);
                       sheet->setAttribute(Qt::WA_DeleteOnClose);
                       sheet->show();
                   });
    m_actions->add(help,
                   {QStringLiteral("help.about"),
                    tr("&About Vitrine"),
                    QStringLiteral("info"),
                    {},
                    tr("Version and licences")},
                   [this] { about(); });
}

void MainWindow::about()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Vitrine"),
                                tr("Vitrine %1").arg(QStringLiteral(VITRINE_VERSION)), QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIconPixmap(iconPixmap(QStringLiteral("store"), tokens().accent, 48, devicePixelRatioF()));
    box->setInformativeText(tr("Product catalog and image origin. Apache License 2.0.\n\n"
                               "Built with Qt %1 (LGPL 3, linked dynamically) and libvips (LGPL 2.1). "
                               "Icons: Lucide (ISC). Font: Inter (SIL OFL 1.1).")
                                .arg(QLatin1String(qVersion())));
    box->open();
}

void MainWindow::openPalette()
{
    if (!m_palette) {
        m_palette = new CommandPalette(*m_actions, this);
        connect(m_palette, &CommandPalette::searchRequested, this, [this](const QString &text) {
            catalog::Query query;
            query.text = text;
            m_products->setQuery(query);
            showPage(QStringLiteral("products"));
        });
    }
    m_palette->open();
}

void MainWindow::focusNextPane(int step)
{
    QVector<QWidget *> panes{m_rail, m_pages->currentWidget()};
    if (m_importPanel->isVisible())
        panes << m_importPanel;
    panes << m_status;
    int here = 0;
    for (int i = 0; i < panes.size(); ++i) {
        if (panes.at(i) == focusWidget() || panes.at(i)->isAncestorOf(focusWidget()))
            here = i;
    }
    const int count = int(panes.size());
    QWidget *pane = panes.at((here + step + count) % count);
    // The first part of the pane that takes the keyboard; the pane itself rarely does.
    QWidget *target = pane;
    while (target->focusPolicy() == Qt::NoFocus || !target->isVisible() || !target->isEnabled()) {
        target = target->nextInFocusChain();
        if (target == pane)
            return;
    }
    target->setFocus(Qt::TabFocusReason);
}

void MainWindow::resetLayout()
{
    QSettings settings;
    settings.remove(QStringLiteral("window"));
    showNormal();
    resize(firstSize());
    m_splitter->setSizes({600, 230});
    m_importPanel->hide();
    m_actions->find(QStringLiteral("view.collapse"))->setChecked(false);
}

} // namespace vitrine::ui
