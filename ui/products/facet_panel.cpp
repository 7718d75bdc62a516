#include "ui/products/facet_panel.h"

#include "ui/models/brand_list_model.h"
#include "ui/models/category_tree_model.h"
#include "ui/products/facet_delegate.h"
#include "ui/products/price_filter.h"
#include "ui/style/theme.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>
#include <QTreeView>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int ManyRows = 40; ///< more than fit any screen

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setContentsMargins(6, 8, 0, 0);
    return label;
}

void makeFlat(QAbstractItemView *view, const QString &name)
{
    view->setAccessibleName(name);
    view->setFrameShape(QFrame::NoFrame);
    view->setSelectionMode(QAbstractItemView::NoSelection);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->viewport()->setAutoFillBackground(false);
    view->setMouseTracking(true);
}

} // namespace

FacetPanel::FacetPanel(QWidget *parent)
    : QWidget(parent),
      m_categories(new CategoryTreeModel(this)),
      m_brands(new BrandListModel(this)),
      m_tree(new QTreeView(this)),
      m_brandSearch(new QLineEdit(this)),
      m_brandList(new QListView(this)),
      m_priceTitle(makeTitle(tr("Price"), this)),
      m_price(new PriceFilter(this)),
      m_imageOnly(new QCheckBox(tr("Only with picture"), this))
{
    setObjectName(QStringLiteral("facetPanel"));
    setMinimumWidth(190);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 0, 8, 10);
    column->setSpacing(4);

    m_tree->setObjectName(QStringLiteral("categoryTree"));
    m_tree->setModel(m_categories);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(14);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setItemDelegate(new FacetDelegate(CategoryTreeModel::CountRole, this));
    makeFlat(m_tree, tr("Categories"));

    m_brandSearch->setObjectName(QStringLiteral("brandSearch"));
    m_brandSearch->setPlaceholderText(tr("Find a brand"));
    m_brandSearch->setAccessibleName(tr("Find a brand"));
    m_brandSearch->setClearButtonEnabled(true);
    m_brandSearch->setMinimumHeight(30);
    m_brandSearch->setTextMargins(4, 0, 4, 0);
    m_brandList->setObjectName(QStringLiteral("brandList"));
    m_brandList->setModel(m_brands);
    m_brandList->setUniformItemSizes(true);
    m_brandList->setItemDelegate(new FacetDelegate(BrandListModel::CountRole, this));
    makeFlat(m_brandList, tr("Brands"));
    m_imageOnly->setObjectName(QStringLiteral("imageOnly"));
    m_imageOnly->setAccessibleName(tr("Only with picture"));

    column->addWidget(makeTitle(tr("Category"), this));
    column->addWidget(m_tree, 3);
    column->addWidget(makeTitle(tr("Brand"), this));
    column->addWidget(m_brandSearch);
    column->addWidget(m_brandList, 2);
    column->addWidget(m_priceTitle);
    column->addWidget(m_price);
    column->addSpacing(6);
    column->addWidget(m_imageOnly);
    column->addStretch(0);

    connect(m_categories, &CategoryTreeModel::chosenChanged, this, &FacetPanel::categoriesChanged);
    connect(m_categories, &QAbstractItemModel::modelReset, this, &FacetPanel::restoreExpansion);
    connect(m_tree, &QTreeView::expanded, this, &FacetPanel::fitHeights);
    connect(m_tree, &QTreeView::collapsed, this, &FacetPanel::fitHeights);
    connect(m_brands, &QAbstractItemModel::modelReset, this, &FacetPanel::fitHeights);
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        m_expanded.insert(index.data(CategoryTreeModel::PathRole).toString());
    });
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (!m_restoring)
            m_expanded.remove(index.data(CategoryTreeModel::PathRole).toString());
    });
    connect(m_brands, &BrandListModel::chosenChanged, this, &FacetPanel::brandsChanged);
    connect(m_brandSearch, &QLineEdit::textChanged, m_brands, &BrandListModel::setFilter);
    connect(m_price, &PriceFilter::rangeChanged, this, &FacetPanel::priceChanged);
    connect(m_imageOnly, &QCheckBox::toggled, this, &FacetPanel::imageOnlyChanged);
    fitHeights();
}

void FacetPanel::setFacets(const catalog::Facets &facets)
{
    m_currency = facets.priceCurrency;
    m_categories->setCategories(facets.categories);
    m_brands->setBrands(facets.brands);
    m_price->setFacets(facets);
    m_priceTitle->setText(m_currency.isEmpty() ? tr("Price") : tr("Price (%1)").arg(m_currency));
}

void FacetPanel::setQuery(const catalog::Query &query)
{
    m_categories->setChosen(query.categories);
    m_brands->setChosen(query.brands);
    m_price->setRange(query.priceFromMinor, query.priceToMinor);
    const QSignalBlocker quiet(m_imageOnly);
    m_imageOnly->setChecked(query.withImageOnly);
}

QString FacetPanel::brandLabel(const QString &value) const
{
    return m_brands->labelOf(value);
}

void FacetPanel::restoreExpansion()
{
    m_restoring = true;
    for (const QString &path : std::as_const(m_expanded))
        m_tree->setExpanded(m_categories->indexOf(path), true);
    m_restoring = false;
    // A single root says nothing by itself.
    if (m_categories->rowCount() == 1)
        m_tree->expand(m_categories->index(0, 0));
    fitHeights();
}

void FacetPanel::fitHeights()
{
    // A short list is as tall as its rows, so that what follows stands right below it.
    int categories = 0;
    for (QModelIndex row = m_categories->index(0, 0); row.isValid() && categories < ManyRows;
         row = m_tree->indexBelow(row))
        ++categories;
    const int brands = std::min(m_brands->rowCount(), ManyRows);
    const auto tall = [](const QAbstractItemView *view, int rows) {
        return rows >= ManyRows ? QWIDGETSIZE_MAX : std::max(1, rows) * view->sizeHintForRow(0) + 2;
    };
    m_tree->setMaximumHeight(tall(m_tree, categories));
    m_brandList->setMaximumHeight(tall(m_brandList, brands));
}

} // namespace vitrine::ui
