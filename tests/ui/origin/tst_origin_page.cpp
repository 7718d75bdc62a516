#include "ui/origin/origin_control.h"
#include "ui/origin/origin_page.h"
#include "ui/origin/requests_model.h"

#include "tests/ui/support/fake_origin.h"
#include "ui/charts/stat_tile.h"
#include "ui/style/error_banner.h"
#include "ui/style/theme.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeOrigin;
using namespace std::chrono_literals;

namespace {

/// The page with what it needs, on screen.
struct Shown
{
    Shown()
    {
        page.resize(1100, 760);
        page.show();
    }
    QString state() const { return page.findChild<QLabel *>(QStringLiteral("originState"))->text(); }
    QPushButton *startStop() const
    {
        return page.findChild<QPushButton *>(QStringLiteral("originStartStop"));
    }
    ErrorBanner *banner() const { return page.findChild<ErrorBanner *>(); }
    QTableView *table() const { return page.findChild<QTableView *>(QStringLiteral("requestTable")); }
    QLineEdit *listen() const { return page.findChild<QLineEdit *>(QStringLiteral("originListen")); }

    FakeOrigin origin;
    OriginControl control{origin};
    OriginPage page{origin, control};
};

QString tileValue(const QWidget &page, const QString &caption)
{
    for (const StatTile *tile : page.findChildren<StatTile *>()) {
        if (tile->accessibleName() == caption)
            return tile->value();
    }
    return {};
}

} // namespace

class OriginPageTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        applyTheme(ThemeMode::Light);
    }

    void startsAndStops()
    {
        Shown shown;
        QCOMPARE(shown.state(), QStringLiteral("Stopped"));
        shown.origin.hold = true;
        QTest::mouseClick(shown.startStop(), Qt::LeftButton);
        QCOMPARE(shown.state(), QStringLiteral("Starting…"));
        QVERIFY(!shown.startStop()->isEnabled());
        QCOMPARE(shown.origin.listenAsked, QStringLiteral("127.0.0.1:8480"));
        shown.origin.release();
        QTRY_COMPARE(shown.state(), QStringLiteral("Running"));
        QVERIFY(shown.page.findChild<QLabel *>(QStringLiteral("originLink"))
                    ->text()
                    .contains(QStringLiteral("http://127.0.0.1:8480")));
        QVERIFY(!shown.listen()->isEnabled());

        QTest::mouseClick(shown.startStop(), Qt::LeftButton);
        QCOMPARE(shown.state(), QStringLiteral("Draining…"));
        QVERIFY(!shown.startStop()->isEnabled());
        shown.origin.release();
        QTRY_COMPARE(shown.state(), QStringLiteral("Stopped"));
        QCOMPARE(shown.origin.stopsAsked, 1);
    }

    void portInUseOffersAFreeOne()
    {
        Shown shown;
        shown.origin.startError =
            Error{ErrorCode::Conflict, QStringLiteral("Port 8480 is in use"),
                  QStringLiteral("127.0.0.1:8480"), QStringLiteral("Choose another port.")};
        QTest::mouseClick(shown.startStop(), Qt::LeftButton);
        QTRY_VERIFY(shown.banner()->isVisible());
        QCOMPARE(shown.banner()->text(),
                 QStringLiteral("Port 8480 is in use (127.0.0.1:8480) Choose another port."));
        QCOMPARE(shown.state(), QStringLiteral("Stopped"));
        shown.origin.startError.reset();
        auto *fix = shown.banner()->findChild<QPushButton *>();
        QVERIFY(fix->isVisible());
        QTest::mouseClick(fix, Qt::LeftButton);
        QTRY_COMPARE(shown.state(), QStringLiteral("Running"));
        QCOMPARE(shown.origin.listenAsked, QStringLiteral("127.0.0.1:0"));
        QVERIFY(!shown.banner()->isVisible());
    }

    void otherErrorsOfferNoPort()
    {
        Shown shown;
        shown.origin.startError =
            Error{ErrorCode::PermissionDenied, QStringLiteral("Port 80 needs a right"), {}, {}};
        shown.control.start();
        QTRY_VERIFY(shown.banner()->isVisible());
        QVERIFY(!shown.banner()->findChild<QPushButton *>()->isVisible());
    }

    void listenAddressIsUsed()
    {
        Shown shown;
        shown.listen()->selectAll();
        QTest::keyClicks(shown.listen(), QStringLiteral("[::1]:9000"));
        QTest::keyClick(shown.listen(), Qt::Key_Return);
        QTRY_COMPARE(shown.origin.listenAsked, QStringLiteral("[::1]:9000"));
    }

    void originStartedElsewhereIsNoticed()
    {
        Shown shown;
        shown.origin.next.running = true;
        shown.origin.next.address = QStringLiteral("http://127.0.0.1:7000");
        QTRY_COMPARE(shown.state(), QStringLiteral("Running"));
        QCOMPARE(shown.control.address(), QStringLiteral("http://127.0.0.1:7000"));
    }

    void figuresAndRequestsAreShown()
    {
        Shown shown;
        shown.control.start();
        shown.origin.addRequest(QStringLiteral("/i/card/1.webp"), 200, 400us);
        shown.origin.addRequest(QStringLiteral("/i/card/2.webp"), 404, 90us);
        shown.origin.addRequest(QStringLiteral("/v1/products/A'1"), 503, 12ms);
        QTRY_COMPARE(shown.table()->model()->rowCount(), 3);
        QCOMPARE(shown.table()->model()->index(0, RequestsModel::Status).data().toString(),
                 QStringLiteral("✕ 503"));
        QCOMPARE(tileValue(shown.page, QStringLiteral("Errors")), QStringLiteral("2"));
        QCOMPARE(tileValue(shown.page, QStringLiteral("Cache hits")), QStringLiteral("33.3 %"));
    }

    void filterNarrowsTheRequests()
    {
        Shown shown;
        for (int i = 0; i < 40; ++i)
            shown.origin.addRequest(QStringLiteral("/i/card/%1.webp").arg(i), i % 4 == 0 ? 404 : 200, 400us);
        QTRY_COMPARE(shown.table()->model()->rowCount(), 40);
        QTest::keyClick(&shown.page, Qt::Key_F, Qt::ControlModifier);
        auto *filter = shown.page.findChild<QLineEdit *>(QStringLiteral("requestFilter"));
        QVERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("404 webp"));
        QCOMPARE(shown.table()->model()->rowCount(), 10);
    }

    void copiesUrlAndCurl()
    {
        Shown shown;
        shown.control.start();
        shown.origin.addRequest(QStringLiteral("/v1/products/A'1"), 200, 1ms);
        QTRY_COMPARE(shown.table()->model()->rowCount(), 1);
        QTRY_COMPARE(shown.state(), QStringLiteral("Running"));
        shown.table()->selectRow(0);
        QTest::qWait(300); // the base follows with the next look
        const QList<QAction *> actions = shown.table()->actions();
        actions.at(0)->trigger();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("http://127.0.0.1:8480/v1/products/A'1"));
        actions.at(1)->trigger();
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("curl -i 'http://127.0.0.1:8480/v1/products/A'\\''1'"));
    }

    void selectionStaysWhileRequestsArrive()
    {
        RequestsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        FakeOrigin origin;
        origin.addRequest(QStringLiteral("/first"), 200, 1ms);
        model.update(origin.recent(500));
        const QPersistentModelIndex kept = model.index(0, RequestsModel::Target);
        origin.addRequest(QStringLiteral("/second"), 200, 1ms);
        model.update(origin.recent(500));
        model.update(origin.recent(500)); // nothing new
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(kept.row(), 1);
        QCOMPARE(kept.data().toString(), QStringLiteral("/first"));
    }

    void requestsAreBounded()
    {
        RequestsModel model;
        FakeOrigin origin;
        for (int i = 0; i < 2'600; ++i) {
            origin.addRequest(QStringLiteral("/%1").arg(i), 200, 1ms);
            if (i % 300 == 0)
                model.update(origin.recent(500));
        }
        QCOMPARE(model.rowCount(), RequestsModel::Capacity);
    }

    void durationsFallIntoSteps()
    {
        QVector<OriginRequest> requests(3);
        requests[0].duration = 100us;
        requests[1].duration = 101us;
        requests[2].duration = 3s;
        const DurationSteps steps = durationSteps(requests);
        QCOMPARE(steps.counts.at(0), 1);
        QCOMPARE(steps.counts.at(1), 1);
        QCOMPARE(steps.counts.constLast(), 1);
        QCOMPARE(steps.counts.size(), steps.labels.size());
    }

    void newOriginCountsFromZero()
    {
        OriginHistory history;
        OriginState state;
        state.requests = 1'000;
        history.sample(1'000, state);
        state.requests = 1'010;
        history.sample(2'000, state);
        QCOMPARE(history.requestsPerSecond(), 10.0);
        state.requests = 3;
        history.sample(3'000, state);
        QCOMPARE(history.requestsPerSecond(), 0.0);
    }
};

QTEST_MAIN(OriginPageTest)
#include "tst_origin_page.moc"
