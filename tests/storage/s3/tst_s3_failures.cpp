#include "images/support/memory_original_store.h"
#include "storage/s3/s3_original_store.h"

#include <QCryptographicHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>
#include <QtTest>

#include <mutex>
#include <thread>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::storage;

namespace {

/// An S3 server in memory, on a thread of its own, that does what a test tells it to for chosen requests.
class FakeS3 : public QThread
{
public:
    enum class Mood { Good, Fail500, SlowDown, Hang, Drip, Truncate, WrongBytes, Reset, Denied, CompleteFails };
    /// The mood for a request, by its method, target and how often that pair has come (from 1).
    using Script = std::function<Mood(const QByteArray &method, const QByteArray &target, int time)>;

    explicit FakeS3(Script script) : m_script(std::move(script))
    {
        start();
        while (m_port == 0)
            QThread::msleep(1);
    }
    ~FakeS3() override
    {
        quit();
        wait();
    }
    QString address() const { return QStringLiteral("s3://bucket/p?endpoint=http://127.0.0.1:%1&path-style=1").arg(m_port.load()); }
    QList<QByteArray> requests()
    {
        std::lock_guard lock(m_mutex);
        return m_requests;
    }
    QHash<QByteArray, QByteArray> objects()
    {
        std::lock_guard lock(m_mutex);
        return m_objects;
    }
    int connections() const { return m_connections; }
    int uploads()
    {
        std::lock_guard lock(m_mutex);
        return m_uploads;
    }

private:
    void run() override
    {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
            while (QTcpSocket *socket = server.nextPendingConnection()) {
                ++m_connections;
                auto buffer = std::make_shared<QByteArray>();
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, buffer] {
                    *buffer += socket->readAll();
                    while (takeRequest(*buffer, socket)) {
                    }
                });
                QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
        m_port = server.serverPort();
        exec();
    }

    bool takeRequest(QByteArray &buffer, QTcpSocket *socket)
    {
        const qsizetype headEnd = buffer.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return false;
        const QByteArray head = buffer.left(headEnd);
        qint64 length = 0;
        for (const QByteArray &line : head.split('\n'))
            if (line.toLower().startsWith("content-length:"))
                length = line.mid(15).trimmed().toLongLong();
        if (buffer.size() < headEnd + 4 + length)
            return false;
        const QByteArray body = buffer.mid(headEnd + 4, length);
        buffer.remove(0, headEnd + 4 + length);
        const QList<QByteArray> words = head.left(head.indexOf('\r')).split(' ');
        answer(socket, words.value(0), words.value(1), head, body);
        return true;
    }

    void answer(QTcpSocket *socket, const QByteArray &method, const QByteArray &target, const QByteArray &head, const QByteArray &body)
    {
        std::lock_guard lock(m_mutex);
        m_requests += method + ' ' + target;
        const Mood mood = m_script(method, target, ++m_times[method + target]);
        const auto reply = [&](int status, const QByteArray &bytes, qint64 length = -1, const QByteArray &more = {}) {
            socket->write("HTTP/1.1 " + QByteArray::number(status) + " X\r\n" + more + "Content-Length: " + QByteArray::number(length < 0 ? bytes.size() : length) + "\r\n\r\n");
            if (method != "HEAD")
                socket->write(bytes);
        };
        switch (mood) {
        case Mood::Fail500:
            return reply(500, "<Error><Code>InternalError</Code><Message>We broke</Message></Error>");
        case Mood::SlowDown:
            return reply(503, "<Error><Code>SlowDown</Code><Message>Reduce</Message></Error>");
        case Mood::Denied:
            return reply(403, "<Error><Code>SignatureDoesNotMatch</Code><Message>No</Message></Error>");
        case Mood::CompleteFails:
            return reply(200, "<Error><Code>InternalError</Code><Message>Not put together</Message></Error>");
        case Mood::Hang:
            return;
        case Mood::Drip: {
            socket->write("HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n");
            auto *timer = new QTimer(socket);
            QObject::connect(timer, &QTimer::timeout, socket, [socket] { socket->write("x"); });
            return timer->start(20);
        }
        case Mood::Reset:
            return socket->abort();
        case Mood::Truncate:
            reply(200, m_objects.value(target).left(m_objects.value(target).size() / 2), m_objects.value(target).size());
            socket->flush();
            return socket->disconnectFromHost();
        case Mood::WrongBytes:
            return reply(200, QByteArray(m_objects.value(target).size(), 'w'));
        case Mood::Good:
            break;
        }
        const bool signedWell = head.contains("AWS4-HMAC-SHA256 Credential=AK/") && !head.contains("SECRET");
        if (!signedWell)
            return reply(403, "");
        const QByteArray path = target.left(target.indexOf('?') < 0 ? target.size() : target.indexOf('?'));
        if (method == "HEAD" && path == "/bucket")
            return reply(200, "");
        if (method == "POST" && target.endsWith("?uploads=")) {
            ++m_uploads;
            m_parts.clear();
            return reply(200, "<R><UploadId>up/1</UploadId></R>");
        }
        if (target.contains("uploadId=") && !target.contains("uploadId=up%2F1"))
            return reply(404, "");
        if (method == "POST") {
            --m_uploads;
            m_objects[path] = m_parts;
            return reply(200, "<CompleteMultipartUploadResult/>");
        }
        if (method == "DELETE" && target.contains("uploadId=")) {
            --m_uploads;
            return reply(204, "");
        }
        if (method == "PUT") {
            const QByteArray sum = QCryptographicHash::hash(body, QCryptographicHash::Md5).toBase64();
            const QByteArray sha = QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
            if (!head.toLower().contains("content-md5: " + sum.toLower()) || !head.contains(sha))
                return reply(400, "<Error><Code>BadDigest</Code></Error>");
            if (target.contains("partNumber="))
                m_parts += body;
            else
                m_objects[path] = body;
            return reply(200, "", -1, "ETag: \"e\"\r\n");
        }
        if (!m_objects.contains(path))
            return reply(404, "<Error><Code>NoSuchKey</Code></Error>");
        reply(200, method == "HEAD" ? QByteArray() : m_objects[path], m_objects[path].size());
    }

    const Script m_script;
    std::atomic<quint16> m_port{0};
    std::atomic<int> m_connections{0};
    std::mutex m_mutex; // guards what follows
    QList<QByteArray> m_requests;
    QHash<QByteArray, QByteArray> m_objects;
    QHash<QByteArray, int> m_times;
    QByteArray m_parts;
    int m_uploads = 0; ///< begun and neither completed nor aborted
};

using Mood = FakeS3::Mood;

s3::Limits quick()
{
    s3::Limits limits;
    limits.attempts = 4;
    limits.firstPause = std::chrono::milliseconds(2);
    limits.mostPause = std::chrono::milliseconds(8);
    limits.idle = std::chrono::milliseconds(300);
    limits.partBytes = 1'000'000;
    return limits;
}

QStringList messages;

} // namespace

/// A server that fails in every way it can: what passes is tried again, what does not is told at once, nothing that
/// is damaged is handed on, and nothing is left behind.
class S3FailuresTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<S3OriginalStore> open(FakeS3 &server, s3::Limits limits = quick())
    {
        auto store = S3OriginalStore::start(*s3::Address::parse(server.address()), {"AK", "SECRET", {}}, m_dir.path(), limits);
        if (!store)
            qFatal("%s", qPrintable(store.error().toString()));
        return std::move(*store);
    }
    static std::shared_ptr<const Source> sourceOf(const QByteArray &bytes) { return *Source::fromBytes(bytes); }
    static bool isBytes(const QByteArray &target) { return target.startsWith("/bucket/p/") && !target.endsWith(".json"); }

private slots:
    void initTestCase()
    {
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &text) { messages += text; });
    }
    void cleanupTestCase()
    {
        qInstallMessageHandler(nullptr);
        QVERIFY(!messages.join(u'\n').contains(u"SECRET"));
    }

    void whatPassesIsTriedAgain_data()
    {
        QTest::addColumn<int>("mood");
        QTest::newRow("500") << int(Mood::Fail500);
        QTest::newRow("slow down") << int(Mood::SlowDown);
        QTest::newRow("silence") << int(Mood::Hang);
        QTest::newRow("reset") << int(Mood::Reset);
    }
    void whatPassesIsTriedAgain()
    {
        QFETCH(int, mood);
        FakeS3 server([mood](const QByteArray &, const QByteArray &, int time) { return time == 1 ? Mood(mood) : Mood::Good; });
        const auto store = open(server);
        const auto put = store->put(sourceOf("picture"), {QStringLiteral("png"), 1, 1, 1, false});
        QVERIFY2(put.ok(), qPrintable(put.ok() ? QString() : put.error().toString()));
        QCOMPARE(test::bytesOf(**store->open(put->id)), QByteArray("picture"));
    }

    void whatStaysIsToldInTheEnd_data()
    {
        QTest::addColumn<int>("mood");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("attempts");
        QTest::newRow("500") << int(Mood::Fail500) << int(ErrorCode::Io) << 4;
        QTest::newRow("slow down") << int(Mood::SlowDown) << int(ErrorCode::Overloaded) << 4;
        QTest::newRow("silence") << int(Mood::Hang) << int(ErrorCode::DeadlineExceeded) << 4;
        QTest::newRow("denied") << int(Mood::Denied) << int(ErrorCode::PermissionDenied) << 1;
    }
    void whatStaysIsToldInTheEnd()
    {
        QFETCH(int, mood);
        QFETCH(int, code);
        QFETCH(int, attempts);
        FakeS3 server([mood](const QByteArray &method, const QByteArray &target, int) {
            return method == "PUT" && isBytes(target) ? Mood(mood) : Mood::Good;
        });
        const auto store = open(server);
        const auto put = store->put(sourceOf("picture"), {});
        QVERIFY(!put.ok());
        QCOMPARE(int(put.error().code), code);
        QVERIFY(!put.error().toString().contains(u"SECRET"));
        const auto requests = server.requests();
        QCOMPARE(std::count_if(requests.begin(), requests.end(), [](const QByteArray &r) { return r.startsWith("PUT ") && !r.endsWith(".json"); }), attempts);
        for (const QByteArray &name : server.objects().keys())
            QVERIFY(name.endsWith(".json")); // bytes without a name are no original
    }

    void whatIsDamagedIsNeverHandedOn_data()
    {
        QTest::addColumn<int>("mood");
        QTest::newRow("truncated") << int(Mood::Truncate);
        QTest::newRow("other bytes") << int(Mood::WrongBytes);
    }
    void whatIsDamagedIsNeverHandedOn()
    {
        QFETCH(int, mood);
        std::atomic<int> bad{1};
        FakeS3 server([&](const QByteArray &method, const QByteArray &target, int time) {
            return method == "GET" && isBytes(target) && time <= bad ? Mood(mood) : Mood::Good;
        });
        const auto store = open(server);
        const ImageId id = store->put(sourceOf(QByteArray(50'000, 'p')), {})->id;
        const auto second = store->open(id); // the first attempt is damaged
        QVERIFY2(second.ok(), qPrintable(second.ok() ? QString() : second.error().toString()));
        QCOMPARE(test::bytesOf(**second), QByteArray(50'000, 'p'));
        bad = 1000;
        const auto never = store->open(id);
        QVERIFY(!never.ok());
        QVERIFY(never.error().code == ErrorCode::Corrupt || never.error().code == ErrorCode::Io);
    }

    void aFailedLargeUploadLeavesNoParts_data()
    {
        QTest::addColumn<int>("mood");
        QTest::addColumn<QByteArray>("where");
        QTest::newRow("a part fails") << int(Mood::Fail500) << QByteArray("partNumber=2");
        QTest::newRow("a part is refused") << int(Mood::Denied) << QByteArray("partNumber=3");
        QTest::newRow("completing fails in its body") << int(Mood::CompleteFails) << QByteArray("POST");
    }
    void aFailedLargeUploadLeavesNoParts()
    {
        QFETCH(int, mood);
        QFETCH(QByteArray, where);
        FakeS3 server([=](const QByteArray &method, const QByteArray &target, int) {
            const bool completes = method == "POST" && target.contains("uploadId=");
            return (where == "POST" ? completes : target.contains(where)) ? Mood(mood) : Mood::Good;
        });
        const auto store = open(server);
        QVERIFY(!store->put(sourceOf(QByteArray(2'500'000, 'x')), {}).ok());
        QCOMPARE(server.uploads(), 0);
    }

    void aLargeUploadGoesInParts()
    {
        FakeS3 server([](const QByteArray &, const QByteArray &, int) { return Mood::Good; });
        const auto store = open(server);
        const auto put = store->put(sourceOf(QByteArray(2'500'000, 'x')), {});
        QVERIFY2(put.ok(), qPrintable(put.ok() ? QString() : put.error().toString()));
        QCOMPARE(server.uploads(), 0);
        QCOMPARE(test::bytesOf(**store->open(put->id)).size(), 2'500'000);
    }

    /// Something always moves, and it would take twenty seconds.
    void aDrippingAnswerIsGivenUp()
    {
        FakeS3 server([](const QByteArray &method, const QByteArray &target, int) {
            return method == "GET" && isBytes(target) ? Mood::Drip : Mood::Good;
        });
        s3::Limits limits = quick();
        limits.attempts = 2;
        limits.whole = std::chrono::milliseconds(400);
        const auto store = open(server, limits);
        const ImageId id = store->put(sourceOf("picture"), {})->id;
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(store->open(id).error().code, ErrorCode::DeadlineExceeded);
        QVERIFY(timer.elapsed() < 10'000);
    }

    void connectionsAreAsManyAsCallers()
    {
        FakeS3 server([](const QByteArray &, const QByteArray &, int) { return Mood::Good; });
        const auto store = open(server);
        std::vector<std::thread> threads;
        std::atomic<int> good{0};
        for (int i = 0; i < 12; ++i) {
            threads.emplace_back([&, i] {
                for (int j = 0; j < 10; ++j)
                    good += store->put(sourceOf(QByteArray::number(i * 100 + j)), {}).ok();
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 120);
        QVERIFY2(server.connections() <= 12, qPrintable(QString::number(server.connections()))); // kept open and used again
    }

    void nobodyThereIsTold()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const auto address = s3::Address::parse(QStringLiteral("s3://bucket?endpoint=http://127.0.0.1:%1&path-style=1").arg(closed.serverPort()));
        closed.close();
        const auto store = S3OriginalStore::start(*address, {"AK", "SECRET", {}}, m_dir.path(), quick());
        QVERIFY(!store.ok());
        QCOMPARE(store.error().code, ErrorCode::Io);
        QVERIFY(store.error().toString().contains(u"127.0.0.1"));
        QVERIFY(!store.error().remedy.isEmpty());
    }
};

QTEST_GUILESS_MAIN(S3FailuresTest)
#include "tst_s3_failures.moc"
