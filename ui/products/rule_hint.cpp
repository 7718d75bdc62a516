#include "ui/products/rule_hint.h"

#include "ui/style/theme.h"

#include <QAccessible>
#include <QPainter>

namespace vitrine::ui {

namespace {
constexpr int Margin = 2;
constexpr int IconSide = 14;
} // namespace

RuleHint::RuleHint(QWidget *parent) : QLabel(parent)
{
    setObjectName(QStringLiteral("ruleHint"));
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setContentsMargins(IconSide + 14, 5, 8, 5);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void RuleHint::showUnder(const QWidget *editor, const QString &text)
{
    m_editor = editor;
    const bool isNew = text != this->text();
    setText(text);
    setVisible(!text.isEmpty());
    if (text.isEmpty())
        return;
    const QRect room = parentWidget()->rect();
    const int width = room.width() - 2 * Margin;
    const int height = heightForWidth(width);
    const QRect field = editor->geometry();
    const bool fitsBelow = field.bottom() + height <= room.bottom();
    setGeometry(Margin, fitsBelow ? field.bottom() + 1 : field.top() - height - 1, width, height);
    raise();
    if (!isNew)
        return;
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

bool RuleHint::isShownFor(const QWidget *editor)
{
    if (!editor || !editor->parentWidget())
        return false;
    for (const RuleHint *hint : editor->parentWidget()->findChildren<RuleHint *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (hint->m_editor == editor && !hint->isHidden())
            return true;
    }
    return false;
}

void RuleHint::paintEvent(QPaintEvent *event)
{
    const Tokens &colors = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(colors.surface);
    painter.setPen(QPen(colors.bad, 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.drawPixmap(8, (height() - IconSide) / 2, iconPixmap(QStringLiteral("triangle-alert"), colors.bad, IconSide, devicePixelRatioF()));
    painter.end();
    QLabel::paintEvent(event);
}

} // namespace vitrine::ui
