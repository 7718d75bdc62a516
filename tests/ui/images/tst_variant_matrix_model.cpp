#include "ui/images/frame_view.h"
#include "ui/images/matrix_view.h"
#include "ui/images/variant_matrix_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace vitrine;
using namespace vitrine::ui;
using images::Format;

namespace {

QVector<images::Preset> presets(int count)
{
    QVector<images::Preset> list;
    for (int i = 0; i < count; ++i) {
        images::Preset preset;
        preset.name = QStringLiteral("size-%1").arg(100 * (i + 1));
        preset.widthPx = preset.heightPx = 100 * (i + 1);
        list += preset;
    }
    return list;
}

RenderedVariant rendered(int side, int bytes, double ssim)
{
    return {QByteArray(bytes, 'x'), side, side, std::chrono::milliseconds(12), ssim};
}

} // namespace

class TestVariantMatrixModel : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheModelContract()
    {
        VariantMatrixModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        MatrixOrder order;
        order.setSourceModel(&model);
        QAbstractItemModelTester orderTester(&order, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPresets(presets(6));
        QCOMPARE(model.columnCount(), 9);
        model.setRendering({2, Format::Webp});
        model.setResult({2, Format::Webp}, rendered(300, 900, 0.97));
        model.setResult({3, Format::Jpeg}, Error{ErrorCode::Internal, QStringLiteral("died"), {}, {}});
        model.setFormatShown(Format::Png, true);
        model.setFormatShown(Format::Avif, true);
        order.setFlaggedOnly(true);
        QCOMPARE(order.rowCount(), 1);
        model.setFormatShown(Format::Jpeg, false);
        QCOMPARE(order.rowCount(), 0);
        order.setFlaggedOnly(false);
        order.sort(1, Qt::DescendingOrder);
        model.setFormatShown(Format::Webp, false);
        model.clear();
        model.setPresets(presets(2));
        QCOMPARE(order.rowCount(), 2);
    }

    void columnsAreGroupedByFormat()
    {
        VariantMatrixModel model;
        model.setPresets(presets(2));
        QVERIFY(!model.variantAt(0, 0).isValid());
        QCOMPARE(model.variantAt(1, 1), (VariantId{1, Format::Jpeg}));
        QCOMPARE(model.variantAt(1, 8), (VariantId{1, Format::Webp}));
        QVERIFY(!model.variantAt(1, 9).isValid());
        QCOMPARE(model.firstColumn(Format::Webp), 5);
        QCOMPARE(model.firstColumn(Format::Avif), -1);
        QCOMPARE(model.headerData(0, Qt::Vertical, Qt::DisplayRole).toString(), QStringLiteral("size-100"));
    }

    void showsWhatWasMeasured()
    {
        VariantMatrixModel model;
        model.setPresets(presets(2));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setResult({1, Format::Jpeg}, rendered(200, 84'100, 0.9654));
        QCOMPARE(changes.size(), 1);
        const int first = model.firstColumn(Format::Jpeg);
        QCOMPARE(model.index(1, first + VariantMatrixModel::PixelSize).data().toString(),
                 QStringLiteral("200×200"));
        QCOMPARE(model.index(1, first + VariantMatrixModel::Score).data().toString(),
                 QStringLiteral("0.965"));
        QVERIFY(model.index(1, first + VariantMatrixModel::Bytes)
                    .data()
                    .toString()
                    .contains(QStringLiteral("kB")));
        const QString spoken = model.index(1, first).data(Qt::AccessibleTextRole).toString();
        for (const char *part :
             {"size-200", "JPEG q80", "200 by 200 pixels", "84,100 bytes", "SSIM 0.965", "12"})
            QVERIFY2(spoken.contains(QLatin1String(part)), qPrintable(spoken));
    }

    void flagsOutliers_data()
    {
        QTest::addColumn<int>("side");
        QTest::addColumn<int>("webpBytes");
        QTest::addColumn<double>("score");
        QTest::addColumn<QString>("words");
        QTest::newRow("good") << 100 << 700 << 0.97 << QString();
        QTest::newRow("score of a small one") << 100 << 700 << 0.949 << QStringLiteral("below 0.950");
        QTest::newRow("larger than the JPEG")
            << 100 << 1200 << 0.97 << QStringLiteral("20 % larger than the JPEG");
        QTest::newRow("outside of its box") << 101 << 700 << 0.97 << QStringLiteral("does not fit the box");
    }
    void flagsOutliers()
    {
        QFETCH(int, side);
        QFETCH(int, webpBytes);
        QFETCH(double, score);
        QFETCH(QString, words);
        VariantMatrixModel model;
        model.setPresets(presets(1));
        model.setResult({0, Format::Webp}, rendered(side, webpBytes, score));
        model.setResult({0, Format::Jpeg}, rendered(100, 1000, 0.99));
        QCOMPARE(model.isFlagged({0, Format::Webp}), !words.isEmpty());
        QCOMPARE(model.index(0, 0).data(VariantMatrixModel::FlaggedRole).toBool(), !words.isEmpty());
        QVERIFY2(model.complaint({0, Format::Webp}).contains(words),
                 qPrintable(model.complaint({0, Format::Webp})));
        QVERIFY(!model.isFlagged({0, Format::Jpeg}));
    }

    void largePicturesMayScoreLess()
    {
        VariantMatrixModel model;
        model.setPresets(presets(10));
        model.setResult({9, Format::Jpeg}, rendered(1000, 1000, 0.935));
        QVERIFY(!model.isFlagged({9, Format::Jpeg}));
        model.setResult({9, Format::Jpeg}, rendered(1000, 1000, 0.925));
        QVERIFY(model.isFlagged({9, Format::Jpeg}));
    }

    void totals()
    {
        VariantMatrixModel model;
        model.setPresets(presets(3));
        QCOMPARE(model.totals().wanted, 6);
        QVERIFY(!model.totals().webpSaving);
        model.setResult({0, Format::Jpeg}, rendered(100, 1000, 0.97));
        model.setResult({0, Format::Webp}, rendered(100, 600, 0.96));
        // Counts in the sum, not in the saving: its WebP is missing.
        model.setResult({1, Format::Jpeg}, rendered(200, 5000, 0.98));
        model.setResult({1, Format::Webp}, Error{ErrorCode::Overloaded, QStringLiteral("full"), {}, {}});
        const MatrixTotals totals = model.totals();
        QCOMPARE(totals.done, 3);
        QCOMPARE(totals.failed, 1);
        QCOMPARE(totals.flagged, 1);
        QCOMPARE(totals.bytes, 6600);
        QCOMPARE(*totals.webpSaving, 0.4);
        QCOMPARE(*totals.worstScore, 0.96);
        QCOMPARE(totals.worst, (VariantId{0, Format::Webp}));
    }

    void unknownSortsLast()
    {
        VariantMatrixModel model;
        model.setPresets(presets(3));
        model.setResult({1, Format::Jpeg}, rendered(200, 10, 0.97));
        model.setResult({2, Format::Jpeg}, rendered(300, 20, 0.97));
        MatrixOrder order;
        order.setSourceModel(&model);
        const auto rows = [&order] {
            QVector<int> list;
            for (int row = 0; row < order.rowCount(); ++row)
                list += order.mapToSource(order.index(row, 0)).row();
            return list;
        };
        const int bytes = model.firstColumn(Format::Jpeg) + VariantMatrixModel::Bytes;
        order.sort(bytes, Qt::AscendingOrder);
        QCOMPARE(rows(), (QVector<int>{1, 2, 0}));
        order.sort(bytes, Qt::DescendingOrder);
        QCOMPARE(rows(), (QVector<int>{2, 1, 0}));
        order.sort(-1);
        QCOMPARE(rows(), (QVector<int>{0, 1, 2}));
    }

    void stepsOfZoomAreClean()
    {
        QCOMPARE(FrameView::stepAbove(1.0), 1.5);
        QCOMPARE(FrameView::stepAbove(0.9), 1.0);
        QCOMPARE(FrameView::stepBelow(1.0), 0.667);
        QCOMPARE(FrameView::stepAbove(16.0), 16.0);
        QCOMPARE(FrameView::stepBelow(0.01), FrameView::MinZoom);
    }

    void anotherFrameKeepsThePlace()
    {
        FrameView view;
        view.setWindow({400, 400});
        view.setFrame({1000, 1000});
        view.zoomTo(2, {200, 200});
        view.panBy({-300, -200});
        const QPointF centre = view.toFrame({200, 200}) / 1000;
        view.setFrame({2000, 2000});
        QCOMPARE(view.zoom(), 2.0);
        QVERIFY(QLineF(centre, view.toFrame({200, 200}) / 2000).length() < 0.001);
    }
};

QTEST_MAIN(TestVariantMatrixModel)
#include "tst_variant_matrix_model.moc"
