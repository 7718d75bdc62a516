#include "page_under_test.h"

#include "ui/models/product_sheet_model.h"
#include "ui/products/inspector.h"
#include "ui/products/picture_viewer.h"
#include "ui/products/message_bar.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QPlainTextEdit>
#include <QTreeView>
#include <QUndoStack>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeProducts;
using test::PageUnderTest;

class ProductsEditTest : public QObject
{
    Q_OBJECT

    static QModelIndex value(QTreeView *view, const QString &label)
    {
        const auto *model = view->model();
        for (int group = 0; group < model->rowCount(); ++group) {
            const QModelIndex parent = model->index(group, 0);
            for (int row = 0; row < model->rowCount(parent); ++row) {
                if (model->index(row, 0, parent).data().toString() == label)
                    return model->index(row, ProductSheetModel::ValueColumn, parent);
            }
        }
        return {};
    }
    /// Clicks on the value and types another one.
    static void type(QTreeView *view, const QString &label, const QString &text)
    {
        const QModelIndex index = value(view, label);
        QVERIFY2(index.isValid(), qPrintable(label));
        view->scrollTo(index);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
        auto *line = view->viewport()->findChild<QLineEdit *>();
        QVERIFY2(line, qPrintable(label));
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        // The view commits in the next turn of the event loop.
        QTRY_VERIFY(!view->viewport()->findChild<QLineEdit *>());
    }

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }

    void anEditShowsInTheRowAndIsUndone()
    {
        PageUnderTest test;
        auto *view = test.child<QTreeView>("inspector.sheet");
        const ProductKey key = FakeProducts::keyOf(0);
        QTRY_VERIFY(value(view, QStringLiteral("Every channel")).isValid());
        type(view, QStringLiteral("Every channel"), QStringLiteral("99.50"));
        QTRY_COMPARE(test.products.truth(key).prices[0].minor, 9'950);
        QTRY_VERIFY(test.grid->model()->index(0, 5).data().toString().contains(QStringLiteral("99.50")));
        QTRY_VERIFY(test.child<QLabel>("inspector.saveState")->text().startsWith(QStringLiteral("Saved")));
        QTest::keyClick(test.grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(test.products.truth(key).prices[0].minor, 1'290);
        QTRY_VERIFY(
            value(view, QStringLiteral("Every channel")).data().toString().contains(QStringLiteral("12.90")));
        QTest::keyClick(test.grid, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(test.products.truth(key).prices[0].minor, 9'950);
        QVERIFY(test.page.undoStack()->canUndo());
    }

    void everyTypeHasItsEditor()
    {
        PageUnderTest test;
        auto *view = test.child<QTreeView>("inspector.sheet");
        const ProductKey key = FakeProducts::keyOf(0);
        QTRY_VERIFY(value(view, QStringLiteral("Weight")).isValid());
        type(view, QStringLiteral("Weight"), QStringLiteral("1.25"));
        type(view, QStringLiteral("Material"), QStringLiteral("Wool"));
        type(view, QStringLiteral("SKU-000000000-M"), QStringLiteral("12"));
        const QModelIndex washable = value(view, QStringLiteral("Machine washable"));
        view->scrollTo(washable);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(washable).center());
        const QModelIndex description = value(view, QStringLiteral("Description"));
        view->scrollTo(description);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(description).center());
        auto *text = view->viewport()->findChild<QPlainTextEdit *>();
        QVERIFY(text);
        text->setPlainText(QStringLiteral("one\ntwo"));
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(test.products.edits.size(), 5);
        const auto read = [&](const QString &code) {
            return readField(test.products.truth(key), {key, catalog::Edit::Field::Attribute, code, {}});
        };
        QTRY_COMPARE(read(QStringLiteral("description")),
                     std::optional<catalog::Value>(QStringLiteral("one\ntwo")));
        QCOMPARE(read(QStringLiteral("weight")), std::optional<catalog::Value>(1.25));
        QCOMPARE(read(QStringLiteral("material")), std::optional<catalog::Value>(QStringLiteral("Wool")));
        QCOMPARE(read(QStringLiteral("machine_washable")), std::optional<catalog::Value>(false));
        QCOMPARE(test.products.truth(key).variants[1].stock, 12);
        QCOMPARE(test.page.undoStack()->count(), 5);
    }

    void theNameIsEditedInPlace()
    {
        PageUnderTest test;
        auto *name = test.child<QLineEdit>("inspector.name");
        QTRY_VERIFY(!name->text().isEmpty());
        name->setFocus();
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("Better shirt"));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE(test.products.truth(FakeProducts::keyOf(0)).name, QStringLiteral("Better shirt"));
        QTRY_COMPARE(test.grid->model()->index(0, 1).data().toString(), QStringLiteral("Better shirt"));
    }

    void aConflictIsToldAndTheTruthShown()
    {
        PageUnderTest test;
        auto *view = test.child<QTreeView>("inspector.sheet");
        QTRY_VERIFY(value(view, QStringLiteral("Material")).isValid());
        auto changed = test.products.truth(FakeProducts::keyOf(0));
        for (auto &one : changed.attributes) {
            if (one.code == u"material")
                one.value = QStringLiteral("Hemp");
        }
        ++changed.version;
        test.products.change(changed);
        type(view, QStringLiteral("Material"), QStringLiteral("Silk"));
        QTRY_COMPARE(value(view, QStringLiteral("Material")).data().toString(), QStringLiteral("Hemp"));
        QCOMPARE(test.page.undoStack()->count(), 0);
        QVERIFY(test.products.edits.isEmpty());
        QVERIFY(test.child<QWidget>("mergePanel")->isVisible());
    }

    void twoEditorsAreMergedFieldByField()
    {
        PageUnderTest test;
        const ProductKey key = FakeProducts::keyOf(0);
        auto *view = test.child<QTreeView>("inspector.sheet");
        auto *panel = test.child<QWidget>("mergePanel");
        QTRY_VERIFY(value(view, QStringLiteral("Material")).isValid());
        auto theirs = test.products.truth(key);
        theirs.name = QStringLiteral("Their name");
        theirs.prices[0].minor = 4'200;
        for (auto &one : theirs.attributes) {
            if (one.code == u"material")
                one.value = QStringLiteral("Hemp");
        }
        test.products.fakeHistory.record(theirs, QStringLiteral("ana"));
        // Two of mine: one in dispute, one that nobody else has touched.
        type(view, QStringLiteral("Material"), QStringLiteral("Silk"));
        QTRY_VERIFY(panel->isVisible());
        type(view, QStringLiteral("Weight"), QStringLiteral("1.25"));
        auto *name = test.child<QLineEdit>("inspector.name");
        QTRY_COMPARE(name->text(), QStringLiteral("Their name"));
        const auto choices = [panel](const char *which) {
            return panel->findChildren<QRadioButton *>(QString::fromLatin1(which));
        };
        QTRY_COMPARE(choices("merge.chooseMine").size(), 1);
        QVERIFY(choices("merge.chooseMine")[0]->text().contains(QStringLiteral("Silk")));
        QVERIFY(choices("merge.chooseTheirs")[0]->text().contains(QStringLiteral("Hemp")));
        QTRY_VERIFY(panel->findChild<QLabel *>(QStringLiteral("merge.who"))->text().startsWith(QStringLiteral("ana, ")));
        QVERIFY(choices("merge.chooseTheirs")[0]->accessibleName().contains(QStringLiteral("ana")));
        auto *scroll = panel->findChild<QScrollArea *>();
        QTRY_VERIFY(scroll->viewport()->height() >= scroll->widget()->sizeHint().height()); // nothing is behind a scroll bar
        QVERIFY(choices("merge.chooseTheirs")[0]->isChecked()); // nothing is overwritten unasked
        QTRY_COMPARE(readField(test.products.truth(key), {key, catalog::Edit::Field::Attribute, QStringLiteral("weight"), {}}),
                     std::optional<catalog::Value>(1.25));

        // It waits while another product is looked at.
        test.grid->goToRow(2);
        QTRY_VERIFY(!panel->isVisible());
        test.grid->goToRow(0);
        QTRY_VERIFY(panel->isVisible());

        // By keyboard: to the panel, mine, keep.
        test.grid->setFocus();
        QTest::keyClick(test.grid, Qt::Key_M, Qt::ControlModifier);
        QCOMPARE(QApplication::focusWidget(), choices("merge.chooseMine")[0]);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QTest::mouseClick(panel->findChild<QPushButton *>(QStringLiteral("merge.decide")), Qt::LeftButton);
        const auto material = [&] {
            return readField(test.products.truth(key), {key, catalog::Edit::Field::Attribute, QStringLiteral("material"), {}});
        };
        QTRY_COMPARE(material(), std::optional<catalog::Value>(QStringLiteral("Silk")));
        QVERIFY(!panel->isVisible());
        QCOMPARE(test.products.truth(key).name, QStringLiteral("Their name")); // and theirs is not lost
        QTest::keyClick(test.grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(material(), std::optional<catalog::Value>(QStringLiteral("Hemp")));
    }

    void theFocalPointIsPlacedAndUndone()
    {
        PageUnderTest test;
        auto *viewer = test.child<PictureViewer>("pictureViewer");
        const auto focus = [&] { return test.products.truth(test.page.currentKey()).images.value(0).focus; };
        QTRY_VERIFY(!test.products.truth(test.page.currentKey()).images.isEmpty());
        viewer->setFocus();
        QTRY_VERIFY([&] { // once the picture is there
            QTest::keyClick(viewer, Qt::Key_F);
            return viewer->isPlacing();
        }());
        QTest::keyClick(viewer, Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(viewer, Qt::Key_Up);
        QTest::keyClick(viewer, Qt::Key_Return);
        QVERIFY(!viewer->isPlacing());
        QTRY_VERIFY(focus() == (catalog::FocalPoint{0.4, 0.49}));
        QTRY_VERIFY(viewer->accessibleDescription().contains(QStringLiteral("40 %, 49 %")));
        test.page.undoStack()->undo();
        QTRY_VERIFY(!focus());
        QTest::keyClick(viewer, Qt::Key_F);
        QTest::keyClick(viewer, Qt::Key_Right);
        QTest::keyClick(viewer, Qt::Key_Escape);
        QVERIFY(!viewer->isPlacing() && !focus());
    }

    void theInspectorFollowsTheCurrentRow()
    {
        PageUnderTest test(1'000'000);
        auto *facts = test.child<QLabel>("inspector.facts");
        QTRY_VERIFY(facts->text().startsWith(QStringLiteral("SKU-000000000")));
        test.grid->goToRow(765'432); // not loaded yet
        QTRY_VERIFY(facts->text().startsWith(QStringLiteral("SKU-000765432")));
        test.products.failProduct = Error{ErrorCode::NotFound, QStringLiteral("no such product"), {}, {}};
        test.grid->goToRow(3);
        QTRY_VERIFY(!facts->isVisible());
    }
};

QTEST_MAIN(ProductsEditTest)
#include "tst_products_edit.moc"
