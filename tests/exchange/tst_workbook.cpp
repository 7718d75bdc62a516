#include "exchange/export.h"
#include "exchange/support/source_folder.h"
#include "exchange/support/workbook.h"
#include "exchange/xlsx_reader.h"

#include <QBuffer>
#include <QRandomGenerator>

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;
using test::valueOf;
using test::workbookParts;
using test::writeZip;

namespace {

ImportOptions reading(const QString &source, const QString &profile = {})
{
    ImportOptions options;
    options.sources = {source};
    options.profile = profile;
    return options;
}

QString exported(SourceFolder &folder)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto written = exportCatalog(folder.catalog, ExportFormat::Xlsx, buffer, {}, {});
    if (!written)
        qFatal("the export failed: %s", qPrintable(written.error().toString()));
    return folder.write(QStringLiteral("out.xlsx"), buffer.data());
}

QByteArray mutated(QByteArray bytes, QRandomGenerator &random)
{
    for (int edits = 1 + random.bounded(4); edits > 0 && !bytes.isEmpty(); --edits) {
        const auto at = qsizetype(random.bounded(int(bytes.size())));
        switch (random.bounded(4)) {
        case 0:
            bytes[at] = char(random.bounded(256));
            break;
        case 1:
            bytes.remove(at, random.bounded(20));
            break;
        case 2:
            bytes.insert(at, bytes.mid(random.bounded(int(bytes.size())), random.bounded(60)));
            break;
        default:
            if (random.bounded(4) == 0)
                bytes.truncate(at);
        }
    }
    return bytes;
}

} // namespace

class WorkbookTest : public QObject
{
    Q_OBJECT
private slots:
    void anExportReadAgainChangesNothing()
    {
        SourceFolder folder;
        folder.import(QStringLiteral("a.jsonl"),
                      "{\"key\":\"00012\",\"name\":\"=SUM(A1) \\u0007 & <b> _x0041_ _x005F_x0041_ \\uffff\",\"categories\":[\"A/B|C\",\"D\\\\E\"],\"brand\":\"Halo\","
                      "\"prices\":[{\"currency\":\"USD\",\"amount\":\"12.50\"},{\"currency\":\"VND\",\"channel\":\"VN\",\"amount\":\"300000\"}],"
                      "\"attributes\":[{\"code\":\"w\",\"type\":\"number\",\"value\":0.1},{\"code\":\"third\",\"type\":\"number\",\"value\":0.30000000000000004},"
                      "{\"code\":\"big\",\"type\":\"number\",\"value\":1e300},{\"code\":\"wash\",\"type\":\"boolean\",\"value\":true},"
                      "{\"code\":\"d\",\"type\":\"date\",\"value\":\"2024-02-29\"},{\"code\":\"old\",\"type\":\"date\",\"value\":\"1850-01-01\"},"
                      "{\"code\":\"t\",\"type\":\"text\",\"value\":\"  two\\nlines\\r\\n\\ttab \"},{\"code\":\"digits\",\"type\":\"text\",\"value\":\"0012\"},"
                      "{\"code\":\"none\",\"type\":\"text\",\"value\":\"\"},"
                      "{\"code\":\"t\",\"type\":\"text\",\"value\":\"\xe0\xb9\x80\xf0\x9f\x98\x80\",\"locale\":\"th_TH\",\"channel\":\"TH\"}],"
                      "\"variants\":[{\"sku\":\"S1\",\"stock\":4,\"attributes\":[{\"code\":\"size\",\"type\":\"option\",\"value\":\"1\"}]},"
                      "{\"sku\":\"S2\",\"stock\":0}]}\n"
                      "{\"key\":\"B\",\"name\":\"Bag\",\"stock\":7}\n");
        const auto stored = folder.catalog.stored;
        QCOMPARE(stored.size(), 2);
        const QString path = exported(folder);
        QStringList differences;
        ImportOptions dry = reading(path);
        dry.dryRun = true;
        dry.onDifference = [&](const Difference &difference) -> Status {
            for (const auto &change : difference.changes)
                differences.append(QStringLiteral("%1: %2 → %3").arg(catalog::placeName(change.place), catalog::readable(change.before), catalog::readable(change.after)));
            return Done{};
        };
        QCOMPARE(folder.import(dry).rejected, 0);
        QVERIFY2(differences.isEmpty(), differences.join(u'\n').toUtf8().toPercentEncoding(" :").constData());
        const auto report = folder.import(reading(path));
        QVERIFY2(report.errors.isEmpty(), qPrintable(report.errors.value(0).field + u':' + report.errors.value(0).reason));
        QCOMPARE(report.unchanged, 2);
        QVERIFY(folder.catalog.stored == stored);
    }

    void whatASheetCannotHoldIsTold()
    {
        SourceFolder folder;
        folder.import(QStringLiteral("a.csv"), "key,name,attr.t\nA,x," + QByteArray(40'000, 't') + "\n");
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const auto written = exportCatalog(folder.catalog, ExportFormat::Xlsx, buffer, {}, {});
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::TooLarge);
        QVERIFY(written.error().what.contains(QStringLiteral("row 2")));
        QVERIFY(buffer.data().isEmpty());
    }

    void everyKindOfCell()
    {
        SourceFolder folder;
        const QString path = folder.path(QStringLiteral("a.xlsx"));
        writeZip(path, workbookParts({{"Notes", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>nothing here</t></is></c></row>"},
                                      {"Waren", "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"s\"><v>1</v></c><c r=\"C3\" t=\"inlineStr\"><is>"
                                                "<t>Gewicht</t></is></c><c r=\"D3\" t=\"str\"><v>Seit</v></c><c r=\"E3\" t=\"str\"><v>Tage</v></c><c r=\"F3\" "
                                                "t=\"str\"><v>Neu</v></c><c r=\"G3\" t=\"str\"><v>Ab</v></c><c r=\"H3\" s=\"1\"/></row>"
                                                "<row r=\"5\"><c r=\"A5\"><v>4012345678901</v></c><c r=\"B5\" t=\"s\"><v>2</v></c><c r=\"C5\"><v>1.5E-3</v></c>"
                                                "<c r=\"D5\" s=\"2\"><v>45350</v></c><c r=\"E5\" s=\"3\"><v>12</v></c><c r=\"F5\" t=\"b\"><v>1</v></c><c r=\"G5\" "
                                                "s=\"1\"><v>59</v></c></row>"
                                                "<row><c><v>7</v></c><c t=\"str\"><f>A&amp;B</f><v>made</v></c><c r=\"D6\" s=\"1\"><v>60.5</v></c></row>"
                                                "<row r=\"9\"><c r=\"A9\"><v>8</v></c><c r=\"B9\" t=\"e\"><v>#N/A</v></c></row>"
                                                "<row r=\"10\"><c r=\"A10\"><v>9</v></c><c r=\"H10\"><v>1</v></c></row>"
                                                "<row r=\"11\"><c r=\"A11\"><v>10</v></c><c r=\"B11\" t=\"s\"><v>99</v></c></row>"
                                                "<row r=\"12\"><c r=\"AAAA12\"><v>10</v></c></row>"}},
                                     "<si><t>Nummer</t></si><si><r><t>Bezeich</t></r><r><t>nung</t></r><rPh><t>x</t></rPh></si><si><t xml:space=\"preserve\">"
                                     " a_x000D_b </t></si>"));
        const QString profile = folder.write(QStringLiteral("p.toml"), "[source]\nsheet = \"Waren\"\ndecimal = \",\"\n[columns]\nNummer = \"key\"\nBezeichnung = \"name\"\n"
                                                                       "Gewicht = { is = \"attribute\", code = \"w\", type = \"number\" }\n"
                                                                       "Seit = { is = \"attribute\", code = \"since\", type = \"date\", date = \"dd.MM.yyyy\" }\n"
                                                                       "Tage = { is = \"attribute\", code = \"days\", type = \"number\" }\n"
                                                                       "Neu = { is = \"attribute\", code = \"new\", type = \"boolean\", yes = \"ja\", no = \"nein\" }\n"
                                                                       "Ab = { is = \"attribute\", code = \"from\", type = \"date\" }\n");
        const auto report = folder.import(reading(path, profile));
        QCOMPARE(report.created, 2);
        const auto product = folder.catalog.stored[QStringLiteral("4012345678901")];
        QCOMPARE(product.name, QStringLiteral("a\rb"));
        QCOMPARE(valueOf(product, QStringLiteral("w")), catalog::Value(0.0015));
        QCOMPARE(valueOf(product, QStringLiteral("since")), catalog::Value(QDate(2024, 2, 28)));
        QCOMPARE(valueOf(product, QStringLiteral("days")), catalog::Value(12.0));
        QCOMPARE(valueOf(product, QStringLiteral("new")), catalog::Value(true));
        QCOMPARE(valueOf(product, QStringLiteral("from")), catalog::Value(QDate(1900, 2, 28)));
        QCOMPARE(folder.catalog.stored[QStringLiteral("7")].name, QStringLiteral("made"));
        QCOMPARE(report.rejected, 4);
        QCOMPARE(report.errors[0].line, 9);
        QCOMPARE(report.errors[0].field, QStringLiteral("Bezeichnung"));
        QVERIFY(report.errors[0].reason.contains(QStringLiteral("#N/A")));
        QCOMPARE(report.errors[1].field, QStringLiteral("8"));
        QVERIFY(report.errors[2].reason.contains(QStringLiteral("99")));
    }

    void daysFrom1904()
    {
        QCOMPARE(dateFromSerial(0, true), QStringLiteral("1904-01-01"));
        QCOMPARE(dateFromSerial(1, false), QStringLiteral("1900-01-01"));
        QCOMPARE(dateFromSerial(61, false), QStringLiteral("1900-03-01"));
        QCOMPARE(dateFromSerial(45351.75, false), QStringLiteral("2024-02-29T18:00:00"));
        QCOMPARE(dateFromSerial(-1, false), QString());
        QCOMPARE(dateFromSerial(1e9, false), QString());
    }

    void aMissingSheetNamesTheOthers()
    {
        SourceFolder folder;
        const QString path = folder.path(QStringLiteral("a.xlsx"));
        writeZip(path, workbookParts({{"One", ""}, {"Two", ""}}));
        const auto reader = XlsxReader::open(path, QStringLiteral("Three"));
        QVERIFY(!reader);
        QVERIFY(reader.error().remedy.contains(QStringLiteral("One, Two")));
    }

    void bombsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("strings");
        QTest::addColumn<QString>("what");
        QTest::newRow("zeros") << QByteArray(200 * 1024 * 1024, ' ') << QByteArray() << QStringLiteral("bomb");
        QTest::newRow("one text") << "<row><c t=\"str\"><v>" + QByteArray(6 * 1024 * 1024, 'x') + "</v></c></row>" << QByteArray() << QStringLiteral("4 MiB");
        QTest::newRow("a long cell") << "<row><c t=\"str\"><v>" + QByteArray(2 * 1024 * 1024, 'x') + "</v></c></row>" << QByteArray() << QStringLiteral("1 MiB");
        QTest::newRow("one tag") << "<row a=\"" + QByteArray(6 * 1024 * 1024, 'x') + "\"/>" << QByteArray() << QStringLiteral("4 MiB");
        QTest::newRow("one shared text") << QByteArray("<row/>") << "<si><t>" + QByteArray(6 * 1024 * 1024, 'x') + "</t></si>" << QStringLiteral("4 MiB");
        QTest::newRow("a long shared text") << QByteArray("<row/>") << "<si><t>" + QByteArray(2 * 1024 * 1024, 'x') + "</t></si>" << QStringLiteral("1 MiB");
        QTest::newRow("depth") << QByteArray("<a>").repeated(100'000) << QByteArray() << QStringLiteral("inside each other");
    }
    void bombsAreRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, strings);
        QFETCH(QString, what);
        SourceFolder folder;
        const QString path = folder.path(QStringLiteral("a.xlsx"));
        writeZip(path, workbookParts({{"S", body}}, strings));
        const auto reader = XlsxReader::open(path, {});
        QString told = reader ? QString() : reader.error().toString();
        if (reader) {
            const auto step = (*reader)->readHeader();
            told = step == RowReader::Step::Failed ? (*reader)->error().toString() : (*reader)->problem();
        }
        QVERIFY2(told.contains(what), qPrintable(told.left(300)));
    }

    void entitiesAreRefused()
    {
        SourceFolder folder;
        const QString path = folder.path(QStringLiteral("a.xlsx"));
        auto parts = workbookParts({{"S", ""}});
        parts[0].second = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]><worksheet><sheetData><row><c t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>";
        writeZip(path, parts);
        const auto reader = XlsxReader::open(path, {});
        QVERIFY(reader.ok());
        QCOMPARE((*reader)->readHeader(), RowReader::Step::Failed);
        QCOMPARE((*reader)->error().code, ErrorCode::UnsupportedType);
    }

    /// Damage inside the parts, and of the archive around them.
    void damageNeverCrashes()
    {
        SourceFolder folder;
        const auto whole = workbookParts({{"S", "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"str\"><v>name</v></c></row><row r=\"2\"><c r=\"A2\" "
                                                "s=\"1\"><v>5</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>x</t></is></c></row><row r=\"3\"><c><v>1e5</v></c></row>"}},
                                         "<si><t>key</t></si><si><r><t>y</t></r></si>", "<workbookPr date1904=\"1\"/>");
        const QString path = folder.path(QStringLiteral("a.xlsx"));
        writeZip(path, whole);
        QCOMPARE(folder.import(reading(path)).created, 2);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray archive = file.readAll();
        file.close();
        QRandomGenerator random(20'241'107);
        for (int i = 0; i < 1'200; ++i) {
            if (i % 2 == 0) {
                auto parts = whole;
                auto &part = parts[std::size_t(random.bounded(int(parts.size())))].second;
                part = mutated(part, random);
                writeZip(path, parts);
            } else {
                folder.write(QStringLiteral("a.xlsx"), mutated(archive, random));
            }
            const auto report = folder.tryImport(reading(path));
            QVERIFY(report || !report.error().what.isEmpty());
        }
    }
};

QTEST_APPLESS_MAIN(WorkbookTest)
#include "tst_workbook.moc"
