#pragma once

#include "catalog/focal_point.h"
#include "ui/grid/thumbnail_cache.h"

#include <QWidget>

namespace vitrine::ui {

/// A product's pictures: one large, and when there are several a strip of all below it. Left and Right choose, Enter or a
/// double click opens. F begins to place the focal point, which crops keep: a click or the arrows move it, Enter keeps it,
/// Delete takes it away, Escape leaves it as it was; the context menu does the same. Owned by the inspector.
class PictureViewer : public QWidget
{
    Q_OBJECT
public:
    PictureViewer(PicturesSession &session, QWidget *parent = nullptr);

    /// Keeps the chosen picture when the list is the same.
    void setPictures(const QVector<catalog::ImageRef> &pictures);
    int chosen() const { return m_chosen; }
    /// Off while what is shown cannot be changed.
    void setFocusEditable(bool editable);
    bool isPlacing() const { return m_placing.has_value(); }

signals:
    void activated(const vitrine::ImageId &image);
    void focusPlaced(const vitrine::ImageId &image, std::optional<vitrine::catalog::FocalPoint> point);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void choose(int picture);
    bool canPlace() const;
    void beginPlacing();
    bool placeByKey(int key, bool isFast);
    void endPlacing(bool keep);
    void place(std::optional<catalog::FocalPoint> point);
    std::optional<catalog::FocalPoint> pointAt(const QPointF &position) const;
    void paintFocus(QPainter &painter) const;
    void describe();
    QRect previewRect() const;
    QRect stripRect(int picture) const;
    int firstInStrip() const;
    int stripCapacity() const;

    ThumbnailCache m_thumbnails;
    QVector<catalog::ImageRef> m_pictures;
    int m_chosen = 0;
    QRectF m_shown; ///< the large picture, as it was painted last; empty while it is not there
    bool m_editable = true;
    std::optional<catalog::FocalPoint> m_placing; ///< where it would be, while it is being placed
};

} // namespace vitrine::ui
