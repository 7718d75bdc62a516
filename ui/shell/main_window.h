#pragma once

#include "ui/bridge/session.h"
#include "ui/style/theme.h"

#include <QMainWindow>

class QActionGroup;
class QSplitter;
class QStackedWidget;

namespace vitrine::ui {

class ActionRegistry;
class CommandPalette;
class DropOverlay;
class FamiliesPage;
class HistoryPage;
class ImagesPage;
class ImportPanel;
class ImportQueue;
class NavRail;
class OriginControl;
class PlanPage;
class ProductsPage;
class StatusStrip;

/// The window: the rail of pages, the pages, the import panel below them, the status line, the menus. Applies
/// the saved theme and takes back the saved geometry. The session outlives it. GUI thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Session &session, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// "products", "images", "pool", "origin", "history", "plan", "families". Unknown names are ignored.
    void showPage(const QString &name);
    QString currentPage() const;
    /// Applies it and remembers it for the next start.
    void chooseTheme(ThemeMode mode);
    /// Pictures open in the Images page, families (.toml) in theirs; all else is imported.
    void openFiles(const QStringList &paths);

    const ActionRegistry &actionRegistry() const { return *m_actions; }
    ImportPanel &importPanel() { return *m_importPanel; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    /// Adds it to the rail, the stack and the View menu.
    void addPage(const QString &name, const QString &title, const QString &iconName, QWidget *page);
    void makePages();
    void makeLayout();
    void makeFileActions();
    void makeEditActions();
    void makeViewActions();
    void makePageActions();
    void makeOriginActions();
    void makeHelpActions();
    void makeThemeMenu();
    void connectParts();
    void chooseFiles();
    void showImports();
    void hideImports();
    void focusPage();
    void openPalette();
    void about();
    void focusNextPane(int step);
    void resetLayout();
    void refreshRail();
    QSize firstSize() const;
    void restoreState();

    Session &m_session;
    ActionRegistry *m_actions;
    OriginControl *m_origin;
    ImportQueue *m_imports;
    NavRail *m_rail;
    QStackedWidget *m_pages;
    ProductsPage *m_products;
    ImagesPage *m_images;
    HistoryPage *m_history;
    PlanPage *m_plan;
    FamiliesPage *m_families;
    ImportPanel *m_importPanel;
    StatusStrip *m_status;
    DropOverlay *m_overlay = nullptr;
    CommandPalette *m_palette = nullptr;
    QSplitter *m_splitter = nullptr;
    QActionGroup *m_themes = nullptr;
    bool m_railCollapsed = false; ///< by choice; a narrow window collapses it anyway
};

} // namespace vitrine::ui
