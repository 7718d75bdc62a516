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

    /// From a folder of exports to products that are complete by the families that it declares; and all of it back.
    void akeneoWithItsFamilies()
    {
        QVERIFY(QDir(m_dir.path()).mkpath(s("pim")));
        write("pim/attributes.csv", "code;label-en_US;localizable;scopable;type;default_metric_unit\nsku;SKU;0;0;pim_catalog_identifier;\nname;Name;1;0;pim_catalog_text;\n"
                                    "weight;Weight;0;0;pim_catalog_metric;KILOGRAM\nwood;Wood;0;0;pim_catalog_simpleselect;\n");
        write("pim/attribute_options.csv", "attribute;code;label-en_US;sort_order\nwood;oak;Oak;1\n");
        write("pim/families.csv", "code;attributes;attribute_as_label;label-en_US;requirements-shop\nchairs;sku,name,weight,wood;name;Chairs;sku,name,wood\n");
        write("pim/channels.csv", "code;label-en_US;currencies;locales;tree\nshop;Shop;EUR;en_US;master\n");
        write("pim/product_models.csv", "code;family_variant;parent;categories;name-en_US\nbench;by_wood;;;Bench\n");
        write("pim/family_variants.csv", "code;family;variant-axes_1;variant-attributes_1\nby_wood;chairs;wood;wood\n");
        write("pim/products.csv", "sku;categories;enabled;family;groups;parent;name-en_US;weight;weight-unit;wood\nB-1;;1;chairs;;bench;;900;GRAM;oak\nS-1;;1;chairs;;;Stool;2;KILOGRAM;\n");
        const QString families = file("families.toml");
        const auto offered = run("none", {s("import"), file("pim"), s("--suggest-families"), families});
        QVERIFY2(offered.exitCode == 0, qPrintable(offered.err));
        QCOMPARE(offered.json()[s("attributes")].toInt(), 3);
        QCOMPARE(run("none", {s("import"), file("pim"), s("--suggest-families"), families}).exitCode, 1); // it is there
        const auto declared = run("p", {s("families"), s("import"), families});
        QVERIFY2(declared.exitCode == 0, qPrintable(declared.err));
        const auto imported = run("p", {s("import"), file("pim")});
        QVERIFY2(imported.exitCode == 0, qPrintable(imported.err));
        QCOMPARE(imported.json()[s("products")][s("created")].toInt(), 2);
        QVERIFY(imported.json()[s("warnings")][0].toString().contains(s("--suggest-families")));
        QCOMPARE(run("p", {s("search"), s("--filter"), s("complete:shop")}).json()[s("hits")][0][s("key")].toString(), s("bench"));
        QCOMPARE(run("p", {s("families"), s("show"), s("S-1")}).json()[s("places")][0][s("missing")].toArray(), QJsonArray{s("wood")});
        QCOMPARE(run("p", {s("search"), s("--facet"), s("wood")}).json()[s("facets")][s("wood")][0][s("label")].toString(), s("Oak"));
        const QString change = QString::number(imported.json()[s("change")].toInteger());
        QCOMPARE(run("p", {s("history"), s("--undo"), change}).exitCode, 0);
        QCOMPARE(run("p", {s("search")}).json()[s("total")].toInt(), 0);
        QCOMPARE(run("p", {s("doctor")}).exitCode, 0);
    }

    /// Killed wherever it is, an import of JSON lines by a profile goes on, and every product has all its variants.
    void aKilledImportByAProfileGoesOn()
    {
        constexpr int Products = 8'000;
        QByteArray lines;
        for (int i = 0; i < Products; ++i) {
            const QByteArray n = QByteArray::number(i);
            lines += "{\"id\":\"J" + n + "\",\"title\":\"Name " + n + "\",\"price\":{\"amount\":" + n + ".5},\"items\":[{\"sku\":\"J" + n + "-1\",\"size\":\"S\"},{\"sku\":\"J" +
                     n + "-2\",\"size\":\"M\"}]}\n";
        }
        const QString source = write("many.jsonl", lines), profile = file("json.toml");
        QCOMPARE(run("none", {s("import"), source, s("--suggest-profile"), profile}).exitCode, 0);
        const QStringList import{s("import"), source, s("--profile"), profile};
        for (int attempt = 1; attempt <= 3; ++attempt) {
            QProcess process;
            process.start(vitrinedPath(), import + QStringList{s("--data"), file("j")});
            QVERIFY(process.waitForStarted());
            process.waitForFinished(attempt * 150);
            if (process.state() == QProcess::Running)
                ::kill(pid_t(process.processId()), SIGKILL);
            process.waitForFinished();
        }
        const auto last = run("j", import);
        QVERIFY2(last.exitCode == 0, qPrintable(last.err));
        const auto products = last.json()[s("products")].toObject();
        QCOMPARE(products[s("created")].toInt() + products[s("unchanged")].toInt(), Products);
        const auto card = run("j", {s("card"), s("J7999")}).json();
        QCOMPARE(card[s("variants")].toArray().size(), 2);
        QCOMPARE(run("j", {s("doctor")}).exitCode, 0);
        const auto dry = run("j", {s("import"), write("next.jsonl", lines.replace("\"price\":{\"amount\":7.5}", "\"price\":{\"amount\":8}")), s("--profile"), profile, s("--dry-run")});
        QCOMPARE(dry.json()[s("products")][s("updated")].toInt(), 1);
        QCOMPARE(dry.json()[s("fields")][s("price")].toInt(), 1);
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
