#include "ui/products/filter_chips.h"

#include "ui/products/flow_layout.h"
#include "ui/style/theme.h"

#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace vitrine::ui {

namespace {

/// A rounded button with a cross.
class Chip : public QToolButton
{
public:
    Chip(const QString &text, QWidget *parent) : QToolButton(parent)
    {
        setText(fontMetrics().elidedText(text, Qt::ElideMiddle, 260));
        setAccessibleName(FilterChips::tr("Remove filter %1").arg(text));
        setToolTip(accessibleName());
        setCursor(Qt::PointingHandCursor);
    }
    QSize sizeHint() const override { return {fontMetrics().horizontalAdvance(text()) + 40, 26}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tokens &colors = tokens();
        QColor fill = colors.accent;
        fill.setAlphaF(isDown() || underMouse() ? 0.24f : 0.14f);
        painter.setBrush(fill);
        painter.setPen(hasFocus() ? QPen(colors.accent, 2) : QPen(Qt::NoPen));
        const QRectF body = QRectF(rect()).adjusted(1, 1, -1, -1);
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2);
        painter.setPen(colors.text);
        painter.drawText(rect().adjusted(12, 0, -24, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
        painter.drawPixmap(width() - 22, (height() - 14) / 2,
                           iconPixmap(QStringLiteral("x"), colors.text, 14, devicePixelRatioF()));
    }
};

} // namespace

FilterChips::FilterChips(QWidget *parent)
    : QWidget(parent), m_summary(new QLabel(this)), m_flow(new FlowLayout(this, 6))
{
    m_flow->setContentsMargins(14, 2, 12, 8);
    m_summary->setObjectName(QStringLiteral("resultSummary"));
    m_summary->setMinimumHeight(26);
    m_summary->setContentsMargins(0, 0, 8, 0);
    m_flow->addWidget(m_summary);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void FilterChips::setSummary(const QString &text)
{
    m_summary->setText(text);
}

QString FilterChips::summary() const
{
    return m_summary->text();
}

void FilterChips::setChips(const QVector<FilterChip> &chips)
{
    for (QWidget *chip : std::as_const(m_chips)) {
        m_flow->removeWidget(chip);
        chip->hide();
        chip->deleteLater(); // its own click may be what brought us here
    }
    m_chips.clear();
    for (const FilterChip &chip : chips) {
        auto *button = new Chip(chip.text, this);
        connect(button, &QToolButton::clicked, this, chip.remove);
        m_chips.append(button);
    }
    if (!chips.isEmpty()) {
        auto *clear = new QToolButton(this);
        clear->setObjectName(QStringLiteral("clearFilters"));
        clear->setText(tr("Clear all"));
        clear->setAccessibleName(tr("Clear all filters"));
        clear->setAutoRaise(true);
        clear->setMinimumHeight(26);
        connect(clear, &QToolButton::clicked, this, &FilterChips::clearRequested);
        m_chips.append(clear);
    }
    for (QWidget *chip : std::as_const(m_chips)) {
        m_flow->addWidget(chip);
        chip->show();
    }
    updateGeometry();
}

} // namespace vitrine::ui
