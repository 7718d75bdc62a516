#include "list_model.h"

#include "ui/grid/virtual_grid.h"
#include "ui/style/theme.h"

#include <QAccessible>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::ListModel;

class GridAccessibleTest : public QObject
{
    Q_OBJECT
private slots:
    void aTableOfEveryRowWithTheVisibleCellsAsChildren()
    {
        applyTheme(ThemeMode::Light);
        ListModel model(100'000'000);
        VirtualGrid grid;
        grid.setAccessibleName(QStringLiteral("Products"));
        grid.setModel(&model);
        grid.resize(900, 700);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));

        QAccessibleInterface *access = QAccessible::queryAccessibleInterface(&grid);
        QVERIFY(access);
        QCOMPARE(access->role(), QAccessible::Table);
        QCOMPARE(access->text(QAccessible::Name), QStringLiteral("Products"));
        QAccessibleTableInterface *table = access->tableInterface();
        QVERIFY(table);
        QCOMPARE(table->rowCount(), 100'000'000);
        QCOMPARE(table->columnCount(), 6);
        QCOMPARE(table->columnDescription(2), QStringLiteral("Column 2"));
        const int visible = grid.lastVisibleRow() - grid.firstVisibleRow() + 1;
        QCOMPARE(access->childCount(), visible * 6);
        QVERIFY(access->childCount() < 200);

        // Any cell answers, also far from the screen.
        QAccessibleInterface *cell = table->cellAt(54'321'000, 3);
        QVERIFY(cell);
        QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("54321000/3"));
        QVERIFY(cell->state().offscreen);
        QCOMPARE(cell->tableCellInterface()->rowIndex(), 54'321'000);
        QCOMPARE(access->indexOfChild(cell), -1);
        QVERIFY(!table->cellAt(100'000'000, 0));

        // A child of the screen after scrolling is a cell of the rows then seen.
        grid.goToRow(5'000'000);
        QAccessibleInterface *first = access->child(0);
        QCOMPARE(first->tableCellInterface()->rowIndex(), grid.firstVisibleRow());
        QCOMPARE(access->indexOfChild(first), 0);
        const QRect rect = first->rect();
        QCOMPARE(access->childAt(rect.center().x(), rect.center().y()), first);
        QVERIFY(table->isRowSelected(5'000'000));
        QCOMPARE(table->selectedRowCount(), 1);

        // Everything selected is said by its number, without a list of it.
        grid.selectAll();
        QCOMPARE(table->selectedRowCount(), 100'000'000);
        QVERIFY(table->selectedRows().size() <= 1'000);
        QVERIFY(table->selectRow(12));
        QCOMPARE(grid.currentRow(), 12);

        // Reading many cells does not keep them all.
        for (int row = 0; row < 20'000; ++row)
            QVERIFY(table->cellAt(row, 0)->isValid());
    }
};

QTEST_MAIN(GridAccessibleTest)
#include "tst_grid_accessible.moc"
