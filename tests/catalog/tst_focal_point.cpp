#include "catalog/catalog.h"
#include "catalog/focal_point.h"
#include "catalog/product_diff.h"
#include "catalog/product_rules.h"

#include <QTest>

#include <limits>

using namespace vitrine;
using namespace vitrine::catalog;

/// What a crop keeps: its range, its text, and what it makes of a picture's address.
class TestFocalPoint : public QObject
{
    Q_OBJECT

private slots:
    void liesInsideOfThePicture()
    {
        QVERIFY(makeFocalPoint(0, 1) == (FocalPoint{0, 1}));
        QVERIFY(makeFocalPoint(0.123456, 0.5) == (FocalPoint{0.1235, 0.5}));
        for (const double bad : {-0.01, 1.01, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            QVERIFY(!makeFocalPoint(bad, 0.5));
            QVERIFY(!makeFocalPoint(0.5, bad));
        }
    }

    void isAText()
    {
        for (const FocalPoint &point : {FocalPoint{0, 1}, {0.25, 0.4}, {0.1235, 0.0001}})
            QVERIFY(focalPointFromText(toText(point)) == point);
        QCOMPARE(toText({0.25, 0.4}), QStringLiteral("0.25 0.4"));
        for (const char *bad : {"", "0.5", "0.5 0.5 0.5", "0.5 x", "2 0", "0.5,0.5"})
            QVERIFY(!focalPointFromText(QString::fromLatin1(bad)));
    }

    void makesTheAddressAnother()
    {
        const ImageId image(QStringLiteral("abcdef0123456789abcdef0123456789"));
        QCOMPARE(revisionOf(image, std::nullopt), QByteArray("abcdef01"));
        const QByteArray left = revisionOf(image, FocalPoint{0.1, 0.5}), right = revisionOf(image, FocalPoint{0.9, 0.5});
        QCOMPARE(left.size(), 8);
        QVERIFY(left != right && left != "abcdef01");
    }

    void changesCardAndFingerprintOnlyWhereThereIsOne()
    {
        Product product;
        product.key = ProductKey(QStringLiteral("A"));
        product.name = QStringLiteral("A");
        product.images = {{ImageId(QStringLiteral("abcdef0123456789abcdef0123456789")), 80, 60}};
        const QByteArray before = assembleCard(product), digest = fingerprint(product);
        QVERIFY(!before.contains("focus"));
        product.images[0].focus = FocalPoint{0.25, 0.4};
        const QByteArray after = assembleCard(product);
        QVERIFY(after.contains(R"("focus":{"x":0.25,"y":0.4})"));
        QVERIFY(after.contains('/' + revisionOf(product.images[0].id, product.images[0].focus) + ".jpg"));
        QVERIFY(fingerprint(product) != digest);
    }

    void aHistoryTellsWhereItWas()
    {
        Product product;
        product.key = ProductKey(QStringLiteral("A"));
        product.images = {{ImageId(QStringLiteral("abcdef0123456789abcdef0123456789")), 80, 60, FocalPoint{0.25, 0.4}}};
        Product moved = product;
        moved.images[0].focus = FocalPoint{0.5, 0.75};
        const QVector<FieldChange> changes = diff(product, moved);
        QCOMPARE(changes.size(), 1);
        QCOMPARE(readable(changes[0].before), QStringLiteral("abcdef0123456789abcdef0123456789 (focal point 0.25 0.4)"));
        QCOMPARE(readable(changes[0].after), QStringLiteral("abcdef0123456789abcdef0123456789 (focal point 0.5 0.75)"));
    }

    void theLastChangeCounts()
    {
        FocalPoints points;
        const ImageId image(QStringLiteral("abcdef0123456789abcdef0123456789"));
        QVERIFY(points.isEmpty() && !points.find(image) && !points.knows(image));
        points.apply({{image, FocalPoint{0.1, 0.1}}, {image, FocalPoint{0.2, 0.2}}});
        QVERIFY(points.find(image) == (FocalPoint{0.2, 0.2}));
        points.apply({{image, std::nullopt}});
        QVERIFY(!points.find(image) && points.knows(image));
    }
};

QTEST_GUILESS_MAIN(TestFocalPoint)
#include "tst_focal_point.moc"
