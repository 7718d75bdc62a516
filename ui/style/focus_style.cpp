#include "ui/style/focus_style.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>
#include <QWidget>

namespace vitrine::ui {

namespace {

void drawRing(QPainter *painter, const QRect &rect)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(tokens().accent, 2));
    painter->drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 3, 3);
    painter->restore();
}

bool hasFocus(const QStyleOption *option)
{
    return option->state.testFlag(QStyle::State_HasFocus) && option->state.testFlag(QStyle::State_Enabled);
}

/// Only who walks by keyboard needs the ring around a button; a clicked one keeps its calm.
bool hasKeyboardFocus(const QStyleOption *option)
{
    return hasFocus(option) && option->state.testFlag(QStyle::State_KeyboardFocusChange);
}

} // namespace

FocusStyle::FocusStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void FocusStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    if (element == PE_FrameFocusRect) {
        if (option->state.testFlag(QStyle::State_KeyboardFocusChange))
            drawRing(painter, option->rect);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (element == PE_PanelLineEdit && hasFocus(option)) {
        // The edit inside a spin box or an editable combo reports focus too; the ring belongs around the
        // whole.
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            drawRing(painter, option->rect);
    } else if (element == PE_PanelButtonCommand && hasKeyboardFocus(option)) {
        drawRing(painter, option->rect);
    }
}

void FocusStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                    QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (((control == CC_SpinBox || control == CC_ComboBox) && hasFocus(option)) ||
        (control == CC_ToolButton && hasKeyboardFocus(option)))
        drawRing(painter, option->rect);
}

int FocusStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
        return 18;
    case PM_ToolBarIconSize:
        return 20;
    case PM_FocusFrameVMargin:
    case PM_FocusFrameHMargin:
        return 2;
    case PM_ScrollBarExtent:
        return 14;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int FocusStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0; // engraved text doubles every letter and reads badly in the dark theme
    case SH_ToolTip_WakeUpDelay:
        return 400;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

} // namespace vitrine::ui
