#include "ui/products/products_page.h"

#include "ui/commands/change_editor.h"
#include "ui/commands/product_editor.h"
#include "ui/models/product_page_model.h"
#include "ui/products/attribute_filters.h"
#include "ui/products/bulk_sheet.h"
#include "ui/products/completeness_filter.h"
#include "ui/products/facet_panel.h"
#include "ui/products/filter_chips.h"
#include "ui/products/inspector.h"
#include "ui/products/message_bar.h"
#include "ui/products/product_removal.h"
#include "ui/products/row_copy.h"
#include "ui/style/state_view.h"
#include "ui/style/theme.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int NarrowWidth =
    860; ///< pixels of the page, below which filters, rows and inspector do not fit together

} // namespace

ProductsPage::ProductsPage(ProductsSession &products, PicturesSession &pictures, QWidget *parent)
    : QWidget(parent),
      m_products(products),
      m_pictures(pictures),
      m_thumbnails(pictures),
      m_model(new ProductPageModel(products, this)),
      m_editor(new ProductEditor(products, this)),
      m_changes(new ChangeEditor(products.history(), *m_editor->undoStack(), this)),
      m_copy(new RowCopy(products, this)),
      m_bar(new SearchBar(this)),
      m_chips(new FilterChips(this)),
      m_facets(new FacetPanel(this)),
      m_grid(new VirtualGrid(this)),
      m_state(new StateView(this)),
      m_message(new MessageBar(this)),
      m_notice(new MessageBar(this, MessageBar::Tone::Done)),
      m_removal(new ProductRemoval({products, *m_changes, *m_model, *m_grid, *m_notice}, this)),
      m_inspector(new Inspector(products, pictures, *m_editor, *m_changes, this)),
      m_bulk(new BulkSheet(products, *m_changes, this)),
      m_jumpField(new QLineEdit(m_grid))
{
    setObjectName(QStringLiteral("productsPage"));
    layOut();
    addShortcuts();
    connectRows();
    connectFilters();
    setDensity(SearchBar::Density::Medium);
    setLayoutShown(VirtualGrid::Layout::Table);
    m_bar->setPanelsShown(true, true);
    reload();
}

ProductsPage::~ProductsPage()
{
    m_facetsCancel.request();
}

void ProductsPage::layOut()
{
    m_grid->setObjectName(QStringLiteral("productGrid"));
    m_grid->setAccessibleName(tr("Products"));
    m_grid->setThumbnails(&m_thumbnails);
    m_grid->setModel(m_model);
    QHeaderView *header = m_grid->header();
    const std::pair<int, int> widths[] = {{ProductPageModel::Picture, 52}, {ProductPageModel::Key, 108},
                                          {ProductPageModel::Brand, 106},  {ProductPageModel::Category, 104},
                                          {ProductPageModel::Price, 108},  {ProductPageModel::Stock, 58}};
    for (const auto &[column, width] : widths)
        header->resizeSection(column, width);
    header->setSectionResizeMode(ProductPageModel::Picture, QHeaderView::Fixed);
    m_grid->setStretchColumn(ProductPageModel::Name);

    auto *rows = new QWidget(this);
    m_stack = new QStackedLayout(rows);
    m_stack->addWidget(m_grid);
    m_stack->addWidget(m_state);

    auto *middle = new QWidget(this);
    auto *middleColumn = new QVBoxLayout(middle);
    middleColumn->setContentsMargins(0, 0, 0, 0);
    middleColumn->setSpacing(0);
    m_message->setObjectName(QStringLiteral("pageMessage"));
    m_notice->setObjectName(QStringLiteral("noticeBar"));
    middleColumn->addWidget(m_message);
    middleColumn->addWidget(m_notice);
    middleColumn->addWidget(rows, 1);

    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(QStringLiteral("productsSplitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_facets);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(m_inspector);
    m_splitter->addWidget(m_bulk);
    m_bulk->hide();
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setStretchFactor(2, 0);
    m_splitter->setStretchFactor(3, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({214, 760, 316, 360});

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_chips);
    column->addWidget(m_splitter, 1);

    m_jumpField->setObjectName(QStringLiteral("jumpField"));
    m_jumpField->setAccessibleName(tr("Go to row"));
    m_jumpField->setPlaceholderText(tr("Row number or 50%"));
    m_jumpField->setFixedSize(180, 32);
    m_jumpField->setAutoFillBackground(true);
    m_jumpField->installEventFilter(this);
    m_jumpField->hide();
    m_grid->installEventFilter(this);
    m_grid->viewport()->installEventFilter(this);
    setFocusProxy(m_grid);
    setTabOrder(m_bar, m_facets);
    setTabOrder(m_facets, m_grid);
    setTabOrder(m_grid, m_inspector);
    setTabOrder(m_inspector, m_bulk);
}

void ProductsPage::connectRows()
{
    connect(m_model, &ProductPageModel::stateChanged, this, &ProductsPage::showState);
    connect(m_model, &ProductPageModel::resultChanged, this, &ProductsPage::resultArrived);
    connect(m_model, &ProductPageModel::pageFailed, this, [this](const Error &error) {
        m_message->show(tr("Some rows could not be read. %1").arg(error.toString()), tr("Retry"));
    });
    connect(m_message, &MessageBar::actionTriggered, this, [this] {
        m_message->clear();
        m_model->retryFailedPages();
        askFacets();
    });
    connect(m_grid, &VirtualGrid::currentRowChanged, this, &ProductsPage::currentRowChanged);
    connect(m_grid, &VirtualGrid::selectedRowsChanged, this, &ProductsPage::showSummary);
    connect(m_grid, &VirtualGrid::rowActivated, this, &ProductsPage::activateRow);
    connect(m_grid, &VirtualGrid::inspectRequested, this, &ProductsPage::toggleInspector);
    connect(m_model, &QAbstractItemModel::dataChanged, this, [this] {
        // The current row may have been on its way when it became current.
        if (m_grid->currentRow() >= 0 && m_inspector->key().isEmpty())
            currentRowChanged(m_grid->currentRow());
    });
    connect(m_grid->header(), &QHeaderView::sectionClicked, this, [this](int column) {
        const auto sort = ProductPageModel::sortOf(column);
        if (!sort)
            return;
        m_query.descending = m_query.sort == *sort && !m_query.descending;
        m_query.sort = *sort;
        ask();
    });
    connect(m_inspector, &Inspector::pictureActivated, this, &ProductsPage::pictureActivated);
    connect(m_inspector, &Inspector::familiesRequested, this, &ProductsPage::familiesRequested);
    connect(m_editor, &ProductEditor::saved, this,
            [this](const catalog::Product &product) {
                m_model->refreshProduct(product.key);
                emit changed();
            });
    connect(m_changes, &ChangeEditor::finished, this, &ProductsPage::changesFinished);
    connect(m_changes, &ChangeEditor::failed, this, [this](const Error &error) {
        if (!m_bulk->isVisibleTo(this)) // which says it itself
            m_message->show(error.toString());
    });
    connect(m_bulk, &BulkSheet::closeRequested, this, &ProductsPage::toggleBulkEdit);
    connect(m_grid, &VirtualGrid::selectedRowsChanged, this, &ProductsPage::chooseForBulkEdit);
    m_grid->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_grid, &QWidget::customContextMenuRequested, this, &ProductsPage::showRowMenu);
    connect(m_changes, &ChangeEditor::progressed, this, [this](qint64 done, qint64 products) {
        if (!m_bulk->isApplying()) // which shows it itself
            m_removal->showProgress(done, products);
    });
    connect(m_removal, &ProductRemoval::refused, this, [this](const QString &text) {
        m_inspector->reload(); // somebody else has changed it
        ask();
        m_message->show(text);
    });
    connect(m_copy, &RowCopy::finished, this, [this](qint64 copied, qint64 selected) {
        const QString rows = tr("%n row(s) copied", nullptr, int(copied));
        setStatus(copied < selected ? tr("%1 of %2 selected").arg(rows, QLocale().toString(selected)) : rows);
    });
    connect(m_copy, &RowCopy::failed, this,
            [this](const Error &error) { m_message->show(error.toString()); });
    connect(m_state, &StateView::actionTriggered, this, [this] {
        if (m_model->state() == ProductPageModel::State::Failed)
            reload();
        else if (m_products.productCount() == 0)
            emit importRequested();
        else
            setQuery({});
    });
}

void ProductsPage::connectFilters()
{
    connect(m_bar, &SearchBar::searchRequested, this, [this](const QString &text) {
        if (m_query.text == text)
            return;
        m_query.text = text;
        ask();
    });
    connect(m_bar, &SearchBar::sortRequested, this, [this](catalog::SortBy sort, bool descending) {
        m_query.sort = sort;
        m_query.descending = descending;
        ask();
    });
    connect(m_bar, &SearchBar::layoutRequested, this, &ProductsPage::setLayoutShown);
    connect(m_bar, &SearchBar::densityRequested, this, &ProductsPage::setDensity);
    connect(m_bar, &SearchBar::filtersToggled, m_facets, &QWidget::setVisible);
    connect(m_bar, &SearchBar::inspectorToggled, this, &ProductsPage::toggleInspector);
    connect(m_bar, &SearchBar::viewsRequested, this, [this] { openViews(false); });
    connect(m_bar, &SearchBar::columnsRequested, this, &ProductsPage::toggleColumnsMenu);
    connect(m_bar, &SearchBar::leaveRequested, this, [this] {
        m_grid->setFocus(Qt::TabFocusReason);
        if (m_grid->currentRow() < 0)
            m_grid->goToRow(0);
    });
    connect(m_facets, &FacetPanel::categoriesChanged, this, [this](const QStringList &paths) {
        m_query.categories = paths;
        ask();
    });
    connect(m_facets, &FacetPanel::brandsChanged, this, [this](const QStringList &values) {
        m_query.brands = values;
        ask();
    });
    connect(m_facets, &FacetPanel::priceChanged, this,
            [this](std::optional<qint64> from, std::optional<qint64> to) {
                m_query.priceFromMinor = from;
                m_query.priceToMinor = to;
                ask();
            });
    connect(m_facets, &FacetPanel::imageOnlyChanged, this, [this](bool only) {
        m_query.withImageOnly = only;
        ask();
    });
    connect(m_facets, &FacetPanel::attributesChanged, this, [this](const QVector<catalog::AttributeFilter> &filters) {
        m_query.attributes = filters;
        ask();
    });
    connect(m_facets, &FacetPanel::countsWanted, this, &ProductsPage::askFacets);
    connect(m_chips, &FilterChips::clearRequested, this, &ProductsPage::clearFilters);
}

void ProductsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The rows come first: in a narrow page the filters wait behind their button.
    const bool narrow = width() < NarrowWidth;
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    if (narrow)
        m_facetsWhenWide = m_facets->isVisibleTo(this);
    m_facets->setVisible(!narrow && m_facetsWhenWide);
    m_bar->setPanelsShown(m_facets->isVisibleTo(this), m_inspector->isVisibleTo(this));
}

void ProductsPage::setQuery(const catalog::Query &query)
{
    m_query = query;
    m_bar->setText(query.text);
    ask();
}

void ProductsPage::showProduct(const ProductKey &key)
{
    catalog::Query query;
    query.text = key.toString();
    setQuery(query);
}

void ProductsPage::reload()
{
    m_thumbnails.retryFailed();
    m_inspector->reloadSchema();
    const auto families = m_products.families().model();
    m_facets->completeness()->setPlaces(families->declaration().families.isEmpty() ? QVector<catalog::Scope>() : families->places());
    m_attributesReply.ask(m_products.attributes(), [this](const Result<QVector<catalog::Attribute>> &attributes) {
        if (!attributes)
            return m_message->show(tr("The attributes could not be read. %1").arg(attributes.error().toString()), tr("Retry"));
        m_facets->attributes()->setAttributes(*attributes);
        showChips(); // labels may have come
    });
    m_inspector->reload();
    ask();
}

void ProductsPage::follow(const catalog::ChangeSet &undo)
{
    m_changes->follow(undo);
    reload();
}

void ProductsPage::ask()
{
    m_bar->setSort(m_query.sort, m_query.descending);
    m_facets->setQuery(m_query);
    showHeaderSort();
    showChips();
    m_message->clear();
    m_model->setQuery(m_query);
}

void ProductsPage::askFacets()
{
    // After the rows: counts may take longer, and nobody waits for them.
    m_facetsCancel.request();
    m_facetsCancel = CancelToken();
    catalog::Query counted = m_query;
    counted.facets = m_facets->facets();
    m_facetsReply.ask(m_products.facets(counted, m_facetsCancel), [this](
                                                                      const Result<catalog::Facets> &facets) {
        if (facets) {
            m_facets->setFacets(*facets);
            if (!m_query.isFiltered() && m_query.text.isEmpty()) {
                m_hasCategories = !facets->categories.isEmpty();
                foldColumns();
            }
            showChips(); // labels of brands may have come
        } else if (facets.error().code != ErrorCode::Cancelled) {
            m_message->show(tr("The filters' counts could not be read. %1").arg(facets.error().toString()),
                            tr("Retry"));
        }
    });
}

void ProductsPage::clearFilters()
{
    catalog::Query query;
    query.text = m_query.text;
    query.sort = m_query.sort;
    query.descending = m_query.descending;
    setQuery(query);
}

void ProductsPage::showHeaderSort()
{
    QHeaderView *header = m_grid->header();
    for (int column = 0; column < ProductPageModel::ColumnCount; ++column) {
        if (ProductPageModel::sortOf(column) != std::optional(m_query.sort))
            continue;
        header->setSortIndicator(column, m_query.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
        header->setSortIndicatorShown(true);
        return;
    }
    header->setSortIndicatorShown(false);
}

void ProductsPage::resultArrived()
{
    m_grid->setFaded(false);
    const int known = m_currentKey.isEmpty() ? -1 : m_model->loadedRowOf(m_currentKey);
    if (m_grid->rowCount() > 0)
        m_grid->goToRow(m_removal->takeRow().value_or(std::max(0, known)));
    else
        currentRowChanged(-1);
    m_removal->refresh();
    chooseForBulkEdit();
    askFacets();
}

void ProductsPage::currentRowChanged(int row)
{
    const catalog::Row *shown = row >= 0 ? m_model->rowAt(row) : nullptr;
    // Nothing for a row that is still on its way: the inspector follows when it comes.
    m_inspector->setProduct(shown ? shown->key : ProductKey(), shown ? shown->brand : QString());
    if (shown && m_currentKey != shown->key) {
        m_currentKey = shown->key;
        emit currentProductChanged(m_currentKey);
    }
    showSummary();
}

void ProductsPage::activateRow(int row)
{
    const catalog::Row *shown = m_model->rowAt(row);
    if (!shown)
        return;
    if (shown->image.id.isEmpty())
        return setStatus(tr("%1 has no picture").arg(shown->key.toString()));
    emit pictureActivated(Picture{shown->image.id, {}, shown->name});
}

void ProductsPage::showState()
{
    switch (m_model->state()) {
    case ProductPageModel::State::Empty:
        return;
    case ProductPageModel::State::Loading:
        m_grid->setFaded(true);
        if (m_model->rowCount() == 0 && m_stack->currentWidget() != m_grid)
            m_state->show(QStringLiteral("clock"), tr("Looking\u2026"), {}, {});
        break;
    case ProductPageModel::State::Ready:
        m_grid->setFaded(false);
        if (m_model->rowCount() > 0)
            m_stack->setCurrentWidget(m_grid);
        else
            showEmpty();
        break;
    case ProductPageModel::State::Failed:
        m_grid->setFaded(false);
        m_state->show(QStringLiteral("circle-alert"), tr("The products could not be read"),
                      m_model->error().toString(), tr("Retry"));
        m_stack->setCurrentWidget(m_state);
        break;
    }
    showSummary();
}

void ProductsPage::showEmpty()
{
    if (m_products.productCount() == 0) {
        m_state->show(
            QStringLiteral("package"), tr("No products yet"),
            tr("Import a catalog (CSV, Excel, JSONL, Icecat, Magento, Shopify, Spree, Akeneo), or drop its file here."),
            tr("Import a catalog\u2026"));
    } else if (!m_query.text.isEmpty()) {
        m_state->show(QStringLiteral("package-search"),
                      tr("No product matches \u201c%1\u201d").arg(m_query.text),
                      m_query.isFiltered() ? tr("Try fewer words or other filters.")
                                   : tr("Try fewer words, or only the beginning of a word."),
                      m_query.isFiltered() ? tr("Clear search and filters") : tr("Clear search"));
    } else {
        m_state->show(QStringLiteral("package-search"), tr("No product matches these filters"), {},
                      tr("Clear filters"));
    }
    m_stack->setCurrentWidget(m_state);
}

void ProductsPage::showSummary()
{
    const QLocale locale;
    switch (m_model->state()) {
    case ProductPageModel::State::Failed:
        m_chips->setSummary(tr("Not available"));
        return setStatus(m_chips->summary());
    case ProductPageModel::State::Empty:
    case ProductPageModel::State::Loading:
        // The former count stays while the next is on its way, like the rows.
        if (m_chips->summary().isEmpty())
            m_chips->setSummary(tr("Looking\u2026"));
        return;
    case ProductPageModel::State::Ready:
        break;
    }
    const qint64 found = m_model->resultSet().size();
    const qint64 all = m_products.productCount();
    QString summary = found == all
                          ? tr("%1 products").arg(locale.toString(found))
                          : tr("%1 of %2 products").arg(locale.toString(found), locale.toString(all));
    summary += QStringLiteral(" \u00b7 ") + formatMicros(m_model->answerTime().count());
    m_chips->setSummary(summary);
    const qint64 selected = m_grid->selectedCount();
    setStatus(selected > 1 ? tr("%1 \u00b7 %2 selected").arg(summary, locale.toString(selected)) : summary);
}

void ProductsPage::setStatus(const QString &text)
{
    if (m_status == text)
        return;
    m_status = text;
    emit statusTextChanged(text);
}

} // namespace vitrine::ui
