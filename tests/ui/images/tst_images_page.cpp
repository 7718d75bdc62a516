#include "support/test_data.h"
#include "ui/images/images_page.h"
#include "ui/style/theme.h"
#include "ui/support/fake_pictures.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace vitrine;
using namespace vitrine::ui;
using images::Format;
using test::FakePictures;

namespace {

Picture original(const QString &name)
{
    return {ImageId(name), {}, name};
}

/// The page in a window that is really shown.
struct Shown
{
    explicit Shown(FakePictures &session, QSize size = {1440, 860}) : page(session)
    {
        page.resize(size);
        page.show();
        page.activateWindow();
        if (!QTest::qWaitForWindowActive(&page))
            qFatal("The window was not activated");
    }
    bool waitForAll()
    {
        return QTest::qWaitFor([this] { return settled() == page.model().totals().wanted; }, 30'000);
    }
    int settled()
    {
        const MatrixTotals totals = page.model().totals();
        return totals.done + totals.failed;
    }
    QAction *action(const QString &text)
    {
        for (QAction *candidate : page.actions())
            if (candidate->text() == text)
                return candidate;
        qFatal("No action %s", qPrintable(text));
    }
    QPoint centreOf(const VariantId &id, VariantMatrixModel::Metric metric = VariantMatrixModel::Bytes)
    {
        const int column = page.model().firstColumn(id.format) + metric;
        const QModelIndex index = page.matrix().order().mapFromSource(page.model().index(id.preset, column));
        page.matrix().scrollTo(index);
        return page.matrix().visualRect(index).center();
    }
    void click(const VariantId &id, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(page.matrix().viewport(), Qt::LeftButton, modifiers, centreOf(id));
    }
    const ComparedPicture &side(CompareSide which) { return page.compare().view().picture(which); }

    ImagesPage page;
};

} // namespace

class TestImagesPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeMode::Light); }
    void emptyUntilAPictureIsChosen();
    void fillsProgressivelyAndInBounds();
    void rendersTheVisibleFirst();
    void changeOfPictureDropsTheOld();
    void cancelKeepsWhatIsDone();
    void failureShowsItsReason();
    void clickChoosesBAndShiftClickA();
    void keysOfTheComparisonWorkInTheTable();
    void formatsBehindToggles();
    void flaggedFilterAndSort();
    void dropOpensTheFile();
    void openFileDialog();
    void copyUrlOfTheCell();
    void savesTheBytes();
    void notAPicture();
    void everyControlHasAName();
    void screenshots();
};

void TestImagesPage::emptyUntilAPictureIsChosen()
{
    FakePictures session;
    Shown shown(session);
    auto *text = shown.page.findChild<QLabel *>(QStringLiteral("emptyText"));
    QVERIFY(text && text->isVisible());
    QVERIFY(!shown.page.matrix().isVisible());
    QCOMPARE(session.rendersAsked(), 0);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QVERIFY(!text->isVisible());
    QVERIFY(shown.page.matrix().isVisible());
    shown.page.setPicture({});
    QVERIFY(text->isVisible());
}

void TestImagesPage::fillsProgressivelyAndInBounds()
{
    FakePictures session;
    session.setHeld(true);
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QCOMPARE(shown.page.model().totals().wanted, 96);
    QCOMPARE(session.rendersAsked(), RenderFeed::DefaultInFlight);
    auto *progress = shown.page.findChild<QProgressBar *>();
    QVERIFY(progress->isVisible());
    session.release(2);
    QTRY_COMPARE(shown.settled(), 2);
    QCOMPARE(progress->value(), 2);
    QCOMPARE(session.rendersAsked(), RenderFeed::DefaultInFlight + 2);
    while (shown.settled() < 96) {
        session.release(1);
        QTest::qWait(1);
    }
    QVERIFY(session.mostAtOnce() <= RenderFeed::DefaultInFlight);
    QCOMPARE(session.rendersAsked(), 96);
    QVERIFY(!progress->isVisible());
    const QString summary = shown.page.findChild<QLabel *>(QStringLiteral("matrixSummary"))->text();
    QVERIFY2(summary.contains(QStringLiteral("96 of 96")), qPrintable(summary));
    QVERIFY2(summary.contains(QStringLiteral("WebP saves")), qPrintable(summary));
    const VariantCell &cell = shown.page.model().cell({3, Format::Jpeg});
    QCOMPARE(cell.variant.widthPx, 40);
    QVERIFY(cell.variant.bytes.size() > 100);
}

void TestImagesPage::rendersTheVisibleFirst()
{
    FakePictures session;
    session.setHeld(true);
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    shown.page.matrix().scrollToBottom();
    QCoreApplication::processEvents();
    const QList<VariantId> visible = shown.page.matrix().visibleVariants();
    QVERIFY(visible.size() >= 4);
    const int before = session.rendersAsked();
    session.release(3);
    QTRY_COMPARE(session.rendersAsked(), before + 3);
    QStringList lastNames;
    for (const VariantId &id : visible)
        lastNames +=
            QStringLiteral("%1/%2").arg(shown.page.model().presets()[id.preset].name).arg(int(id.format));
    for (const QString &asked : session.order().mid(before))
        QVERIFY2(lastNames.contains(asked), qPrintable(asked));
}

void TestImagesPage::changeOfPictureDropsTheOld()
{
    FakePictures session;
    session.setHeld(true);
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("first")));
    session.setHeld(false);
    session.setDelay(std::chrono::milliseconds(1));
    shown.page.setPicture(original(QStringLiteral("second")));
    QVERIFY(shown.waitForAll());
    // The first picture's answers come last, and nobody wants them.
    const QByteArray second = shown.page.model().cell({10, Format::Jpeg}).variant.bytes;
    QCOMPARE(session.release(96), RenderFeed::DefaultInFlight);
    QTest::qWait(20);
    QCOMPARE(session.cancelledCount(), RenderFeed::DefaultInFlight);
    QCOMPARE(session.rendersAsked(), 96 + RenderFeed::DefaultInFlight);
    QCOMPARE(shown.page.model().cell({10, Format::Jpeg}).variant.bytes, second);
    QCOMPARE(shown.page.model().totals().failed, 0);
}

void TestImagesPage::cancelKeepsWhatIsDone()
{
    FakePictures session;
    session.setHeld(true);
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    session.release(2);
    QTRY_COMPARE(shown.settled(), 2);
    QVERIFY(!shown.action(QStringLiteral("Re-render"))->isEnabled());
    shown.action(QStringLiteral("Cancel"))->trigger();
    QCOMPARE(shown.settled(), 2);
    QVERIFY(!shown.action(QStringLiteral("Cancel"))->isEnabled());
    session.release(96);
    QTest::qWait(10);
    QCOMPARE(shown.settled(), 2);
    session.setHeld(false);
    shown.action(QStringLiteral("Re-render"))->trigger();
    QVERIFY(shown.waitForAll());
    QCOMPARE(shown.page.model().totals().done, 96);
}

void TestImagesPage::failureShowsItsReason()
{
    FakePictures session;
    session.fail(QStringLiteral("square-32"), Format::Webp,
                 {ErrorCode::DeadlineExceeded, QStringLiteral("The render took longer than 10 s"), {}, {}});
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QVERIFY(shown.waitForAll());
    QCOMPARE(shown.page.model().totals().failed, 1);
    QCOMPARE(shown.page.model().totals().done, 95);
    const VariantId bad{2, Format::Webp};
    const QModelIndex index = shown.page.model().index(2, shown.page.model().firstColumn(Format::Webp));
    QVERIFY(index.data().toString().contains(QStringLiteral("longer than 10 s")));
    QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("failed")));
    shown.click(bad);
    QTRY_VERIFY(shown.side(CompareSide::B).failed);
    QVERIFY(shown.side(CompareSide::B).note.contains(QStringLiteral("longer than 10 s")));
    QVERIFY(!shown.action(QStringLiteral("Save variant as…"))->isEnabled());
}

void TestImagesPage::clickChoosesBAndShiftClickA()
{
    FakePictures session;
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QVERIFY(shown.waitForAll());
    const VariantId b{14, Format::Webp};
    const VariantId a{14, Format::Jpeg};
    shown.click(b);
    QCOMPARE(shown.page.sides().b(), b);
    QTRY_COMPARE(shown.side(CompareSide::B).pixels.size(), QSize(540, 540));
    QTRY_COMPARE(shown.side(CompareSide::A).pixels.size(), QSize(540, 540));
    QVERIFY(shown.side(CompareSide::A).label.contains(QStringLiteral("Lossless reference")));
    QCOMPARE(shown.side(CompareSide::A).pixels.image(),
             session.pixels(shown.page.picture(), session.presets()[14]));
    shown.click(a, Qt::ShiftModifier);
    QCOMPARE(shown.page.sides().a(), a);
    QCOMPARE(shown.page.sides().b(), b);
    QTRY_VERIFY(shown.side(CompareSide::A).label.contains(QStringLiteral("JPEG q80")));
    QVERIFY2(shown.side(CompareSide::B).label.contains(QStringLiteral("−")),
             qPrintable(shown.side(CompareSide::B).label));
    // A pinned variant stays while B moves to another preset; the same again gives the reference back.
    shown.click({12, Format::Jpeg});
    QCOMPARE(shown.page.sides().a(), a);
    shown.click(a, Qt::ShiftModifier);
    QVERIFY(!shown.page.sides().a().isValid());
    QTRY_COMPARE(shown.side(CompareSide::A).pixels.size(), QSize(320, 320));
}

void TestImagesPage::keysOfTheComparisonWorkInTheTable()
{
    FakePictures session;
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QVERIFY(shown.waitForAll());
    CompareView &view = shown.page.compare().view();
    shown.page.matrix().setFocus();
    QTRY_VERIFY(shown.page.matrix().hasFocus());
    const VariantId before = shown.page.sides().b();
    QTest::keyClick(&shown.page.matrix(), Qt::Key_Down);
    QCOMPARE(shown.page.sides().b(), (VariantId{before.preset + 1, before.format}));
    QTest::keyClick(&shown.page.matrix(), Qt::Key_D);
    QCOMPARE(view.mode(), CompareMode::Difference);
    QTest::keyClick(&shown.page.matrix(), Qt::Key_2);
    QCOMPARE(view.frameView().zoom(), 2.0);
    QTest::keyPress(&shown.page.matrix(), Qt::Key_A);
    QCOMPARE(view.held(), std::optional(CompareSide::A));
    QTest::keyRelease(&shown.page.matrix(), Qt::Key_A);
    QVERIFY(!view.held());
    QTest::keyClick(&shown.page.matrix(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(shown.page.sides().a(), shown.page.sides().b());
}

void TestImagesPage::formatsBehindToggles()
{
    FakePictures session(8);
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QVERIFY(shown.waitForAll());
    QCOMPARE(shown.page.model().totals().wanted, 16);
    shown.action(QStringLiteral("PNG"))->trigger();
    shown.action(QStringLiteral("AVIF"))->trigger();
    QCOMPARE(shown.page.model().totals().wanted, 32);
    QCOMPARE(shown.page.model().formats(),
             (QVector<Format>{Format::Jpeg, Format::Webp, Format::Avif, Format::Png}));
    QVERIFY(shown.waitForAll());
    QCOMPARE(session.rendersAsked(), 32);
    shown.click({4, Format::Png});
    shown.action(QStringLiteral("PNG"))->trigger();
    QCOMPARE(shown.page.model().totals().wanted, 24);
    QCOMPARE(shown.page.sides().b().preset, 4);
    QVERIFY(shown.page.model().formats().contains(shown.page.sides().b().format));
    QCOMPARE(shown.page.sides().b(), shown.page.matrix().currentVariant());
    // What was measured is kept.
    shown.action(QStringLiteral("PNG"))->trigger();
    QVERIFY(shown.waitForAll());
    QCOMPARE(session.rendersAsked(), 32);
}

void TestImagesPage::flaggedFilterAndSort()
{
    FakePictures session;
    for (const images::Preset &preset : session.presets())
        for (const Format format : images::AllFormats)
            session.setScore(preset.name, format, 0.99);
    session.setScore(QStringLiteral("square-400"), Format::Jpeg, 0.90);
    session.setPadding(QStringLiteral("pad-24"), Format::Webp, 5000);
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QVERIFY(shown.waitForAll());
    QCOMPARE(shown.page.model().totals().flagged, 2);
    MatrixOrder &order = shown.page.matrix().order();
    shown.action(QStringLiteral("Flagged only"))->trigger();
    QCOMPARE(order.rowCount(), 2);
    QVERIFY(shown.page.model().complaint({13, Format::Jpeg}).contains(QStringLiteral("0.900")));
    QVERIFY(
        shown.page.model().complaint({33, Format::Webp}).contains(QStringLiteral("larger than the JPEG")));
    shown.action(QStringLiteral("Flagged only"))->trigger();
    QCOMPARE(order.rowCount(), 48);

    const int bytes = shown.page.model().firstColumn(Format::Webp) + VariantMatrixModel::Bytes;
    shown.page.matrix().sortByColumn(bytes, Qt::DescendingOrder);
    for (int row = 1; row < order.rowCount(); ++row)
        QVERIFY(order.index(row - 1, bytes).data(VariantMatrixModel::SortRole).toLongLong() >=
                order.index(row, bytes).data(VariantMatrixModel::SortRole).toLongLong());
    shown.page.matrix().sortByColumn(-1, Qt::AscendingOrder);
    QCOMPARE(order.mapToSource(order.index(0, 0)).row(), 0);
}

void TestImagesPage::dropOpensTheFile()
{
    QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("my shoe.png"));
    QImage image(800, 600, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    QVERIFY(image.save(path));
    FakePictures session(6);
    Shown shown(session);
    QMimeData mime;
    mime.setUrls({QUrl(QStringLiteral("http://example.com/x.png")), QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({300, 300}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&shown.page, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&shown.page, &drop);
    QCOMPARE(shown.page.picture().file, path);
    QVERIFY(shown.waitForAll());
    QCOMPARE(shown.page.model().totals().done, 12);
    QVERIFY(!shown.action(QStringLiteral("Copy URL"))->isEnabled());

    QMimeData text;
    text.setText(QStringLiteral("words"));
    QDragEnterEvent other({300, 300}, Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&shown.page, &other);
    QVERIFY(!other.isAccepted());
}

void TestImagesPage::openFileDialog()
{
    QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("a.png"));
    QImage image(80, 60, QImage::Format_RGB32);
    image.fill(Qt::red);
    QVERIFY(image.save(path));
    FakePictures session(4);
    Shown shown(session);
    shown.page.actions().constFirst()->trigger();
    auto *dialog = shown.page.findChild<QFileDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    dialog->selectFile(path);
    emit dialog->fileSelected(path);
    dialog->close();
    QCOMPARE(shown.page.picture().title, QStringLiteral("a.png"));
}

void TestImagesPage::copyUrlOfTheCell()
{
    FakePictures session(8);
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QVERIFY(shown.waitForAll());
    shown.click({5, Format::Webp});
    QTest::keyClick(&shown.page.matrix(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("http://127.0.0.1:8480/i/shoe/square-64.webp"));
    QVERIFY(shown.page.findChild<QLabel *>(QStringLiteral("pageMessage"))->isVisible());
}

void TestImagesPage::savesTheBytes()
{
    QTemporaryDir dir;
    FakePictures session(4);
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe.jpg")));
    QVERIFY(shown.waitForAll());
    shown.click({2, Format::Jpeg});
    QTest::keyClick(&shown.page.matrix(), Qt::Key_S, Qt::ControlModifier);
    auto *dialog = shown.page.findChild<QFileDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    const QString path = dir.filePath(QStringLiteral("out.jpg"));
    emit dialog->fileSelected(path);
    dialog->close();
    QTRY_VERIFY(QFile::exists(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), shown.page.model().cell({2, Format::Jpeg}).variant.bytes);

    shown.page.saveVariant({2, Format::Jpeg}, dir.filePath(QStringLiteral("no/such/folder/out.jpg")));
    auto *said = shown.page.findChild<QLabel *>(QStringLiteral("pageMessage"));
    QTRY_VERIFY2(said->text().startsWith(QStringLiteral("Not saved")), qPrintable(said->text()));
}

void TestImagesPage::notAPicture()
{
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("notes.txt")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("words") == 5);
    file.close();
    FakePictures session;
    Shown shown(session);
    shown.page.openFile(file.fileName());
    auto *text = shown.page.findChild<QLabel *>(QStringLiteral("emptyText"));
    QTRY_VERIFY(text->isVisible() && !shown.page.matrix().isVisible());
    QVERIFY(text->text().contains(QStringLiteral("notes.txt")));
    const auto *more = shown.page.findChild<QLabel *>(QStringLiteral("emptyMore"));
    QVERIFY(more->text().contains(QStringLiteral("Not a picture")));
    QVERIFY(session.rendersAsked() < 96); // it does not go on for nothing
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QVERIFY(shown.page.matrix().isVisible()); // as if nothing had been
}

void TestImagesPage::everyControlHasAName()
{
    FakePictures session(4);
    Shown shown(session);
    shown.page.setPicture(original(QStringLiteral("shoe")));
    QVERIFY(shown.waitForAll());
    for (QWidget *widget : shown.page.findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() ||
            widget->objectName() == QStringLiteral("qt_scrollarea_viewport"))
            continue;
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        QVERIFY(accessible);
        const QString where = QStringLiteral("%1 %2").arg(QLatin1String(widget->metaObject()->className()),
                                                          widget->objectName());
        if (!qobject_cast<QHeaderView *>(widget))
            QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(), qPrintable(where));
        if (auto *button = qobject_cast<QAbstractButton *>(widget))
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(where));
    }
}

/// Pictures of the whole page to look at, kept beside the test program's working folder; the test asks only
/// that they are not blank.
void TestImagesPage::screenshots()
{
    QString photo;
    const QString data = test::testDataDir();
    if (!data.isEmpty())
        photo = data + QStringLiteral("/photos/kodak/kodim23.png");
    FakePictures session;
    session.fail(QStringLiteral("photo-80"), Format::Webp,
                 {ErrorCode::Overloaded, QStringLiteral("The render queue is full"), {}, {}});
    Shown shown(session);
    const QString folder = QDir::current().filePath(QStringLiteral("screenshots"));
    QVERIFY(QDir().mkpath(folder));
    if (QFile::exists(photo))
        shown.page.openFile(photo);
    else
        shown.page.setPicture(original(QStringLiteral("SKU-000000028")));
    QVERIFY(shown.waitForAll());
    const auto shoot = [&](const QString &name) {
        QTest::qWait(150);
        const QImage image = shown.page.grab().toImage();
        QVERIFY(image.save(folder + QStringLiteral("/images-%1.png").arg(name)));
        QVERIFY(!image.isNull());
    };
    shown.click({31, Format::Webp});
    QTRY_VERIFY(!shown.side(CompareSide::A).pixels.isNull() && !shown.side(CompareSide::B).pixels.isNull());
    shoot(QStringLiteral("split-light"));
    applyTheme(ThemeMode::Dark);
    shoot(QStringLiteral("split-dark"));
    shown.click({31, Format::Jpeg}, Qt::ShiftModifier);
    shown.page.compare().view().setMode(CompareMode::Difference);
    shoot(QStringLiteral("difference-dark"));
    applyTheme(ThemeMode::Light);
}

QTEST_MAIN(TestImagesPage)
#include "tst_images_page.moc"
