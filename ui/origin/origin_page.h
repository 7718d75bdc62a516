#pragma once

#include "ui/origin/origin_history.h"

#include <QTimer>
#include <QWidget>

namespace vitrine::ui {

class HistogramChart;
class OriginControl;
class OriginHeader;
class RequestsPanel;
class StatTile;
class TileGrid;
class TimeSeriesChart;

/// The HTTP origin: start and stop, its figures live, the last requests. Asks for the state four times a
/// second, only while it is on screen. GUI thread.
class OriginPage : public QWidget
{
    Q_OBJECT

public:
    OriginPage(OriginSession &origin, OriginControl &control, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void makeTiles();
    void sample();
    void showState(const OriginState &state);

    OriginSession &m_origin;
    OriginControl &m_control;
    QTimer m_timer;
    OriginHistory m_history;
    OriginHeader *m_header;
    TileGrid *m_tiles;
    StatTile *m_rate, *m_p50, *m_p99, *m_hits, *m_bytes, *m_connections, *m_notModified, *m_errors;
    TimeSeriesChart *m_rateChart;
    HistogramChart *m_durations;
    RequestsPanel *m_requests;
};

} // namespace vitrine::ui
