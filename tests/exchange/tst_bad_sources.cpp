#include "exchange/import.h"
#include "exchange/support/source_folder.h"

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;

namespace {

ImportOptions optionsFor(const QStringList &sources)
{
    ImportOptions options;
    options.sources = sources;
    return options;
}

} // namespace

/// What is wrong is named, and what is good goes in.
class BadSourcesTest : public QObject
{
    Q_OBJECT
private slots:
    void aWrongMemberIsNamed_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("field");
        QTest::addColumn<int>("created");
        QTest::newRow("name") << QByteArray(R"({"key":"A","name":5})") << QStringLiteral("name") << 0;
        QTest::newRow("brand") << QByteArray(R"({"key":"A","brand":[1]})") << QStringLiteral("brand") << 0;
        QTest::newRow("categories") << QByteArray(R"({"key":"A","categories":"Men"})") << QStringLiteral("categories") << 0;
        QTest::newRow("category") << QByteArray(R"({"key":"A","categories":[3]})") << QStringLiteral("categories[0]") << 0;
        QTest::newRow("stock") << QByteArray(R"({"key":"A","variants":[{"sku":"S","stock":"many"}]})")
                               << QStringLiteral("variants[0].stock") << 0;
        QTest::newRow("stranger") << QByteArray(R"({"key":"A","nmae":"x"})") << QStringLiteral("nmae") << 1;
    }
    void aWrongMemberIsNamed()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, field);
        QFETCH(int, created);
        SourceFolder folder;
        const auto report = folder.import(QStringLiteral("a.jsonl"), R"({"key":"Z","stock":4})" "\n" + line + "\n");
        QCOMPARE(report.created, created + 1);
        QCOMPARE(report.errorCount, 1);
        QCOMPARE(report.errors[0].line, 2);
        QCOMPARE(report.errors[0].field, field);
        QCOMPARE(folder.catalog.stored[QStringLiteral("Z")].stock(), 4);
    }

    void whatIsNotJsonNamesItsPlaceInTheFile()
    {
        SourceFolder folder;
        const auto report = folder.import(QStringLiteral("a.jsonl"), "{\"key\":\"A\"}\n{\"key\":}\n");
        QCOMPARE(report.errorCount, 1);
        QVERIFY2(report.errors[0].reason.startsWith(u"not JSON at line 2, column 8: "), qPrintable(report.errors[0].reason));
    }

    void aSourceThatNothingRecognisesSaysWhatIsMissing()
    {
        SourceFolder folder;
        const auto why = [&](const QByteArray &bytes) {
            const auto result = folder.tryImport(optionsFor({folder.write(QStringLiteral("a.csv"), bytes)}));
            return result ? QString() : result.error().what;
        };
        QVERIFY(why("id,title\n1,x\n").contains(u"id, title"));
        QVERIFY(why("id,title\n1,x\n").contains(u"key"));
        QVERIFY(why("key,name,name\n").contains(u"line 1, column name"));
        QVERIFY(why(QByteArray("k\0e\0y\0", 6)).contains(u"NUL"));
    }

    void aBrokenFileOfAFolderDoesNotStopTheOthers()
    {
        SourceFolder folder;
        folder.write(QStringLiteral("shop/a.csv"), "key,name\nA,1\n");
        folder.write(QStringLiteral("shop/b.csv.gz"), test::gzipped("key,name\nB,1\n").left(12));
        const auto report = folder.import(optionsFor({folder.path(QStringLiteral("shop"))}));
        QCOMPARE(report.created, 1);
        QCOMPARE(report.errorCount, 1);
        QVERIFY(report.errors[0].file.endsWith(u"b.csv.gz"));
    }

    void aProductAtTheCutIsWholeOrNamed()
    {
        SourceFolder folder;
        const auto damaged = [](QByteArray csv) {
            QByteArray packed = test::gzipped(csv);
            packed[packed.size() - 8] = char(packed[packed.size() - 8] ^ 1);
            return packed;
        };
        const auto plain = folder.import(QStringLiteral("a.csv.gz"), damaged("key,name\nA,1\nB,2\n"));
        QCOMPARE(plain.created, 2);
        QCOMPARE(plain.errorCount, 1);
        const auto variants = folder.import(QStringLiteral("b.csv.gz"), damaged("key,name,sku\nC,1,\nD,2,\nD,,D-1\n"));
        QCOMPARE(variants.created, 1);
        QCOMPARE(variants.rejected, 1);
        QVERIFY(!folder.catalog.stored.contains(QStringLiteral("D")));
    }
};

QTEST_GUILESS_MAIN(BadSourcesTest)
#include "tst_bad_sources.moc"
