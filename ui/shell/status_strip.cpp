#include "ui/shell/status_strip.h"

#include "ui/charts/sparkline.h"
#include "ui/jobs/import_queue.h"
#include "ui/origin/origin_control.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {

constexpr int RefreshEveryMs = 500;
constexpr int MessageForMs = 6000;
constexpr QSize SparkSize{36, 14};
constexpr int EngineTextWidth = 260;

} // namespace

StatusStrip::StatusStrip(Session &session, OriginControl &origin, ImportQueue &imports, QWidget *parent)
    : QWidget(parent), m_session(session), m_originControl(origin), m_imports(imports), m_message(new QLabel)
{
    setObjectName(QStringLiteral("statusStrip"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->setSpacing(2);
    m_engine = addSegment(QStringLiteral("statusEngine"), QStringLiteral("database"),
                          tr("Copy the name of the engine"));
    m_products =
        addSegment(QStringLiteral("statusProducts"), QStringLiteral("package"), tr("Show the products"));
    m_message->setObjectName(QStringLiteral("statusMessage"));
    m_message->setAccessibleName(tr("Message"));
    m_message->setContentsMargins(8, 0, 8, 0);
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_message, 1);
    m_import = addSegment(QStringLiteral("statusImport"), QStringLiteral("download"), tr("Show the imports"));
    m_pool = addSegment(QStringLiteral("statusPool"), {}, tr("Show the write pool"));
    m_origin = addSegment(QStringLiteral("statusOrigin"), {}, tr("Show the origin"));
    m_pool->setIconSize(SparkSize);
    m_engine->setText(QFontMetrics(font()).elidedText(session.title(), Qt::ElideMiddle, EngineTextWidth));
    m_engine->setAccessibleName(tr("Engine: %1").arg(session.title()));
    m_engine->setToolTip(tr("%1\nClick to copy").arg(session.title()));

    connect(m_engine, &QToolButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_session.title());
        say(tr("Copied: %1").arg(m_session.title()));
    });
    connect(m_products, &QToolButton::clicked, this,
            [this] { emit pageRequested(QStringLiteral("products")); });
    connect(m_pool, &QToolButton::clicked, this, [this] { emit pageRequested(QStringLiteral("pool")); });
    connect(m_origin, &QToolButton::clicked, this, [this] { emit pageRequested(QStringLiteral("origin")); });
    connect(m_import, &QToolButton::clicked, this, &StatusStrip::importsRequested);
    connect(&m_originControl, &OriginControl::changed, this, &StatusStrip::refresh);
    connect(&m_imports, &ImportQueue::changed, this, &StatusStrip::refresh);
    m_messageTimer.setSingleShot(true);
    connect(&m_messageTimer, &QTimer::timeout, this, [this] { m_message->clear(); });
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_originControl.refresh();
        refresh();
    });
    m_timer.start(RefreshEveryMs);
    refresh();
}

QToolButton *StatusStrip::addSegment(const QString &objectName, const QString &iconName, const QString &tip)
{
    auto *button = new QToolButton;
    button->setObjectName(objectName);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(QSize(22, 16)); // wider than the drawing: room before the text
    button->setMinimumHeight(26);
    if (!iconName.isEmpty())
        button->setIcon(icon(iconName));
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(button);
    return button;
}

void StatusStrip::say(const QString &text)
{
    m_message->setText(text);
    m_message->setAccessibleDescription(text);
    m_messageTimer.start(MessageForMs);
}

QString StatusStrip::message() const
{
    return m_message->text();
}

void StatusStrip::refresh()
{
    const qint64 count = m_session.products().productCount();
    m_products->setText(count == 1 ? tr("1 product") : tr("%1 products").arg(QLocale().toString(count)));
    refreshPool();
    refreshOrigin();
    refreshImports();
    emit refreshed();
}

void StatusStrip::refreshPool()
{
    const PoolState state = m_session.writePool().state();
    const auto busy = std::count_if(state.lanes.cbegin(), state.lanes.cend(),
                                    [](const PoolLane &lane) { return lane.busy; });
    const int queued = state.queuedInteractive + state.queuedBulk;
    m_busy.append(double(busy));
    if (m_busy.size() > SparkSize.width() / 3)
        m_busy.removeFirst();
    m_pool->setIcon(QIcon(
        sparkline(m_busy, double(state.lanes.size()), SparkSize, devicePixelRatioF(), tokens().accent)));
    m_pool->setText(queued > 0 ? tr("Pool %1/%2, %3 wait").arg(busy).arg(state.lanes.size()).arg(queued)
                               : tr("Pool %1/%2").arg(busy).arg(state.lanes.size()));
    m_pool->setAccessibleName(
        tr("Write pool: %1 of %2 lanes busy, %3 waiting").arg(busy).arg(state.lanes.size()).arg(queued));
    m_poolBadge = busy > 0 ? QStringLiteral("%1/%2").arg(busy).arg(state.lanes.size()) : QString();
}

void StatusStrip::refreshOrigin()
{
    using Phase = OriginControl::Phase;
    const Tokens &t = tokens();
    const Phase phase = m_originControl.phase();
    const QColor color = phase == Phase::Running ? t.ok : phase == Phase::Stopped ? t.dim : t.warn;
    m_origin->setIcon(
        QIcon(iconPixmap(phase == Phase::Running ? QStringLiteral("circle-check") : QStringLiteral("circle"),
                         color, 16, devicePixelRatioF())));
    QString address = m_originControl.address();
    address.remove(QLatin1String("http://"));
    m_origin->setText(phase == Phase::Running ? tr("Origin %1").arg(address)
                                              : tr("Origin %1").arg(phaseName(phase).toLower()));
    m_origin->setAccessibleName(m_origin->text());
}

void StatusStrip::refreshImports()
{
    const int running = m_imports.running();
    const auto waiting =
        std::count_if(m_imports.runs().cbegin(), m_imports.runs().cend(),
                      [](const ImportRun &run) { return run.state == ImportRun::State::Waiting; });
    m_import->setVisible(running >= 0);
    m_importBadge.clear();
    if (running < 0)
        return;
    const ImportRun &run = m_imports.runs().at(running);
    const std::optional<double> share = run.share();
    QString text = share ? tr("Import %1 %").arg(int(std::floor(*share * 100)))
                         : tr("Import: %1 products").arg(QLocale().toString(run.progress.products));
    if (waiting > 0)
        text += tr(", %1 wait").arg(waiting);
    m_import->setText(text);
    m_import->setAccessibleName(text);
    m_importBadge = text;
}

void StatusStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_timer.isActive())
        refresh();
}

} // namespace vitrine::ui
