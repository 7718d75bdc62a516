#include "ui/style/theme.h"

#include <QLocale>
#include <QTest>

using namespace vitrine::ui;

class FormatTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void bytes_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << qint64(0) << "0 B";
        QTest::newRow("some") << qint64(999) << "999 B";
        QTest::newRow("kilo") << qint64(84'100) << "84.1 kB";
        QTest::newRow("three digits") << qint64(999'499) << "999 kB";
        QTest::newRow("never 1000 kB") << qint64(999'600) << "1.0 MB";
        QTest::newRow("mega") << qint64(1'200'000) << "1.2 MB";
        QTest::newRow("tera") << qint64(2'500'000'000'000) << "2.5 TB";
        QTest::newRow("difference") << qint64(-64'300) << "-64.3 kB";
    }

    void bytes()
    {
        QFETCH(qint64, bytes);
        QTEST(formatBytes(bytes), "text");
    }

    void micros_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("text");
        QTest::newRow("micro") << qint64(12) << "12 µs";
        QTest::newRow("part of a milli") << qint64(800) << "0.8 ms";
        QTest::newRow("milli") << qint64(39'000) << "39 ms";
        QTest::newRow("seconds") << qint64(1'250'000) << "1.3 s";
        QTest::newRow("minutes") << qint64(134'000'000) << "2 min 14 s";
        QTest::newRow("hours") << qint64(4'200'000'000) << "1 h 10 min";
    }

    void micros()
    {
        QFETCH(qint64, micros);
        QTEST(formatMicros(micros), "text");
    }

    void money_data()
    {
        QTest::addColumn<qint64>("minor");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QString>("text");
        QTest::newRow("cents") << qint64(129'990) << "SGD"
                               << "1,299.90 SGD";
        QTest::newRow("dong") << qint64(355'330) << "VND"
                              << "355,330 VND";
        QTest::newRow("rupiah") << qint64(1'250'000) << "IDR"
                                << "1,250,000 IDR";
        QTest::newRow("three decimals") << qint64(1'500) << "KWD"
                                        << "1.500 KWD";
        QTest::newRow("no currency") << qint64(100) << ""
                                     << "1.00";
    }

    void money()
    {
        QFETCH(qint64, minor);
        QFETCH(QString, currency);
        QTEST(formatMoney(minor, currency), "text");
    }

    void numbersFollowTheLocale()
    {
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        QCOMPARE(formatBytes(84'100), QStringLiteral("84,1 kB"));
        QCOMPARE(formatMoney(129'990, QStringLiteral("EUR")), QStringLiteral("1.299,90 EUR"));
    }
};

QTEST_MAIN(FormatTest)
#include "tst_format.moc"
