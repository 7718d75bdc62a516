#include "ui/products/values_panel.h"

#include "ui/models/product_sheet_model.h"
#include "ui/products/sheet_delegate.h"
#include "ui/style/search_field.h"
#include "ui/style/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

/// By what it differs in: SKUs are long, and begin alike.
QString variantName(const catalog::Variant &variant)
{
    QStringList words;
    for (const catalog::AttributeValue &value : variant.attributes) {
        SheetField field;
        field.shown = value.value;
        if (value.scope == catalog::Scope{} && catalog::typeOf(value.value) != catalog::ValueType::Boolean)
            words.append(valueText(field, SheetSchema()));
    }
    return words.isEmpty() ? variant.sku : words.join(QStringLiteral(" \u00b7 "));
}

} // namespace

ValuesPanel::ValuesPanel(ProductSheetModel &sheet, QWidget *parent)
    : QWidget(parent), m_sheet(sheet), m_variant(new QComboBox(this)), m_place(new QComboBox(this)), m_filter(new QLineEdit(this)),
      m_problems(new QToolButton(this)), m_view(new QTreeView(this))
{
    makeChoices();
    makeSheet();
    auto *choices = new QHBoxLayout;
    choices->setSpacing(6);
    choices->addWidget(m_variant, 1);
    choices->addWidget(m_place, 1);
    auto *narrowing = new QHBoxLayout;
    narrowing->setSpacing(6);
    narrowing->addWidget(m_filter, 1);
    narrowing->addWidget(m_problems);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(choices);
    column->addLayout(narrowing);
    column->addWidget(m_view, 1);
    setFocusProxy(m_view);
    connect(&m_sheet, &QAbstractItemModel::modelReset, m_view, &QTreeView::expandAll);
    connect(m_filter, &QLineEdit::textChanged, &m_sheet, &ProductSheetModel::setFilter);
    connect(m_problems, &QToolButton::toggled, &m_sheet, &ProductSheetModel::setProblemsOnly);
    connect(m_variant, &QComboBox::activated, this, &ValuesPanel::choose);
    connect(m_place, &QComboBox::activated, this, [this](int index) {
        m_everywhere = index == 0;
        m_wanted = index > 0 ? std::optional(m_places[index - 1]) : std::nullopt;
        choose();
    });
}

void ValuesPanel::makeChoices()
{
    m_variant->setObjectName(QStringLiteral("inspector.variant"));
    m_variant->setAccessibleName(tr("The product, or one of its variants alone"));
    m_variant->setToolTip(tr("The product, or one of its variants with what it inherits"));
    m_place->setObjectName(QStringLiteral("inspector.place"));
    m_place->setAccessibleName(tr("Channel and language"));
    m_place->setToolTip(tr("What one channel and language sees, or everything"));
    for (QComboBox *choice : {m_variant, m_place}) {
        choice->setMinimumHeight(30);
        choice->setMinimumContentsLength(6); // the panel is narrow, and a SKU may be long
        choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        choice->setMaxVisibleItems(20);
        choice->view()->setAccessibleName(choice->accessibleName());
        choice->hide();
    }
    m_filter->setObjectName(QStringLiteral("inspector.filter"));
    makeSearchField(m_filter, tr("Find an attribute"));
    m_problems->setObjectName(QStringLiteral("inspector.problemsOnly"));
    m_problems->setIcon(icon(QStringLiteral("circle-alert")));
    m_problems->setCheckable(true);
    m_problems->setAccessibleName(tr("Only what is missing or against a rule"));
    m_problems->setToolTip(m_problems->accessibleName());
    m_problems->setMinimumSize(30, 30);
    m_problems->hide();
}

void ValuesPanel::makeSheet()
{
    m_view->setObjectName(QStringLiteral("inspector.sheet"));
    m_view->setAccessibleName(tr("Values of the product"));
    m_view->setModel(&m_sheet);
    auto *delegate = new SheetDelegate(m_view);
    m_view->setItemDelegate(delegate);
    m_view->setHeaderHidden(true);
    m_view->setRootIsDecorated(false);
    m_view->setItemsExpandable(false);
    m_view->setIndentation(0);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    m_view->header()->setSectionResizeMode(ProductSheetModel::Label, QHeaderView::Interactive);
    m_view->header()->setSectionResizeMode(ProductSheetModel::ValueColumn, QHeaderView::Stretch);
    m_view->header()->setStretchLastSection(true);
    m_view->header()->resizeSection(ProductSheetModel::Label, 136);
    m_view->installEventFilter(this);
    // One click edits: values are fields here, not list entries.
    connect(m_view, &QTreeView::clicked, this, [this, delegate](const QModelIndex &index) {
        if (!delegate->takeReset() && index.flags() & Qt::ItemIsEditable)
            m_view->edit(index);
    });
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ValuesPanel::showMenu);
}

void ValuesPanel::refreshChoices()
{
    const auto &product = m_sheet.product();
    if (!product)
        return;
    const SheetSchema &schema = m_sheet.schema();
    m_problems->setVisible(!schema.families().declaration().families.isEmpty());
    if (m_problems->isHidden())
        m_problems->setChecked(false);

    const QString sku = m_sheet.view().sku;
    const QSignalBlocker quietVariant(m_variant), quietPlace(m_place);
    m_variant->clear();
    m_variant->addItem(icon(QStringLiteral("package")), tr("Product"), QString());
    for (const auto &variant : product->variants) {
        // The only variant of a simple product is the product.
        if (product->variants.size() > 1 || !variant.attributes.isEmpty() || !variant.prices.isEmpty())
            m_variant->addItem(variantName(variant), variant.sku);
        if (m_variant->itemData(m_variant->count() - 1).toString() == variant.sku)
            m_variant->setItemData(m_variant->count() - 1, variant.sku, Qt::ToolTipRole);
    }
    m_variant->setCurrentIndex(std::max(0, m_variant->findData(sku)));
    m_variant->setVisible(m_variant->count() > 1);

    m_places = placesOf(*product, schema);
    m_place->clear();
    m_place->addItem(tr("All places"));
    for (const catalog::Scope &place : std::as_const(m_places))
        m_place->addItem(scopeText(place));
    m_place->setVisible(!m_places.isEmpty());
    // Where channels are declared one of them is looked at, unless the person wants all of it.
    const bool isDeclared = !schema.families().declaration().channels.isEmpty();
    const qsizetype wanted = m_wanted ? m_places.indexOf(*m_wanted) : -1;
    m_place->setCurrentIndex(wanted >= 0 ? int(wanted) + 1 : isDeclared && !m_everywhere && !m_places.isEmpty() ? 1 : 0);
    choose();
}

void ValuesPanel::choose()
{
    const int place = m_place->currentIndex();
    const SheetView view{place > 0 && place <= m_places.size() ? std::optional(m_places[place - 1]) : std::nullopt, m_variant->currentData().toString()};
    if (view == m_sheet.view())
        return;
    m_sheet.setView(view);
    emit viewChanged();
}

void ValuesPanel::editField(const catalog::Scope &place, const QString &code)
{
    m_filter->clear();
    m_problems->setChecked(false);
    if (const qsizetype index = m_places.indexOf(place); index >= 0 && code != catalog::FamilyAttribute) {
        m_wanted = place;
        m_everywhere = false;
        m_place->setCurrentIndex(int(index) + 1);
    }
    if (code == catalog::FamilyAttribute)
        m_variant->setCurrentIndex(0); // it is the product's
    choose();
    const QModelIndex field = m_sheet.find(code);
    if (!field.isValid())
        return;
    m_view->setFocus(Qt::OtherFocusReason);
    m_view->setCurrentIndex(field);
    m_view->scrollTo(field, QAbstractItemView::PositionAtCenter);
    if (field.flags() & Qt::ItemIsEditable)
        m_view->edit(field);
}

void ValuesPanel::showMenu(const QPoint &point)
{
    const QModelIndex value = m_view->indexAt(point).siblingAtColumn(ProductSheetModel::ValueColumn);
    if (!value.isValid() || !value.parent().isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("valueMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QPersistentModelIndex at(value);
    QAction *edit = menu->addAction(icon(QStringLiteral("pencil")), tr("Edit"), this, [this, at] { m_view->edit(at); });
    edit->setShortcut(Qt::Key_F2);
    edit->setEnabled(value.flags() & Qt::ItemIsEditable);
    menu->addAction(icon(QStringLiteral("copy")), tr("Copy"), this, [at] { QApplication::clipboard()->setText(at.data().toString()); });
    const bool overrides = value.data(ProductSheetModel::OverridesRole).toBool();
    QAction *remove = menu->addAction(icon(overrides ? QStringLiteral("rotate-ccw") : QStringLiteral("trash-2")),
                                      overrides ? tr("Reset to what holds without it") : tr("Remove the value"), this, [this, at] { m_sheet.remove(at); });
    remove->setShortcut(Qt::Key_Delete);
    remove->setEnabled(value.data(ProductSheetModel::RemovableRole).toBool());
    menu->popup(m_view->viewport()->mapToGlobal(point));
}

bool ValuesPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_view || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const QModelIndex value = m_view->currentIndex().siblingAtColumn(ProductSheetModel::ValueColumn);
    if (!value.isValid())
        return QWidget::eventFilter(watched, event);
    if ((key == Qt::Key_Return || key == Qt::Key_Enter) && (value.flags() & Qt::ItemIsEditable)) {
        m_view->edit(value);
        return true;
    }
    if (key == Qt::Key_Delete && value.data(ProductSheetModel::RemovableRole).toBool()) {
        m_sheet.remove(value);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace vitrine::ui
