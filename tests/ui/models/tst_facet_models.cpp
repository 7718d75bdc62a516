#include "ui/models/value_list_model.h"
#include "ui/models/category_tree_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace vitrine::ui;
using vitrine::catalog::FacetCount;

class FacetModelsTest : public QObject
{
    Q_OBJECT

    static QVector<FacetCount> paths(qint64 count)
    {
        return {{QStringLiteral("Men"), QStringLiteral("Men"), count},
                {QStringLiteral("Men/Tops"), QStringLiteral("Tops"), count},
                {QStringLiteral("Men/Tops/Shirts"), QStringLiteral("Shirts"), count},
                {QStringLiteral("Shoes"), QStringLiteral("Shoes"), count}};
    }
    static QVector<FacetCount> brands()
    {
        return {{QStringLiteral("kedah"), QStringLiteral("Kedah"), 30},
                {QStringLiteral("lumen"), QStringLiteral("Lumen & Co"), 20},
                {QStringLiteral("orchid"), QStringLiteral("Orchid"), 10}};
    }

private slots:
    void categoriesMakeATree()
    {
        CategoryTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCategories(paths(5));
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex shirts = model.indexOf(QStringLiteral("Men/Tops/Shirts"));
        QCOMPARE(shirts.data().toString(), QStringLiteral("Shirts"));
        QCOMPARE(shirts.data(CategoryTreeModel::CountRole).toLongLong(), 5);
        QCOMPARE(shirts.parent().parent().data().toString(), QStringLiteral("Men"));
    }

    void aParentThatIsMissingIsMade()
    {
        CategoryTreeModel model;
        model.setCategories({{QStringLiteral("A/B/C"), QStringLiteral("C"), 1}});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.indexOf(QStringLiteral("A/B")).data().toString(), QStringLiteral("B"));
    }

    void newCountsKeepTheRows()
    {
        CategoryTreeModel model;
        model.setCategories(paths(5));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setCategories(paths(2));
        QCOMPARE(reset.count(), 0);
        QCOMPARE(model.indexOf(QStringLiteral("Shoes")).data(CategoryTreeModel::CountRole).toLongLong(), 2);
    }

    void aTextShowsWhatItIsInAndWhatStandsAboveIt()
    {
        CategoryTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCategories(paths(5));
        model.setFilter(QStringLiteral(" shirt"));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.count(), 3);
        QVERIFY(model.indexOf(QStringLiteral("Men/Tops/Shirts")).isValid());
        QCOMPARE(model.indexOf(QStringLiteral("Men")).data(CategoryTreeModel::CountRole).toLongLong(), 5);
        // "Men" is the name of nothing below it.
        model.setFilter(QStringLiteral("men"));
        QCOMPARE(model.count(), 1);
        model.setChosen({QStringLiteral("Shoes")});
        model.setFilter(QStringLiteral("shirt"));
        QVERIFY(model.indexOf(QStringLiteral("Shoes")).isValid());
        model.setCategories(paths(2)); // new counts keep the text
        QCOMPARE(model.count(), 4);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 2);
    }

    void fifteenThousandCategoriesAreATree()
    {
        QVector<FacetCount> many;
        for (int top = 0; top < 15; ++top) {
            many.append({QStringLiteral("T%1").arg(top), {}, 1'000});
            for (int below = 0; below < 999; ++below)
                many.append({QStringLiteral("T%1/Category %2").arg(top).arg(below, 4, 10, QLatin1Char('0')), {}, below});
        }
        CategoryTreeModel model;
        model.setCategories(many);
        QCOMPARE(model.count(), 15'000);
        const QModelIndex last = model.indexOf(QStringLiteral("T14/Category 0998"));
        QCOMPARE(last.row(), 998);
        QCOMPARE(model.parent(last), model.index(14, 0));
        model.setFilter(QStringLiteral("0998"));
        QCOMPARE(model.count(), 30);
    }

    void checkingACategoryTellsTheChosen()
    {
        CategoryTreeModel model;
        model.setCategories(paths(5));
        QSignalSpy chosen(&model, &CategoryTreeModel::chosenChanged);
        QVERIFY(model.setData(model.indexOf(QStringLiteral("Shoes")), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].toStringList(), QStringList{QStringLiteral("Shoes")});
        model.setChosen({});
        QCOMPARE(chosen.count(), 1); // not by a person
        QVERIFY(model.chosen().isEmpty());
    }

    void aChosenCategoryWithoutMatchesStays()
    {
        CategoryTreeModel model;
        model.setChosen({QStringLiteral("Shoes")});
        model.setCategories({{QStringLiteral("Men"), QStringLiteral("Men"), 1}});
        const QModelIndex shoes = model.indexOf(QStringLiteral("Shoes"));
        QVERIFY(shoes.isValid());
        QCOMPARE(shoes.data(CategoryTreeModel::CountRole).toLongLong(), 0);
        QCOMPARE(shoes.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    }

    void brandsFilterAndPutTheChosenFirst()
    {
        ValueListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setValues(brands());
        QCOMPARE(model.rowCount(), 3);
        model.setChosen({QStringLiteral("orchid")});
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("Orchid"));
        model.setFilter(QStringLiteral("KED"));
        QCOMPARE(model.rowCount(), 2); // the chosen one stays in sight
        QCOMPARE(model.index(1).data().toString(), QStringLiteral("Kedah"));
        QSignalSpy chosen(&model, &ValueListModel::chosenChanged);
        QVERIFY(model.setData(model.index(1), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(chosen[0][0].toStringList(),
                 (QStringList{QStringLiteral("kedah"), QStringLiteral("orchid")}));
    }

    void aBrandThatLeftTheFacetKeepsItsLabel()
    {
        ValueListModel model;
        model.setValues(brands());
        model.setChosen({QStringLiteral("lumen")});
        model.setValues({});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("Lumen & Co"));
    }
};

QTEST_GUILESS_MAIN(FacetModelsTest)
#include "tst_facet_models.moc"
