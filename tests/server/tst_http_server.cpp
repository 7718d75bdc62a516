#include "server/http_server.h"
#include "server/support/raw_client.h"

#include <QDir>
#include <QMutex>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace vitrine;
using namespace std::chrono_literals;
using test::RawClient;

namespace {

/// Keeps responders until a test answers them.
struct Shelf
{
    void put(const origin::Request &request, origin::Responder respond)
    {
        QMutexLocker lock(&mutex);
        waiting.emplaceBack(request.target, std::move(respond));
    }
    bool waitFor(int count)
    {
        return QTest::qWaitFor(
            [&] {
                QMutexLocker lock(&mutex);
                return waiting.size() >= count;
            },
            5000);
    }
    void answer(const QByteArray &target)
    {
        origin::Responder respond;
        {
            QMutexLocker lock(&mutex);
            for (auto &[path, responder] : waiting) {
                if (path == target)
                    respond = responder;
            }
        }
        origin::Response response;
        response.body = target;
        respond(response);
    }
    QMutex mutex;
    QVector<std::pair<QByteArray, origin::Responder>> waiting;
};

} // namespace

class TestHttpServer : public QObject
{
    Q_OBJECT

private slots:
    void keepsAliveAndDates()
    {
        RawClient client(start());
        for (int i = 0; i < 3; ++i) {
            const auto answer = client.get("/echo/" + QByteArray::number(i));
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.body, "/echo/" + QByteArray::number(i));
            QVERIFY(answer.header("Connection").isEmpty());
            const QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(answer.header("Date")),
                                                           QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
            QVERIFY2(date.isValid(), answer.head.constData());
        }
        const auto last = client.get("/echo", "Connection: close\r\n");
        QCOMPARE(last.header("Connection"), QByteArray("close"));
        QVERIFY(client.closedWithin(3000));
    }

    void answersPipelinedRequestsInOrder()
    {
        for (const bool atOnce : {false, true}) { // 40: more than are handed out at once
            RawClient client(start());
            QByteArray requests;
            for (int i = 0; i < 40; ++i)
                requests += "GET /" + QByteArray(atOnce || i % 4 == 3 ? "echo/" : "later/") +
                            QByteArray::number(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
            QVERIFY(client.send(requests));
            for (int i = 0; i < 40; ++i)
                QVERIFY(client.answer().body.endsWith("/" + QByteArray::number(i)));
        }
    }

    void answersOutOfOrderHandlersInOrder()
    {
        RawClient client(start());
        QVERIFY(
            client.send("GET /shelf/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /shelf/2 HTTP/1.1\r\nHost: a\r\n\r\n"));
        QVERIFY(m_shelf.waitFor(2));
        m_shelf.answer("/shelf/2");
        QCOMPARE(client.answer(true, 100).status, 0);
        m_shelf.answer("/shelf/1");
        QCOMPARE(client.answer().body, QByteArray("/shelf/1"));
        QCOMPARE(client.answer().body, QByteArray("/shelf/2"));
    }

    void leavesBodiesOut()
    {
        RawClient client(start());
        const auto head = client.get("/echo", {}, "HEAD");
        QCOMPARE(head.status, 200);
        QCOMPARE(head.header("Content-Length"), QByteArray("5"));
        const auto unchanged = client.get("/304");
        QCOMPARE(unchanged.status, 304);
        QVERIFY(unchanged.header("Content-Length").isEmpty());
        const auto none = client.get("/204");
        QCOMPARE(none.status, 204);
        QVERIFY(none.header("Content-Length").isEmpty());
        QCOMPARE(client.get("/echo").body, QByteArray("/echo")); // nothing was left over on the wire
    }

    void continues()
    {
        RawClient client(start());
        QVERIFY(client.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
        QCOMPARE(client.answer(false).status, 100);
        QVERIFY(client.send("abc"));
        QCOMPARE(client.answer().body, QByteArray("/echoabc"));
        QVERIFY(client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: magic\r\n\r\n"));
        QCOMPARE(client.answer().status, 417);
    }

    void limitsHeads()
    {
        const QString url = start();
        RawClient fields(url);
        fields.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(20'000, 'x'));
        QCOMPARE(fields.answer().status, 431);
        RawClient target(url);
        target.send("GET /" + QByteArray(20'000, 'x'));
        QCOMPARE(target.answer().status, 414);
        RawClient many(url);
        QByteArray lines;
        for (int i = 0; i < 150; ++i)
            lines += "X-" + QByteArray::number(i) + ": y\r\n";
        QCOMPARE(many.get("/echo", lines).status, 431);
        RawClient fits(url);
        QCOMPARE(fits.get("/echo", "X: " + QByteArray(15'000, 'x') + "\r\n").status, 200);
    }

    void limitsBodies()
    {
        server::HttpServerLimits limits;
        limits.bodyBytes = 1000;
        const QString url = start(limits);
        RawClient announced(url);
        announced.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
        QCOMPARE(announced.answer().status, 413);
        RawClient chunked(url);
        QByteArray body;
        for (int i = 0; i < 11; ++i)
            body += "64\r\n" + QByteArray(100, 'x') + "\r\n";
        chunked.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body +
                     "0\r\n\r\n");
        QCOMPARE(chunked.answer().status, 413);
        RawClient fits(url);
        fits.send("POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + QByteArray(1000, 'x'));
        QCOMPARE(fits.answer().body.size(), 1002);
    }

    void limitsConnections()
    {
        server::HttpServerLimits limits;
        limits.connections = 3;
        const QString url = start(limits);
        std::vector<std::unique_ptr<RawClient>> taken;
        for (int i = 0; i < 3; ++i) {
            taken.push_back(std::make_unique<RawClient>(url));
            QCOMPARE(taken.back()->get("/echo").status, 200);
        }
        RawClient more(url);
        const auto refused = more.answer();
        QCOMPARE(refused.status, 503);
        QVERIFY(!refused.header("Retry-After").isEmpty());
        more.leave();
        taken.pop_back();
        QVERIFY(QTest::qWaitFor([&] { return m_server->openConnections() == 2; }, 5000));
        RawClient again(url);
        QCOMPARE(again.get("/echo").status, 200);
    }

    void endsSlowHeads()
    {
        server::HttpServerLimits limits;
        limits.headerTimeout = 200ms;
        const QString url = start(limits);
        RawClient slow(url); // slowloris: a byte now and then must not buy time
        slow.send("GET / HTTP/1.1\r\nHost: a\r\n");
        QElapsedTimer timer;
        timer.start();
        RawClient::Answer answer;
        while (timer.elapsed() < 3000 && answer.status == 0) {
            slow.send("X: y\r\n");
            answer = slow.answer(true, 30);
        }
        QCOMPARE(answer.status, 408);
        QVERIFY2(timer.elapsed() < 1500, QByteArray::number(timer.elapsed()).constData());
        RawClient idle(url);
        QCOMPARE(idle.get("/echo").status, 200);
        QVERIFY(idle.closedWithin(1500));
        QVERIFY(idle.pending().isEmpty());
    }

    void endsSlowBodiesButNotSlowHandlers()
    {
        server::HttpServerLimits limits;
        limits.headerTimeout = limits.bodyTimeout = 200ms;
        const QString url = start(limits);
        RawClient body(url);
        body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
        QCOMPARE(body.answer().status, 408);
        RawClient patient(url);
        patient.send("GET /shelf/p HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(m_shelf.waitFor(1));
        QTest::qWait(700);
        m_shelf.answer("/shelf/p");
        QCOMPARE(patient.answer().body, QByteArray("/shelf/p"));
    }

    void endsSlowReaders()
    {
        server::HttpServerLimits limits;
        limits.bodyTimeout = 300ms;
        const QString url = start(limits);
        RawClient slow(url, 4096);
        slow.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(QTest::qWaitFor([&] { return m_server->openConnections() == 1; }, 2000));
        // Some bytes now and then must not buy time: a step's worth of them must move in a timeout.
        QElapsedTimer timer;
        timer.start();
        while (m_server->openConnections() > 0 && timer.elapsed() < 5000) {
            slow.sip(2048);
            QTest::qWait(5);
        }
        QVERIFY2(timer.elapsed() < 3000, QByteArray::number(timer.elapsed()).constData());
        RawClient steady(url, 64 * 1024);
        steady.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
        qint64 taken = 0;
        for (timer.restart(); taken < 16 << 20 && timer.elapsed() < 10'000; QTest::qWait(4))
            taken += std::max<qint64>(0, steady.sip(64 * 1024));
        QVERIFY2(taken > 16 << 20 && timer.elapsed() > 600, QByteArray::number(taken).constData());
        RawClient quick(url);
        QCOMPARE(quick.get("/big").body.size(), 16 << 20);
    }

    void survivesClientsThatLeave()
    {
        const QString url = start();
        for (int i = 0; i < 50; ++i) {
            RawClient client(url);
            client.send("GET /later/" + QByteArray::number(i) +
                        " HTTP/1.1\r\nHost: a\r\n\r\nGET /big HTTP/1.1\r\nHo");
            if (i % 2)
                client.reset();
        }
        RawClient gone(url);
        gone.send("GET /shelf/g HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(m_shelf.waitFor(1));
        gone.reset();
        QVERIFY(QTest::qWaitFor([&] { return m_server->openConnections() == 0; }, 5000));
        m_shelf.answer("/shelf/g");
        RawClient next(url);
        QCOMPARE(next.get("/echo").status, 200);
    }

    void answersHalfClosedClients()
    {
        RawClient client(start());
        client.send("GET /later/1 HTTP/1.1\r\nHost: a\r\n\r\n");
        client.endInput();
        QCOMPARE(client.answer().body, QByteArray("/later/1"));
        QVERIFY(client.closedWithin(3000));
    }

    void turnsADroppedRequestInto500()
    {
        RawClient client(start());
        QCOMPARE(client.get("/drop").status, 500);
        QCOMPARE(client.get("/twice").body, QByteArray("first"));
        QCOMPARE(client.get("/echo").body, QByteArray("/echo"));
    }

    void keepsHeaderValuesOnOneLine()
    {
        RawClient client(start());
        const auto answer = client.get("/inject");
        QCOMPARE(answer.header("X-Name"), QByteArray("a  Set-Cookie: b"));
        QVERIFY(answer.header("Set-Cookie").isEmpty());
    }

    void drains()
    {
        const QString url = start();
        RawClient busy(url);
        busy.send("GET /shelf/d HTTP/1.1\r\nHost: a\r\n\r\n");
        RawClient idle(url);
        QCOMPARE(idle.get("/echo").status, 200);
        QVERIFY(m_shelf.waitFor(1));
        std::thread stopping([this] { m_server->stop(); });
        const bool idleClosed = idle.closedWithin(3000);
        const bool refused = QTest::qWaitFor([&] { return !RawClient(url).connected(); }, 3000);
        m_shelf.answer("/shelf/d");
        const auto answer = busy.answer();
        stopping.join(); // before anything is judged: a failure must not leave the thread behind
        QVERIFY(idleClosed);
        QVERIFY(refused);
        QCOMPARE(answer.body, QByteArray("/shelf/d"));
        QCOMPARE(answer.header("Connection"), QByteArray("close"));
        m_server->stop();
    }

    void drainEndsAndLateAnswersAreHarmless()
    {
        server::HttpServerLimits limits;
        limits.drain = 200ms;
        const QString url = start(limits);
        RawClient client(url);
        client.send("GET /shelf/x HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(m_shelf.waitFor(1));
        QElapsedTimer timer;
        timer.start();
        m_server->stop();
        QVERIFY(timer.elapsed() < 3000);
        m_shelf.answer("/shelf/x");
        m_server.reset();
        m_shelf.waiting.clear();
    }

    void startsAgain()
    {
        const QString url = start();
        QVERIFY(!m_server->start(QStringLiteral("127.0.0.1:0")).ok());
        m_server->stop();
        const auto again = m_server->start(url.mid(7));
        QVERIFY(again.ok());
        QCOMPARE(*again, url);
        RawClient client(*again);
        QCOMPARE(client.get("/echo").status, 200);
    }

    void saysThatAPortIsInUse()
    {
        const QString url = start();
        server::HttpServer second(m_handler, {});
        const auto result = second.start(url.mid(7));
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code, ErrorCode::Conflict);
        QVERIFY(result.error().what.contains(url.mid(7)));
        QVERIFY(result.error().remedy.contains(QLatin1String("--listen")));
    }

    void namesBadAddresses()
    {
        server::HttpServer server(m_handler, {});
        for (const char *address : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "::1:80", "shop:80",
                                    "unix:", "192.0.2.1:0"}) {
            const auto result = server.start(QString::fromLatin1(address));
            QVERIFY2(!result.ok(), address);
            QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
        }
    }

    void listensOnIpv6()
    {
        m_server = std::make_unique<server::HttpServer>(m_handler, server::HttpServerLimits{});
        const auto url = m_server->start(QStringLiteral("[::1]:0"));
        if (!url.ok())
            QSKIP("this machine has no IPv6");
        QVERIFY(url->startsWith(QLatin1String("http://[::1]:")));
        RawClient client(*url);
        QCOMPARE(client.get("/echo").status, 200);
    }

    void listensOnAUnixSocket()
    {
        QTemporaryDir dir;
        const QString address = QStringLiteral("unix:") + dir.filePath(QStringLiteral("s"));
        m_server = std::make_unique<server::HttpServer>(m_handler, server::HttpServerLimits{});
        const auto url = m_server->start(address);
        QVERIFY(url.ok());
        QCOMPARE(*url, address);
        {
            RawClient client(address);
            QCOMPARE(client.get("/echo").status, 200);
        }
        server::HttpServer second(m_handler, {});
        QCOMPARE(second.start(address).error().code, ErrorCode::Conflict);
        m_server->stop();
        QVERIFY(!QFile::exists(address.mid(5)));

        // A socket file that a killed process left is replaced, any other file is not.
        const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un left{};
        left.sun_family = AF_UNIX;
        qstrncpy(left.sun_path, address.mid(5).toLocal8Bit().constData(), sizeof left.sun_path);
        QCOMPARE(::bind(fd, reinterpret_cast<sockaddr *>(&left), sizeof left), 0);
        ::close(fd);
        QVERIFY(second.start(address).ok());
        second.stop();
        QFile file(dir.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QFile::WriteOnly));
        QCOMPARE(second.start(QStringLiteral("unix:") + file.fileName()).error().code, ErrorCode::Conflict);
        QVERIFY(file.exists());
    }

    void reportsEveryAnswer()
    {
        QMutex mutex;
        QVector<origin::Access> seen;
        server::HttpServer server(m_handler, {}, [&](const origin::Access &access) {
            QMutexLocker lock(&mutex);
            seen += access;
        });
        const auto url = server.start(QStringLiteral("127.0.0.1:0"));
        RawClient client(*url);
        client.get("/hit");
        client.get("/later/1");
        server.stop();
        QCOMPARE(seen.size(), 2);
        QCOMPARE(seen[0].target, QByteArray("/hit"));
        QCOMPARE(seen[0].cache, QByteArray("hit"));
        QCOMPARE(seen[0].client, QByteArray("127.0.0.1"));
        QCOMPARE(seen[0].status, 200);
        QVERIFY(seen[0].bytes > 100);
        QVERIFY(seen[1].duration >= 1ms);
        QVERIFY(seen[1].cache.isEmpty());
    }

    void cleanup()
    {
        m_shelf.waiting.clear();
        if (m_server)
            m_server->stop();
    }

private:
    QString start(server::HttpServerLimits limits = {})
    {
        limits.drain = std::min<std::chrono::milliseconds>(limits.drain, 5s);
        m_server = std::make_unique<server::HttpServer>(m_handler, limits);
        return *m_server->start(QStringLiteral("127.0.0.1:0"));
    }

    void handle(const origin::Request &request, const origin::Responder &respond)
    {
        origin::Response response;
        const QByteArray &target = request.target;
        if (target.startsWith("/shelf/"))
            return m_shelf.put(request, respond);
        if (target.startsWith("/later/")) {
            response.body = target;
            std::thread([respond, response,
                         wait = std::hash<std::thread::id>()(std::this_thread::get_id()) +
                                size_t(target.size()) * 7 + size_t(target.back()) * 13] {
                std::this_thread::sleep_for(std::chrono::milliseconds(1 + wait % 20));
                respond(response);
            }).detach();
            return;
        }
        if (target == "/drop")
            return;
        if (target == "/twice") {
            response.body = "first";
            respond(response);
            response.body = "second";
            return respond(response);
        }
        if (target == "/304" || target == "/204") {
            response.status = target.mid(1).toInt();
            response.body = "must not be sent";
        } else if (target == "/big") {
            response.body = m_big;
        } else if (target == "/inject") {
            response.setHeader("X-Name", "a\r\nSet-Cookie: b");
        } else {
            if (target == "/hit")
                response.setHeader("Cache-Status", "Vitrine; hit");
            response.body = target + request.body;
        }
        respond(response);
    }

    const QByteArray m_big = QByteArray(16 << 20, 'b');
    Shelf m_shelf;
    const origin::Handler m_handler = [this](const origin::Request &request,
                                             const origin::Responder &respond) { handle(request, respond); };
    std::unique_ptr<server::HttpServer> m_server;
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_http_server.moc"
