#include "origin/accept.h"
#include "origin/conditional.h"
#include "origin/error_status.h"
#include "origin/filter.h"
#include "origin/origin_metrics.h"
#include "origin/target.h"

#include <QTest>

using namespace vitrine;
using namespace vitrine::origin;
using namespace std::chrono_literals;

class TestParsing : public QObject
{
    Q_OBJECT

private slots:
    void decodes()
    {
        QCOMPARE(*percentDecode("a%2Fb+c%C3%BC", {}), QStringLiteral("a/b+cü"));
        QCOMPARE(queryValue("x=1&name=a+b%2B&y", "name")->value(), QStringLiteral("a b+"));
        QVERIFY(!queryValue("names=1", "name")->has_value());
        QCOMPARE(queryValue("name", "name")->value(), QString());
        for (const char *broken : {"%", "%4", "%4g", "%ff", "%c3", "%00", "a%7fb", "%ed%a0%80"})
            QVERIFY2(!percentDecode(broken, {}).ok(), broken);
        QCOMPARE(*queryNumber("n=7", "n", 1, 0, 9), 7);
        QCOMPARE(*queryNumber("", "n", 1, 0, 9), 1);
        QVERIFY(!queryNumber("n=99999999999999999999", "n", 1, 0, 9).ok());
    }

    void weighsAccept()
    {
        using images::Format;
        QCOMPARE(acceptQuality("", "image/webp"), 1000);
        QCOMPARE(acceptQuality("text/html, image/*;q=0.5, image/webp;q=0.25", "image/webp"), 250);
        QCOMPARE(acceptQuality("text/html, image/*;q=0.5", "image/png"), 500);
        QCOMPARE(acceptQuality("*/*;q=0.1, image/png;q=0", "image/png"), 0);
        QCOMPARE(acceptQuality("IMAGE/PNG ; Q=1.000", "image/png"), 1000);
        QCOMPARE(acceptQuality("image/png;q=2, nonsense", "image/png"), 0);
        QVERIFY(negotiateFormat("image/avif;q=0.1, image/webp, */*;q=0.5") == Format::Webp);
        QVERIFY(negotiateFormat("image/*") == Format::Jpeg);
        QVERIFY(negotiateFormat("image/png") == Format::Png);
        QVERIFY(negotiateFormat("image/avif;q=0, image/jpeg") == Format::Jpeg);
        QVERIFY(!negotiateFormat("text/html;q=1"));
    }

    void comparesTags()
    {
        QVERIFY(etagListMatches("\"a\", \"b\"", "\"b\""));
        QVERIFY(etagListMatches("W/\"b\"", "\"b\""));
        QVERIFY(etagListMatches("\"a,b\",,\"c\"", "\"c\""));
        QVERIFY(!etagListMatches("\"a,b\"", "\"b\""));
        QVERIFY(!etagListMatches("b", "\"b\""));
        QVERIFY(!etagListMatches("\"b", "\"b\""));
        QVERIFY(!etagListMatches("", "\"b\""));
    }

    void putsTagsBeforeDates()
    {
        const QDateTime changed = QDateTime::fromSecsSinceEpoch(1'700'000'000, Qt::UTC);
        const QByteArray date = toHttpDate(changed);
        QCOMPARE(date, QByteArray("Tue, 14 Nov 2023 22:13:20 GMT"));
        QCOMPARE(fromHttpDate(date).value(), changed);
        const auto asks = [&](QVector<std::pair<QByteArray, QByteArray>> headers) {
            return notModified({"GET", "/", std::move(headers), {}}, "\"e\"", true, changed);
        };
        QVERIFY(asks({{"if-modified-since", date}}));
        QVERIFY(!asks({{"if-modified-since", toHttpDate(changed.addSecs(-1))}}));
        QVERIFY(!asks({{"if-modified-since", "yesterday"}}));
        QVERIFY(!asks({{"if-modified-since", date}, {"if-none-match", "\"other\""}}));
        QVERIFY(asks({{"if-none-match", "\"a\""}, {"if-none-match", "\"e\""}}));
        QVERIFY(asks({{"if-none-match", "*"}}));
        QVERIFY(!asks({}));
    }

    void readsRanges_data()
    {
        QTest::addColumn<QByteArray>("range");
        QTest::addColumn<int>("kind");
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("length");
        const auto row = [](const char *range, ByteRange::Kind kind, qint64 first = 0, qint64 length = 0) {
            QTest::newRow(range) << QByteArray(range) << int(kind) << first << length;
        };
        using Kind = ByteRange::Kind;
        row("bytes=0-0", Kind::Part, 0, 1);
        row("bytes=0-", Kind::Part, 0, 100);
        row("bytes=90-200", Kind::Part, 90, 10);
        row("bytes=-10", Kind::Part, 90, 10);
        row("bytes=-1000", Kind::Part, 0, 100);
        row("bytes=100-", Kind::Unsatisfiable);
        row("bytes=-0", Kind::Unsatisfiable);
        row("bytes=0-1,3-4", Kind::Whole);
        row("bytes=5-1", Kind::Whole);
        row("bytes=a-", Kind::Whole);
        row("bytes=1-b", Kind::Whole);
        row("bytes=-", Kind::Whole);
        row("bytes=99999999999999999999-", Kind::Whole);
        row("lines=1-2", Kind::Whole);
    }

    void readsRanges()
    {
        QFETCH(QByteArray, range);
        QFETCH(int, kind);
        QFETCH(qint64, first);
        QFETCH(qint64, length);
        const ByteRange parsed = parseRange(range, 100);
        QCOMPARE(int(parsed.kind), kind);
        QCOMPARE(parsed.first, first);
        QCOMPARE(parsed.length, length);
        QVERIFY(parseRange(range, 0).kind != ByteRange::Kind::Part);
    }

    void readsFilters()
    {
        catalog::Query query;
        QVERIFY(applyFilter(QStringLiteral("brand: a\\,b , c\\;d\\\\ ;category:Men/Tops;price:..5;image:yes"),
                            &query));
        QCOMPARE(query.brands, QStringList({QStringLiteral("a,b"), QStringLiteral("c;d\\")}));
        QCOMPARE(query.categories, QStringList{QStringLiteral("Men/Tops")});
        QCOMPARE(query.priceToMinor.value(), 5);
        QVERIFY(!query.priceFromMinor && query.withImageOnly);
        catalog::Query untouched;
        QVERIFY(applyFilter({}, &untouched) && untouched == catalog::Query{});
        for (const char *wrong :
             {"brand", "brand:", "brand:a,,b", "price:5", "price:..", "price:-1..", "price:a..",
              "price:9..1", "image:no", "brand:a;brand:b", ";", "brand:a;", ":x", "-:x", "attr.:x", "x:", "x:..", "x:..<", "-category:A",
              "x:1;x:2"}) {
            catalog::Query ignored;
            const Status status = applyFilter(QString::fromLatin1(wrong), &ignored);
            QVERIFY2(!status, wrong);
            QCOMPARE(status.error().where, QStringLiteral("filter"));
        }
        catalog::Query attributes;
        QVERIFY(applyFilter(QStringLiteral("colour:red,bl\\,ue;-attr.price:*;weight:1.5..<2;released:2024-01-01..;x:a\\..b;y:\\*"),
                            &attributes));
        using Kind = catalog::AttributeFilter::Kind;
        const QVector<catalog::AttributeFilter> expected{
            {QStringLiteral("colour"), Kind::AnyOf, false, {QStringLiteral("red"), QStringLiteral("bl,ue")}},
            {QStringLiteral("price"), Kind::Present, true},
            {QStringLiteral("weight"), Kind::Range, false, {}, QStringLiteral("1.5"), QStringLiteral("2"), true},
            {QStringLiteral("released"), Kind::Range, false, {}, QStringLiteral("2024-01-01"), {}},
            {QStringLiteral("x"), Kind::AnyOf, false, {QStringLiteral("a..b")}},
            {QStringLiteral("y"), Kind::AnyOf, false, {QStringLiteral("*")}}};
        QCOMPARE(attributes.attributes.size(), expected.size());
        for (qsizetype i = 0; i < expected.size(); ++i)
            QVERIFY2(attributes.attributes[i] == expected[i], qPrintable(expected[i].code));
        QVERIFY(applySort(QStringLiteral("-attr.name"), &query) && query.sort == catalog::SortBy::Attribute &&
                query.sortAttribute == u"name" && query.descending);
        QVERIFY(applySort(QStringLiteral("-name"), &query) && query.sort == catalog::SortBy::Name &&
                query.descending);
        QVERIFY(applySort(QStringLiteral("updated"), &query) && !query.descending);
        QVERIFY(!applySort(QStringLiteral("-relevance"), &query).ok());
        QVERIFY(!applySort(QStringLiteral("--name"), &query).ok());
    }

    void knowsWhoseFaultItIs()
    {
        const std::pair<ErrorCode, int> table[] = {{ErrorCode::InvalidArgument, 400},
                                                   {ErrorCode::NotFound, 404},
                                                   {ErrorCode::Conflict, 409},
                                                   {ErrorCode::PreconditionFailed, 412},
                                                   {ErrorCode::TooLarge, 413},
                                                   {ErrorCode::UnsupportedType, 415},
                                                   {ErrorCode::Unprocessable, 422},
                                                   {ErrorCode::Overloaded, 503},
                                                   {ErrorCode::DeadlineExceeded, 504},
                                                   {ErrorCode::Cancelled, 503},
                                                   {ErrorCode::PermissionDenied, 403},
                                                   {ErrorCode::StorageFull, 507},
                                                   {ErrorCode::Io, 500},
                                                   {ErrorCode::Corrupt, 500},
                                                   {ErrorCode::Internal, 500}};
        for (const auto &[code, status] : table)
            QCOMPARE(httpStatus(code), status);
        const Response busy =
            errorResponse({ErrorCode::Overloaded, QStringLiteral("full"), {}, QStringLiteral("wait")});
        QVERIFY(busy.body.contains("\"urn:vitrine:problem:overloaded\"") && busy.body.contains("full. wait"));
    }

    void joinsRepeatedHeaders()
    {
        Request request{"GET", "/", {{"accept", "a"}, {"x", "y"}, {"accept", "b"}}, {}};
        QCOMPARE(request.header("accept"), QByteArray("a, b"));
        QVERIFY(request.header("z").isNull());
        Response response;
        response.setHeader("ETag", "1");
        response.setHeader("etag", "2");
        QCOMPARE(response.headers.size(), 1);
        QCOMPARE(response.headers[0].second, QByteArray("2"));
    }

    void countsAccesses()
    {
        OriginMetrics metrics(3);
        QVERIFY(metrics.recent(10).isEmpty());
        for (int i = 1; i <= 5; ++i) {
            metrics.record({{},
                            "GET",
                            "/" + QByteArray::number(i),
                            i == 5 ? 404 : 200,
                            10,
                            100us * i,
                            i % 2 ? "hit" : "miss",
                            {}});
        }
        const auto totals = metrics.totals();
        QCOMPARE(totals.requests, 5u);
        QCOMPARE(totals.byClass[1], 4u);
        QCOMPARE(totals.byClass[3], 1u);
        QCOMPARE(totals.cacheHits, 3u);
        QCOMPARE(totals.cacheMisses, 2u);
        QCOMPARE(totals.bytes, 50u);
        QVERIFY(totals.p50 >= 290us && totals.p50 <= 330us);
        const auto recent = metrics.recent(10);
        QCOMPARE(recent.size(), 3);
        QCOMPARE(recent[0].target, QByteArray("/5"));
        QCOMPARE(recent[2].target, QByteArray("/3"));
        QCOMPARE(metrics.recent(1).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestParsing)
#include "tst_parsing.moc"
