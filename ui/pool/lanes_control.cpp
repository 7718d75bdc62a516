#include "ui/pool/lanes_control.h"

#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>

namespace vitrine::ui {

namespace {

constexpr int MostLanes = 64;

} // namespace

LanesControl::LanesControl(QWidget *parent)
    : QWidget(parent),
      m_slider(new QSlider(Qt::Horizontal)),
      m_spin(new QSpinBox),
      m_state(new QLabel),
      m_apply(new QPushButton(tr("&Apply"))),
      m_revert(new QPushButton(tr("Revert")))
{
    m_slider->setRange(1, MostLanes);
    m_slider->setPageStep(4);
    m_slider->setAccessibleName(tr("Number of lanes"));
    m_slider->setToolTip(tr("How many writes may run at once. Enter applies, Escape reverts"));
    m_slider->setMinimumWidth(160);
    m_slider->setMaximumWidth(360);
    m_spin->setRange(1, MostLanes);
    m_spin->setAccessibleName(tr("Number of lanes"));
    m_spin->setToolTip(m_slider->toolTip());
    m_apply->setToolTip(tr("Use this number of lanes from now on (Enter)"));
    m_revert->setToolTip(tr("Keep the number of lanes in force (Escape)"));

    auto *label = new QLabel(tr("Write &lanes"));
    label->setBuddy(m_spin);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(m_slider, 2);
    layout->addWidget(m_spin);
    layout->addWidget(m_apply);
    layout->addWidget(m_revert);
    layout->addWidget(m_state, 1);

    connect(m_slider, &QSlider::valueChanged, m_spin, &QSpinBox::setValue);
    connect(m_spin, &QSpinBox::valueChanged, this, [this](int lanes) {
        m_slider->setValue(lanes);
        refresh();
    });
    connect(m_apply, &QPushButton::clicked, this, &LanesControl::apply);
    connect(m_revert, &QPushButton::clicked, this, &LanesControl::revert);
    refresh();
}

void LanesControl::setCurrent(int lanes)
{
    if (lanes == m_current)
        return;
    const bool follows = m_current == 0 || staged() == m_current;
    m_current = lanes;
    if (lanes == m_requested)
        m_requested = 0;
    if (follows)
        m_spin->setValue(lanes);
    refresh();
}

int LanesControl::staged() const
{
    return m_spin->value();
}

void LanesControl::apply()
{
    if (m_current == 0 || staged() == m_current || staged() == m_requested)
        return;
    m_requested = staged();
    if (m_apply->hasFocus()) // which is disabled now, and would pass the keyboard to a stranger
        m_spin->setFocus(Qt::OtherFocusReason);
    refresh();
    emit applied(m_requested);
}

void LanesControl::revert()
{
    m_spin->setValue(m_current);
}

void LanesControl::keyPressEvent(QKeyEvent *event)
{
    const bool changed = m_current > 0 && staged() != m_current;
    if (changed && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        apply();
    else if (changed && event->key() == Qt::Key_Escape)
        revert();
    else
        QWidget::keyPressEvent(event);
}

void LanesControl::refresh()
{
    const bool changed = m_current > 0 && staged() != m_current;
    const bool pending = changed && staged() == m_requested;
    m_apply->setEnabled(changed && !pending);
    m_revert->setEnabled(changed);
    if (m_current == 0)
        m_state->clear();
    else if (pending)
        m_state->setText(tr("%1 → %2, as lanes become free").arg(m_current).arg(staged()));
    else if (changed)
        m_state->setText(tr("%1 → %2, not applied yet").arg(m_current).arg(staged()));
    else
        m_state->setText(tr("%n in force", nullptr, m_current));
}

} // namespace vitrine::ui
