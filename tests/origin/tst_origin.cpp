#include "origin/support/origin_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vitrine;
using test::OriginFixture;
using test::Picture;

namespace {

QByteArray header(const origin::Response &response, const char *name)
{
    return OriginFixture::header(response, name);
}
QJsonObject json(const origin::Response &response)
{
    return QJsonDocument::fromJson(response.body).object();
}
const QByteArray Image = QByteArray("/i/tile-340/") + Picture;

} // namespace

class TestOrigin : public QObject
{
    Q_OBJECT

private slots:
    void handsStoredCardsOn()
    {
        OriginFixture fixture;
        const auto card = fixture.ask("/v1/products/A-1");
        QCOMPARE(card.status, 200);
        QVERIFY(card.body.startsWith(R"({"key":"A-1")"));
        QCOMPARE(header(card, "Content-Type"), QByteArray("application/json"));
        QCOMPARE(header(card, "Access-Control-Allow-Origin"), QByteArray("*"));
        QCOMPARE(header(card, "X-Content-Type-Options"), QByteArray("nosniff"));
        QCOMPARE(header(card, "Surrogate-Key"), QByteArray("product/A-1"));
        QCOMPARE(header(card, "Cache-Tag"), QByteArray("product/A-1"));
        QVERIFY(header(card, "Server-Timing").startsWith("card;dur="));
        const QByteArray etag = header(card, "ETag");
        QVERIFY(etag.size() == 18 && etag.startsWith('"'));
        const auto same = fixture.ask("/v1/products/A-1", {{"if-none-match", "\"x\", W/" + etag}});
        QCOMPARE(same.status, 304);
        QVERIFY(same.body.isEmpty());
        QCOMPARE(header(same, "ETag"), etag);
        QVERIFY(header(fixture.ask("/v1/products/A-1?channel=SG"), "ETag") != etag);
        QCOMPARE(json(fixture.ask("/v1/products/b%2F2%20%C3%BC"))["name"].toString(),
                 QStringLiteral("Blue shirt"));
    }

    void aFocalPointMovesCropsAndTheirAddresses()
    {
        OriginFixture fixture;
        const ImageId id(QString::fromLatin1(Picture));
        const QByteArray plain = header(fixture.ask(Image + ".jpg"), "ETag");
        const QByteArray forEver = Image + '/' + QByteArray(Picture).first(8) + ".jpg";
        QVERIFY(header(fixture.ask(forEver), "Cache-Control").contains("immutable"));
        fixture.catalog.focalPoints.apply({{id, catalog::FocalPoint{0.25, 0.4}}});
        const auto focused = fixture.ask(Image + ".jpg");
        QVERIFY(header(focused, "ETag") != plain);
        QVERIFY(header(focused, "Last-Modified").isEmpty()); // it was another a moment ago
        QCOMPARE(fixture.renderer.lastPreset.crop, images::Crop::Focus);
        QCOMPARE(fixture.renderer.lastPreset.focusX, 0.25);
        QCOMPARE(fixture.renderer.lastPreset.focusY, 0.4);
        // What was for ever before shows the new crop, and no longer for ever.
        QVERIFY(!header(fixture.ask(forEver), "Cache-Control").contains("immutable"));
        QCOMPARE(header(fixture.ask(forEver), "ETag"), header(focused, "ETag"));
        const QByteArray now = Image + '/' + catalog::revisionOf(id, catalog::FocalPoint{0.25, 0.4}) + ".jpg";
        QVERIFY(header(fixture.ask(now), "Cache-Control").contains("immutable"));
        QVERIFY(fixture.ask("/v1/search?q=red").body.contains(catalog::revisionOf(id, catalog::FocalPoint{0.25, 0.4})));
        // What crops nothing is as it was.
        QVERIFY(fixture.ask(QByteArray("/i/zoom@2x/") + Picture + ".jpg").status == 200);
        QCOMPARE(fixture.renderer.lastPreset.crop, images::Crop::Centre);

        fixture.catalog.focalPoints.apply({{id, std::nullopt}});
        QCOMPARE(header(fixture.ask(Image + ".jpg"), "ETag"), plain);
        QVERIFY(header(fixture.ask(Image + ".jpg"), "Last-Modified").isEmpty());
    }

    void answersManyCardsInTheOrderAsked()
    {
        OriginFixture fixture;
        const auto answer = fixture.ask("/v1/products?keys=b%2F2%20%C3%BC,no%22pe,A-1");
        QCOMPARE(answer.status, 200);
        const QJsonArray products = json(answer)["products"].toArray();
        QCOMPARE(products.size(), 2);
        QCOMPARE(products[0]["key"].toString(), QStringLiteral("b/2 ü"));
        QCOMPARE(products[1]["key"].toString(), QStringLiteral("A-1"));
        QCOMPARE(json(answer)["missing"].toArray(), QJsonArray{QStringLiteral("no\"pe")});
        QCOMPARE(fixture.ask("/v1/products").status, 400);
        QCOMPARE(fixture.ask("/v1/products?keys=" + QByteArray("a,").repeated(200)).status, 200);
        QCOMPARE(fixture.ask("/v1/products?keys=" + QByteArray("a,").repeated(201)).status, 400);
    }

    void searches()
    {
        OriginFixture fixture;
        const auto answer = fixture.ask("/v1/search?q=shirt&facets=brand,price&limit=1&offset=1");
        QCOMPARE(answer.status, 200);
        const QJsonObject document = json(answer);
        QCOMPARE(document["total"].toInt(), 2);
        QCOMPARE(document["hits"].toArray().size(), 1);
        QCOMPARE(document["hits"][0]["key"].toString(), QStringLiteral("b/2 ü"));
        QCOMPARE(document["hits"][0]["score"].toDouble(), 0.5);
        QCOMPARE(document["hits"][0]["price"]["minor"].toInt(), 1990);
        QCOMPARE(document["facets"]["brand"][0]["count"].toInt(), 2);
        QCOMPARE(document["facets"]["price"][0]["value"].toString(), QStringLiteral("100..1000"));
        QCOMPARE(document["facets"]["price"][1]["value"].toString(), QStringLiteral("1001..10000"));
        QVERIFY(!document["facets"].toObject().contains(QStringLiteral("category")));
        QVERIFY(document.contains(QStringLiteral("tookUs")));

        const QJsonObject hit = json(fixture.ask("/v1/search?q=red"))["hits"][0].toObject();
        QCOMPARE(hit["image"]["url"].toString().toLatin1(), Image + "/abcdef01.auto");
        QCOMPARE(fixture.ask(hit["image"]["url"].toString().toLatin1()).status, 200);
        QCOMPARE(json(fixture.ask("/v1/search?offset=99"))["hits"].toArray().size(), 0);
    }

    void translatesFiltersAndOrders()
    {
        OriginFixture fixture;
        QCOMPARE(
            fixture.ask("/v1/search?q=a+b&filter=brand:xerox,hp;category:Men/Tops;price:100..&sort=-price")
                .status,
            200);
        const catalog::Query &query = fixture.catalog.lastQuery;
        QCOMPARE(query.text, QStringLiteral("a b"));
        QCOMPARE(query.brands, QStringList({QStringLiteral("xerox"), QStringLiteral("hp")}));
        QCOMPARE(query.categories, QStringList{QStringLiteral("Men/Tops")});
        QCOMPARE(query.priceFromMinor.value_or(0), 100);
        QVERIFY(!query.priceToMinor);
        QVERIFY(query.sort == catalog::SortBy::Price && query.descending);
    }

    void namesBadParameters_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("parameter");
        const auto row = [](const char *target, const char *parameter) {
            QTest::newRow(target) << QByteArray(target) << QString::fromLatin1(parameter);
        };
        row("/v1/search?limit=201", "limit");
        row("/v1/search?limit=x", "limit");
        row("/v1/search?offset=-1", "offset");
        row("/v1/search?sort=colour", "sort");
        row("/v1/search?facets=colour", "facets");
        row("/v1/search?filter=colour:red", "filter");
        row("/v1/search?filter=-price:1..2", "filter");
        row("/v1/search?filter=weight:..", "filter");
        row("/v1/search?facets=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", "facets");
        row("/v1/search?filter=colour:red", "filter");
        row("/v1/search?filter=price:5..1", "filter");
        row("/v1/search?q=%zz", "q");
        row("/v1/search?q=%ff", "q");
        row("/v1/search?q=a&q=b", "q");
        row("/v1/products/%00", "key");
        row("/v1/products/a%4", "key");
        row("/v1/products/A-1?channel=%0a", "channel");
    }

    void namesBadParameters()
    {
        QFETCH(QByteArray, target);
        QFETCH(QString, parameter);
        OriginFixture fixture;
        const auto answer = fixture.ask(target);
        QCOMPARE(answer.status, 400);
        QCOMPARE(header(answer, "Content-Type"), QByteArray("application/problem+json"));
        QCOMPARE(header(answer, "Cache-Control"), QByteArray("no-store"));
        QCOMPARE(json(answer)["parameter"].toString(), parameter);
        QCOMPARE(json(answer)["status"].toInt(), 400);
        QVERIFY(!json(answer)["detail"].toString().isEmpty());
    }

    void namesWhatIsNotThere_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("named");
        const auto row = [](const QByteArray &target, const char *named) {
            QTest::newRow(target.constData()) << target << QString::fromLatin1(named);
        };
        row("/nowhere", "/nowhere");
        row("/v1/products/A-1/", "/v1/products/A-1/");
        row("/v1/products/none", "none");
        row(QByteArray("/i/huge/") + Picture + ".jpg", "huge");
        row("/i/tile-340/xyz.jpg", "xyz");
        row("/i/tile-340/00000000000000000000000000000000.jpg", "00000000000000000000000000000000");
        row(Image + ".bmp", "bmp");
        row(Image + "/00000000.jpg", "00000000");
    }

    void namesWhatIsNotThere()
    {
        QFETCH(QByteArray, target);
        QFETCH(QString, named);
        OriginFixture fixture;
        const auto answer = fixture.ask(target);
        QCOMPARE(answer.status, 404);
        QVERIFY2(json(answer)["detail"].toString().contains(named), answer.body.constData());
        QCOMPARE(header(answer, "Cache-Control"), QByteArray("public, max-age=10"));
    }

    void rendersOnceAndCaches()
    {
        OriginFixture fixture;
        const auto cold = fixture.ask(Image + ".webp");
        QCOMPARE(cold.status, 200);
        QVERIFY(cold.body.startsWith("tile-340 webp "));
        QCOMPARE(header(cold, "Content-Type"), QByteArray("image/webp"));
        QCOMPARE(header(cold, "Cache-Status"), QByteArray("Vitrine; fwd=miss; stored"));
        QCOMPARE(header(cold, "Cache-Control"),
                 QByteArray("public, max-age=86400, stale-while-revalidate=604800, stale-if-error=604800"));
        QVERIFY(header(cold, "Server-Timing").startsWith("image;dur="));
        QCOMPARE(header(cold, "Accept-Ranges"), QByteArray("bytes"));
        QCOMPARE(header(cold, "Surrogate-Key"), QByteArray("image/") + Picture + " preset/tile-340");
        QCOMPARE(header(cold, "Cache-Tag"), QByteArray("image/") + Picture + ",preset/tile-340");
        QVERIFY(header(cold, "Vary").isEmpty());
        const auto warm = fixture.ask(Image + ".webp");
        QCOMPARE(header(warm, "Cache-Status"), QByteArray("Vitrine; hit"));
        QVERIFY(warm.body.constData() == cold.body.constData()); // one buffer, not a copy
        QCOMPARE(fixture.renderer.renders.load(), 1);
        QVERIFY(header(fixture.ask(Image + ".jpg"), "ETag") != header(warm, "ETag"));
        const auto forEver = fixture.ask(Image + "/abcdef01.webp");
        QCOMPARE(header(forEver, "Cache-Control"), QByteArray("public, max-age=31536000, immutable"));
        QCOMPARE(header(forEver, "ETag"), header(warm, "ETag"));
        QCOMPARE(fixture.ask(QByteArray("/i/zoom%402x/") + Picture + ".png").status, 200);
    }

    void answers304WithoutWork()
    {
        OriginFixture fixture;
        const QByteArray etag = images::ImageService::etag(
            {ImageId(QLatin1String(Picture)), fixture.presets.all().first(), images::Format::Avif});
        const auto answer =
            fixture.ask(Image + ".avif", {{"if-none-match", etag}, {"if-modified-since", "x"}});
        QCOMPARE(answer.status, 304);
        QCOMPARE(header(answer, "ETag"), etag);
        QCOMPARE(fixture.renderer.renders.load(), 0);
        QCOMPARE(fixture.originals.opens.load(), 0);
        // "*" asks whether there is anything at all: that is not known without looking.
        QCOMPARE(fixture.ask(Image + ".avif", {{"if-none-match", "*"}}).status, 304);
        QCOMPARE(
            fixture.ask("/i/tile-340/00000000000000000000000000000000.avif", {{"if-none-match", "*"}}).status,
            404);
    }

    void weighsPreconditionsInTheirOrder_data()
    {
        QTest::addColumn<OriginFixture::Headers>("headers");
        QTest::addColumn<int>("status");
        const QByteArray start = "Tue, 14 Nov 2023 22:13:20 GMT", before = "Tue, 14 Nov 2023 22:13:19 GMT";
        const QByteArray etag = images::ImageService::etag(
            {ImageId(QLatin1String(Picture)), OriginFixture().presets.all().first(), images::Format::Avif});
        using Headers = OriginFixture::Headers;
        QTest::newRow("since the start") << Headers{{"if-modified-since", start}} << 304;
        QTest::newRow("before the start") << Headers{{"if-modified-since", before}} << 200;
        QTest::newRow("no date") << Headers{{"if-modified-since", "yesterday"}} << 200;
        QTest::newRow("another tag outweighs a date")
            << Headers{{"if-none-match", "\"x\""}, {"if-modified-since", start}} << 200;
        QTest::newRow("the tag outweighs a date")
            << Headers{{"if-none-match", "\"x\", W/" + etag}, {"if-modified-since", before}} << 304;
        QTest::newRow("this one") << Headers{{"if-match", "\"x\", " + etag}} << 200;
        QTest::newRow("any") << Headers{{"if-match", "*"}} << 200;
        QTest::newRow("another one") << Headers{{"if-match", "\"x\""}} << 412;
        QTest::newRow("a weak tag is never this one") << Headers{{"if-match", "W/" + etag}} << 412;
        QTest::newRow("a broken list") << Headers{{"if-match", "x"}} << 412;
        QTest::newRow("unmodified") << Headers{{"if-unmodified-since", start}} << 200;
        QTest::newRow("modified") << Headers{{"if-unmodified-since", before}} << 412;
        QTest::newRow("this one outweighs a date")
            << Headers{{"if-match", etag}, {"if-unmodified-since", before}} << 200;
        QTest::newRow("412 comes before 304")
            << Headers{{"if-match", "\"x\""}, {"if-none-match", etag}} << 412;
    }
    void weighsPreconditionsInTheirOrder()
    {
        QFETCH(OriginFixture::Headers, headers);
        QFETCH(int, status);
        OriginFixture fixture;
        const auto answer = fixture.ask(Image + ".avif", headers);
        QCOMPARE(answer.status, status);
        QCOMPARE(fixture.renderer.renders.load(), status == 200 ? 1 : 0);
        if (status != 412)
            QCOMPARE(header(answer, "Last-Modified"), QByteArray("Tue, 14 Nov 2023 22:13:20 GMT"));
    }

    void negotiates()
    {
        OriginFixture fixture;
        const auto type = [&](const QByteArray &accept) {
            const auto answer = fixture.ask(Image + ".auto", {{"accept", accept}});
            return header(answer, "Vary") == "Accept" ? header(answer, "Content-Type")
                                                      : QByteArray("no Vary");
        };
        QCOMPARE(type("image/avif,image/webp,*/*"), QByteArray("image/avif"));
        QCOMPARE(type("image/webp,*/*"), QByteArray("image/webp"));
        QCOMPARE(type("*/*"), QByteArray("image/jpeg"));
        QCOMPARE(type("text/html"), QByteArray("application/problem+json"));
        const auto none = fixture.ask(Image + ".auto", {{"accept", "text/html"}});
        QCOMPARE(none.status, 406);
        QCOMPARE(header(fixture.ask("/i/tile-340/0.auto"), "Vary"), QByteArray("Accept"));
        const QByteArray etag = header(fixture.ask(Image + ".auto"), "ETag");
        QCOMPARE(header(fixture.ask(Image + ".auto", {{"if-none-match", etag}}), "Vary"),
                 QByteArray("Accept"));
        for (const char *method : {"POST", "OPTIONS"})
            QCOMPARE(header(fixture.ask(Image + ".auto", {}, method), "Vary"), QByteArray("Accept"));
        QCOMPARE(fixture.ask(Image + ".jpg", {{"accept", "image/webp"}}).status, 406);
        QCOMPARE(fixture.ask("/v1/products/A-1", {{"accept", "image/webp"}}).status, 406);
        QCOMPARE(fixture.ask("/v1/products/A-1", {{"accept", "application/*;q=0.1"}}).status, 200);
    }

    void servesRanges()
    {
        OriginFixture fixture;
        const auto whole = fixture.ask(Image + ".jpg");
        const auto part = fixture.ask(Image + ".jpg", {{"range", "bytes=10-19"}});
        QCOMPARE(part.status, 206);
        QCOMPARE(part.body, whole.body.mid(10, 10));
        QCOMPARE(header(part, "Content-Range"), QByteArray("bytes 10-19/1000"));
        const auto beyond = fixture.ask(Image + ".jpg", {{"range", "bytes=1000-"}});
        QCOMPARE(beyond.status, 416);
        QCOMPARE(header(beyond, "Content-Range"), QByteArray("bytes */1000"));
        const QByteArray etag = header(whole, "ETag");
        QCOMPARE(fixture.ask(Image + ".jpg", {{"range", "bytes=0-1"}, {"if-range", etag}}).status, 206);
        QCOMPARE(fixture.ask(Image + ".jpg", {{"range", "bytes=0-1"}, {"if-range", "\"old\""}}).status, 200);
        QCOMPARE(fixture.ask(Image + ".jpg", {{"range", "bytes=0-1"}}, "HEAD").status, 200);
        QCOMPARE(fixture.ask(Image + ".auto", {{"range", "bytes=2000-"}}).status, 416);
    }

    void reportsRenderFailures()
    {
        OriginFixture fixture;
        fixture.renderer.failure =
            Error{ErrorCode::Unprocessable, QStringLiteral("the picture is cut off"), {}, {}};
        const auto answer = fixture.ask(Image + ".jpg");
        QCOMPARE(answer.status, 422);
        QVERIFY(json(answer)["detail"].toString().contains(QLatin1String("cut off")));
        QCOMPARE(header(answer, "Cache-Control"), QByteArray("no-store"));
        QVERIFY(header(answer, "Content-Type") == "application/problem+json");
        QCOMPARE(header(answer, "Cache-Status"), QByteArray("Vitrine; fwd=miss"));
        fixture.renderer.failure.reset();
        // A moment later it is not tried again; a few seconds later it is.
        QCOMPARE(header(fixture.ask(Image + ".jpg"), "Cache-Status"), QByteArray("Vitrine; hit; detail=negative"));
        fixture.clock.advance(std::chrono::seconds(6));
        QCOMPARE(fixture.ask(Image + ".jpg").status, 200);
    }

    void hidesItsOwnTroubles()
    {
        OriginFixture fixture;
        fixture.catalog.failure =
            Error{ErrorCode::Io, QStringLiteral("/srv/data/catalog.db cannot be read"), {}, {}};
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("catalog.db")));
        const auto answer = fixture.ask("/v1/products/A-1");
        QCOMPARE(answer.status, 500);
        QVERIFY(!answer.body.contains("/srv"));
    }

    void shedsLoad()
    {
        OriginFixture fixture({1, 2});
        fixture.catalog.hold();
        QSemaphore answered;
        std::atomic<int> good{0};
        for (int i = 0; i < 3; ++i) {
            fixture.origin.handle({"GET", "/v1/search", {}, {}}, [&](const origin::Response &response) {
                good += response.status == 200;
                answered.release();
            });
        }
        const auto refused = fixture.ask("/v1/search");
        QCOMPARE(refused.status, 503);
        QCOMPARE(header(refused, "Retry-After"), QByteArray("1"));
        // What needs no worker is not held up by what waits for one.
        QCOMPARE(fixture.ask("/healthz").status, 200);
        QCOMPARE(fixture.ask("/v1/products/A-1").status, 200);
        fixture.catalog.release();
        QVERIFY(answered.tryAcquire(3, 5000));
        QCOMPARE(good.load(), 3);
        QCOMPARE(fixture.ask("/v1/search").status, 200);
    }

    void knowsItsMethods()
    {
        OriginFixture fixture;
        for (const QByteArray target : {"/", "/v1/search", "/healthz"}) {
            const auto refused = fixture.ask(target, {}, "POST");
            QCOMPARE(refused.status, 405);
            QCOMPARE(header(refused, "Allow"), QByteArray("GET, HEAD, OPTIONS"));
            const auto options = fixture.ask(target, {}, "OPTIONS");
            QCOMPARE(options.status, 204);
            QCOMPARE(header(options, "Allow"), QByteArray("GET, HEAD, OPTIONS"));
            QCOMPARE(fixture.ask(target, {}, "HEAD").status, 200);
        }
        QCOMPARE(fixture.ask("*", {}, "OPTIONS").status, 204);
        QCOMPARE(fixture.ask("/nowhere", {}, "POST").status, 404);
    }

    void tellsWhetherItIsReady()
    {
        OriginFixture fixture;
        QCOMPARE(fixture.ask("/readyz").status, 200);
        fixture.readiness =
            Error{ErrorCode::Overloaded, QStringLiteral("the cards are being rebuilt"), {}, {}};
        const auto answer = fixture.ask("/readyz");
        QCOMPARE(answer.status, 503);
        QVERIFY(json(answer)["detail"].toString().contains(QLatin1String("rebuilt")));
        QVERIFY(!header(answer, "Retry-After").isEmpty());
        QCOMPARE(fixture.ask("/healthz").status, 200);
    }

    void describesEveryRoute()
    {
        OriginFixture fixture;
        const auto answer = fixture.ask("/openapi.json");
        QCOMPARE(answer.status, 200);
        const QJsonObject paths = json(answer)[QLatin1String("paths")].toObject();
        QVERIFY(fixture.origin.routePatterns().size() >= 10);
        QCOMPARE(paths.size(), fixture.origin.routePatterns().size());
        QStringList operations;
        for (const QString &pattern : fixture.origin.routePatterns()) {
            const QJsonObject get = paths[pattern]["get"].toObject();
            QVERIFY2(!get["summary"].toString().isEmpty(), qPrintable(pattern));
            QVERIFY(!operations.contains(get["operationId"].toString()));
            operations += get["operationId"].toString();
            QStringList described;
            for (const auto &parameter : get["parameters"].toArray())
                described += parameter[QLatin1String("in")].toString() == QLatin1String("path")
                                 ? parameter[QLatin1String("name")].toString()
                                 : QString();
            static const QRegularExpression name(QStringLiteral("\\{(\\w+)\\}"));
            for (auto match = name.globalMatch(pattern); match.hasNext();)
                QVERIFY2(described.contains(match.next().captured(1)), qPrintable(pattern));
        }
        for (const char *promised : {"/v1/products/{key}", "/v1/products", "/v1/search",
                                     "/i/{preset}/{image}.{ext}", "/i/{preset}/{image}/{hash8}.{ext}",
                                     "/presets.json", "/openapi.json", "/healthz", "/readyz", "/", "/iiif/3/{image}/info.json",
                                     "/iiif/3/{image}/{region}/{size}/{rotation}/{quality}.{format}",
                                     "/imgproxy/{signature}/{request}"})
            QVERIFY2(paths.contains(QLatin1String(promised)), promised);
        // Every picture is answered under the same conditions.
        for (const QString &pattern : paths.keys()) {
            const QJsonObject answers = paths[pattern][QLatin1String("get")][QLatin1String("responses")].toObject();
            if (answers.contains(QStringLiteral("206")))
                QVERIFY2(answers.contains(QStringLiteral("412")) && answers.contains(QStringLiteral("416")), qPrintable(pattern));
        }
        const QByteArray date = header(answer, "Last-Modified");
        QCOMPARE(fixture.ask("/openapi.json", {{"if-modified-since", date}}).status, 304);
        QCOMPARE(
            fixture.ask("/openapi.json", {{"if-modified-since", date}, {"if-none-match", "\"x\""}}).status,
            200);
        QCOMPARE(QJsonDocument::fromJson(fixture.ask("/presets.json").body)
                     .array()[1][QLatin1String("name")]
                     .toString(),
                 QStringLiteral("zoom@2x"));
    }

    void showsPeopleAPage()
    {
        OriginFixture fixture;
        const auto answer = fixture.ask("/");
        QVERIFY(header(answer, "Content-Type").startsWith("text/html"));
        QVERIFY(answer.body.contains("Red shirt &lt;b&gt;"));
        static const QRegularExpression links(QStringLiteral("(?:href|src)=\"([^\"]+)\""));
        int count = 0;
        for (auto match = links.globalMatch(QString::fromUtf8(answer.body)); match.hasNext(); ++count) {
            const QString url = match.next().captured(1).replace(QLatin1String("&amp;"), QLatin1String("&"));
            QCOMPARE(fixture.ask(url.toUtf8()).status, 200);
        }
        QVERIFY(count >= 7);
    }
};

QTEST_GUILESS_MAIN(TestOrigin)
#include "tst_origin.moc"
