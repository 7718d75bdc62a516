#include "catalog/support/memory_catalog.h"
#include "images/support/fake_renderer.h"
#include "images/support/memory_original_store.h"
#include "origin/admin_origin.h"
#include "origin/body_stream.h"
#include "origin/support/twin_backend.h"
#include "support/manual_clock.h"

#include <QJsonDocument>
#include <QSemaphore>
#include <QtTest>

#include <mutex>
#include <thread>

using namespace vitrine;
using namespace vitrine::origin;
using namespace vitrine::test;

namespace {

using Headers = QVector<std::pair<QByteArray, QByteArray>>;

QByteArray header(const Response &response, const char *name)
{
    for (const auto &[known, value] : response.headers)
        if (known.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    return {};
}

QJsonObject json(const Response &response) { return QJsonDocument::fromJson(response.body).object(); }

struct Admin
{
    ManualClock clock;
    MemoryCatalog catalog;
    MemoryOriginalStore originals;
    FakeRenderer renderer;
    images::ImageService images{originals, renderer, clock, [] {
                                    images::ImageServiceLimits limits;
                                    limits.originalBytes = 1000;
                                    return limits;
                                }()};
    TwinBackend backend;
    TokenVerdict verdict = TokenVerdict::Good;
    std::mutex checking;
    QByteArray seen; ///< the token that was checked; by `checking`
    AdminOrigin origin{catalog.ports(), images, originals, backend,
                       [this](QByteArrayView token) -> Result<TokenVerdict> {
                           std::lock_guard lock(checking);
                           seen = token.toByteArray();
                           return verdict;
                       },
                       clock, {8, 64, std::chrono::milliseconds(5), std::chrono::milliseconds(5)}};

    Response ask(const QByteArray &method, const QByteArray &target, const QByteArray &body = {}, Headers headers = {},
                 bool token = true)
    {
        if (token)
            headers.emplaceBack("authorization", "Bearer secret");
        auto done = std::make_shared<QSemaphore>();
        auto answer = std::make_shared<Response>();
        Request request{method, target, headers, body, {}};
        origin.handle(std::move(request), [done, answer](Response response) {
            *answer = std::move(response);
            done->release();
        });
        if (!done->tryAcquire(1, 10'000))
            answer->status = -1;
        return *answer;
    }
    void add(const QString &key)
    {
        catalog::Product product;
        product.key = ProductKey(key);
        product.name = QStringLiteral("Shirt");
        product.attributes = {{QStringLiteral("colour"), QStringLiteral("red"), {}}, {QStringLiteral("weight"), 2.5, {}}};
        QVERIFY(catalog.upsert({product}).ok());
    }
};

} // namespace

/// The admin listener without sockets.
class AdminTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsAnsweredWithoutAToken()
    {
        Admin admin;
        for (const char *target : {"/metrics", "/openapi.json", "/nothing", "/v1/events", "/v1/images", "*"}) {
            for (const char *method : {"GET", "POST", "OPTIONS", "HEAD"}) {
                const Response response = admin.ask(method, target, {}, {}, false);
                QCOMPARE(response.status, 401);
                QVERIFY(header(response, "WWW-Authenticate").startsWith("Bearer realm="));
                QVERIFY(!response.stream);
            }
        }
        QVERIFY(admin.seen.isEmpty());
        QCOMPARE(admin.ask("GET", "/metrics", {}, {{"authorization", "Basic c2VjcmV0"}}, false).status, 401);
        QCOMPARE(admin.ask("GET", "/metrics", {}, {{"authorization", "bearer  secret "}}, false).status, 200);
        QCOMPARE(admin.seen, QByteArray("secret"));
        // Two headers are one list, which is no token.
        admin.ask("GET", "/metrics", {}, {{"authorization", "Bearer a"}, {"authorization", "Bearer b"}}, false);
        QCOMPARE(admin.seen, QByteArray("a, Bearer b"));
    }

    void badTokensAreToldApartByStatus()
    {
        Admin admin;
        admin.verdict = TokenVerdict::Unknown;
        QCOMPARE(admin.ask("GET", "/metrics").status, 401);
        admin.verdict = TokenVerdict::Expired;
        const Response expired = admin.ask("GET", "/metrics");
        QCOMPARE(expired.status, 401);
        QVERIFY(header(expired, "WWW-Authenticate").contains("expired"));
        admin.verdict = TokenVerdict::OutOfScope;
        const Response forbidden = admin.ask("GET", "/metrics");
        QCOMPARE(forbidden.status, 403);
        QVERIFY(header(forbidden, "WWW-Authenticate").contains("insufficient_scope"));
        const auto rule = admin.origin.bodyRules()({"POST", "/v1/images", {{"authorization", "Bearer x"}}, {}, {}});
        QVERIFY(rule.refusal);
        QCOMPARE(rule.refusal->status, 403);
    }

    void uploadsGoIntoFilesOthersDoNot()
    {
        Admin admin;
        const Headers token{{"authorization", "Bearer x"}};
        const auto images = admin.origin.bodyRules()({"POST", "/v1/images?product=A", token, {}, {}});
        QVERIFY(!images.refusal && images.spool);
        QCOMPARE(images.limit, 1000 + 64 * 1024);
        QVERIFY(!admin.origin.bodyRules()({"PUT", "/v1/write-pool", token, {}, {}}).spool);
        QVERIFY(!admin.origin.bodyRules()({"GET", "/v1/images", token, {}, {}}).spool);
    }

    void aPictureIsStoredAndAttached()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        const Response response = admin.ask("POST", "/v1/images?product=A-1", "pixels");
        QCOMPARE(response.status, 201);
        const QString image = json(response)[QStringLiteral("image")].toString();
        QCOMPARE(image.size(), 32);
        QCOMPARE(json(response)[QStringLiteral("hash")].toString().left(32), image);
        QCOMPARE(json(response)[QStringLiteral("width")].toInt(), 100);
        const auto product = admin.catalog.product(ProductKey(QStringLiteral("A-1")));
        QCOMPARE(product->images.size(), 1);
        QCOMPARE(product->images.first().id, ImageId(image));
        QCOMPARE(admin.ask("POST", "/v1/images?product=A-1", "pixels").status, 201); // once more: the same
        QCOMPARE(admin.catalog.product(ProductKey(QStringLiteral("A-1")))->images.size(), 1);
    }

    void formsWorkAndNameTheProduct()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        const Headers type{{"content-type", "multipart/form-data; boundary=b"}};
        const QByteArray form = "--b\r\nContent-Disposition: form-data; name=product\r\n\r\nA-1\r\n"
                                "--b\r\nContent-Disposition: form-data; name=file; filename=a.jpg\r\n\r\npixels\r\n--b--";
        const Response response = admin.ask("POST", "/v1/images", form, type);
        QCOMPARE(response.status, 201);
        QCOMPARE(admin.catalog.product(ProductKey(QStringLiteral("A-1")))->images.size(), 1);
        QCOMPARE(json(admin.ask("POST", "/v1/images", "pixels"))[QStringLiteral("hash")], json(response)[QStringLiteral("hash")]);
        QCOMPARE(admin.ask("POST", "/v1/images", form.chopped(5), type).status, 400);
        QCOMPARE(admin.ask("POST", "/v1/images", "--b--", type).status, 400);
        QCOMPARE(admin.ask("POST", "/v1/images", form, {{"content-type", "multipart/mixed; boundary=b"}}).status, 415);
    }

    void badPicturesHaveTheirStatusAndLeaveNothing()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        QCOMPARE(admin.ask("POST", "/v1/images", "").status, 400);
        QCOMPARE(admin.ask("POST", "/v1/images", QByteArray(1001, 'x')).status, 413);
        QCOMPARE(admin.ask("POST", "/v1/images?product=absent", "pixels").status, 404);
        QCOMPARE(admin.ask("POST", "/v1/images?product=%ff", "pixels").status, 400);
        admin.renderer.failure = Error{ErrorCode::UnsupportedType, QStringLiteral("text"), {}, {}};
        QCOMPARE(admin.ask("POST", "/v1/images?product=A-1", "text").status, 415);
        admin.renderer.failure = Error{ErrorCode::Unprocessable, QStringLiteral("truncated"), {}, {}};
        QCOMPARE(admin.ask("POST", "/v1/images?product=A-1", "half").status, 422);
        admin.renderer.failure = Error{ErrorCode::Overloaded, QStringLiteral("full"), {}, {}};
        const Response busy = admin.ask("POST", "/v1/images?product=A-1", "pixels");
        QCOMPARE(busy.status, 503);
        QVERIFY(!header(busy, "Retry-After").isEmpty());
        QCOMPARE(admin.originals.count(), 0);
        QVERIFY(admin.catalog.product(ProductKey(QStringLiteral("A-1")))->images.isEmpty());
    }

    void picturesOfOneProductAtOnceAreAllAttached()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        std::vector<std::thread> threads;
        std::atomic<int> good{0};
        for (int i = 0; i < 6; ++i)
            threads.emplace_back([&, i] { good += admin.ask("POST", "/v1/images?product=A-1", QByteArray::number(i)).status == 201; });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 6);
        QCOMPARE(admin.catalog.product(ProductKey(QStringLiteral("A-1")))->images.size(), 6);
    }

    void putMakesAndReplacesUnderConditions()
    {
        Admin admin;
        const QByteArray body = R"({"name":"New","attributes":{"weight":1.5},"prices":[{"currency":"SGD","minor":100}]})";
        const Response made = admin.ask("PUT", "/v1/products/N-1", body);
        QCOMPARE(made.status, 201);
        QCOMPARE(json(made)[QStringLiteral("version")].toInt(), 1);
        const QByteArray etag = header(made, "ETag");
        QCOMPARE(header(admin.ask("GET", "/v1/products/N-1"), "ETag"), etag);
        QCOMPARE(admin.ask("GET", "/v1/products/N-1", {}, {{"if-none-match", etag}}).status, 304);

        QCOMPARE(admin.ask("PUT", "/v1/products/N-1", body).status, 428);
        QCOMPARE(admin.ask("PUT", "/v1/products/N-1", body, {{"if-none-match", "*"}}).status, 412);
        QCOMPARE(admin.ask("PUT", "/v1/products/N-1", body, {{"if-match", "\"other\""}}).status, 412);
        QCOMPARE(admin.ask("PUT", "/v1/products/N-1", body, {{"if-match", "W/" + etag}}).status, 412);
        QCOMPARE(admin.ask("PUT", "/v1/products/N-2", body, {{"if-match", "*"}}).status, 412);
        QCOMPARE(admin.catalog.productCount(), 1);

        const Response replaced = admin.ask("PUT", "/v1/products/N-1", R"({"name":"Newer"})", {{"if-match", "\"x\", " + etag}});
        QCOMPARE(replaced.status, 200);
        QCOMPARE(json(replaced)[QStringLiteral("version")].toInt(), 2);
        QVERIFY(admin.catalog.product(ProductKey(QStringLiteral("N-1")))->attributes.isEmpty());
        QVERIFY(header(replaced, "ETag") != etag);
        QCOMPARE(admin.ask("PUT", "/v1/products/N-1", body, {{"if-match", etag}}).status, 412);
        QCOMPARE(admin.ask("PUT", "/v1/products/N-1", body, {{"if-match", "*"}}).status, 200);
    }

    void patchChangesWhatItNames()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        const Headers any{{"if-match", "*"}};
        QCOMPARE(admin.ask("PATCH", "/v1/products/A-1", R"({"name":"x"})").status, 428);
        QCOMPARE(admin.ask("PATCH", "/v1/products/absent", R"({"name":"x"})", any).status, 404);
        QCOMPARE(admin.ask("PATCH", "/v1/products/A-1", R"({"name":"Blouse","attributes":{"colour":"blue","weight":null}})", any).status, 200);
        const auto product = admin.catalog.product(ProductKey(QStringLiteral("A-1")));
        QCOMPARE(product->name, QStringLiteral("Blouse"));
        QCOMPARE(product->attributes, (QVector<catalog::AttributeValue>{{QStringLiteral("colour"), QStringLiteral("blue"), {}}}));
        QCOMPARE(admin.ask("PATCH", "/v1/products/A-1", R"({"attributes":{"size":"L"}})", any).status, 200);
        QCOMPARE(admin.catalog.product(ProductKey(QStringLiteral("A-1")))->attributes.size(), 2);
    }

    void deleteTakesOutWhatItsSenderHasSeen()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        const auto status = [&](const QByteArray &match) {
            return admin.ask("DELETE", "/v1/products/A-1", {}, match.isEmpty() ? Headers{} : Headers{{"if-match", match}}).status;
        };
        QCOMPARE(status({}), 428);
        QCOMPARE(status("\"another\""), 412);
        QCOMPARE(status(header(admin.ask("GET", "/v1/products/A-1"), "ETag")), 204);
        QCOMPARE(admin.ask("GET", "/v1/products/A-1").status, 404);
        QCOMPARE(status("*"), 404);
    }

    void badProductsNameTheField()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        const Headers any{{"if-match", "*"}};
        const auto status = [&](const QByteArray &body) { return admin.ask("PUT", "/v1/products/A-1", body, any).status; };
        for (const char *body : {"", "{", "[]", "nonsense", "\xff\xfe"})
            QCOMPARE(status(body), 400);
        QCOMPARE(status(R"({"key":"B-1","name":"x"})"), 422);
        QCOMPARE(status(R"({"name":"x","images":["photo.jpg"]})"), 422);
        QCOMPARE(status(R"({"name":"x","images":[{"id":"0123456789abcdef0123456789abcdef"}]})"), 422);
        const Response response = admin.ask("PUT", "/v1/products/A-1", R"({"name":"x","prices":[{"currency":"$"}]})", any);
        QCOMPARE(response.status, 422);
        QCOMPARE(json(response)[QStringLiteral("parameter")].toString(), QStringLiteral("prices[0].currency"));
        QCOMPARE(admin.catalog.product(ProductKey(QStringLiteral("A-1")))->name, QStringLiteral("Shirt"));
    }

    /// Who comes second sees both versions and where they differ, and can decide from the answer alone.
    void twoEditorsSeeBothVersions()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        const Response first = admin.ask("GET", "/v1/products/A-1");
        const QByteArray etag = header(first, "ETag");
        QJsonObject mine = QJsonDocument::fromJson(first.body).object();
        QCOMPARE(admin.ask("PATCH", "/v1/products/A-1", R"({"name":"Theirs","attributes":{"colour":"blue"}})", {{"if-match", etag}}).status, 200);

        // A card that was read, changed and sent back says itself what it was made from.
        mine[QStringLiteral("name")] = QStringLiteral("Mine");
        const auto names = [](const QJsonObject &problem) {
            return std::pair{problem[QStringLiteral("yours")][QStringLiteral("name")].toString(),
                             problem[QStringLiteral("current")][QStringLiteral("name")].toString()};
        };
        const std::pair both{QStringLiteral("Mine"), QStringLiteral("Theirs")};
        const Response whole = admin.ask("PUT", "/v1/products/A-1", QJsonDocument(mine).toJson());
        QCOMPARE(whole.status, 409);
        QJsonObject problem = QJsonDocument::fromJson(whole.body).object();
        QCOMPARE(problem[QStringLiteral("type")].toString(), QStringLiteral("urn:vitrine:problem:edit-conflict"));
        QCOMPARE(names(problem), both);
        QCOMPARE(problem[QStringLiteral("fields")].toArray().size(), 2);

        // A change of one member disputes that one alone.
        const QByteArray patch = "{\"name\":\"Mine\",\"version\":1}";
        const Response part = admin.ask("PATCH", "/v1/products/A-1", patch);
        QCOMPARE(part.status, 409);
        problem = QJsonDocument::fromJson(part.body).object();
        QCOMPARE(names(problem), both);
        QCOMPARE(problem[QStringLiteral("fields")].toArray(),
                 QJsonArray{QJsonObject({{"field", "name"}, {"yours", "Mine"}, {"current", "Theirs"}})});
        const Response stale = admin.ask("PATCH", "/v1/products/A-1", R"({"name":"Mine"})", {{"if-match", etag}});
        QCOMPARE(stale.status, 412);
        QCOMPARE(names(QJsonDocument::fromJson(stale.body).object()), both);
        // Nothing was written; a body that is no product has no second version to show.
        QCOMPARE(admin.catalog.product(ProductKey(QStringLiteral("A-1")))->name, QStringLiteral("Theirs"));
        const Response broken = admin.ask("PATCH", "/v1/products/A-1", "nonsense", {{"if-match", etag}});
        QCOMPARE(broken.status, 412);
        QVERIFY(!QJsonDocument::fromJson(broken.body).object().contains(QStringLiteral("yours")));

        // The answer has what asking again needs: the ETag, or the current version.
        QCOMPARE(admin.ask("PATCH", "/v1/products/A-1", R"({"name":"Mine"})", {{"if-match", header(part, "ETag")}}).status, 200);
        QCOMPARE(admin.ask("PATCH", "/v1/products/A-1", R"({"name":"Again","version":3})").status, 200);
        QCOMPARE(admin.ask("PATCH", "/v1/products/A-1", R"({"name":"Whatever","version":1})", {{"if-match", "*"}}).status, 200);
    }

    /// Of changes that all were made from the same state, one goes in.
    void changesAtOnceDoNotOverwriteEachOther()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        const QByteArray etag = header(admin.ask("GET", "/v1/products/A-1"), "ETag");
        std::vector<std::thread> threads;
        std::atomic<int> good{0}, refused{0};
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                const int status = admin.ask("PUT", "/v1/products/A-1", "{\"name\":\"" + QByteArray::number(i) + "\"}", {{"if-match", etag}}).status;
                good += status == 200;
                refused += status == 412;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 1);
        QCOMPARE(refused.load(), 7);
    }

    void variantsArePurgedByWhatTheyAreOf()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        const auto stored = json(admin.ask("POST", "/v1/images?product=A-1", "pixels"))[QStringLiteral("image")].toString();
        const auto other = json(admin.ask("POST", "/v1/images", "more pixels"))[QStringLiteral("image")].toString();
        images::Preset preset;
        preset.name = QStringLiteral("tile");
        preset.widthPx = preset.heightPx = 10;
        const auto render = [&] {
            for (const QString &id : {stored, other})
                QVERIFY(admin.images.fetchAndWait({ImageId(id), preset, images::Format::Jpeg}).ok());
        };
        const auto purged = [&](const QByteArray &body) {
            render();
            const Response response = admin.ask("POST", "/v1/purge", body);
            return response.status == 200 ? json(response)[QStringLiteral("memory")].toInt() : -response.status;
        };
        QCOMPARE(purged(R"({"product":"A-1"})"), 1);
        QCOMPARE(purged("{\"image\":[\"" + stored.toLatin1() + "\",\"" + other.toLatin1() + "\"]}"), 2);
        QCOMPARE(purged(R"({"preset":"tile"})"), 2);
        QCOMPARE(purged(R"({"preset":"other"})"), 0);
        QCOMPARE(purged("{\"tag\":\"image/" + stored.toLatin1() + "\"}"), 1);
        QCOMPARE(purged(R"({"tag":"product/A-1"})"), 1);
        QCOMPARE(purged(R"({"prefix":"preset/ti"})"), 2);
        QCOMPARE(purged(R"({"everything":true})"), 2);
        QCOMPARE(purged(R"({"product":"absent"})"), -404);
        QCOMPARE(purged(R"({"tag":"product/absent"})"), 0); // a card of it may still be in a shared cache
        QVERIFY(admin.ask("POST", "/v1/purge", R"({"prefix":"/i/ti"})").body.contains("\"surrogatePrefixes\":[\"/i/ti\"]"));
        for (const char *body : {R"({"prefix":""})", R"({"tag":7})", R"({"everything":false})", R"({"colour":"red"})", "{}"})
            QCOMPARE(purged(body), -422);
        QCOMPARE(purged("["), -400);
        const auto keys = json(admin.ask("POST", "/v1/purge", R"({"product":"A-1"})"))[QStringLiteral("surrogateKeys")].toArray();
        QVERIFY(keys.contains(QStringLiteral("product/A-1")) && keys.contains(QStringLiteral("image/") + stored));
    }

    void thePoolIsShownAndSet()
    {
        Admin admin;
        QCOMPARE(json(admin.ask("GET", "/v1/write-pool"))[QStringLiteral("lanes")].toInt(), 4);
        QCOMPARE(json(admin.ask("PUT", "/v1/write-pool", R"({"lanes":8})"))[QStringLiteral("lanes")].toInt(), 8);
        QCOMPARE(admin.backend.queue, 256);
        for (const char *body : {R"({"lanes":0})", R"({"lanes":1.5})", R"({"lanes":"8"})", R"({"lane":8})", R"({"lanes":8,"queue":-1})"})
            QCOMPARE(admin.ask("PUT", "/v1/write-pool", body).status, 422);
        QCOMPARE(admin.ask("PUT", "/v1/write-pool", "8").status, 400);
        QCOMPARE(admin.backend.lanes, 8);
    }

    void workersAreShownAndKilled()
    {
        Admin admin;
        QCOMPARE(json(admin.ask("GET", "/v1/workers"))[QStringLiteral("workers")].toArray().size(), 1);
        QCOMPARE(admin.ask("DELETE", "/v1/workers/42").status, 204);
        QCOMPARE(admin.ask("DELETE", "/v1/workers/43").status, 404);
        QCOMPARE(admin.ask("DELETE", "/v1/workers/x").status, 400);
        QCOMPARE(admin.backend.killed, 1);
    }

    void methodsComeFromTheTable()
    {
        Admin admin;
        const Response wrong = admin.ask("DELETE", "/v1/write-pool");
        QCOMPARE(wrong.status, 405);
        QCOMPARE(header(wrong, "Allow"), QByteArray("GET, HEAD, PUT, OPTIONS"));
        QCOMPARE(header(admin.ask("GET", "/v1/images"), "Allow"), QByteArray("POST, OPTIONS"));
        QCOMPARE(header(admin.ask("OPTIONS", "/v1/products/x"), "Allow"), QByteArray("GET, HEAD, PUT, PATCH, DELETE, OPTIONS"));
        const QJsonObject api = QJsonDocument::fromJson(admin.origin.openApi()).object();
        const QJsonObject paths = api[QStringLiteral("paths")].toObject();
        QCOMPARE(paths[QStringLiteral("/v1/products/{key}")].toObject().keys(), (QStringList{QStringLiteral("delete"), QStringLiteral("get"), QStringLiteral("patch"), QStringLiteral("put")}));
        const QJsonObject post = paths[QStringLiteral("/v1/images")][QStringLiteral("post")].toObject();
        QVERIFY(post[QStringLiteral("requestBody")][QStringLiteral("content")].toObject().contains(QStringLiteral("multipart/form-data")));
        QVERIFY(api[QStringLiteral("components")][QStringLiteral("securitySchemes")].toObject().contains(QStringLiteral("bearer")));
        QVERIFY(!api[QStringLiteral("security")].toArray().isEmpty());
    }

    void metricsAreForPrometheus()
    {
        Admin admin;
        const Response response = admin.ask("GET", "/metrics");
        QCOMPARE(response.status, 200);
        QCOMPARE(header(response, "Content-Type"), QByteArray("text/plain; version=0.0.4; charset=utf-8"));
        QCOMPARE(header(response, "Cache-Control"), QByteArray("no-store"));
        QVERIFY(response.body.contains("\nx_total 1\n"));
    }

    void eventsTellWhatHappens()
    {
        Admin admin;
        admin.add(QStringLiteral("A-1"));
        const Response response = admin.ask("GET", "/v1/events");
        QCOMPARE(response.status, 200);
        QCOMPARE(header(response, "Content-Type"), QByteArray("text/event-stream"));
        QVERIFY(response.stream);
        QCOMPARE(admin.ask("POST", "/v1/images?product=A-1", "pixels").status, 201);
        QCOMPARE(admin.ask("PATCH", "/v1/products/A-1", R"({"name":"x"})", {{"if-match", "*"}}).status, 200);
        QByteArray text;
        bool ended = false;
        const auto all = [&] {
            text += response.stream->take(&ended);
            return text.contains("event: figures\ndata: {\"requests\":7}\n\n") && text.contains("event: image\n") &&
                   text.contains("\"product\":\"A-1\"") && text.contains("event: product\ndata: {\"key\":\"A-1\"") && text.contains(": alive\n\n");
        };
        QTRY_VERIFY2(all(), text.constData());
        QVERIFY(!ended);
        QVERIFY(!admin.ask("HEAD", "/v1/events").stream);
        QCOMPARE(admin.ask("GET", "/v1/events", {}, {{"accept", "text/html"}}).status, 406);
    }

    void whoDoesNotReadIsCutOff()
    {
        BodyStream stream(100);
        QVERIFY(stream.push(QByteArray(60, 'x')));
        QVERIFY(!stream.push(QByteArray(60, 'x')));
        QVERIFY(!stream.push("x"));
        bool ended = false;
        QVERIFY(stream.take(&ended).isEmpty());
        QVERIFY(ended);
    }

    void listenersAreBounded()
    {
        Admin admin;
        QVector<std::shared_ptr<BodyStream>> streams;
        for (int i = 0; i < 32; ++i)
            streams += admin.ask("GET", "/v1/events").stream;
        QVERIFY(streams.last());
        QCOMPARE(admin.ask("GET", "/v1/events").status, 503);
        streams.first()->abandon();
        bool listens = false; // QTRY_ asks again what was true once, and that would be one too many
        const auto tryOnce = [&] { return listens = listens || admin.ask("GET", "/v1/events").status == 200; };
        QTRY_VERIFY(tryOnce());
    }
};

QTEST_GUILESS_MAIN(AdminTest)
#include "tst_admin.moc"
