#include "page_under_test.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QHeaderView>
#include <QScrollBar>

using namespace vitrine;
using namespace vitrine::ui;
using test::PageUnderTest;

class ProductsAccessTest : public QObject
{
    Q_OBJECT
private slots:
    void everyFocusableWidgetHasAName()
    {
        applyTheme(ThemeMode::Light);
        PageUnderTest test;
        QTRY_COMPARE(test.grid->rowCount(), 1'000);
        QStringList nameless;
        const auto widgets = test.page.findChildren<QWidget *>();
        for (QWidget *widget : widgets) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->isHidden() ||
                qobject_cast<QScrollBar *>(widget))
                continue;
            QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget);
            if (widget->focusProxy() || (access && !access->text(QAccessible::Name).isEmpty()))
                continue;
            nameless << QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    }

    void everyIconButtonHasATooltip()
    {
        PageUnderTest test;
        const auto buttons = test.page.findChildren<QAbstractButton *>();
        for (QAbstractButton *button : buttons) {
            if (button->text().isEmpty() && !button->icon().isNull() &&
                !button->inherits("QLineEditIconButton"))
                QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->accessibleName()));
        }
    }

    void lightAndDarkDiffer()
    {
        PageUnderTest test;
        QTRY_COMPARE(test.grid->rowCount(), 1'000);
        applyTheme(ThemeMode::Light);
        QTest::qWait(30);
        const QImage light = test.page.grab().toImage();
        applyTheme(ThemeMode::Dark);
        QTest::qWait(30);
        const QImage dark = test.page.grab().toImage();
        const QPoint gap(light.width() / 2, light.height() - 4); // between texts
        QVERIFY(qGray(light.pixel(gap)) > 200);
        QVERIFY(qGray(dark.pixel(gap)) < 80);
        applyTheme(ThemeMode::Light);
    }
};

QTEST_MAIN(ProductsAccessTest)
#include "tst_products_access.moc"
