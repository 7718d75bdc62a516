#include "ui/models/money_text.h"
#include "ui/models/product_sheet_model.h"
#include "ui/support/fake_products.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;
using catalog::Value;
using test::FakeProducts;

class ProductSheetModelTest : public QObject
{
    Q_OBJECT

    static QModelIndex find(const ProductSheetModel &model, const QString &label)
    {
        for (int group = 0; group < model.rowCount(); ++group) {
            const QModelIndex parent = model.index(group, 0);
            for (int row = 0; row < model.rowCount(parent); ++row) {
                if (model.index(row, 0, parent).data().toString() == label)
                    return model.index(row, ProductSheetModel::ValueColumn, parent);
            }
        }
        return {};
    }

private slots:
    void initTestCase()
    {
        qRegisterMetaType<std::optional<Value>>();
        QLocale::setDefault(QLocale::c());
    }

    void groupsEverythingOfAProduct()
    {
        FakeProducts products(10);
        ProductSheetModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setAttributes(products.attributes().result().value());
        model.setProduct(products.truth(FakeProducts::keyOf(2)));
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.groupTitle(0), QStringLiteral("Prices"));
        QCOMPARE(model.fieldCount(), 2 + 3 + 9);
        const QModelIndex weight = find(model, QStringLiteral("Weight"));
        QVERIFY(weight.data().toString().endsWith(QStringLiteral("kg")));
        QCOMPARE(weight.data(ProductSheetModel::TypeRole).toInt(), int(catalog::ValueType::Number));
        QCOMPARE(find(model, QStringLiteral("Title")).data(ProductSheetModel::ScopeRole).toString(),
                 QStringLiteral("SG"));
        QVERIFY(find(model, QStringLiteral("Machine washable")).data(Qt::CheckStateRole).isValid());
    }

    void theFilterLooksAtLabelsAndValues()
    {
        FakeProducts products(10);
        ProductSheetModel model;
        model.setAttributes(products.attributes().result().value());
        model.setProduct(products.truth(FakeProducts::keyOf(2)));
        model.setFilter(QStringLiteral("organic"));
        QCOMPARE(model.fieldCount(), 1);
        model.setFilter(QStringLiteral("weig"));
        QCOMPARE(model.fieldCount(), 1);
        model.setFilter({});
        QCOMPARE(model.fieldCount(), 14);
    }

    void editingAsksForTheChange()
    {
        FakeProducts products(10);
        ProductSheetModel model;
        model.setAttributes(products.attributes().result().value());
        model.setProduct(products.truth(FakeProducts::keyOf(2)));
        QVector<std::pair<std::optional<Value>, std::optional<Value>>> asked;
        QVector<FieldRef> fields;
        connect(&model, &ProductSheetModel::changeRequested, this,
                [&](const FieldRef &field, const auto &seen, const auto &wanted) {
                    fields.append(field);
                    asked.append({seen, wanted});
                });
        const auto set = [&](const QString &label, const QVariant &value, int role = Qt::EditRole) {
            return model.setData(find(model, label), value, role);
        };
        QVERIFY(set(QStringLiteral("Weight"), 9.5));
        QVERIFY(set(QStringLiteral("Machine washable"), Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY(set(QStringLiteral("Available from"), QDate(2027, 2, 3)));
        QVERIFY(set(QStringLiteral("Colour"), QStringLiteral("red")));
        QVERIFY(set(QStringLiteral("VN"), 400'000.0));
        QVERIFY(set(QStringLiteral("SKU-000000002-M"), 5.0));
        QCOMPARE(asked.size(), 6);
        QCOMPARE(*asked[0].second, Value(9.5));
        QCOMPARE(*asked[1].second, Value(false));
        QCOMPARE(*asked[2].second, Value(QDate(2027, 2, 3)));
        QCOMPARE(*asked[3].second, Value(catalog::OptionCode(QStringLiteral("red"))));
        QCOMPARE(fields[4].field, catalog::Edit::Field::PriceMinor);
        QCOMPARE(fields[4].code, QStringLiteral("VN"));
        QCOMPARE(fields[5].field, catalog::Edit::Field::Stock);
        // Shown at once, and the same again asks for nothing.
        QCOMPARE(find(model, QStringLiteral("Weight")).data(Qt::EditRole).toDouble(), 9.5);
        QVERIFY(set(QStringLiteral("Weight"), 9.5));
        QCOMPARE(asked.size(), 6);
        model.remove(find(model, QStringLiteral("Material")));
        QCOMPARE(asked.size(), 7);
        QVERIFY(!asked[6].second);
        model.remove(find(model, QStringLiteral("VN"))); // a price is not an attribute
        QCOMPARE(asked.size(), 7);
    }

    void newValuesKeepTheRows()
    {
        FakeProducts products(10);
        ProductSheetModel model;
        auto product = products.truth(FakeProducts::keyOf(2));
        model.setProduct(product);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        product.attributes[2].value = 77.0;
        model.setProduct(product);
        QCOMPARE(reset.count(), 0);
        product.attributes.removeLast();
        model.setProduct(product);
        QCOMPARE(reset.count(), 1);
    }

    void moneyIsReadAsItIsWritten()
    {
        QCOMPARE(moneyForEditing(1'290, QStringLiteral("SGD")), QStringLiteral("12.90"));
        QCOMPARE(moneyForEditing(355'330, QStringLiteral("VND")), QStringLiteral("355330"));
        QCOMPARE(parseMoney(QStringLiteral("12.90"), QStringLiteral("SGD")), std::optional<qint64>(1'290));
        QCOMPARE(parseMoney(QStringLiteral("355330"), QStringLiteral("VND")), std::optional<qint64>(355'330));
        QCOMPARE(parseMoney(QStringLiteral("0.1"), QStringLiteral("SGD")), std::optional<qint64>(10));
        QVERIFY(!parseMoney(QStringLiteral("-1"), QStringLiteral("SGD")));
        QVERIFY(!parseMoney(QStringLiteral("much"), QStringLiteral("SGD")));
        QVERIFY(!parseMoney(QStringLiteral("1e99"), QStringLiteral("SGD")));
        QVERIFY(!parseMoney({}, QStringLiteral("SGD")));
    }
};

QTEST_MAIN(ProductSheetModelTest)
#include "tst_product_sheet_model.moc"
