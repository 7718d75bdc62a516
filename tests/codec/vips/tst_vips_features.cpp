#include "codec/vips/vips_features.h"

#include <QTest>

using namespace vitrine::codec;

class TestVipsFeatures : public QObject
{
    Q_OBJECT

private slots:
    void goByTheRelease()
    {
        QVERIFY(!featuresOf(8, 14).keepsHeifProfiles);
        QVERIFY(featuresOf(8, 15).keepsHeifProfiles);
        QVERIFY(featuresOf(8, 18).keepsHeifProfiles);
        QVERIFY(featuresOf(9, 0).keepsHeifProfiles);
    }

    void tooOldALibraryIsNamed()
    {
        QCOMPARE(vipsObstacle(8, 14), std::string());
        QCOMPARE(vipsObstacle(9, 0), std::string());
        QCOMPARE(vipsObstacle(8, 13), std::string("libvips 8.13 is loaded; 8.14 or a newer one is needed"));
        QVERIFY(!vipsObstacle(7, 42).empty());
    }
};

QTEST_GUILESS_MAIN(TestVipsFeatures)
#include "tst_vips_features.moc"
