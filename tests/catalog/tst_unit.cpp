#include "catalog/unit.h"

#include <QTest>

using namespace vitrine::catalog;

/// Units as people and other systems write them, and values from one into another.
class UnitTest : public QObject
{
    Q_OBJECT

    static QString s(const char *text) { return QString::fromUtf8(text); }

private slots:
    void aUnitIsKnownByItsNames()
    {
        for (const char *written : {"kg", "KG", "Kg", "kilogram", "Kilograms", "KILOGRAM", " kg "})
            QCOMPARE(unitSymbol(s(written)), s("kg"));
        QCOMPARE(unitSymbol(u"KILOMETER_PER_HOUR"), s("km/h"));
        QCOMPARE(unitSymbol(u"INCH"), s("in"));
        QCOMPARE(unitSymbol(u"\""), s("in"));
        // Here the size of a letter says which one is meant.
        QCOMPARE(unitSymbol(u"mW"), s("mW"));
        QCOMPARE(unitSymbol(u"MW"), s("MW"));
        QCOMPARE(unitSymbol(u"Mw"), QString());
        for (const char *written : {"", "furlong per fortnight", "|", "kilo gram"})
            QCOMPARE(unitSymbol(s(written)), QString());
    }

    void valuesAreConverted()
    {
        QCOMPARE(*convertedUnit(2, u"kg", u"g"), 2'000.0);
        QCOMPARE(*convertedUnit(1.001, u"kg", u"g"), 1'001.0);
        QCOMPARE(*convertedUnit(1'500, u"GRAM", u"kg"), 1.5);
        QCOMPARE(*convertedUnit(6.7, u"in", u"mm"), 170.18);
        QCOMPARE(*convertedUnit(212, u"°F", u"°C"), 100.0);
        QCOMPARE(*convertedUnit(0, u"°C", u"K"), 273.15);
        QCOMPARE(*convertedUnit(-40, u"°C", u"°F"), -40.0);
        QCOMPARE(*convertedUnit(36, u"km/h", u"m/s"), 10.0);
        QCOMPARE(*convertedUnit(1, u"GiB", u"B"), 1'073'741'824.0);
        QCOMPARE(*convertedUnit(5, u"pieces", u"pieces"), 5.0); // need not be known
        QVERIFY(!convertedUnit(1, u"kg", u"m"));
        QVERIFY(!convertedUnit(1, u"kg", u"pieces"));
        QVERIFY(!convertedUnit(1, u"kg", u""));
    }

    void everyUnitGoesThereAndBack()
    {
        for (const char *unit : {"g", "m", "m²", "l", "s", "K", "W", "V", "A", "Ah", "J", "Hz", "B", "Pa", "m/s", "°", "Ω"}) {
            const QStringList like = unitsLike(s(unit));
            QVERIFY2(like.contains(s(unit)), unit);
            for (const QString &other : like) {
                QCOMPARE(unitSymbol(other), other);
                const double there = *convertedUnit(12.5, s(unit), other);
                QVERIFY2(std::abs(*convertedUnit(there, other, s(unit)) - 12.5) < 1e-9, qPrintable(other));
            }
        }
        QVERIFY(unitsLike(u"pieces").isEmpty());
    }
};

QTEST_GUILESS_MAIN(UnitTest)
#include "tst_unit.moc"
