#include "ui/products/picture_viewer.h"

#include "ui/style/theme.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitrine::ui {

namespace {
constexpr int PreviewHeight = 188;
constexpr int NothingHeight = 52; ///< without a picture
constexpr int StripSide = 48;
constexpr int Gap = 6;
constexpr qint64 CacheBytes = 32LL << 20;
constexpr double SmallStep = 0.01, LargeStep = 0.1; ///< of the picture's sides
constexpr double MarkRadius = 9;
} // namespace

PictureViewer::PictureViewer(PicturesSession &session, QWidget *parent)
    : QWidget(parent), m_thumbnails(session, CacheBytes)
{
    setObjectName(QStringLiteral("pictureViewer"));
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(NothingHeight);
    connect(&m_thumbnails, &ThumbnailCache::ready, this, qOverload<>(&QWidget::update));
    describe();
}

void PictureViewer::setPictures(const QVector<catalog::ImageRef> &pictures)
{
    if (m_pictures == pictures)
        return;
    const auto sameImage = [](const catalog::ImageRef &a, const catalog::ImageRef &b) { return a.id == b.id; };
    const bool onlyFocus = std::equal(m_pictures.begin(), m_pictures.end(), pictures.begin(), pictures.end(), sameImage);
    m_pictures = pictures;
    m_placing.reset();
    if (!onlyFocus)
        m_chosen = 0;
    setFixedHeight(pictures.isEmpty() ? NothingHeight : PreviewHeight + (pictures.size() > 1 ? StripSide + Gap : 0));
    describe();
    update();
}

void PictureViewer::describe()
{
    if (m_pictures.isEmpty()) {
        setAccessibleName(tr("No picture"));
        setToolTip({});
        return;
    }
    const catalog::ImageRef &picture = m_pictures[m_chosen];
    setAccessibleName(tr("Picture %1 of %2, %3 by %4 pixels")
                          .arg(m_chosen + 1)
                          .arg(m_pictures.size())
                          .arg(picture.widthPx)
                          .arg(picture.heightPx));
    setAccessibleDescription(picture.focus ? tr("Focal point at %1 %, %2 % from the left and the top")
                                                 .arg(std::lround(picture.focus->x * 100))
                                                 .arg(std::lround(picture.focus->y * 100))
                                           : QString());
    setToolTip(isPlacing() ? tr("Click what crops must keep, or move the mark with the arrows; Enter keeps it, Delete takes it away, Escape cancels")
                           : tr("%1 \u00d7 %2 px \u2014 double-click to see every size, F to place the focal point")
                                 .arg(picture.widthPx)
                                 .arg(picture.heightPx));
}

QRect PictureViewer::previewRect() const
{
    return {0, 0, width(), (m_pictures.isEmpty() ? NothingHeight : PreviewHeight) - Gap};
}

int PictureViewer::stripCapacity() const
{
    return std::max(1, (width() + Gap) / (StripSide + Gap));
}

int PictureViewer::firstInStrip() const
{
    const int capacity = stripCapacity();
    return std::clamp(m_chosen - capacity / 2, 0, std::max(0, int(m_pictures.size()) - capacity));
}

QRect PictureViewer::stripRect(int picture) const
{
    return {(picture - firstInStrip()) * (StripSide + Gap), PreviewHeight, StripSide, StripSide};
}

void PictureViewer::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const Tokens &colors = tokens();
    m_thumbnails.beginFrame();
    m_shown = {};

    const auto drawPicture = [&](const QRect &place, int picture) {
        const auto thumbnail = m_thumbnails.thumbnail(
            m_pictures[picture].id, std::min(place.width(), place.height()), devicePixelRatioF());
        if (thumbnail.fate == ThumbnailCache::Fate::Here) {
            const QSizeF size = thumbnail.pixmap.deviceIndependentSize();
            const QPointF corner = QPointF(place.center()) - QPointF(size.width() / 2 - 0.5, size.height() / 2 - 0.5);
            painter.drawPixmap(corner, thumbnail.pixmap);
            if (picture == m_chosen && m_shown.isEmpty())
                m_shown = {corner, size};
        }
        return thumbnail.fate;
    };

    const QRect preview = previewRect();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.window);
    painter.drawRoundedRect(preview, 8, 8);
    const bool failed = !m_pictures.isEmpty() &&
                        drawPicture(preview.adjusted(8, 8, -8, -8), m_chosen) == ThumbnailCache::Fate::Failed;
    painter.setPen(colors.dim);
    if (failed) {
        painter.drawPixmap(preview.center() - QPoint(20, 30),
                           iconPixmap(QStringLiteral("image-off"), colors.dim, 40, devicePixelRatioF()));
        painter.drawText(preview.adjusted(0, 60, 0, 0), Qt::AlignCenter, tr("This picture cannot be shown"));
    } else if (m_pictures.isEmpty()) { // the room is the values'
        painter.drawPixmap(preview.left() + 12, preview.center().y() - 9, iconPixmap(QStringLiteral("image"), colors.dim, 20, devicePixelRatioF()));
        painter.drawText(preview.adjusted(42, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, tr("No picture"));
    }
    paintFocus(painter);
    if (m_pictures.size() > 1) {
        const int first = firstInStrip();
        const int last = std::min(int(m_pictures.size()), first + stripCapacity());
        for (int picture = first; picture < last; ++picture) {
            const QRect place = stripRect(picture);
            painter.setPen(Qt::NoPen);
            painter.setBrush(colors.window);
            painter.drawRoundedRect(place, 6, 6);
            drawPicture(place.adjusted(3, 3, -3, -3), picture);
            if (picture == m_chosen) {
                painter.setBrush(Qt::NoBrush);
                painter.setPen(QPen(colors.accent, 2));
                painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 6, 6);
            }
        }
    }
    m_thumbnails.endFrame();
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRoundedRect(preview.adjusted(1, 1, -1, -1), 8, 8);
    }
}

void PictureViewer::choose(int picture)
{
    if (m_pictures.isEmpty())
        return;
    m_placing.reset();
    m_chosen = std::clamp(picture, 0, int(m_pictures.size()) - 1);
    describe();
    update();
}

void PictureViewer::mousePressEvent(QMouseEvent *event)
{
    if (m_placing && event->button() == Qt::LeftButton) {
        if (const auto point = pointAt(event->position())) {
            m_placing = point;
            return update();
        }
    }
    const int first = firstInStrip();
    const int last = std::min(int(m_pictures.size()), first + stripCapacity());
    for (int picture = first; picture < last && m_pictures.size() > 1; ++picture) {
        if (stripRect(picture).contains(event->position().toPoint()))
            return choose(picture);
    }
}

void PictureViewer::setFocusEditable(bool editable)
{
    m_editable = editable;
    if (!editable)
        endPlacing(false);
}

bool PictureViewer::canPlace() const
{
    return m_editable && !m_pictures.isEmpty() && !m_shown.isEmpty();
}

void PictureViewer::beginPlacing()
{
    m_placing = m_pictures[m_chosen].focus.value_or(catalog::FocalPoint{});
    setCursor(Qt::CrossCursor);
    describe();
    update();
}

void PictureViewer::endPlacing(bool keep)
{
    const auto point = std::exchange(m_placing, std::nullopt);
    if (!point)
        return;
    unsetCursor();
    if (keep)
        place(point);
    describe();
    update();
}

void PictureViewer::place(std::optional<catalog::FocalPoint> point)
{
    const catalog::ImageRef &picture = m_pictures[m_chosen];
    if (picture.focus != point)
        emit focusPlaced(picture.id, point);
}

std::optional<catalog::FocalPoint> PictureViewer::pointAt(const QPointF &position) const
{
    if (!m_shown.contains(position))
        return std::nullopt;
    return catalog::makeFocalPoint((position.x() - m_shown.left()) / m_shown.width(), (position.y() - m_shown.top()) / m_shown.height());
}

void PictureViewer::paintFocus(QPainter &painter) const
{
    const auto point = m_placing ? m_placing : m_pictures.isEmpty() ? std::nullopt : m_pictures[m_chosen].focus;
    if (!point || m_shown.isEmpty())
        return;
    const QPointF centre(m_shown.left() + point->x * m_shown.width(), m_shown.top() + point->y * m_shown.height());
    const QColor inner = m_placing ? tokens().accent : QColor(Qt::white);
    painter.setBrush(Qt::NoBrush);
    // Light on dark, so that it is seen on any picture.
    for (const QPen &pen : {QPen(QColor(0, 0, 0, 170), 4), QPen(inner, 2)}) {
        painter.setPen(pen);
        painter.drawEllipse(centre, MarkRadius, MarkRadius);
        painter.drawPoint(centre);
    }
}

bool PictureViewer::placeByKey(int key, bool isFast)
{
    const double step = isFast ? LargeStep : SmallStep;
    const auto move = [this](double x, double y) {
        m_placing = catalog::makeFocalPoint(std::clamp(m_placing->x + x, 0.0, 1.0), std::clamp(m_placing->y + y, 0.0, 1.0));
        update();
    };
    switch (key) {
    case Qt::Key_Left:
        move(-step, 0);
        return true;
    case Qt::Key_Right:
        move(step, 0);
        return true;
    case Qt::Key_Up:
        move(0, -step);
        return true;
    case Qt::Key_Down:
        move(0, step);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        endPlacing(true);
        return true;
    case Qt::Key_Delete:
        endPlacing(false);
        place(std::nullopt);
        return true;
    case Qt::Key_Escape:
        endPlacing(false);
        return true;
    default:
        return false;
    }
}

void PictureViewer::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_pictures.isEmpty())
        return;
    QMenu menu(this);
    QAction *open = menu.addAction(tr("See every size"));
    menu.addSeparator();
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const auto point = byMouse ? pointAt(event->pos()) : std::nullopt;
    QAction *here = point ? menu.addAction(tr("Put the focal point here")) : menu.addAction(tr("Place the focal point\u2026"));
    here->setEnabled(canPlace());
    QAction *away = menu.addAction(tr("Remove the focal point"));
    away->setEnabled(m_editable && m_pictures[m_chosen].focus.has_value());
    const QAction *chosen = menu.exec(event->globalPos());
    if (chosen == open)
        emit activated(m_pictures[m_chosen].id);
    else if (chosen == here && point)
        place(point);
    else if (chosen == here)
        beginPlacing();
    else if (chosen == away)
        place(std::nullopt);
}

void PictureViewer::mouseMoveEvent(QMouseEvent *event)
{
    if (m_placing && (event->buttons() & Qt::LeftButton)) {
        if (const auto point = pointAt(event->position()))
            m_placing = point;
        update();
    }
}

void PictureViewer::focusOutEvent(QFocusEvent *event)
{
    if (event->reason() != Qt::PopupFocusReason)
        endPlacing(false);
    QWidget::focusOutEvent(event);
}

void PictureViewer::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (m_placing && event->button() == Qt::LeftButton)
        return endPlacing(true);
    if (!m_pictures.isEmpty() && event->button() == Qt::LeftButton)
        emit activated(m_pictures[m_chosen].id);
}

void PictureViewer::keyPressEvent(QKeyEvent *event)
{
    if (m_placing && placeByKey(event->key(), event->modifiers() & Qt::ShiftModifier))
        return;
    switch (event->key()) {
    case Qt::Key_F:
        if (canPlace())
            beginPlacing();
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        return choose(m_chosen + ((event->key() == Qt::Key_Right) != isRightToLeft() ? 1 : -1));
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_pictures.isEmpty())
            emit activated(m_pictures[m_chosen].id);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void PictureViewer::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

} // namespace vitrine::ui
