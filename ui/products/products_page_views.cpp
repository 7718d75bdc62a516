// The saved views of the Products screen.
#include "ui/products/products_page.h"

#include "ui/models/product_page_model.h"
#include "ui/products/views_popup.h"

#include <QHeaderView>

namespace vitrine::ui {

namespace {

/// Stable, unlike the titles, which are translated.
constexpr std::pair<ProductPageModel::Column, const char *> ColumnNames[] = {
    {ProductPageModel::Picture, "picture"}, {ProductPageModel::Name, "name"},
    {ProductPageModel::Key, "key"},         {ProductPageModel::Brand, "brand"},
    {ProductPageModel::Category, "category"}, {ProductPageModel::Price, "price"},
    {ProductPageModel::Stock, "stock"}};

} // namespace

void ProductsPage::setCatalogName(const QString &name)
{
    m_views = std::make_unique<SavedViews>(name);
}

void ProductsPage::openViews(bool naming)
{
    if (!m_popup) {
        m_popup = new ViewsPopup(this);
        connect(m_popup, &ViewsPopup::chosen, this, &ProductsPage::showView);
        connect(m_popup, &ViewsPopup::saveRequested, this, &ProductsPage::saveView);
        connect(m_popup, &ViewsPopup::removeRequested, this, [this](const QString &name) {
            m_views->remove(name);
            setStatus(tr("The view \u201c%1\u201d was removed").arg(name));
        });
    }
    const QWidget *button = m_bar->viewsButton();
    m_popup->open(m_views->list(), shownView(), button->mapToGlobal(QPoint(0, button->height())), naming);
}

QString ProductsPage::shownView() const
{
    for (const SavedView &view : m_views->list()) {
        if (view.query == m_query)
            return view.name;
    }
    return {};
}

void ProductsPage::saveView(const QString &name)
{
    SavedView view{name, m_query, {}};
    for (const auto &[column, text] : ColumnNames) {
        if (!m_grid->header()->isSectionHidden(column))
            view.columns.append(QLatin1String(text));
    }
    m_views->save(view);
    setStatus(tr("Saved as \u201c%1\u201d: Ctrl+Shift+V lists the views").arg(name));
}

void ProductsPage::showView(const QString &name)
{
    const auto view = m_views->find(name);
    if (!view)
        return;
    if (!view->columns.isEmpty()) {
        for (const auto &[column, text] : ColumnNames) {
            m_chosenColumns.insert(column); // and no longer ours to fold
            m_grid->header()->setSectionHidden(column, column != ProductPageModel::Name &&
                                                           !view->columns.contains(QLatin1String(text)));
        }
        m_grid->viewport()->update();
    }
    setQuery(view->query);
    m_grid->setFocus(Qt::OtherFocusReason);
}

} // namespace vitrine::ui
