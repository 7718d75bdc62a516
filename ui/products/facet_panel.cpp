#include "ui/products/facet_panel.h"

#include "ui/models/category_tree_model.h"
#include "ui/models/value_list_model.h"
#include "ui/products/attribute_filters.h"
#include "ui/products/completeness_filter.h"
#include "ui/products/facet_delegate.h"
#include "ui/products/price_filter.h"
#include "ui/style/theme.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QTreeView>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int ManyRows = 40;       ///< more than fit any screen
constexpr int LeastRows = 5;       ///< of a longer list, when the panel is full
constexpr int SearchedFrom = 30;   ///< categories
constexpr int OpenedAtOnce = 200;  ///< of those that a search finds

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setContentsMargins(6, 8, 0, 0);
    return label;
}

} // namespace

FacetPanel::FacetPanel(QWidget *parent)
    : QWidget(parent),
      m_categories(new CategoryTreeModel(this)),
      m_brands(new ValueListModel(this)),
      m_categoryTitle(makeTitle(tr("Category"), this)),
      m_categorySearch(new QLineEdit(this)),
      m_tree(new QTreeView(this)),
      m_brandTitle(makeTitle(tr("Brand"), this)),
      m_brandSearch(new QLineEdit(this)),
      m_brandList(new QListView(this)),
      m_priceTitle(makeTitle(tr("Price"), this)),
      m_price(new PriceFilter(this)),
      m_imageOnly(new QCheckBox(tr("Only with picture"), this)),
      m_completeness(new CompletenessFilter(this)),
      m_attributes(new AttributeFilters(this))
{
    setObjectName(QStringLiteral("facetPanel"));
    setMinimumWidth(190);
    m_tree->setObjectName(QStringLiteral("categoryTree"));
    m_tree->setModel(m_categories);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(14);
    m_tree->setExpandsOnDoubleClick(false);
    makeFacetView(m_tree, tr("Categories"), CategoryTreeModel::CountRole);
    m_categorySearch->setObjectName(QStringLiteral("categorySearch"));
    makeFacetSearch(m_categorySearch, tr("Find a category"), tr("Find a category"));
    m_categorySearch->hide();
    m_brandSearch->setObjectName(QStringLiteral("brandSearch"));
    makeFacetSearch(m_brandSearch, tr("Find a brand"), tr("Find a brand"));
    m_brandList->setObjectName(QStringLiteral("brandList"));
    m_brandList->setModel(m_brands);
    m_brandList->setUniformItemSizes(true);
    makeFacetView(m_brandList, tr("Brands"), ValueListModel::CountRole);
    m_imageOnly->setObjectName(QStringLiteral("imageOnly"));
    m_imageOnly->setAccessibleName(tr("Only with picture"));
    layOut();

    connect(m_categories, &CategoryTreeModel::chosenChanged, this, &FacetPanel::categoriesChanged);
    connect(m_categories, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_scrolledTo = m_tree->verticalScrollBar()->value(); });
    connect(m_categories, &QAbstractItemModel::modelReset, this, &FacetPanel::restoreExpansion);
    connect(m_categorySearch, &QLineEdit::textChanged, m_categories, &CategoryTreeModel::setFilter);
    const auto tell = [this] { emit attributesChanged(m_completeness->filters() + m_attributes->filters()); };
    connect(m_attributes, &AttributeFilters::filtersChanged, this, tell);
    connect(m_completeness, &CompletenessFilter::filtersChanged, this, tell);
    connect(m_attributes, &AttributeFilters::added, this, &FacetPanel::countsWanted);
    connect(m_tree, &QTreeView::expanded, this, &FacetPanel::fitHeights);
    connect(m_tree, &QTreeView::collapsed, this, &FacetPanel::fitHeights);
    connect(m_brands, &QAbstractItemModel::modelReset, this, &FacetPanel::fitHeights);
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (!m_restoring)
            m_expanded.insert(index.data(CategoryTreeModel::PathRole).toString());
    });
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (!m_restoring)
            m_expanded.remove(index.data(CategoryTreeModel::PathRole).toString());
    });
    connect(m_brands, &ValueListModel::chosenChanged, this, &FacetPanel::brandsChanged);
    connect(m_brandSearch, &QLineEdit::textChanged, m_brands, &ValueListModel::setFilter);
    connect(m_price, &PriceFilter::rangeChanged, this, &FacetPanel::priceChanged);
    connect(m_imageOnly, &QCheckBox::toggled, this, &FacetPanel::imageOnlyChanged);
    fitHeights();
}

void FacetPanel::layOut()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(8, 0, 8, 10);
    column->setSpacing(4);
    column->addWidget(m_categoryTitle);
    column->addWidget(m_categorySearch);
    column->addWidget(m_tree, 3);
    column->addWidget(m_brandTitle);
    column->addWidget(m_brandSearch);
    column->addWidget(m_brandList, 2);
    column->addWidget(m_priceTitle);
    column->addWidget(m_price);
    column->addSpacing(6);
    column->addWidget(m_imageOnly);
    column->addWidget(m_completeness);
    column->addWidget(m_attributes);
    column->addStretch(0);

    auto *scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
}

void FacetPanel::setFacets(const catalog::Facets &facets)
{
    m_currency = facets.priceCurrency;
    m_categories->setCategories(facets.categories);
    m_categoryTitle->setVisible(m_categories->count() > 0 || m_categories->isFiltered());
    m_tree->setVisible(m_categoryTitle->isVisibleTo(this));
    m_categorySearch->setVisible(facets.categories.size() >= SearchedFrom || !m_categorySearch->text().isEmpty());
    m_brands->setValues(facets.brands);
    // Where nothing has a brand or a price there is nothing to choose.
    const bool anyBrand = m_brands->rowCount() > 0 || !m_brandSearch->text().isEmpty();
    for (QWidget *part : {static_cast<QWidget *>(m_brandTitle), static_cast<QWidget *>(m_brandSearch), static_cast<QWidget *>(m_brandList)})
        part->setVisible(anyBrand);
    m_price->setFacets(facets);
    const bool anyPrice = !facets.priceHistogram.isEmpty() || m_price->isNarrowing();
    m_priceTitle->setVisible(anyPrice);
    m_price->setVisible(anyPrice);
    m_completeness->setFacets(facets);
    m_attributes->setFacets(facets);
    m_priceTitle->setText(m_currency.isEmpty() ? tr("Price") : tr("Price (%1)").arg(m_currency));
}

void FacetPanel::setQuery(const catalog::Query &query)
{
    m_categories->setChosen(query.categories);
    m_brands->setChosen(query.brands);
    m_price->setRange(query.priceFromMinor, query.priceToMinor);
    const QSignalBlocker quiet(m_imageOnly);
    m_imageOnly->setChecked(query.withImageOnly);
    m_completeness->setFilters(query.attributes);
    QVector<catalog::AttributeFilter> others = query.attributes;
    others.removeIf([this](const catalog::AttributeFilter &filter) { return isOnCompleteness(filter); });
    m_attributes->setFilters(others);
}

bool FacetPanel::isOnCompleteness(const catalog::AttributeFilter &filter) const
{
    return CompletenessFilter::isOwn(filter) && !m_completeness->facets().isEmpty();
}

QString FacetPanel::text(const catalog::AttributeFilter &filter) const
{
    return isOnCompleteness(filter) ? CompletenessFilter::text(filter) : m_attributes->text(filter);
}

QString FacetPanel::brandLabel(const QString &value) const
{
    return m_brands->labelOf(value);
}

QStringList FacetPanel::facets() const
{
    return QStringList{QStringLiteral("category"), QStringLiteral("brand"), QStringLiteral("price")} + m_completeness->facets() + m_attributes->facets();
}

void FacetPanel::restoreExpansion()
{
    m_restoring = true;
    if (m_categories->isFiltered() && m_categories->count() <= OpenedAtOnce) {
        m_tree->expandAll();
    } else {
        for (const QString &path : std::as_const(m_expanded))
            m_tree->setExpanded(m_categories->indexOf(path), true);
        // A single root says nothing by itself.
        if (m_categories->rowCount() == 1)
            m_tree->expand(m_categories->index(0, 0));
    }
    m_restoring = false;
    fitHeights();
    m_tree->verticalScrollBar()->setValue(m_scrolledTo);
}

void FacetPanel::fitHeights()
{
    if (m_restoring)
        return;
    // A short list is as tall as its rows, so that what follows stands right below it.
    int categories = 0;
    for (QModelIndex row = m_categories->index(0, 0); row.isValid() && categories < ManyRows;
         row = m_tree->indexBelow(row))
        ++categories;
    const auto fit = [](QAbstractItemView *view, int rows) {
        const int tall = view->sizeHintForRow(0);
        view->setMaximumHeight(rows >= ManyRows ? QWIDGETSIZE_MAX : std::max(1, rows) * tall + 2);
        view->setMinimumHeight(std::clamp(rows, 1, LeastRows) * tall + 2);
    };
    fit(m_tree, categories);
    fit(m_brandList, std::min(m_brands->rowCount(), ManyRows));
}

} // namespace vitrine::ui
