#include "ui/images/compare_panel.h"
#include "ui/style/theme.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QLabel>
#include <QRandomGenerator>
#include <QSlider>
#include <QTest>
#include <QToolBar>
#include <QWheelEvent>

using namespace vitrine::ui;

namespace {

/// Every pixel differs from its neighbours, so that a shift or a blur of one pixel shows.
QImage noise(QSize size, quint32 seed)
{
    QImage image(size, QImage::Format_RGB32);
    QRandomGenerator random(seed);
    for (int y = 0; y < size.height(); ++y)
        for (int x = 0; x < size.width(); ++x)
            image.setPixel(x, y, 0xff000000u | (random.generate() & 0xffffffu));
    return image;
}

QImage plain(QSize size, const QColor &colour)
{
    QImage image(size, QImage::Format_ARGB32);
    image.fill(colour);
    return image;
}

ComparedPicture compared(const QImage &image, const QString &label)
{
    return {MipImage(image), label, {}, false};
}

void wheel(CompareView &view, QPointF at, int notches)
{
    QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&view, &event);
}

struct Shown
{
    Shown(const QImage &a, const QImage &b, QSize size = {800, 600})
    {
        view.setPicture(CompareSide::A, compared(a, QStringLiteral("first")));
        view.setPicture(CompareSide::B, compared(b, QStringLiteral("second")));
        view.resize(size);
        view.show();
        view.activateWindow();
        if (!QTest::qWaitForWindowActive(&view))
            qFatal("The window was not activated");
        view.setFocus();
    }
    QImage shot() { return view.grab().toImage().convertToFormat(QImage::Format_RGB32); }
    QRgb at(QPointF framePixel)
    {
        return shot().pixel(view.toDevice(framePixel + QPointF(0.5, 0.5)).toPoint());
    }

    CompareView view;
};

} // namespace

class TestCompareView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeMode::Light); }

    void exactPixelsAtOneHundredPercent()
    {
        const QImage b = noise({500, 400}, 1);
        Shown shown(noise({500, 400}, 2), b);
        shown.view.hold(CompareSide::B);
        QCOMPARE(shown.view.frameView().zoom(), 1.0);
        const QPoint origin = shown.view.toDevice({0, 0}).toPoint();
        const QImage shot = shown.shot();
        // Below the label, which lies over the picture.
        const QRect area(0, 60, 500, 330);
        QCOMPARE(shot.copy(area.translated(origin)), b.copy(area));
        // Larger than the window and panned by an odd amount: still pixel for pixel.
        const QImage large = noise({1501, 1103}, 3);
        shown.view.hold(std::nullopt);
        shown.view.setPicture(CompareSide::B, compared(large, QStringLiteral("large")));
        shown.view.zoomTo(1);
        shown.view.hold(CompareSide::B);
        QTest::keyClick(&shown.view, Qt::Key_Right, Qt::ControlModifier);
        const QPoint corner = -shown.view.toDevice({0, 0}).toPoint();
        QVERIFY(corner.x() > 0);
        QCOMPARE(shown.shot().copy(4, 80, 790, 510), large.copy(corner.x() + 4, corner.y() + 80, 790, 510));
    }

    void nearestNeighbourWhenLarge()
    {
        const QImage b = noise({60, 60}, 4);
        Shown shown(noise({60, 60}, 5), b);
        shown.view.setPosition(0);
        shown.view.zoomTo(8);
        const QImage shot = shown.shot();
        for (const QPoint pixel : {QPoint(20, 30), QPoint(41, 22), QPoint(30, 45)}) {
            const QPoint corner = shown.view.toDevice(pixel).toPoint();
            for (const QPoint inside : {QPoint(0, 0), QPoint(7, 0), QPoint(0, 7), QPoint(7, 7)})
                QCOMPARE(QColor(shot.pixel(corner + inside)), QColor(b.pixel(pixel)));
        }
    }

    void wheelZoomsAtThePointer()
    {
        Shown shown(noise({900, 900}, 1), noise({900, 900}, 2));
        shown.view.zoomTo(2);
        const QPointF pointer(231, 407);
        const QPointF before = shown.view.frameView().toFrame(pointer);
        wheel(shown.view, pointer, 1);
        QCOMPARE(shown.view.frameView().zoom(), 3.0);
        wheel(shown.view, pointer, 2);
        QCOMPARE(shown.view.frameView().zoom(), 6.0);
        const QPointF after = shown.view.frameView().toFrame(pointer);
        QVERIFY2(QLineF(before, after).length() < 0.75,
                 qPrintable(QStringLiteral("%1").arg(QLineF(before, after).length())));
        wheel(shown.view, pointer, -10);
        QVERIFY(shown.view.frameView().zoom() < 0.2);
    }

    void zoomKeys()
    {
        Shown shown(noise({1600, 1200}, 1), noise({1600, 1200}, 2));
        QCOMPARE(shown.view.frameView().zoom(), 0.5);
        QTest::keyClick(&shown.view, Qt::Key_1);
        QCOMPARE(shown.view.frameView().zoom(), 1.0);
        QTest::keyClick(&shown.view, Qt::Key_2);
        QCOMPARE(shown.view.frameView().zoom(), 2.0);
        QTest::keyClick(&shown.view, Qt::Key_Plus);
        QCOMPARE(shown.view.frameView().zoom(), 3.0);
        QTest::keyClick(&shown.view, Qt::Key_Minus);
        QTest::keyClick(&shown.view, Qt::Key_Minus);
        QCOMPARE(shown.view.frameView().zoom(), 1.5);
        QTest::keyClick(&shown.view, Qt::Key_0);
        QVERIFY(shown.view.frameView().isFitted());
        shown.view.resize(400, 300);
        QTRY_COMPARE(shown.view.frameView().zoom(), 0.25);
    }

    void splitShowsAOnTheLeft()
    {
        Shown shown(plain({600, 400}, Qt::red), plain({600, 400}, Qt::blue));
        QCOMPARE(QColor(shown.at({100, 300})), QColor(Qt::red));
        QCOMPARE(QColor(shown.at({500, 300})), QColor(Qt::blue));
        const QPoint handle(400, 300);
        QTest::mousePress(&shown.view, Qt::LeftButton, {}, handle);
        QTest::mouseMove(&shown.view, {640, 300});
        QTest::mouseRelease(&shown.view, Qt::LeftButton, {}, {640, 300});
        QCOMPARE(shown.view.position(), 0.8);
        QCOMPARE(QColor(shown.at({500, 300})), QColor(Qt::red));
        QTest::keyClick(&shown.view, Qt::Key_Left);
        QCOMPARE(shown.view.position(), 0.78);
        QTest::keyClick(&shown.view, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(shown.view.position(), 0.88);
        for (const double place : {0.0, 0.5, 1.0, 0.0}) {
            QTest::mouseDClick(&shown.view, Qt::LeftButton, {}, {100, 500});
            QCOMPARE(shown.view.position(), place);
        }
    }

    void draggingElsewherePans()
    {
        Shown shown(noise({2000, 2000}, 1), noise({2000, 2000}, 2));
        shown.view.zoomTo(1);
        const QPointF before = shown.view.toDevice({1000, 1000});
        QTest::mousePress(&shown.view, Qt::LeftButton, {}, {100, 100});
        QTest::mouseMove(&shown.view, {160, 70});
        QTest::mouseRelease(&shown.view, Qt::LeftButton, {}, {160, 70});
        QCOMPARE(shown.view.toDevice({1000, 1000}) - before, QPointF(60, -30));
        QCOMPARE(shown.view.position(), 0.5);
    }

    void holdKeysShowOneAlone()
    {
        Shown shown(plain({600, 400}, Qt::red), plain({600, 400}, Qt::blue));
        QTest::keyPress(&shown.view, Qt::Key_A);
        QCOMPARE(QColor(shown.at({500, 300})), QColor(Qt::red));
        QTest::keyRelease(&shown.view, Qt::Key_A);
        QTest::keyPress(&shown.view, Qt::Key_B);
        QCOMPARE(QColor(shown.at({100, 300})), QColor(Qt::blue));
        QTest::keyRelease(&shown.view, Qt::Key_B);
        QCOMPARE(QColor(shown.at({100, 300})), QColor(Qt::red));
        QTest::keyPress(&shown.view, Qt::Key_B);
        shown.view.clearFocus();
        QVERIFY(!shown.view.held());
    }

    void blendMixes()
    {
        Shown shown(plain({600, 400}, QColor(200, 0, 0)), plain({600, 400}, QColor(0, 0, 100)));
        QTest::keyClick(&shown.view, Qt::Key_L);
        shown.view.setPosition(0.25);
        const QColor mixed(shown.at({300, 300}));
        QVERIFY2(std::abs(mixed.red() - 150) <= 2 && std::abs(mixed.blue() - 25) <= 2,
                 qPrintable(mixed.name()));
    }

    void sideBySideShowsTheSamePlace()
    {
        Shown shown(plain({200, 200}, Qt::red), plain({200, 200}, Qt::blue));
        QTest::keyClick(&shown.view, Qt::Key_P);
        const QImage shot = shown.shot();
        const QPoint at = shown.view.toDevice({100, 100}).toPoint();
        QCOMPARE(QColor(shot.pixel(at)), QColor(Qt::red));
        QCOMPARE(QColor(shot.pixel(at + QPoint(401, 0))), QColor(Qt::blue));
        QVERIFY(at.x() > 190 && at.x() < 210);
    }

    void otherSizesAreAlignedByPlace()
    {
        QImage small = plain({100, 50}, Qt::red);
        for (int y = 0; y < 50; ++y)
            for (int x = 50; x < 100; ++x)
                small.setPixelColor(x, y, Qt::green);
        Shown shown(small, plain({600, 300}, Qt::blue));
        shown.view.hold(CompareSide::A);
        QCOMPARE(QColor(shown.at({280, 200})), QColor(Qt::red));
        QCOMPARE(QColor(shown.at({320, 200})), QColor(Qt::green));
    }

    void checkerboardUnderTransparency()
    {
        Shown shown(plain({600, 400}, Qt::red), plain({600, 400}, Qt::transparent));
        shown.view.hold(CompareSide::B);
        const QImage shot = shown.shot();
        QSet<QRgb> colours;
        for (int x = 150; x < 250; ++x)
            colours.insert(shot.pixel(x, 300));
        QCOMPARE(colours.size(), 2);
    }

    void differenceIsAmplified()
    {
        QImage a = plain({64, 64}, QColor(100, 100, 100));
        QImage b = a;
        b.setPixelColor(10, 20, QColor(103, 98, 100));
        b.setPixelColor(11, 20, QColor(255, 100, 100));
        const Difference result = difference(a, b, 8);
        QCOMPARE(QColor(result.image.pixel(10, 20)), QColor(24, 16, 0));
        QCOMPARE(QColor(result.image.pixel(11, 20)), QColor(255, 0, 0));
        QCOMPARE(QColor(result.image.pixel(40, 40)), QColor(Qt::black));
        QCOMPARE(result.largest, 155);
        QCOMPARE(result.mean, (3 + 2 + 155) / (3.0 * 64 * 64));
        // Colours that nobody can see do not differ.
        QCOMPARE(
            difference(plain({8, 8}, QColor(255, 0, 0, 0)), plain({8, 8}, QColor(0, 0, 255, 0)), 1).largest,
            0);
        QCOMPARE(difference(a.scaled(32, 32), a, 1).image.size(), QSize(64, 64));
    }

    void panelComputesTheDifferenceOnce()
    {
        ComparePanel panel;
        panel.resize(700, 500);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        panel.setPicture(CompareSide::A,
                         compared(plain({300, 200}, QColor(10, 10, 10)), QStringLiteral("a")));
        panel.setPicture(CompareSide::B,
                         compared(plain({300, 200}, QColor(14, 10, 10)), QStringLiteral("b")));
        panel.view().setMode(CompareMode::Difference);
        const auto middle = [&panel] {
            const QPoint at = panel.view().toDevice({150, 100}).toPoint();
            return QColor(panel.view().grab().toImage().pixel(at));
        };
        QTRY_COMPARE(middle(), QColor(32, 0, 0));
        auto *slider = panel.findChild<QSlider *>(QStringLiteral("compareValue"));
        QCOMPARE(slider->accessibleName(), QStringLiteral("Gain of the difference"));
        slider->setValue(slider->value() + 1);
        QCOMPARE(panel.view().gain(), 16);
        QTRY_COMPARE(middle(), QColor(64, 0, 0));
        // Another picture: never the difference of the former one.
        panel.setPicture(CompareSide::B,
                         compared(plain({300, 200}, QColor(10, 20, 10)), QStringLiteral("c")));
        QTRY_COMPARE(middle(), QColor(0, 160, 0));
    }

    void readsThePixelUnderThePointer()
    {
        ComparePanel panel;
        panel.resize(700, 500);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        panel.setPicture(CompareSide::A, compared(plain({300, 200}, QColor(1, 2, 3)), QStringLiteral("a")));
        panel.setPicture(CompareSide::B, compared(plain({300, 200}, QColor(1, 9, 3)), QStringLiteral("b")));
        QTest::mouseMove(&panel.view(), panel.view().toDevice({211, 90}).toPoint());
        QTRY_VERIFY2(panel.status().contains(QStringLiteral("#010203")), qPrintable(panel.status()));
        QVERIFY(panel.status().contains(QStringLiteral("px (211, 90)")));
        QVERIFY(panel.status().contains(QStringLiteral("#010903")));
        QVERIFY(panel.status().contains(QStringLiteral("Δ 7")));
    }

    void isASliderToAssistiveTechnology()
    {
        Shown shown(plain({60, 60}, Qt::red), plain({60, 60}, Qt::blue));
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(&shown.view);
        QVERIFY(accessible);
        QCOMPARE(accessible->role(), QAccessible::Slider);
        QCOMPARE(accessible->text(QAccessible::Name), QStringLiteral("Comparison of A first with B second"));
        QAccessibleValueInterface *value = accessible->valueInterface();
        QVERIFY(value);
        QCOMPARE(value->currentValue().toInt(), 50);
        value->setCurrentValue(30);
        QCOMPARE(shown.view.position(), 0.3);
        QCOMPARE(value->maximumValue().toInt(), 100);
    }

    void repaintsWithinAFrame()
    {
        Shown shown(noise({2000, 2000}, 1), noise({2000, 2000}, 2), {1600, 1000});
        for (const double zoom : {0.5, 1.0, 1.5, 4.0}) {
            shown.view.zoomTo(zoom);
            QImage target(1600, 1000, QImage::Format_RGB32);
            qint64 best = std::numeric_limits<qint64>::max();
            for (int i = 0; i < 8; ++i) {
                QElapsedTimer timer;
                timer.start();
                shown.view.render(&target);
                best = std::min(best, timer.nsecsElapsed() / 1000);
            }
            qInfo("repaint of 1600 x 1000 at %.0f %%: %lld us", zoom * 100, best);
#ifndef VITRINE_SANITIZED
            QVERIFY2(best < 16'000, qPrintable(QStringLiteral("%1 us at %2").arg(best).arg(zoom)));
#endif
        }
    }
};

QTEST_MAIN(TestCompareView)
#include "tst_compare_view.moc"
