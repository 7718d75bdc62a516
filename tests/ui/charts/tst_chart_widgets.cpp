#include "ui/charts/histogram_chart.h"
#include "ui/charts/series_table.h"
#include "ui/charts/sparkline.h"
#include "ui/charts/stat_tile.h"
#include "ui/charts/tile_grid.h"
#include "ui/charts/time_series_chart.h"
#include "ui/style/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QTest>

using namespace vitrine::ui;

namespace {

TimeSeries load()
{
    TimeSeries series({QStringLiteral("In flight"), QStringLiteral("Queued")}, 100);
    series.append(1'000, {3, 10});
    series.append(1'250, {4, 12});
    return series;
}

int countColor(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).rgb() == color.rgb();
    }
    return count;
}

} // namespace

class ChartWidgetsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeMode::Light); }

    void chartSaysItsNewestValues()
    {
        TimeSeriesChart chart(QStringLiteral("Writes"));
        chart.setEmptyText(QStringLiteral("Nothing yet"));
        QCOMPARE(chart.summary(), QStringLiteral("Nothing yet"));
        chart.setSeries(load());
        QCOMPARE(chart.summary(), QStringLiteral("In flight 4, Queued 12"));
        QCOMPARE(chart.accessibleDescription(), chart.summary());
        QCOMPARE(chart.accessibleName(), QStringLiteral("Writes"));
    }

    void chartCopiesCsv()
    {
        TimeSeriesChart chart(QStringLiteral("Writes"));
        chart.setSeries(load());
        chart.copyCsv();
        QCOMPARE(QApplication::clipboard()->text().count(QStringLiteral("\n")), 3);
    }

    void tableFollowsTheChart()
    {
        TimeSeriesChart chart(QStringLiteral("Writes"));
        chart.setSeries(load());
        chart.showTable();
        auto *table = chart.findChild<SeriesTable *>();
        QVERIFY(table && table->isVisible());
        TimeSeries more = load();
        more.append(1'500, {7, 1});
        chart.setSeries(more);
        QCOMPARE(table->findChild<SeriesModel *>()->rowCount(), 3);
    }

    void tableIsNewestFirst()
    {
        SeriesModel model([](double value) { return QString::number(value); });
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSeries(load());
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("4"));
        QCOMPARE(model.index(1, 2).data().toString(), QStringLiteral("10"));
    }

    void chartDrawsInTheThemeOfTheMoment()
    {
        TimeSeriesChart chart(QStringLiteral("Writes"));
        chart.setSeries(load());
        chart.resize(400, 200);
        QVERIFY(countColor(chart.grab().toImage(), tokens().surface) > 10'000);
        applyTheme(ThemeMode::Dark);
        QVERIFY(countColor(chart.grab().toImage(), tokens().surface) > 10'000);
        applyTheme(ThemeMode::Light);
    }

    void tinyChartDoesNotCrash()
    {
        TimeSeriesChart chart(QStringLiteral("Writes"));
        chart.setSeries(load());
        for (const QSize size : {QSize(1, 1), QSize(60, 30), QSize(200, 40)}) {
            chart.resize(size);
            QVERIFY(!chart.grab().isNull());
        }
    }

    void histogramSaysItsBars()
    {
        HistogramChart chart(QStringLiteral("Time"));
        chart.setBars({QStringLiteral("1 ms"), QStringLiteral("2 ms")}, {0, 3});
        QCOMPARE(chart.accessibleDescription(), QStringLiteral("2 ms: 3"));
    }

    void tilesKeepEvenRows()
    {
        TileGrid grid;
        for (int i = 0; i < 9; ++i)
            grid.addTile(QStringLiteral("Tile"));
        const int row = grid.heightForWidth(4'000);
        QVERIFY(grid.heightForWidth(600) > row);
        grid.resize(700, grid.heightForWidth(700));
        const auto tiles = grid.findChildren<StatTile *>();
        QVERIFY(tiles.at(8)->geometry().bottom() < grid.height());
        QVERIFY(tiles.at(4)->geometry().right() <= grid.width());
    }

    void alarmingTileSaysItsValue()
    {
        StatTile tile(QStringLiteral("Failed"));
        tile.resize(140, 78);
        const int calm = countColor(tile.grab().toImage(), tokens().bad);
        tile.setValue(QStringLiteral("3"), QStringLiteral("since the start"), StatTile::Tone::Bad);
        QCOMPARE(tile.accessibleDescription(), QStringLiteral("3, since the start"));
        QVERIFY(countColor(tile.grab().toImage(), tokens().bad) > calm);
    }

    void sparklineIsSharp()
    {
        const QPixmap pixmap = sparkline({1, 4, 8}, 8, QSize(36, 14), 2.0, Qt::red);
        QCOMPARE(pixmap.size(), QSize(72, 28));
        QVERIFY(countColor(pixmap.toImage(), Qt::red) > 0);
    }
};

QTEST_MAIN(ChartWidgetsTest)
#include "tst_chart_widgets.moc"
