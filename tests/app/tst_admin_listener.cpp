#include "vitrined_process.h"

#include "support/test_data.h"

#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine::test;

/// The admin listener of the built program: tokens made and ended while it runs, pictures, products, figures.
class AdminListenerTest : public QObject
{
    Q_OBJECT

    struct Answer
    {
        int status = 0;
        QByteArray body;
        QByteArray etag;
        QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    };

    QTemporaryDir m_dir;
    QNetworkAccessManager m_network;
    QString m_admin, m_public;
    QByteArray m_token;
    std::unique_ptr<ServingProcess> m_process;

    QStringList withData(QStringList arguments) { return arguments << QStringLiteral("--data") << m_dir.path(); }
    Answer ask(const QByteArray &method, const QString &url, const QByteArray &body = {}, const QByteArray &token = {},
               const QByteArray &ifMatch = {})
    {
        QNetworkRequest request{QUrl(url)};
        if (!token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + token);
        if (!ifMatch.isEmpty())
            request.setRawHeader("If-Match", ifMatch);
        if (!body.isEmpty())
            request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/octet-stream"));
        std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        if (!reply->isFinished())
            finished.wait(60'000);
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), reply->rawHeader("ETag")};
    }

private slots:
    void initTestCase()
    {
        QVERIFY(vitrined(withData({QStringLiteral("generate"), QStringLiteral("--products"), QStringLiteral("30"), QStringLiteral("--pictures"), QStringLiteral("5")})).exitCode == 0);
        m_process = std::make_unique<ServingProcess>(m_dir.path(), QStringList{QStringLiteral("--admin"), QStringLiteral("127.0.0.1:0")});
        m_public = m_process->url();
        QVERIFY(!m_public.isEmpty());
        while (!m_process->process().canReadLine() && m_process->process().waitForReadyRead(20'000)) {
        }
        const QByteArray line = m_process->process().readLine().trimmed();
        QVERIFY2(line.startsWith("admin http://127.0.0.1:"), line.constData());
        m_admin = QString::fromLatin1(line.mid(6));
        const auto made = vitrined(withData({QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--json")}));
        QCOMPARE(made.exitCode, 0);
        m_token = made.json()[QStringLiteral("token")].toString().toLatin1();
        QVERIFY(m_token.startsWith("vitrine_"));
    }
    void cleanupTestCase()
    {
        if (m_process)
            QCOMPARE(m_process->stop(), 0);
    }

    void tokensWorkAndEndWhileItRuns()
    {
        QCOMPARE(ask("GET", m_admin + QStringLiteral("/metrics")).status, 401);
        QCOMPARE(ask("GET", m_admin + QStringLiteral("/metrics"), {}, m_token).status, 200);
        QCOMPARE(ask("GET", m_public + QStringLiteral("/metrics"), {}, m_token).status, 404);

        const auto weak = vitrined(withData({QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--scope"), QStringLiteral("reports")}));
        QCOMPARE(weak.exitCode, 0);
        QCOMPARE(ask("GET", m_admin + QStringLiteral("/metrics"), {}, weak.out.trimmed()).status, 403);

        const auto second = vitrined(withData({QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--note"), QStringLiteral("shop"), QStringLiteral("--expires"), QStringLiteral("1h"), QStringLiteral("--json")})).json();
        const QByteArray token = second[QStringLiteral("token")].toString().toLatin1();
        QCOMPARE(ask("GET", m_admin + QStringLiteral("/metrics"), {}, token).status, 200);
        const auto list = vitrined(withData({QStringLiteral("token"), QStringLiteral("list"), QStringLiteral("--json")}));
        QCOMPARE(list.json()[QStringLiteral("tokens")].toArray().size(), 3);
        QVERIFY(!list.out.contains(token.mid(17)));
        QVERIFY(list.out.contains("shop"));
        QCOMPARE(vitrined(withData({QStringLiteral("token"), QStringLiteral("revoke"), second[QStringLiteral("id")].toString()})).exitCode, 0);
        QCOMPARE(ask("GET", m_admin + QStringLiteral("/metrics"), {}, token).status, 401);
        const auto again = vitrined(withData({QStringLiteral("token"), QStringLiteral("revoke"), second[QStringLiteral("id")].toString()}));
        QCOMPARE(again.exitCode, 1);
        QCOMPARE(vitrined(withData({QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--expires"), QStringLiteral("soon")})).exitCode, 2);
        QCOMPARE(vitrined(withData({QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--scope"), QStringLiteral("A b")})).exitCode, 2);

        QFile file(m_dir.filePath(QStringLiteral("tokens.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains(m_token.mid(17)));
        QCOMPARE(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther), QFileDevice::Permissions());
    }

    void aPictureGoesUpAndComesOut()
    {
        // A picture that is stored already serves as what a client sends.
        QString key, image;
        for (const QJsonValue &hit : ask("GET", m_public + QStringLiteral("/v1/search?q=&limit=30")).json()[QStringLiteral("hits")].toArray()) {
            key = hit[QStringLiteral("key")].toString();
            const QJsonArray images = ask("GET", m_public + QStringLiteral("/v1/products/") + key).json()[QStringLiteral("images")].toArray();
            image = images.first()[QStringLiteral("id")].toString();
            if (!image.isEmpty())
                break;
        }
        const Answer png = ask("GET", m_public + QStringLiteral("/i/pdp-800/%1.png").arg(image));
        QCOMPARE(png.status, 200);

        const Answer stored = ask("POST", m_admin + QStringLiteral("/v1/images?product=") + key, png.body, m_token);
        QVERIFY2(stored.status == 201, stored.body.constData());
        const QString id = stored.json()[QStringLiteral("image")].toString();
        QVERIFY(stored.json()[QStringLiteral("width")].toInt() > 0);
        QCOMPARE(ask("GET", m_public + QStringLiteral("/i/pdp-800/%1.jpg").arg(id)).status, 200);
        QCOMPARE(ask("GET", m_public + QStringLiteral("/v1/products/") + key).json()[QStringLiteral("images")].toArray().last()[QStringLiteral("id")].toString(), id);

        QCOMPARE(ask("POST", m_admin + QStringLiteral("/v1/images"), png.body).status, 401);
        QCOMPARE(ask("POST", m_admin + QStringLiteral("/v1/images"), "just text, no picture", m_token).status, 415);
        QCOMPARE(ask("POST", m_admin + QStringLiteral("/v1/images"), png.body.left(png.body.size() / 2), m_token).status, 422);
        QCOMPARE(ask("POST", m_admin + QStringLiteral("/v1/images?product=absent"), png.body, m_token).status, 404);
        QVERIFY(QDir(m_dir.path()).entryList({QStringLiteral("*.part")}).isEmpty());
    }

    /// The ETag of the public card is what a change asks for.
    void aProductIsChangedByItsCardsEtag()
    {
        const QString key = QStringLiteral("NEW-1");
        QCOMPARE(ask("PUT", m_admin + QStringLiteral("/v1/products/") + key, R"({"name":"Lamp","prices":[{"currency":"SGD","amount":"12.50"}]})", m_token).status, 201);
        const Answer card = ask("GET", m_public + QStringLiteral("/v1/products/") + key);
        QCOMPARE(card.json()[QStringLiteral("name")].toString(), QStringLiteral("Lamp"));
        const Answer changed = ask("PATCH", m_admin + QStringLiteral("/v1/products/") + key, R"({"name":"Lantern"})", m_token, card.etag);
        QCOMPARE(changed.status, 200);
        QCOMPARE(ask("GET", m_public + QStringLiteral("/v1/products/") + key).etag, changed.etag);
        QCOMPARE(ask("PATCH", m_admin + QStringLiteral("/v1/products/") + key, R"({"name":"Late"})", m_token, card.etag).status, 412);
        QCOMPARE(ask("PATCH", m_admin + QStringLiteral("/v1/products/") + key, R"({"name":"Blind"})", m_token).status, 428);
        QCOMPARE(ask("GET", m_public + QStringLiteral("/v1/search?q=Lantern")).json()[QStringLiteral("total")].toInt(), 1);
        QCOMPARE(ask("DELETE", m_admin + QStringLiteral("/v1/products/") + key, {}, m_token, card.etag).status, 412);
        QCOMPARE(ask("DELETE", m_admin + QStringLiteral("/v1/products/") + key, {}, m_token, changed.etag).status, 204);
        QCOMPARE(ask("GET", m_public + QStringLiteral("/v1/products/") + key).status, 404);
        QCOMPARE(ask("GET", m_public + QStringLiteral("/v1/search?q=Lantern")).json()[QStringLiteral("total")].toInt(), 0);
    }

    void theMachineryIsShown()
    {
        QCOMPARE(ask("PUT", m_admin + QStringLiteral("/v1/write-pool"), R"({"lanes":3,"queue":17})", m_token).status, 200);
        const QJsonObject pool = ask("GET", m_admin + QStringLiteral("/v1/write-pool"), {}, m_token).json();
        QCOMPARE(pool[QStringLiteral("lanes")].toArray().size(), 3);
        QCOMPARE(pool[QStringLiteral("queue")][QStringLiteral("limit")].toInt(), 17);
        QCOMPARE(ask("PUT", m_admin + QStringLiteral("/v1/write-pool"), R"({"lanes":65})", m_token).status, 422);

        const QJsonArray workers = ask("GET", m_admin + QStringLiteral("/v1/workers"), {}, m_token).json()[QStringLiteral("workers")].toArray();
        QVERIFY(!workers.isEmpty());
        const qint64 pid = workers.first()[QStringLiteral("pid")].toInteger();
        QCOMPARE(ask("DELETE", m_admin + QStringLiteral("/v1/workers/%1").arg(pid), {}, m_token).status, 204);
        QCOMPARE(ask("DELETE", m_admin + QStringLiteral("/v1/workers/1"), {}, m_token).status, 404); // not one of ours

        const QByteArray metrics = ask("GET", m_admin + QStringLiteral("/metrics"), {}, m_token).body;
        for (const char *name : {"vitrine_http_requests_total{class=\"2xx\"}", "vitrine_write_pool_lanes 3", "vitrine_worker_jobs_total", "vitrine_careful_variants_total{result=\"kept\"}", "vitrine_catalog_transactions_total{result=\"committed\"}", "vitrine_catalog_locked_seconds{quantile=\"0.9\"}", "process_resident_memory_bytes"})
            QVERIFY2(metrics.contains(name), name);
        QProcess check;
        check.start(QStringLiteral("promtool"), {QStringLiteral("check"), QStringLiteral("metrics")});
        check.write(metrics);
        check.closeWriteChannel();
        QVERIFY2(check.waitForFinished(), "promtool is in Debian's package prometheus");
        QVERIFY2(check.exitCode() == 0, check.readAllStandardError().constData());
    }
};

QTEST_GUILESS_MAIN(AdminListenerTest)
#include "tst_admin_listener.moc"
