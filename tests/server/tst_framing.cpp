#include "server/framing_guard.h"
#include "server/http_server.h"
#include "server/support/raw_client.h"

#include <QTest>

using namespace vitrine;

/// Request smuggling: heads and bodies that a proxy in front could read differently. Each is refused, the
/// connection is closed, and the handler never sees the request or what follows it.
class TestFraming : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const auto url = m_server.start(QStringLiteral("127.0.0.1:0"));
        QVERIFY(url.ok());
        m_url = *url;
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray post = "POST / HTTP/1.1\r\nHost: a\r\n";
        const QByteArray get = "GET / HTTP/1.1\r\nHost: a\r\n";
        const auto probe = [](const char *name, const QByteArray &bytes) { QTest::newRow(name) << bytes; };

        probe("length and chunked",
              post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        probe("chunked and length",
              post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n");
        probe("two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab");
        probe("two equal lengths", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na");
        probe("list of lengths", post + "Content-Length: 1, 1\r\n\r\na");
        probe("signed length", post + "Content-Length: +1\r\n\r\na");
        probe("negative length", post + "Content-Length: -1\r\n\r\na");
        probe("hexadecimal length", post + "Content-Length: 0x1\r\n\r\na");
        probe("empty length", post + "Content-Length:\r\n\r\na");
        probe("length with a space inside", post + "Content-Length: 1 0\r\n\r\na");
        probe("length beyond 64 bits", post + "Content-Length: 99999999999999999999\r\n\r\na");
        probe("unknown coding", post + "Transfer-Encoding: gzip\r\n\r\n");
        probe("coding list", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
        probe("coding twice",
              post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        probe("coding misspelt", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n");
        probe("coding quoted", post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n");
        probe("coding with parameter", post + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n");
        probe("coding identity", post + "Transfer-Encoding: identity\r\n\r\n");
        probe("coding after vertical tab", post + "Transfer-Encoding: \x0b"
                                                  "chunked\r\n\r\n0\r\n\r\n");
        probe("space before colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n");
        probe("tab before colon", post + "Content-Length\t: 1\r\n\r\na");
        probe("folded line", get + "X: a\r\n b\r\n\r\n");
        probe("folded first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
        probe("NUL in a value", get + QByteArray("X: a\0b\r\n\r\n", 10));
        probe("NUL in a name", get + QByteArray("X\0Y: a\r\n\r\n", 10));
        probe("bare CR in a value", get + "X: a\rContent-Length: 5\r\n\r\n");
        probe("bare LF between fields", get + "X: a\nContent-Length: 5\r\n\r\n");
        probe("bare LF head", "GET / HTTP/1.1\nHost: a\n\n");
        probe("empty name", get + ": a\r\n\r\n");
        probe("no colon", get + "Content-Length\r\n\r\n");
        probe("name with bracket", get + "Content[Length]: 5\r\n\r\n");
        probe("control byte in a value", get + "X: a\x01\r\n\r\n");
        probe("no host", "GET / HTTP/1.1\r\n\r\n");
        probe("two hosts", get + "Host: b\r\n\r\n");
        probe("host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n");
        probe("two spaces in the request line", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n");
        probe("tab in the request line", "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n");
        probe("space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n");
        probe("target without slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n");
        probe("fragment in the target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n");
        probe("raw byte in the target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n");
        probe("authority form", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n");
        probe("version in lower case", "GET / http/1.1\r\nHost: a\r\n\r\n");
        probe("version 1.10", "GET / HTTP/1.10\r\nHost: a\r\n\r\n");
        probe("version 2.0", "PRI * HTTP/2.0\r\n\r\n");
        probe("no version", "GET /\r\n\r\n");
        probe("method is no token", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n");
        probe("chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        probe("TLS hello", QByteArray("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", 11));

        const QByteArray chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
        probe("chunk extension", chunked + "1;a=b\r\na\r\n0\r\n\r\n");
        probe("chunk extension on the last", chunked + "1\r\na\r\n0;x\r\n\r\n");
        probe("chunk size with prefix", chunked + "0x1\r\na\r\n0\r\n\r\n");
        probe("chunk size with sign", chunked + "+1\r\na\r\n0\r\n\r\n");
        probe("chunk size negative", chunked + "-1\r\na\r\n0\r\n\r\n");
        probe("chunk size overflowing", chunked + "10000000000000001\r\na\r\n0\r\n\r\n");
        probe("chunk size with a space before", chunked + " 1\r\na\r\n0\r\n\r\n");
        probe("chunk line with bare LF", chunked + "1\na\r\n0\r\n\r\n");
        probe("chunk data without CRLF", chunked + "1\r\naXX0\r\n\r\n");
        probe("chunk line without end", chunked + QByteArray(4000, '1'));
        probe("trailer that is a header", chunked + "0\r\nContent-Length: 5\r\n\r\n");
        probe("trailer folded", chunked + "0\r\nA: b\r\n c\r\n\r\n");
    }

    void refuses()
    {
        QFETCH(QByteArray, bytes);
        const int before = m_handled.load();
        test::RawClient client(m_url);
        QVERIFY(client.connected());
        // What a smuggler hides behind the ambiguity.
        QVERIFY(client.send(bytes + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"));
        const auto answer = client.answer();
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.header("Content-Type"), QByteArray("application/problem+json"));
        QCOMPARE(answer.header("Connection"), QByteArray("close"));
        client.endInput();
        QVERIFY(client.closedWithin(3000));
        QVERIFY2(client.pending().isEmpty(), client.pending().constData());
        QCOMPARE(m_handled.load(), before);
    }

    void acceptsTheHonest_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("echo");
        QTest::newRow("no body") << QByteArray("GET /a?b=%20 HTTP/1.1\r\nHost: a\r\n\r\n")
                                 << QByteArray("/a?b=%20|");
        QTest::newRow("value with tab and obs-text")
            << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: a\tb\xc3\xa9\r\n\r\n") << QByteArray("/|");
        QTest::newRow("length") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 3 \r\n\r\nabc")
                                << QByteArray("/|abc");
        QTest::newRow("chunked") << QByteArray(
                                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                                        "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n")
                                 << QByteArray("/|abc0123456789");
        QTest::newRow("absolute target")
            << QByteArray("GET http://shop.example/p?q=1 HTTP/1.1\r\nHost: other\r\n\r\n")
            << QByteArray("/p?q=1|");
        QTest::newRow("absolute target without path")
            << QByteArray("GET http://shop.example?q=1 HTTP/1.1\r\nHost: other\r\n\r\n")
            << QByteArray("/?q=1|");
        QTest::newRow("1.0 without host") << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray("/|");
        QTest::newRow("IPv6 host") << QByteArray("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n")
                                   << QByteArray("/|");
    }

    void acceptsTheHonest()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, echo);
        // Whole, and byte by byte: how the bytes were cut must not matter.
        test::RawClient whole(m_url);
        QVERIFY(whole.send(bytes));
        QCOMPARE(whole.answer().body, echo);
        test::RawClient cut(m_url);
        for (char byte : bytes) {
            QVERIFY(cut.send(QByteArray(1, byte)));
            QTest::qWait(0);
        }
        QCOMPARE(cut.answer().body, echo);
    }

    void refusesEarly()
    {
        QVERIFY(server::earlyFramingFault(QByteArrayView("GET / HTTP/1.1\n")));
        QVERIFY(server::earlyFramingFault(QByteArrayView("GET / HTTP/1.1\rX")));
        QVERIFY(!server::earlyFramingFault(QByteArrayView("GET / HTTP/1.1\r")));
        QVERIFY(!server::earlyFramingFault(QByteArrayView("GET / HTTP/1.1\r\nHo")));
    }

private:
    std::atomic<int> m_handled{0};
    QString m_url;
    server::HttpServer m_server{[this](origin::Request request, const origin::Responder &respond) {
                                    ++m_handled;
                                    origin::Response response;
                                    response.body = request.target + '|' + request.body;
                                    respond(response);
                                },
                                {}};
};

QTEST_GUILESS_MAIN(TestFraming)
#include "tst_framing.moc"
