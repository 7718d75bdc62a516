#include "catalog/product_diff.h"
#include "page_under_test.h"
#include "ui/products/message_bar.h"
#include "ui/products/remove_dialog.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QToolButton>
#include <QUndoStack>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeProducts;
using test::PageUnderTest;

/// Products are removed with the keyboard and the mouse, after a question, and come back with Ctrl+Z.
class ProductsRemoveTest : public QObject
{
    Q_OBJECT

    struct Removal
    {
        explicit Removal(PageUnderTest &page) : test(page)
        {
            test.grid->setFocus();
            QTRY_VERIFY(test.grid->hasFocus() && test.grid->rowCount() > 0);
        }
        void choose(int first, int last)
        {
            test.grid->goToRow(first);
            for (int row = first; row < last; ++row)
                QTest::keyClick(test.grid, Qt::Key_Down, Qt::ShiftModifier);
        }
        RemoveDialog *dialog() { return test.page.findChild<RemoveDialog *>(); }
        /// Del, and the question when it can be answered.
        RemoveDialog *ask()
        {
            QTest::keyClick(test.grid, Qt::Key_Delete);
            RemoveDialog *asked = dialog();
            if (asked && !QTest::qWaitForWindowActive(asked))
                qFatal("the question is not active");
            return asked;
        }
        QPushButton *button() { return dialog()->findChild<QPushButton *>(QStringLiteral("remove.remove")); }
        QString label(const char *name) { return dialog()->findChild<QLabel *>(QLatin1String(name))->text(); }
        void confirm()
        {
            QVERIFY(ask());
            QTRY_VERIFY(button()->isEnabled() && button()->hasFocus());
            QTest::keyClick(button(), Qt::Key_Return);
            QTRY_VERIFY(!dialog());
            QTRY_VERIFY(test.grid->hasFocus());
        }
        bool isGone(int n) const
        {
            return test.products.isGone(FakeProducts::keyOf(n));
        }
        QString notice() { return test.child<MessageBar>("noticeBar")->text(); }
        QString current() const { return test.page.currentKey().toString(); }
        QAction *action() { return test.child<QAction>("removeProducts"); }

        PageUnderTest &test;
    };
    static QString keyOf(int n) { return FakeProducts::keyOf(n).toString(); }

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }

    void oneIsNamedRemovedAndBroughtBack()
    {
        PageUnderTest test(60);
        Removal removal(test);
        removal.choose(7, 7);
        QVERIFY(removal.ask());
        QTRY_VERIFY(removal.button()->isEnabled());
        const catalog::Product product = test.products.truth(FakeProducts::keyOf(7));
        QVERIFY(removal.label("remove.names").contains(product.name) && removal.label("remove.names").contains(keyOf(7)));
        const QString effect = removal.label("remove.effect");
        QVERIFY2(effect.contains(QStringLiteral("9 values")) && effect.contains(QStringLiteral("2 prices")) &&
                     effect.contains(QStringLiteral("3 variants with %1 in stock").arg(product.stock())) &&
                     effect.contains(QStringLiteral("picture stays among the originals")) &&
                     effect.contains(QStringLiteral("Ctrl+Z")),
                 qPrintable(effect));
        // Thought better of: nothing happens, and the keyboard is back at the rows.
        QTest::keyClick(removal.dialog(), Qt::Key_Escape);
        QTRY_VERIFY(!removal.dialog());
        QVERIFY(!removal.isGone(7));
        QCOMPARE(test.page.undoStack()->count(), 0);
        QTRY_VERIFY(test.grid->hasFocus());

        removal.confirm();
        QTRY_VERIFY(removal.isGone(7));
        QTRY_COMPARE(test.grid->rowCount(), 59);
        QTRY_COMPARE(removal.current(), keyOf(8)); // the neighbour
        QCOMPARE(test.grid->currentRow(), 7);
        QTRY_COMPARE(removal.notice(), QStringLiteral("1 product removed."));
        QVERIFY(test.page.undoAction()->text().contains(QStringLiteral("Remove a product")));
        QTest::keyClick(test.grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(test.grid->rowCount(), 60);
        QVERIFY(catalog::diff(test.products.truth(product.key), product).isEmpty());
        QTRY_COMPARE(removal.current(), keyOf(7));
        QTRY_VERIFY(removal.notice().isEmpty());
        QTest::keyClick(test.grid, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(test.grid->rowCount(), 59);
        QTRY_COMPARE(removal.current(), keyOf(8));
    }

    void theLastRowsLeaveTheOneBefore()
    {
        PageUnderTest test(10);
        Removal removal(test);
        removal.choose(7, 9);
        QCOMPARE(removal.action()->text(), QStringLiteral("Remove 3 products\u2026"));
        QVERIFY(removal.ask());
        QTRY_VERIFY(removal.button()->isEnabled());
        QCOMPARE(removal.label("remove.title"), QStringLiteral("Remove 3 products?"));
        QVERIFY(removal.label("remove.names").contains(keyOf(9)));
        QTest::mouseClick(removal.button(), Qt::LeftButton);
        QTRY_COMPARE(test.grid->rowCount(), 7);
        QTRY_COMPARE(removal.current(), keyOf(6));
        // The offer beside the rows does what Ctrl+Z does.
        auto *bar = test.child<MessageBar>("noticeBar");
        QTRY_VERIFY(bar->isVisible());
        QTest::mouseClick(bar->findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_COMPARE(test.grid->rowCount(), 10);
        QTRY_VERIFY(test.grid->hasFocus());
    }

    void theNeighbourOfRowsThatStandApart()
    {
        PageUnderTest test(20);
        Removal removal(test);
        test.grid->goToRow(2);
        for (const int row : {5, 9})
            test.grid->selectionModel()->select(test.grid->model()->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        test.grid->selectionModel()->setCurrentIndex(test.grid->model()->index(9, 0), QItemSelectionModel::NoUpdate);
        removal.confirm();
        QTRY_COMPARE(test.grid->rowCount(), 17);
        QTRY_COMPARE(removal.current(), keyOf(10));
    }

    void delIsTheTextsOwnWhereTextIsTyped()
    {
        PageUnderTest test(20);
        Removal removal(test);
        auto *name = test.child<QLineEdit>("inspector.name");
        QTRY_VERIFY(!name->text().isEmpty());
        name->setFocus();
        name->setCursorPosition(0);
        const QString before = name->text();
        QTest::keyClick(name, Qt::Key_Delete);
        QCOMPARE(name->text(), before.mid(1));
        QVERIFY(!removal.dialog());
        auto *tabs = test.child<QTabBar>("inspector.tabs"); // not of the rows, and no text either
        tabs->setFocus();
        QTest::keyClick(tabs, Qt::Key_Delete);
        QVERIFY(!removal.dialog());
        test.page.focusSearch();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
        QVERIFY(!removal.dialog());
    }

    void manyAreArmedShowProgressAndStop()
    {
        PageUnderTest test(400);
        Removal removal(test);
        test.grid->selectAll();
        QVERIFY(removal.ask());
        QTRY_VERIFY(removal.label("remove.names").contains(QStringLiteral("and 395 more")));
        auto *arm = removal.dialog()->findChild<QLineEdit *>(QStringLiteral("remove.arm"));
        QVERIFY(arm->isVisible() && arm->hasFocus() && !removal.button()->isEnabled());
        QTest::keyClicks(arm, QStringLiteral("40"));
        QVERIFY(!removal.button()->isEnabled());
        QTest::keyClicks(arm, QStringLiteral("0"));
        QVERIFY(removal.button()->isEnabled());
        test.products.fakeHistory.hold();
        QTest::keyClick(arm, Qt::Key_Return);
        auto *bar = test.child<MessageBar>("noticeBar");
        QTRY_COMPARE(bar->text(), QStringLiteral("Removing: 50 of 100 products"));
        QVERIFY(!removal.action()->isEnabled());
        QVERIFY(removal.action()->toolTip().contains(QStringLiteral("running")));
        QTest::mouseClick(bar->findChild<QPushButton *>(), Qt::LeftButton);
        QVERIFY(test.products.fakeHistory.lastCancel.requested());
        test.products.fakeHistory.release();
        QTRY_COMPARE(test.grid->rowCount(), 200);
        QTRY_VERIFY(bar->text().contains(QStringLiteral("Stopped: 200 products removed")));
        test.grid->setFocus();
        QTest::keyClick(test.grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(test.grid->rowCount(), 400);
    }

    void whatAnotherEditorChangedStaysAndIsNamed()
    {
        PageUnderTest test(20);
        Removal removal(test);
        removal.choose(3, 5);
        test.products.fakeHistory.changedMeanwhile = {FakeProducts::keyOf(4)};
        removal.confirm();
        QTRY_COMPARE(test.grid->rowCount(), 18);
        auto *message = test.page.findChild<MessageBar *>(QStringLiteral("pageMessage"));
        QTRY_VERIFY2(message->text().contains(QStringLiteral("1 product was not removed")) && message->text().contains(keyOf(4)) &&
                         message->text().contains(QStringLiteral("changed meanwhile")),
                     qPrintable(message->text()));
        QVERIFY(!removal.isGone(4));
        QTRY_COMPARE(removal.notice(), QStringLiteral("2 products removed."));

        // Of one that was refused there is nothing to undo.
        test.products.fakeHistory.changedMeanwhile = {FakeProducts::keyOf(0)};
        const int steps = test.page.undoStack()->count();
        removal.choose(0, 0);
        removal.confirm();
        QTRY_VERIFY(message->text().contains(keyOf(0)));
        QCOMPARE(test.page.undoStack()->count(), steps);
    }

    void whatAnotherEditorRemovedIsSaid()
    {
        PageUnderTest test(20);
        Removal removal(test);
        removal.choose(3, 3);
        test.products.setGone(FakeProducts::keyOf(3), true);
        QVERIFY(removal.ask());
        QTRY_VERIFY(removal.label("remove.names").contains(QStringLiteral("somebody else has removed it")));
        QVERIFY(!removal.button()->isEnabled());
    }

    void failuresAreSaidAndLeaveNoStep()
    {
        PageUnderTest test(20);
        Removal removal(test);
        removal.choose(3, 3);
        test.products.fakeHistory.failChange = Error{ErrorCode::StorageFull, QStringLiteral("no space"), {}, {}};
        removal.confirm();
        auto *message = test.page.findChild<MessageBar *>(QStringLiteral("pageMessage"));
        QTRY_VERIFY(message->text().contains(QStringLiteral("no space")));
        QCOMPARE(test.page.undoStack()->count(), 0);
        QTRY_VERIFY(removal.action()->isEnabled());
        test.products.failRows = Error{ErrorCode::Io, QStringLiteral("the disk is gone"), {}, {}};
        QVERIFY(removal.ask());
        QTRY_VERIFY(removal.label("remove.names").contains(QStringLiteral("the disk is gone")));
        QVERIFY(!removal.button()->isEnabled());
    }

    void aReadOnlyCatalogSaysWhyNot()
    {
        PageUnderTest test(20);
        test.products.fakeHistory.readOnly = QStringLiteral("It is a shop's own database");
        Removal removal(test);
        removal.choose(3, 3);
        QVERIFY(!removal.action()->isEnabled());
        QCOMPARE(removal.action()->toolTip(), test.products.fakeHistory.readOnly);
        QVERIFY(!removal.ask());
    }

    void theMenuOfTheRowsHasIt()
    {
        PageUnderTest test(20);
        Removal removal(test);
        const QPoint point = test.grid->visualRect(test.grid->model()->index(4, 1)).center();
        QTest::mouseClick(test.grid->viewport(), Qt::RightButton, {}, point);
        QContextMenuEvent event(QContextMenuEvent::Mouse, point, test.grid->viewport()->mapToGlobal(point));
        QApplication::sendEvent(test.grid->viewport(), &event);
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = test.page.findChild<QMenu *>(QStringLiteral("rowMenu"))) && menu->isVisible());
        QVERIFY(menu->actions().contains(removal.action()) && menu->toolTipsVisible());
        QCOMPARE(test.grid->currentRow(), 4);
        menu->setActiveAction(removal.action());
        QTest::keyClick(menu, Qt::Key_Return);
        QTRY_VERIFY(removal.dialog());
        QTRY_VERIFY(removal.label("remove.names").contains(keyOf(4)));
    }
};

QTEST_MAIN(ProductsRemoveTest)
#include "tst_products_remove.moc"
