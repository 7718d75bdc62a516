#include "ui/charts/chart_layout.h"

#include <QTest>

using namespace vitrine::ui;

namespace {

TimeSeries oneSeries(int samples, int capacity = 10'000)
{
    TimeSeries series({QStringLiteral("value")}, capacity);
    for (int i = 0; i < samples; ++i)
        series.append(i * 10, {double(i % 7)});
    return series;
}

} // namespace

class ChartLayoutTest : public QObject
{
    Q_OBJECT

private slots:
    void stepsAreRound_data()
    {
        QTest::addColumn<double>("top");
        QTest::addColumn<double>("step");
        QTest::newRow("small") << 0.7 << 0.2;
        QTest::newRow("four") << 4.0 << 1.0;
        QTest::newRow("nine") << 9.0 << 5.0;
        QTest::newRow("thousands") << 7'300.0 << 2'000.0;
        QTest::newRow("nothing") << 0.0 << 1.0;
    }

    void stepsAreRound()
    {
        QFETCH(double, top);
        QFETCH(double, step);
        QVERIFY2(qFuzzyCompare(niceStep(top, 4), step), qPrintable(QString::number(niceStep(top, 4))));
    }

    void axisHoldsEveryValue()
    {
        TimeSeries series({QStringLiteral("value")}, 100);
        series.append(0, {3});
        series.append(50, {1'234});
        const LineLayout layout = layoutLines(series, {0, 100}, QRectF(0, 0, 300, 150), 1);
        QVERIFY(layout.top >= 1'234);
        QCOMPARE(layout.valueTicks.constFirst().value, 0.0);
        QCOMPARE(layout.valueTicks.constLast().value, layout.top);
        QCOMPARE(layout.valueTicks.constLast().position, 0.0);
    }

    void spikeOfOneSampleSurvivesDecimation()
    {
        TimeSeries series({QStringLiteral("value")}, 100'000);
        for (int i = 0; i < 50'000; ++i)
            series.append(i, {i == 31'337 ? 100.0 : 1.0});
        const QRectF plot(0, 0, 200, 100);
        const LineLayout layout = layoutLines(series, {0, 50'000}, plot, 1);
        QCOMPARE(layout.lines.at(0).size(), 1);
        const QPolygonF &line = layout.lines.at(0).at(0);
        QVERIFY2(line.size() <= 4 * 201, qPrintable(QString::number(line.size())));
        double highest = plot.bottom();
        for (const QPointF &point : line)
            highest = std::min(highest, point.y());
        QCOMPARE(highest, plot.top());
    }

    void gapBreaksTheLine()
    {
        TimeSeries series = oneSeries(5);
        series.appendGap(60);
        series.appendGap(70);
        QCOMPARE(series.size(), 6); // two gaps in a row are one
        series.append(100, {1});
        series.append(110, {2});
        QCOMPARE(layoutLines(series, {0, 200}, QRectF(0, 0, 400, 100), 1).lines.at(0).size(), 2);
    }

    void samplesOutsideTheWindowAreLeftOut()
    {
        const LineLayout layout = layoutLines(oneSeries(100), {500, 700}, QRectF(10, 0, 100, 100), 1);
        for (const QPointF &point : layout.lines.at(0).at(0))
            QVERIFY(point.x() >= 10 && point.x() <= 111);
    }

    void timeAndPixelsAgree()
    {
        const TimeWindow window{1'000, 3'000};
        const QRectF plot(50, 0, 400, 100);
        QCOMPARE(xOfTime(2'000, window, plot), 250.0);
        QCOMPARE(timeOfX(250, window, plot), 2'000);
    }

    void seriesForgetsTheOldest()
    {
        TimeSeries series = oneSeries(1'000, 10);
        QCOMPARE(series.size(), 10);
        QCOMPARE(series.timeAt(0), 9'900);
        QCOMPARE(series.timeAt(9), 9'990);
        QCOMPARE(series.valueAt(0, 9), double(999 % 7));
    }

    void nearestSample()
    {
        const TimeSeries series = oneSeries(10);
        QCOMPARE(series.nearest(-5), 0);
        QCOMPARE(series.nearest(34), 3);
        QCOMPARE(series.nearest(36), 4);
        QCOMPARE(series.nearest(9'999), 9);
        QCOMPARE(TimeSeries().nearest(5), -1);
    }

    void csvHasAnEmptyCellForAGap()
    {
        TimeSeries series({QStringLiteral("in \"flight\"")}, 10);
        series.append(0, {2.5});
        series.appendGap(250);
        QCOMPARE(series.toCsv(),
                 QStringLiteral("time,\"in \"\"flight\"\"\"\r\n1970-01-01T00:00:00.000Z,2.5\r\n"
                                "1970-01-01T00:00:00.250Z,\r\n"));
    }

    void barsFillThePlot()
    {
        const QVector<QRectF> bars = layoutBars({0, 1, 1'000'000}, QRectF(0, 0, 90, 50), 2);
        QCOMPARE(bars.at(0).height(), 0.0);
        QCOMPARE(bars.at(1).height(), 2.0); // once is still to be seen
        QCOMPARE(bars.at(2).height(), 50.0);
        QCOMPARE(bars.at(2).left(), 60.0);
        QVERIFY(layoutBars({}, QRectF(0, 0, 90, 50), 2).isEmpty());
    }

    void laneShowsTheNewestAtTheRight()
    {
        QVector<bool> busy(8, false);
        busy[0] = true; // the oldest
        busy[6] = busy[7] = true;
        const QVector<LaneSpan> spans = layoutLane(busy, 100, 10, 2);
        QCOMPARE(spans.size(), 2);
        QCOMPARE(spans.at(0).left, 60.0);
        QCOMPARE(spans.at(0).share, 0.5);
        QCOMPARE(spans.at(1).left, 90.0);
        QCOMPARE(spans.at(1).share, 1.0);
        QCOMPARE(layoutLane(busy, 10, 10, 2).size(), 1); // no room for the old ones
    }
};

QTEST_APPLESS_MAIN(ChartLayoutTest)
#include "tst_chart_layout.moc"
