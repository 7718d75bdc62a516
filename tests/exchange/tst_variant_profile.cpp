#include "exchange/mapping_profile.h"
#include "exchange/profile_suggestion.h"
#include "exchange/support/source_folder.h"

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;
using test::valueOf;

/// Mapping profiles of tables in which several rows are one product, and of JSON.
class VariantProfileTest : public QObject
{
    Q_OBJECT

    static QString s(const char *text) { return QString::fromUtf8(text); }
    static QByteArray sharedKey()
    {
        return "[source]\ndelimiter = \";\"\ndecimal = \",\"\n[columns]\n\"Art\" = \"key\"\n\"SKU\" = \"variant sku\"\n\"Titel\" = \"name\"\n"
               "\"Gruppe\" = { is = \"categories\", levels = \">\" }\n\"Bild\" = \"images\"\n\"Preis\" = { is = \"price\", currency = \"EUR\", of = \"variant\" }\n"
               "\"Stoff\" = { is = \"attribute\", code = \"fabric\" }\n\"Groesse\" = { is = \"attribute\", code = \"size\", type = \"option\", of = \"variant\" }\n\"Bestand\" = \"stock\"\n";
    }
    static QByteArray ownKeys()
    {
        return "[columns]\nsku = \"key\"\nparent = \"parent\"\ntitle = \"name\"\nprice = { is = \"price\", currency = \"USD\" }\n"
               "colour = { is = \"attribute\", code = \"colour\", type = \"option\" }\nqty = \"stock\"\n";
    }
    static ImportReport import(SourceFolder &folder, const char *name, const QByteArray &rows, const QByteArray &profile)
    {
        ImportOptions options;
        options.sources = {folder.write(s(name), rows)};
        options.profile = folder.write(s("p.toml"), profile);
        return folder.import(options);
    }
    static QByteArray errorsOf(const ImportReport &report)
    {
        QByteArray text;
        for (const Rejection &each : report.errors)
            text += QStringLiteral("%1 [%2] %3\n").arg(each.line).arg(each.field, each.reason).toUtf8();
        return text;
    }
    static const catalog::Variant *variant(const catalog::Product &product, const char *sku)
    {
        for (const catalog::Variant &each : product.variants) {
            if (each.sku == s(sku))
                return &each;
        }
        return nullptr;
    }

private slots:
    void rowsOfOneKeyAreVariants()
    {
        SourceFolder folder;
        const QByteArray rows = "Art;SKU;Titel;Gruppe;Bild;Preis;Stoff;Groesse;Bestand\n"
                                "H1;H1-S;Hemd;Oben > Hemden;;19,90;Leinen;S;3\n"
                                "H1;H1-M;Hemd;Oben > Hemden;;21,90;Leinen;M;0\n"
                                "T1;;Tasche;Taschen;;9,50;Leder;;4\n"
                                "H2;H2-S;Bluse;Oben > Hemden;;29,90;Seide;S;1\n";
        const auto report = import(folder, "a.csv", rows, sharedKey());
        QVERIFY2(report.errorCount == 0, errorsOf(report));
        QCOMPARE(report.created, 3);
        const auto shirt = folder.catalog.stored[s("H1")];
        QCOMPARE(shirt.name, s("Hemd"));
        QCOMPARE(shirt.categories, QStringList{s("Oben/Hemden")});
        QCOMPARE(valueOf(shirt, s("fabric")), catalog::Value(s("Leinen")));
        QVERIFY(shirt.prices.isEmpty());
        QCOMPARE(shirt.variants.size(), 2);
        QCOMPARE(variant(shirt, "H1-M")->prices, (QVector<catalog::Price>{{{}, s("EUR"), 2190}}));
        QCOMPARE(variant(shirt, "H1-S")->stock, 3);
        QVERIFY(variant(shirt, "H1-S")->attributes.contains({s("size"), catalog::OptionCode(s("S")), {}}));
        const auto bag = folder.catalog.stored[s("T1")]; // without variants it is a product as any
        QCOMPARE(bag.variants.size(), 1);
        QCOMPARE(bag.variants[0].sku, s("T1"));
        QCOMPARE(bag.stock(), 4);
        QCOMPARE(bag.prices, (QVector<catalog::Price>{{{}, s("EUR"), 950}}));
        QCOMPARE(import(folder, "a.csv", rows, sharedKey()).unchanged, 3);
        // A dry run tells what a variant would get.
        ImportOptions options;
        options.sources = {folder.write(s("b.csv"), QByteArray(rows).replace("21,90", "20,90"))};
        options.profile = folder.path(s("p.toml"));
        options.dryRun = true;
        QVector<Difference> differences;
        options.onDifference = [&](const Difference &difference) -> Status {
            differences.append(difference);
            return Done{};
        };
        QCOMPARE(folder.import(options).updated, 1);
        QCOMPARE(differences.size(), 1);
        QCOMPARE(differences[0].changes.size(), 1);
        QCOMPARE(differences[0].changes[0].place.sku, s("H1-M"));
    }

    /// Wherever the rows of a product are in the file.
    void scatteredRowsFindEachOther()
    {
        SourceFolder folder;
        QByteArray rows = "Art;SKU;Titel;Groesse;Bestand\n";
        for (int size = 0; size < 3; ++size) {
            for (int product = 0; product < 700; ++product) {
                const QByteArray key = "H" + QByteArray::number(product);
                rows += key + ';' + key + '-' + QByteArray::number(size) + ";Hemd " + QByteArray::number(product) + ';' + QByteArray::number(size) + ";1\n";
            }
        }
        const QByteArray profile = "[source]\ndelimiter = \";\"\n[columns]\nArt = \"key\"\nSKU = \"variant sku\"\nTitel = \"name\"\n"
                                   "Groesse = { is = \"attribute\", code = \"size\", of = \"variant\" }\nBestand = \"stock\"\n";
        const auto report = import(folder, "a.csv", rows, profile);
        QVERIFY2(report.errorCount == 0, errorsOf(report));
        QCOMPARE(report.created, 700);
        for (const catalog::Product &product : std::as_const(folder.catalog.stored))
            QCOMPARE(product.variants.size(), 3);
    }

    void rowsNameTheirParent()
    {
        SourceFolder folder;
        const auto report = import(folder, "a.csv",
                                   "sku,parent,title,price,colour,qty\n"
                                   "S-R,S,Shirt red,12,red,5\nS,,Shirt,10,,\nS-B,S,Shirt blue,10,blue,6\nM,,Mug,5,white,7\nX-1,X,Left,1,red,1\n",
                                   ownKeys());
        QVERIFY2(report.errorCount == 0, errorsOf(report));
        QCOMPARE(report.created, 3);
        const auto shirt = folder.catalog.stored[s("S")];
        QCOMPARE(shirt.name, s("Shirt")); // of its own row, wherever that is
        QCOMPARE(shirt.prices, (QVector<catalog::Price>{{{}, s("USD"), 1000}}));
        QCOMPARE(shirt.variants.size(), 2);
        QCOMPARE(variant(shirt, "S-R")->prices, (QVector<catalog::Price>{{{}, s("USD"), 1200}}));
        QCOMPARE(variant(shirt, "S-B")->stock, 6);
        QCOMPARE(valueOf(folder.catalog.stored[s("M")], s("colour")), catalog::Value(catalog::OptionCode(s("white"))));
        QCOMPARE(folder.catalog.stored[s("X")].name, s("Left")); // it has no row of its own
    }

    void whatDoesNotFitIsNamed()
    {
        SourceFolder folder;
        const auto report = import(folder, "a.csv",
                                   "Art;SKU;Titel;Gruppe;Bild;Preis;Stoff;Groesse;Bestand\n"
                                   "H1;H1-S;Hemd;;;x;Leinen;S;3\n"  // its first row
                                   "H1;H1-M;Hemd;;;2;Leinen;M;0\n"
                                   "H1;H1-L;Hemd;;;2;Seide;L;0\n"
                                   "H1;H1-M;Hemd;;;2;Leinen;M;0\n"
                                   "T1;;Tasche;;;1;;;4\nT1;;Tasche;;;1;;;4\n;Q;;;;;;;\n"
                                   "W1;;Wok;;;y;;;4\n",
                                   sharedKey());
        const QByteArray errors = errorsOf(report);
        QVERIFY2(errors.contains("2 [Preis] not a price in EUR"), errors);
        QVERIFY2(errors.contains("4 [Stoff] the product has another value on line 3; where variants differ, the column is of = \"variant\""), errors);
        QVERIFY2(errors.contains("5 [SKU] the product has a variant H1-M already"), errors);
        QVERIFY2(errors.contains("7 [SKU] the product T1 has a row of its own already"), errors);
        QVERIFY2(errors.contains("8 [Art] the product has no key"), errors);
        QCOMPARE(report.errors.size(), 6);
        QCOMPARE(report.created, 2);
        QCOMPARE(folder.catalog.stored[s("H1")].variants.size(), 1);
        const std::pair<const char *, const char *> profiles[] = {
            {"a = \"key\"\nb = \"variant sku\"\nc = \"parent\"\n", "Keep one"},
            {"a = \"key\"\nb = \"variant sku\"\nc = \"sku\"\n", "Let it be \"variant sku\""},
            {"a = \"key\"\nb = { is = \"attribute\", of = \"variant\" }\n", "Let one column be \"variant sku\""},
            {"a = \"key\"\nb = { is = \"attribute\", of = \"row\" }\n", "Write of = \"variant\""}};
        for (const auto &[columns, remedy] : profiles) {
            const auto profile = parseMappingProfile(QByteArray("[columns]\n") + columns, s("p.toml"));
            QVERIFY(!profile.ok());
            QVERIFY2(profile.error().remedy.contains(s(remedy)), qPrintable(profile.error().toString()));
            QVERIFY(profile.error().where.startsWith(s("p.toml:")));
        }
    }

    void aFileThatBreaksOffTakesNoVariantsAway()
    {
        SourceFolder folder;
        QByteArray rows = "Art;SKU;Titel;Gruppe;Bild;Preis;Stoff;Groesse;Bestand\n";
        for (int n = 0; n < 3'000; ++n)
            rows += "H1;H1-" + QByteArray::number(n) + ";Hemd;;;1;;S;" + QByteArray::number(n % 7) + "\n";
        const QByteArray packed = test::gzipped(rows);
        QCOMPARE(import(folder, "a.csv.gz", packed, sharedKey()).created, 1);
        const auto report = import(folder, "a.csv.gz", packed.left(packed.size() / 2), sharedKey());
        QVERIFY2(errorsOf(report).contains("breaks off"), errorsOf(report));
        QCOMPARE(folder.catalog.stored[s("H1")].variants.size(), 3'000);
    }

    void jsonIsATableOfPaths()
    {
        SourceFolder folder;
        const QByteArray profile = "[columns]\nid = \"key\"\n\"title.de\" = \"name\"\n\"price.amount\" = { is = \"price\", currency = \"EUR\" }\n"
                                   "\"tags\" = { is = \"categories\", levels = \">\" }\n\"images.src\" = \"images\"\n"
                                   "\"dim.weight\" = { is = \"attribute\", code = \"weight\", type = \"number\", unit = \"kg\", decimal = \",\" }\n"
                                   "\"new\" = { is = \"attribute\", code = \"is_new\", type = \"boolean\" }\n\"materials\" = { is = \"attribute\", code = \"materials\" }\n"
                                   "\"skus.sku\" = \"variant sku\"\n\"skus.stock\" = \"stock\"\n\"skus.size\" = { is = \"attribute\", code = \"size\", of = \"variant\" }\n"
                                   "\"seo.slug\" = \"ignore\"\n";
        const QByteArray lines =
            "{\"id\":7,\"title\":{\"de\":\"Hemd\"},\"price\":{\"amount\":19.9},\"tags\":[\"Oben > Hemden\",\"Neu\"],\"images\":[{\"src\":\"a.jpg\"},{\"src\":\"b.jpg\"}],"
            "\"dim\":{\"weight\":\"0,25\"},\"new\":true,\"materials\":[\"Leinen\",\"Seide\"],\"seo\":{\"slug\":\"x\"},"
            "\"skus\":[{\"sku\":\"7-S\",\"stock\":3,\"size\":\"S\"},{\"sku\":\"7-M\",\"stock\":4,\"size\":\"M\"}]}\n"
            "not json\n"
            "[1]\n"
            "{\"id\":\"8\",\"title\":{\"de\":\"Topf\"},\"price\":{\"amount\":\"5.00\"},\"dim\":{\"weight\":1.5},\"new\":false,\"skus\":[]}\n";
        folder.write(s("pictures/a.jpg"), "a");
        folder.write(s("pictures/b.jpg"), "b");
        ImportOptions options;
        options.sources = {folder.write(s("a.jsonl"), lines)};
        options.profile = folder.write(s("p.toml"), profile);
        options.imagesDir = folder.path(s("pictures"));
        const auto report = folder.import(options);
        const QByteArray errors = errorsOf(report);
        QVERIFY2(errors.contains("2 [] not JSON at line 2, column"), errors);
        QVERIFY2(errors.contains("3 [] not an object"), errors);
        QCOMPARE(report.errors.size(), 2);
        QCOMPARE(report.created, 2);
        const auto shirt = folder.catalog.stored[s("7")];
        QCOMPARE(shirt.name, s("Hemd"));
        QCOMPARE(shirt.prices, (QVector<catalog::Price>{{{}, s("EUR"), 1990}}));
        QCOMPARE(shirt.categories, (QStringList{s("Oben/Hemden"), s("Neu")}));
        QCOMPARE(shirt.images.size(), 2);
        QCOMPARE(valueOf(shirt, s("weight")), catalog::Value(0.25));
        QCOMPARE(valueOf(shirt, s("is_new")), catalog::Value(true));
        QCOMPARE(valueOf(shirt, s("materials")), catalog::Value(s("Leinen, Seide")));
        QCOMPARE(shirt.variants.size(), 2);
        QCOMPARE(variant(shirt, "7-M")->stock, 4);
        QVERIFY(variant(shirt, "7-M")->attributes.contains({s("size"), s("M"), {}}));
        const auto pot = folder.catalog.stored[s("8")];
        QCOMPARE(pot.variants.size(), 1);
        QCOMPARE(valueOf(pot, s("weight")), catalog::Value(1.5)); // a number of JSON's own, whatever people write
        QCOMPARE(folder.import(options).unchanged, 2);
        // An array of the same objects is the same.
        options.sources = {folder.write(s("a.json"), "[" + lines.split('\n')[0] + "," + lines.split('\n')[3] + "]")};
        QCOMPARE(folder.import(options).unchanged, 2);
    }

    void bothAreSuggested_data()
    {
        QTest::addColumn<QByteArray>("rows");
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<int>("products");
        QTest::newRow("shared key") << QByteArray("Artikelnummer;SKU;Name;Preis EUR;Farbe;Bestand\nA;A-1;Hemd;10,00;rot;1\nA;A-2;Hemd;12,00;blau;2\nB;B-1;Rock;9,00;rot;3\nB;B-2;Rock;9,50;blau;4\n")
                                    << QStringList{s("\"Artikelnummer\" = \"key\""), s("\"SKU\" = \"variant sku\""), s("\"Name\" = \"name\""), s("of = \"variant\", code = \"farbe\"").left(14), s("\"Bestand\" = \"stock\"")}
                                    << 2;
        QTest::newRow("parent") << QByteArray("sku,parent_sku,name,price,colour\nA,,Shirt,10.00,\nA-1,A,Shirt red,10.00,red\nA-2,A,Shirt blue,12.00,blue\nB,,Mug,5.00,\n")
                                << QStringList{s("\"sku\" = \"key\""), s("\"parent_sku\" = \"parent\""), s("\"name\" = \"name\"")} << 2;
        QTest::newRow("json") << QByteArray("{\"id\":\"A\",\"title\":\"Shirt\",\"brand\":{\"name\":\"Halo\"},\"price\":{\"amount\":10.5},\"size\":{\"width\":3.5},\"variants\":[{\"sku\":\"A-1\",\"colour\":\"red\"},{\"sku\":\"A-2\",\"colour\":\"blue\"}]}\n"
                                            "{\"id\":\"B\",\"title\":\"Mug\",\"brand\":{\"name\":\"Halo\"},\"price\":{\"amount\":5},\"size\":{\"width\":4},\"variants\":[{\"sku\":\"B-1\",\"colour\":\"red\"}]}\n")
                              << QStringList{s("\"id\" = \"key\""), s("\"variants.sku\" = \"variant sku\""), s("\"title\" = \"name\""), s("\"brand.name\" = \"brand\""), s("\"price.amount\" = { is = \"price\""), s("code = \"size_width\"")}
                              << 2;
    }
    void bothAreSuggested()
    {
        QFETCH(QByteArray, rows);
        QFETCH(QStringList, lines);
        QFETCH(int, products);
        SourceFolder folder;
        const auto suggestion = suggestProfile(folder.write(s("a.txt"), rows));
        QVERIFY2(suggestion.ok(), suggestion.ok() ? "" : qPrintable(suggestion.error().toString()));
        for (const QString &line : std::as_const(lines))
            QVERIFY2(suggestion->toml.contains(line), qPrintable(line + u'\n' + suggestion->toml));
        const auto report = import(folder, "a.txt", rows, suggestion->toml.toUtf8());
        QVERIFY2(report.errorCount == 0, errorsOf(report) + suggestion->toml.toUtf8());
        QCOMPARE(report.created, products);
        const auto product = folder.catalog.stored[s("A")];
        QCOMPARE(product.variants.size(), 2);
        for (const catalog::Variant &each : product.variants)
            QVERIFY(!each.attributes.isEmpty());
    }
};

QTEST_APPLESS_MAIN(VariantProfileTest)
#include "tst_variant_profile.moc"
