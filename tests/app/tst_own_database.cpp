#include "app/vitrined_process.h"
#include "storage/mysql/support/mariadb_server.h"

#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::test;

namespace {

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

} // namespace

/// vitrined with a catalog of its own in a MariaDB database, through its verbs and its admin listener.
class TestOwnDatabase : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<MariaDbServer>();
        m_server->execute("CREATE DATABASE own");
        QFile settings(m_dir.filePath(s("vitrine.toml")));
        QVERIFY(settings.open(QIODevice::WriteOnly));
        settings.write("[catalog]\nurl = \"" + m_server->url(s("own")).replace(s("reader"), s("vitrine")).toUtf8() + "\"\ndescription = \"vitrine\"\n");
        QFile products(m_dir.filePath(s("products.csv")));
        QVERIFY(products.open(QIODevice::WriteOnly));
        products.write("key,name,categories,sku,stock,price:USD,attr.size:option\nA-1,Linen shirt,Men/Tops,,,39.90,\nA-1,,,A-1-S,4,,S\n"
                       "A-1,,,A-1-M,0,,M\nA-2,Canvas bag,Bags,,12,19.50,\n");
    }

    void importCardAndRemove()
    {
        const QStringList import{s("import"), m_dir.filePath(s("products.csv"))};
        const auto first = run(import);
        QVERIFY2(first.exitCode == 0, qPrintable(first.err));
        QCOMPARE(first.json()[s("products")][s("created")].toInt(), 2);
        QCOMPARE(run(import).json()[s("products")][s("unchanged")].toInt(), 2);
        const auto card = run({s("card"), s("A-1")});
        QVERIFY2(card.exitCode == 0, qPrintable(card.err));
        QCOMPARE(card.json()[s("name")].toString(), s("Linen shirt"));
        QCOMPARE(card.json()[s("variants")].toArray().size(), 2);
        QCOMPARE(run({s("search"), s("linen")}).json()[s("total")].toInt(), 1);
        const auto removed = run({s("remove"), s("A-2")});
        QVERIFY2(removed.exitCode == 0, qPrintable(removed.err));
        QCOMPARE(run({s("card"), s("A-2")}).exitCode, 1);
        const auto plan = run({s("card"), s("A-1"), s("--explain")});
        QVERIFY2(plan.exitCode == 0 && plan.json()[s("plan")][s("database")].toString().startsWith(u"MariaDB"), qPrintable(plan.err));
    }

    void historyBulkEditAndUndo()
    {
        const QJsonArray sets = run({s("history")}).json()[s("changes")].toArray();
        QCOMPARE(sets.size(), 3); // the removal, the second import, which changed nothing, and the first
        QCOMPARE(sets[0][s("kind")].toString(), s("remove"));
        QCOMPARE(sets[2][s("kind")].toString(), s("import"));
        const auto number = [](const QJsonValue &set) { return QString::number(set[s("change")].toInteger()); };
        const auto back = run({s("history"), s("--undo"), number(sets[0])});
        QVERIFY2(back.exitCode == 0, qPrintable(back.err));
        QCOMPARE(run({s("card"), s("A-2")}).json()[s("name")].toString(), s("Canvas bag"));

        const QStringList bulk{s("bulk-edit"), s("--change"), s("price-=20"), s("--reason"), s("winter")};
        QCOMPARE(run(bulk + QStringList{s("--dry-run")}).json()[s("refused")].toInt(), 1);
        const auto done = run(bulk);
        QCOMPARE(done.exitCode, 3);
        QCOMPARE(done.json()[s("changed")].toInt(), 1);
        QCOMPARE(done.json()[s("errors")][0][s("key")].toString(), s("A-2"));
        const auto told = run({s("history"), s("A-1")});
        QCOMPARE(told.json()[s("entries")][0][s("reason")].toString(), s("winter"));
        QCOMPARE(told.json()[s("entries")][0][s("kind")].toString(), s("bulk"));
        QCOMPARE(run({s("history"), s("--undo"), number(done.json())}).json()[s("changed")].toInt(), 1);
        QCOMPARE(run({s("card"), s("A-1")}).json()[s("version")].toInt(), 3);
        // All that an import has made goes with its undo, and comes back with the undo of that.
        const auto undone = run({s("history"), s("--undo"), number(sets[2])});
        QVERIFY2(undone.exitCode == 0, qPrintable(undone.err)); // what was changed since was taken back, too
        QCOMPARE(undone.json()[s("changed")].toInt(), 2);
        QCOMPARE(run({s("card"), s("A-1")}).exitCode, 1);
        QCOMPARE(run({s("history"), s("--undo"), number(undone.json())}).json()[s("changed")].toInt(), 2);
        QCOMPARE(run({s("card"), s("A-1")}).json()[s("variants")].toArray().size(), 2);
        QFile fresh(m_dir.filePath(s("fresh.csv")));
        QVERIFY(fresh.open(QIODevice::WriteOnly));
        fresh.write("key,name\nN-1,New\n");
        fresh.close();
        QCOMPARE(run({s("import"), fresh.fileName()}).exitCode, 0);
        const auto taken = run({s("history"), s("--undo"), number(run({s("history")}).json()[s("changes")][0])});
        QVERIFY2(taken.exitCode == 0 && taken.json()[s("changed")].toInt() == 1, qPrintable(taken.err));
        QCOMPARE(run({s("card"), s("N-1")}).exitCode, 1);
        QCOMPARE(run({s("history"), s("--undo"), number(taken.json())}).json()[s("changed")].toInt(), 1);
        QCOMPARE(run({s("card"), s("N-1")}).json()[s("name")].toString(), s("New"));
        QCOMPARE(run({s("remove"), s("A-2"), s("N-1")}).exitCode, 0);
    }

    void theDoctorFindsAndRepairs()
    {
        QCOMPARE(run({s("doctor")}).json()[s("found")].toInt(-1), 0);
        m_server->execute("UPDATE own.product SET fingerprint = 'x' WHERE `key` = 'A-1'");
        const auto sick = run({s("doctor")});
        QCOMPARE(sick.exitCode, 1);
        QCOMPARE(sick.json()[s("found")].toInt(), 1);
        QVERIFY(sick.json()[s("findings")][0][s("remedy")].toString().contains(s("--repair")));
        QCOMPARE(run({s("doctor"), s("--repair")}).json()[s("repaired")].toInt(), 1);
        QCOMPARE(run({s("doctor")}).json()[s("found")].toInt(-1), 0);
    }

    void theListenersServeAndChangeIt()
    {
        ServingProcess serving(m_dir.path(), {s("--admin"), s("127.0.0.1:0")});
        const QString admin = adminOf(serving);
        const QString lamp = admin + s("/v1/products/lamp");
        QCOMPARE(ask("PUT", lamp, R"({"name":"Lamp","prices":[{"currency":"SGD","amount":"12.50"}]})").status, 201);
        QCOMPARE(ask("GET", serving.url() + s("/v1/products/lamp")).json()[s("name")].toString(), s("Lamp"));
        const Answer stale = ask("PUT", lamp, R"({"name":"Late","version":7})");
        QCOMPARE(stale.status, 409);
        QCOMPARE(ask("PUT", lamp, R"({"name":"Table lamp","version":1})").status, 200);
        QCOMPARE(ask("GET", serving.url() + s("/v1/products/lamp")).json()[s("name")].toString(), s("Table lamp"));
        // Written by another process while this one serves: at once as a card, and soon in lists.
        QFile more(m_dir.filePath(s("more.jsonl")));
        QVERIFY(more.open(QIODevice::WriteOnly));
        more.write(R"({"key":"B-1","name":"Blanket","attributes":{"colour":"green"}})" "\n");
        more.close();
        const auto imported = vitrined({s("import"), more.fileName(), s("--data"), other(), s("--json")});
        QVERIFY2(imported.exitCode == 0, qPrintable(imported.err));
        QCOMPARE(ask("GET", serving.url() + s("/v1/products/B-1")).json()[s("name")].toString(), s("Blanket"));
        QTRY_COMPARE_WITH_TIMEOUT(ask("GET", serving.url() + s("/v1/search?q=blanket")).json()[s("total")].toInt(), 1, 60'000);
        const QByteArray metrics = ask("GET", admin + s("/metrics")).body;
        for (const char *name : {"\nvitrine_database_kept_cards ", "\nvitrine_database_feed_lag_seconds ", "\nvitrine_database_list_lag_seconds ",
                                 "\nvitrine_database_transactions_total{result=\"committed\"} ", "\nvitrine_database_locked_seconds{quantile=\"0.9\"} "})
            QVERIFY2(metrics.contains(name), name);
        QCOMPARE(ask("DELETE", lamp, {}, "*").status, 204);
        QCOMPARE(ask("GET", serving.url() + s("/v1/products/lamp")).status, 404);
        m_server->execute("SET GLOBAL read_only = 1");
        const Answer refused = ask("PUT", lamp, R"({"name":"Lamp"})");
        const auto told = vitrined({s("remove"), s("B-1"), s("--data"), other()});
        m_server->execute("SET GLOBAL read_only = 0");
        QCOMPARE(refused.status, 403); // its cause is in the log
        QVERIFY2(told.exitCode == 1 && told.err.contains(u"SET GLOBAL read_only = 0"), qPrintable(told.err));
        QCOMPARE(serving.stop(), 0);
    }

    /// Who comes second sees both versions, whether the first came by this listener or by another process.
    void twoEditorsSeeBothVersions()
    {
        ServingProcess serving(m_dir.path(), {s("--admin"), s("127.0.0.1:0")});
        const QString shirt = adminOf(serving) + s("/v1/products/A-1");
        const Answer seen = ask("GET", serving.url() + s("/v1/products/A-1"));
        const int version = seen.json()[s("version")].toInt();
        QJsonObject mine = seen.json();
        mine[s("name")] = s("Mine");
        QFile theirs(m_dir.filePath(s("theirs.csv")));
        QVERIFY(theirs.open(QIODevice::WriteOnly));
        theirs.write("key,name,categories,sku,stock,price:USD,attr.size:option\nA-1,Theirs,Men/Tops,,,39.90,\nA-1,,,A-1-S,4,,S\nA-1,,,A-1-M,0,,M\n");
        theirs.close();
        QCOMPARE(vitrined({s("import"), theirs.fileName(), s("--data"), other()}).exitCode, 0);
        const auto names = [](const Answer &answer) {
            return std::pair{answer.json()[s("yours")][s("name")].toString(), answer.json()[s("current")][s("name")].toString()};
        };
        const std::pair both{s("Mine"), s("Theirs")};
        const Answer whole = ask("PUT", shirt, QJsonDocument(mine).toJson());
        QCOMPARE(whole.status, 409);
        QCOMPARE(names(whole), both);
        QVERIFY(whole.json()[s("detail")].toString().contains(QString::number(version + 1)));
        const Answer part = ask("PATCH", shirt, "{\"name\":\"Mine\",\"version\":" + QByteArray::number(version) + '}');
        QCOMPARE(part.status, 409);
        QCOMPARE(names(part), both);
        for (const char *method : {"PUT", "PATCH"}) {
            const Answer stale = ask(method, shirt, R"({"name":"Mine"})", seen.etag);
            QCOMPARE(stale.status, 412);
            QCOMPARE(names(stale), both);
        }
        QCOMPARE(ask("GET", serving.url() + s("/v1/products/A-1")).json()[s("name")].toString(), s("Theirs"));
        // The answer has what asking again needs.
        QCOMPARE(ask("PATCH", shirt, R"({"name":"Mine"})", part.etag).status, 200);
        QCOMPARE(ask("PATCH", shirt, "{\"name\":\"Again\",\"version\":" + QByteArray::number(version + 2) + '}').status, 200);
        const Answer shown = ask("GET", serving.url() + s("/v1/products/A-1"));
        QCOMPARE(shown.json()[s("version")].toInt(), version + 3);
        QCOMPARE(shown.json()[s("variants")].toArray().size(), 2);
        QCOMPARE(ask("DELETE", shirt, {}, seen.etag).status, 412);
        QCOMPARE(serving.stop(), 0);
    }

    void familiesOfAnotherProcessReachAServingOne()
    {
        QFile declared(m_dir.filePath(s("families.toml")));
        QVERIFY(declared.open(QIODevice::WriteOnly));
        declared.write("[[attribute]]\ncode = \"weight\"\ntype = \"number\"\nmax = 100\n"
                       "[[family]]\ncode = \"lamps\"\nattributes = [\"weight\"]\nrequired = [\"weight\"]\n");
        declared.close();
        ServingProcess serving(m_dir.path(), {s("--admin"), s("127.0.0.1:0")});
        const QString lamp = adminOf(serving) + s("/v1/products/lamp-2");
        QCOMPARE(ask("GET", serving.url() + s("/v1/completeness")).json()[s("withFamily")].toInt(), 0);
        const auto imported = vitrined({s("families"), s("import"), declared.fileName(), s("--data"), other()});
        QVERIFY2(imported.exitCode == 0, qPrintable(imported.err));
        const Answer heavy = ask("PUT", lamp, R"({"name":"Lamp","attributes":{"weight":200}})");
        QCOMPARE(heavy.status, 422);
        QVERIFY2(heavy.body.contains("at most 100"), heavy.body.constData());
        const Answer stranger = ask("PUT", lamp, R"({"name":"Lamp","attributes":[{"code":"family","type":"option","value":"hats"}]})");
        QCOMPARE(stranger.status, 422);
        QVERIFY2(stranger.body.contains("Name one of: lamps"), stranger.body.constData());
        const Answer put = ask("PUT", lamp, R"({"name":"Lamp","attributes":[{"code":"family","type":"option","value":"lamps"}]})");
        QVERIFY2(put.status == 201, put.body.constData());
        QCOMPARE(ask("GET", serving.url() + s("/v1/products/lamp-2/completeness")).json()[s("places")][0][s("missing")].toArray(), QJsonArray{s("weight")});
        const auto listed = [&](const char *filter) { return ask("GET", serving.url() + s("/v1/search?filter=") + s(filter)).json()[s("total")].toInt(-1); };
        QTRY_COMPARE_WITH_TIMEOUT(listed("incomplete:*"), 1, 60'000);
        QCOMPARE(ask("PATCH", lamp, R"({"attributes":{"weight":3}})", "*").status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(listed("complete:*"), 1, 60'000);
        QCOMPARE(ask("GET", serving.url() + s("/v1/completeness")).json()[s("places")][0][s("complete")].toInt(), 1);
        QCOMPARE(vitrined({s("doctor"), s("--data"), other()}).exitCode, 0);
        QCOMPARE(serving.stop(), 0);
    }

private:
    struct Answer
    {
        int status = 0;
        QByteArray body, etag;
        QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    };

    CommandResult run(const QStringList &arguments) { return vitrined(arguments + QStringList{s("--data"), m_dir.path(), s("--json")}); }
    /// Another data directory over the same database.
    QString other()
    {
        const QString path = m_dir.filePath(s("other"));
        if (QDir().mkpath(path))
            QFile::copy(m_dir.filePath(s("vitrine.toml")), path + s("/vitrine.toml"));
        return path;
    }
    Answer ask(const QByteArray &method, const QString &url, const QByteArray &body = {}, const QByteArray &ifMatch = {})
    {
        QNetworkRequest request{QUrl(url)};
        if (!ifMatch.isEmpty())
            request.setRawHeader("If-Match", ifMatch);
        request.setRawHeader("Authorization", "Bearer " + m_token);
        if (!body.isEmpty())
            request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        if (!reply->isFinished())
            finished.wait(60'000);
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), reply->rawHeader("ETag")};
    }
    /// The admin listener's address, with a token to ask it.
    QString adminOf(ServingProcess &serving)
    {
        if (serving.url().isEmpty())
            qFatal("it does not serve");
        while (!serving.process().canReadLine() && serving.process().waitForReadyRead(20'000)) {
        }
        m_token = run({s("token"), s("create")}).json()[s("token")].toString().toLatin1();
        return QString::fromLatin1(serving.process().readLine().trimmed().mid(6));
    }

    QTemporaryDir m_dir;
    QNetworkAccessManager m_network;
    QByteArray m_token;
    std::unique_ptr<MariaDbServer> m_server;
};

QTEST_GUILESS_MAIN(TestOwnDatabase)
#include "tst_own_database.moc"
