#include "ui/pool/lanes_control.h"
#include "ui/pool/lanes_model.h"
#include "ui/pool/pool_page.h"

#include "tests/ui/support/fake_pool.h"
#include "ui/charts/stat_tile.h"
#include "ui/charts/time_series_chart.h"
#include "ui/style/theme.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakePool;
using namespace std::chrono_literals;

namespace {

StatTile *tile(const QWidget &page, const QString &caption)
{
    for (StatTile *each : page.findChildren<StatTile *>()) {
        if (each->accessibleName() == caption)
            return each;
    }
    return nullptr;
}

QString sentence(const QWidget &page)
{
    return page.findChild<QLabel *>(QStringLiteral("poolSentence"))->text();
}

} // namespace

class PoolPageTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        applyTheme(ThemeMode::Light);
    }

    void idlePoolSaysSo()
    {
        FakePool pool;
        WritePoolPage page(pool);
        page.show();
        QVERIFY(sentence(page).startsWith(QStringLiteral("Idle.")));
        QCOMPARE(tile(page, QStringLiteral("In flight"))->value(), QStringLiteral("0 / 4"));
        QCOMPARE(page.findChild<QTableView *>()->model()->rowCount(), 4);
        QCOMPARE(tile(page, QStringLiteral("Write time p99"))->value(),
                 QStringLiteral("–")); // not "in no time"
    }

    void busyPoolIsShownInFull()
    {
        FakePool pool;
        pool.next.lanes[1] = {true, QStringLiteral("original 9f3a"), 84'100, 3'200us};
        pool.next.queuedInteractive = 2;
        pool.next.queuedBulk = 12;
        pool.next.oldestQueued = 212ms;
        pool.next.failed = 1;
        pool.next.p99 = 41ms;
        WritePoolPage page(pool);
        page.show();
        QCOMPARE(tile(page, QStringLiteral("In flight"))->value(), QStringLiteral("1 / 4"));
        QCOMPARE(tile(page, QStringLiteral("Queued"))->value(), QStringLiteral("14"));
        QCOMPARE(tile(page, QStringLiteral("Queued"))->detail(), QStringLiteral("oldest 212 ms"));
        QCOMPARE(tile(page, QStringLiteral("Write time p99"))->value(), QStringLiteral("41 ms"));
        QCOMPARE(tile(page, QStringLiteral("Failed"))->value(), QStringLiteral("1"));
        QCOMPARE(sentence(page),
                 QStringLiteral("1 of 4 lanes are writing; waiting: 2 interactive, 12 bulk."));
        const auto *model = page.findChild<QTableView *>()->model();
        QCOMPARE(model->index(1, LanesModel::Writing).data().toString(), QStringLiteral("original 9f3a"));
        QCOMPARE(model->index(1, LanesModel::Elapsed).data().toString(), QStringLiteral("3.2 ms"));
        QCOMPARE(model->index(0, LanesModel::State).data().toString(), QStringLiteral("idle"));
    }

    void fullQueueIsExplained()
    {
        FakePool pool;
        pool.next.queuedInteractive = pool.next.queueLimit;
        WritePoolPage page(pool);
        page.show();
        QVERIFY2(sentence(page).contains(QStringLiteral("full")), qPrintable(sentence(page)));
    }

    void hiddenPageAsksNothing()
    {
        FakePool pool;
        WritePoolPage page(pool);
        page.show();
        QTRY_VERIFY(pool.statesAsked >= 3);
        page.hide();
        const int asked = pool.statesAsked;
        QTest::qWait(700);
        QCOMPARE(pool.statesAsked, asked);
    }

    void spacePausesTheDisplayOnly()
    {
        FakePool pool;
        WritePoolPage page(pool);
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        auto *table = page.findChild<QTableView *>();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Space);
        QVERIFY(page.isPaused());
        pool.next.completed = 99;
        const int asked = pool.statesAsked;
        QTRY_VERIFY(pool.statesAsked > asked + 1); // it goes on measuring
        QCOMPARE(tile(page, QStringLiteral("Completed"))->value(), QStringLiteral("0"));
        QTest::keyClick(table, Qt::Key_Space);
        QVERIFY(!page.isPaused());
        QCOMPARE(tile(page, QStringLiteral("Completed"))->value(), QStringLiteral("99"));
    }

    void lanesAreStagedUntilEnter()
    {
        FakePool pool;
        WritePoolPage page(pool);
        page.show();
        auto *spin = page.findChild<QSpinBox *>();
        QCOMPARE(spin->value(), 4);
        spin->setFocus();
        QTest::keyClick(spin, Qt::Key_Up);
        QTest::keyClick(spin, Qt::Key_Up);
        QCOMPARE(page.findChild<QSlider *>()->value(), 6);
        QCOMPARE(pool.lanesAsked, 0);
        QTest::keyClick(spin, Qt::Key_Return);
        QCOMPARE(pool.lanesAsked, 6);
        QTRY_COMPARE(page.findChild<QTableView *>()->model()->rowCount(), 6);
    }

    void escapeDropsTheStagedLanes()
    {
        LanesControl control;
        control.setCurrent(4);
        auto *spin = control.findChild<QSpinBox *>();
        spin->setValue(9);
        QTest::keyClick(spin, Qt::Key_Escape);
        QCOMPARE(control.staged(), 4);
    }

    void stagedChoiceOutlivesSamples()
    {
        LanesControl control;
        control.setCurrent(4);
        control.findChild<QSpinBox *>()->setValue(9);
        control.setCurrent(4);
        control.setCurrent(5); // somebody else changed it
        QCOMPARE(control.staged(), 9);
        QSignalSpy applied(&control, &LanesControl::applied);
        control.apply();
        control.apply(); // waits for the pool, does not ask twice
        QCOMPARE(applied.count(), 1);
        control.setCurrent(9);
        QVERIFY(!control.findChildren<QPushButton *>().constFirst()->isEnabled());
    }

    void modelFollowsAnyNumberOfLanes()
    {
        LanesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        FakePool pool;
        for (const int lanes : {4, 9, 1, 64, 2}) {
            pool.setLanes(lanes);
            pool.advance();
            model.update(pool.state());
            QCOMPARE(model.rowCount(), lanes);
        }
    }

    void slowWriteStandsOut()
    {
        LanesModel model;
        FakePool pool;
        pool.next.lanes[0] = {true, QStringLiteral("catalog"), 0, 400ms};
        pool.next.p99 = 60ms;
        model.update(pool.state());
        QVERIFY(model.index(0, LanesModel::Elapsed).data(LanesModel::SlowRole).toBool());
        QCOMPARE(model.index(0, LanesModel::State).data().toString(), QStringLiteral("writing, slow"));
    }

    void ratesComeFromDifferences()
    {
        PoolHistory history;
        PoolState state;
        for (int i = 0; i <= 40; ++i) {
            state.completed = quint64(i) * 25;
            state.writtenBytes = qint64(i) * 1'000;
            history.sample(1'000 + i * 250, state);
        }
        QVERIFY(qAbs(history.completedPerSecond() - 100) < 2);
        QVERIFY(qAbs(history.writtenPerSecond() - 4'000) < 80);
        history.interrupt(20'000);
        QCOMPARE(history.completedPerSecond(), 0.0);
        QCOMPARE(history.load().size(), 42); // with the gap
    }
};

QTEST_MAIN(PoolPageTest)
#include "tst_pool_page.moc"
