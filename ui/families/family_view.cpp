#include "ui/families/family_view.h"

#include "ui/families/families_model.h"
#include "ui/families/family_attributes_model.h"
#include "ui/families/family_counts.h"
#include "ui/families/share_delegate.h"
#include "ui/models/sheet_fields.h"
#include "ui/style/heading_font.h"
#include "ui/style/list_table.h"
#include "ui/style/share_bar.h"
#include "ui/style/search_field.h"
#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int RowHeight = 28;

enum PlaceColumn { Place, Share, Complete, Incomplete, PlaceColumnCount };

void plainTable(QTableView *table)
{
    makeListTable(table, RowHeight);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->horizontalHeader()->setMinimumSectionSize(40);
}

} // namespace

FamilyView::FamilyView(const FamilyCounts &counts, QWidget *parent)
    : QWidget(parent), m_counts(counts), m_attributes(new FamilyAttributesModel(this)), m_title(new QLabel(this)), m_summary(new QLabel(this)),
      m_placeTable(new QTableWidget(0, PlaceColumnCount, this)), m_filter(new QLineEdit(this)), m_table(new QTableView(this))
{
    m_title->setFont(headingFont(m_title->font()));
    m_title->setTextFormat(Qt::PlainText);
    m_summary->setObjectName(QStringLiteral("family.summary"));
    m_summary->setWordWrap(true);
    m_placeTable->setObjectName(QStringLiteral("family.places"));
    m_placeTable->setAccessibleName(tr("How complete the products are, per channel and language"));
    m_placeTable->setHorizontalHeaderLabels({tr("Channel and language"), tr("Share"), tr("Complete"), tr("Incomplete")});
    for (const PlaceColumn column : {Place, Share})
        m_placeTable->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (const PlaceColumn column : {Complete, Incomplete})
        m_placeTable->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    plainTable(m_placeTable);
    QHeaderView *places = m_placeTable->horizontalHeader();
    places->setSectionResizeMode(Share, QHeaderView::Stretch);
    places->resizeSection(Place, 170);
    places->resizeSection(Complete, 84);
    places->resizeSection(Incomplete, 92);
    m_placeTable->setItemDelegateForColumn(Share, new ShareDelegate(m_placeTable));
    m_placeTable->setToolTip(tr("Enter lists the products that are incomplete there"));
    m_filter->setObjectName(QStringLiteral("family.filter"));
    makeSearchField(m_filter, tr("Find an attribute or a rule"));
    m_table->setObjectName(QStringLiteral("family.attributes"));
    m_table->setAccessibleName(tr("Attributes of the family"));
    m_table->setModel(m_attributes);
    plainTable(m_table);
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(true);
    header->resizeSection(FamilyAttributesModel::Attribute, 170);
    header->resizeSection(FamilyAttributesModel::Required, 100);
    header->resizeSection(FamilyAttributesModel::Kept, 190);

    auto *products = new QPushButton(icon(QStringLiteral("package-search")), tr("&Show its products"), this);
    products->setObjectName(QStringLiteral("family.products"));
    products->setMinimumHeight(32);
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(products);
    auto *attributes = new QWidget;
    auto *attributesColumn = new QVBoxLayout(attributes);
    attributesColumn->setContentsMargins(8, 0, 0, 0);
    attributesColumn->addWidget(m_filter);
    attributesColumn->addWidget(m_table, 1);
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_placeTable);
    splitter->addWidget(attributes);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 0);
    column->addLayout(top);
    column->addWidget(m_summary);
    column->addWidget(splitter, 1);
    connect(m_filter, &QLineEdit::textChanged, m_attributes, &FamilyAttributesModel::setFilter);
    connect(products, &QPushButton::clicked, this, [this] { emit productsRequested(m_code, std::nullopt); });
    connect(m_placeTable, &QTableWidget::cellActivated, this, [this](int row) { emit productsRequested(m_code, m_places[row]); });
}

void FamilyView::setLabels(const QHash<QString, QString> &labels)
{
    m_attributes->setLabels(labels);
}

void FamilyView::showFamily(std::shared_ptr<const catalog::FamilyModel> model, const QString &code)
{
    m_model = std::move(model);
    m_code = code;
    const auto &families = m_model->declaration().families;
    const auto family = std::find_if(families.begin(), families.end(), [&](const catalog::Family &each) { return each.code == code; });
    setVisible(family != families.end());
    if (family == families.end())
        return;
    m_title->setText(family->label.isEmpty() || family->label == code ? code : QStringLiteral("%1 (%2)").arg(family->label, code));
    m_attributes->setFamily(m_model->declaration(), *family);
    m_places = FamiliesModel::leaves(*m_model);
    m_placeTable->setRowCount(int(m_places.size()));
    countsChanged();
}

void FamilyView::countsChanged()
{
    if (!m_model || m_code.isEmpty())
        return;
    showTitle();
    const QLocale locale;
    const auto products = m_counts.products(m_code);
    for (int row = 0; row < m_places.size(); ++row) {
        const auto complete = m_counts.complete(m_code, m_places[row]);
        const bool isKnown = complete && products;
        const QString pending = QStringLiteral("\u2026");
        const QString texts[] = {m_places[row] == catalog::Scope{} ? tr("Everywhere") : scopeText(m_places[row]), isKnown ? shareText(*complete, *products) : pending,
                                 isKnown ? locale.toString(*complete) : pending, isKnown ? locale.toString(*products - *complete) : pending};
        for (int column = 0; column < PlaceColumnCount; ++column) {
            QTableWidgetItem *item = m_placeTable->item(row, column);
            if (!item)
                m_placeTable->setItem(row, column, item = new QTableWidgetItem);
            item->setText(texts[column]);
            if (column >= Complete)
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            if (column == Share) {
                item->setData(FamiliesModel::CompleteRole, isKnown ? QVariant(*complete) : QVariant());
                item->setData(FamiliesModel::OfRole, products.value_or(0));
            }
        }
    }
}

void FamilyView::showTitle()
{
    const QLocale locale;
    const auto &families = m_model->declaration().families;
    const auto family = std::find_if(families.begin(), families.end(), [&](const catalog::Family &each) { return each.code == m_code; });
    qsizetype inChannels = 0;
    for (const QString &code : family->attributes) {
        const bool isRequired = std::any_of(family->requiredIn.begin(), family->requiredIn.end(), [&](const QStringList &codes) { return codes.contains(code); });
        inChannels += isRequired && !family->required.contains(code);
    }
    QStringList parts{tr("%1 attributes").arg(locale.toString(family->attributes.size())), tr("%1 required everywhere").arg(locale.toString(family->required.size()))};
    if (inChannels > 0)
        parts.append(tr("%1 in some channels").arg(locale.toString(inChannels)));
    if (const auto products = m_counts.products(m_code))
        parts.prepend(*products == 1 ? tr("1 product") : tr("%1 products").arg(locale.toString(*products)));
    m_summary->setText(parts.join(QStringLiteral(" \u00b7 ")));
}

} // namespace vitrine::ui
