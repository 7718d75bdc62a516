#include "ui/style/state_view.h"

#include "ui/style/theme.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace vitrine::ui {

StateView::StateView(QWidget *parent)
    : QWidget(parent),
      m_icon(new QLabel(this)),
      m_title(new QLabel(this)),
      m_detail(new QLabel(this)),
      m_action(new QPushButton(this))
{
    auto *column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addStretch(2);
    for (QLabel *label : {m_icon, m_title, m_detail})
        label->setAlignment(Qt::AlignCenter);
    column->addWidget(m_icon);
    QFont large = font();
    large.setPixelSize(18);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setWordWrap(true);
    column->addWidget(m_title);
    column->addWidget(m_detail);
    column->addSpacing(8);
    m_action->setObjectName(QStringLiteral("stateAction"));
    m_action->setMinimumHeight(34);
    m_action->hide();
    column->addWidget(m_action, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &StateView::actionTriggered);
}

void StateView::show(const QString &iconName, const QString &title, const QString &detail,
                     const QString &action)
{
    m_iconName = iconName;
    m_title->setText(title);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    paintIcon();
    QWidget::show();
}

QString StateView::title() const
{
    return m_title->text();
}

void StateView::paintIcon()
{
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(iconPixmap(m_iconName, tokens().dim, 48, devicePixelRatioF()));
    QPalette dim = m_detail->palette();
    dim.setColor(QPalette::WindowText, tokens().dim);
    if (m_detail->palette() != dim)
        m_detail->setPalette(dim);
}

void StateView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintIcon();
}

void StateView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), tokens().surface);
}

} // namespace vitrine::ui
