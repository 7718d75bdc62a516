#include "origin/body_file.h"
#include "origin/body_stream.h"
#include "origin/error_status.h"
#include "server/http_server.h"
#include "support/raw_client.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>

#include <csignal>
#include <mutex>

using namespace vitrine;
using namespace vitrine::server;
using namespace vitrine::test;

namespace {

qint64 residentKiB()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n'))
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    return 0;
}

} // namespace

/// Bodies over real sockets that are more than bytes in memory.
class BodiesTest : public QObject
{
    Q_OBJECT

    /// /file goes into a file of at most 100 MB, /small of at most 10 bytes, /no is refused, /stream has no end.
    struct Fixture
    {
        explicit Fixture(std::chrono::milliseconds bodyTimeout = std::chrono::seconds(10))
        {
            HttpServerLimits limits;
            limits.bodyBytes = 1000;
            limits.bodyTimeout = bodyTimeout;
            limits.spoolFolder = dir.path();
            server = std::make_unique<HttpServer>(
                [this](origin::Request request, origin::Responder respond) { handle(std::move(request), respond); }, limits,
                origin::AccessObserver(), [this](const origin::Request &head) {
                    ++rules;
                    origin::BodyRule rule;
                    if (head.target == "/no")
                        rule.refusal = origin::problemResponse({401, "unauthorized", {}, {}, {}});
                    rule.spool = head.target == "/file" || head.target == "/small";
                    rule.limit = head.target == "/file" ? 100'000'000 : head.target == "/small" ? 10 : -1;
                    return rule;
                });
            url = *server->start(QStringLiteral("127.0.0.1:0"));
        }
        void handle(const origin::Request &request, const origin::Responder &respond)
        {
            origin::Response response;
            if (request.target == "/stream") {
                std::lock_guard lock(mutex);
                stream = std::make_shared<origin::BodyStream>(4 << 20);
                response.stream = stream;
            } else if (request.file) {
                const auto mapped = origin::MappedBody::of(*request.file);
                response.body = "file " + QByteArray::number(request.file->sizeBytes()) + ' ' +
                                QCryptographicHash::hash((*mapped)->bytes().toByteArray(), QCryptographicHash::Sha256).toHex();
            } else {
                response.body = "memory " + request.body;
            }
            respond(response);
        }
        std::shared_ptr<origin::BodyStream> currentStream()
        {
            std::lock_guard lock(mutex);
            return stream;
        }

        QTemporaryDir dir;
        std::mutex mutex;
        std::shared_ptr<origin::BodyStream> stream;
        std::atomic<int> rules{0};
        std::unique_ptr<HttpServer> server; // last: it calls the rest
        QString url;
    };

    static QByteArray post(const QByteArray &target, const QByteArray &body, const QByteArray &more = {})
    {
        return "POST " + target + " HTTP/1.1\r\nHost: t\r\n" + more + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    static QByteArray described(const QByteArray &body)
    {
        return "file " + QByteArray::number(body.size()) + ' ' + QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
    }

private slots:
    void aBodyGoesIntoAFileOrStaysInMemory()
    {
        Fixture fixture;
        RawClient client(fixture.url);
        const QByteArray body = QByteArray("0123456789").repeated(50'000);
        client.send(post("/file", body));
        QCOMPARE(client.answer().body, described(body));
        client.send(post("/memory", "small")); // the same connection goes on
        QCOMPARE(client.answer().body, QByteArray("memory small"));
        client.send("POST /file HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
        QCOMPARE(client.answer().body, described("hello world"));
        QVERIFY(QDir(fixture.dir.path()).isEmpty()); // files without a name
        QCOMPARE(client.get("/memory").body, QByteArray("memory "));
        QCOMPARE(fixture.rules.load(), 3); // a request without a body needs no rule
    }

    void limitsHoldHoweverTheBodyComes()
    {
        Fixture fixture;
        const auto status = [&](const QByteArray &bytes) {
            RawClient client(fixture.url);
            client.send(bytes);
            return client.answer().status;
        };
        QCOMPARE(status(post("/small", QByteArray(10, 'x'))), 200);
        QCOMPARE(status("POST /small HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\n"), 413); // before the body
        QCOMPARE(status("POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello!\r\n6\r\n world\r\n0\r\n\r\n"), 413);
        QCOMPARE(status("POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffff\r\n"), 413);
        QCOMPARE(status(post("/memory", QByteArray(1001, 'x'))), 413);
    }

    void aRefusalComesBeforeTheBody()
    {
        Fixture fixture;
        RawClient client(fixture.url);
        client.send("POST /no HTTP/1.1\r\nHost: t\r\nContent-Length: 50000000\r\nExpect: 100-continue\r\n\r\n");
        const auto answer = client.answer();
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.header("Connection"), QByteArray("close"));
        QVERIFY(client.closedWithin(5000));
        RawClient other(fixture.url);
        other.send("POST /file HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        QCOMPARE(other.answer(false).status, 100);
        other.send("hello");
        QCOMPARE(other.answer().body, described("hello"));
    }

    void aLargeBodyIsNeverHeldInMemory()
    {
        Fixture fixture;
        RawClient client(fixture.url);
        const QByteArray piece(1 << 20, 'x');
        client.send("POST /small2 HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx");
        QCOMPARE(client.answer().status, 200);
        const qint64 before = residentKiB();
        client.send("POST /file HTTP/1.1\r\nHost: t\r\nContent-Length: " + QByteArray::number(90ll << 20) + "\r\n\r\n");
        qint64 most = 0;
        for (int i = 0; i < 90; ++i) {
            QVERIFY(client.send(piece));
            most = std::max(most, residentKiB());
        }
        QVERIFY(client.answer(true, 30'000).body.startsWith("file 94371840 "));
        QVERIFY2(most - before < 30 * 1024, qPrintable(QString::number(most - before)));
    }

    void aFullDiskIs507AndNoPlaceAtAllIs500()
    {
        Fixture fixture;
        const auto before = std::signal(SIGXFSZ, SIG_IGN);
        rlimit old{};
        getrlimit(RLIMIT_FSIZE, &old);
        const rlimit little{500'000, old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        RawClient client(fixture.url);
        client.send(post("/file", QByteArray(600'000, 'x')));
        const int status = client.answer().status;
        setrlimit(RLIMIT_FSIZE, &old);
        std::signal(SIGXFSZ, before);
        QCOMPARE(status, 507);
        QVERIFY(QDir(fixture.dir.path()).removeRecursively());
        RawClient other(fixture.url);
        other.send(post("/file", "x"));
        QCOMPARE(other.answer().status, 500);
    }

    void aStreamIsWrittenAsItComes()
    {
        Fixture fixture;
        RawClient client(fixture.url);
        client.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n");
        const auto answer = client.answer(false);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.header("Content-Length").isNull());
        QCOMPARE(answer.header("Connection"), QByteArray("close"));
        for (const QByteArray &bytes : {QByteArray("one\n"), QByteArray("two\n")}) {
            QVERIFY(fixture.currentStream()->push(bytes));
            QTRY_VERIFY((client.answer(true, 20), client.pending().endsWith(bytes)));
        }
        fixture.currentStream()->end();
        QVERIFY(client.closedWithin(5000));
    }

    void aClientThatLeavesEndsTheStream()
    {
        Fixture fixture;
        RawClient client(fixture.url);
        client.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n");
        QCOMPARE(client.answer(false).status, 200);
        client.leave();
        QTRY_VERIFY(!fixture.currentStream()->push("x"));
        QTRY_COMPARE(fixture.server->openConnections(), 0);
    }

    void aSlowReaderIsCutOffAndBounded()
    {
        Fixture fixture(std::chrono::milliseconds(200));
        RawClient client(fixture.url, 4096);
        client.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n");
        QTRY_VERIFY(fixture.currentStream());
        const QByteArray piece(100'000, 'x');
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.currentStream()->push(piece), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.server->openConnections(), 0, 20'000);
    }

    void stoppingEndsStreams()
    {
        Fixture fixture;
        RawClient client(fixture.url);
        client.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n");
        QCOMPARE(client.answer(false).status, 200);
        QElapsedTimer timer;
        timer.start();
        fixture.server->stop();
        QVERIFY(timer.elapsed() < 5'000);
        QVERIFY(!fixture.currentStream()->push("x"));
    }
};

QTEST_GUILESS_MAIN(BodiesTest)
#include "tst_bodies.moc"
