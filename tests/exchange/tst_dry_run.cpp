#include "exchange/import.h"
#include "exchange/support/source_folder.h"

#include <QJsonArray>

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;

namespace {

ImportOptions dryRun(const QString &source)
{
    ImportOptions options;
    options.sources = {source};
    options.dryRun = true;
    return options;
}

} // namespace

class DryRunTest : public QObject
{
    Q_OBJECT
private slots:
    void everyFieldBeforeAndAfter()
    {
        SourceFolder folder;
        folder.import(QStringLiteral("a.csv"), "key,name,stock,price:USD,attr.colour:option,attr.note\n"
                                               "A,Shirt,3,9.90,Red,x\nB,Bag,1,5,Blue,\nC,Same,1,1,,\n");
        const auto stored = folder.catalog.stored;
        QVector<Difference> differences;
        ImportOptions options = dryRun(folder.write(QStringLiteral("b.csv"), "key,name,stock,price:USD,attr.colour:option,attr.note\n"
                                                                             "A,Shirt,3,8.50,Green,\nB,Bags,2,5,Blue,\nC,Same,1,1,,\nD,New,,,,\n"));
        options.onDifference = [&](const Difference &difference) -> Status {
            differences.append(difference);
            return Done{};
        };
        const auto report = folder.import(options);
        QVERIFY(folder.catalog.stored == stored);
        QCOMPARE(report.created, 1);
        QCOMPARE(report.updated, 2);
        QCOMPARE(report.unchanged, 1);
        const auto has = [&](const char *field, qint64 products) { return report.fields.value(QString::fromLatin1(field)) == products; };
        QVERIFY(has("price", 1) && has("colour", 1) && has("note", 1) && has("name", 1) && has("stock", 1));
        QCOMPARE(report.fields.size(), 5);
        QCOMPARE(report.toJson()[QStringLiteral("fields")].toObject()[QStringLiteral("name")].toInt(), 1);

        QCOMPARE(differences.size(), 3);
        QCOMPARE(differences[0].key.toString(), QStringLiteral("A"));
        QCOMPARE(differences[0].line, 2);
        QVERIFY(differences[2].created);
        QVERIFY(differences[0].currencies.contains(QStringLiteral("USD")));
        const QJsonObject line = differences[0].toJson();
        QCOMPARE(line[QStringLiteral("outcome")].toString(), QStringLiteral("updated"));
        QJsonObject note;
        for (const auto &change : line[QStringLiteral("changes")].toArray()) {
            if (change.toObject()[QStringLiteral("field")] == QLatin1String("note"))
                note = change.toObject();
        }
        QCOMPARE(note[QStringLiteral("before")].toString(), QStringLiteral("x"));
        QVERIFY(note[QStringLiteral("after")].isNull());
    }

    void itSaysWhatARealImportSays()
    {
        const QByteArray first = "key,name,attr.a:number,attr.b\nA,One,1,x\nB,Two,,\n";
        const QByteArray second = "key,name,attr.a:text,attr.b\nA,One,word,x\nB,Three,,y\nC,,,\nD,Four,,z\n";
        SourceFolder folder;
        folder.import(QStringLiteral("a.csv"), first);
        const QString source = folder.write(QStringLiteral("b.csv"), second);
        const auto dry = folder.import(dryRun(source));
        ImportOptions options;
        options.sources = {source};
        const auto real = folder.import(options);
        QCOMPARE(dry.created, real.created);
        QCOMPARE(dry.updated, real.updated);
        QCOMPARE(dry.unchanged, real.unchanged);
        QCOMPARE(dry.rejected, real.rejected);
        QVERIFY(dry.rejected > 0);
    }

    void whatCannotBeToldEndsIt()
    {
        SourceFolder folder;
        ImportOptions options = dryRun(folder.write(QStringLiteral("a.csv"), "key,name\nA,One\n"));
        options.onDifference = [](const Difference &) -> Status { return Error{ErrorCode::Io, QStringLiteral("no room"), {}, {}}; };
        const auto report = folder.tryImport(options);
        QVERIFY(!report);
        QCOMPARE(report.error().what, QStringLiteral("no room"));
    }
};

QTEST_APPLESS_MAIN(DryRunTest)
#include "tst_dry_run.moc"
