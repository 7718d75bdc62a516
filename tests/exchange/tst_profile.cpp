#include "exchange/mapping_profile.h"
#include "exchange/profile_suggestion.h"
#include "exchange/saved_profiles.h"
#include "exchange/support/source_folder.h"
#include "fuzz/mutate.h"

#include <QStringEncoder>

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;
using test::valueOf;

namespace {

const QByteArray germanProfile = "[source]\n"
                                 "encoding = \"windows-1252\"\n"
                                 "delimiter = \";\"\n"
                                 "decimal = \",\"\n"
                                 "date = \"dd.MM.yyyy\"\n"
                                 "[columns]\n"
                                 "\"Artikelnummer\" = \"key\"\n"
                                 "\"Bezeichnung\" = \"name\"\n"
                                 "\"Marke\" = \"brand\"\n"
                                 "\"Warengruppe\" = { is = \"categories\", separator = \"|\", levels = \">\" }\n"
                                 "\"Preis\" = { is = \"price\", currency = \"EUR\", channel = \"DE\" }\n"
                                 "\"Bestand\" = \"stock\"\n"
                                 "\"Gewicht\" = { is = \"attribute\", code = \"weight\", type = \"number\", unit = \"kg\", label = \"Gewicht\" }\n"
                                 "\"Farbe\" = { is = \"attribute\", code = \"colour\", type = \"option\", locale = \"de_DE\" }\n"
                                 "\"Neu seit\" = { is = \"attribute\", code = \"since\", type = \"date\" }\n"
                                 "\"Auslauf\" = { is = \"attribute\", code = \"ends\", type = \"boolean\", yes = \"ja\", no = \"nein\" }\n"
                                 "\"Intern\" = \"ignore\"\n";

// Latin-1 letters and a euro sign as Windows-1252 has it.
const QByteArray germanCsv = "Artikelnummer;Bezeichnung;Marke;Warengruppe;Preis;Bestand;Gewicht;Farbe;Neu seit;Auslauf;Intern\r\n"
                             "A-1;K\xfc" "chenwaage;H\xe4" "fele;Haus > K\xfc" "che|Neu;1.234,50 \x80;1.200;0,75 kg;wei\xdf;24.12.2023;Ja;x\r\n"
                             "A-2;Topf;;Haus;9,9;;2;;;nein;\r\n";

ImportOptions withProfile(const QString &source, const QString &profile)
{
    ImportOptions options;
    options.sources = {source};
    options.profile = profile;
    return options;
}

} // namespace

class ProfileTest : public QObject
{
    Q_OBJECT
private slots:
    void aForeignTableIsReadByItsProfile()
    {
        SourceFolder folder;
        const auto report = folder.import(withProfile(folder.write(QStringLiteral("a.csv"), germanCsv),
                                                      folder.write(QStringLiteral("p.toml"), germanProfile)));
        QVERIFY2(report.errors.isEmpty(), qPrintable(report.errors.value(0).reason));
        QCOMPARE(report.created, 2);
        const auto scale = folder.catalog.stored[QStringLiteral("A-1")];
        QCOMPARE(scale.name, QStringLiteral("Küchenwaage"));
        QCOMPARE(scale.categories, (QStringList{QStringLiteral("Haus/Küche"), QStringLiteral("Neu")}));
        QCOMPARE(scale.prices, (QVector<catalog::Price>{{QStringLiteral("DE"), QStringLiteral("EUR"), 123'450}}));
        QCOMPARE(scale.stock(), 1'200);
        QCOMPARE(valueOf(scale, QStringLiteral("brand")), catalog::Value(catalog::OptionCode(QStringLiteral("Häfele"))));
        QCOMPARE(valueOf(scale, QStringLiteral("weight")), catalog::Value(0.75));
        QCOMPARE(valueOf(scale, QStringLiteral("colour"), {{}, QStringLiteral("de_DE")}),
                 catalog::Value(catalog::OptionCode(QStringLiteral("weiß"))));
        QCOMPARE(valueOf(scale, QStringLiteral("since")), catalog::Value(QDate(2023, 12, 24)));
        QCOMPARE(valueOf(scale, QStringLiteral("ends")), catalog::Value(true));
        QCOMPARE(folder.catalog.stored[QStringLiteral("A-2")].prices.value(0).minor, 990);
    }

    void whatTheProfileLeavesOutStays()
    {
        SourceFolder folder;
        folder.import(QStringLiteral("own.csv"), "key,name,price:USD,attr.note\nA,Old,5,keep\n");
        const QString profile = folder.write(QStringLiteral("p.toml"), "[columns]\nid = \"key\"\nlabel = \"name\"\n");
        const auto report = folder.import(withProfile(folder.write(QStringLiteral("a.csv"), "id,label,other\nA,New,1\n"), profile));
        QCOMPARE(report.updated, 1);
        QCOMPARE(report.errorCount, 1); // other, which the profile does not know
        QCOMPARE(report.errors[0].field, QStringLiteral("other"));
        const auto product = folder.catalog.stored[QStringLiteral("A")];
        QCOMPARE(product.name, QStringLiteral("New"));
        QCOMPARE(product.prices.size(), 1);
        QCOMPARE(valueOf(product, QStringLiteral("note")), catalog::Value(QStringLiteral("keep")));
    }

    void aBadCellNamesItsPlace_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("column");
        QTest::newRow("price") << QByteArray("A;N;;;1,2,3;;;;;;\n") << QStringLiteral("Preis");
        QTest::newRow("groups of two") << QByteArray("A;N;;;12.34;;;;;;\n") << QStringLiteral("Preis");
        QTest::newRow("stock") << QByteArray("A;N;;;;1,5;;;;;\n") << QStringLiteral("Bestand");
        QTest::newRow("number") << QByteArray("A;N;;;;;heavy;;;;\n") << QStringLiteral("Gewicht");
        QTest::newRow("date") << QByteArray("A;N;;;;;;;2023-12-24;;\n") << QStringLiteral("Neu seit");
        QTest::newRow("boolean") << QByteArray("A;N;;;;;;;;yes;\n") << QStringLiteral("Auslauf");
        QTest::newRow("no key") << QByteArray(";N;;;;;;;;;\n") << QStringLiteral("Artikelnummer");
        QTest::newRow("cells") << QByteArray("A;N\n") << QStringLiteral("Marke");
    }
    void aBadCellNamesItsPlace()
    {
        QFETCH(QByteArray, row);
        QFETCH(QString, column);
        SourceFolder folder;
        const QByteArray header = germanCsv.left(germanCsv.indexOf('\n') + 1);
        const auto report = folder.import(withProfile(folder.write(QStringLiteral("a.csv"), header + row + "B;Good;;;;;;;;;\n"),
                                                      folder.write(QStringLiteral("p.toml"), germanProfile)));
        QCOMPARE(report.created, 1);
        QCOMPARE(report.rejected, 1);
        QCOMPARE(report.errors[0].line, 2);
        QCOMPARE(report.errors[0].field, column);
    }

    void aBadProfileNamesItsPlace_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QString>("place");
        QTest::newRow("not TOML") << QByteArray("[columns]\na = \"key\nb = 1\n") << QStringLiteral("p.toml:2:");
        QTest::newRow("no key") << QByteArray("[columns]\na = \"name\"\n") << QStringLiteral("p.toml:1:1");
        QTest::newRow("no columns") << QByteArray("[source]\n") << QStringLiteral("p.toml:");
        QTest::newRow("unknown role") << QByteArray("[columns]\na = \"key\"\nb = \"nmae\"\n") << QStringLiteral("p.toml:3:5");
        QTest::newRow("unknown setting") << QByteArray("[columns]\na = { is = \"key\", foo = 1 }\n") << QStringLiteral("p.toml:2:25");
        QTest::newRow("setting of another role") << QByteArray("[columns]\na = { is = \"key\", unit = \"kg\" }\n") << QStringLiteral("p.toml:2:26");
        QTest::newRow("no currency") << QByteArray("[columns]\na = \"key\"\nb = \"price\"\n") << QStringLiteral("p.toml:3:5");
        QTest::newRow("bad currency") << QByteArray("[columns]\na = \"key\"\nb = { is = \"price\", currency = \"euro\" }\n") << QStringLiteral("p.toml:3:32");
        QTest::newRow("bad code") << QByteArray("[columns]\na = \"key\"\nb = { is = \"attribute\", code = \"A B\" }\n") << QStringLiteral("p.toml:3:32");
        QTest::newRow("twice") << QByteArray("[columns]\na = \"key\"\nb = \"key\"\n") << QStringLiteral("p.toml:3:5");
        QTest::newRow("encoding") << QByteArray("[source]\nencoding = \"ebcdic\"\n[columns]\na = \"key\"\n") << QStringLiteral("p.toml:2:12");
        QTest::newRow("delimiter") << QByteArray("[source]\ndelimiter = \"ab\"\n[columns]\na = \"key\"\n") << QStringLiteral("p.toml:2:13");
        QTest::newRow("date") << QByteArray("[source]\ndate = \"dd\"\n[columns]\na = \"key\"\n") << QStringLiteral("p.toml:2:8");
        QTest::newRow("decimal") << QByteArray("[source]\ndecimal = 1\n[columns]\na = \"key\"\n") << QStringLiteral("p.toml:2:11");
        QTest::newRow("table") << QByteArray("[colums]\na = \"key\"\n") << QStringLiteral("p.toml:1:1");
    }
    void aBadProfileNamesItsPlace()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QString, place);
        const auto profile = parseMappingProfile(toml, QStringLiteral("p.toml"));
        QVERIFY(!profile);
        QVERIFY2(profile.error().where.startsWith(place), qPrintable(profile.error().toString()));
        QVERIFY(!profile.error().remedy.isEmpty());
    }

    void decimals_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QChar>("mark");
        QTest::addColumn<QString>("plain");
        QTest::newRow("comma") << "1.234,50" << QChar(u',') << "1234.50";
        QTest::newRow("point") << "1,234.5" << QChar(u'.') << "1234.5";
        QTest::newRow("spaces") << QStringLiteral("1\u202f234\u202f567,8") << QChar(u',') << "1234567.8";
        QTest::newRow("swiss") << QStringLiteral("1’234.50") << QChar(u'.') << "1234.50";
        QTest::newRow("no whole") << ",5" << QChar(u',') << "0.5";
        QTest::newRow("sign") << "-3" << QChar(u',') << "-3";
        QTest::newRow("unit") << "12,5 kg" << QChar(u',') << "12.5";
        QTest::newRow("currency") << QStringLiteral("€ 12") << QChar(u',') << "12";
        QTest::newRow("mixed groups") << "1.234 567" << QChar(u',') << QString();
        QTest::newRow("two marks") << "1,2,3" << QChar(u',') << QString();
        QTest::newRow("short group") << "1.23" << QChar(u',') << QString();
        QTest::newRow("word") << "x" << QChar(u',') << QString();
        QTest::newRow("mark alone") << "," << QChar(u',') << QString();
        QTest::newRow("exponent") << "1e5" << QChar(u'.') << QString();
    }
    void decimals()
    {
        QFETCH(QString, text);
        QFETCH(QChar, mark);
        QFETCH(QString, plain);
        QCOMPARE(plainDecimal(text, mark, QStringLiteral("kg")).value_or(QString()), plain);
    }

    void encodings_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("bytes");
        const QString text = QStringLiteral("id|label\nÄ-1|Größe 10\" – €\nB|\U0001F600\n").replace(QStringLiteral("10\""), QStringLiteral("10"));
        QStringEncoder little(QStringEncoder::Utf16LE), big(QStringEncoder::Utf16BE);
        const QByteArray le = little(text), be = big(text);
        QTest::newRow("utf-8") << QByteArray("utf-8") << text.toUtf8();
        QTest::newRow("utf-8 with a mark") << QByteArray("utf-8") << "\xef\xbb\xbf" + text.toUtf8();
        QTest::newRow("utf-16 with a mark") << QByteArray("utf-16") << "\xff\xfe" + le;
        QTest::newRow("utf-16 without") << QByteArray("utf-16") << le;
        QTest::newRow("utf-16be with a mark") << QByteArray("utf-16be") << "\xfe\xff" + be;
        QTest::newRow("utf-16be without") << QByteArray("utf-16be") << be;
    }
    void encodings()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, bytes);
        SourceFolder folder;
        const QString source = folder.write(QStringLiteral("a.csv"), bytes);
        const auto guess = guessEncoding(source);
        QVERIFY(guess.ok());
        QCOMPARE(QByteArray(textEncodingName(guess->encoding).data()), encoding);
        const QString profile = folder.write(QStringLiteral("p.toml"), "[source]\nencoding = \"" + encoding +
                                                                           "\"\ndelimiter = \"|\"\n[columns]\nid = \"key\"\nlabel = \"name\"\n");
        const auto report = folder.import(withProfile(source, profile));
        QVERIFY2(report.errors.isEmpty(), qPrintable(report.errors.value(0).reason));
        QCOMPARE(folder.catalog.stored[QStringLiteral("Ä-1")].name, QStringLiteral("Größe 10 – €"));
        QCOMPARE(folder.catalog.stored[QStringLiteral("B")].name, QStringLiteral("\U0001F600"));
    }

    void aCutUtf16FileIsToldAndKeepsWhatWasRead()
    {
        SourceFolder folder;
        QStringEncoder little(QStringEncoder::Utf16LE);
        const QByteArray bytes = little(QStringLiteral("id,label\nA,One\nB,Two\n"));
        const QString profile = folder.write(QStringLiteral("p.toml"), "[source]\nencoding = \"utf-16\"\n[columns]\nid = \"key\"\nlabel = \"name\"\n");
        const auto report = folder.import(withProfile(folder.write(QStringLiteral("a.csv"), bytes + "x"), profile));
        QCOMPARE(report.created, 2);
        QCOMPARE(report.errorCount, 1);
        QVERIFY(report.errors[0].reason.contains(QStringLiteral("UTF-16")));
    }

    void aSuggestedProfileReadsItsFile()
    {
        SourceFolder folder;
        QByteArray csv = "Artikelnummer;Bezeichnung;Hersteller;Warengruppe;VK-Preis EUR;Preis EUR;Bestand;Gewicht (kg);Farbe;Neu seit;Auslauf;EAN;Bild;"
                         "Text-de_DE;Leer\r\n";
        for (int i = 1; i <= 40; ++i) {
            const QByteArray n = QByteArray::number(i);
            csv += "A-" + n + ";K\xfc" "chenwaage " + n + ";H\xe4" "fele;Haus > K\xfc" "che|Neu;7,50;" + n + ",90;" + n + ";0," + n + ";" +
                   (i % 2 ? "rot" : "blau") + ";" + QByteArray::number(i % 28 + 1).rightJustified(2, '0') + ".12.2023;" + (i % 3 ? "ja" : "nein") +
                   ";40123456" + n.rightJustified(5, '0') + ";p" + n + ".jpg|q" + n + ".jpg;Sch\xf6n " + n + ";\r\n";
        }
        const QString source = folder.write(QStringLiteral("a.csv"), csv);
        const auto suggestion = suggestProfile(source);
        QVERIFY(suggestion.ok());
        const auto profile = parseMappingProfile(suggestion->toml.toUtf8(), QStringLiteral("p.toml"));
        QVERIFY2(profile.ok(), qPrintable(profile.ok() ? QString() : profile.error().toString() + suggestion->toml));
        QCOMPARE(profile->encoding, TextEncoding::Windows1252);
        QCOMPARE(profile->delimiter, ';');
        using Role = MappedColumn::Role;
        const auto column = [&](const char *name) { return *profile->column(QString::fromUtf8(name)); };
        QCOMPARE(column("Artikelnummer").role, Role::Key);
        QCOMPARE(column("Bezeichnung").role, Role::Name);
        QCOMPARE(column("Hersteller").role, Role::Brand);
        QCOMPARE(column("Warengruppe").separator, QStringLiteral("|"));
        QCOMPARE(column("Warengruppe").levels, QStringLiteral(">"));
        QCOMPARE(column("Preis EUR").currency, QStringLiteral("EUR"));
        QCOMPARE(column("Preis EUR").decimal, QChar(u','));
        QCOMPARE(column("Bestand").role, Role::Stock);
        QCOMPARE(column("Gewicht (kg)").code, QStringLiteral("gewicht"));
        QCOMPARE(column("Gewicht (kg)").unit, QStringLiteral("kg"));
        QVERIFY(column("Gewicht (kg)").type == catalog::ValueType::Number);
        QVERIFY(column("Farbe").type == catalog::ValueType::Option);
        QVERIFY(column("Neu seit").type == catalog::ValueType::Date);
        QCOMPARE(column("Neu seit").dateFormat, QStringLiteral("dd.MM.yyyy"));
        QVERIFY(column("Auslauf").type == catalog::ValueType::Boolean);
        QVERIFY(column("EAN").type == catalog::ValueType::Text);
        QCOMPARE(column("Bild").role, Role::Images);
        QCOMPARE(column("Bild").separator, QStringLiteral("|"));
        QCOMPARE(column("Text-de_DE").scope.locale, QStringLiteral("de_DE"));
        QCOMPARE(column("Leer").role, Role::Ignore);
        QVERIFY(suggestion->unsure > 0);
        QVERIFY(suggestion->toml.contains(QStringLiteral("# UNSURE: the file has no mark")));

        const auto report = folder.import(withProfile(source, folder.write(QStringLiteral("p.toml"), suggestion->toml.toUtf8())));
        QVERIFY2(report.errors.isEmpty(), qPrintable(report.errors.value(0).field + report.errors.value(0).reason));
        QCOMPARE(report.created, 40);
        QCOMPARE(folder.catalog.stored[QStringLiteral("A-7")].name, QStringLiteral("Küchenwaage 7"));
        QVERIFY(valueOf(folder.catalog.stored[QStringLiteral("A-7")], QStringLiteral("auslauf")) == catalog::Value(true));
    }

    void hostileHeadersMakeAReadableProfile()
    {
        SourceFolder folder;
        const QByteArray csv = "\"a\"\"b\\\",\"c\nd\",\"[x] = 1 # y\",,\"e\tf\"\n1,\"g\n\"\"\"\"\",z,,\n";
        const auto suggestion = suggestProfile(folder.write(QStringLiteral("a.csv"), csv));
        QVERIFY(suggestion.ok());
        const auto profile = parseMappingProfile(suggestion->toml.toUtf8(), QStringLiteral("p.toml"));
        QVERIFY2(profile.ok(), qPrintable(suggestion->toml));
        QVERIFY(profile->column(QStringLiteral("a\"b\\")));
        QVERIFY(profile->column(QStringLiteral("[x] = 1 # y")));
        QVERIFY(!suggestProfile(folder.write(QStringLiteral("empty.csv"), "")).ok());
        QVERIFY(!suggestProfile(folder.path(QStringLiteral("none.csv"))).ok());
    }

    /// Whatever a file holds, its suggestion is a profile or lacks only a key; whatever a profile holds, it is one or is told.
    void damageNeverCrashes()
    {
        SourceFolder folder;
        const QByteArray good = suggestProfile(folder.write(QStringLiteral("a.csv"), germanCsv))->toml.toUtf8();
        QVERIFY(parseMappingProfile(good, QStringLiteral("p.toml")).ok());
        QRandomGenerator random(20'241'128);
        for (int i = 0; i < 600; ++i) {
            const QString source = folder.write(QStringLiteral("b.csv"), test::mutated({germanCsv, good}, random));
            if (const auto suggestion = suggestProfile(source)) {
                const auto profile = parseMappingProfile(suggestion->toml.toUtf8(), QStringLiteral("p.toml"));
                const QString told = profile ? QString() : profile.error().toString();
                QVERIFY2(told.isEmpty() || told.startsWith(QStringLiteral("no column is the key")),
                         (told.toUtf8() + suggestion->toml.toUtf8().toPercentEncoding()).constData());
            }
            const QString profile = folder.write(QStringLiteral("p.toml"), test::mutated({germanProfile, good}, random));
            const auto report = folder.tryImport(withProfile(folder.write(QStringLiteral("c.csv"), test::mutated({germanCsv}, random)), profile));
            QVERIFY(report || !report.error().what.isEmpty());
        }
    }

    void aSavedProfileIsUsedAgainWhereItsColumnsAre()
    {
        SourceFolder folder;
        const QString kept = folder.path(QStringLiteral("profiles"));
        QVERIFY(keepProfile(folder.write(QStringLiteral("german.toml"), germanProfile), kept).ok());
        ImportOptions options;
        options.savedProfiles = kept;
        options.sources = {folder.write(QStringLiteral("a.csv"), germanCsv)};
        QCOMPARE(folder.import(options).created, 2);
        options.sources = {folder.write(QStringLiteral("b.csv"), "Artikelnummer;Bezeichnung\nA-9;Else\n")};
        QVERIFY(!folder.tryImport(options)); // not all of its columns
        options.sources = {folder.write(QStringLiteral("c.csv"), "key,name\nA-9,Else\n")};
        QCOMPARE(folder.import(options).created, 1); // our own form comes first
        QVERIFY(!keepProfile(folder.write(QStringLiteral("bad.toml"), "[columns]\n"), kept).ok());
    }

    void anUnreadableSavedProfileIsPassedBy()
    {
        SourceFolder folder;
        folder.write(QStringLiteral("profiles/a-broken.toml"), "[columns]\n\"id\" = \"kye\"\n");
        folder.write(QStringLiteral("profiles/german.toml"), germanProfile);
        ImportOptions options;
        options.savedProfiles = folder.path(QStringLiteral("profiles"));
        for (const auto &[name, text] : {std::pair("own.csv", QByteArray("key,name\nA-9,Else\n")), std::pair("german.csv", QByteArray(germanCsv))}) {
            options.sources = {folder.write(QString::fromLatin1(name), text)};
            const auto report = folder.import(options);
            QVERIFY(report.created > 0);
            QCOMPARE(report.errorCount, 0);
            QCOMPARE(report.warnings.size(), 1);
            QVERIFY2(report.warnings[0].contains(QStringLiteral("a-broken.toml:2:8")), qPrintable(report.warnings[0]));
        }
        // Where nothing reads a source, it may have been the one.
        options.sources = {folder.write(QStringLiteral("foreign.csv"), "id,x\n1,2\n")};
        const auto foreign = folder.tryImport(options);
        QCOMPARE(foreign.error().code, ErrorCode::UnsupportedType);
        QVERIFY2(foreign.error().remedy.contains(QStringLiteral("a-broken.toml:2:8")), qPrintable(foreign.error().remedy));
    }

    void aMissingColumnIsToldAndAMissingKeyEndsTheFile()
    {
        SourceFolder folder;
        const QString profile = folder.write(QStringLiteral("p.toml"), "[columns]\nid = \"key\"\nlabel = \"name\"\n");
        auto report = folder.import(withProfile(folder.write(QStringLiteral("a.csv"), "id,x\nA,1\n"), profile));
        QCOMPARE(report.created, 1);
        QCOMPARE(report.errorCount, 2);
        report = folder.import(withProfile(folder.write(QStringLiteral("b.csv"), "label,x\nA,1\n"), profile));
        QCOMPARE(report.created, 0);
        QCOMPARE(report.errors[0].field, QStringLiteral("id"));
    }
};

QTEST_APPLESS_MAIN(ProfileTest)
#include "tst_profile.moc"
