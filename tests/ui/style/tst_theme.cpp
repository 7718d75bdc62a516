#include "ui/style/theme.h"
#include "ui/style/tokens.h"

#include <QApplication>
#include <QDir>
#include <QFontInfo>
#include <QImage>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

using namespace vitrine::ui;

namespace {

/// How many pixels of the picture are about this colour.
int countColor(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() > 200 && qAbs(pixel.red() - color.red()) < 8 &&
                qAbs(pixel.green() - color.green()) < 8 && qAbs(pixel.blue() - color.blue()) < 8)
                ++count;
        }
    }
    return count;
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void textIsReadable_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void textIsReadable()
    {
        QFETCH(bool, dark);
        const Tokens &t = dark ? darkTokens() : lightTokens();
        for (const QColor &ground : {t.window, t.surface}) {
            for (const QColor &text : {t.text, t.dim, t.accent, t.ok, t.warn, t.bad})
                QVERIFY2(contrastRatio(text, ground) >= 4.5, qPrintable(text.name()));
            QVERIFY2(contrastRatio(t.border, ground) >= 2.9, qPrintable(t.border.name()));
        }
        QVERIFY(contrastRatio(t.onAccent, t.accent) >= 4.5);
    }

    void contrastIsThatOfTheStandard()
    {
        QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white) * 10), 210);
        QCOMPARE(qRound(contrastRatio(QColor(0x777777), Qt::white) * 100), 448);
    }

    void themeReachesEveryWidget()
    {
        applyTheme(ThemeMode::Light);
        QLineEdit edit;
        edit.show();
        QCOMPARE(edit.palette().color(QPalette::Base), lightTokens().surface);
        applyTheme(ThemeMode::Dark);
        QCoreApplication::processEvents();
        QCOMPARE(themeMode(), ThemeMode::Dark);
        QVERIFY(tokens().dark);
        QCOMPARE(edit.palette().color(QPalette::Base), darkTokens().surface);
        applyTheme(ThemeMode::Light);
        QVERIFY(!tokens().dark);
    }

    void fontIsTheProgramsOwn()
    {
        applyTheme(ThemeMode::Light);
        QVERIFY2(QFontInfo(QApplication::font()).family().startsWith(QLatin1String("Inter")),
                 qPrintable(QFontInfo(QApplication::font()).family()));
        QCOMPARE(QApplication::font().hintingPreference(), QFont::PreferNoHinting);
    }

    void iconsFollowTheTheme()
    {
        const QIcon subject = icon(QStringLiteral("package"));
        applyTheme(ThemeMode::Light);
        QVERIFY(countColor(subject.pixmap(QSize(24, 24), 1.0).toImage(), lightTokens().text) > 10);
        applyTheme(ThemeMode::Dark);
        const QImage dark = subject.pixmap(QSize(24, 24), 1.0).toImage();
        QVERIFY(countColor(dark, darkTokens().text) > 10);
        QCOMPARE(countColor(dark, lightTokens().text), 0);
        const QImage disabled = subject.pixmap(QSize(24, 24), 1.0, QIcon::Disabled).toImage();
        QCOMPARE(countColor(disabled, darkTokens().text), 0);
    }

    void iconsAreSharpOnDensePixels()
    {
        applyTheme(ThemeMode::Light);
        const QPixmap pixmap = icon(QStringLiteral("package")).pixmap(QSize(20, 20), 2.0);
        QCOMPARE(pixmap.size(), QSize(40, 40));
        QCOMPARE(pixmap.devicePixelRatio(), 2.0);
    }

    void everyIconDraws()
    {
        const QStringList files = QDir(QStringLiteral(":/vitrine/icons")).entryList();
        QVERIFY(files.size() > 40);
        for (const QString &file : files) {
            const QString name = file.chopped(4);
            const QImage image = iconPixmap(name, Qt::red, 24, 1.0).toImage();
            QVERIFY2(countColor(image, Qt::red) > 3, qPrintable(name));
        }
        QVERIFY(icon(QStringLiteral("no such icon")).isNull());
    }

    void focusIsVisible()
    {
        applyTheme(ThemeMode::Dark);
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *edit = new QLineEdit;
        auto *button = new QPushButton(QStringLiteral("Start"));
        layout->addWidget(edit);
        layout->addWidget(button);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        edit->setFocus();
        QTest::keyClick(edit, Qt::Key_Tab);
        QVERIFY(button->hasFocus());
        const int unfocused = countColor(edit->grab().toImage(), darkTokens().accent);
        const int ringed = countColor(button->grab().toImage(), darkTokens().accent);
        QTest::keyClick(button, Qt::Key_Backtab);
        QVERIFY(edit->hasFocus());
        QVERIFY(countColor(edit->grab().toImage(), darkTokens().accent) > unfocused + 2 * edit->width());
        QVERIFY(ringed > countColor(button->grab().toImage(), darkTokens().accent) + button->width());
    }
};

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
