#include "cache_process.h"
#include "origin/support/origin_fixture.h"
#include "server/http_server.h"
#include "server/support/raw_client.h"

#include <QMutex>
#include <QtTest>
#include <QUrl>

using namespace vitrine;
using test::CacheProcess;
using test::Nginx;
using test::OriginFixture;
using test::RawClient;
using test::Varnish;
using Answer = RawClient::Answer;

namespace {

const QByteArray Image = QByteArray("/i/tile-340/") + test::Picture;
const QByteArray Chrome = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";

/// An origin on a socket that remembers what reached it.
class WatchedOrigin
{
public:
    WatchedOrigin()
        : m_server(m_fixture.origin.handler(), {}, [this](const origin::Access &access) {
              QMutexLocker lock(&m_mutex);
              m_seen += access.target + ' ' + QByteArray::number(access.status);
          })
    {
        m_url = *m_server.start(QStringLiteral("127.0.0.1:0"));
    }
    quint16 port() const { return quint16(QUrl(m_url).port()); }
    OriginFixture &fixture() { return m_fixture; }
    /// What has reached it since the last call: "target status".
    QVector<QByteArray> seen()
    {
        QMutexLocker lock(&m_mutex);
        return std::exchange(m_seen, {});
    }
    void stop() { m_server.stop(); }

private:
    OriginFixture m_fixture;
    QMutex m_mutex;
    QVector<QByteArray> m_seen;
    server::HttpServer m_server;
    QString m_url;
};

Answer ask(const CacheProcess &cache, const QByteArray &target, const QByteArray &headers = {})
{
    RawClient client(cache.url());
    return client.get(target, headers + "Connection: close\r\n");
}

QByteArray typeFor(const CacheProcess &cache, const QByteArray &accept)
{
    return ask(cache, Image + ".auto", "Accept: " + accept + "\r\n").header("Content-Type");
}

} // namespace

class SharedCachesTest : public QObject
{
    Q_OBJECT

private slots:
    void varnishKeepsOnePictureAClass() { keepsOnePictureAClass<Varnish>(); }
    void nginxKeepsOnePictureAClass() { keepsOnePictureAClass<Nginx>(); }

    void varnishRevalidatesByEtag() { revalidates<Varnish>(Image + ".jpg?brief"); }
    void nginxRevalidatesByEtag() { revalidates<Nginx>("/brief" + Image + ".jpg"); }

    void varnishKeepsNoFailure() { keepsNoFailure<Varnish>(); }
    void nginxKeepsNoFailure() { keepsNoFailure<Nginx>(); }

    void varnishPurgesBySurrogateKey()
    {
        WatchedOrigin origin;
        const Varnish cache(origin.port());
        QVERIFY2(cache.trouble().isEmpty(), qPrintable(cache.trouble()));
        const QByteArray other = QByteArray(test::Picture).replace("abcdef", "abcabc");
        const QVector<QByteArray> targets{Image + ".jpg", Image + ".auto", QByteArray("/i/zoom@2x/") + test::Picture + ".jpg",
                                          "/i/tile-340/" + other + ".jpg"};
        const auto askAll = [&] {
            origin.seen();
            for (const QByteArray &target : targets)
                ask(cache, target, "Accept: */*\r\n");
            return origin.seen().size();
        };
        const auto purge = [&](const QByteArray &headers) {
            RawClient client(cache.url());
            client.send("PURGE / HTTP/1.1\r\nHost: a\r\n" + headers + "Connection: close\r\n\r\n");
            return client.answer();
        };
        QCOMPARE(askAll(), 4);
        QCOMPARE(askAll(), 0);
        QCOMPARE(purge(QByteArray("Surrogate-Key: image/") + test::Picture + "\r\n").status, 200);
        QCOMPARE(askAll(), 3);
        QVERIFY(purge("Surrogate-Key: preset/zoom@2x image/none\r\n").head.contains("Purged 1"));
        QCOMPARE(askAll(), 1);
        QCOMPARE(purge({}).status, 400);
        QCOMPARE(askAll(), 0);
        QCOMPARE(purge("Surrogate-Prefix: /i/tile-\r\n").status, 200);
        QCOMPARE(askAll(), 3);
        QCOMPARE(purge("Surrogate-Prefix: /i/.ile-\r\n").status, 200); // a dot is a dot
        QCOMPARE(askAll(), 0);
        QCOMPARE(purge("Surrogate-Prefix: /i/(tile|zoom)\r\n").status, 400);
        QVERIFY(ask(cache, targets[0]).header("x-url").isEmpty());
    }

    /// What POST /v1/purge answers for a product, by its own tag and by those of its pictures.
    void varnishPurgesAProduct()
    {
        WatchedOrigin origin;
        const Varnish cache(origin.port());
        QVERIFY2(cache.trouble().isEmpty(), qPrintable(cache.trouble()));
        ask(cache, Image + ".jpg");
        ask(cache, "/v1/products/A-1");
        origin.seen();
        ask(cache, Image + ".jpg");
        QCOMPARE(origin.seen().size(), 0);
        RawClient client(cache.url());
        client.send(QByteArray("PURGE / HTTP/1.1\r\nHost: a\r\nSurrogate-Key: product/A-1 image/") + test::Picture + "\r\nConnection: close\r\n\r\n");
        QCOMPARE(client.answer().status, 200);
        ask(cache, Image + ".jpg");
        QCOMPARE(ask(cache, "/v1/products/A-1").status, 200);
        QCOMPARE(origin.seen().size(), 2); // a card is asked for anew each time, as it says no-cache
    }

    void nginxServesTheStaleOneWhileTheOriginIsAway()
    {
        WatchedOrigin origin;
        const Nginx cache(origin.port());
        QVERIFY2(cache.trouble().isEmpty(), qPrintable(cache.trouble()));
        const QByteArray target = "/brief" + Image + ".webp";
        const Answer fresh = ask(cache, target);
        QCOMPARE(fresh.status, 200);
        origin.stop();
        Answer stale;
        const auto staleNow = [&] {
            stale = ask(cache, target);
            return stale.status != 200 || stale.header("X-Cache") == "STALE";
        };
        QVERIFY(QTest::qWaitFor(staleNow, 20'000));
        QCOMPARE(stale.status, 200);
        QCOMPARE(stale.body, fresh.body);
        QCOMPARE(ask(cache, Image + ".png").status, 502);
    }

private:
    template <typename Cache>
    void keepsOnePictureAClass()
    {
        WatchedOrigin origin;
        const Cache cache(origin.port());
        QVERIFY2(cache.trouble().isEmpty(), qPrintable(cache.trouble()));
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(typeFor(cache, Chrome), QByteArray("image/avif"));
            QCOMPARE(typeFor(cache, "image/webp,*/*"), QByteArray("image/webp"));
            QCOMPARE(typeFor(cache, "*/*"), QByteArray("image/jpeg"));
        }
        // Each of these would be a picture of its own in a cache that takes Accept as it is.
        for (int i = 0; i < 30; ++i) {
            const QByteArray odd = "image/x-" + QByteArray::number(i);
            QCOMPARE(typeFor(cache, odd + ",image/avif,*/*"), QByteArray("image/avif"));
            QCOMPARE(typeFor(cache, odd + ";q=0.5,image/webp,image/*"), QByteArray("image/webp"));
            QCOMPARE(typeFor(cache, odd + ",image/*;q=0.9"), QByteArray("image/jpeg"));
        }
        QCOMPARE(origin.seen().size(), 3);
        // Who wants what no class has is answered and not kept.
        QCOMPARE(typeFor(cache, "image/png"), QByteArray("image/png"));
        QCOMPARE(typeFor(cache, "*/*"), QByteArray("image/jpeg"));
        QCOMPARE(ask(cache, Image + ".auto", "Accept: text/html\r\n").status, 406);
        // A cached picture still answers ranges and a client's own ETag.
        const Answer whole = ask(cache, Image + ".auto", "Accept: " + Chrome + "\r\n");
        QCOMPARE(ask(cache, Image + ".auto", "Accept: " + Chrome + "\r\nIf-None-Match: " + whole.header("ETag") + "\r\n").status, 304);
        const Answer part = ask(cache, Image + ".auto", "Accept: " + Chrome + "\r\nRange: bytes=10-19\r\n");
        QCOMPARE(part.status, 206);
        QCOMPARE(part.body, whole.body.mid(10, 10));
    }

    template <typename Cache>
    void revalidates(const QByteArray &target)
    {
        WatchedOrigin origin;
        const Cache cache(origin.port());
        QVERIFY2(cache.trouble().isEmpty(), qPrintable(cache.trouble()));
        const Answer first = ask(cache, target);
        QCOMPARE(first.status, 200);
        QVERIFY(origin.seen().constFirst().endsWith(" 200"));
        QVector<QByteArray> seen;
        const auto staleNow = [&] {
            const Answer again = ask(cache, target);
            if (again.status != 200 || again.body != first.body)
                qFatal("another picture: %s", again.head.constData());
            seen = origin.seen();
            return !seen.isEmpty();
        };
        QVERIFY(QTest::qWaitFor(staleNow, 20'000));
        QVERIFY2(seen.constFirst().endsWith(" 304"), seen.constFirst().constData());
        QCOMPARE(origin.fixture().renderer.renders.load(), 1);
    }

    template <typename Cache>
    void keepsNoFailure()
    {
        WatchedOrigin origin;
        const Cache cache(origin.port());
        QVERIFY2(cache.trouble().isEmpty(), qPrintable(cache.trouble()));
        for (const ErrorCode code : {ErrorCode::Unprocessable, ErrorCode::DeadlineExceeded, ErrorCode::Overloaded,
                                     ErrorCode::Internal}) {
            origin.fixture().renderer.failure = Error{code, QStringLiteral("broken"), {}, {}};
            const Answer failed = ask(cache, Image + ".auto", "Accept: " + Chrome + "\r\n");
            QVERIFY(failed.status >= 400);
            QCOMPARE(failed.header("Content-Type"), QByteArray("application/problem+json"));
            QCOMPARE(failed.header("Cache-Control"), QByteArray("no-store"));
            origin.fixture().clock.advance(std::chrono::seconds(10)); // past the origin's own memory of failures
        }
        origin.fixture().renderer.failure.reset();
        QCOMPARE(ask(cache, Image + ".auto", "Accept: " + Chrome + "\r\n").status, 200);
        // What is not there may be kept for some seconds, as what it is.
        const QByteArray absent = "/i/tile-340/00000000000000000000000000000000.jpg";
        QCOMPARE(ask(cache, absent).status, 404);
        QCOMPARE(ask(cache, absent).status, 404);
    }
};

QTEST_GUILESS_MAIN(SharedCachesTest)
#include "tst_shared_caches.moc"
