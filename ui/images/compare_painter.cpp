#include "ui/images/compare_painter.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace vitrine::ui {

namespace {

constexpr double NearestFromZoom = 3;
constexpr int CheckPx = 8; ///< side of a checkerboard square, device independent

QImage checkerboard(int side, bool dark)
{
    const QRgb even = dark ? qRgb(58, 62, 70) : qRgb(255, 255, 255);
    const QRgb odd = dark ? qRgb(74, 79, 89) : qRgb(226, 229, 234);
    QImage tile(2 * side, 2 * side, QImage::Format_RGB32);
    for (int y = 0; y < tile.height(); ++y)
        for (int x = 0; x < tile.width(); ++x)
            tile.setPixel(x, y, (x / side + y / side) % 2 == 0 ? even : odd);
    return tile;
}

} // namespace

ComparePainter::ComparePainter(const CompareView &view, QPainter &painter)
    : m_view(view),
      m_painter(painter),
      m_ratio(view.devicePixelRatioF()),
      m_all(QPoint(0, 0), (QSizeF(view.size()) * m_ratio).toSize())
{
}

QRectF ComparePainter::frameRect(CompareSide side, const QRect &half) const
{
    const QRectF frame = m_view.m_frame.rect().translated(half.topLeft());
    const ComparedPicture &picture = m_view.picture(side);
    if (side == CompareSide::B || picture.pixels.isNull())
        return frame;
    // A of another shape keeps its shape: what is in the middle of both lies over each other.
    const QSizeF fitted = QSizeF(picture.pixels.size()).scaled(frame.size(), Qt::KeepAspectRatio);
    if (std::abs(fitted.width() - frame.width()) < 1 && std::abs(fitted.height() - frame.height()) < 1)
        return frame;
    QRectF rect({0, 0}, fitted);
    rect.moveCenter(frame.center());
    return rect;
}

void ComparePainter::drawPixels(QPainter &painter, const MipImage &picture, const QRectF &target,
                                const QRect &clip)
{
    const double zoom = target.width() / picture.size().width();
    const QImage &image = picture.level(zoom);
    const double sx = target.width() / image.width();
    const double sy = target.height() / image.height();
    // Only the whole pixels that show: at 1600 % the whole frame is outside of what the raster engine can
    // address.
    const QRectF seen = target.intersected(clip);
    if (seen.isEmpty())
        return;
    const QRect source = QRectF((seen.left() - target.left()) / sx, (seen.top() - target.top()) / sy,
                                seen.width() / sx, seen.height() / sy)
                             .toAlignedRect()
                             .adjusted(-1, -1, 1, 1)
                             .intersected(image.rect());
    const QRectF place(target.left() + source.left() * sx, target.top() + source.top() * sy,
                       source.width() * sx, source.height() * sy);
    painter.save();
    painter.setClipRect(clip, Qt::IntersectClip);
    if (picture.hasAlpha()) {
        QBrush checks(checkerboard(int(std::lround(CheckPx * m_ratio)), tokens().dark));
        painter.setBrushOrigin(target.topLeft());
        painter.fillRect(place, checks);
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom < NearestFromZoom && std::abs(sx - 1) > 1e-6);
    painter.drawImage(place, image, source);
    painter.restore();
}

void ComparePainter::drawNote(const ComparedPicture &picture, const QRect &area)
{
    if (picture.note.isEmpty())
        return;
    m_painter.setPen(picture.failed ? tokens().bad : tokens().dim);
    const int margin = int(24 * m_ratio);
    m_painter.drawText(area.adjusted(margin, margin, -margin, -margin), Qt::AlignCenter | Qt::TextWordWrap,
                       picture.failed ? QStringLiteral("✕ ") + picture.note : picture.note);
}

void ComparePainter::drawSide(CompareSide side, const QRect &clip, const QRect &half, double opacity)
{
    const ComparedPicture &picture = m_view.picture(side);
    if (!picture.pixels.isNull()) {
        if (opacity < 1 && picture.pixels.hasAlpha()) {
            // The checkerboard belongs to the picture: mixed apart from it, it would cover A.
            QImage layer(m_all.size(), QImage::Format_ARGB32_Premultiplied);
            layer.fill(Qt::transparent);
            QPainter painter(&layer);
            drawPixels(painter, picture.pixels, frameRect(side, half), clip);
            painter.end();
            m_painter.setOpacity(opacity);
            m_painter.drawImage(0, 0, layer);
        } else {
            m_painter.setOpacity(opacity);
            drawPixels(m_painter, picture.pixels, frameRect(side, half), clip);
        }
        m_painter.setOpacity(1);
    }
    m_painter.save();
    m_painter.setClipRect(clip);
    drawNote(picture, clip);
    m_painter.restore();
}

void ComparePainter::drawSplitHandle(double x)
{
    const double radius = 14 * m_ratio;
    const double middle = m_all.height() / 2.0;
    m_painter.fillRect(QRectF(x - 1.5 * m_ratio, 0, 3 * m_ratio, m_all.height()), QColor(0, 0, 0, 150));
    m_painter.fillRect(QRectF(x - 0.5 * m_ratio, 0, m_ratio, m_all.height()), Qt::white);
    m_painter.save();
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(QPen(QColor(0, 0, 0, 150), 1.5 * m_ratio));
    m_painter.setBrush(Qt::white);
    m_painter.drawEllipse(QPointF(x, middle), radius, radius);
    m_painter.setPen(QPen(QColor(30, 34, 42), 2 * m_ratio, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    m_painter.setBrush(Qt::NoBrush);
    for (const double side : {-1.0, 1.0}) {
        const double tip = x + side * radius * 0.62;
        const double foot = x + side * radius * 0.30;
        m_painter.drawPolyline(QPolygonF({QPointF(foot, middle - radius * 0.34), QPointF(tip, middle),
                                          QPointF(foot, middle + radius * 0.34)}));
    }
    m_painter.restore();
}

void ComparePainter::drawLabel(const QString &text, const QRect &area, Qt::Alignment side, QColor mark)
{
    if (text.isEmpty())
        return;
    const int margin = int(8 * m_ratio);
    const int pad = int(7 * m_ratio);
    const int swatch = int(4 * m_ratio);
    const QFontMetricsF metrics(m_painter.font());
    const double room = area.width() - 2 * margin - 2 * pad - swatch - pad;
    // Part by part into a second line rather than cut: the score is at the end.
    QStringList lines{QString()};
    for (const QString &part : text.split(QStringLiteral(" · "))) {
        const QString longer = lines.last().isEmpty() ? part : lines.last() + QStringLiteral(" · ") + part;
        if (lines.size() == 1 && !lines.last().isEmpty() && metrics.horizontalAdvance(longer) > room)
            lines += part;
        else
            lines.last() = longer;
    }
    double widest = 0;
    for (QString &line : lines) {
        line = metrics.elidedText(line, Qt::ElideRight, room);
        widest = std::max(widest, metrics.horizontalAdvance(line));
    }
    const QString shown = lines.join(u'\n');
    const double width = widest + 2 * pad + swatch + pad;
    const double height = metrics.lineSpacing() * double(lines.size()) + pad;
    const double left = side & Qt::AlignRight ? area.right() + 1 - margin - width : area.left() + margin;
    const QRectF box(left, area.top() + margin, width, height);
    m_painter.save();
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(QColor(16, 18, 23, 215));
    m_painter.drawRoundedRect(box, 5 * m_ratio, 5 * m_ratio);
    m_painter.setBrush(mark);
    m_painter.drawRoundedRect(QRectF(box.left() + pad, box.top() + pad, swatch, height - 2 * pad),
                              swatch / 2.0, swatch / 2.0);
    m_painter.setPen(Qt::white);
    m_painter.drawText(box.adjusted(2 * pad + swatch, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, shown);
    m_painter.restore();
}

void ComparePainter::drawLabels()
{
    const QColor markA(255, 180, 84);
    const QColor markB(110, 168, 254);
    const auto text = [this](CompareSide side) {
        const QString &label = m_view.picture(side).label;
        return label.isEmpty()
                   ? label
                   : (side == CompareSide::A ? QStringLiteral("A  ") : QStringLiteral("B  ")) + label;
    };
    if (m_view.m_held) {
        const bool a = *m_view.m_held == CompareSide::A;
        drawLabel(text(*m_view.m_held), m_all, a ? Qt::AlignLeft : Qt::AlignRight, a ? markA : markB);
        return;
    }
    const QRect left(0, 0, m_all.width() / 2, m_all.height());
    const QRect right(left.width(), 0, m_all.width() - left.width(), m_all.height());
    drawLabel(text(CompareSide::A), left, Qt::AlignLeft, markA);
    drawLabel(text(CompareSide::B), right, Qt::AlignRight, markB);
    if (m_view.m_mode == CompareMode::Difference && !m_view.m_difference.isNull()) {
        const int line = int(QFontMetricsF(m_painter.font()).height() + 18 * m_ratio);
        drawLabel(m_view.m_differenceLabel, m_all.adjusted(0, m_all.height() - line, 0, 0), Qt::AlignLeft,
                  tokens().warn);
    }
}

void ComparePainter::paint()
{
    m_painter.scale(1 / m_ratio, 1 / m_ratio);
    QFont font = m_view.font();
    if (font.pixelSize() > 0)
        font.setPixelSize(int(std::lround(font.pixelSize() * m_ratio)));
    else
        font.setPointSizeF(font.pointSizeF() * m_ratio);
    m_painter.setFont(font);
    m_painter.fillRect(m_all, tokens().dark ? QColor(12, 13, 16) : QColor(228, 231, 236));

    if (m_view.m_held) {
        drawSide(*m_view.m_held, m_all, m_all);
        drawLabels();
        return;
    }
    switch (m_view.m_mode) {
    case CompareMode::Split: {
        const int x = int(std::lround(m_view.splitX()));
        drawSide(CompareSide::A, QRect(0, 0, x, m_all.height()), m_all);
        drawSide(CompareSide::B, QRect(x, 0, m_all.width() - x, m_all.height()), m_all);
        if (!m_view.picture(CompareSide::B).pixels.isNull())
            drawSplitHandle(x);
        break;
    }
    case CompareMode::SideBySide: {
        const QSize half = m_view.windowSize();
        const QRect left(QPoint(0, 0), half);
        const QRect right(QPoint(m_all.width() - half.width(), 0), half);
        drawSide(CompareSide::A, left, left);
        drawSide(CompareSide::B, right, right);
        m_painter.fillRect(QRect(half.width(), 0, m_all.width() - 2 * half.width(), m_all.height()),
                           tokens().border);
        break;
    }
    case CompareMode::Blend:
        drawSide(CompareSide::A, m_all, m_all);
        drawSide(CompareSide::B, m_all, m_all, m_view.m_position);
        break;
    case CompareMode::Difference:
        if (m_view.m_difference.isNull())
            drawSide(CompareSide::B, m_all, m_all);
        else
            drawPixels(m_painter, m_view.m_difference, m_view.m_frame.rect(), m_all);
        break;
    }
    drawLabels();
}

} // namespace vitrine::ui
