#include "app/vitrined_process.h"
#include "storage/mysql/mysql_connection.h"
#include "storage/mysql/support/magento_shop.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::test;
using storage::mysql::MysqlConnection;

/// A shop's database and a file are imported into a catalog of Vitrine's own in MariaDB; killed in the middle, gone on with,
/// and taken back.
class TestDatabaseImport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void aKilledImportIsGoneOnWithAndTakenBack_data();
    void aKilledImportIsGoneOnWithAndTakenBack();

private:
    static constexpr int Products = 1'200, Batch = 500; // three batches, of which the last waits

    static QString s(const char *text) { return QString::fromLatin1(text); }
    static QString keyOf(int n) { return QStringLiteral("T-%1").arg(n, 5, 10, QLatin1Char('0')); }
    CommandResult run(const QStringList &arguments) { return vitrined(arguments + QStringList{s("--data"), m_dir.path(), s("--json")}); }
    std::unique_ptr<MysqlConnection> session() const
    {
        auto opened = MysqlConnection::open(m_server->owner(s("own")), 0, std::chrono::seconds(60), storage::mysql::Access::Write);
        return opened ? *std::move(opened) : nullptr;
    }
    qint64 inCatalog() const
    {
        const auto rows = session()->ask("SELECT count(*) FROM product");
        return rows ? plan::wholeOf(rows->at(0, 0)) : -1;
    }

    QTemporaryDir m_dir;
    std::unique_ptr<MariaDbServer> m_server;
};

void TestDatabaseImport::initTestCase()
{
    m_server = std::make_unique<MariaDbServer>();
    const QVector<catalog::Product> some = shopProducts().mid(0, 300);
    QVector<catalog::Product> shop;
    QFile file(m_dir.filePath(s("products.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int n = 0; n < Products; ++n) {
        catalog::Product product = some[n % some.size()];
        product.key = ProductKey(keyOf(n));
        for (int i = 0; i < product.variants.size(); ++i)
            product.variants[i].sku = keyOf(n) + u'-' + QString::number(i);
        shop.append(product);
        file.write("{\"key\":\"" + keyOf(n).toLatin1() + "\",\"name\":\"Thing " + QByteArray::number(n) +
                   "\",\"categories\":[\"Things\"],\"attributes\":{\"colour\":\"red\",\"weight\":" + QByteArray::number(n) + "}}\n");
    }
    fillMagentoShop(*m_server, "shop", shop);
    QFile settings(m_dir.filePath(s("vitrine.toml")));
    QVERIFY(settings.open(QIODevice::WriteOnly));
    settings.write("[catalog]\nurl = \"" + m_server->url(s("own")).replace(s("reader"), s("vitrine")).toUtf8() + "\"\ndescription = \"vitrine\"\ndeadline = \"120s\"\n");
}

void TestDatabaseImport::init()
{
    m_server->execute("DROP DATABASE IF EXISTS own; CREATE DATABASE own");
    const auto opened = run({s("search"), s("thing")});
    QVERIFY2(opened.exitCode == 0, qPrintable(opened.err));
}

void TestDatabaseImport::aKilledImportIsGoneOnWithAndTakenBack_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("a shop's database") << m_server->url(s("shop"));
    QTest::newRow("a file") << m_dir.filePath(s("products.jsonl"));
}

void TestDatabaseImport::aKilledImportIsGoneOnWithAndTakenBack()
{
    QFETCH(QString, source);
    const QStringList import{s("import"), source};
    // Somebody who holds one of the last products keeps the import from ending before it is killed.
    auto holder = session();
    for (const QByteArray &statement : {QByteArray("SET SESSION idle_write_transaction_timeout = 0"), QByteArray("START TRANSACTION"),
                                        "INSERT INTO product (\"key\", name, version, updated_ms, fingerprint) VALUES ('" + keyOf(Products - 1).toLatin1() + "', 'held', 1, 0, 'x')"})
        QVERIFY(holder->ask(statement).ok());
    QProcess killed;
    killed.start(vitrinedPath(), import + QStringList{s("--data"), m_dir.path()});
    QTRY_VERIFY_WITH_TIMEOUT(inCatalog() == 2 * Batch || killed.state() == QProcess::NotRunning, 120'000);
    QVERIFY2(killed.state() == QProcess::Running, killed.readAllStandardError().constData());
    killed.kill();
    QVERIFY(killed.waitForFinished());
    holder.reset();

    const auto rest = run(import);
    QVERIFY2(rest.exitCode == 0, qPrintable(rest.err));
    const QJsonObject counted = rest.json()[s("products")].toObject();
    QCOMPARE(counted[s("unchanged")].toInt(), 2 * Batch);
    QCOMPARE(counted[s("created")].toInt(), Products - 2 * Batch);
    QCOMPARE(inCatalog(), Products);
    QCOMPARE(run({s("card"), keyOf(Products - 1)}).json()[s("version")].toInt(), 1);
    QCOMPARE(run({s("search"), s("--limit"), s("1")}).json()[s("total")].toInt(), Products);
    QCOMPARE(run({s("doctor")}).json()[s("found")].toInt(-1), 0);

    // Each of the two is a change of its own: what it has made goes with its undo, and comes back with the undo of that.
    const QJsonArray sets = run({s("history")}).json()[s("changes")].toArray();
    QCOMPARE(sets.size(), 2);
    int left = Products;
    for (const auto &[set, made] : {std::pair<QJsonValue, int>{sets[0], Products - 2 * Batch}, std::pair<QJsonValue, int>{sets[1], 2 * Batch}}) {
        const auto undone = run({s("history"), s("--undo"), QString::number(set[s("change")].toInteger())});
        QVERIFY2(undone.exitCode == 0, qPrintable(undone.err));
        QCOMPARE(undone.json()[s("changed")].toInt(), made);
        QCOMPARE(inCatalog(), left -= made);
    }
    const auto undoOfFirst = run({s("history")}).json()[s("changes")][0][s("change")].toInteger();
    QCOMPARE(run({s("history"), s("--undo"), QString::number(undoOfFirst)}).json()[s("changed")].toInt(), 2 * Batch);
    QCOMPARE(inCatalog(), 2 * Batch);
    QCOMPARE(run({s("doctor")}).json()[s("found")].toInt(-1), 0);
}

QTEST_GUILESS_MAIN(TestDatabaseImport)
#include "tst_database_import.moc"
