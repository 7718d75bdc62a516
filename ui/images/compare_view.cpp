#include "ui/images/compare_view.h"

#include "ui/images/compare_accessible.h"
#include "ui/images/compare_painter.h"
#include "ui/style/theme.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QStyle>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {

constexpr double FineStep = 0.02;
constexpr double CoarseStep = 0.10;
constexpr int LargestGain = 64;
constexpr int WheelNotch = 120;

QColor colourAt(const MipImage &picture, QPointF relative)
{
    const QSize size = picture.size();
    const int x = std::clamp(int(relative.x() * size.width()), 0, size.width() - 1);
    const int y = std::clamp(int(relative.y() * size.height()), 0, size.height() - 1);
    return picture.image().pixelColor(x, y);
}

} // namespace

CompareView::CompareView(QWidget *parent) : QWidget(parent)
{
    installCompareAccessibility();
    setObjectName(QStringLiteral("compareView"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    // Pictures are not mirrored in right-to-left languages, and A stays on the left.
    setLayoutDirection(Qt::LeftToRight);
    setToolTip(
        tr("Drag the handle or press Left and Right to move the split, double-click to send it to an end.\n"
           "Wheel zooms, drag pans. Hold A or B to see one alone. 0 fit, 1 100 %, 2 200 %, + and -."));
    describe();
}

void CompareView::setPicture(CompareSide side, const ComparedPicture &picture)
{
    m_pictures[size_t(side)] = picture;
    m_difference = {};
    m_differenceLabel.clear();
    if (side == CompareSide::B && !picture.pixels.isNull()) {
        m_frame.setFrame(picture.pixels.size());
        emit zoomChanged(m_frame.zoom());
    }
    describe();
    update();
}

void CompareView::setLabel(CompareSide side, const QString &label)
{
    m_pictures[size_t(side)].label = label;
    describe();
    update();
}

void CompareView::setDifference(const MipImage &image, const QString &label)
{
    m_difference = image;
    m_differenceLabel = label;
    update();
}

void CompareView::setMode(CompareMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    updateWindow();
    describe();
    emit modeChanged(mode);
    update();
}

void CompareView::setPosition(double position)
{
    position = std::clamp(position, 0.0, 1.0);
    if (position == m_position)
        return;
    m_position = position;
    emit positionChanged(position);
    QAccessibleValueChangeEvent event(this, int(std::lround(position * 100)));
    QAccessible::updateAccessibility(&event);
    update();
}

void CompareView::setGain(int gain)
{
    gain = std::clamp(gain, 1, LargestGain);
    if (gain == m_gain)
        return;
    m_gain = gain;
    emit gainChanged(gain);
    QAccessibleValueChangeEvent event(this, gain);
    QAccessible::updateAccessibility(&event);
}

void CompareView::hold(std::optional<CompareSide> side)
{
    if (side == m_held)
        return;
    m_held = side;
    updateWindow();
    update();
}

void CompareView::describe()
{
    const QString &a = picture(CompareSide::A).label;
    const QString &b = picture(CompareSide::B).label;
    setAccessibleName(b.isEmpty() ? tr("Comparison, nothing chosen")
                                  : tr("Comparison of A %1 with B %2").arg(a, b));
    setAccessibleDescription(tr("Zoom %1 %").arg(std::lround(m_frame.zoom() * 100)));
}

QSize CompareView::windowSize() const
{
    const QSize all = (QSizeF(size()) * devicePixelRatioF()).toSize();
    const bool halves = m_mode == CompareMode::SideBySide && !m_held;
    return halves ? QSize(std::max(1, (all.width() - int(2 * devicePixelRatioF())) / 2), all.height()) : all;
}

void CompareView::updateWindow()
{
    m_frame.setWindow(windowSize());
    viewMoved();
}

void CompareView::viewMoved()
{
    describe();
    emit zoomChanged(m_frame.zoom());
    update();
}

void CompareView::zoomTo(double zoom)
{
    m_frame.zoomTo(zoom);
    viewMoved();
}

void CompareView::zoomIn()
{
    zoomTo(FrameView::stepAbove(m_frame.zoom()));
}

void CompareView::zoomOut()
{
    zoomTo(FrameView::stepBelow(m_frame.zoom()));
}

void CompareView::fit()
{
    m_frame.fit();
    viewMoved();
}

double CompareView::splitX() const
{
    return m_position * windowSize().width();
}

bool CompareView::overHandle(QPointF device) const
{
    return m_mode == CompareMode::Split && !m_held &&
           std::abs(device.x() - splitX()) <= 14 * devicePixelRatioF();
}

void CompareView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    ComparePainter(*this, painter).paint();
    if (!hasFocus())
        return;
    painter.resetTransform();
    painter.setPen(QPen(tokens().accent, 2));
    painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
}

void CompareView::resizeEvent(QResizeEvent *)
{
    updateWindow();
}

void CompareView::wheelEvent(QWheelEvent *event)
{
    m_wheelRest += event->angleDelta().y();
    QPointF anchor = toDevicePoint(event->position());
    const int window = m_frame.window().width();
    if (m_mode == CompareMode::SideBySide && anchor.x() >= window)
        anchor.rx() -= toDevicePoint(QPointF(width(), 0)).x() - window;
    for (; m_wheelRest >= WheelNotch; m_wheelRest -= WheelNotch)
        m_frame.zoomTo(FrameView::stepAbove(m_frame.zoom()), anchor);
    for (; m_wheelRest <= -WheelNotch; m_wheelRest += WheelNotch)
        m_frame.zoomTo(FrameView::stepBelow(m_frame.zoom()), anchor);
    viewMoved();
    event->accept();
}

void CompareView::mousePressEvent(QMouseEvent *event)
{
    const QPointF at = toDevicePoint(event->position());
    if (event->button() == Qt::LeftButton)
        m_drag = overHandle(at) ? Drag::Split : Drag::Pan;
    else if (event->button() == Qt::MiddleButton)
        m_drag = Drag::Pan;
    m_dragFrom = at;
    if (m_drag == Drag::Pan)
        setCursor(Qt::ClosedHandCursor);
}

void CompareView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = toDevicePoint(event->position());
    if (m_drag == Drag::Split) {
        setPosition(at.x() / windowSize().width());
    } else if (m_drag == Drag::Pan) {
        m_frame.panBy(at - m_dragFrom);
        viewMoved();
    } else {
        setCursor(overHandle(at) ? Qt::SplitHCursor : Qt::ArrowCursor);
    }
    m_dragFrom = at;
    probe(at);
}

void CompareView::mouseReleaseEvent(QMouseEvent *)
{
    m_drag = Drag::None;
    unsetCursor();
}

void CompareView::mouseDoubleClickEvent(QMouseEvent *)
{
    // Left, middle, right and round again: the ends show one picture alone.
    if (m_mode == CompareMode::Split || m_mode == CompareMode::Blend)
        setPosition(m_position < 0.25 ? 0.5 : m_position < 0.75 ? 1.0 : 0.0);
}

void CompareView::leaveEvent(QEvent *)
{
    emit probed({});
}

void CompareView::probe(QPointF device)
{
    const ComparedPicture &a = picture(CompareSide::A);
    const ComparedPicture &b = picture(CompareSide::B);
    QPointF inWindow = device;
    if (m_mode == CompareMode::SideBySide && !m_held && device.x() >= m_frame.window().width())
        inWindow.rx() -= toDevicePoint(QPointF(width(), 0)).x() - m_frame.window().width();
    const QPointF at = m_frame.toFrame(inWindow);
    if (b.pixels.isNull() || !QRectF(QPointF(0, 0), m_frame.frame()).contains(at)) {
        emit probed({});
        return;
    }
    const QPointF relative(at.x() / m_frame.frame().width(), at.y() / m_frame.frame().height());
    const QColor right = colourAt(b.pixels, relative);
    QString text = tr("px (%1, %2)").arg(int(at.x())).arg(int(at.y()));
    if (!a.pixels.isNull()) {
        const QColor left = colourAt(a.pixels, relative);
        const int delta =
            std::max({std::abs(left.red() - right.red()), std::abs(left.green() - right.green()),
                      std::abs(left.blue() - right.blue())});
        text += QStringLiteral("   A %1   B %2   Δ %3").arg(left.name(), right.name()).arg(delta);
    } else {
        text += QStringLiteral("   B %1").arg(right.name());
    }
    emit probed(text);
}

void CompareView::step(int direction, bool coarse)
{
    if (m_mode == CompareMode::Difference)
        setGain(direction > 0 ? m_gain * 2 : m_gain / 2);
    else
        setPosition(m_position + direction * (coarse ? CoarseStep : FineStep));
}

bool CompareView::handlePress(QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool shift = modifiers == Qt::ShiftModifier;
    if (modifiers != Qt::NoModifier && !shift)
        return false;
    switch (event->key()) {
    case Qt::Key_A:
        hold(CompareSide::A);
        return true;
    case Qt::Key_B:
        hold(CompareSide::B);
        return true;
    case Qt::Key_S:
        setMode(CompareMode::Split);
        return true;
    case Qt::Key_P:
        setMode(CompareMode::SideBySide);
        return true;
    case Qt::Key_L:
        setMode(CompareMode::Blend);
        return true;
    case Qt::Key_D:
        setMode(CompareMode::Difference);
        return true;
    case Qt::Key_0:
        fit();
        return true;
    case Qt::Key_1:
        zoomTo(1);
        return true;
    case Qt::Key_2:
        zoomTo(2);
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return true;
    case Qt::Key_Minus:
    case Qt::Key_Underscore:
        zoomOut();
        return true;
    default:
        return false;
    }
}

bool CompareView::handleKey(QKeyEvent *event)
{
    if (event->type() == QEvent::KeyPress)
        return handlePress(event);
    const bool holdKey = event->key() == Qt::Key_A || event->key() == Qt::Key_B;
    if (!holdKey || event->isAutoRepeat() || !m_held)
        return false;
    hold(std::nullopt);
    return true;
}

void CompareView::keyPressEvent(QKeyEvent *event)
{
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const double page = 0.1 * m_frame.window().width();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        switch (event->key()) {
        case Qt::Key_Left:
            m_frame.panBy({page, 0});
            break;
        case Qt::Key_Right:
            m_frame.panBy({-page, 0});
            break;
        case Qt::Key_Up:
            m_frame.panBy({0, page});
            break;
        case Qt::Key_Down:
            m_frame.panBy({0, -page});
            break;
        default:
            event->ignore();
            return;
        }
        viewMoved();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        step(-1, shift);
        return;
    case Qt::Key_Right:
        step(1, shift);
        return;
    case Qt::Key_Home:
        setPosition(0);
        return;
    case Qt::Key_End:
        setPosition(1);
        return;
    default:
        if (!handleKey(event))
            QWidget::keyPressEvent(event);
    }
}

void CompareView::keyReleaseEvent(QKeyEvent *event)
{
    if (!handleKey(event))
        QWidget::keyReleaseEvent(event);
}

void CompareView::focusInEvent(QFocusEvent *)
{
    update();
}

void CompareView::focusOutEvent(QFocusEvent *)
{
    hold(std::nullopt);
    update();
}

} // namespace vitrine::ui
