#include "page_under_test.h"

#include "ui/models/history_list_model.h"
#include "ui/models/product_sheet_model.h"
#include "ui/products/bulk_sheet.h"
#include "ui/products/history_panel.h"
#include "ui/products/message_bar.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>
#include <QUndoStack>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeProducts;
using test::PageUnderTest;

/// Many products at once, and the past of one: from the keyboard to the rows and back.
class ProductsBulkTest : public QObject
{
    Q_OBJECT

    struct Sheet
    {
        explicit Sheet(PageUnderTest &page) : test(page)
        {
            QTRY_VERIFY(test.grid->rowCount() > 0);
            QTest::keyClick(test.grid, Qt::Key_B, Qt::ControlModifier);
            QTRY_VERIFY(sheet()->isVisible());
            QTRY_VERIFY(part<QComboBox>("bulk.field")->findText(QStringLiteral("Weight")) >= 0); // the schema has come
        }
        QWidget *sheet() { return test.child<QWidget>("bulkSheet"); }
        template <typename T>
        T *part(const char *name)
        {
            return sheet()->findChild<T *>(QString::fromLatin1(name));
        }
        QString summary() { return part<QLabel>("bulk.summary")->text(); }
        void choose(const QString &field, const QString &operation, const QString &value)
        {
            auto *fields = part<QComboBox>("bulk.field");
            fields->setCurrentIndex(fields->findText(field));
            auto *operations = part<QComboBox>("bulk.operation");
            QVERIFY2(operations->findText(operation) >= 0, qPrintable(operation));
            operations->setCurrentIndex(operations->findText(operation));
            part<QLineEdit>("bulk.value")->setText(value);
        }
        void click(const char *name) { QTest::mouseClick(part<QPushButton>(name), Qt::LeftButton); }

        PageUnderTest &test;
    };

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }

    void changesAllThatMatchAndUndoesAsOne()
    {
        PageUnderTest test(60);
        Sheet sheet(test);
        QVERIFY(sheet.part<QLabel>("bulk.title")->text().contains(QStringLiteral("all 60 products")));
        QVERIFY(!sheet.part<QPushButton>("bulk.apply")->isEnabled()); // not before a preview
        sheet.choose(QStringLiteral("Weight"), QStringLiteral("set to"), QStringLiteral("2"));
        sheet.part<QLineEdit>("bulk.reason")->setText(QStringLiteral("weighed"));
        sheet.click("bulk.preview");
        QTRY_VERIFY(sheet.summary().contains(QStringLiteral("60 of 60 products change")));
        QVERIFY(sheet.part<QTreeView>("bulk.samples")->model()->rowCount() > 0);
        const ProductKey key = FakeProducts::keyOf(7);
        const auto before = test.products.truth(key);
        sheet.click("bulk.apply");
        QTRY_VERIFY(sheet.summary().contains(QStringLiteral("60 products changed")));
        QVERIFY(!catalog::diff(test.products.truth(key), before).isEmpty());
        QCOMPARE(test.products.fakeHistory.reasons, {QStringLiteral("weighed")});
        QCOMPARE(test.page.undoStack()->count(), 1);
        // Where the keyboard is now, as the sheet promises.
        QVERIFY(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(catalog::diff(test.products.truth(key), before).isEmpty());
        // Again, and back again: each undoes what the one before it did.
        QTest::keyClick(test.grid, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(!catalog::diff(test.products.truth(key), before).isEmpty());
        QTest::keyClick(test.grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(catalog::diff(test.products.truth(key), before).isEmpty());
        QCOMPARE(test.products.fakeHistory.undone, (QVector<quint64>{1, 2, 3}));
        QTRY_COMPARE(sheet.summary(), QStringLiteral("Taken back: 60 products. Ctrl+Shift+Z makes the change again."));
    }

    void whatTheHistoryTookBackIsNotOfferedAgain()
    {
        PageUnderTest test(60);
        Sheet sheet(test);
        const auto change = [&](const char *weight) {
            sheet.choose(QStringLiteral("Weight"), QStringLiteral("set to"), QString::fromLatin1(weight));
            sheet.click("bulk.preview");
            QTRY_VERIFY(sheet.part<QPushButton>("bulk.apply")->isEnabled());
            sheet.click("bulk.apply");
            QTRY_VERIFY(sheet.summary().contains(QStringLiteral("60 products changed. Ctrl+Z")));
        };
        auto &history = test.products.fakeHistory;
        change("2");
        change("3");
        QCOMPARE(test.page.undoStack()->count(), 2);
        test.page.follow(history.undo(2, {}).result().value());
        QCOMPARE(sheet.summary(), QStringLiteral("Taken back in the History: 60 products."));
        QCOMPARE(test.page.undoStack()->count(), 1);
        // The other one still is.
        QSignalSpy changed(&test.page, &ProductsPage::changed);
        test.page.undoStack()->undo();
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(history.undone, (QVector<quint64>{2, 1}));
        // And what the History makes again is not made twice.
        QVERIFY(test.page.undoStack()->canRedo());
        test.page.follow(history.undo(4, {}).result().value());
        QVERIFY(!test.page.undoStack()->canRedo());
        test.page.follow(history.undo(3, {}).result().value());
        QCOMPARE(sheet.summary(), QStringLiteral("60 products changed again, in the History."));
    }

    void selectedRowsOnly()
    {
        PageUnderTest test(60);
        Sheet sheet(test);
        test.grid->goToRow(3);
        QTest::keyClick(test.grid, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(test.grid, Qt::Key_Down, Qt::ShiftModifier);
        QTRY_VERIFY(sheet.part<QLabel>("bulk.title")->text().contains(QStringLiteral("3 selected products")));
        sheet.choose(QStringLiteral("Stock"), QStringLiteral("set to"), QStringLiteral("99"));
        sheet.click("bulk.preview");
        QTRY_VERIFY(sheet.summary().contains(QStringLiteral("3 of 3")));
        // A variant's row bears its name, so that what it would have is seen.
        const auto *samples = sheet.part<QTreeView>("bulk.samples")->model();
        QCOMPARE(samples->index(0, 0).data().toString(), test.products.truth(FakeProducts::keyOf(3)).variants[0].sku);
        QVERIFY2(samples->index(0, 1).data().toString().startsWith(QStringLiteral("stock: ")), qPrintable(samples->index(0, 1).data().toString()));
        sheet.click("bulk.apply");
        QTRY_COMPARE(test.products.truth(FakeProducts::keyOf(5)).variants[0].stock, 99);
        QVERIFY(test.products.truth(FakeProducts::keyOf(6)).variants[0].stock != 99);
        QVERIFY(test.products.truth(FakeProducts::keyOf(2)).variants[0].stock != 99);
    }

    /// Ctrl+B, then nothing but the keyboard, in the order in which it reads.
    void byKeyboardAlone()
    {
        PageUnderTest test(500);
        Sheet sheet(test);
        const auto focus = [] { return QApplication::focusWidget(); };
        QCOMPARE(focus(), sheet.part<QComboBox>("bulk.field"));
        QTest::keyClicks(focus(), QStringLiteral("zzz")); // no such field
        QTest::keyClick(focus(), Qt::Key_Tab);
        QCOMPARE(sheet.part<QComboBox>("bulk.field")->currentText(), QStringLiteral("Price")); // it was only looked for
        QCOMPARE(focus(), sheet.part<QComboBox>("bulk.operation"));
        QTest::keyClick(focus(), Qt::Key_Down);
        QTest::keyClick(focus(), Qt::Key_Tab);
        QCOMPARE(focus(), sheet.part<QLineEdit>("bulk.value"));
        QTest::keyClicks(focus(), QStringLiteral("5%"));
        QTest::keyClick(focus(), Qt::Key_Tab);
        QCOMPARE(focus(), sheet.part<QPushButton>("bulk.add"));
        QTest::keyClick(focus(), Qt::Key_Tab);
        QCOMPARE(focus(), sheet.part<QLineEdit>("bulk.reason"));
        QTest::keyClick(focus(), Qt::Key_Tab);
        QCOMPARE(focus(), sheet.part<QPushButton>("bulk.preview"));
        QTest::keyClick(focus(), Qt::Key_Space);
        QTRY_COMPARE(focus(), sheet.part<QLineEdit>("bulk.arm"));
        QTest::keyClicks(focus(), QStringLiteral("500"));
        QTest::keyClick(focus(), Qt::Key_Return);
        QTRY_VERIFY(sheet.summary().contains(QStringLiteral("500 products changed")));
        QTest::keyClick(focus(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(test.products.fakeHistory.undone.size(), 1);
    }

    /// A part of the field's name, the value, Enter, the number, Enter.
    void inAsFewKeysAsPossible()
    {
        PageUnderTest test(1'200);
        Sheet sheet(test);
        const auto focus = [] { return QApplication::focusWidget(); };
        auto *field = sheet.part<QComboBox>("bulk.field");
        QCOMPARE(field->lineEdit()->selectedText(), QStringLiteral("Price")); // also after the attributes have come
        field->setEditText(QStringLiteral("weig"));
        QTest::keyClick(focus(), Qt::Key_Tab);
        QCOMPARE(field->currentText(), QStringLiteral("Weight"));
        QVERIFY(!sheet.part<QToolButton>("bulk.remove")->isVisible()); // there is nothing else
        QTest::keyClick(focus(), Qt::Key_Tab);
        QTest::keyClicks(focus(), QStringLiteral("2"));
        QTest::keyClick(focus(), Qt::Key_Return);
        QTRY_COMPARE(focus(), sheet.part<QLineEdit>("bulk.arm"));
        QTest::keyClicks(focus(), QStringLiteral("1,200")); // as the sheet writes it
        QTest::keyClick(focus(), Qt::Key_Return);
        QTRY_VERIFY(sheet.summary().contains(QStringLiteral("1200 products changed")));
    }

    void theListOfFieldsTakesAPartOfAName()
    {
        PageUnderTest test(20);
        Sheet sheet(test);
        auto *field = sheet.part<QComboBox>("bulk.field");
        QTest::keyClicks(field, QStringLiteral("eigh"));
        auto *list = field->completer()->popup();
        QTRY_VERIFY(list->isVisible());
        QTest::keyClick(list, Qt::Key_Tab); // which has the keyboard now
        QVERIFY(!list->isVisible());
        QCOMPARE(field->currentText(), QStringLiteral("Weight"));
    }

    void anotherChangeIsFilledInAtOnce()
    {
        PageUnderTest test(20);
        Sheet sheet(test);
        sheet.click("bulk.add");
        const auto fields = sheet.sheet()->findChildren<QComboBox *>(QStringLiteral("bulk.field"));
        QCOMPARE(fields.size(), 2);
        QCOMPARE(QApplication::focusWidget(), fields[1]);
        QVERIFY(sheet.part<QToolButton>("bulk.remove")->isVisible());
        QTest::keyClick(fields[1], Qt::Key_Tab);
        QVERIFY(!fields[1]->lineEdit()->hasSelectedText());
    }

    void manyAreArmedByTheirNumber()
    {
        PageUnderTest test(500);
        Sheet sheet(test);
        sheet.choose(QStringLiteral("Price"), QStringLiteral("increase by"), QStringLiteral("5%"));
        sheet.click("bulk.preview");
        QTRY_VERIFY(sheet.summary().contains(QStringLiteral("500 of 500")));
        const QString sample = sheet.part<QTreeView>("bulk.samples")->model()->index(0, 1).data().toString();
        QVERIFY2(sample.contains(QStringLiteral("12.90")) && sample.contains(QStringLiteral("13.55")), qPrintable(sample)); // money, not cents
        auto *arm = sheet.part<QLineEdit>("bulk.arm");
        auto *apply = sheet.part<QPushButton>("bulk.apply");
        QVERIFY(arm->isVisible() && !apply->isEnabled());
        arm->setText(QStringLiteral("50"));
        QVERIFY(!apply->isEnabled());
        arm->setText(QStringLiteral("500"));
        QVERIFY(apply->isEnabled());
        // Another change is another thing: nothing of the preview holds.
        sheet.part<QLineEdit>("bulk.value")->setText(QStringLiteral("50%"));
        QVERIFY(!apply->isEnabled() && !arm->isVisible());
        QCOMPARE(sheet.part<QTreeView>("bulk.samples")->model()->rowCount(), 0);
    }

    void wrongValuesAreNamedAtTheRow()
    {
        PageUnderTest test(10);
        Sheet sheet(test);
        sheet.choose(QStringLiteral("Weight"), QStringLiteral("set to"), QStringLiteral("heavy"));
        QVERIFY(sheet.part<QLabel>("bulk.error")->isVisible());
        QVERIFY(sheet.part<QLabel>("bulk.error")->text().contains(QStringLiteral("heavy")));
        QVERIFY(!sheet.part<QPushButton>("bulk.preview")->isEnabled());
        sheet.choose(QStringLiteral("Price"), QStringLiteral("decrease by"), QStringLiteral("20"));
        QVERIFY(!sheet.part<QLabel>("bulk.error")->isVisible());
        sheet.click("bulk.preview");
        QTRY_VERIFY(sheet.summary().contains(QStringLiteral("refuse it")));
        QVERIFY(sheet.part<QTreeView>("bulk.samples")->model()->index(0, 1).data().toString().contains(
            QStringLiteral("negative")));
    }

    void stoppedHalfWayItIsUndoneToo()
    {
        PageUnderTest test(40);
        Sheet sheet(test);
        sheet.choose(QStringLiteral("Stock"), QStringLiteral("set to"), QStringLiteral("99"));
        sheet.click("bulk.preview");
        QTRY_VERIFY(sheet.part<QPushButton>("bulk.apply")->isEnabled());
        test.products.fakeHistory.hold();
        sheet.click("bulk.apply");
        QTRY_VERIFY(sheet.part<QPushButton>("bulk.stop")->isVisible());
        QVERIFY(!sheet.part<QPushButton>("bulk.apply")->isEnabled());
        sheet.click("bulk.stop");
        QVERIFY(test.products.fakeHistory.lastCancel.requested());
        test.products.fakeHistory.release();
        QTRY_VERIFY(sheet.summary().contains(QStringLiteral("Stopped: 20 products")));
        QVERIFY(test.page.undoStack()->canUndo());
    }

    void failuresAreSaidAndLeaveNoStep()
    {
        PageUnderTest test(10);
        Sheet sheet(test);
        sheet.choose(QStringLiteral("Stock"), QStringLiteral("set to"), QStringLiteral("1"));
        test.products.fakeHistory.failRead = Error{ErrorCode::Io, QStringLiteral("the disk is gone"), {}, {}};
        sheet.click("bulk.preview");
        auto *message = sheet.sheet()->findChild<MessageBar *>();
        QTRY_VERIFY(message->text().contains(QStringLiteral("the disk is gone")));
        test.products.fakeHistory.failRead.reset();
        sheet.click("bulk.preview");
        QTRY_VERIFY(sheet.part<QPushButton>("bulk.apply")->isEnabled());
        test.products.fakeHistory.failChange = Error{ErrorCode::StorageFull, QStringLiteral("no space"), {}, {}};
        sheet.click("bulk.apply");
        QTRY_VERIFY(message->text().contains(QStringLiteral("no space")));
        QCOMPARE(test.page.undoStack()->count(), 0);
    }

    void whereNothingCanBeChangedItSaysSoAtOnce()
    {
        PageUnderTest test(20);
        test.products.fakeHistory.readOnly = QStringLiteral("It is a shop's own database");
        Sheet sheet(test);
        QTRY_COMPARE(sheet.summary(), QStringLiteral("It is a shop's own database"));
        sheet.choose(QStringLiteral("Stock"), QStringLiteral("set to"), QStringLiteral("9"));
        QVERIFY(!sheet.part<QPushButton>("bulk.preview")->isEnabled());
    }

    void escapeGivesTheInspectorBack()
    {
        PageUnderTest test(10);
        Sheet sheet(test);
        QVERIFY(!test.child<QWidget>("inspector")->isVisible());
        QTest::keyClick(sheet.sheet(), Qt::Key_Escape);
        QVERIFY(!sheet.sheet()->isVisible());
        QVERIFY(test.child<QWidget>("inspector")->isVisible());
        QVERIFY(test.grid->hasFocus());
    }

    void historyIsReadShownAndRestored()
    {
        PageUnderTest test(30);
        const ProductKey key = FakeProducts::keyOf(0);
        auto changed = test.products.truth(key);
        const QString name = changed.name;
        changed.name = QStringLiteral("Renamed behind the back");
        test.products.fakeHistory.record(changed, QStringLiteral("ana"));
        auto *list = test.child<QListView>("history.list");
        QTRY_COMPARE(test.child<QLabel>("inspector.facts")->text().left(13), key.toString());
        QCOMPARE(test.products.fakeHistory.reads, 0); // nobody looks at it yet
        test.child<QTabBar>("inspector.tabs")->setCurrentIndex(2);
        QTRY_COMPARE(list->model()->rowCount(), 1);
        const QModelIndex entry = list->model()->index(0, 0);
        QVERIFY(entry.data().toString().contains(QStringLiteral("ana")));
        QVERIFY(entry.data(HistoryListModel::ChangeRole).toString().startsWith(name));
        auto *restore = test.child<QPushButton>("history.restore");
        QVERIFY(!restore->isEnabled());
        list->setCurrentIndex(entry);
        QVERIFY(restore->isEnabled());
        QTest::mouseClick(restore, Qt::LeftButton);
        QTRY_COMPARE(test.products.truth(key).name, name);
        QTRY_COMPARE(test.child<QLineEdit>("inspector.name")->text(), name);
        QTRY_COMPARE(list->model()->rowCount(), 2);
        QTest::keyClick(test.grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(test.products.truth(key).name, QStringLiteral("Renamed behind the back"));
    }

    void asItWasIsOnlyLookedAt()
    {
        PageUnderTest test(30);
        const ProductKey key = FakeProducts::keyOf(0);
        const auto first = test.products.truth(key);
        for (const int stock : {11, 22}) {
            auto changed = test.products.truth(key);
            changed.variants[0].stock = stock;
            test.products.fakeHistory.record(changed, QStringLiteral("ana"));
        }
        test.page.reload(); // the window may have read it before
        auto *list = test.child<QListView>("history.list");
        auto *tabs = test.child<QTabBar>("inspector.tabs");
        auto *sheet = test.child<QTreeView>("inspector.sheet")->model();
        auto *bar = test.child<MessageBar>("inspector.asOf");
        const auto stock = [sheet] {
            for (int group = 0; group < sheet->rowCount(); ++group) {
                const QModelIndex parent = sheet->index(group, 0);
                if (parent.data().toString().contains(QStringLiteral("stock")))
                    return sheet->index(0, ProductSheetModel::ValueColumn, parent);
            }
            return QModelIndex();
        };
        QTRY_COMPARE(stock().data(Qt::EditRole).toInt(), 22);
        tabs->setCurrentIndex(2);
        QTRY_COMPARE(list->model()->rowCount(), 2);
        list->setCurrentIndex(list->model()->index(1, 0)); // the older one
        QTest::mouseClick(test.child<QPushButton>("history.asOf"), Qt::LeftButton);
        QTRY_COMPARE(stock().data(Qt::EditRole).toInt(), 11);
        QCOMPARE(tabs->currentIndex(), 0);
        QVERIFY2(bar->isVisible() && bar->text().contains(QStringLiteral("One field")), qPrintable(bar->text()));
        const QModelIndex label = stock().siblingAtColumn(ProductSheetModel::Label);
        QVERIFY(label.data(ProductSheetModel::DiffersRole).toBool());
        QVERIFY(label.data(ProductSheetModel::NoteRole).toString().contains(QStringLiteral("22")));
        QVERIFY(stock().data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("22")));
        QVERIFY(!(stock().flags() & Qt::ItemIsEditable));
        QVERIFY(test.child<QLineEdit>("inspector.name")->isReadOnly());
        QVERIFY(!sheet->setData(stock(), 99));
        QCOMPARE(test.products.truth(key).variants[0].stock, 22);

        QTest::mouseClick(bar->findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_COMPARE(stock().data(Qt::EditRole).toInt(), 22);
        QVERIFY(!bar->isVisible() && (stock().flags() & Qt::ItemIsEditable));
        QVERIFY(!test.child<QLineEdit>("inspector.name")->isReadOnly());

        // Another product is shown as it is.
        QTest::mouseClick(test.child<QPushButton>("history.asOf"), Qt::LeftButton);
        tabs->setCurrentIndex(2);
        QTest::mouseClick(test.child<QPushButton>("history.asOf"), Qt::LeftButton);
        QTRY_VERIFY(bar->isVisible());
        test.grid->goToRow(1);
        QTRY_VERIFY(!bar->isVisible());
        QVERIFY(stock().flags() & Qt::ItemIsEditable);

        test.products.fakeHistory.failRead = Error{ErrorCode::NotFound, QStringLiteral("it did not exist yet"), {}, {}};
        QTest::mouseClick(test.child<QPushButton>("history.asOf"), Qt::LeftButton);
        auto *message = test.child<QWidget>("inspector")->findChild<MessageBar *>(QStringLiteral("messageBar"));
        QTRY_VERIFY(message->text().contains(QStringLiteral("did not exist yet")));
        QVERIFY(stock().flags() & Qt::ItemIsEditable);
    }

    void longHistoryIsReadByPages()
    {
        PageUnderTest test(30);
        const ProductKey key = FakeProducts::keyOf(0);
        for (int n = 0; n < 250; ++n) {
            auto changed = test.products.truth(key);
            changed.name = QStringLiteral("Name %1").arg(n);
            test.products.fakeHistory.record(changed, {});
        }
        HistoryListModel model(test.products.fakeHistory);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setProduct(key);
        QTRY_COMPARE(model.state(), HistoryListModel::State::Ready);
        while (model.canFetchMore({})) {
            const int rows = model.rowCount();
            model.fetchMore({});
            QTRY_VERIFY(model.rowCount() > rows || !model.canFetchMore({}));
        }
        QCOMPARE(model.rowCount(), 250);
        QVERIFY(model.index(249, 0).data(HistoryListModel::ChangeRole).toString().endsWith(QStringLiteral("Name 0")));
        test.products.fakeHistory.failRead = Error{ErrorCode::Io, QStringLiteral("gone"), {}, {}};
        model.reload();
        QTRY_COMPARE(model.state(), HistoryListModel::State::Failed);
        QCOMPARE(model.error().what, QStringLiteral("gone"));
    }
};

QTEST_MAIN(ProductsBulkTest)
#include "tst_products_bulk.moc"
