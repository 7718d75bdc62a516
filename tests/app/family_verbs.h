#pragma once

#include "app/vitrined_process.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QtTest>

namespace vitrine::test {

/// Families from a file to a list of what is incomplete: over the command line and over HTTP. A suite derives from this
/// and says where the catalog is.
class FamilyVerbs : public QObject
{
    Q_OBJECT

protected:
    QTemporaryDir m_dir;
    static QString s(const char *text) { return QString::fromLatin1(text); }
    QStringList inData(const QStringList &arguments) const { return arguments + QStringList{s("--json"), s("--data"), m_dir.filePath(s("data"))}; }
    CommandResult run(const QStringList &arguments) { return vitrined(inData(arguments)); }
    QString file(const char *name, const QByteArray &text)
    {
        QFile out(m_dir.filePath(s(name)));
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("cannot write");
        return out.fileName();
    }
    static QByteArray read(const QString &name)
    {
        QFile in(name);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    QJsonObject get(const QString &url, int *status = nullptr)
    {
        QNetworkAccessManager network;
        std::unique_ptr<QNetworkReply> reply(network.get(QNetworkRequest(QUrl(url))));
        QEventLoop loop;
        connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
        if (!reply->isFinished())
            loop.exec();
        if (status)
            *status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        return QJsonDocument::fromJson(reply->readAll()).object();
    }
    static QByteArray families()
    {
        return "[[channel]]\ncode = \"SG\"\nlocales = [\"en\", \"zh\"]\n"
               "[[attribute]]\ncode = \"title\"\nper = [\"locale\"]\n"
               "[[attribute]]\ncode = \"weight\"\ntype = \"number\"\nmin = 0\nmax = 100\n"
               "[[family]]\ncode = \"shoes\"\nlabel = \"Shoes\"\nattributes = [\"title\", \"weight\"]\nrequired = [\"title\", \"weight\"]\n";
    }

private slots:
    void fromAFileToWhatIsMissing()
    {
        const QByteArray products = "key,name,attr.family:option,attr.weight:number,attr.title/en,attr.title/zh\n"
                                    "A-1,Boot,shoes,1.5,Boot,Xue\nA-2,Clog,shoes,500,Clog,\nA-3,Bag,,,,\n";
        QCOMPARE(run({s("import"), file("shop.csv", products)}).exitCode, 0);
        QCOMPARE(run({s("families"), s("list")}).json()[s("families")].toArray().size(), 0);
        const auto declared = run({s("families"), s("import"), file("families.toml", families())});
        QVERIFY2(declared.exitCode == 0, qPrintable(declared.err));
        QCOMPARE(declared.json()[s("families")].toInt(), 1);
        QCOMPARE(run({s("families"), s("list")}).json()[s("families")][0][s("label")].toString(), s("Shoes"));

        const auto card = run({s("card"), s("A-2"), s("--locale"), s("zh")});
        const QJsonValue place = card.json()[s("completeness")][s("places")][0];
        QCOMPARE(place[s("required")].toInt(), 2);
        QCOMPARE(place[s("filled")].toInt(), 0);
        QCOMPARE(place[s("missing")].toArray(), QJsonArray{s("title")});
        QCOMPARE(place[s("invalid")].toArray(), QJsonArray{s("weight")});
        QVERIFY(!run({s("card"), s("A-3")}).json().contains(s("completeness")));
        QCOMPARE(run({s("families"), s("show"), s("A-1")}).json()[s("places")].toArray().size(), 2);
        QCOMPARE(run({s("families"), s("show"), s("A-1"), s("--variant"), s("A-1-X")}).exitCode, 1);
        const auto elsewhere = run({s("families"), s("show"), s("A-1"), s("--channel"), s("TH")});
        QCOMPARE(elsewhere.exitCode, 2);
        QVERIFY2(elsewhere.err.contains(s("Name one of: SG")), qPrintable(elsewhere.err));

        const auto counts = run({s("families"), s("completeness")}).json();
        QCOMPARE(counts[s("withFamily")].toInt(), 2);
        QCOMPARE(counts[s("places")][2][s("locale")].toString(), s("en"));
        QCOMPARE(counts[s("places")][2][s("complete")].toInt(), 1);
        QCOMPARE(counts[s("places")][2][s("incomplete")].toInt(), 1);
        const auto listed = run({s("search"), QString(), s("--filter"), s("incomplete:SG/en")}).json();
        QCOMPARE(listed[s("total")].toInt(), 1);
        QCOMPARE(listed[s("hits")][0][s("key")].toString(), s("A-2"));
        const auto wrong = run({s("search"), QString(), s("--filter"), s("complete:SG/de")});
        QCOMPARE(wrong.exitCode, 2);
        QVERIFY(wrong.err.contains(s("SG/en")));

        const auto checked = run({s("families"), s("check")});
        QCOMPARE(checked.exitCode, 3);
        QCOMPARE(checked.json()[s("found")].toInt(), 1);
        QCOMPARE(checked.json()[s("values")][0][s("field")].toString(), s("weight"));
        QCOMPARE(run({s("doctor")}).json()[s("found")].toInt(), 0);
    }

    void anImportNamesWhatBreaksARule()
    {
        const QByteArray products = "key,name,attr.weight:number\nA-1,Boot,2\nA-4,Sandal,-1\n";
        for (const bool dry : {true, false}) {
            const auto imported = run(QStringList{s("import"), file("more.csv", products)} + (dry ? QStringList{s("--dry-run")} : QStringList()));
            QCOMPARE(imported.exitCode, 3);
            QCOMPARE(imported.json()[s("products")][s("rejected")].toInt(), 1);
            const QJsonValue error = imported.json()[s("errors")][0];
            QCOMPARE(error[s("line")].toInt(), 3);
            QCOMPARE(error[s("column")].toString(), s("weight"));
            QVERIFY2(error[s("reason")].toString().contains(s("at least 0")), qPrintable(error[s("reason")].toString()));
            QVERIFY(error[s("reason")].toString().contains(s("Give it 0 or more")));
        }
        QCOMPARE(run({s("card"), s("A-4")}).exitCode, 1);
    }

    void exportsReadTheSame()
    {
        const QString products = m_dir.filePath(s("out.jsonl")), declared = m_dir.filePath(s("out.toml"));
        QCOMPARE(run({s("export"), s("--format"), s("jsonl"), s("-o"), products}).exitCode, 0);
        const auto again = run({s("import"), products}).json();
        QCOMPARE(again[s("products")][s("unchanged")].toInt(), 3);
        QCOMPARE(run({s("families"), s("export"), s("-o"), declared}).exitCode, 0);
        const qint64 generation = run({s("families"), s("count")}).json()[s("generation")].toInteger();
        QCOMPARE(run({s("families"), s("import"), declared}).json()[s("generation")].toInteger(), generation);
        QCOMPARE(vitrined({s("families"), s("export"), s("--data"), m_dir.filePath(s("data"))}).out, read(declared));
    }

    void aBadFileChangesNothing()
    {
        const auto bad = run({s("families"), s("import"), file("bad.toml", "[[family]]\ncode = \"hats\"\nrequired = [\"size\"]\n")});
        QCOMPARE(bad.exitCode, 2);
        QVERIFY2(bad.err.contains(s("bad.toml:1:")), qPrintable(bad.err));
        QCOMPARE(run({s("families"), s("import"), m_dir.filePath(s("none.toml"))}).exitCode, 1);
        QCOMPARE(run({s("families"), s("list")}).json()[s("families")].toArray().size(), 1);
        QCOMPARE(run({s("families")}).exitCode, 2);
    }

    void overHttp()
    {
        ServingProcess server(m_dir.filePath(s("data")));
        QVERIFY(!server.url().isEmpty());
        const QJsonObject all = get(server.url() + s("/v1/completeness"));
        QCOMPARE(all[s("products")].toInt(), 3);
        QCOMPARE(all[s("uncounted")].toInt(), 0);
        QCOMPARE(all[s("places")].toArray().size(), 4);
        QCOMPARE(get(server.url() + s("/v1/products/A-2/completeness?channel=SG&locale=en"))[s("places")][0][s("invalid")][0].toString(), s("weight"));
        const QJsonObject card = get(server.url() + s("/v1/products/A-1?parts=name,completeness"));
        QCOMPARE(card[s("name")].toString(), s("Boot"));
        QCOMPARE(card[s("completeness")][s("family")].toString(), s("shoes"));
        QVERIFY(!get(server.url() + s("/v1/products/A-1")).contains(s("completeness")));
        const QJsonObject page = get(server.url() + s("/v1/products?keys=A-1,A-3&parts=completeness"));
        QCOMPARE(page[s("products")][1][s("completeness")][s("family")].toString(), QString());
        int status = 0;
        get(server.url() + s("/v1/products/none/completeness"), &status);
        QCOMPARE(status, 404);
        get(server.url() + s("/v1/products/A-1/completeness?locale=de"), &status);
        QCOMPARE(status, 400);
        QCOMPARE(get(server.url() + s("/v1/search?filter=complete:*"))[s("total")].toInt(), 1);
        get(server.url() + s("/v1/search?filter=complete:1..2"), &status);
        QCOMPARE(status, 400);
    }
};

} // namespace vitrine::test
