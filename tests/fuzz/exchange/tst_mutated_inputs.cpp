#include "fuzz/exchange/any_input.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace vitrine;
using exchange::SourceFormat;

class MutatedInputsTest : public QObject
{
    Q_OBJECT

    static QByteArray mutated(QByteArray bytes, QRandomGenerator &random)
    {
        static const QByteArray tricky[] = {"\"",
                                            ",",
                                            "\n",
                                            "\r",
                                            "[",
                                            "{",
                                            "}",
                                            "]",
                                            "|",
                                            "=",
                                            QByteArray(1, '\0'),
                                            "\xff",
                                            "'",
                                            "\xef\xbb\xbf",
                                            "\\u0000",
                                            "1e999",
                                            "-",
                                            "null",
                                            "\"\"",
                                            "/",
                                            "attr_n_",
                                            "9999999999999999999"};
        for (int edits = 1 + random.bounded(6); edits > 0; --edits) {
            const auto at = qsizetype(random.bounded(int(bytes.size()) + 1));
            switch (random.bounded(5)) {
            case 0:
                bytes.insert(at, tricky[random.bounded(int(std::size(tricky)))]);
                break;
            case 1:
                bytes.remove(at, random.bounded(12));
                break;
            case 2:
                if (at < bytes.size())
                    bytes[at] = char(random.bounded(256));
                break;
            case 3:
                bytes.insert(at, bytes.mid(random.bounded(int(bytes.size()) + 1), random.bounded(80)));
                break;
            default:
                bytes.truncate(std::max<qsizetype>(at, 1));
            }
            if (bytes.isEmpty())
                bytes = "x";
        }
        return bytes;
    }

private slots:
    void anyTableDeclaresFamiliesOrIsRefused_data()
    {
        QTest::addColumn<QByteArray>("seed");
        QTest::newRow("families") << QByteArray("code;attributes;attribute_as_label;label-en_US;requirements-shop\nf;a,b;a;F;a\ng;b;;G;b\n");
        QTest::newRow("attributes") << QByteArray("code;type;localizable;scopable;label-en_US;number_min;number_max;max_characters;validation_rule;validation_regexp\n"
                                                  "a;pim_catalog_text;1;0;A;;;80;regexp;/^a+$/i\nb;pim_catalog_number;0;1;B;1;2;;;\n");
        QTest::newRow("categories") << QByteArray("code;parent;label-en_US\na;;A\nb;a;B\na;b;A\n");
    }
    void anyTableDeclaresFamiliesOrIsRefused()
    {
        QFETCH(QByteArray, seed);
        QRandomGenerator random(4);
        for (int i = 0; i < 150; ++i) {
            const QByteArray input = i == 0 ? seed : mutated(seed, random);
            QVERIFY2(test::declareAnything(input), input.toPercentEncoding().constData());
        }
    }
    void anyTableIsMapped_data()
    {
        QTest::addColumn<QByteArray>("profile");
        QTest::addColumn<QByteArray>("seed");
        const QByteArray columns = "name = \"name\"\nprice = { is = \"price\", currency = \"EUR\" }\ntags = { is = \"categories\", separator = \"|\" }\n";
        QTest::newRow("variants") << "[source]\ndelimiter = \",\"\n[columns]\nid = \"key\"\nsku = \"variant sku\"\nsize = { is = \"attribute\", of = \"variant\" }\n" + columns
                                  << QByteArray("id,sku,name,price,tags,size\na,a-1,A,1.50,x|y,S\nb,b-1,B,2,,S\na,a-2,A,1.50,,M\nc,,C,3,,\n");
        QTest::newRow("parents") << "[source]\ndelimiter = \",\"\n[columns]\nid = \"key\"\nup = \"parent\"\n" + columns
                                 << QByteArray("id,up,name,price,tags\na,,A,1.50,x|y\na-1,a,A one,2,\nb-1,b,B,2,\nb,,B,2,\n");
        QTest::newRow("json") << "[columns]\nid = \"key\"\n\"v.sku\" = \"variant sku\"\n\"v.size\" = { is = \"attribute\", code = \"size\", of = \"variant\" }\n" + columns
                              << QByteArray("{\"id\":\"a\",\"name\":\"A\",\"price\":1.5,\"tags\":[\"x\",\"y\"],\"v\":[{\"sku\":\"a-1\",\"size\":\"S\"},{\"sku\":\"a-2\",\"size\":null}]}\n"
                                            "{\"id\":2,\"name\":[{\"de\":\"B\"}],\"price\":\"2\",\"tags\":{},\"v\":[]}\n");
    }
    void anyTableIsMapped()
    {
        QFETCH(QByteArray, profile);
        QFETCH(QByteArray, seed);
        QRandomGenerator random(5);
        for (int i = 0; i < 200; ++i) {
            const QByteArray input = i == 0 ? seed : mutated(seed, random);
            QVERIFY2(test::mapAnything(input, profile), input.toPercentEncoding().constData());
        }
    }

    void nothingCrashesAndASecondImportIsStable_data()
    {
        QTest::addColumn<SourceFormat>("format");
        QTest::addColumn<QByteArray>("seed");
        QTest::newRow("csv")
            << SourceFormat::Csv
            << QByteArray(
                   "key,name,categories,brand,sku,stock,images,price:USD,attr.a:number,attr.b@TH/th_TH\n"
                   "K1,\"a \"\"b\"\"\",A/B|C,X,,1,x.jpg|@0123456789abcdef0123456789abcdef:1x1,1.50,2,t\n"
                   "K1,,,,S1,2,,3,4,u\nK2,'=x,,,S2,3,,,,\n");
        QTest::newRow("jsonl")
            << SourceFormat::Jsonl
            << QByteArray("{\"key\":\"a\",\"name\":\"n\",\"attributes\":[{\"code\":\"c\",\"type\":\"date\","
                          "\"value\":\"2024-01-01\"}],"
                          "\"prices\":[{\"currency\":\"USD\",\"minor\":1}],\"images\":[\"x\",{\"id\":\"y\"}],"
                          "\"variants\":[{\"sku\":\"s\",\"stock\":1}]}\n{\"key\":\"b\",\"attributes\":{\"c\":"
                          "1,\"d\":true}}\n");
        QTest::newRow("icecat") << SourceFormat::Icecat
                                << QByteArray("[{\"id\":\"1\",\"title\":\"t\",\"ean\":[\"1\"],\"supplier\":"
                                              "\"HP\",\"price\":1,\"date_released\":\"2009-12-10T00:00:00Z\","
                                              "\"attr_t_a\":\"x\",\"attr_n_b\":1.5,\"attr_b_c\":true},\n{"
                                              "\"id\":\"2\",\"title\":\"u\",\"attr_n_a\":1}]");
        QTest::newRow("spree")
            << SourceFormat::Spree
            << QByteArray(
                   "slug,sku,name,price,currency,category1,option1_name,option1_value,image1_src,inventory_"
                   "count,custom_field.custom.w\n"
                   "a,A,Name,0,USD,K -> "
                   "C,,,http://x/"
                   "a.webp,,5W\na,A1,,9,USD,,Color,Red,,4,\nb,B,Other,1,USD,,,,,1,\na,A1,,8,EUR,,,,,,\n");
        QTest::newRow("akeneo")
            << SourceFormat::Akeneo
            << QByteArray("sku;categories;enabled;family;groups;parent;name-en_US;price-EUR;price-shop-USD;weight;weight-unit;colour;photo;X_SELL-products\n"
                          "a;c,d;1;f;g;;A;1.50;2;3;KILOGRAM;red;a.jpg;b,c\nb;;0;f;;;\"B;b\";;;400;GRAM;blue;b.jpg;\n");
        QTest::newRow("akeneo models")
            << SourceFormat::Akeneo
            << QByteArray("code;family_variant;parent;categories;name\nm;v;;c;M\nn;v;m;;N\n");
        QTest::newRow("akeneo rest")
            << SourceFormat::Akeneo
            << QByteArray("{\"identifier\":\"a\",\"family\":\"f\",\"categories\":[\"c\"],\"parent\":\"m\",\"values\":{\"name\":[{\"locale\":\"en_US\",\"scope\":null,"
                          "\"data\":\"A\"}],\"price\":[{\"data\":[{\"amount\":\"1\",\"currency\":\"EUR\"}]}],\"w\":[{\"data\":{\"amount\":1,\"unit\":\"GRAM\"}}],"
                          "\"l\":[{\"data\":[\"x\",\"y\"]}],\"b\":[{\"data\":true}]}}\n"
                          "{\"code\":\"m\",\"family_variant\":\"v\",\"parent\":null,\"values\":{}}\n");
        QTest::newRow("shopify")
            << SourceFormat::Shopify
            << QByteArray(
                   "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n"
                   "a,A,V,Size,S,A-S,1.5,http://x/y.jpg\na,,,,M,A-M,2,\nb,B,,,,,,\n");
        QTest::newRow("magento")
            << SourceFormat::Magento
            << QByteArray("sku,product_type,name,categories,price,visibility,qty,additional_attributes,"
                          "configurable_variations,base_image\n"
                          "a-s,simple,A S,D/M/T,5,Not Visible Individually,3,\"size=S,color=Red\",,/a.jpg\n"
                          "a,configurable,A,\"D/M/T,D/C\",5,\"Catalog, "
                          "Search\",0,\"material=Wool|Silk\",\"sku=a-s,size=S\",\n");
    }
    void nothingCrashesAndASecondImportIsStable()
    {
        QFETCH(SourceFormat, format);
        QFETCH(QByteArray, seed);
        QVERIFY(test::importAnything(seed, format));
        QRandomGenerator random(20'240'229);
        for (int i = 0; i < 1'500; ++i) {
            const QByteArray input = mutated(seed, random);
            QVERIFY2(test::importAnything(input, format), input.toPercentEncoding().constData());
            if (i % 10 == 0)
                QVERIFY2(test::importAnything(input, SourceFormat::Auto),
                         input.toPercentEncoding().constData());
        }
    }
};

QTEST_APPLESS_MAIN(MutatedInputsTest)
#include "tst_mutated_inputs.moc"
