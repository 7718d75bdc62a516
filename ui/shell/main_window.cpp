#include "ui/shell/main_window.h"

#include "ui/families/families_page.h"
#include "ui/history/history_page.h"
#include "ui/images/images_page.h"
#include "ui/jobs/import_panel.h"
#include "ui/jobs/import_queue.h"
#include "ui/origin/origin_control.h"
#include "ui/origin/origin_page.h"
#include "ui/plan/plan_page.h"
#include "ui/pool/pool_page.h"
#include "ui/products/products_page.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/drop_overlay.h"
#include "ui/shell/dropped_files.h"
#include "ui/shell/nav_rail.h"
#include "ui/shell/status_strip.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int NarrowWidth = 1000;
constexpr int ImportHeight = 230;

/// Before any widget is made, so that none is drawn in the wrong colours first.
Session &withSavedTheme(Session &session)
{
    applyTheme(savedThemeMode());
    return session;
}

} // namespace

MainWindow::MainWindow(Session &session, QWidget *parent)
    : QMainWindow(parent),
      m_session(withSavedTheme(session)),
      m_actions(new ActionRegistry(menuBar(), this)),
      m_origin(new OriginControl(session.origin(), this)),
      m_imports(new ImportQueue(session.imports(), this)),
      m_rail(new NavRail),
      m_pages(new QStackedWidget),
      m_products(new ProductsPage(session.products(), session.pictures())),
      m_images(new ImagesPage(session.pictures())),
      m_history(new HistoryPage(session.products().history())),
      m_plan(new PlanPage(session.plans())),
      m_families(new FamiliesPage(session.products(), *m_products->undoStack())),
      m_importPanel(new ImportPanel(*m_imports)),
      m_status(new StatusStrip(session, *m_origin, *m_imports))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Vitrine"));
    setAcceptDrops(true);
    makeFileActions();
    makeEditActions();
    makePages();
    makeViewActions();
    makePageActions();
    makeOriginActions();
    makeHelpActions();
    makeLayout();
    connectParts();
    restoreState();
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages()
{
    addPage(QStringLiteral("products"), tr("Products"), QStringLiteral("package"), m_products);
    addPage(QStringLiteral("images"), tr("Images"), QStringLiteral("images"), m_images);
    addPage(QStringLiteral("pool"), tr("Write pool"), QStringLiteral("layers"),
            new WritePoolPage(m_session.writePool()));
    addPage(QStringLiteral("origin"), tr("Origin"), QStringLiteral("radio-tower"),
            new OriginPage(m_session.origin(), *m_origin));
    addPage(QStringLiteral("history"), tr("History"), QStringLiteral("history"), m_history);
    addPage(QStringLiteral("plan"), tr("Query plan"), QStringLiteral("split"), m_plan);
    addPage(QStringLiteral("families"), tr("Families"), QStringLiteral("tag"), m_families);
}

void MainWindow::addPage(const QString &name, const QString &title, const QString &iconName, QWidget *page)
{
    const QKeySequence keys(QStringLiteral("Ctrl+%1").arg(m_pages->count() + 1));
    auto *scroll = new QScrollArea; // a window lower than a page scrolls it rather than squeezing it
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    scroll->setProperty("pageName", name);
    scroll->setAccessibleName(title);
    page->setAccessibleName(title);
    m_pages->addWidget(scroll);
    m_rail->addPage(name, title, iconName, keys.toString(QKeySequence::NativeText));
    m_actions->add(tr("&View"),
                   {QStringLiteral("view.") + name, title, iconName, keys, tr("Show the page %1").arg(title)},
                   [this, name] { showPage(name); });
}

void MainWindow::makeLayout()
{
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_pages);
    m_splitter->addWidget(m_importPanel);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({600, ImportHeight});
    m_importPanel->hide();
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addWidget(m_splitter, 1);
    auto *central = new QWidget;
    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(middle, 1);
    layout->addWidget(m_status);
    setCentralWidget(central);
    setMinimumSize(760, 520);
    m_overlay = new DropOverlay(this);
}

void MainWindow::connectParts()
{
    connect(m_rail, &NavRail::pageChosen, this, &MainWindow::showPage);
    connect(m_rail, &NavRail::clicked, this, &MainWindow::focusPage);
    connect(m_rail, &NavRail::activated, this, &MainWindow::focusPage);
    connect(m_status, &StatusStrip::pageRequested, this, &MainWindow::showPage);
    connect(m_status, &StatusStrip::importsRequested, this, &MainWindow::showImports);
    connect(m_status, &StatusStrip::refreshed, this, &MainWindow::refreshRail);
    connect(m_products, &ProductsPage::importRequested, this, [this] {
        showImports();
        m_importPanel->showForm();
    });
    connect(m_products, &ProductsPage::pictureActivated, this, [this](const Picture &picture) {
        m_images->setPicture(picture);
        showPage(QStringLiteral("images"));
    });
    connect(m_products, &ProductsPage::currentProductChanged, m_plan, &PlanPage::suggest);
    const auto showPlan = [this](const ProductKey &key) {
        m_plan->explain(key);
        showPage(QStringLiteral("plan"));
    };
    // Queued: what asks for it is an action of Products, which shows that page first.
    connect(m_products, &ProductsPage::planRequested, this, showPlan, Qt::QueuedConnection);
    connect(m_products, &ProductsPage::changed, m_history, &HistoryPage::reload);
    connect(m_history, &HistoryPage::catalogChanged, m_products, &ProductsPage::follow);
    connect(m_history, &HistoryPage::productActivated, this, [this](const ProductKey &key) {
        m_products->showProduct(key);
        showPage(QStringLiteral("products"));
    });
    connect(m_products, &ProductsPage::familiesRequested, this, [this] { showPage(QStringLiteral("families")); });
    connect(m_products, &ProductsPage::changed, m_families, &FamiliesPage::reload);
    connect(m_families, &FamiliesPage::familiesChanged, m_products, &ProductsPage::reload);
    connect(m_families, &FamiliesPage::familiesChanged, m_history, &HistoryPage::reload);
    connect(m_families, &FamiliesPage::begun, this, [this] { showPage(QStringLiteral("families")); }); // also a Ctrl+Z elsewhere
    connect(m_families, &FamiliesPage::productsRequested, this, [this](const catalog::Query &query) {
        m_products->setQuery(query);
        showPage(QStringLiteral("products"));
    });
    connect(m_history, &HistoryPage::catalogChanged, m_families, &FamiliesPage::reload);
    connect(m_imports, &ImportQueue::catalogChanged, m_families, &FamiliesPage::reload);
    connect(m_imports, &ImportQueue::catalogChanged, m_history, &HistoryPage::reload);
    connect(m_images, &ImagesPage::message, m_status, &StatusStrip::say);
    connect(m_imports, &ImportQueue::catalogChanged, m_products, &ProductsPage::reload);
    connect(m_importPanel, &ImportPanel::historyRequested, this, [this](quint64 set) {
        m_history->showSet(set);
        showPage(QStringLiteral("history"));
        focusPage();
    });
    connect(m_importPanel, &ImportPanel::closeRequested, this, &MainWindow::hideImports);
    m_products->setCatalogName(m_session.title());
    refreshRail();
}

void MainWindow::showPage(const QString &name)
{
    for (int i = 0; i < m_pages->count(); ++i) {
        QWidget *page = m_pages->widget(i);
        if (page->property("pageName").toString() != name)
            continue;
        m_pages->setCurrentWidget(page);
        m_rail->setCurrent(name);
        setWindowTitle(tr("%1 – Vitrine").arg(page->accessibleName()));
        // Who walks along the rail by arrow keys stays there, and who is in the page already keeps the place.
        if (!m_rail->hasFocus() && !page->isAncestorOf(focusWidget()))
            focusPage();
        return;
    }
}

void MainWindow::focusPage()
{
    // Without it the keys of the page, such as / and Ctrl+F, would reach nobody.
    static_cast<QScrollArea *>(m_pages->currentWidget())->widget()->setFocus(Qt::OtherFocusReason);
}

void MainWindow::hideImports()
{
    m_importPanel->hide();
    focusPage();
}

QString MainWindow::currentPage() const
{
    return m_pages->currentWidget()->property("pageName").toString();
}

void MainWindow::showImports()
{
    m_importPanel->show();
    m_importPanel->setFocus();
}

void MainWindow::openFiles(const QStringList &paths)
{
    const DroppedFiles files = sortFiles(paths);
    if (!files.families.isEmpty()) {
        showPage(QStringLiteral("families"));
        m_families->openFile(files.families.constFirst());
    }
    if (!files.catalogs.isEmpty()) {
        showImports();
        m_importPanel->import(files.catalogs);
    }
    if (files.pictures.isEmpty())
        return;
    showPage(QStringLiteral("images"));
    m_images->openFile(files.pictures.constFirst());
    if (files.pictures.size() > 1)
        m_status->say(tr("Opened the first of %n pictures", nullptr, int(files.pictures.size())));
}

void MainWindow::refreshRail()
{
    m_rail->setBadge(QStringLiteral("pool"), m_status->poolBadge());
    const OriginControl::Phase phase = m_origin->phase();
    m_rail->setBadge(QStringLiteral("origin"),
                     phase == OriginControl::Phase::Stopped ? QString() : phaseName(phase).toLower());
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_rail->setCollapsed(m_railCollapsed || width() < NarrowWidth);
    if (m_overlay && m_overlay->isVisible())
        m_overlay->setGeometry(rect());
}

QSize MainWindow::firstSize() const
{
    // Less than the screen by a frame and a title bar.
    return QSize(1440, 900).boundedTo(screen()->availableSize() - QSize(20, 60)).expandedTo(minimumSize());
}

void MainWindow::restoreState()
{
    const QSettings settings;
    if (!restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray()))
        resize(firstSize());
    m_railCollapsed = settings.value(QStringLiteral("window/railCollapsed")).toBool();
    m_splitter->restoreState(settings.value(QStringLiteral("window/splitter")).toByteArray());
    showPage(QStringLiteral("products"));
    showPage(settings.value(QStringLiteral("window/page")).toString());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_imports->running() >= 0) {
        QMessageBox question(QMessageBox::Question, tr("Quit Vitrine?"), tr("An import is running."),
                             QMessageBox::NoButton, this);
        question.setInformativeText(tr("Quitting stops it. What went in stays; import again to continue."));
        const auto *quit = question.addButton(tr("&Stop it and quit"), QMessageBox::DestructiveRole);
        question.setDefaultButton(question.addButton(tr("&Keep importing"), QMessageBox::RejectRole));
        question.exec();
        if (static_cast<QAbstractButton *>(question.clickedButton()) != quit) {
            event->ignore();
            return;
        }
    }
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/railCollapsed"), m_railCollapsed);
    settings.setValue(QStringLiteral("window/splitter"), m_splitter->saveState());
    settings.setValue(QStringLiteral("window/page"), currentPage());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const DroppedFiles files = droppedFiles(event->mimeData());
    if (files.isEmpty())
        return;
    event->acceptProposedAction();
    m_overlay->appear(!files.families.isEmpty()  ? tr("Drop to see what it changes of the families")
                      : files.catalogs.isEmpty() ? tr("Drop to see the picture in every size")
                      : files.pictures.isEmpty() ? tr("Drop to import")
                                                 : tr("Drop to import the catalog and see the picture"));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_overlay->hide();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_overlay->hide();
    const DroppedFiles files = droppedFiles(event->mimeData());
    event->acceptProposedAction();
    openFiles(files.catalogs + files.families + files.pictures);
}

} // namespace vitrine::ui
