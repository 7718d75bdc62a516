#include "catalog/family.h"
#include "exchange/family_suggestion.h"
#include "exchange/support/source_folder.h"

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;
using test::valueOf;

namespace {

constexpr char Attributes[] =
    "code;label-de_DE;label-en_US;default_metric_unit;localizable;max_characters;metric_family;number_max;number_min;scopable;type;validation_regexp;validation_rule\n"
    "sku;Nummer;SKU;;0;;;;;0;pim_catalog_identifier;;\n"
    "name;Name;Name;;1;80;;;;0;pim_catalog_text;;\n"
    "description;Text;Description;;1;;;;;1;pim_catalog_textarea;;\n"
    "price;Preis;Price;;0;;;;;0;pim_catalog_price_collection;;\n"
    "rent;Miete;Rent;;0;;;;;0;pim_catalog_price_collection;;\n"
    "weight;Gewicht;Weight;GRAM;0;;Weight;;;0;pim_catalog_metric;;\n"
    "seats;Sitze;Seats;;0;;;12;1;0;pim_catalog_number;;\n"
    "folds;Klappbar;Folds;;0;;;;;0;pim_catalog_boolean;;\n"
    "since;Seit;Since;;0;;;;;1;pim_catalog_date;;\n"
    "wood;Holz;Wood;;0;;;;;0;pim_catalog_simpleselect;;\n"
    "care;Pflege;Care;;0;;;;;0;pim_catalog_multiselect;;\n"
    "photo;Foto;Photo;;0;;;;;0;pim_catalog_image;;\n"
    "code_of;Code;Code;;0;;;;;0;pim_catalog_text;/^[A-Z]+$/;regexp\n";
constexpr char Options[] = "attribute;code;label-de_DE;label-en_US;sort_order\n"
                           "wood;oak;Eiche;Oak;1\nwood;ash;Esche;;2\n";
constexpr char Families[] = "attribute_as_label;attributes;code;label-en_US;requirements-print;requirements-shop\n"
                            "name;sku,name,description,price,weight,seats,folds,since,wood,care,photo,code_of;chairs;Chairs;name,photo;name,description,wood\n";
constexpr char Channels[] = "code;currencies;label-en_US;locales;tree\nshop;EUR,USD;Shop;de_DE,en_US;master\nprint;EUR;Print;de_DE;master\n";
constexpr char Categories[] = "code;parent;label-en_US\nmaster;;Master\nseating;master;Seating\nstools;seating;Stools/Benches\nloose;;\n";
constexpr char Variants[] = "code;family;variant-attributes_1;variant-attributes_2;variant-axes_1;variant-axes_2\nby_wood;chairs;wood;sku;wood;seats\n";

} // namespace

/// Akeneo's exports: its CSV with and without the side tables, product models in two levels, and its REST form.
class AkeneoTest : public QObject
{
    Q_OBJECT

    static QString s(const char *text) { return QString::fromUtf8(text); }
    static catalog::Scope scope(const char *channel, const char *locale) { return {s(channel), s(locale)}; }
    static void writeTables(SourceFolder &folder)
    {
        folder.write(s("in/attributes.csv"), Attributes);
        folder.write(s("in/attribute_options.csv"), Options);
        folder.write(s("in/families.csv"), Families);
        folder.write(s("in/channels.csv"), Channels);
        folder.write(s("in/categories.csv"), Categories);
        folder.write(s("in/family_variants.csv"), Variants);
    }
    static ImportOptions from(const SourceFolder &folder)
    {
        ImportOptions options;
        options.sources = {folder.path(s("in"))};
        return options;
    }

private slots:
    void productsAreTakenAsTheTablesDeclareThem()
    {
        SourceFolder folder;
        writeTables(folder);
        folder.write(s("in/products.csv"),
                     "sku;categories;enabled;family;groups;parent;X_SELL-products;care;code_of;description-de_DE-shop;description-en_US-shop;folds;name-de_DE;name-en_US;"
                     "photo;price-EUR;price-USD;rent-EUR;seats;since-print;weight;weight-unit;wood\n"
                     "S-1;stools,loose;1;chairs;sale,new;;S-2,S-3;wax,oil;AB;\"Ein; Hocker\";A stool;0;Hocker;Stool;files/S-1/photo/a.jpg;19.90;21;2.50;1;2024-02-29;1.5;KILOGRAM;oak\n"
                     "S-2;seating;0;chairs;;;;;;;;1;Stuhl;;;5,50;;;2;;700;GRAM;ash\n");
        const auto report = folder.import(from(folder));
        QCOMPARE(report.errorCount, 0);
        QCOMPARE(report.created, 2);
        QCOMPARE(report.warnings.size(), 1); // the families that it declares
        const auto stool = folder.catalog.stored[s("S-1")];
        QCOMPARE(stool.name, s("Stool"));
        QCOMPARE(stool.categories, (QStringList{s("Seating/Stools∕Benches"), s("loose")}));
        QCOMPARE(stool.prices, (QVector<catalog::Price>{{{}, s("EUR"), 1990}, {{}, s("USD"), 2100}}));
        QCOMPARE(valueOf(stool, s("family")), catalog::Value(catalog::OptionCode(s("chairs"))));
        QCOMPARE(valueOf(stool, s("wood")), catalog::Value(catalog::OptionCode(s("oak"))));
        QCOMPARE(valueOf(stool, s("weight")), catalog::Value(1500.0)); // in the unit that the attribute has
        QCOMPARE(valueOf(stool, s("rent_eur")), catalog::Value(2.5));
        QCOMPARE(valueOf(stool, s("seats")), catalog::Value(1.0));
        QCOMPARE(valueOf(stool, s("folds")), catalog::Value(false));
        QCOMPARE(valueOf(stool, s("enabled")), catalog::Value(true));
        QCOMPARE(valueOf(stool, s("since"), scope("print", "")), catalog::Value(QDate(2024, 2, 29)));
        QCOMPARE(valueOf(stool, s("care")), catalog::Value(s("wax, oil")));
        QCOMPARE(valueOf(stool, s("groups")), catalog::Value(s("sale, new")));
        QCOMPARE(valueOf(stool, s("x_sell_products")), catalog::Value(s("S-2, S-3")));
        QCOMPARE(valueOf(stool, s("description"), scope("shop", "de_DE")), catalog::Value(s("Ein; Hocker")));
        QCOMPARE(valueOf(stool, s("name"), scope("", "de_DE")), catalog::Value(s("Hocker")));
        QCOMPARE(folder.catalog.labels[s("wood")], s("Wood"));
        QCOMPARE(folder.catalog.labels[s("wood/oak")], s("Oak"));
        QCOMPARE(folder.catalog.labels[s("wood/ash")], s("Esche")); // where it has no English one
        const auto chair = folder.catalog.stored[s("S-2")];
        QCOMPARE(chair.name, s("Stuhl"));
        QCOMPARE(chair.prices, (QVector<catalog::Price>{{{}, s("EUR"), 550}}));
        QCOMPARE(folder.import(from(folder)).unchanged, 2);
    }

    /// A family may say that its products are called by their keys: those they have anyway.
    void aKeyIsNoNameWhereThereIsOne()
    {
        SourceFolder folder;
        folder.write(s("in/families.csv"), "code;attributes;attribute_as_label;label-en_US\nf;sku,name;sku;F\n");
        folder.write(s("in/products.csv"), "sku;categories;enabled;family;groups;name\nA;;1;f;;Stool\nB;;1;f;;\n");
        QCOMPARE(folder.import(from(folder)).created, 2);
        QCOMPARE(folder.catalog.stored[s("A")].name, s("Stool"));
        QCOMPARE(folder.catalog.stored[s("B")].name, s("B"));
    }

    void picturesAreFoundByTheirPaths()
    {
        SourceFolder folder;
        folder.write(s("in/attributes.csv"), Attributes);
        folder.write(s("pictures/a.jpg"), "a picture");
        folder.write(s("in/products.csv"), "sku;categories;enabled;family;groups;photo\nS-1;;1;chairs;;files/S-1/photo/a.jpg\n");
        ImportOptions options = from(folder);
        options.imagesDir = folder.path(s("pictures"));
        QCOMPARE(folder.import(options).imagesStored, 1);
        QCOMPARE(folder.catalog.stored[s("S-1")].images.size(), 1);
    }

    /// Two levels above a product, in whatever order the rows come.
    void modelsAndTheirProductsAreOneProduct()
    {
        SourceFolder folder;
        writeTables(folder);
        folder.write(s("in/product_models.csv"), "code;family_variant;parent;categories;name-en_US;photo;price-EUR;wood;since-shop\n"
                                                 "bench_oak;by_wood;bench;loose;;o.jpg;99;oak;\n"
                                                 "bench;by_wood;;stools;Bench;b.jpg;89;;2020-01-01\n"
                                                 "bench_ash;by_wood;bench;;;;;ash;\n"
                                                 "lonely;by_wood;;;Lonely;;;;\n");
        folder.write(s("in/products.csv"), "sku;categories;enabled;family;groups;parent;price-EUR;seats;weight;weight-unit\n"
                                           "B-O-2;;1;chairs;;bench_oak;;2;;\n"
                                           "S-9;;1;chairs;;;12;1;;\n"
                                           "B-A-2;;1;chairs;;bench_ash;79;2;9;KILOGRAM\n"
                                           "B-O-3;;0;chairs;;bench_oak;;3;;\n");
        const auto report = folder.import(from(folder));
        QCOMPARE(report.errorCount, 0);
        QCOMPARE(report.created, 3);
        const auto bench = folder.catalog.stored[s("bench")];
        QCOMPARE(bench.name, s("Bench"));
        QCOMPARE(bench.categories, (QStringList{s("Seating/Stools∕Benches"), s("loose")}));
        QCOMPARE(bench.prices, (QVector<catalog::Price>{{{}, s("EUR"), 8900}}));
        QCOMPARE(valueOf(bench, s("family")), catalog::Value(catalog::OptionCode(s("chairs"))));
        QCOMPARE(bench.variants.size(), 3);
        const auto variant = [&](const char *sku) {
            for (const catalog::Variant &each : bench.variants) {
                if (each.sku == s(sku))
                    return each;
            }
            return catalog::Variant();
        };
        const catalog::AttributeValue oak{s("wood"), catalog::OptionCode(s("oak")), {}};
        QVERIFY(variant("B-O-2").attributes.contains(oak));
        QVERIFY(variant("B-O-2").attributes.contains({s("seats"), 2.0, {}}));
        QCOMPARE(variant("B-O-2").prices, (QVector<catalog::Price>{{{}, s("EUR"), 9900}})); // the level's
        QCOMPARE(variant("B-A-2").prices, (QVector<catalog::Price>{{{}, s("EUR"), 7900}})); // its own
        QVERIFY(variant("B-A-2").attributes.contains({s("weight"), 9'000.0, {}}));
        for (const catalog::AttributeValue &value : variant("B-O-2").attributes)
            QVERIFY2(value.code != s("family"), "said once, by the product");
        QCOMPARE(folder.catalog.stored[s("lonely")].variants.size(), 1);
        QCOMPARE(folder.catalog.stored[s("S-9")].variants.size(), 1);
        QCOMPARE(folder.import(from(folder)).unchanged, 3);
        // The files as sources of their own are one source.
        ImportOptions files;
        for (const char *name : {"products", "attributes", "family_variants", "product_models", "categories"})
            files.sources.append(folder.path(s("in/%1.csv").arg(s(name))));
        QCOMPARE(folder.import(files).unchanged, 3);
    }

    void whatIsNotThereIsNamed()
    {
        SourceFolder folder;
        folder.write(s("in/product_models.csv"), "code;family_variant;parent\na;v;b\nb;v;a\nc;v;nowhere\n");
        const QString products = folder.write(s("in/products.csv"), "sku;categories;enabled;family;groups;parent;price-EUR;weight;weight-unit;a-b-c-d-e\n"
                                                                    "P1;;1;f;;gone;1;1;KILOGRAM;\nP2;;1;f;;a;1;1;KILOGRAM;\nP3;;1;f;;;x;1;KILOGRAM;\n"
                                                                    "P4;;1;f;;;1;1;METER;\n;;1;f;;;1;;;\nP6;;yes;f;;;1;;;\nP7;;1;f;;;1;;;\nP7;;1;f;;;1;;;\n");
        const auto report = folder.import(from(folder));
        QCOMPARE(report.created, 1);
        QStringList told;
        for (const Rejection &each : report.errors)
            told.append(QStringLiteral("%1:%2 %3: %4").arg(QFileInfo(each.file).fileName()).arg(each.line).arg(each.field, each.reason));
        const auto isTold = [&](const char *start, const char *part) {
            return std::any_of(told.begin(), told.end(), [&](const QString &each) { return each.startsWith(s(start)) && each.contains(s(part)); });
        };
        const QByteArray all = told.join(u'\n').toUtf8();
        QVERIFY2(isTold("products.csv:1 a-b-c-d-e", "left out"), all);
        QVERIFY2(isTold("products.csv:2 parent", "export the product models"), all);
        QVERIFY2(isTold("products.csv:3 parent", "a is not in this source"), all);
        QVERIFY2(isTold("products.csv:4 price-EUR", "not a price: x"), all);
        QVERIFY2(isTold("products.csv:5 weight", "m cannot be converted into kg"), all);
        QVERIFY2(isTold("products.csv:6 sku", "nothing names it"), all);
        QVERIFY2(isTold("products.csv:7 enabled", "neither 1 nor 0: yes"), all);
        QVERIFY2(isTold("products.csv:9 sku", "P7 was in this source before"), all);
        QVERIFY2(isTold("product_models.csv:2 parent", "circle"), all);
        QVERIFY2(isTold("product_models.csv:4 parent", "nowhere is not in this source"), all);
        QCOMPARE(told.size(), 11);
        // Tables alone are no products.
        ImportOptions tables;
        tables.sources = {folder.write(s("t/attributes.csv"), Attributes)};
        const auto nothing = folder.tryImport(tables);
        QCOMPARE(nothing.error().code, ErrorCode::UnsupportedType);
        QVERIFY(nothing.error().remedy.contains(u"products.csv"));
    }

    void aFileThatBreaksOffTakesNoVariantsAway()
    {
        SourceFolder folder;
        folder.write(s("in/product_models.csv"), "code;family_variant;parent;name\nbench;v;;Bench\n");
        QByteArray rows = "sku;categories;enabled;family;groups;parent\n";
        for (int n = 0; n < 2'000; ++n)
            rows += "B-" + QByteArray::number(n) + ";;1;f;;bench\n";
        const QByteArray packed = test::gzipped(rows);
        folder.write(s("in/products.csv.gz"), packed);
        QCOMPARE(folder.import(from(folder)).created, 1);
        QCOMPARE(folder.catalog.stored[s("bench")].variants.size(), 2'000);
        folder.write(s("in/products.csv.gz"), packed.left(packed.size() / 2));
        const auto report = folder.import(from(folder));
        QCOMPARE(report.updated, 0);
        QVERIFY(report.rejected > 0);
        QCOMPARE(folder.catalog.stored[s("bench")].variants.size(), 2'000);
    }

    /// What the file does not speak about stays as the catalog has it.
    void columnsThatAreNotThereLeaveWhatThereIs()
    {
        SourceFolder folder;
        folder.import(s("own.jsonl"), "{\"key\":\"S-1\",\"name\":\"Mine\",\"categories\":[\"Own\"],\"stock\":7,\"attributes\":{\"note\":\"kept\"}}\n");
        folder.write(s("in/products.csv"), "sku;categories;enabled;family;groups;seats\nS-1;;1;chairs;;4\n");
        QCOMPARE(folder.import(from(folder)).updated, 1);
        const auto product = folder.catalog.stored[s("S-1")];
        QCOMPARE(product.name, s("Mine"));
        QCOMPARE(product.stock(), 7);
        QVERIFY(product.categories.isEmpty()); // a blank cell
        QCOMPARE(valueOf(product, s("note")), catalog::Value(s("kept")));
        QCOMPARE(valueOf(product, s("seats")), catalog::Value(4.0));
    }

    void withoutTablesTheValuesSayWhatTheyAre()
    {
        SourceFolder folder;
        QByteArray rows = "uuid;identifier;categories;enabled;family;groups;ean;height;height-unit;colour;on;day;title-fr_FR-web;picture\n";
        for (int n = 0; n < 12; ++n)
            rows += "u" + QByteArray::number(n) + ";I-" + QByteArray::number(n) + ";c;1;f;;0123456789" + QByteArray::number(100 + n) + ";" +
                    QByteArray::number(n) + ";CENTIMETER;" + (n % 2 ? "red" : "dark_blue") + ";" + (n % 3 ? "1" : "0") + ";2024-01-" + QByteArray::number(10 + n) +
                    ";Un titre " + QByteArray::number(n) + ";files/p" + QByteArray::number(n) + ".png\n";
        folder.write(s("in/products.csv"), rows);
        QCOMPARE(folder.import(from(folder)).errorCount, 0);
        const auto product = folder.catalog.stored[s("I-4")];
        QCOMPARE(valueOf(product, s("ean")), catalog::Value(s("0123456789104")));
        QCOMPARE(valueOf(product, s("height")), catalog::Value(4.0));
        QCOMPARE(valueOf(product, s("colour")), catalog::Value(catalog::OptionCode(s("dark_blue"))));
        QCOMPARE(valueOf(product, s("on")), catalog::Value(true));
        QCOMPARE(valueOf(product, s("day")), catalog::Value(QDate(2024, 1, 14)));
        QCOMPARE(valueOf(product, s("title"), scope("web", "fr_FR")), catalog::Value(s("Un titre 4")));
        QCOMPARE(valueOf(product, s("picture")), catalog::Value(s("<none>"))); // it is one
        QCOMPARE(folder.import(from(folder)).unchanged, 12);
    }

    void theRestFormIsReadAsTheTables()
    {
        SourceFolder folder;
        const QByteArray lines =
            "{\"identifier\":\"B-2\",\"enabled\":true,\"family\":\"chairs\",\"categories\":[],\"groups\":[],\"parent\":\"bench\",\"values\":{\"seats\":[{\"locale\":null,\"scope\":null,\"data\":2}]}}\n"
            "{\"code\":\"bench\",\"family\":\"chairs\",\"family_variant\":\"by_seats\",\"parent\":null,\"categories\":[\"seating\"],\"values\":{\"name\":[{\"locale\":\"de_DE\",\"scope\":null,\"data\":\"Bank\"},"
            "{\"locale\":\"en_US\",\"scope\":null,\"data\":\"Bench\"}]}}\n"
            "{\"identifier\":\"S-1\",\"enabled\":false,\"family\":\"chairs\",\"categories\":[\"seating\",\"loose\"],\"groups\":[\"sale\"],\"parent\":null,\"associations\":{\"X_SELL\":{\"products\":[\"B-2\"]}},\"values\":{"
            "\"name\":[{\"locale\":null,\"scope\":null,\"data\":\"Stool\"}],"
            "\"price\":[{\"locale\":null,\"scope\":null,\"data\":[{\"amount\":\"19.90\",\"currency\":\"EUR\"},{\"amount\":null,\"currency\":\"USD\"}]}],"
            "\"weight\":[{\"locale\":null,\"scope\":null,\"data\":{\"amount\":\"1.5\",\"unit\":\"KILOGRAM\"}}],"
            "\"wood\":[{\"locale\":null,\"scope\":null,\"data\":\"oak\",\"attribute_type\":\"pim_catalog_simpleselect\"}],"
            "\"care\":[{\"locale\":null,\"scope\":null,\"data\":[\"wax\",\"oil\"]}],"
            "\"since\":[{\"locale\":null,\"scope\":\"shop\",\"data\":\"2024-02-29T00:00:00+00:00\"}],"
            "\"folds\":[{\"locale\":null,\"scope\":null,\"data\":true}]}}\n"
            "{\"identifier\":\"S-2\",\"values\":{\"seats\":{}}}\n";
        const auto report = folder.import(s("products.jsonl"), lines);
        QCOMPARE(report.created, 2);
        QCOMPARE(report.errors.size(), 1);
        QCOMPARE(report.errors.first().line, 4);
        QCOMPARE(report.errors.first().field, s("values.seats"));
        const auto stool = folder.catalog.stored[s("S-1")];
        QCOMPARE(stool.name, s("Stool"));
        QCOMPARE(stool.categories, (QStringList{s("seating"), s("loose")}));
        QCOMPARE(stool.prices, (QVector<catalog::Price>{{{}, s("EUR"), 1990}}));
        QCOMPARE(valueOf(stool, s("weight")), catalog::Value(1.5));
        QCOMPARE(valueOf(stool, s("wood")), catalog::Value(catalog::OptionCode(s("oak"))));
        QCOMPARE(valueOf(stool, s("care")), catalog::Value(s("wax, oil")));
        QCOMPARE(valueOf(stool, s("since"), scope("shop", "")), catalog::Value(QDate(2024, 2, 29)));
        QCOMPARE(valueOf(stool, s("folds")), catalog::Value(true));
        QCOMPARE(valueOf(stool, s("x_sell_products")), catalog::Value(s("B-2")));
        const auto bench = folder.catalog.stored[s("bench")];
        QCOMPARE(bench.name, s("Bench"));
        QCOMPARE(bench.variants.size(), 1);
        QCOMPARE(bench.variants[0].sku, s("B-2"));
        const auto again = folder.import(s("products.jsonl"), lines);
        QCOMPARE(again.unchanged, 2);
    }

    void familiesAreOfferedAsAFile()
    {
        SourceFolder folder;
        writeTables(folder);
        const auto suggestion = suggestFamilies({folder.path(s("in"))});
        QVERIFY2(suggestion.ok(), suggestion.ok() ? "" : qPrintable(suggestion.error().toString()));
        QVERIFY(suggestion->problems.isEmpty());
        const auto families = catalog::readFamilies(suggestion->toml, s("f"));
        QVERIFY2(families.ok(), suggestion->toml);
        QCOMPARE(families->channels.size(), 2);
        QCOMPARE(families->channels[0], (catalog::Channel{s("shop"), s("Shop"), {s("de_DE"), s("en_US")}}));
        QCOMPARE(families->families.size(), 1);
        const catalog::Family &chairs = families->families[0];
        QCOMPARE(chairs.label, s("Chairs"));
        // Keys, prices and pictures are a product's own.
        QCOMPARE(chairs.attributes.join(u' '), s("name description weight seats folds since wood care code_of"));
        QCOMPARE(chairs.requiredIn[s("shop")].join(u' '), s("name description wood"));
        QCOMPARE(chairs.requiredIn[s("print")].join(u' '), s("name"));
        const auto rule = [&](const char *code) {
            for (const catalog::AttributeRule &each : families->attributes) {
                if (each.code == s(code))
                    return each;
            }
            return catalog::AttributeRule();
        };
        QVERIFY(rule("name").perLocale && !rule("name").perChannel && rule("name").maxLength == 80);
        QVERIFY(rule("description").perLocale && rule("description").perChannel);
        QVERIFY(rule("since").type == catalog::ValueType::Date && rule("since").perChannel);
        QVERIFY(rule("seats").min == 1 && rule("seats").max == 12);
        QCOMPARE(rule("wood").options.join(u' '), s("ash oak"));
        QVERIFY(QRegularExpression(QRegularExpression::anchoredPattern(rule("code_of").matches)).match(s("ABC")).hasMatch());
        QVERIFY(!QRegularExpression(QRegularExpression::anchoredPattern(rule("code_of").matches)).match(s("abc")).hasMatch());
        QCOMPARE(suggestFamilies({folder.write(s("x/products.csv"), "key,name\n")}).error().code, ErrorCode::NotFound);
        QCOMPARE(suggestFamilies({folder.path(s("none"))}).error().code, ErrorCode::NotFound);
        const auto bare = suggestFamilies({folder.write(s("y/families.csv"), Families)});
        QVERIFY2(bare.error().remedy.contains(u"attributes.csv"), qPrintable(bare.error().toString()));
    }

    void cutAtAnyByteNothingBreaks()
    {
        const QByteArray products = "sku;categories;enabled;family;groups;parent;price-EUR\nA;c;1;f;;m;1\nB;c;1;f;;;2\n";
        for (qsizetype length = 1; length <= products.size(); ++length) {
            SourceFolder folder;
            folder.write(s("in/product_models.csv"), "code;family_variant;parent\nm;v;\n");
            folder.write(s("in/products.csv"), products.left(length));
            ImportOptions options = from(folder);
            options.format = SourceFormat::Akeneo;
            const auto report = folder.tryImport(options);
            QVERIFY(report.ok() || !report.error().what.isEmpty());
        }
    }
};

QTEST_APPLESS_MAIN(AkeneoTest)
#include "tst_akeneo.moc"
