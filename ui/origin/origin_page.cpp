#include "ui/origin/origin_page.h"

#include "ui/charts/histogram_chart.h"
#include "ui/charts/stat_tile.h"
#include "ui/charts/tile_grid.h"
#include "ui/charts/time_series_chart.h"
#include "ui/origin/origin_control.h"
#include "ui/origin/origin_header.h"
#include "ui/origin/requests_panel.h"
#include "ui/style/theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int SampleEveryMs = 250;
constexpr int AskedRequests = 500;

QString percent(double share)
{
    return QLocale().toString(share * 100, 'f', 1) + QStringLiteral(" %");
}

} // namespace

OriginPage::OriginPage(OriginSession &origin, OriginControl &control, QWidget *parent)
    : QWidget(parent),
      m_origin(origin),
      m_control(control),
      m_header(new OriginHeader(control)),
      m_tiles(new TileGrid),
      m_rateChart(new TimeSeriesChart(tr("Requests"))),
      m_durations(new HistogramChart(tr("Time of the last requests"))),
      m_requests(new RequestsPanel)
{
    setObjectName(QStringLiteral("originPage"));
    makeTiles();
    m_rateChart->setLines({TimeSeriesChart::Line::Accent, TimeSeriesChart::Line::Bad});
    m_rateChart->setMinimumTop(10);
    m_rateChart->setFormat(
        [](double value) { return QLocale().toString(value, 'f', value < 9.95 && value > 0 ? 1 : 0); });
    m_rateChart->setEmptyText(tr("Start the origin to see its requests here"));
    m_durations->setEmptyText(tr("No request yet"));

    auto *charts = new QHBoxLayout;
    charts->setSpacing(8);
    charts->addWidget(m_rateChart, 3);
    charts->addWidget(m_durations, 2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(10);
    layout->addWidget(m_header);
    layout->addWidget(m_tiles);
    layout->addLayout(charts, 2);
    layout->addWidget(m_requests, 3);

    m_timer.setInterval(SampleEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &OriginPage::sample);
    connect(&m_control, &OriginControl::changed, this, [this] {
        if (isVisible())
            sample();
    });
}

void OriginPage::makeTiles()
{
    m_rate = m_tiles->addTile(tr("Requests/s"));
    m_p50 = m_tiles->addTile(tr("Time p50"));
    m_p99 = m_tiles->addTile(tr("Time p99"));
    m_hits = m_tiles->addTile(tr("Cache hits"));
    m_bytes = m_tiles->addTile(tr("Sent"));
    m_connections = m_tiles->addTile(tr("Connections"));
    m_notModified = m_tiles->addTile(tr("Not modified"));
    m_errors = m_tiles->addTile(tr("Errors"));
}

void OriginPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    sample();
    m_timer.start();
}

void OriginPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
    m_history.interrupt(QDateTime::currentMSecsSinceEpoch());
}

void OriginPage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find))
        m_requests->focusFilter();
    else
        QWidget::keyPressEvent(event);
}

void OriginPage::sample()
{
    m_control.refresh();
    const OriginState state = m_origin.state();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (state.running)
        m_history.sample(now, state);
    else
        m_history.interrupt(now);
    showState(state);
    m_requests->setBase(m_control.address());
    m_requests->update(m_origin.recent(AskedRequests));
}

void OriginPage::showState(const OriginState &state)
{
    using Tone = StatTile::Tone;
    const QLocale locale;
    if (m_control.phase() == OriginControl::Phase::Running)
        m_header->setDetail(tr("for %1").arg(formatMicros(std::chrono::microseconds(state.uptime).count())));
    const bool any = state.requests > 0;
    const QString none = QStringLiteral("–");
    m_rate->setValue(locale.toString(m_history.requestsPerSecond(), 'f', 0),
                     tr("%1 in all").arg(locale.toString(state.requests)));
    m_p50->setValue(any ? formatMicros(state.p50.count()) : none,
                    any ? tr("p90 %1").arg(formatMicros(state.p90.count())) : tr("half are faster"));
    m_p99->setValue(any ? formatMicros(state.p99.count()) : none, tr("99 of 100"));
    const std::optional<double> hits = hitRatio(state);
    m_hits->setValue(
        hits ? percent(*hits) : none,
        tr("%1 of %2")
            .arg(locale.toString(state.cacheHits), locale.toString(state.cacheHits + state.cacheMisses)));
    m_bytes->setValue(tr("%1/s").arg(formatBytes(qint64(m_history.bytesPerSecond()))),
                      tr("%1 in all").arg(formatBytes(state.sentBytes)));
    m_connections->setValue(locale.toString(state.connections), tr("open now"));
    m_notModified->setValue(any ? percent(double(state.notModified) / double(state.requests)) : none,
                            tr("answered 304"));
    m_errors->setValue(
        locale.toString(state.errors4xx + state.errors5xx),
        tr("%1 4xx · %2 5xx").arg(locale.toString(state.errors4xx), locale.toString(state.errors5xx)),
        state.errors5xx > 0 ? Tone::Bad : Tone::Normal);
    m_rateChart->setSeries(m_history.rates());
    const DurationSteps steps = durationSteps(m_requests->model().requests());
    m_durations->setBars(steps.labels, steps.counts);
}

} // namespace vitrine::ui
