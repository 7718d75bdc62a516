#include "ui/style/focus_style.h"

#include "ui/style/theme.h"

#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTableView>

#include <algorithm>

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

/// Fusion derives outlines from the window's colour, which nobody sees in the dark theme.
void drawBorder(const QStyleOption *option, QPainter *painter, const QRect &rect)
{
    const Tokens &t = tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(option->state.testFlag(QStyle::State_Enabled) ? t.border : t.hairline, 1));
    painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter->restore();
}

QColor mix(const QColor &a, const QColor &b, float share)
{
    return QColor::fromRgbF(a.redF() * (1 - share) + b.redF() * share,
                            a.greenF() * (1 - share) + b.greenF() * share,
                            a.blueF() * (1 - share) + b.blueF() * share);
}

/// Flat, where Fusion shades: a shaded button in a flat window looks like another program's.
void drawButton(const QStyleOption *option, QPainter *painter)
{
    const Tokens &t = tokens();
    const bool enabled = option->state.testFlag(QStyle::State_Enabled);
    QColor ground = option->palette.color(QPalette::Button);
    if (option->state & (QStyle::State_Sunken | QStyle::State_On))
        ground = mix(ground, t.text, 0.14f);
    else if (enabled && option->state.testFlag(QStyle::State_MouseOver))
        ground = mix(ground, t.text, 0.06f);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(enabled ? t.border : t.hairline, 1));
    painter->setBrush(ground);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter->restore();
}

/// Fusion sets an icon two pixels before the text and against the edge: a wider picture of the same height
/// makes room on both sides of the drawing.
void spaceIcon(QSize &icon, const QString &text)
{
    if (!text.isEmpty())
        icon.rwidth() += 6;
}

bool isInTable(const QWidget *widget)
{
    return widget && (qobject_cast<const QTableView *>(widget) ||
                      qobject_cast<const QTableView *>(widget->parentWidget()));
}

constexpr int ControlHeight = 28; // a comfortable target, the same for every control of a row

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
    if (element == PE_PanelButtonCommand ||
        (element == PE_PanelButtonTool && !option->state.testFlag(State_AutoRaise)))
        drawButton(option, painter);
    else
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (element == PE_IndicatorCheckBox) {
        drawBorder(option, painter, option->rect);
    } else if (element == PE_PanelLineEdit) {
        // The edit inside a spin box or an editable combo reports focus too; the ring belongs around the
        // whole.
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0) {
            drawBorder(option, painter, option->rect);
            if (hasFocus(option))
                drawRing(painter, option->rect);
        }
    } else if (element == PE_PanelButtonCommand && hasKeyboardFocus(option)) {
        drawRing(painter, option->rect);
    }
}

void FocusStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    if (element == CE_PushButtonLabel) {
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            QStyleOptionButton spaced = *button;
            spaceIcon(spaced.iconSize, spaced.text);
            return QProxyStyle::drawControl(element, &spaced, painter, widget);
        }
    }
    if (element == CE_ToolButtonLabel && !option->state.testFlag(State_AutoRaise)) {
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
            button && button->toolButtonStyle == Qt::ToolButtonTextBesideIcon) {
            QStyleOptionToolButton spaced = *button;
            spaceIcon(spaced.iconSize, spaced.text);
            return QProxyStyle::drawControl(element, &spaced, painter, widget);
        }
    }
    if (element == CE_HeaderLabel) {
        // The bundled font ends at semi-bold; what Qt asks for would be smeared from it.
        QFont font = painter->font();
        if (font.weight() > QFont::DemiBold) {
            font.setWeight(QFont::DemiBold);
            painter->setFont(font);
        }
    }
    if (element != CE_HeaderSection) {
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    }
    const Tokens &t = tokens();
    painter->fillRect(option->rect, t.surface);
    painter->setPen(QPen(t.hairline, 1));
    painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
}

void FocusStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                    QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_SpinBox || control == CC_ComboBox)
        drawBorder(option, painter, option->rect);
    if (((control == CC_SpinBox || control == CC_ComboBox) && hasFocus(option)) ||
        (control == CC_ToolButton && hasKeyboardFocus(option)))
        drawRing(painter, option->rect);
}

QRect FocusStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element != SE_LineEditContents)
        return rect;
    // Room before the text, as a combo box has it. The edit inside a spin or combo box, or in a cell, has its
    // own.
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    const auto *edit = qobject_cast<const QLineEdit *>(widget);
    return frame && frame->lineWidth > 0 && edit && edit->textMargins().isNull() ? rect.adjusted(3, 0, -3, 0)
                                                                                 : rect;
}

int FocusStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
        return 16;
    case PM_HeaderMargin:
        return isInTable(widget) ? 8 : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_ToolBarIconSize:
        return 20;
    case PM_FocusFrameVMargin:
        return 2;
    case PM_FocusFrameHMargin:
        return isInTable(widget) ? 7 : 2; // also the padding of a cell's text
    case PM_ScrollBarExtent:
        return 14;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

QSize FocusStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                   const QWidget *widget) const
{
    QSize needed = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        needed.rwidth() += 8;
        needed.setHeight(std::max(needed.height(), ControlHeight));
        break;
    case CT_ComboBox:
    case CT_LineEdit:
    case CT_SpinBox:
        needed.setHeight(std::max(needed.height(), ControlHeight));
        break;
    case CT_ItemViewItem:
        if (qobject_cast<const QListView *>(widget))
            needed.setHeight(std::max(needed.height(), 24));
        break;
    case CT_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
            button && button->toolButtonStyle != Qt::ToolButtonIconOnly && !button->text.isEmpty()) {
            needed.rwidth() += 8;
            needed.setHeight(std::max(needed.height(), ControlHeight));
        }
        break;
    default:
        break;
    }
    return needed;
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
