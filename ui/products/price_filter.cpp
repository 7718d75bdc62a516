#include "ui/products/price_filter.h"

#include "ui/models/money_text.h"
#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {

constexpr double WidestBar = 24; ///< pixels

} // namespace

PriceHistogram::PriceHistogram(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::CrossCursor);
    setAccessibleName(tr("Prices"));
    setToolTip(tr("Drag to choose a price range"));
}

void PriceHistogram::setFacets(const catalog::Facets &facets)
{
    m_counts = facets.priceHistogram;
    m_min = facets.priceMinMinor;
    m_max = facets.priceMaxMinor;
    m_currency = facets.priceCurrency;
    setAccessibleDescription(
        tr("Prices from %1 to %2").arg(formatMoney(m_min, m_currency), formatMoney(m_max, m_currency)));
    update();
}

void PriceHistogram::setRange(std::optional<qint64> from, std::optional<qint64> to)
{
    m_from = from;
    m_to = to;
    update();
}

qint64 PriceHistogram::edge(qint64 minMinor, qint64 maxMinor, int bars, int bar)
{
    const double low = double(std::max<qint64>(minMinor, 1));
    const double high = double(std::max<qint64>(maxMinor, 1));
    if (bar <= 0)
        return minMinor;
    if (bar >= bars)
        return maxMinor;
    return qint64(std::llround(low * std::pow(high / low, double(bar) / bars)));
}

int PriceHistogram::barAt(int x) const
{
    const int bars = int(m_counts.size());
    return bars == 0 ? -1 : std::clamp(x * bars / std::max(1, width()), 0, bars - 1);
}

bool PriceHistogram::isChosen(int bar) const
{
    if (m_pressed >= 0)
        return bar >= std::min(m_pressed, m_dragged) && bar <= std::max(m_pressed, m_dragged);
    const int bars = int(m_counts.size());
    return (!m_from || edge(m_min, m_max, bars, bar + 1) > *m_from) &&
           (!m_to || edge(m_min, m_max, bars, bar) < *m_to);
}

void PriceHistogram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const Tokens &colors = tokens();
    const int bars = int(m_counts.size());
    const qint64 most = bars == 0 ? 0 : *std::max_element(m_counts.begin(), m_counts.end());
    painter.fillRect(QRectF(0, height() - 1, width(), 1), colors.hairline);
    if (most <= 0)
        return;
    const double step = double(width()) / bars;
    for (int bar = 0; bar < bars; ++bar) {
        if (m_counts[bar] == 0)
            continue;
        // The square root keeps rare prices visible beside the frequent ones.
        const double tall = std::max(2.0, (height() - 3) * std::sqrt(double(m_counts[bar]) / double(most)));
        QColor fill = isChosen(bar) ? colors.accent : colors.dim;
        fill.setAlphaF(isChosen(bar) ? 0.75f : 0.25f);
        painter.setBrush(fill);
        // A single price is a bar too, not a block as wide as the panel.
        const double wide = std::clamp(step - 1, 1.0, WidestBar);
        painter.drawRoundedRect(QRectF((bar + 0.5) * step - wide / 2, height() - 1 - tall, wide, tall), 1.5,
                                1.5);
    }
}

void PriceHistogram::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_dragged = barAt(int(event->position().x()));
    update();
}

void PriceHistogram::mouseMoveEvent(QMouseEvent *event)
{
    if (m_pressed < 0)
        return;
    m_dragged = barAt(int(event->position().x()));
    update();
}

void PriceHistogram::mouseReleaseEvent(QMouseEvent *)
{
    if (m_pressed < 0)
        return;
    const int bars = int(m_counts.size());
    const int first = std::min(m_pressed, m_dragged), last = std::max(m_pressed, m_dragged);
    m_pressed = -1;
    emit rangePicked(edge(m_min, m_max, bars, first), edge(m_min, m_max, bars, last + 1));
}

PriceFilter::PriceFilter(QWidget *parent)
    : QWidget(parent),
      m_histogram(new PriceHistogram(this)),
      m_fromField(new QLineEdit(this)),
      m_toField(new QLineEdit(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_histogram);
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    m_fromField->setObjectName(QStringLiteral("priceFrom"));
    m_fromField->setAccessibleName(tr("Lowest price"));
    m_toField->setObjectName(QStringLiteral("priceTo"));
    m_toField->setAccessibleName(tr("Highest price"));
    for (QLineEdit *field : {m_fromField, m_toField}) {
        field->setAlignment(Qt::AlignRight);
        field->setMinimumSize(60, 30);
        field->setTextMargins(4, 0, 4, 0);
        connect(field, &QLineEdit::editingFinished, this, &PriceFilter::fieldsEdited);
    }
    row->addWidget(m_fromField, 1);
    auto *dash = new QLabel(QStringLiteral("\u2013"), this);
    row->addWidget(dash);
    row->addWidget(m_toField, 1);
    column->addLayout(row);
    connect(m_histogram, &PriceHistogram::rangePicked, this, [this](qint64 from, qint64 to) {
        setRange(from, to);
        emit rangeChanged(m_from, m_to);
    });
}

void PriceFilter::setFacets(const catalog::Facets &facets)
{
    m_currency = facets.priceCurrency;
    m_histogram->setFacets(facets);
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
    m_histogram->setRange(from, to);
    showFields();
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
    m_histogram->setRange(from, to);
    emit rangeChanged(from, to);
}

} // namespace vitrine::ui
