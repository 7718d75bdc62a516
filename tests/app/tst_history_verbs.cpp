#include "vitrined_process.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace vitrine::test;

/// Bulk edits and histories from the command line: dry run, apply, tell, undo, and a bulk edit that is killed.
class HistoryVerbsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    CommandResult run(const QStringList &arguments) { return vitrined(arguments + QStringList{QStringLiteral("--json"), QStringLiteral("--data"), m_dir.path()}); }
    static QString s(const char *text) { return QString::fromLatin1(text); }
    QString importShop(const QByteArray &text)
    {
        QFile out(m_dir.filePath(s("shop.csv")));
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("cannot write");
        out.close();
        return out.fileName();
    }

private slots:
    void changesTellsAndUndoes()
    {
        QCOMPARE(run({s("import"), importShop("key,name,brand,price:USD\nA-1,First,hp,10.00\nA-2,Second,hp,20.00\nB-1,Third,lg,1.00\n")}).exitCode, 0);
        const QStringList bulk{s("bulk-edit"), s("--change"), s("price-=2"), s("--change"), s("categories+=Sale"), s("--reason"), s("winter")};
        const auto dry = run(bulk + QStringList{s("--dry-run")});
        QCOMPARE(dry.exitCode, 3);
        QCOMPARE(dry.json()[s("changed")].toInt(), 2);
        QCOMPARE(dry.json()[s("refused")].toInt(), 1);
        QCOMPARE(dry.json()[s("samples")][0][s("changes")].toArray().size(), 2);
        QCOMPARE(run({s("card"), s("A-1")}).json()[s("version")].toInt(), 1);

        const QStringList here{s("--data"), m_dir.path()};
        QVERIFY(vitrined(bulk + here + QStringList{s("--dry-run")}).out.contains("price: 10.00 USD \xe2\x86\x92 8.00 USD"));

        const auto done = run(bulk);
        QCOMPARE(done.exitCode, 3);
        QCOMPARE(done.json()[s("changed")].toInt(), 2);
        const QJsonValue refused = done.json()[s("errors")][0];
        QCOMPARE(refused[s("key")].toString(), s("B-1"));
        QVERIFY(refused[s("reason")].toString().contains(s("negative")));
        const QString change = QString::number(done.json()[s("change")].toInteger());

        QVERIFY(vitrined(QStringList{s("history"), s("A-1")} + here).out.contains("price: 10.00 USD \xe2\x86\x92 8.00 USD"));
        const auto told = run({s("history"), s("A-1")});
        QCOMPARE(told.exitCode, 0);
        const QJsonValue newest = told.json()[s("entries")][0];
        QCOMPARE(newest[s("reason")].toString(), s("winter"));
        QCOMPARE(newest[s("change")].toInteger(), change.toLongLong());
        QCOMPARE(newest[s("kind")].toString(), s("bulk"));
        const QJsonArray sets = run({s("history")}).json()[s("changes")].toArray();
        QCOMPARE(sets.size(), 2);
        QCOMPARE(sets[1][s("kind")].toString(), s("import"));
        QCOMPARE(run({s("history"), s("--change"), change}).json()[s("entries")].toArray().size(), 4);

        const auto before = run({s("history"), s("A-1"), s("--at"), newest[s("at")].toString().replace(s(".000Z"), s("Z"))});
        QCOMPARE(before.exitCode, 0);
        const auto undone = run({s("history"), s("--undo"), change});
        QCOMPARE(undone.exitCode, 0);
        QCOMPARE(undone.json()[s("changed")].toInt(), 2);
        QCOMPARE(run({s("card"), s("A-2")}).json()[s("categories")].toArray().size(), 0);
        const auto again = run({s("history"), s("--undo"), change});
        QCOMPARE(again.exitCode, 1);
        QVERIFY(again.err.contains(s("undone already")));
    }

    void theDoctorIsContent()
    {
        const auto healthy = run({s("doctor")});
        QVERIFY2(healthy.exitCode == 0, qPrintable(healthy.err));
        QCOMPARE(healthy.json()[s("products")].toInt(), 3);
        QCOMPARE(healthy.json()[s("found")].toInt(), 0);
    }

    void aRemovedProductComesBack()
    {
        QCOMPARE(run({s("import"), importShop("key,name,price:USD\nR-1,Teapot,10.00\n")}).exitCode, 0);
        const auto removed = run({s("remove"), s("R-1"), s("--reason"), s("sold out")});
        QVERIFY2(removed.exitCode == 0, qPrintable(removed.err));
        const QString change = QString::number(removed.json()[s("removed")][0][s("change")].toInteger());
        QCOMPARE(run({s("card"), s("R-1")}).exitCode, 1);
        QCOMPARE(run({s("search"), s("Teapot")}).json()[s("total")].toInt(), 0);
        const auto told = run({s("history"), s("R-1")}).json()[s("entries")][0];
        QCOMPARE(told[s("field")].toString(), s("removed"));
        QCOMPARE(told[s("reason")].toString(), s("sold out"));
        const auto again = run({s("remove"), s("R-1"), s("no such")});
        QCOMPARE(again.exitCode, 1);
        QCOMPARE(again.json()[s("errors")].toArray().size(), 2);
        QVERIFY(again.err.contains(s("R-1")));
        QCOMPARE(run({s("history"), s("--undo"), change}).exitCode, 0);
        QCOMPARE(run({s("card"), s("R-1")}).json()[s("name")].toString(), s("Teapot"));
        QCOMPARE(run({s("search"), s("Teapot")}).json()[s("total")].toInt(), 1);
        QCOMPARE(run({s("remove")}).exitCode, 2);
    }

    void wrongWordsAreRefused()
    {
        QCOMPARE(run({s("bulk-edit")}).exitCode, 2);
        const auto change = run({s("bulk-edit"), s("--change"), s("colour=red")});
        QVERIFY(change.exitCode == 1 || change.exitCode == 2);
        QVERIFY2(change.err.contains(s("colour")) && change.err.contains(s("attr.CODE")), qPrintable(change.err));
        QVERIFY(run({s("bulk-edit"), s("--change"), s("stock=1"), s("--filter"), s("nonsense")}).err.contains(s("filter")));
        QVERIFY(run({s("history"), s("A-1"), s("--at"), s("yesterday")}).err.contains(s("2024-12-31")));
        QVERIFY(run({s("history"), s("nobody")}).exitCode != 0);
        QVERIFY(run({s("history"), s("--undo"), s("99999")}).err.contains(s("99999")));
    }

    void aKilledBulkEditGoesOn()
    {
        QTemporaryDir dir;
        QCOMPARE(vitrined({s("generate"), s("--products"), s("3000"), s("--pictures"), s("0"), s("--data"), dir.path()}).exitCode, 0);
        const auto search = [&](const QString &filter) {
            return vitrined({s("search"), s("--filter"), filter, s("--json"), s("--data"), dir.path()}).json()[s("total")].toInt();
        };
        QProcess process;
        process.start(vitrinedPath(), {s("bulk-edit"), s("--change"), s("categories+=Once"), s("--change"), s("stock+=1"), s("--data"), dir.path()});
        QVERIFY(process.waitForStarted());
        // Killed as soon as its log shows that it is writing.
        const QFileInfo log(dir.filePath(s("catalog.db-wal")));
        const auto size = [&] { return QFileInfo(log.filePath()).size(); };
        QTRY_VERIFY_WITH_TIMEOUT(size() > 1'000'000 || process.state() == QProcess::NotRunning, 60'000);
        ::kill(pid_t(process.processId()), SIGKILL);
        process.waitForFinished();
        const QJsonValue set = vitrined({s("history"), s("--json"), s("--data"), dir.path()}).json()[s("changes")][0];
        QCOMPARE(set[s("kind")].toString(), s("bulk"));
        const qint64 done = set[s("done")].toInteger();
        QCOMPARE(search(s("category:Once")), int(done)); // what is counted is what is written
        const QString id = QString::number(set[s("change")].toInteger());
        const auto ended = vitrined({s("history"), s("--continue"), id, s("--json"), s("--data"), dir.path()});
        QCOMPARE(ended.exitCode, 0);
        QVERIFY(ended.json()[s("finished")].toBool());
        QCOMPARE(ended.json()[s("changed")].toInt(), 3'000);
        QCOMPARE(search(s("category:Once")), 3'000);
        QCOMPARE(vitrined({s("history"), s("--undo"), id, s("--json"), s("--data"), dir.path()}).json()[s("changed")].toInt(), 3'000);
        QCOMPARE(search(s("category:Once")), 0);
    }
};

QTEST_GUILESS_MAIN(HistoryVerbsTest)
#include "tst_history_verbs.moc"
