#include "app/load/crowd.h"
#include "app/vitrined_process.h"
#include "images/support/pictures.h"
#include "server/support/raw_client.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/mount.h>

#include <memory>
#include <vector>

using namespace vitrine;
using namespace vitrine::test;
using namespace std::chrono_literals;

namespace {

/// A small file system in memory, gone with this object. Only an administrator can make one.
class SmallDisk
{
public:
    explicit SmallDisk(const char *size)
    {
        const QByteArray options = QByteArray("size=") + size;
        m_mounted = ::mount("none", QFile::encodeName(m_folder.path()).constData(), "tmpfs", 0, options.constData()) == 0;
    }
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(QFile::encodeName(m_folder.path()).constData(), MNT_DETACH);
    }
    bool isThere() const { return m_mounted; }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    /// To the last byte.
    void fill()
    {
        QFile file(path(QStringLiteral("filler")));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return;
        for (qint64 step = 1 << 20; step > 0;) {
            if (file.write(QByteArray(step, 'f')) != step)
                step /= 2;
        }
    }
    void makeRoom() { QFile::remove(path(QStringLiteral("filler"))); }

private:
    QTemporaryDir m_folder;
    bool m_mounted = false;
};

QString adminUrl(ServingProcess &origin)
{
    QProcess &process = origin.process();
    while (!process.canReadLine() && process.waitForReadyRead(20'000)) {
    }
    return QString::fromLatin1(process.readLine().trimmed().mid(6));
}

} // namespace

/// Clients that dawdle, a variant store that is overwritten, a disk without room: the right status, nothing damaged
/// handed out, and as before when it is over. Prints what it saw.
class HostileTest : public QObject
{
    Q_OBJECT

private slots:
    void clientsThatDawdleHarmNobody()
    {
        QTemporaryDir data;
        const auto images = put(data.path(), 2);
        ServingProcess origin(data.path());
        const QByteArray picture = "/i/zoom-2000/" + images[0] + ".png";
        const auto whole = RawClient(origin.url()).get(picture);
        QCOMPARE(whole.status, 200);
        std::vector<std::unique_ptr<RawClient>> halves, slow, leaving;
        for (int i = 0; i < 200; ++i) {
            halves.push_back(std::make_unique<RawClient>(origin.url()));
            QVERIFY(halves.back()->send("GET " + picture + " HTTP/1.1\r\nHost: a\r\nAccept: ima"));
            slow.push_back(std::make_unique<RawClient>(origin.url(), 1)); // the smallest buffer there is
            QVERIFY(slow.back()->send("GET " + picture + " HTTP/1.1\r\nHost: a\r\n\r\n"));
            leaving.push_back(std::make_unique<RawClient>(origin.url()));
            QVERIFY(leaving.back()->send("GET /i/pdp-800/" + images[1] + ".avif HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
        for (auto &client : leaving)
            client->reset();
        Crowd crowd(origin.url());
        const auto others = crowd.ask(QVector<QByteArray>(100, picture), 60s);
        QCOMPARE(countOf(others, 200), 100);
        // Who left took nothing along.
        QCOMPARE(RawClient(origin.url()).get("/i/pdp-800/" + images[1] + ".avif").status, 200);
        int answered = 0, wrong = 0, refused = 0;
        for (auto &client : slow) {
            const auto answer = client->answer(true, 30'000);
            answered += answer.body == whole.body;
            wrong += !whole.body.startsWith(answer.body);
        }
        for (auto &client : halves)
            refused += client->answer(true, 30'000).status == 408;
        qInfo("200 halves of requests: %d answered 408; 200 slow readers: %d whole answers; 200 left during a render; 100 others: %d served",
              refused, answered, countOf(others, 200));
        QCOMPARE(refused, 200);
        QCOMPARE(wrong, 0); // who takes less than 256 KiB in 10 s is cut off; what came is right
        QCOMPARE(RawClient(origin.url()).get("/healthz").status, 200);
    }

    void anOverwrittenStoreHandsOutNothingDamaged()
    {
        QTemporaryDir data;
        const auto images = put(data.path(), 12);
        qputenv("VITRINE_VARIANTS_MEMORY", "0"); // every answer comes from the disk
        ServingProcess origin(data.path());
        qunsetenv("VITRINE_VARIANTS_MEMORY");
        QHash<QByteArray, QByteArray> good;
        for (const QByteArray &image : images) {
            const QByteArray target = "/i/pdp-800/" + image + ".jpg";
            const auto answer = RawClient(origin.url()).get(target);
            QCOMPARE(answer.status, 200);
            good.insert(target, answer.body);
        }
        const auto fromDisk = [&] {
            int found = 0;
            for (auto each = good.constBegin(); each != good.constEnd(); ++each)
                found += RawClient(origin.url()).get(each.key()).header("Cache-Status").contains("detail=disk");
            return found;
        };
        QTRY_COMPARE_WITH_TIMEOUT(fromDisk(), int(good.size()), 30'000); // they are written behind the answers
        int files = 0;
        const QDir folder(data.filePath(QStringLiteral("variants")));
        for (const QString &name : folder.entryList(QDir::Files)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
            for (qint64 at = 64; at < file.size(); at += 512)
                QVERIFY(file.seek(at) && file.write("\x5a\xa5", 2) == 2);
            ++files;
        }
        QVERIFY(files > 0);
        int same = 0, renderedAnew = 0;
        for (auto each = good.constBegin(); each != good.constEnd(); ++each) {
            const auto answer = RawClient(origin.url()).get(each.key());
            same += answer.status == 200 && answer.body == each.value();
            renderedAnew += answer.header("Cache-Status").contains("fwd=miss");
        }
        qInfo("%d files of the store overwritten: of %lld pictures %d rendered anew, %d answered whole and right", files,
              static_cast<long long>(good.size()), renderedAnew, same);
        QCOMPARE(same, int(good.size()));
        QCOMPARE(renderedAnew, int(good.size()));
        QTRY_COMPARE_WITH_TIMEOUT(fromDisk(), int(good.size()), 30'000);
    }

    void aFullDiskRefusesWritesAndServesOn()
    {
        SmallDisk disk("48m");
        if (!disk.isThere())
            QSKIP("only an administrator can make a small disk");
        const QString data = disk.path(QStringLiteral("data"));
        const auto images = put(data, 4);
        QCOMPARE(images.size(), 4);
        const auto made = vitrined({"token", "create", "--data", data, "--json"});
        const QByteArray token = "Authorization: Bearer " + made.json()[QLatin1String("token")].toString().toLatin1() + "\r\n";
        ServingProcess origin(data, {"--admin", "127.0.0.1:0"});
        const QString admin = adminUrl(origin);
        const auto ready = [&] { return RawClient(origin.url()).get("/readyz").status; };
        const auto upload = [&](int seed) {
            const QByteArray bytes = encodePicture(drawPicture(900 + seed, 700), "JPEG");
            RawClient client(admin);
            client.send("POST /v1/images HTTP/1.1\r\nHost: a\r\n" + token + "Content-Length: " + QByteArray::number(bytes.size()) + "\r\n\r\n" + bytes);
            return client.answer(true, 60'000).status;
        };
        const auto change = [&](const QByteArray &key) {
            const QByteArray body = QByteArrayLiteral("{\"name\":\"Lamp ") + QByteArray(200'000, 'x') + "\"}";
            RawClient client(admin);
            client.send("PUT /v1/products/" + key + " HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n" + token + "Content-Length: " +
                        QByteArray::number(body.size()) + "\r\n\r\n" + body);
            return client.answer(true, 60'000).status;
        };
        QCOMPARE(ready(), 200);
        QCOMPARE(upload(0), 201);
        disk.fill();
        int served = 0;
        for (const QByteArray &image : images)
            served += RawClient(origin.url()).get("/i/pdp-800/" + image + ".webp").status == 200;
        const int refusedUpload = upload(1), refusedChange = change("FULL-1");
        QTRY_COMPARE_WITH_TIMEOUT(ready(), 503, 30'000);
        qInfo("a full disk: %d of 4 new pictures rendered and served, an upload answered %d, a change %d, /readyz 503", served,
              refusedUpload, refusedChange);
        QCOMPARE(served, 4);
        QCOMPARE(refusedUpload, 507);
        QCOMPARE(refusedChange, 507);
        QCOMPARE(RawClient(origin.url()).get("/v1/products/FULL-1").status, 404); // nothing half-written
        QCOMPARE(RawClient(origin.url()).get("/healthz").status, 200);
        disk.makeRoom();
        QTRY_COMPARE_WITH_TIMEOUT(ready(), 200, 30'000);
        QCOMPARE(upload(1), 201);
        QCOMPARE(change("FULL-1"), 201);
        QCOMPARE(RawClient(origin.url()).get("/v1/products/FULL-1").status, 200);
        QCOMPARE(origin.stop(), 0);
    }

    void aStopIsAnnounced()
    {
        QTemporaryDir data;
        qputenv("VITRINE_SERVER_NOTICE", "1m");
        ServingProcess origin(data.path());
        qunsetenv("VITRINE_SERVER_NOTICE");
        QCOMPARE(RawClient(origin.url()).get("/readyz").status, 200);
        origin.process().terminate();
        RawClient::Answer answer;
        QTRY_VERIFY_WITH_TIMEOUT((answer = RawClient(origin.url()).get("/readyz")).status == 503, 20'000);
        QVERIFY2(answer.body.contains("stopping"), answer.body.constData());
        QCOMPARE(RawClient(origin.url()).get("/healthz").status, 200); // new clients are served still
        QCOMPARE(RawClient(origin.url()).get("/presets.json").status, 200);
        origin.process().kill(); // the minute is for load balancers
        origin.process().waitForFinished();
    }

private:
    /// Stores that many different pictures; their ids.
    static QVector<QByteArray> put(const QString &data, int pictures)
    {
        QTemporaryDir files;
        QStringList arguments{"put", "--data", data, "--json"};
        for (int i = 0; i < pictures; ++i) {
            QFile file(files.filePath(QString::number(i)));
            const QByteArray bytes = encodePicture(drawPicture(1'000 + i, 800), "JPEG");
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("no place for the test's pictures");
            arguments << file.fileName();
        }
        const CommandResult result = vitrined(arguments);
        if (result.exitCode != 0)
            qFatal("put failed: %s", qPrintable(result.err));
        QVector<QByteArray> ids;
        const QJsonObject document = result.json();
        for (const QJsonValue &image : document[QLatin1String("images")].toArray())
            ids.append(image[QLatin1String("image")].toString().toLatin1());
        return ids;
    }
};

QTEST_GUILESS_MAIN(HostileTest)
#include "tst_hostile.moc"
