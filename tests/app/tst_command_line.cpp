#include "vitrined_process.h"

#include "support/test_data.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <unistd.h>

using namespace vitrine::test;

/// The built program as a new user meets it: exit codes, messages, and what a killed or blocked process leaves behind.
class CommandLineTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    QString data(const char *name) { return m_dir.filePath(QLatin1String(name)); }
    QString file(const char *name, const QByteArray &text)
    {
        QFile out(m_dir.filePath(QLatin1String(name)));
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("cannot write %s", name);
        return out.fileName();
    }

private slots:
    void helpAndWrongUsage()
    {
        const auto help = vitrined({QStringLiteral("--help")});
        QCOMPARE(help.exitCode, 0);
        for (const char *verb : {"import", "export", "generate", "serve", "card", "search", "put", "render", "matrix", "bench", "history", "bulk-edit"})
            QVERIFY2(help.out.contains(verb), verb);
        QCOMPARE(vitrined({QStringLiteral("--version")}).out.trimmed(), QByteArray(VITRINE_VERSION));
        QCOMPARE(vitrined({QStringLiteral("nonsense")}).exitCode, 2);
        QCOMPARE(vitrined({}).exitCode, 2);
    }

    void goodRowsGoInAndBadOnesAreNamed()
    {
        const QString csv = file("shop.csv", "key,name,price:USD\nA-1,First,9.99\nA-2,Second,cheap\nA-3,Third,3\n");
        const auto imported = vitrined({QStringLiteral("import"), csv, QStringLiteral("--data"), data("rows"), QStringLiteral("--json")});
        QCOMPARE(imported.exitCode, 3);
        const QJsonValue products = imported.json()[QStringLiteral("products")];
        QCOMPARE(products[QStringLiteral("created")].toInt(), 2);
        QCOMPARE(products[QStringLiteral("rejected")].toInt(), 1);
        const QJsonValue error = imported.json()[QStringLiteral("errors")].toArray().first();
        QVERIFY(error[QStringLiteral("file")].toString().endsWith(u"shop.csv"));
        QCOMPARE(error[QStringLiteral("line")].toInt(), 3);
        QVERIFY(!error[QStringLiteral("reason")].toString().isEmpty());

        const auto again = vitrined({QStringLiteral("import"), csv, QStringLiteral("--data"), data("rows"), QStringLiteral("--json")});
        QCOMPARE(again.json()[QStringLiteral("products")][QStringLiteral("unchanged")].toInt(), 2);

        const auto card = vitrined({QStringLiteral("card"), QStringLiteral("A-1"), QStringLiteral("--data"), data("rows"), QStringLiteral("--json")});
        QCOMPARE(card.exitCode, 0);
        QCOMPARE(card.json()[QStringLiteral("name")].toString(), QStringLiteral("First"));
        const auto absent = vitrined({QStringLiteral("card"), QStringLiteral("A-2"), QStringLiteral("--data"), data("rows")});
        QCOMPARE(absent.exitCode, 1);
        QVERIFY2(absent.err.contains(u"A-2"), qPrintable(absent.err));
    }

    void anExportChangesNothingWhenImported()
    {
        QVERIFY(vitrined({QStringLiteral("generate"), QStringLiteral("--products"), QStringLiteral("40"), QStringLiteral("--pictures"),
                          QStringLiteral("3"), QStringLiteral("--data"), data("export")}).exitCode == 0);
        for (const char *format : {"csv", "jsonl"}) {
            const QString out = m_dir.filePath(QStringLiteral("out.") + QLatin1String(format));
            const auto written = vitrined({QStringLiteral("export"), QStringLiteral("--format"), QLatin1String(format), QStringLiteral("-o"), out,
                                           QStringLiteral("--data"), data("export"), QStringLiteral("--json")});
            QCOMPARE(written.exitCode, 0);
            QCOMPARE(written.json()[QStringLiteral("products")].toInt(), 40);
            const auto again = vitrined({QStringLiteral("import"), out, QStringLiteral("--data"), data("export"), QStringLiteral("--json")});
            QCOMPARE(again.exitCode, 0);
            QCOMPARE(again.json()[QStringLiteral("products")][QStringLiteral("unchanged")].toInt(), 40);
        }
        const auto nowhere = vitrined({QStringLiteral("export"), QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("-o"),
                                       QStringLiteral("/nowhere/x.csv"), QStringLiteral("--data"), data("export")});
        QCOMPARE(nowhere.exitCode, 1);
        QVERIFY2(nowhere.err.contains(u"/nowhere/x.csv"), qPrintable(nowhere.err));
    }

    void signsAddressesThatTheOriginAccepts()
    {
        const QStringList dir{QStringLiteral("--data"), data("signed")};
        QDir().mkpath(data("signed"));
        const auto sign = [&](const char *path, const QStringList &more = {}) { return vitrined(QStringList{QStringLiteral("sign"), QLatin1String(path)} + more + dir); };
        const char *iiif = "/iiif/3/00000000000000000000000000000000/full/^317,/0/default.jpg";
        const auto keyless = sign(iiif);
        QCOMPARE(keyless.exitCode, 2);
        QVERIFY2(keyless.err.contains(u"openssl rand"), qPrintable(keyless.err));
        file("signed/signing.keys", QByteArray(64, '7') + "\n");
        file("signed/imgproxy.keys", QByteArray(64, '7') + ' ' + QByteArray(64, '8') + "\n");
        file("signed/vitrine.toml", "[iiif]\nunsigned = \"listed\"\n");
        ServingProcess origin(data("signed")); // holds the directory: signing needs none of it
        QVERIFY(!origin.url().isEmpty());
        const auto status = [&](const QByteArray &path) {
            QTcpSocket socket;
            const QUrl url(origin.url());
            socket.connectToHost(url.host(), quint16(url.port()));
            socket.write("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            while (!socket.canReadLine() && socket.waitForReadyRead(10'000)) {
            }
            return socket.readLine().mid(9, 3).toInt();
        };
        const auto url = sign(iiif, {QStringLiteral("--expires-in"), QStringLiteral("600")});
        QCOMPARE(url.exitCode, 0);
        QVERIFY(url.out.contains("?expires="));
        QCOMPARE(status(url.out.trimmed()), 404); // good, but there is no such picture
        QCOMPARE(status(url.out.trimmed().replace("317", "318")), 403);
        const auto imgproxy = sign("/imgproxy/w:317/plain/00000000000000000000000000000000@webp");
        QVERIFY2(imgproxy.out.startsWith("/imgproxy/") && imgproxy.out.trimmed().endsWith("/w:317/plain/00000000000000000000000000000000@webp"), imgproxy.out.constData());
        QCOMPARE(status(imgproxy.out.trimmed()), 404);
        QCOMPARE(status(imgproxy.out.trimmed().replace("w:317", "w:318")), 403);
        QCOMPARE(sign("iiif").exitCode, 2);

        // Another key, taken over by the running origin: what the old one signed is good no more.
        file("signed/signing.keys", QByteArray(64, '9') + "\n");
        ::kill(pid_t(origin.pid()), SIGHUP);
        QTRY_COMPARE_WITH_TIMEOUT(status(url.out.trimmed()), 403, 20'000);
        QCOMPARE(status(sign(iiif).out.trimmed()), 404);
    }

    void anAbsentSourceSaysSo()
    {
        const auto result = vitrined({QStringLiteral("import"), QStringLiteral("/nowhere/x.csv"), QStringLiteral("--data"), data("absent")});
        QVERIFY(result.exitCode == 1 || result.exitCode == 2);
        QVERIFY2(result.err.contains(u"/nowhere/x.csv"), qPrintable(result.err));
    }

    void aSecondProcessLearnsWhoHasTheDirectory()
    {
        QVERIFY(vitrined({QStringLiteral("generate"), QStringLiteral("--products"), QStringLiteral("5"), QStringLiteral("--data"), data("owned")}).exitCode == 0);
        ServingProcess first(data("owned"));
        QVERIFY(!first.url().isEmpty());
        const auto second = vitrined({QStringLiteral("search"), QStringLiteral("x"), QStringLiteral("--data"), data("owned")});
        QCOMPARE(second.exitCode, 1);
        QVERIFY2(second.err.contains(QString::number(first.pid())), qPrintable(second.err));
        QCOMPARE(first.stop(), 0);
    }

    void aHangUpReloadsTheConfiguration()
    {
        QDir().mkpath(data("reload"));
        ServingProcess origin(data("reload"));
        QVERIFY(!origin.url().isEmpty());
        const auto told = [&origin](const char *what) {
            QString text;
            while (!text.contains(QLatin1String(what)) && origin.process().state() == QProcess::Running) {
                if (!origin.process().bytesAvailable() && !origin.process().waitForReadyRead(20'000))
                    break;
                text += QString::fromUtf8(origin.process().readAllStandardError());
            }
            return text;
        };
        const auto hangUp = [&origin] { ::kill(pid_t(origin.pid()), SIGHUP); };
        const auto presets = [&origin] {
            QTcpSocket socket;
            const QUrl url(origin.url());
            socket.connectToHost(url.host(), quint16(url.port()));
            socket.write("GET /presets.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            while (socket.waitForReadyRead(20'000)) {
            }
            const QByteArray answer = socket.readAll();
            return QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).array();
        };
        QCOMPARE(presets().size(), 48);

        origin.process().setReadChannel(QProcess::StandardError);
        file("reload/vitrine.toml", "[limits]\nrenders = 7\n[[preset]]\nname = \"only\"\nwidth = 10\nheight = 10\nfit = \"pad\"\n");
        hangUp();
        QVERIFY(told("The configuration is reloaded").contains(u"limits.renders"));
        QCOMPARE(presets().size(), 1);
        QCOMPARE(presets().first()[QStringLiteral("name")].toString(), QStringLiteral("only"));

        file("reload/vitrine.toml", "[limits]\nrendes = 7\n");
        hangUp();
        QVERIFY(told("the old one stays").contains(u"limits.renders"));
        QCOMPARE(presets().size(), 1);
        QCOMPARE(origin.stop(), 0);
    }

    void aPortInUseIsNamed()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const QString address = QStringLiteral("127.0.0.1:%1").arg(taken.serverPort());
        const auto result = vitrined({QStringLiteral("serve"), QStringLiteral("--listen"), address, QStringLiteral("--data"), data("port")});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains(QString::number(taken.serverPort())), qPrintable(result.err));
    }

    void aCorruptConfigurationNamesTheLine()
    {
        QDir().mkpath(data("config"));
        file("config/vitrine.toml", "[server]\nlissten = \"x\"\n");
        const auto result = vitrined({QStringLiteral("search"), QStringLiteral("x"), QStringLiteral("--data"), data("config")});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(u"vitrine.toml:2") && result.err.contains(u"server.listen"), qPrintable(result.err));
    }

    void aReadOnlyDirectorySaysSo()
    {
        if (geteuid() == 0) {
            // root writes anywhere; a file where a folder should be is the refusal that root meets too
            const auto result = vitrined({QStringLiteral("search"), QStringLiteral("x"), QStringLiteral("--data"), QStringLiteral("/proc/vitrine")});
            QCOMPARE(result.exitCode, 1);
            QVERIFY2(result.err.contains(u"/proc/vitrine"), qPrintable(result.err));
            return;
        }
        QDir().mkpath(data("readonly"));
        QFile::setPermissions(data("readonly"), QFileDevice::ReadOwner | QFileDevice::ExeOwner);
        const auto result = vitrined({QStringLiteral("search"), QStringLiteral("x"), QStringLiteral("--data"), data("readonly")});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains(u"readonly"), qPrintable(result.err));
    }

    void aKilledImportContinues()
    {
        QProcess process;
        process.start(vitrinedPath(), {QStringLiteral("generate"), QStringLiteral("--products"), QStringLiteral("200000"),
                                       QStringLiteral("--pictures"), QStringLiteral("0"), QStringLiteral("--data"), data("killed")});
        QVERIFY(process.waitForStarted());
        QTest::qWait(4'000);
        QCOMPARE(process.state(), QProcess::Running);
        ::kill(pid_t(process.processId()), SIGKILL);
        process.waitForFinished();

        const auto found = vitrined({QStringLiteral("search"), QStringLiteral("--data"), data("killed"), QStringLiteral("--json"), QStringLiteral("--limit"), QStringLiteral("50")});
        QCOMPARE(found.exitCode, 0);
        const qint64 total = found.json()[QStringLiteral("total")].toInteger();
        QVERIFY2(total > 0 && total < 200'000, qPrintable(QString::number(total)));
        for (const QJsonValue &hit : found.json()[QStringLiteral("hits")].toArray()) {
            const auto card = vitrined({QStringLiteral("card"), hit[QStringLiteral("key")].toString(), QStringLiteral("--data"), data("killed"), QStringLiteral("--json")});
            QCOMPARE(card.exitCode, 0);
            QCOMPARE(card.json()[QStringLiteral("name")], hit[QStringLiteral("name")]);
        }
    }

    void anInterruptedImportIsConsistent()
    {
        QProcess process;
        process.start(vitrinedPath(), {QStringLiteral("generate"), QStringLiteral("--products"), QStringLiteral("500000"),
                                       QStringLiteral("--pictures"), QStringLiteral("0"), QStringLiteral("--json"), QStringLiteral("--data"), data("cancelled")});
        QVERIFY(process.waitForStarted());
        QTest::qWait(3'000);
        ::kill(pid_t(process.processId()), SIGINT);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(process.waitForFinished(20'000));
        QVERIFY2(timer.elapsed() < 10'000, "cancelling takes long");
        QCOMPARE(process.exitCode(), 1);
        const auto report = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        const auto found = vitrined({QStringLiteral("search"), QStringLiteral("--data"), data("cancelled"), QStringLiteral("--json")});
        QCOMPARE(found.json()[QStringLiteral("total")].toInteger(), report[QStringLiteral("products")][QStringLiteral("created")].toInteger());
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "tst_command_line.moc"
