#include "ui/style/theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace vitrine::ui {

namespace {

/// Draws a Lucide icon, whose lines are "currentColor", in the palette's colour of the moment. Pixmaps are
/// cached by icon, size, ratio and colour, so that a switched theme needs no bookkeeping: it asks for another
/// key.
class LucideEngine : public QIconEngine
{
public:
    explicit LucideEngine(QString name) : m_name(std::move(name)) {}

    QIconEngine *clone() const override { return new LucideEngine(*this); }
    QString key() const override { return QStringLiteral("lucide"); }
    QString iconName() override { return m_name; }
    bool isNull() override { return !QFile::exists(path()); }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    /// `size` is in device pixels.
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        QPixmap pixmap = cached(size, colorOf(mode));
        pixmap.setDevicePixelRatio(scale);
        return pixmap;
    }

    QPixmap cached(const QSize &size, const QColor &color) const
    {
        const QString cacheKey = QStringLiteral("lucide/%1/%2x%3/%4")
                                     .arg(m_name)
                                     .arg(size.width())
                                     .arg(size.height())
                                     .arg(color.rgba(), 8, 16);
        QPixmap pixmap;
        if (!QPixmapCache::find(cacheKey, &pixmap)) {
            pixmap = render(size, color);
            QPixmapCache::insert(cacheKey, pixmap);
        }
        return pixmap;
    }

private:
    static QColor colorOf(QIcon::Mode mode)
    {
        const QPalette palette = QApplication::palette();
        switch (mode) {
        case QIcon::Disabled:
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        case QIcon::Selected:
            return palette.color(QPalette::HighlightedText);
        case QIcon::Normal:
        case QIcon::Active:
            break;
        }
        return palette.color(QPalette::Active, QPalette::ButtonText);
    }

    QString path() const { return QStringLiteral(":/vitrine/icons/%1.svg").arg(m_name); }

    QPixmap render(const QSize &size, const QColor &color) const
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QFile file(path());
        if (!file.open(QIODevice::ReadOnly))
            return pixmap;
        QByteArray svg = file.readAll();
        svg.replace("currentColor", color.name().toLatin1());
        QSvgRenderer renderer(svg);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        renderer.render(&painter, QRectF(QPointF(0, 0), size));
        return pixmap;
    }

    QString m_name;
};

} // namespace

QIcon icon(const QString &name)
{
    return QIcon(new LucideEngine(name));
}

QPixmap iconPixmap(const QString &name, const QColor &color, int side, qreal ratio)
{
    QPixmap pixmap = LucideEngine(name).cached(QSize(side, side) * ratio, color);
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

} // namespace vitrine::ui
