#include "ui/charts/sparkline.h"

#include <QPainter>

#include <algorithm>

namespace vitrine::ui {

QPixmap sparkline(const QVector<double> &values, double minimumTop, const QSize &size, qreal ratio,
                  const QColor &color)
{
    QPixmap pixmap(size * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    if (values.isEmpty())
        return pixmap;
    double top = minimumTop;
    for (const double value : values)
        top = std::max(top, value);
    QPainter painter(&pixmap);
    // Bars of 2 px with 1 px between: readable at the height of a line of text, where a curve is a smear.
    const int bars = size.width() / 3;
    const qsizetype first = std::max<qsizetype>(0, values.size() - bars);
    double x = size.width() - 3.0 * double(values.size() - first);
    for (qsizetype i = first; i < values.size(); ++i, x += 3) {
        const double height = top > 0 ? std::max(1.0, values.at(i) / top * size.height()) : 1.0;
        painter.fillRect(QRectF(x, size.height() - height, 2, height), color);
    }
    return pixmap;
}

} // namespace vitrine::ui
