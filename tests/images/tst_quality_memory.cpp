#include "images/recent_qualities.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;

class QualityMemoryTest : public QObject
{
    Q_OBJECT

private slots:
    void isBounded()
    {
        RecentQualities qualities(2);
        qualities.remember("a", 10);
        qualities.remember("b", 20);
        QVERIFY(qualities.find("a").has_value());
        qualities.remember("c", 30);
        QVERIFY(!qualities.find("b").has_value()); // the one that nobody asked for
        QCOMPARE(qualities.find("a"), std::optional(10));
        QCOMPARE(qualities.find("c"), std::optional(30));
    }
};

QTEST_GUILESS_MAIN(QualityMemoryTest)
#include "tst_quality_memory.moc"
