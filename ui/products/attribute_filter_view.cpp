#include "ui/products/attribute_filter_view.h"

#include "ui/models/filter_text.h"
#include "ui/models/value_list_model.h"
#include "ui/products/facet_delegate.h"
#include "ui/products/range_fields.h"
#include "ui/products/range_histogram.h"
#include "ui/style/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace vitrine::ui {

using catalog::AttributeFilter;
using catalog::ValueType;

namespace {

constexpr int TallestList = 7;  ///< rows; a part of one shows that there are more
constexpr int SearchedFrom = 12; ///< values

} // namespace

AttributeFilterView::AttributeFilterView(const catalog::Attribute &attribute, QWidget *parent)
    : QWidget(parent), m_attribute(attribute), m_comparison(new QComboBox(this)), m_body(new QWidget(this))
{
    setObjectName(QStringLiteral("filter.") + attribute.code);
    const bool range = isRange();
    m_comparison->setObjectName(QStringLiteral("comparison"));
    m_comparison->setAccessibleName(tr("How %1 is compared").arg(attribute.label));
    m_comparison->addItems({range ? tr("is between") : tr("is any of"), range ? tr("is not between") : tr("is none of"),
                            tr("has a value"), tr("has no value")});
    if (range)
        makeRange();
    else
        makeValues();
    layOut();
    connect(m_comparison, &QComboBox::activated, this, [this] {
        showComparison();
        edited();
    });
}

bool AttributeFilterView::isRange() const
{
    return m_attribute.type == ValueType::Number || m_attribute.type == ValueType::Date;
}

void AttributeFilterView::layOut()
{
    const QString &label = m_attribute.label;
    auto *title = new QLabel(m_attribute.unit.isEmpty() ? label : tr("%1 (%2)").arg(label, m_attribute.unit), this);
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    title->setContentsMargins(6, 0, 0, 0);
    title->setToolTip(m_attribute.code);
    title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long label is cut, not the panel widened
    auto *close = new QToolButton(this);
    close->setObjectName(QStringLiteral("close"));
    close->setIcon(icon(QStringLiteral("x")));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Remove the filter on %1").arg(label));
    close->setToolTip(close->accessibleName());
    connect(close, &QToolButton::clicked, this, &AttributeFilterView::closeRequested);

    auto *top = new QHBoxLayout;
    top->setSpacing(2);
    top->addWidget(title, 1);
    top->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(4);
    column->addLayout(top);
    column->addWidget(m_comparison);
    column->addWidget(m_body);
}

void AttributeFilterView::makeValues()
{
    m_values = new ValueListModel(this);
    m_search = new QLineEdit(m_body);
    m_search->setObjectName(QStringLiteral("search"));
    makeFacetSearch(m_search, tr("Find a value"), tr("Find a value of %1").arg(m_attribute.label));
    m_search->hide();
    m_list = new QListView(m_body);
    m_list->setObjectName(QStringLiteral("values"));
    m_list->setModel(m_values);
    m_list->setUniformItemSizes(true);
    makeFacetView(m_list, m_attribute.label, ValueListModel::CountRole);
    auto *column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_search);
    column->addWidget(m_list);
    connect(m_search, &QLineEdit::textChanged, m_values, &ValueListModel::setFilter);
    connect(m_values, &ValueListModel::chosenChanged, this, &AttributeFilterView::edited);
    const auto fit = [this] {
        const int rows = std::max(1, m_values->rowCount());
        const int tall = m_list->sizeHintForRow(0);
        m_list->setFixedHeight(rows > TallestList ? TallestList * tall + tall / 2 : rows * tall + 2);
    };
    connect(m_values, &QAbstractItemModel::modelReset, this, fit);
    fit();
}

void AttributeFilterView::makeRange()
{
    m_histogram = new RangeHistogram(m_body);
    m_histogram->setAccessibleName(m_attribute.label);
    m_histogram->setToolTip(tr("Drag to choose a range"));
    auto *fields = new RangeFields({QStringLiteral("from"), QStringLiteral("to")}, {tr("%1 from").arg(m_attribute.label), tr("%1 to").arg(m_attribute.label)}, m_body);
    m_fromField = fields->from();
    m_toField = fields->to();
    connect(fields, &RangeFields::edited, this, &AttributeFilterView::rangeEdited);
    auto *column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_histogram);
    column->addWidget(fields);
    connect(m_histogram, &RangeHistogram::rangePicked, this, [this](double from, double to) {
        m_from = boundFromText(boundToText(from, m_attribute.type), m_attribute.type).value_or(QString());
        m_to = boundFromText(boundToText(to, m_attribute.type), m_attribute.type).value_or(QString());
        showRange();
        edited();
    });
}

void AttributeFilterView::setFilter(const std::optional<AttributeFilter> &filter)
{
    m_filter = filter;
    const bool present = filter && filter->kind == AttributeFilter::Kind::Present;
    // Without a filter the comparison stays as it was chosen: what it compares with may come next.
    if (filter)
        m_comparison->setCurrentIndex(present ? (filter->isNegated ? HasNot : Has) : (filter->isNegated ? IsNot : Is));
    else if (m_comparison->currentIndex() >= Has)
        m_comparison->setCurrentIndex(Is);
    if (m_values)
        m_values->setChosen(filter ? filter->values : QStringList());
    m_from = filter ? filter->from : QString();
    m_to = filter ? filter->to : QString();
    showRange();
    showComparison();
}

void AttributeFilterView::setFacet(const catalog::AttributeFacet &facet)
{
    if (m_values) {
        m_values->setValues(facet.values);
        m_search->setVisible(facet.values.size() >= SearchedFrom || !m_search->text().isEmpty());
        return;
    }
    QVector<RangeHistogram::Bar> bars;
    for (const auto &step : facet.steps)
        bars.append({step.from, step.to, step.count});
    m_histogram->setBars(bars);
    const bool any = !bars.isEmpty();
    const QString low = boundToText(facet.low, m_attribute.type), high = boundToText(facet.high, m_attribute.type);
    m_fromField->setPlaceholderText(any ? low : QString());
    m_toField->setPlaceholderText(any ? high : QString());
    m_histogram->setAccessibleDescription(any ? tr("From %1 to %2").arg(low, high) : tr("No values"));
}

QString AttributeFilterView::labelOf(const QString &value) const
{
    return m_values ? m_values->labelOf(value) : value;
}

void AttributeFilterView::showComparison()
{
    m_body->setVisible(m_comparison->currentIndex() < Has);
}

void AttributeFilterView::showRange()
{
    if (!m_histogram)
        return;
    m_fromField->setText(boundToText(m_from, m_attribute.type));
    m_toField->setText(boundToText(m_to, m_attribute.type));
    const auto place = [this](const QString &bound) -> std::optional<double> {
        if (bound.isEmpty())
            return std::nullopt;
        return m_attribute.type == ValueType::Date ? double(QDate::fromString(bound, Qt::ISODate).toJulianDay()) : bound.toDouble();
    };
    m_histogram->setRange(place(m_from), place(m_to));
}

void AttributeFilterView::rangeEdited()
{
    const QString from = boundFromText(m_fromField->text(), m_attribute.type).value_or(QString());
    const QString to = boundFromText(m_toField->text(), m_attribute.type).value_or(QString());
    const bool same = from == m_from && to == m_to;
    m_from = from;
    m_to = to;
    showRange(); // what is no number or date goes away
    if (!same)
        edited();
}

/// Reads what the person has set.
void AttributeFilterView::edited()
{
    AttributeFilter filter;
    filter.code = m_attribute.code;
    const int comparison = m_comparison->currentIndex();
    filter.isNegated = comparison == IsNot || comparison == HasNot;
    bool narrows = true;
    if (comparison >= Has) {
        filter.kind = AttributeFilter::Kind::Present;
    } else if (m_values) {
        filter.kind = AttributeFilter::Kind::AnyOf;
        filter.values = m_values->chosen();
        narrows = !filter.values.isEmpty();
    } else {
        filter.kind = AttributeFilter::Kind::Range;
        filter.from = m_from;
        filter.to = m_to;
        narrows = !m_from.isEmpty() || !m_to.isEmpty();
    }
    const auto now = narrows ? std::optional(filter) : std::nullopt;
    if (now == m_filter)
        return;
    m_filter = now;
    emit filterChanged();
}

} // namespace vitrine::ui
