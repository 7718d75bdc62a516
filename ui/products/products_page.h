#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"
#include "ui/grid/thumbnail_cache.h"
#include "ui/models/saved_views.h"
#include "ui/products/search_bar.h"

#include <QSet>
#include <QWidget>

class QAction;
class QLineEdit;
class QSplitter;
class QStackedLayout;
class QUndoStack;

namespace vitrine::ui {

class BulkSheet;
class ChangeEditor;
class FacetPanel;
class FilterChips;
class Inspector;
class MessageBar;
class ProductEditor;
class ProductPageModel;
class ProductRemoval;
class RowCopy;
class StateView;
class ViewsPopup;

/// The Products screen: search, filters, rows or tiles, inspector, bulk edit. The session outlives it. GUI thread.
class ProductsPage : public QWidget
{
    Q_OBJECT
public:
    ProductsPage(ProductsSession &products, PicturesSession &pictures, QWidget *parent = nullptr);
    ~ProductsPage() override;

    QUndoStack *undoStack() const;
    /// Ctrl+Z and Ctrl+Shift+Z of this screen, for a menu: put these actions there instead of making others,
    /// or the shortcuts would be ambiguous.
    QAction *undoAction() const { return m_undo; }
    QAction *redoAction() const { return m_redo; }
    QString statusText() const { return m_status; }
    const catalog::Query &query() const { return m_query; }
    /// Empty: no product is current.
    const ProductKey &currentKey() const { return m_currentKey; }

    /// Shows what this query asks for, in the rows, the fields and the chips.
    void setQuery(const catalog::Query &query);
    /// The catalog has changed (an import): asks for everything again.
    void reload();
    /// The History has undone a set of changes.
    void follow(const catalog::ChangeSet &undo);
    /// Finds this one product.
    void showProduct(const ProductKey &key);
    /// Whose saved views are listed.
    void setCatalogName(const QString &name);
    void focusSearch();
    void setLayoutShown(VirtualGrid::Layout layout);
    void setDensity(SearchBar::Density density);

signals:
    /// Open in the Images screen.
    void pictureActivated(const vitrine::ui::Picture &picture);
    void importRequested();
    /// Where families are declared is to be shown.
    void familiesRequested();
    /// How its card is read is to be shown.
    void planRequested(const vitrine::ProductKey &key);
    /// Products were changed here.
    void changed();
    void currentProductChanged(const vitrine::ProductKey &key);
    void statusTextChanged(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void layOut();
    void addShortcuts();
    void connectRows();
    void connectFilters();
    void ask();
    void askFacets();
    void showState();
    void showEmpty();
    void showChips();
    void showSummary();
    void showHeaderSort();
    void clearFilters();
    void resultArrived();
    void currentRowChanged(int row);
    void activateRow(int row);
    void toggleInspector();
    void toggleBulkEdit();
    void chooseForBulkEdit();
    void changesFinished();
    void foldColumns();
    void toggleColumnsMenu();
    void jump();
    void copyRows();
    void showRowMenu(const QPoint &point);
    void openViews(bool naming);
    void saveView(const QString &name);
    void showView(const QString &name);
    QString shownView() const;
    void setStatus(const QString &text);

    ProductsSession &m_products;
    PicturesSession &m_pictures;
    catalog::Query m_query;
    QSet<int> m_chosenColumns; ///< that the person showed or hid
    bool m_narrow = false;
    bool m_hasCategories = true; ///< any product; their column is folded without
    bool m_facetsWhenWide = true;
    bool m_inspectorBeforeBulk = true;
    ThumbnailCache m_thumbnails;
    ProductPageModel *m_model;
    ProductEditor *m_editor;
    ChangeEditor *m_changes;
    RowCopy *m_copy;
    CancelToken m_facetsCancel;
    Latest<catalog::Facets> m_facetsReply;
    Latest<QVector<catalog::Attribute>> m_attributesReply;

    std::unique_ptr<SavedViews> m_views = std::make_unique<SavedViews>(QString());

    SearchBar *m_bar;
    FilterChips *m_chips;
    FacetPanel *m_facets;
    VirtualGrid *m_grid;
    StateView *m_state;
    MessageBar *m_message, *m_notice;
    ProductRemoval *m_removal;
    Inspector *m_inspector;
    BulkSheet *m_bulk;
    ViewsPopup *m_popup = nullptr;
    QLineEdit *m_jumpField;
    QSplitter *m_splitter = nullptr;
    QStackedLayout *m_stack = nullptr;
    QAction *m_undo = nullptr, *m_redo = nullptr;
    QAction *m_bulkAction = nullptr, *m_planAction = nullptr;
    QString m_status;
    ProductKey m_currentKey; ///< stays current over a new answer that has it near the top
};

} // namespace vitrine::ui
