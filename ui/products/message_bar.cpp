#include "ui/products/message_bar.h"

#include "ui/style/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace vitrine::ui {

namespace {
constexpr int IconSide = 18;
constexpr int IconLeft = 10;
} // namespace

MessageBar::MessageBar(QWidget *parent, Tone tone)
    : QWidget(parent), m_tone(tone), m_text(new QLabel(this)), m_action(new QPushButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(IconLeft + IconSide + 8, 6, 6, 6);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    row->addWidget(m_text, 1);
    m_action->hide();
    row->addWidget(m_action);
    auto *close = new QToolButton(this);
    close->setIcon(icon(QStringLiteral("x")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss"));
    close->setVisible(tone != Tone::Info);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &MessageBar::clear);
    connect(m_action, &QPushButton::clicked, this, &MessageBar::actionTriggered);
    hide();
}

void MessageBar::show(const QString &text, const QString &action)
{
    m_text->setText(text);
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    QWidget::show();
    QAccessibleEvent alert(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageBar::clear()
{
    hide();
    m_text->clear();
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &colors = tokens();
    painter.fillRect(rect(), colors.surface);
    const bool isBad = m_tone == Tone::Bad;
    const QColor color = isBad ? colors.bad : colors.accent;
    QColor fill = color;
    fill.setAlphaF(0.10f);
    painter.fillRect(rect(), fill);
    painter.fillRect(0, 0, 3, height(), color);
    painter.drawPixmap(
        IconLeft, (height() - IconSide) / 2,
        iconPixmap(isBad                     ? QStringLiteral("triangle-alert")
                   : m_tone == Tone::Done ? QStringLiteral("info")
                                          : QStringLiteral("clock"),
                   color, IconSide, devicePixelRatioF()));
}

} // namespace vitrine::ui
