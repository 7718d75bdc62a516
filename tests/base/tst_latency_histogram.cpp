#include "base/latency_histogram.h"

#include <QtTest>

using namespace std::chrono_literals;
using vitrine::LatencyHistogram;

class LatencyHistogramTest : public QObject
{
    Q_OBJECT
private slots:
    void emptyHasNoPercentile()
    {
        LatencyHistogram histogram;
        QCOMPARE(histogram.count(), 0u);
        QCOMPARE(histogram.percentile(0.5).count(), 0);
    }

    void percentilesAreWithinABucket()
    {
        LatencyHistogram histogram;
        for (int i = 1; i <= 10'000; ++i)
            histogram.record(std::chrono::microseconds(i));
        QCOMPARE(histogram.count(), 10'000u);
        for (const double share : {0.5, 0.9, 0.99}) {
            const double exact = share * 10'000;
            const auto seen = double(histogram.percentile(share).count());
            QVERIFY2(seen >= exact && seen <= exact * 1.07, qPrintable(QString::number(seen)));
        }
    }

    void extremesStayInRange()
    {
        LatencyHistogram histogram;
        histogram.record(-5us);
        histogram.record(std::chrono::hours(100'000));
        QCOMPARE(histogram.percentile(0.5).count(), 0);
        QVERIFY(histogram.percentile(1.0) > 1h);
    }
};

QTEST_APPLESS_MAIN(LatencyHistogramTest)
#include "tst_latency_histogram.moc"
