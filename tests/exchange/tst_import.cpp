#include "exchange/import.h"
#include "exchange/support/source_folder.h"

#include <QJsonArray>

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;
using test::valueOf;

namespace {

ImportOptions optionsFor(const QStringList &sources, SourceFormat format = SourceFormat::Auto)
{
    ImportOptions options;
    options.sources = sources;
    options.format = format;
    return options;
}

QByteArray manyRows(int count)
{
    QByteArray csv = "key,name,stock,price:USD,attr.colour:option\n";
    for (int i = 0; i < count; ++i)
        csv += "K" + QByteArray::number(i) + ",Name " + QByteArray::number(i) + ",3,9.90,Red\n";
    return csv;
}

} // namespace

class ImportTest : public QObject
{
    Q_OBJECT
private slots:
    void formatNamesRoundTrip()
    {
        for (const char *name : {"auto", "icecat", "magento", "shopify", "spree", "akeneo", "csv", "jsonl"})
            QCOMPARE(sourceFormatName(*sourceFormatFromName(QString::fromLatin1(name))), QLatin1String(name));
        QVERIFY(!sourceFormatFromName(u"excel"));
    }

    void ownCsvFillsEveryField()
    {
        SourceFolder folder;
        const auto report = folder.import(
            QStringLiteral("a.csv"),
            "key,name,categories,brand,sku,stock,price:USD,price:VN:VND,attr.colour:option,attr.weight:"
            "number,"
            "attr.washable:boolean,attr.released:date,attr.name@TH/th_TH\n"
            "K1,Shirt,Men/"
            "Tops|Sale,Halo,S-1,7,12.50,300000,Red,1.5,true,2024-12-31,\xe0\xb9\x80\xe0\xb8\xaa\n");
        QCOMPARE(report.created, 1);
        QCOMPARE(report.errorCount, 0);
        const auto product = folder.catalog.stored[QStringLiteral("K1")];
        QCOMPARE(product.name, QStringLiteral("Shirt"));
        QCOMPARE(product.categories, (QStringList{QStringLiteral("Men/Tops"), QStringLiteral("Sale")}));
        QCOMPARE(product.variants.size(), 1);
        QCOMPARE(product.variants[0].sku, QStringLiteral("S-1"));
        QCOMPARE(product.stock(), 7);
        QCOMPARE(product.prices,
                 (QVector<catalog::Price>{{{}, QStringLiteral("USD"), 1250},
                                          {QStringLiteral("VN"), QStringLiteral("VND"), 300'000}}));
        QCOMPARE(valueOf(product, QStringLiteral("brand")),
                 catalog::Value(catalog::OptionCode(QStringLiteral("Halo"))));
        QCOMPARE(valueOf(product, QStringLiteral("weight")), catalog::Value(1.5));
        QCOMPARE(valueOf(product, QStringLiteral("washable")), catalog::Value(true));
        QCOMPARE(valueOf(product, QStringLiteral("released")), catalog::Value(QDate(2024, 12, 31)));
        QCOMPARE(valueOf(product, QStringLiteral("name"), {QStringLiteral("TH"), QStringLiteral("th_TH")}),
                 catalog::Value(QString::fromUtf8("\xe0\xb9\x80\xe0\xb8\xaa")));
    }

    void variantsFollowTheirProduct()
    {
        SourceFolder folder;
        const auto report =
            folder.import(QStringLiteral("a.csv"), "key,name,sku,stock,price:USD,attr.size:option\n"
                                                   "K1,Shirt,,,10,\n"
                                                   "K1,,K1-S,3,,S\n"
                                                   "K1,,K1-M,0,11,M\n"
                                                   "K2,Bag,,5,20,\n"
                                                   "K1,,K1-L,9,,L\n");
        QCOMPARE(report.created, 2);
        QCOMPARE(report.rejected, 1); // K1 again, not below its own row
        QCOMPARE(report.errors[0].line, 6);
        const auto shirt = folder.catalog.stored[QStringLiteral("K1")];
        QCOMPARE(shirt.variants.size(), 2);
        QCOMPARE(shirt.variants[1].prices.value(0).minor, 1100);
        QCOMPARE(shirt.variants[1].attributes.size(), 1);
        QCOMPARE(folder.catalog.stored[QStringLiteral("K2")].variants[0].sku, QStringLiteral("K2"));
    }

    void aBlankCellEmptiesAndAMissingColumnKeeps()
    {
        SourceFolder folder;
        folder.import(QStringLiteral("a.csv"),
                      "key,name,stock,price:USD,attr.colour:option,attr.note\nK1,Shirt,7,12.50,Red,old\n");
        const auto report = folder.import(QStringLiteral("b.csv"), "key,attr.colour,attr.size\nK1,,XL\n");
        QCOMPARE(report.updated, 1);
        const auto product = folder.catalog.stored[QStringLiteral("K1")];
        QCOMPARE(product.name, QStringLiteral("Shirt"));
        QCOMPARE(product.stock(), 7);
        QCOMPARE(product.prices.size(), 1);
        QCOMPARE(valueOf(product, QStringLiteral("colour")), catalog::Value(QStringLiteral("<none>")));
        QCOMPARE(valueOf(product, QStringLiteral("note")), catalog::Value(QStringLiteral("old")));
        QCOMPARE(valueOf(product, QStringLiteral("size")), catalog::Value(QStringLiteral("XL")));
    }

    void aMissingMemberKeepsAndNullEmpties()
    {
        SourceFolder folder;
        folder.import(QStringLiteral("a.jsonl"),
                      "{\"key\":\"K1\",\"name\":\"Shirt\",\"attributes\":{\"colour\":\"Red\",\"weight\":2},"
                      "\"prices\":[{\"currency\":\"USD\",\"amount\":\"9.90\"}],"
                      "\"variants\":[{\"sku\":\"S\",\"stock\":4}]}\n");
        QCOMPARE(folder.catalog.stored[QStringLiteral("K1")].prices.value(0).minor, 990);
        const auto report = folder.import(QStringLiteral("b.jsonl"), "{\"key\":\"K1\",\"prices\":null}\n");
        QCOMPARE(report.updated, 1);
        const auto product = folder.catalog.stored[QStringLiteral("K1")];
        QVERIFY(product.prices.isEmpty());
        QCOMPARE(product.name, QStringLiteral("Shirt"));
        QCOMPARE(product.attributes.size(), 2);
        QCOMPARE(product.variants.value(0).sku, QStringLiteral("S"));
    }

    void badRowsAreNamedWhileGoodOnesGoIn_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<qint64>("line");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("reason");
        const QByteArray head = "key,name,stock,price:USD,attr.weight:number\n";
        const QByteArray good = "GOOD,Fine,1,2.00,3\n";
        const auto row = [&](const char *name, const QByteArray &bad, qint64 line, const char *field,
                             const char *reason) {
            QTest::newRow(name) << QByteArray(head + bad + good) << line << QString::fromLatin1(field)
                                << QString::fromLatin1(reason);
        };
        row("no key", ",x,1,2,3\n", 2, "key", "no key");
        row("long key", QByteArray(200, 'k') + ",x,1,2,3\n", 2, "key", "at most 128");
        row("control character", "k\x01,x,1,2,3\n", 2, "key", "control character");
        row("stock", "B,x,many,2,3\n", 2, "stock", "not a whole number");
        row("price", "B,x,1,2.999,3\n", 2, "price:USD", "not a price");
        row("number", "B,x,1,2,heavy\n", 2, "attr.weight:number", "not a number");
        row("infinity", "B,x,1,2,inf\n", 2, "attr.weight:number", "not a number");
        row("stray quote", "B,x\"y,1,2,3\n", 2, "name", "stray quote");
        row("encoding", "B,caf\xe9,1,2,3\n", 2, "name", "not UTF-8");
        row("missing columns", "B,x\n", 2, "stock", "2 cells");
        row("10 MB cell", "B," + QByteArray(10'000'000, 'x') + ",1,2,3\n", 2, "name", "1 MiB");
        row("duplicate", "B,x,1,2,3\nC,x,1,2,3\nB,y,1,2,3\n", 4, "key", "before");
    }
    void badRowsAreNamedWhileGoodOnesGoIn()
    {
        QFETCH(QByteArray, csv);
        QFETCH(qint64, line);
        QFETCH(QString, field);
        QFETCH(QString, reason);
        SourceFolder folder;
        const auto report = folder.import(QStringLiteral("a.csv"), csv);
        QCOMPARE(report.rejected, 1);
        QCOMPARE(report.errors.size(), 1);
        QVERIFY(report.errors[0].file.endsWith(QLatin1String("a.csv")));
        QCOMPARE(report.errors[0].line, line);
        QCOMPARE(report.errors[0].field, field);
        QVERIFY2(report.errors[0].reason.contains(reason), qPrintable(report.errors[0].reason));
        QVERIFY(folder.catalog.stored.contains(QStringLiteral("GOOD")));
    }

    void wholeFilesThatAreBad_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<SourceFormat>("format");
        QTest::addColumn<int>("created");
        QTest::addColumn<QString>("reason");
        const QByteArray rows = manyRows(20'000);
        QTest::newRow("empty") << QByteArray() << SourceFormat::Auto << 0 << QStringLiteral("empty");
        QTest::newRow("only a BOM") << QByteArray("\xef\xbb\xbf") << SourceFormat::Csv << 0
                                    << QStringLiteral("empty");
        QTest::newRow("no key column")
            << QByteArray("name\nx\n") << SourceFormat::Csv << 0 << QStringLiteral("column key");
        QTest::newRow("unknown column")
            << QByteArray("key,colour\na,b\n") << SourceFormat::Csv << 1 << QStringLiteral("left out");
        QTest::newRow("cut gz") << test::gzipped(rows).left(40'000) << SourceFormat::Auto << -1
                                << QStringLiteral("cut");
        QTest::newRow("half an array") << QByteArray("[{\"key\":\"a\"},\n{\"key\":\"b\"")
                                       << SourceFormat::Auto << 1 << QStringLiteral("cut");
        QTest::newRow("broken line") << QByteArray("{\"key\":\"a\"}\n{\"key\":\n{\"key\":\"b\"}\n")
                                     << SourceFormat::Jsonl << 2 << QStringLiteral("not JSON at line");
        QTest::newRow("not an object") << QByteArray("{\"key\":\"a\"}\n7\n") << SourceFormat::Jsonl << 1
                                       << QStringLiteral("not an object");
        QTest::newRow("bad member")
            << QByteArray("{\"key\":\"a\"}\n{\"key\":\"b\",\"prices\":[{\"currency\":\"dollar\"}]}\n")
            << SourceFormat::Jsonl << 1 << QStringLiteral("capital letters");
    }
    void wholeFilesThatAreBad()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(SourceFormat, format);
        QFETCH(int, created);
        QFETCH(QString, reason);
        SourceFolder folder;
        const auto report = folder.import(optionsFor({folder.write(QStringLiteral("f"), bytes)}, format));
        QCOMPARE(report.errorCount, 1);
        QVERIFY2(report.errors[0].reason.contains(reason), qPrintable(report.errors[0].reason));
        if (created >= 0)
            QCOMPARE(report.created, created);
        else
            QVERIFY(report.created > 100 && report.created < 20'000);
    }

    void sourcesThatCannotBeReadAreErrors()
    {
        SourceFolder folder;
        const auto absent = folder.tryImport(optionsFor({folder.path(QStringLiteral("absent.csv"))}));
        QVERIFY(!absent.ok());
        QCOMPARE(absent.error().code, ErrorCode::NotFound);
        QVERIFY(absent.error().where.contains(QLatin1String("absent.csv")));
        QVERIFY(!absent.error().remedy.isEmpty());

        const auto unknown =
            folder.tryImport(optionsFor({folder.write(QStringLiteral("x.csv"), "a,b\n1,2\n")}));
        QCOMPARE(unknown.error().code, ErrorCode::UnsupportedType);
        for (const char *format : {"icecat", "magento", "shopify", "spree", "akeneo", "csv", "jsonl"})
            QVERIFY(unknown.error().what.contains(QLatin1String(format)));

        QByteArray corrupt = test::zstdPacked(manyRows(10));
        corrupt[6] = char(~corrupt[6]);
        corrupt[7] = char(~corrupt[7]);
        const auto damaged = folder.tryImport(optionsFor({folder.write(QStringLiteral("x.zst"), corrupt)}));
        QCOMPARE(damaged.error().code, ErrorCode::Corrupt);

        const auto utf16 = folder.tryImport(
            optionsFor({folder.write(QStringLiteral("x"), QByteArray("\xff\xfek\0e\0", 6))}));
        QVERIFY(utf16.error().remedy.contains(QLatin1String("UTF-8")));

        auto noPictures = optionsFor({folder.write(QStringLiteral("y.csv"), manyRows(1))});
        noPictures.imagesDir = folder.path(QStringLiteral("nowhere"));
        QCOMPARE(folder.tryImport(noPictures).error().code, ErrorCode::NotFound);
    }

    void aFailingCatalogEndsTheImport()
    {
        SourceFolder folder;
        folder.catalog.failure = Error{ErrorCode::StorageFull, QStringLiteral("no space left"), {}, {}};
        const auto report =
            folder.tryImport(optionsFor({folder.write(QStringLiteral("a.csv"), manyRows(3))}));
        QCOMPARE(report.error().code, ErrorCode::StorageFull);
    }

    void aFullQueueIsWaitedFor()
    {
        SourceFolder folder;
        folder.catalog.overloadedTimes = 3;
        QCOMPARE(folder.import(QStringLiteral("a.csv"), manyRows(3)).created, 3);
    }

    void theSecondImportChangesNothing()
    {
        SourceFolder folder;
        folder.import(QStringLiteral("a.csv"), manyRows(1'200));
        const auto before = folder.catalog.stored;
        const auto again = folder.import(QStringLiteral("a.csv"), manyRows(1'200));
        QCOMPARE(again.unchanged, 1'200);
        QCOMPARE(again.created + again.updated + again.rejected, 0);
        QCOMPARE(folder.catalog.stored, before);
    }

    void aDryRunWritesNothingAndSaysWhatItWould()
    {
        SourceFolder folder;
        folder.import(QStringLiteral("a.csv"), manyRows(10));
        const auto before = folder.catalog.stored;
        auto options =
            optionsFor({folder.write(QStringLiteral("b.csv"), manyRows(12).replace("Name 3", "Other"))});
        options.dryRun = true;
        const auto report = folder.import(options);
        QVERIFY(report.dryRun);
        QCOMPARE(report.created, 2);
        QCOMPARE(report.updated, 1);
        QCOMPARE(report.unchanged, 9);
        QCOMPARE(folder.catalog.stored, before);
        QCOMPARE(folder.catalog.upserts, 1);
    }

    void cancelKeepsWhatWasCommitted()
    {
        SourceFolder folder;
        folder.progress = [&](const ImportProgress &progress) {
            if (progress.products >= 1'000)
                folder.cancel.request();
        };
        const auto report = folder.import(QStringLiteral("a.csv"), manyRows(200'000));
        QVERIFY(report.cancelled);
        QVERIFY(report.created >= 1'000 && report.created < 200'000);
        QCOMPARE(report.created, folder.catalog.stored.size());
        folder.cancel = {};
        folder.progress = {};
        const auto rest = folder.import(QStringLiteral("a.csv"), manyRows(200'000));
        QCOMPARE(rest.unchanged, report.created);
        QCOMPARE(rest.created + rest.unchanged, 200'000);
    }

    void progressEndsWithEverythingRead()
    {
        SourceFolder folder;
        QVector<ImportProgress> seen;
        folder.progress = [&](const ImportProgress &progress) { seen.append(progress); };
        folder.import(QStringLiteral("a.csv"), manyRows(5'000));
        QVERIFY(!seen.isEmpty());
        QCOMPARE(seen.last().bytesRead, seen.last().bytesTotal);
        QCOMPARE(seen.last().products, 5'000);
        QVERIFY(seen.last().valuesPerSecond > 0);
        QCOMPARE(seen.last().remaining->count(), 0);
    }

    void picturesAreFoundOnceAndMissingOnesCounted()
    {
        SourceFolder folder;
        folder.write(QStringLiteral("pictures/deep/a.JPG"), "picture a");
        folder.write(QStringLiteral("pictures/b.jpg"), "picture b");
        folder.write(QStringLiteral("pictures/bad.jpg"), "broken");
        auto options = optionsFor({folder.write(QStringLiteral("p.csv"), "key,images\n"
                                                                         "K1,a.jpg|b.jpg|none.jpg\n"
                                                                         "K2,b.jpg|none.jpg|bad.jpg\n")});
        options.imagesDir = folder.path(QStringLiteral("pictures"));
        const auto report = folder.import(options);
        QCOMPARE(report.imagesStored, 2);
        QCOMPARE(report.imagesMissing, 1);
        QCOMPARE(report.imagesRejected, 1);
        QCOMPARE(folder.picturesPut, 3);
        QVERIFY(report.errors[0].file.endsWith(QLatin1String("bad.jpg")));
        QCOMPARE(folder.catalog.stored[QStringLiteral("K1")].images.size(), 2);
        const auto again = folder.import(options);
        QCOMPARE(again.unchanged, 2);
        QCOMPARE(again.imagesUnchanged, 2);
        QCOMPARE(again.imagesStored, 0);
        options.imagesDir.clear(); // without a folder nobody says that the pictures are gone
        QCOMPARE(folder.import(options).unchanged, 2);
    }

    void errorsAreBoundedAndCounted()
    {
        SourceFolder folder;
        QByteArray csv = "key,stock\n";
        for (int i = 0; i < 1'500; ++i)
            csv += QByteArray::number(i) + ",x\n";
        const auto report = folder.import(QStringLiteral("a.csv"), csv);
        QCOMPARE(report.errors.size(), 1'000);
        QCOMPARE(report.errorCount, 1'500);
        QCOMPARE(report.rejected, 1'500);
        const QJsonObject json = report.toJson();
        QCOMPARE(json[QLatin1String("products")].toObject()[QLatin1String("rejected")].toInt(), 1'500);
        const QJsonObject first = json[QLatin1String("errors")].toArray().first().toObject();
        QCOMPARE(first[QLatin1String("line")].toInt(), 2);
        QCOMPARE(first[QLatin1String("column")].toString(), QStringLiteral("stock"));
        QVERIFY(json[QLatin1String("images")].toObject().contains(QLatin1String("missing")));
    }

    void oneNameWithTwoTypesGetsTwoCodes()
    {
        SourceFolder folder;
        const QByteArray json =
            "[{\"id\":\"1\",\"title\":\"A\",\"supplier\":\"HP\",\"price\":4995,\"attr_t_size\":\"big\"},"
            "{\"id\":\"2\",\"title\":\"B\",\"attr_n_size\":2.5}]";
        QCOMPARE(folder.import(QStringLiteral("a.json"), json).created, 2);
        QCOMPARE(valueOf(folder.catalog.stored[QStringLiteral("1")], QStringLiteral("size")),
                 catalog::Value(QStringLiteral("big")));
        QCOMPARE(valueOf(folder.catalog.stored[QStringLiteral("2")], QStringLiteral("size_number")),
                 catalog::Value(2.5));
        QCOMPARE(folder.import(QStringLiteral("a.json"), json).unchanged, 2);
        QCOMPARE(folder.catalog.labels[QStringLiteral("brand")], QStringLiteral("Brand"));
    }

    void spreeListsASecondCurrencyBehindItsProducts()
    {
        SourceFolder folder;
        const QByteArray csv = "slug,sku,name,price,currency,option1_name,option1_value,inventory_count\n"
                               "mug,MUG,Mug,0,USD,,,\n"
                               "mug,MUG-R,,9.50,USD,Color,Red,4\n"
                               "cup,CUP,Cup,3,USD,,,2\n"
                               "mug,MUG-R,,8.90,EUR,,,\n"
                               "cup,CUP,,2.80,EUR,,,\n"
                               "cup,CUP,Cup again,4,USD,,,\n"
                               "mug,MUG-X,,1,EUR,,,\n";
        const auto report = folder.import(QStringLiteral("s.csv"), csv);
        QCOMPARE(report.created, 2);
        QCOMPARE(report.rejected, 2);
        QSet<qint64> lines{report.errors[0].line, report.errors[1].line};
        QCOMPARE(lines, (QSet<qint64>{7, 8}));
        const auto mug = folder.catalog.stored[QStringLiteral("mug")];
        QCOMPARE(mug.variants.size(), 1);
        QCOMPARE(mug.variants[0].prices.value(1).minor, 890);
        QCOMPARE(mug.prices, mug.variants[0].prices);
        QCOMPARE(folder.catalog.stored[QStringLiteral("cup")].prices.size(), 2);
        QCOMPARE(folder.import(QStringLiteral("s.csv"), csv).unchanged, 2);
    }

    void translationsAloneAddToWhatIsThere()
    {
        SourceFolder folder;
        folder.import(QStringLiteral("s.csv"), "slug,sku,name,price\nmug,MUG,Mug,9\n");
        const auto report = folder.import(QStringLiteral("t.csv"),
                                          "slug,locale,name,description\nmug,de,Becher,\nnone,de,x,\n");
        QCOMPARE(report.updated, 1);
        QCOMPARE(report.rejected, 1);
        const auto mug = folder.catalog.stored[QStringLiteral("mug")];
        QCOMPARE(mug.name, QStringLiteral("Mug"));
        QCOMPARE(mug.prices.size(), 1);
        QCOMPARE(valueOf(mug, QStringLiteral("name"), {{}, QStringLiteral("de")}),
                 catalog::Value(QStringLiteral("Becher")));
    }

    void shopifyRowsBecomeVariants()
    {
        SourceFolder folder;
        const auto report = folder.import(
            QStringLiteral("s.csv"),
            "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant "
            "Inventory Qty,"
            "Variant Price,Image Src\n"
            "mug,Mug,<p>Nice</p>,Halo,Kitchen,\"a, b\",Colour,Red,MUG-R,4,9.50,https://x/mug-red.jpg\n"
            "mug,,,,,,,Blue,MUG-B,0,10,https://x/mug-blue.jpg?v=1\n"
            "mug,,,,,,,,,,,https://x/mug-box.jpg\n"
            "cup,Cup,,,,,Title,Default Title,CUP,1,3,\n");
        QCOMPARE(report.created, 2);
        QCOMPARE(report.errorCount, 0);
        const auto mug = folder.catalog.stored[QStringLiteral("mug")];
        QCOMPARE(mug.variants.size(), 2);
        QCOMPARE(mug.variants[1].attributes.value(0).code, QStringLiteral("colour"));
        QCOMPARE(mug.variants[1].prices.value(0).minor, 1000);
        QCOMPARE(mug.categories, QStringList{QStringLiteral("Kitchen")});
        QVERIFY(folder.catalog.stored[QStringLiteral("cup")].variants[0].attributes.isEmpty());
    }
};

QTEST_APPLESS_MAIN(ImportTest)
#include "tst_import.moc"
