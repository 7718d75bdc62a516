#include "ui/shell/dropped_files.h"
#include "ui/shell/fuzzy.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vitrine::ui;

class FuzzyTest : public QObject
{
    Q_OBJECT

private slots:
    void lettersInOrder()
    {
        QVERIFY(fuzzyMatch(u"orst", u"Origin: Start"));
        QVERIFY(!fuzzyMatch(u"tsro", u"Origin: Start"));
        QVERIFY(!fuzzyMatch(u"origin starting", u"Origin: Start"));
        QCOMPARE(fuzzyMatch(u"", u"anything")->score, 0);
        QVERIFY(fuzzyMatch(u"ORIGIN", u"origin"));
    }

    void positionsAreThoseThatMatched()
    {
        QCOMPARE(fuzzyMatch(u"os", u"Origin: Start")->positions, (QVector<int>{0, 8}));
        QCOMPARE(fuzzyMatch(u"sta", u"Last Start")->positions, (QVector<int>{5, 6, 7}));
    }

    void beginningsOfWordsAreBetter()
    {
        QVERIFY(fuzzyMatch(u"dt", u"View: Dark theme")->score >
                fuzzyMatch(u"dt", u"Product: Read it")->score);
        QVERIFY(fuzzyMatch(u"copy", u"Origin: Copy address")->score >
                fuzzyMatch(u"copy", u"Cross open yard")->score);
        QVERIFY(fuzzyMatch(u"start", u"Start")->score >
                fuzzyMatch(u"start", u"Start everything again")->score);
    }

    void filesGoWhereTheyBelong()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("photos.jpg"))); // a folder, whatever its name
        const DroppedFiles files = sortFiles({QStringLiteral("/a/shirt.JPG"), QStringLiteral("/a/b.csv"),
                                              folder.filePath(QStringLiteral("photos.jpg"))});
        QCOMPARE(files.pictures, QStringList{QStringLiteral("/a/shirt.JPG")});
        QCOMPARE(files.catalogs.size(), 2);
    }
};

QTEST_APPLESS_MAIN(FuzzyTest)
#include "tst_fuzzy.moc"
