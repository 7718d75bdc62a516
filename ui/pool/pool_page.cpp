#include "ui/pool/pool_page.h"

#include "ui/charts/stat_tile.h"
#include "ui/charts/tile_grid.h"
#include "ui/charts/time_series_chart.h"
#include "ui/pool/lane_delegate.h"
#include "ui/pool/lanes_control.h"
#include "ui/pool/lanes_model.h"
#include "ui/style/heading_font.h"
#include "ui/style/list_table.h"
#include "ui/style/theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int SampleEveryMs = 250;
constexpr std::chrono::minutes Shown{2};

QString count(double value)
{
    return QLocale().toString(value, 'f', 0);
}

} // namespace

WritePoolPage::WritePoolPage(WritePoolSession &pool, QWidget *parent)
    : QWidget(parent),
      m_pool(pool),
      m_lanes(new LanesModel(this)),
      m_tiles(new TileGrid),
      m_loadChart(new TimeSeriesChart(tr("Writes"))),
      m_latencyChart(new TimeSeriesChart(tr("Write time"))),
      m_table(new QTableView),
      m_control(new LanesControl),
      m_sentence(new QLabel),
      m_pause(new QToolButton)
{
    setObjectName(QStringLiteral("poolPage"));
    makeTiles();
    makeLanes();
    for (TimeSeriesChart *chart : {m_loadChart, m_latencyChart}) {
        chart->setSpan(Shown);
        chart->setMinimumHeight(160);
    }
    m_loadChart->setLines({TimeSeriesChart::Line::Accent, TimeSeriesChart::Line::Warn});
    m_loadChart->setMinimumTop(4);
    m_loadChart->setFormat(count);
    m_latencyChart->setLines({TimeSeriesChart::Line::Accent, TimeSeriesChart::Line::Warn});
    m_latencyChart->setMinimumTop(1000);
    m_latencyChart->setFormat(
        [](double micros) { return micros > 0 ? formatMicros(qint64(micros)) : QStringLiteral("0"); });

    auto *charts = new QHBoxLayout;
    charts->setSpacing(8);
    charts->addWidget(m_loadChart);
    charts->addWidget(m_latencyChart);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(10);
    layout->addWidget(makeHeader());
    layout->addWidget(m_tiles);
    layout->addWidget(m_control);
    layout->addLayout(charts, 2);
    layout->addWidget(m_table, 3);

    connect(m_control, &LanesControl::applied, this, [this](int lanes) { m_pool.setLanes(lanes); });
    m_timer.setInterval(SampleEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &WritePoolPage::sample);
}

QWidget *WritePoolPage::makeHeader()
{
    auto *header = new QWidget;
    auto *title = new QLabel(tr("Write pool"));
    title->setFont(headingFont(title->font()));
    m_sentence->setObjectName(QStringLiteral("poolSentence"));
    m_pause->setCheckable(true);
    m_pause->setIcon(icon(QStringLiteral("pause")));
    m_pause->setText(tr("Pa&use"));
    m_pause->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_pause->setToolTip(tr("Freeze the figures; writing goes on (Space)"));
    m_pause->setAccessibleName(tr("Pause the display"));
    connect(m_pause, &QToolButton::toggled, this, &WritePoolPage::setPaused);
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(title);
    layout->addWidget(m_sentence, 1, Qt::AlignLeft | Qt::AlignVCenter);
    layout->addWidget(m_pause);
    return header;
}

void WritePoolPage::makeTiles()
{
    m_inFlight = m_tiles->addTile(tr("In flight"));
    m_queued = m_tiles->addTile(tr("Queued"));
    m_completed = m_tiles->addTile(tr("Completed"));
    m_written = m_tiles->addTile(tr("Written"));
    m_p50 = m_tiles->addTile(tr("Write time p50"));
    m_p99 = m_tiles->addTile(tr("Write time p99"));
    m_failed = m_tiles->addTile(tr("Failed"));
    m_rejected = m_tiles->addTile(tr("Rejected"));
}

void WritePoolPage::makeLanes()
{
    m_table->setObjectName(QStringLiteral("lanesTable"));
    m_table->setModel(m_lanes);
    m_table->setItemDelegate(new LaneDelegate(m_table));
    m_table->setAccessibleName(tr("Lanes"));
    makeListTable(m_table, 26);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setMinimumHeight(120);
    QHeaderView *header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(LanesModel::Writing, QHeaderView::Stretch);
    header->resizeSection(LanesModel::Lane, 52);
    header->resizeSection(LanesModel::State, 124);
    header->resizeSection(LanesModel::Size, 84);
    header->resizeSection(LanesModel::Elapsed, 180);
    header->resizeSection(LanesModel::Activity, 340);
    m_table->installEventFilter(this);
}

bool WritePoolPage::isPaused() const
{
    return m_pause->isChecked();
}

void WritePoolPage::setPaused(bool paused)
{
    m_pause->setChecked(paused);
    m_pause->setIcon(icon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
    m_pause->setText(paused ? tr("&Resume") : tr("Pa&use"));
    if (!paused && isVisible())
        sample();
    else if (paused)
        m_sentence->setText(tr("Paused: the figures are those of %1")
                                .arg(QLocale().toString(QTime::currentTime(), QLocale::LongFormat)));
}

void WritePoolPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    sample();
    m_timer.start();
}

void WritePoolPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
    m_history.interrupt(QDateTime::currentMSecsSinceEpoch());
}

void WritePoolPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        setPaused(!isPaused());
    else
        QWidget::keyPressEvent(event);
}

bool WritePoolPage::eventFilter(QObject *watched, QEvent *event)
{
    // The table would take Space to select a row, which it has done already when the row became the current
    // one.
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space) {
        keyPressEvent(static_cast<QKeyEvent *>(event));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void WritePoolPage::sample()
{
    const PoolState state = m_pool.state();
    m_history.sample(QDateTime::currentMSecsSinceEpoch(), state);
    if (!isPaused())
        showState(state);
}

void WritePoolPage::showState(const PoolState &state)
{
    using Tone = StatTile::Tone;
    const QLocale locale;
    const int queued = state.queuedInteractive + state.queuedBulk;
    m_control->setCurrent(int(state.lanes.size()));
    m_lanes->update(state);
    m_loadChart->setSeries(m_history.load());
    m_latencyChart->setSeries(m_history.latency());
    m_sentence->setText(sentence(state));

    m_inFlight->setValue(QStringLiteral("%1 / %2").arg(busyLanes(state)).arg(state.lanes.size()),
                         tr("lanes busy"));
    m_queued->setValue(locale.toString(queued),
                       queued == 0 ? tr("of %1").arg(locale.toString(state.queueLimit))
                                   : tr("oldest %1").arg(formatMicros(state.oldestQueued.count())),
                       state.queueLimit > 0 && queued >= state.queueLimit ? Tone::Warn : Tone::Normal);
    m_queued->setToolTip(tr("Queued: %1 interactive, %2 bulk, at most %3")
                             .arg(locale.toString(state.queuedInteractive), locale.toString(state.queuedBulk),
                                  locale.toString(state.queueLimit)));
    m_completed->setValue(locale.toString(state.completed),
                          tr("%1 per second").arg(count(m_history.completedPerSecond())));
    m_written->setValue(formatBytes(state.writtenBytes),
                        tr("%1/s").arg(formatBytes(qint64(m_history.writtenPerSecond()))));
    // No write lately is not a write in no time.
    const auto time = [](std::chrono::microseconds t) {
        return t.count() > 0 ? formatMicros(t.count()) : QStringLiteral("–");
    };
    m_p50->setValue(time(state.p50), tr("p90 %1").arg(time(state.p90)));
    m_p99->setValue(time(state.p99), tr("99 of 100"));
    m_failed->setValue(locale.toString(state.failed), tr("since the start"),
                       state.failed > 0 ? Tone::Bad : Tone::Normal);
    m_rejected->setValue(locale.toString(state.rejected), tr("queue was full"),
                         state.rejected > 0 ? Tone::Warn : Tone::Normal);
}

QString WritePoolPage::sentence(const PoolState &state) const
{
    const int busy = busyLanes(state), queued = state.queuedInteractive + state.queuedBulk;
    if (state.queueLimit > 0 && queued >= state.queueLimit)
        return tr("The queue is full: interactive writes are refused until lanes catch up.");
    if (busy == 0 && queued == 0)
        return state.completed == 0 ? tr("Idle. Imports, uploads and new image sizes show up here.")
                                    : tr("Idle.");
    if (queued == 0)
        return tr("%1 of %2 lanes are writing, nothing waits.").arg(busy).arg(state.lanes.size());
    return tr("%1 of %2 lanes are writing; waiting: %3 interactive, %4 bulk.")
        .arg(busy)
        .arg(state.lanes.size())
        .arg(state.queuedInteractive)
        .arg(state.queuedBulk);
}

} // namespace vitrine::ui
