#include "ui/products/price_filter.h"

#include "ui/models/money_text.h"
#include "ui/products/range_fields.h"
#include "ui/products/range_histogram.h"
#include "ui/style/theme.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

qint64 PriceFilter::edge(qint64 minMinor, qint64 maxMinor, int bars, int bar)
{
    const double low = double(std::max<qint64>(minMinor, 1));
    const double high = double(std::max<qint64>(maxMinor, 1));
    if (bar <= 0)
        return minMinor;
    if (bar >= bars)
        return maxMinor;
    return qint64(std::llround(low * std::pow(high / low, double(bar) / bars)));
}

PriceFilter::PriceFilter(QWidget *parent)
    : QWidget(parent),
      m_histogram(new RangeHistogram(this)),
      m_fields(new RangeFields({QStringLiteral("priceFrom"), QStringLiteral("priceTo")}, {tr("Lowest price"), tr("Highest price")}, this)),
      m_fromField(m_fields->from()),
      m_toField(m_fields->to())
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_histogram);
    column->addWidget(m_fields);
    connect(m_fields, &RangeFields::edited, this, &PriceFilter::fieldsEdited);
    m_histogram->setAccessibleName(tr("Prices"));
    m_histogram->setToolTip(tr("Drag to choose a price range"));
    connect(m_histogram, &RangeHistogram::rangePicked, this, [this](double from, double to) {
        setRange(qint64(from), qint64(to));
        emit rangeChanged(m_from, m_to);
    });
}

void PriceFilter::setFacets(const catalog::Facets &facets)
{
    m_currency = facets.priceCurrency;
    m_histogram->setAccessibleDescription(
        tr("Prices from %1 to %2").arg(formatMoney(facets.priceMinMinor, m_currency), formatMoney(facets.priceMaxMinor, m_currency)));
    QVector<RangeHistogram::Bar> bars;
    const int count = int(facets.priceHistogram.size());
    for (int bar = 0; bar < count; ++bar)
        bars.append({double(edge(facets.priceMinMinor, facets.priceMaxMinor, count, bar)),
                     double(edge(facets.priceMinMinor, facets.priceMaxMinor, count, bar + 1)), facets.priceHistogram[bar]});
    m_histogram->setBars(bars);
    // Without the currency, which the title names: two amounts of five digits have to fit.
    const bool any = !facets.priceHistogram.isEmpty();
    m_fromField->setPlaceholderText(any ? moneyForEditing(facets.priceMinMinor, m_currency) : QString());
    m_toField->setPlaceholderText(any ? moneyForEditing(facets.priceMaxMinor, m_currency) : QString());
    if (!m_fromField->hasFocus() && !m_toField->hasFocus())
        showFields();
}

void PriceFilter::setRange(std::optional<qint64> from, std::optional<qint64> to)
{
    m_from = from;
    m_to = to;
    showRange();
    showFields();
}

void PriceFilter::showRange()
{
    const auto real = [](std::optional<qint64> minor) { return minor ? std::optional(double(*minor)) : std::nullopt; };
    m_histogram->setRange(real(m_from), real(m_to));
}

void PriceFilter::showFields()
{
    m_fromField->setText(m_from ? moneyForEditing(*m_from, m_currency) : QString());
    m_toField->setText(m_to ? moneyForEditing(*m_to, m_currency) : QString());
}

void PriceFilter::fieldsEdited()
{
    const auto from = parseMoney(m_fromField->text(), m_currency);
    const auto to = parseMoney(m_toField->text(), m_currency);
    if (from == m_from && to == m_to)
        return showFields(); // what is not money goes away
    m_from = from;
    m_to = to;
    showRange();
    emit rangeChanged(from, to);
}

} // namespace vitrine::ui
