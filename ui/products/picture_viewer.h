#pragma once

#include "catalog/product.h"
#include "ui/grid/thumbnail_cache.h"

#include <QWidget>

namespace vitrine::ui {

/// A product's pictures: one large, and when there are several a strip of all below it. Left and Right
/// choose, Enter or a double click opens. Owned by the inspector.
class PictureViewer : public QWidget
{
    Q_OBJECT
public:
    PictureViewer(PicturesSession &session, QWidget *parent = nullptr);

    /// Keeps the chosen picture when the list is the same.
    void setPictures(const QVector<catalog::ImageRef> &pictures);
    int chosen() const { return m_chosen; }

signals:
    void activated(const vitrine::ImageId &image);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void choose(int picture);
    void describe();
    QRect previewRect() const;
    QRect stripRect(int picture) const;
    int firstInStrip() const;
    int stripCapacity() const;

    ThumbnailCache m_thumbnails;
    QVector<catalog::ImageRef> m_pictures;
    int m_chosen = 0;
};

} // namespace vitrine::ui
