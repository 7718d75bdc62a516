#include "exchange/csv_reader.h"
#include "exchange/json_splitter.h"
#include "exchange/money.h"
#include "exchange/own_csv.h"
#include "exchange/support/source_folder.h"
#include "exchange/utf8.h"

using namespace vitrine;
using namespace vitrine::exchange;
using vitrine::test::SourceFolder;

class StreamsTest : public QObject
{
    Q_OBJECT

    static QString drain(ByteStream &stream, QByteArray &bytes)
    {
        char buffer[1000];
        while (true) {
            const auto got = stream.read(buffer, sizeof buffer);
            if (!got)
                return got.error().what;
            if (*got == 0)
                return {};
            bytes.append(buffer, *got);
        }
    }

    /// Rows as "a|b", bad rows as "!line column", joined by newlines.
    static QString table(const QByteArray &csv)
    {
        SourceFolder folder;
        auto stream = ByteStream::open(folder.write(QStringLiteral("t.csv"), csv));
        CsvReader reader(**stream);
        QStringList lines;
        for (auto step = reader.readHeader(); step != CsvReader::Step::End; step = reader.next()) {
            if (step == CsvReader::Step::Bad) {
                lines.append(QStringLiteral("!%1 %2").arg(reader.line()).arg(reader.problemColumn()));
                continue;
            }
            QStringList cells;
            for (int i = 0; i < reader.header().size(); ++i)
                cells.append(reader.text(i));
            lines.append(cells.join(u'|'));
        }
        return lines.join(u'\n');
    }

private slots:
    void aStrayQuoteDoesNotTakeTheRowsBehindIt()
    {
        QCOMPARE(table("key,name\nA,1\nB,\"open\nC,3\nD,4\n"), QStringLiteral("key|name\nA|1\n!3 name\nC|3\nD|4"));
        QCOMPARE(table("key,name\nB,\"open\nC,3\nD,\"x\"\nE,5\n"),
                 QStringLiteral("key|name\n!2 name\nC|3\nD|x\nE|5"));
        // far behind it, where the row no longer fits the buffer
        QByteArray csv = "key,name\nB,\"open\n";
        QStringList expected{QStringLiteral("key|name"), QStringLiteral("!2 name")};
        for (int i = 0; i < 300'000; ++i) {
            csv += "K" + QByteArray::number(i) + ",x\n";
            expected.append(QStringLiteral("K%1|x").arg(i));
        }
        QVERIFY(table(csv) == expected.join(u'\n'));
        QVERIFY(table(csv + "Z,\"z\"\n") == expected.join(u'\n') + QStringLiteral("\nZ|z"));
    }

    void whatWasUnpackedBeforeTheDamageComesOut()
    {
        QByteArray bytes;
        for (int i = 0; i < 20'000; ++i)
            bytes += QByteArray::number(i * 7) + '\n';
        SourceFolder folder;
        QByteArray packed = test::gzipped(bytes);
        packed[packed.size() - 8] = char(packed[packed.size() - 8] ^ 1); // the checksum
        auto stream = ByteStream::open(folder.write(QStringLiteral("crc.gz"), packed));
        QByteArray drained;
        QVERIFY(drain(**stream, drained).contains(u"damaged"));
        QCOMPARE(drained.size(), bytes.size());
    }

    void everyPackingGivesTheSameBytes()
    {
        QByteArray bytes;
        for (int i = 0; i < 200'000; ++i)
            bytes += QByteArray::number(i * 7) + '\n';
        SourceFolder folder;
        const QByteArray half = bytes.left(bytes.size() / 2), rest = bytes.mid(bytes.size() / 2);
        for (const QByteArray &stored : {bytes, test::gzipped(bytes), test::zstdPacked(bytes),
                                         QByteArray(test::gzipped(half) + test::gzipped(rest)),
                                         QByteArray(test::zstdPacked(half) + test::zstdPacked(rest))}) {
            auto stream = ByteStream::open(folder.write(QStringLiteral("any-name"), stored));
            QVERIFY(stream.ok());
            QByteArray read;
            QCOMPARE(drain(**stream, read), QString());
            QVERIFY(read == bytes);
            QCOMPARE((*stream)->storedBytesRead(), stored.size());
        }
    }

    void cutAndDamagedPackingsSaySo()
    {
        QByteArray bytes;
        for (int i = 0; i < 100'000; ++i)
            bytes += QByteArray::number(quint32(i) * 2'654'435'761u) + '\n';
        SourceFolder folder;
        for (QByteArray stored : {test::gzipped(bytes), test::zstdPacked(bytes)}) {
            QByteArray read;
            auto cut = ByteStream::open(folder.write(QStringLiteral("cut"), stored.left(stored.size() / 2)));
            QVERIFY(drain(**cut, read).contains(QLatin1String("cut")));
            QVERIFY(bytes.startsWith(read));
            for (qsizetype i = 2'000; i < 2'064; ++i)
                stored[i] = char(~stored[i]);
            read.clear();
            auto damaged = ByteStream::open(folder.write(QStringLiteral("damaged"), stored));
            QVERIFY(drain(**damaged, read).contains(QLatin1String("damaged")));
        }
    }

    void csv_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &csv, const char *expected) {
            QTest::newRow(name) << csv << QString::fromUtf8(expected);
        };
        row("plain", "a,b\n1,2\n", "a|b\n1|2");
        row("no last line end", "a,b\n1,2", "a|b\n1|2");
        row("crlf", "a,b\r\n1,2\r\n", "a|b\n1|2");
        row("byte order mark",
            "\xef\xbb\xbf"
            "a,b\n1,2\n",
            "a|b\n1|2");
        row("only a byte order mark", "\xef\xbb\xbf", "");
        row("empty", "", "");
        row("semicolons", "a;b\n1,5;2\n", "a|b\n1,5|2");
        row("tabs", "a\tb\n1,5\t2\n", "a|b\n1,5|2");
        row("quoted newline", "a,b\n\"1\n1\",2\n3,4\n", "a|b\n1\n1|2\n3|4");
        row("quoted crlf stays", "a,b\n\"1\r\n1\",2\n", "a|b\n1\r\n1|2");
        row("doubled quote", "a,b\n\"1\"\"1\",2\n", "a|b\n1\"1|2");
        row("blank cells", "a,b\n,\n", "a|b\n|");
        row("blank lines are no rows", "a,b\n\n1,2\n\n", "a|b\n1|2");
        row("stray quote", "a,b\n1\",2\n3,4\n", "a|b\n!2 a\n3|4");
        row("text after a quote", "a,b\n1,\"2\"x\n3,4\n", "a|b\n!2 b\n3|4");
        row("quote never closed", "a,b\n1,2\n3,\"4\n5,6\n", "a|b\n1|2\n!3 b\n5|6");
        row("a column short", "a,b\n1\n3,4\n", "a|b\n!2 b\n3|4");
        row("a column too many", "a,b\n1,2,3\n3,4\n", "a|b\n!2 3\n3|4");
        row("latin-1", "a,b\n1,caf\xe9\n3,4\n", "a|b\n!2 b\n3|4");
        row("utf-8", "a,b\n1,gi\xc3\xa0y \xe0\xb8\xad\xf0\x9f\x91\x9f\n",
            "a|b\n1|gi\xc3\xa0y \xe0\xb8\xad\xf0\x9f\x91\x9f");
        row("NUL", QByteArray("a,b\n1,\0\n3,4\n", 12), "a|b\n!2 b\n3|4");
        row("column named twice", "a,a\n1,2\n", "!1 a\n1|2");
        row("a cell of 10 MB", "a,b\n1,\"" + QByteArray(10'000'000, 'x') + "\"\n3,4\n", "a|b\n!2 b\n3|4");
        row("lines count inside cells", "a,b\n\"x\n\n\n\",2\n1\",2\n", "a|b\nx\n\n\n|2\n!6 a");
    }
    void csv()
    {
        QFETCH(QByteArray, csv);
        QFETCH(QString, expected);
        const QString seen = table(csv);
        QCOMPARE(seen, expected);
    }

    void invalidUtf8IsFoundWhereItIs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("at");
        QTest::newRow("good") << QByteArray("plain \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 end of it") << -1;
        QTest::newRow("lone continuation") << QByteArray("12345678\x80") << 8;
        QTest::newRow("overlong") << QByteArray("a\xc0\xaf") << 1;
        QTest::newRow("surrogate") << QByteArray("ab\xed\xa0\x80") << 2;
        QTest::newRow("beyond Unicode") << QByteArray("\xf4\x90\x80\x80") << 0;
        QTest::newRow("cut") << QByteArray("abc\xe2\x82") << 3;
    }
    void invalidUtf8IsFoundWhereItIs()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, at);
        const std::size_t found =
            firstInvalidUtf8(std::string_view(text.constData(), std::size_t(text.size())));
        QCOMPARE(found == std::string_view::npos ? -1 : int(found), at);
    }

    void json_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *json, const char *expected) {
            QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(expected);
        };
        row("array", "[\n {\"a\":[1,{}]},\n {\"b\":\"]}\\\"\"}\n]\n",
            "2 {\"a\":[1,{}]}\n3 {\"b\":\"]}\\\"\"}\nend");
        row("empty array", " [ ] ", "end");
        row("lines", "{\"a\":1}\n\n{\"b\":2}", "1 {\"a\":1}\n3 {\"b\":2}\nend");
        row("cut inside", "[{\"a\":1},\n{\"b\":", "1 {\"a\":1}\nbroken 2");
        row("cut after a comma", "[{\"a\":1},", "1 {\"a\":1}\nbroken 1");
        row("cut after an element", "[{\"a\":1}", "1 {\"a\":1}\nbroken 1");
        row("no comma", "[{\"a\":1}{\"b\":2}]", "1 {\"a\":1}\nbroken 1");
        row("rest", "[1] x", "1 1\nbroken 1");
    }
    void json()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, expected);
        SourceFolder folder;
        auto stream = ByteStream::open(folder.write(QStringLiteral("t"), json));
        JsonSplitter splitter(**stream);
        QStringList seen;
        auto step = splitter.next();
        for (; step == JsonSplitter::Step::Element; step = splitter.next())
            seen.append(
                QStringLiteral("%1 %2").arg(splitter.line()).arg(QString::fromStdString(splitter.text())));
        seen.append(step == JsonSplitter::Step::End ? QStringLiteral("end")
                                                    : QStringLiteral("broken %1").arg(splitter.line()));
        QCOMPARE(seen.join(u'\n'), expected);
    }

    void deepNestingIsRefused()
    {
        SourceFolder folder;
        auto stream = ByteStream::open(folder.write(QStringLiteral("t"), QByteArray(100'000, '[')));
        JsonSplitter splitter(**stream);
        QCOMPARE(splitter.next(), JsonSplitter::Step::Broken);
    }

    void moneyIsExact()
    {
        QCOMPARE(minorFromDecimal(u"12.5", u"USD").value(), 1250);
        QCOMPARE(minorFromDecimal(u"0.10", u"SGD").value(), 10);
        QCOMPARE(minorFromDecimal(u"-3", u"USD").value(), -300);
        QCOMPARE(minorFromDecimal(u"189000", u"VND").value(), 189'000);
        QCOMPARE(minorFromDecimal(u"189000.00", u"VND").value(), 189'000);
        QVERIFY(!minorFromDecimal(u"1.999", u"USD"));
        QVERIFY(!minorFromDecimal(u"1,50", u"USD"));
        QVERIFY(!minorFromDecimal(u"", u"USD"));
        QVERIFY(!minorFromDecimal(u".", u"USD"));
        QVERIFY(!minorFromDecimal(u"99999999999999999999", u"USD"));
        QCOMPARE(decimalFromMinor(5, u"USD"), QStringLiteral("0.05"));
        QCOMPARE(decimalFromMinor(-1250, u"USD"), QStringLiteral("-12.50"));
        QCOMPARE(decimalFromMinor(189'000, u"IDR"), QStringLiteral("189000"));
    }

    void noCellBecomesAFormula()
    {
        for (const char *text : {"=1+1", "+1", "-1", "@x", "\tx", "'=1", "''", "'", "", "plain", "it's"}) {
            const QString cell = protectText(QLatin1String(text));
            QVERIFY2(cell.isEmpty() || !QStringLiteral("=+-@\t\r").contains(cell[0]), text);
            QVERIFY2(!cell.isEmpty(), text);
            QCOMPARE(unprotectText(cell), QLatin1String(text));
        }
    }

    void listsKeepTheirSeparators()
    {
        const QStringList items{QStringLiteral("a|b"), QStringLiteral("c\\d"), QStringLiteral("e")};
        QCOMPARE(splitList(joinList(items)), items);
        QVERIFY(splitList({}).isEmpty());
    }

    void columnNamesAreReadAndWritten()
    {
        const auto column = parseAttributeColumn(QStringLiteral("attr.size_eu:number@TH/th_TH"));
        QVERIFY(column);
        QCOMPARE(column->code, QStringLiteral("size_eu"));
        QCOMPARE(column->type.value(), catalog::ValueType::Number);
        QCOMPARE(column->scope, (catalog::Scope{QStringLiteral("TH"), QStringLiteral("th_TH")}));
        QCOMPARE(attributeColumnName(column->code, *column->type, column->scope),
                 QStringLiteral("attr.size_eu:number@TH/th_TH"));
        QVERIFY(!parseAttributeColumn(QStringLiteral("attr.Size")));
        QVERIFY(!parseAttributeColumn(QStringLiteral("attr.size:colour")));
        QVERIFY(!parsePriceColumn(QStringLiteral("price")));
        QCOMPARE(parsePriceColumn(QStringLiteral("price:SG:SGD"))->channel, QStringLiteral("SG"));
    }
};

QTEST_APPLESS_MAIN(StreamsTest)
#include "tst_streams.moc"
