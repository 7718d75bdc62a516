#include "list_model.h"

#include "ui/grid/virtual_grid.h"
#include "ui/style/theme.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QWheelEvent>
#include <QtTest>

#include <algorithm>
#include <ctime>
#include <random>

using namespace vitrine;
using namespace vitrine::ui;
using test::ListModel;

namespace {

constexpr int Many = 100'000'000;

struct Shown
{
    explicit Shown(int rows) : model(rows)
    {
        grid.setModel(&model);
        grid.resize(900, 700);
        grid.show();
        grid.activateWindow();
        grid.setFocus();
        if (!QTest::qWaitForWindowExposed(&grid))
            qFatal("the window did not open");
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&grid, key, modifiers); }

    ListModel model;
    VirtualGrid grid;
};

using Ranges = QVector<std::pair<int, int>>;

/// CPU time of this thread, which is who paints: a busy machine does not make a frame slower.
double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// The slow end of what a scroll step and its paint take, in milliseconds.
double slowFrame(VirtualGrid &grid)
{
    std::mt19937 random(7);
    QVector<double> times;
    for (int frame = 0; frame < 240; ++frame) {
        const double begin = cpuMs();
        QScrollBar *bar = grid.verticalScrollBar();
        bar->setValue(frame % 3 == 2 ? int(random() % uint(bar->maximum())) : bar->value() + 3);
        grid.viewport()->repaint();
        times.append(cpuMs() - begin);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() * 95 / 100];
}

} // namespace

class VirtualGridTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(ThemeMode::Light); }

    void opensAnyLengthAndAsksForWhatIsSeen()
    {
        QElapsedTimer timer;
        timer.start();
        Shown shown(Many);
        shown.grid.grab();
        qInfo("100 M rows opened in %lld ms", timer.elapsed());
        QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY2(shown.model.highest < 40, qPrintable(QString::number(shown.model.highest)));
        QCOMPARE(shown.grid.verticalScrollBar()->maximum(),
                 Many - shown.grid.viewport()->height() / shown.grid.rowHeight());
    }

    void theEndIsReachedAndPainted()
    {
        Shown shown(Many);
        shown.key(Qt::Key_End);
        QCOMPARE(shown.grid.currentRow(), Many - 1);
        QCOMPARE(shown.grid.lastVisibleRow(), Many - 1);
        const QRect rect = shown.grid.visualRect(shown.grid.currentIndex());
        QVERIFY(shown.grid.viewport()->rect().contains(rect.center()));
        QCOMPARE(shown.grid.indexAt(rect.center()).row(), Many - 1);
        shown.grid.grab();
        QCOMPARE(shown.model.highest, Many - 1);
        shown.key(Qt::Key_Home);
        QCOMPARE(shown.grid.firstVisibleRow(), 0);
        shown.key(Qt::Key_PageDown);
        QCOMPARE(shown.grid.currentRow(), shown.grid.viewport()->height() / shown.grid.rowHeight());
        shown.key(Qt::Key_Up);
        shown.key(Qt::Key_PageUp);
        QCOMPARE(shown.grid.currentRow(), 0);
    }

    void allIsOneRange()
    {
        Shown shown(Many);
        QElapsedTimer timer;
        timer.start();
        shown.key(Qt::Key_A, Qt::ControlModifier);
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(shown.grid.selectedRanges(), (Ranges{{0, Many - 1}}));
        QCOMPARE(shown.grid.selectedCount(), qint64(Many));
        QVERIFY(shown.grid.isRowSelected(54'321'000));
    }

    void selectsByKeyboard()
    {
        Shown shown(1'000);
        shown.grid.goToRow(10);
        shown.key(Qt::Key_Down, Qt::ShiftModifier);
        shown.key(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(shown.grid.selectedRanges(), (Ranges{{10, 12}}));
        shown.key(Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(shown.grid.selectedRanges(), (Ranges{{10, 11}}));
        shown.key(Qt::Key_Down, Qt::ControlModifier);
        shown.key(Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(shown.grid.currentRow(), 13);
        QCOMPARE(shown.grid.selectedRanges(), (Ranges{{10, 11}}));
        shown.key(Qt::Key_Space, Qt::ControlModifier);
        QCOMPARE(shown.grid.selectedCount(), 3);
        shown.key(Qt::Key_Down);
        QCOMPARE(shown.grid.selectedRanges(), (Ranges{{14, 14}}));
    }

    void selectsByMouse()
    {
        Shown shown(1'000);
        const auto at = [&](int row) { return shown.grid.visualRect(shown.model.index(row, 1)).center(); };
        QTest::mouseClick(shown.grid.viewport(), Qt::LeftButton, {}, at(2));
        QTest::mouseClick(shown.grid.viewport(), Qt::LeftButton, Qt::ShiftModifier, at(5));
        QCOMPARE(shown.grid.selectedRanges(), (Ranges{{2, 5}}));
        QTest::mouseClick(shown.grid.viewport(), Qt::LeftButton, Qt::ControlModifier, at(8));
        QCOMPARE(shown.grid.selectedCount(), 5);
        QSignalSpy activated(&shown.grid, &VirtualGrid::rowActivated);
        QTest::mouseDClick(shown.grid.viewport(), Qt::LeftButton, {}, at(3));
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].toInt(), 3);
    }

    void spaceInspectsAndLettersDoNotSearch()
    {
        Shown shown(Many);
        QSignalSpy inspect(&shown.grid, &VirtualGrid::inspectRequested);
        shown.key(Qt::Key_Space);
        QCOMPARE(inspect.count(), 1);
        QElapsedTimer timer;
        timer.start();
        shown.key(Qt::Key_Q);
        QVERIFY(timer.elapsed() < 500); // Qt's own search would walk every row
    }

    void tilesShareRowAndSelection()
    {
        Shown shown(1'000);
        shown.grid.goToRow(50);
        shown.grid.setLayout(VirtualGrid::Layout::Tiles);
        QCOMPARE(shown.grid.currentRow(), 50);
        QVERIFY(shown.grid.isRowSelected(50));
        QVERIFY(shown.grid.viewport()->rect().intersects(shown.grid.visualRect(shown.grid.currentIndex())));
        const int perLine = shown.grid.tilesPerLine();
        QVERIFY(perLine > 2);
        shown.key(Qt::Key_Down);
        QCOMPARE(shown.grid.currentRow(), 50 + perLine);
        shown.key(Qt::Key_Left);
        QCOMPARE(shown.grid.currentRow(), 49 + perLine);
        shown.key(Qt::Key_End);
        QCOMPARE(shown.grid.currentRow(), 999);
        const QPoint center = shown.grid.visualRect(shown.grid.currentIndex()).center();
        QCOMPARE(shown.grid.indexAt(center).row(), 999);
        shown.grid.grab();
    }

    void aFineWheelScrollsByPixels()
    {
        Shown shown(Many);
        const auto wheel = [&](int pixels) {
            const QPointF at(100, 100);
            QWheelEvent event(at, shown.grid.viewport()->mapToGlobal(at), {0, -pixels}, {0, -pixels},
                              Qt::NoButton, Qt::NoModifier, Qt::ScrollUpdate, false);
            QCoreApplication::sendEvent(shown.grid.viewport(), &event);
        };
        wheel(10);
        QCOMPARE(shown.grid.firstVisibleRow(), 0);
        QCOMPARE(shown.grid.visualRect(shown.model.index(0, 0)).top(), -10);
        wheel(shown.grid.rowHeight());
        QCOMPARE(shown.grid.firstVisibleRow(), 1);
        QCOMPARE(shown.grid.visualRect(shown.model.index(1, 0)).top(), -10);
        wheel(-1'000'000);
        QCOMPARE(shown.grid.visualRect(shown.model.index(0, 0)).top(), 0);
    }

    void anEmptyListDoesNothing()
    {
        Shown shown(0);
        for (const Qt::Key key : {Qt::Key_Down, Qt::Key_End, Qt::Key_Return, Qt::Key_PageUp})
            shown.key(key);
        shown.key(Qt::Key_A, Qt::ControlModifier);
        shown.grid.setLayout(VirtualGrid::Layout::Tiles);
        shown.grid.grab();
        QCOMPARE(shown.grid.currentRow(), -1);
        QCOMPARE(shown.grid.lastVisibleRow(), -1);
    }

    void scrollsAHundredMillionRowsLikeTenThousand()
    {
        for (const auto layout : {VirtualGrid::Layout::Table, VirtualGrid::Layout::Tiles}) {
            Shown few(10'000), many(Many);
            few.grid.setLayout(layout);
            many.grid.setLayout(layout);
            (void)slowFrame(few.grid); // fonts and icons are loaded once
            const double fewMs = slowFrame(few.grid);
            const double manyMs = slowFrame(many.grid);
            qInfo("%s: p95 of a frame %.2f ms at 10 k rows, %.2f ms at 100 M",
                  layout == VirtualGrid::Layout::Table ? "table" : "tiles", fewMs, manyMs);
            QVERIFY2(manyMs <= 3 * fewMs + 2, "100 M rows scroll much slower than 10 k");
        }
    }
};

QTEST_MAIN(VirtualGridTest)
#include "tst_virtual_grid.moc"
