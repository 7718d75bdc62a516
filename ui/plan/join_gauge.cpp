#include "ui/plan/join_gauge.h"

#include "ui/style/theme.h"

#include <QPainter>

#include <algorithm>

namespace vitrine::ui {

namespace {

constexpr int BarTop = 20, BarHeight = 14;
constexpr double Beyond = 1.15; ///< the scale goes on after the limits, so that they are seen

} // namespace

JoinGauge::JoinGauge(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void JoinGauge::setJoin(const QueryPlan::Join &join)
{
    m_join = join;
    setAccessibleName(tr("%1 tables; MySQL and MariaDB join at most %2, SQLite %3")
                          .arg(join.tables)
                          .arg(join.mysqlLimit)
                          .arg(join.sqliteLimit));
    update();
}

void JoinGauge::paintEvent(QPaintEvent *)
{
    const Tokens &colors = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double top = std::max(m_join.tables, m_join.sqliteLimit) * Beyond;
    const auto place = [&](double tables) { return tables / top * width(); };
    const QRectF track(0, BarTop, width(), BarHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.hairline);
    painter.drawRoundedRect(track, 3, 3);
    const bool possible = m_join.tables <= m_join.limit;
    painter.setBrush(possible ? colors.accent : colors.bad);
    painter.drawRoundedRect(QRectF(0, BarTop, std::max(4.0, place(m_join.tables)), BarHeight), 3, 3);
    // The limits are close to each other: one speaks above the bar, the other below it.
    const auto limit = [&](int tables, const QString &name, double textTop) {
        const double x = place(tables);
        painter.setPen(QPen(colors.text, 2));
        painter.drawLine(QPointF(x, BarTop - 4), QPointF(x, BarTop + BarHeight + 4));
        const bool isOwn = tables == m_join.limit;
        QFont font = this->font();
        font.setWeight(isOwn ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(isOwn ? colors.text : colors.dim);
        const double wide = painter.fontMetrics().horizontalAdvance(name) + 2;
        painter.drawText(QRectF(std::clamp(x - wide / 2, 0.0, width() - wide), textTop, wide, 18), Qt::AlignCenter, name);
    };
    limit(m_join.mysqlLimit, tr("MySQL, MariaDB: %1").arg(m_join.mysqlLimit), -1);
    limit(m_join.sqliteLimit, tr("SQLite: %1").arg(m_join.sqliteLimit), BarTop + BarHeight + 5);
}

} // namespace vitrine::ui
