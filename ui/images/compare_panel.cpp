#include "ui/images/compare_panel.h"

#include "ui/style/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrent>

#include <bit>
#include <cmath>

namespace vitrine::ui {

namespace {

constexpr int WideTools = 720; ///< pixels, below which the modes are shown as icons

} // namespace

ComparePanel::ComparePanel(QWidget *parent)
    : QWidget(parent),
      m_view(new CompareView(this)),
      m_tools(new QToolBar(this)),
      m_modes(new QActionGroup(this)),
      m_value(new QSlider(Qt::Horizontal, this)),
      m_valueLabel(new QLabel(this)),
      m_zoom(new QLabel(this)),
      m_status(new QLabel(this))
{
    buildToolBar();
    m_status->setObjectName(QStringLiteral("compareStatus"));
    m_status->setAccessibleName(tr("Pixel under the pointer"));
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_status->setContentsMargins(8, 3, 8, 3);
    m_status->setMinimumWidth(0);
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tools);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_status);

    const QString hint = tr("← → move · hold A or B alone · 0 fit · 1 100 % · 2 200 %");
    m_status->setText(hint);
    connect(m_view, &CompareView::probed, this,
            [this, hint](const QString &text) { m_status->setText(text.isEmpty() ? hint : text); });
    connect(m_view, &CompareView::zoomChanged, this, &ComparePanel::showZoom);
    connect(m_view, &CompareView::modeChanged, this, &ComparePanel::modeChanged);
    connect(m_view, &CompareView::positionChanged, this, &ComparePanel::modeChanged);
    connect(m_view, &CompareView::gainChanged, this, &ComparePanel::modeChanged);
    connect(m_view, &CompareView::gainChanged, this, &ComparePanel::askDifference);
    modeChanged();
    showZoom();
}

void ComparePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_value->setFixedWidth(width() < WideTools ? 44 : 120);
    m_valueAction->setVisible(width() >= WideTools);
    // All of the tools rather than some of them with a word: the tooltips have the words too.
    const auto style = width() < WideTools ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon;
    for (QAction *action : m_modes->actions())
        if (auto *button = qobject_cast<QToolButton *>(m_tools->widgetForAction(action)))
            button->setToolButtonStyle(style);
}

QString ComparePanel::status() const
{
    return m_status->text();
}

void ComparePanel::buildToolBar()
{
    m_tools->setAccessibleName(tr("Comparison"));
    m_tools->setIconSize({18, 18});
    m_tools->setMovable(false);
    const auto mode = [this](CompareMode value, const char *iconName, const QString &text,
                             const QString &key) {
        QAction *action = m_tools->addAction(icon(QLatin1String(iconName)), text);
        action->setCheckable(true);
        action->setChecked(m_view->mode() == value);
        action->setData(int(value));
        action->setToolTip(QStringLiteral("%1 (%2)").arg(text, key));
        m_modes->addAction(action);
        if (auto *button = qobject_cast<QToolButton *>(m_tools->widgetForAction(action))) {
            button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            button->setFocusPolicy(Qt::TabFocus);
        }
    };
    mode(CompareMode::Split, "split", tr("Split"), QStringLiteral("S"));
    mode(CompareMode::SideBySide, "columns-2", tr("Side by side"), QStringLiteral("P"));
    mode(CompareMode::Blend, "layers", tr("Blend"), QStringLiteral("L"));
    mode(CompareMode::Difference, "activity", tr("Difference"), QStringLiteral("D"));
    connect(m_modes, &QActionGroup::triggered, this,
            [this](QAction *action) { m_view->setMode(CompareMode(action->data().toInt())); });

    m_tools->addSeparator();
    m_value->setObjectName(QStringLiteral("compareValue"));
    m_tools->addWidget(m_value);
    m_valueLabel->setMinimumWidth(m_valueLabel->fontMetrics().horizontalAdvance(QStringLiteral("100 %")) + 8);
    m_valueLabel->setAlignment(Qt::AlignCenter);
    m_valueAction = m_tools->addWidget(m_valueLabel);
    connect(m_value, &QSlider::valueChanged, this, [this](int value) {
        if (m_view->mode() == CompareMode::Difference)
            m_view->setGain(1 << value);
        else
            m_view->setPosition(value / 100.0);
    });

    auto *spacer = new QWidget(m_tools);
    spacer->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_tools->addWidget(spacer);
    const auto button = [this](const char *iconName, const QString &text, const QString &key, auto slot) {
        QAction *action =
            m_tools->addAction(iconName ? icon(QLatin1String(iconName)) : QIcon(), text, m_view, slot);
        action->setToolTip(QStringLiteral("%1 (%2)").arg(text, key));
        if (auto *widget = qobject_cast<QToolButton *>(m_tools->widgetForAction(action))) {
            widget->setFocusPolicy(Qt::TabFocus);
            if (!iconName)
                widget->setToolButtonStyle(Qt::ToolButtonTextOnly);
        }
    };
    button("zoom-out", tr("Zoom out"), QStringLiteral("-"), &CompareView::zoomOut);
    m_zoom->setObjectName(QStringLiteral("compareZoom"));
    m_zoom->setAlignment(Qt::AlignCenter);
    m_zoom->setMinimumWidth(m_zoom->fontMetrics().horizontalAdvance(QStringLiteral("1600 %")) + 8);
    m_tools->addWidget(m_zoom);
    button("zoom-in", tr("Zoom in"), QStringLiteral("+"), &CompareView::zoomIn);
    button(nullptr, tr("Fit"), QStringLiteral("0"), &CompareView::fit);
    button(nullptr, tr("1:1"), QStringLiteral("1"), [this] { m_view->zoomTo(1); });
}

void ComparePanel::setPicture(CompareSide side, const ComparedPicture &picture)
{
    m_difference.forget();
    m_view->setPicture(side, picture);
    askDifference();
}

void ComparePanel::modeChanged()
{
    const CompareMode mode = m_view->mode();
    for (QAction *action : m_modes->actions())
        action->setChecked(action->data().toInt() == int(mode));
    const QSignalBlocker quiet(m_value);
    m_value->setEnabled(mode != CompareMode::SideBySide);
    if (mode == CompareMode::Difference) {
        m_value->setRange(0, 6);
        m_value->setValue(std::bit_width(unsigned(m_view->gain())) - 1);
        m_value->setAccessibleName(tr("Gain of the difference"));
        m_value->setToolTip(tr("How much the difference is amplified"));
        m_valueLabel->setText(QStringLiteral("×%1").arg(m_view->gain()));
    } else {
        const int percent = int(std::lround(m_view->position() * 100));
        m_value->setRange(0, 100);
        m_value->setValue(percent);
        m_value->setAccessibleName(mode == CompareMode::Blend ? tr("Share of B") : tr("Place of the split"));
        m_value->setToolTip(m_value->accessibleName());
        m_valueLabel->setText(tr("%1 %").arg(percent));
    }
    if (mode == CompareMode::Difference && !m_difference.waiting())
        askDifference();
}

void ComparePanel::askDifference()
{
    const ComparedPicture &a = m_view->picture(CompareSide::A);
    const ComparedPicture &b = m_view->picture(CompareSide::B);
    if (m_view->mode() != CompareMode::Difference || a.pixels.isNull() || b.pixels.isNull())
        return;
    const int gain = m_view->gain();
    m_difference.ask(QtConcurrent::run([left = a.pixels.image(), right = b.pixels.image(), gain] {
                         return Result<Difference>(difference(left, right, gain));
                     }),
                     [this, gain](const Result<Difference> &result) {
                         if (!result)
                             return;
                         m_view->setDifference(MipImage(result->image),
                                               tr("Difference ×%1 · largest %2 · mean %3 of 255")
                                                   .arg(gain)
                                                   .arg(result->largest)
                                                   .arg(QLocale().toString(result->mean, 'f', 2)));
                     });
}

void ComparePanel::showZoom()
{
    m_zoom->setText(tr("%1 %").arg(std::lround(m_view->frameView().zoom() * 100)));
    m_zoom->setAccessibleName(tr("Zoom %1").arg(m_zoom->text()));
}

} // namespace vitrine::ui
