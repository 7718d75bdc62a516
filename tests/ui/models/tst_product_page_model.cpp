#include "ui/models/grid_roles.h"
#include "ui/models/product_page_model.h"
#include "ui/support/fake_products.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeProducts;

class ProductPageModelTest : public QObject
{
    Q_OBJECT

    static QString keyAt(const ProductPageModel &model, int row)
    {
        return model.index(row, ProductPageModel::Key).data().toString();
    }
    static catalog::Query named(const QString &text)
    {
        catalog::Query query;
        query.text = text;
        return query;
    }

private slots:
    void keepsTheRulesOfModels()
    {
        FakeProducts products(700);
        ProductPageModel model(products);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setQuery({});
        QTRY_COMPARE(model.rowCount(), 700);
        (void)keyAt(model, 699);
        QTRY_VERIFY(model.loadedRow(699));
        model.setQuery(named(QStringLiteral("shirt")));
        QTRY_COMPARE(model.rowCount(), 350);
    }

    void readsPagesAsTheyAreSeen()
    {
        FakeProducts products(100'000'000);
        ProductPageModel model(products);
        model.setQuery({});
        QTRY_COMPARE(model.rowCount(), 100'000'000);
        QCOMPARE(products.rowReads.size(), 1);
        QCOMPARE(keyAt(model, 255), QStringLiteral("SKU-000000255"));

        const QModelIndex far = model.index(77'777'777, ProductPageModel::Key);
        QCOMPARE(far.data().toString(), QString(QChar(0x2026)));
        QVERIFY(far.data(LoadingRole).toBool());
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QTRY_COMPARE(far.data().toString(), QStringLiteral("SKU-077777777"));
        QVERIFY(!far.data(LoadingRole).toBool());
        QVERIFY(changed.count() >= 1);
        // Its neighbours are read ahead.
        QTRY_VERIFY(model.loadedRow(77'777'777 + 256));
        QTRY_VERIFY(model.loadedRow(77'777'777 - 256));
    }

    void keepsNoMoreThanItsPages()
    {
        FakeProducts products(1'000'000);
        ProductPageModel model(products);
        model.setQuery({});
        QTRY_COMPARE(model.rowCount(), 1'000'000);
        const int pages = ProductPageModel::MaxPages + 20;
        for (int page = 0; page < pages; ++page) {
            const int row = page * ProductPageModel::PageRows;
            (void)keyAt(model, row);
            for (int turn = 0; turn < 1'000 && !model.loadedRow(row); ++turn)
                QCoreApplication::processEvents();
            QVERIFY(model.loadedRow(row));
        }
        QVERIFY(!model.loadedRow(0)); // the first is the oldest
        int loaded = 0;
        for (int page = 0; page < pages + 5; ++page)
            loaded += model.loadedRow(page * ProductPageModel::PageRows) ? 1 : 0;
        QVERIFY2(loaded <= ProductPageModel::MaxPages, qPrintable(QString::number(loaded)));
    }

    void pagesScrolledPastAreNotRead()
    {
        FakeProducts products(1'000'000);
        ProductPageModel model(products);
        model.setQuery({});
        QTRY_COMPARE(model.rowCount(), 1'000'000);
        products.rowReads.clear();
        for (int page = 10; page < 1'010; ++page) // in one turn of the event loop
            (void)keyAt(model, page * ProductPageModel::PageRows);
        QTRY_VERIFY(model.loadedRow(1'009 * ProductPageModel::PageRows));
        QTest::qWait(50);
        QVERIFY2(products.rowReads.size() < 12, qPrintable(QString::number(products.rowReads.size())));
    }

    void formerRowsStayUntilTheNewOnesAreHere()
    {
        FakeProducts products(1'000);
        ProductPageModel model(products);
        model.setQuery({});
        QTRY_COMPARE(model.rowCount(), 1'000);
        products.hold();
        model.setQuery(named(QStringLiteral("shirt")));
        QCOMPARE(model.state(), ProductPageModel::State::Loading);
        QCOMPARE(model.rowCount(), 1'000);
        products.release(0); // the set, but not its first page
        QTest::qWait(20);
        QCOMPARE(model.rowCount(), 1'000);
        QCOMPARE(keyAt(model, 1), QStringLiteral("SKU-000000001"));
        QTRY_COMPARE(products.held(), 1);
        products.releaseAll();
        QTRY_COMPARE(model.rowCount(), 500);
        QCOMPARE(keyAt(model, 1), QStringLiteral("SKU-000000002"));
    }

    void lateAnswersAreDropped()
    {
        FakeProducts products(1'000);
        ProductPageModel model(products);
        products.hold();
        model.setQuery(named(QStringLiteral("shirt"))); // 500 rows
        model.setQuery({});                             // 1 000 rows
        products.release(1);
        QTRY_COMPARE(products.held(), 2); // the first page of the second question
        products.release(1);
        QTRY_COMPARE(model.rowCount(), 1'000);
        products.releaseAll(); // now the first question's answer
        QTest::qWait(20);
        QCOMPARE(model.rowCount(), 1'000);
    }

    void pagesOfAnEarlierSetAreDropped()
    {
        FakeProducts products(10'000);
        ProductPageModel model(products);
        model.setQuery({});
        QTRY_COMPARE(model.rowCount(), 10'000);
        products.hold();
        (void)keyAt(model, 3'000);
        QTRY_VERIFY(products.held() >= 1); // the page of the old set
        model.setQuery(named(QStringLiteral("shirt")));
        const int find = products.held() - 1;
        products.release(find);
        QTRY_VERIFY(products.held() > find);
        products.release(products.held() - 1);
        QTRY_COMPARE(model.rowCount(), 5'000);
        products.releaseAll();
        (void)keyAt(model, 3'000);
        QTRY_VERIFY(model.loadedRow(3'000));
        QCOMPARE(keyAt(model, 3'000), QStringLiteral("SKU-000006000"));
    }

    void aFailedSearchIsAState()
    {
        FakeProducts products(100);
        ProductPageModel model(products);
        products.failFind = Error{ErrorCode::Io, QStringLiteral("disk gone"), {}, {}};
        model.setQuery({});
        QTRY_COMPARE(model.state(), ProductPageModel::State::Failed);
        QCOMPARE(model.error().what, QStringLiteral("disk gone"));
        products.failFind.reset();
        model.reload();
        QTRY_COMPARE(model.state(), ProductPageModel::State::Ready);
        QCOMPARE(model.rowCount(), 100);
    }

    void aFailedPageIsToldOnceAndReadAgainOnRequest()
    {
        FakeProducts products(100'000);
        ProductPageModel model(products);
        model.setQuery({});
        QTRY_COMPARE(model.rowCount(), 100'000);
        QSignalSpy failed(&model, &ProductPageModel::pageFailed);
        products.failRows = Error{ErrorCode::Io, QStringLiteral("disk gone"), {}, {}};
        (void)keyAt(model, 50'000);
        QTRY_VERIFY(failed.count() >= 1);
        const auto reads = products.rowReads.size();
        for (int paint = 0; paint < 5; ++paint) {
            (void)keyAt(model, 50'000);
            QTest::qWait(5);
        }
        QVERIFY(products.rowReads.size() <= reads + 2); // neighbours at most, never the same again and again
        products.failRows.reset();
        model.retryFailedPages();
        (void)keyAt(model, 50'000);
        QTRY_VERIFY(model.loadedRow(50'000));
    }

    void anEditedRowIsReadAgain()
    {
        FakeProducts products(1'000);
        ProductPageModel model(products);
        model.setQuery({});
        QTRY_COMPARE(model.rowCount(), 1'000);
        auto product = products.truth(FakeProducts::keyOf(3));
        product.name = QStringLiteral("Edited");
        products.change(product);
        model.refreshProduct(product.key);
        QTRY_COMPARE(model.index(3, ProductPageModel::Name).data().toString(), QStringLiteral("Edited"));
    }
};

QTEST_MAIN(ProductPageModelTest)
#include "tst_product_page_model.moc"
