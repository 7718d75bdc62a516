#pragma once

#include "ui/pool/pool_history.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QTableView;
class QToolButton;

namespace vitrine::ui {

class LanesControl;
class LanesModel;
class StatTile;
class TileGrid;
class TimeSeriesChart;

/// The write pool, live: what each lane does, what waits, how long writes take, and the number of lanes to
/// choose. Asks for the state four times a second, only while it is on screen. GUI thread.
class WritePoolPage : public QWidget
{
    Q_OBJECT

public:
    explicit WritePoolPage(WritePoolSession &pool, QWidget *parent = nullptr);

    bool isPaused() const;

public slots:
    /// Freezes what is shown; the sampling goes on, so that nothing is missing afterwards.
    void setPaused(bool paused);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeHeader();
    void makeTiles();
    void makeLanes();
    void sample();
    void showState(const PoolState &state);
    QString sentence(const PoolState &state) const;

    WritePoolSession &m_pool;
    QTimer m_timer;
    PoolHistory m_history;
    LanesModel *m_lanes;
    TileGrid *m_tiles;
    StatTile *m_inFlight, *m_queued, *m_completed, *m_written, *m_p50, *m_p99, *m_failed, *m_rejected;
    TimeSeriesChart *m_loadChart, *m_latencyChart;
    QTableView *m_table;
    LanesControl *m_control;
    QLabel *m_sentence;
    QToolButton *m_pause;
};

} // namespace vitrine::ui
