#include "ui/products/picture_viewer.h"

#include "ui/style/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace vitrine::ui {

namespace {
constexpr int PreviewHeight = 236;
constexpr int StripSide = 48;
constexpr int Gap = 6;
constexpr qint64 CacheBytes = 32LL << 20;
} // namespace

PictureViewer::PictureViewer(PicturesSession &session, QWidget *parent)
    : QWidget(parent), m_thumbnails(session, CacheBytes)
{
    setObjectName(QStringLiteral("pictureViewer"));
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(PreviewHeight);
    connect(&m_thumbnails, &ThumbnailCache::ready, this, qOverload<>(&QWidget::update));
    describe();
}

void PictureViewer::setPictures(const QVector<catalog::ImageRef> &pictures)
{
    if (m_pictures == pictures)
        return;
    m_pictures = pictures;
    m_chosen = 0;
    setFixedHeight(PreviewHeight + (pictures.size() > 1 ? StripSide + Gap : 0));
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
    setToolTip(tr("%1 \u00d7 %2 px \u2014 double-click to see every size")
                   .arg(picture.widthPx)
                   .arg(picture.heightPx));
}

QRect PictureViewer::previewRect() const
{
    return {0, 0, width(), PreviewHeight - Gap};
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

    const auto drawPicture = [&](const QRect &place, int picture) {
        const auto thumbnail = m_thumbnails.thumbnail(
            m_pictures[picture].id, std::min(place.width(), place.height()), devicePixelRatioF());
        if (thumbnail.fate == ThumbnailCache::Fate::Here) {
            const QSizeF size = thumbnail.pixmap.deviceIndependentSize();
            painter.drawPixmap(QPointF(place.center()) -
                                   QPointF(size.width() / 2 - 0.5, size.height() / 2 - 0.5),
                               thumbnail.pixmap);
        }
        return thumbnail.fate;
    };

    const QRect preview = previewRect();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.window);
    painter.drawRoundedRect(preview, 8, 8);
    const bool failed = !m_pictures.isEmpty() &&
                        drawPicture(preview.adjusted(8, 8, -8, -8), m_chosen) == ThumbnailCache::Fate::Failed;
    if (m_pictures.isEmpty() || failed) {
        painter.drawPixmap(preview.center() - QPoint(20, 30),
                           iconPixmap(failed ? QStringLiteral("image-off") : QStringLiteral("image"),
                                      colors.dim, 40, devicePixelRatioF()));
        painter.setPen(colors.dim);
        painter.drawText(preview.adjusted(0, 60, 0, 0), Qt::AlignCenter,
                         failed ? tr("This picture cannot be shown") : tr("No picture"));
    }
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
    m_chosen = std::clamp(picture, 0, int(m_pictures.size()) - 1);
    describe();
    update();
}

void PictureViewer::mousePressEvent(QMouseEvent *event)
{
    const int first = firstInStrip();
    const int last = std::min(int(m_pictures.size()), first + stripCapacity());
    for (int picture = first; picture < last && m_pictures.size() > 1; ++picture) {
        if (stripRect(picture).contains(event->position().toPoint()))
            return choose(picture);
    }
}

void PictureViewer::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (!m_pictures.isEmpty() && event->button() == Qt::LeftButton)
        emit activated(m_pictures[m_chosen].id);
}

void PictureViewer::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
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
