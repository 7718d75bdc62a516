#include "images/resize_plan.h"

#include <QtTest>

using namespace vitrine::images;

using Region = Operations::Region;

/// The arithmetic of a render, without a pixel.
class ResizePlanTest : public QObject
{
    Q_OBJECT

private slots:
    void plans_data()
    {
        QTest::addColumn<QSize>("picture");
        QTest::addColumn<QSize>("box");
        QTest::addColumn<Fit>("fit");
        QTest::addColumn<bool>("enlarge");
        QTest::addColumn<QSize>("scaled");
        QTest::addColumn<QSize>("canvas");
        const auto row = [](const char *name, QSize picture, QSize box, Fit fit, bool enlarge, QSize scaled,
                            QSize canvas) {
            QTest::newRow(name) << picture << box << fit << enlarge << scaled << canvas;
        };
        const QSize wide(400, 200), small(100, 50);
        row("inside", wide, {100, 100}, Fit::Inside, false, {100, 50}, {100, 50});
        row("inside small", small, {200, 200}, Fit::Inside, false, small, small);
        row("inside small enlarged", small, {200, 200}, Fit::Inside, true, {200, 100}, {200, 100});
        row("inside by width", wide, {100, 0}, Fit::Inside, false, {100, 50}, {100, 50});
        row("inside by height", wide, {0, 100}, Fit::Inside, false, {200, 100}, {200, 100});
        row("inside without box", wide, {0, 0}, Fit::Inside, true, wide, wide);
        row("a line", {10'000, 1}, {10, 10}, Fit::Inside, false, {10, 1}, {10, 1});
        row("cover", wide, {100, 100}, Fit::Cover, false, {200, 100}, {100, 100});
        row("cover small", small, {200, 200}, Fit::Cover, false, small, {50, 50});
        row("cover small enlarged", small, {200, 200}, Fit::Cover, true, {400, 200}, {200, 200});
        row("cover by width", wide, {100, 0}, Fit::Cover, false, {100, 50}, {100, 50});
        row("pad", wide, {100, 100}, Fit::Pad, false, {100, 50}, {100, 100});
        row("pad small", small, {200, 200}, Fit::Pad, false, small, {200, 200});
        row("pad small enlarged", small, {200, 200}, Fit::Pad, true, {200, 100}, {200, 200});
        row("exact", wide, {100, 100}, Fit::Exact, false, {100, 100}, {100, 100});
        row("exact small", small, {200, 200}, Fit::Exact, false, {50, 50}, {50, 50});
        row("exact small enlarged", small, {200, 200}, Fit::Exact, true, {200, 200}, {200, 200});
    }
    void plans()
    {
        QFETCH(QSize, picture);
        QFETCH(QSize, box);
        QFETCH(Fit, fit);
        QFETCH(bool, enlarge);
        QFETCH(QSize, scaled);
        QFETCH(QSize, canvas);
        const ResizePlan plan =
            planResize({picture.width(), picture.height()}, {box.width(), box.height()}, fit, enlarge);
        QCOMPARE(QSize(plan.scaled.widthPx, plan.scaled.heightPx), scaled);
        QCOMPARE(QSize(plan.canvas.widthPx, plan.canvas.heightPx), canvas);
    }

    void anAbsurdBoxDoesNotOverflow()
    {
        const ResizePlan plan = planResize({100'000'000, 1}, {0, 16384}, Fit::Inside, true);
        QVERIFY(plan.scaled.widthPx >= 500'000'000);
        Operations turned;
        turned.rotationDegrees = 45;
        QVERIFY(finishedSize(plan.canvas, turned).heightPx > 0);
    }

    void clipsRegions()
    {
        const Size picture{100, 50};
        QCOMPARE(clippedRegion({}, picture), (Region{0, 0, 100, 50}));
        QCOMPARE(clippedRegion({10, 20, 30, 10}, picture), (Region{10, 20, 30, 10}));
        QCOMPARE(clippedRegion({90, -10, 30, 20}, picture), (Region{90, 0, 10, 10}));
        QCOMPARE(clippedRegion({2'000'000'000, 0, 2'000'000'000, 10}, picture), std::optional<Region>());
        QCOMPARE(clippedRegion({100, 0, 1, 1}, picture), std::optional<Region>());
        QCOMPARE(clippedRegion({0, 0, 5, 0}, picture), std::optional<Region>());
    }

    /// Against the definition: orientation says what the stored first row and first column are of the upright
    /// picture (TIFF 6.0).
    void findsRegionsInTurnedPictures_data()
    {
        QTest::addColumn<int>("orientation");
        for (int i = 1; i <= 8; ++i)
            QTest::addRow("%d", i) << i;
    }
    void findsRegionsInTurnedPictures()
    {
        QFETCH(int, orientation);
        const Size upright{7, 5};
        const bool turned = orientation >= 5;
        const int storedWidth = turned ? upright.heightPx : upright.widthPx;
        const int storedHeight = turned ? upright.widthPx : upright.heightPx;
        const Region wanted{1, 2, 3, 2};
        // Which stored pixels are seen inside the wanted region?
        QRect seen;
        for (int row = 0; row < storedHeight; ++row) {
            for (int column = 0; column < storedWidth; ++column) {
                const bool firstRowAtEnd = orientation == 3 || orientation == 4 || orientation == 6 ||
                                           orientation == 7; // bottom or right
                const bool firstColumnAtEnd = orientation == 2 || orientation == 3 || orientation == 7 ||
                                              orientation == 8; // right or bottom
                const int alongRows = firstRowAtEnd ? storedHeight - 1 - row : row;
                const int alongColumns = firstColumnAtEnd ? storedWidth - 1 - column : column;
                const QPoint at = turned ? QPoint(alongRows, alongColumns) : QPoint(alongColumns, alongRows);
                if (QRect(wanted.left, wanted.top, wanted.width, wanted.height).contains(at))
                    seen |= QRect(column, row, 1, 1);
            }
        }
        const Region stored = storedPart(wanted, upright, orientation);
        QCOMPARE(QRect(stored.left, stored.top, stored.width, stored.height), seen);
    }

    void regionsOfShrunkPicturesLoseNothing()
    {
        QCOMPARE(shrunkRegion({0, 0, 100, 80}, {100, 80}, {50, 40}), (Region{0, 0, 50, 40}));
        QCOMPARE(shrunkRegion({5, 5, 10, 10}, {100, 80}, {50, 40}), (Region{2, 2, 6, 6}));
        QCOMPARE(shrunkRegion({99, 79, 1, 1}, {100, 80}, {13, 10}), (Region{12, 9, 1, 1}));
    }

    void placesCropsAndPads()
    {
        QCOMPARE(cropPlace({100, 50}, {50, 50}, 0.5, 0.5), (Place{25, 0}));
        QCOMPARE(cropPlace({100, 50}, {50, 50}, 0.9, 0.1), (Place{50, 0}));
        QCOMPARE(cropPlace({100, 50}, {50, 50}, 0.3, 0.5), (Place{5, 0}));
        QCOMPARE(padPlace({50, 50}, {101, 50}, 0.5, 0.5), (Place{25, 0}));
        QCOMPARE(padPlace({50, 50}, {100, 50}, 1, 1), (Place{50, 0}));
    }

    void knowsTheFinishedSize()
    {
        Operations operations;
        operations.rotationDegrees = 270;
        operations.padding = {1, 2, 3, 4};
        QCOMPARE(finishedSize({100, 50}, operations), (Size{56, 104}));
        operations.rotationDegrees = 45;
        const Size turned = finishedSize({100, 100}, operations);
        QVERIFY(turned.widthPx >= 142 + 6 && turned.widthPx <= 142 + 6 + 2);
        QVERIFY(!isQuarterTurn(22.5) && isQuarterTurn(180) && isQuarterTurn(0));
    }

    void leavesAFactorOfFourForTheFilter()
    {
        QCOMPARE(shrinkOnLoad({4000, 3000}, {800, 600}, 8), 1);
        QCOMPARE(shrinkOnLoad({4000, 3000}, {500, 375}, 8), 2);
        QCOMPARE(shrinkOnLoad({4000, 3000}, {250, 187}, 8), 4);
        QCOMPARE(shrinkOnLoad({4000, 3000}, {100, 75}, 8), 8);
        QCOMPARE(shrinkOnLoad({4000, 3000}, {100, 75}, 4), 4);
        QCOMPARE(shrinkOnLoad({100, 100}, {200, 200}, 8), 1);
    }
};

QTEST_GUILESS_MAIN(ResizePlanTest)
#include "tst_resize_plan.moc"
