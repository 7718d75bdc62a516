#pragma once

#include "ui/images/difference.h"
#include "ui/images/frame_view.h"

#include <QWidget>

#include <array>
#include <optional>

namespace vitrine::ui {

enum class CompareMode { Split, SideBySide, Blend, Difference };
enum class CompareSide { A, B };

/// What a side of the comparison shows: pixels, or why there are none.
struct ComparedPicture
{
    MipImage pixels;
    QString label; ///< "card-540 · WebP q78 · 64.3 kB"
    QString note;  ///< shown instead of pixels: "Rendering…" or a reason
    bool failed = false;
};

/// Two pictures over each other under one zoom and pan. B's pixels are the frame; A is laid over it by
/// relative position. Everything by keyboard: see handleKey(). To assistive technology it is a slider: the
/// split, the blend or the gain. GUI thread.
class CompareView final : public QWidget
{
    Q_OBJECT
public:
    explicit CompareView(QWidget *parent = nullptr);

    void setPicture(CompareSide side, const ComparedPicture &picture);
    const ComparedPicture &picture(CompareSide side) const { return m_pictures[size_t(side)]; }
    void setLabel(CompareSide side, const QString &label);
    /// The amplified picture of Difference mode; of the current A and B.
    void setDifference(const MipImage &image, const QString &label);

    CompareMode mode() const { return m_mode; }
    void setMode(CompareMode mode);
    double position() const { return m_position; } ///< 0..1: of the split, or the share of B in the blend
    void setPosition(double position);
    int gain() const { return m_gain; } ///< of Difference mode
    void setGain(int gain);
    /// Shows one side full frame, or both again.
    void hold(std::optional<CompareSide> side);
    std::optional<CompareSide> held() const { return m_held; }

    const FrameView &frameView() const { return m_frame; }
    void zoomTo(double zoom);
    void zoomIn();
    void zoomOut();
    void fit();

    /// Where the frame's pixel lies in the widget, in device pixels (of A's half in side by side).
    QPointF toDevice(QPointF framePixel) const { return m_frame.toWindow(framePixel); }
    /// Keys of the comparison, also when they were typed elsewhere on the page; true when it was one.
    bool handleKey(QKeyEvent *event);

    QSize sizeHint() const override { return {720, 560}; }
    QSize minimumSizeHint() const override { return {240, 200}; }

signals:
    void modeChanged(vitrine::ui::CompareMode mode);
    void positionChanged(double position);
    void gainChanged(int gain);
    void zoomChanged(double zoom);
    /// The pixel under the pointer in B's frame and both colours; an empty text when it left.
    void probed(const QString &text);

protected:
    void paintEvent(QPaintEvent *) override;
    void resizeEvent(QResizeEvent *) override;
    void wheelEvent(QWheelEvent *) override;
    void mousePressEvent(QMouseEvent *) override;
    void mouseMoveEvent(QMouseEvent *) override;
    void mouseReleaseEvent(QMouseEvent *) override;
    void mouseDoubleClickEvent(QMouseEvent *) override;
    void leaveEvent(QEvent *) override;
    void keyPressEvent(QKeyEvent *) override;
    void keyReleaseEvent(QKeyEvent *) override;
    void focusInEvent(QFocusEvent *) override;
    void focusOutEvent(QFocusEvent *) override;

private:
    enum class Drag { None, Split, Pan };
    friend class ComparePainter;

    bool handlePress(QKeyEvent *event);
    void step(int direction, bool coarse);
    void updateWindow();
    void viewMoved();
    void probe(QPointF device);
    void describe();
    QPointF toDevicePoint(QPointF widget) const { return widget * devicePixelRatioF(); }
    double splitX() const; ///< device pixels
    bool overHandle(QPointF device) const;
    QSize windowSize() const; ///< of the frame's window: half of the widget in side by side

    std::array<ComparedPicture, 2> m_pictures;
    MipImage m_difference;
    QString m_differenceLabel;
    FrameView m_frame;
    CompareMode m_mode = CompareMode::Split;
    double m_position = 0.5;
    int m_gain = 8;
    std::optional<CompareSide> m_held;
    Drag m_drag = Drag::None;
    QPointF m_dragFrom;
    double m_wheelRest = 0;
};

} // namespace vitrine::ui
