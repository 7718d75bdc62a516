#include "vitrined_process.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace vitrine::test;

/// Imports and exports from the command line: profiles, differences, workbooks, and an import that is killed.
class ImportVerbTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    static QString s(const char *text) { return QString::fromLatin1(text); }
    QString file(const char *name) const { return m_dir.filePath(s(name)); }
    CommandResult run(const char *data, const QStringList &arguments)
    {
        return vitrined(arguments + QStringList{s("--json"), s("--data"), m_dir.filePath(s(data))});
    }
    QString write(const char *name, const QByteArray &bytes)
    {
        QFile out(file(name));
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
            qFatal("cannot write %s", name);
        return out.fileName();
    }

private slots:
    void aForeignTableFromSuggestionToDifference()
    {
        const QByteArray rows = "Artikelnummer;Bezeichnung;Preis EUR;Farbe\nA-1;K\xfc" "che;1.234,50;rot\nA-2;Topf;9,90;blau\n";
        const QString source = write("shop.csv", rows), profile = file("shop.toml");
        QCOMPARE(run("d", {s("import"), source}).exitCode, 1); // nobody knows these columns
        const auto suggested = run("none", {s("import"), source, s("--suggest-profile"), profile});
        QCOMPARE(suggested.exitCode, 0);
        QCOMPARE(suggested.json()[s("columns")].toInt(), 4);
        QVERIFY(!QFile::exists(file("none"))); // it needs no catalog
        const auto again = run("none", {s("import"), source, s("--suggest-profile"), profile});
        QCOMPARE(again.exitCode, 1);
        QVERIFY2(again.err.contains(profile), qPrintable(again.err));
        QCOMPARE(run("d", {s("import"), source, s("--profile"), profile, s("--keep-profile")}).exitCode, 0);
        QCOMPARE(run("d", {s("card"), s("A-1")}).json()[s("name")].toString(), QString::fromUtf8("K\xc3\xbc" "che"));

        const QString next = write("next.csv", QByteArray(rows).replace("9,90", "8,50") + "A-3;Neu;1,00;\n");
        const QString differences = file("diff.jsonl");
        const auto dry = run("d", {s("import"), next, s("--dry-run"), s("--diff"), differences}); // by the kept profile
        QCOMPARE(dry.exitCode, 0);
        QCOMPARE(dry.json()[s("products")][s("updated")].toInt(), 1);
        QCOMPARE(dry.json()[s("products")][s("created")].toInt(), 1);
        QCOMPARE(dry.json()[s("fields")][s("price")].toInt(), 1);
        QFile lines(differences);
        QVERIFY(lines.open(QIODevice::ReadOnly));
        const auto first = QJsonDocument::fromJson(lines.readLine()).object();
        QCOMPARE(first[s("key")].toString(), s("A-2"));
        QCOMPARE(first[s("changes")][0][s("before")].toInt(), 990);
        QCOMPARE(first[s("changes")][0][s("after")].toInt(), 850);
        QCOMPARE(QJsonDocument::fromJson(lines.readLine()).object()[s("outcome")].toString(), s("created"));
        QVERIFY(lines.atEnd());
        QCOMPARE(run("d", {s("card"), s("A-3")}).exitCode, 1); // nothing was written

        QCOMPARE(run("d", {s("import"), next, s("--diff"), differences}).exitCode, 2); // only a dry run has one
        const auto nowhere = run("d", {s("import"), next, s("--dry-run"), s("--diff"), file("no/such/diff")});
        QCOMPARE(nowhere.exitCode, 1);
        const auto bad = run("d", {s("import"), next, s("--profile"), write("bad.toml", "[columns]\n\"A\" = \"nmae\"\n")});
        QCOMPARE(bad.exitCode, 2);
        QVERIFY2(bad.err.contains(s("bad.toml:2:7")), qPrintable(bad.err));
    }

    void aWorkbookThereAndBack()
    {
        const QString source = write("own.csv", "key,name,stock,price:USD,attr.w:number,attr.d:date\nA,Shirt,3,9.90,0.1,2024-02-29\nB,=Bag,1,5,,\n");
        QCOMPARE(run("w", {s("import"), source}).exitCode, 0);
        const QString workbook = file("own.xlsx");
        QCOMPARE(run("w", {s("export"), s("--format"), s("xlsx"), s("-o"), workbook}).exitCode, 0);
        QCOMPARE(run("w", {s("import"), workbook}).json()[s("products")][s("unchanged")].toInt(), 2);
        QCOMPARE(run("w2", {s("import"), workbook}).json()[s("products")][s("created")].toInt(), 2);
        QCOMPARE(run("w2", {s("card"), s("B")}).json()[s("name")].toString(), s("=Bag"));
        write("own.xlsx", "PK\x03\x04 and then nothing of the kind");
        const auto broken = run("w", {s("import"), workbook});
        QCOMPARE(broken.exitCode, 1);
        QVERIFY2(broken.err.contains(s("own.xlsx")), qPrintable(broken.err));
    }

    /// Wherever the kills fall, also behind the end: the next run goes on, and the last one has everything.
    void killedAgainAndAgainItGoesOn()
    {
        constexpr int Rows = 30'000;
        QByteArray rows = "key,name,stock,price:USD,attr.colour:option\n";
        for (int i = 0; i < Rows; ++i)
            rows += "K" + QByteArray::number(i) + ",Name " + QByteArray::number(i) + ",3,9.90,Red\n";
        const QString source = write("many.csv", rows);
        for (int attempt = 1; attempt <= 4; ++attempt) {
            QProcess process;
            process.start(vitrinedPath(), {s("import"), source, s("--data"), file("killed")});
            QVERIFY(process.waitForStarted());
            process.waitForFinished(attempt * 100);
            if (process.state() == QProcess::Running)
                ::kill(pid_t(process.processId()), SIGKILL);
            process.waitForFinished();
        }
        const auto last = run("killed", {s("import"), source});
        QCOMPARE(last.exitCode, 0);
        const auto products = last.json()[s("products")].toObject();
        qInfo("%d were there before the last run", products[s("unchanged")].toInt());
        QCOMPARE(products[s("created")].toInt() + products[s("unchanged")].toInt(), Rows);
        QCOMPARE(run("killed", {s("search")}).json()[s("total")].toInt(), Rows);
        QCOMPARE(run("killed", {s("doctor")}).exitCode, 0);
        const auto once = run("killed", {s("import"), source});
        QCOMPARE(once.json()[s("products")][s("unchanged")].toInt(), Rows);
    }
};

QTEST_GUILESS_MAIN(ImportVerbTest)
#include "tst_import_verb.moc"
