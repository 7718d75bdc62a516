#include "catalog/support/sample_products.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "storage/sqlite/statement.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// What is wrong with the directory is said, with the place and what to do; nothing acknowledged is lost.
class TestFailures : public QObject
{
    Q_OBJECT

private slots:
    void corruptFile_data();
    void corruptFile();
    void newerSchema();
    void anotherDatabase();
    void secondOwner();
    void readOnlyDirectory();
    void fullDisk();

private:
    static void verifyError(const Error &error, ErrorCode code)
    {
        QCOMPARE(error.code, code);
        QVERIFY(!error.what.isEmpty());
        QVERIFY(!error.where.isEmpty());
        QVERIFY(!error.remedy.isEmpty());
    }
    static void fill(const QString &dir, int products)
    {
        auto opened = SqliteCatalog::open(dir);
        QVERIFY(opened.ok());
        QVector<Product> all;
        for (int n = 0; n < products; ++n)
            all.append(test::sampleProduct(n));
        QVERIFY((*opened)->ports().writer.upsert(all).ok());
    }
    static void run(const QString &file, const char *sql)
    {
        const auto connection =
            storage::sqlite::Connection::open(file, storage::sqlite::Connection::Kind::Truth);
        QVERIFY(connection.ok());
        storage::sqlite::execute((*connection)->handle(), sql);
    }
};

void TestFailures::corruptFile_data()
{
    QTest::addColumn<int>("from");
    QTest::newRow("not a database at all") << 0;
    QTest::newRow("damaged schema") << 100;
}

void TestFailures::corruptFile()
{
    QFETCH(int, from);
    QTemporaryDir dir;
    fill(dir.path(), 50);
    QFile file(dir.filePath(QStringLiteral("catalog.db")));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(from));
    file.write(QByteArray(8'000, '\x7f'));
    file.close();
    const auto opened = SqliteCatalog::open(dir.path());
    QVERIFY(!opened.ok());
    verifyError(opened.error(), ErrorCode::Corrupt);
}

void TestFailures::newerSchema()
{
    QTemporaryDir dir;
    fill(dir.path(), 1);
    run(dir.filePath(QStringLiteral("catalog.db")), "PRAGMA user_version=99");
    const auto opened = SqliteCatalog::open(dir.path());
    QVERIFY(!opened.ok());
    verifyError(opened.error(), ErrorCode::Conflict);
    QVERIFY(opened.error().what.contains(QStringLiteral("99")));
}

void TestFailures::anotherDatabase()
{
    QTemporaryDir dir;
    run(dir.filePath(QStringLiteral("catalog.db")), "CREATE TABLE somebody_elses (x)");
    const auto opened = SqliteCatalog::open(dir.path());
    QVERIFY(!opened.ok());
    verifyError(opened.error(), ErrorCode::Corrupt);
}

void TestFailures::secondOwner()
{
    QTemporaryDir dir;
    const auto first = SqliteCatalog::open(dir.path());
    const auto second = SqliteCatalog::open(dir.path());
    QVERIFY(first.ok());
    QVERIFY(!second.ok());
    verifyError(second.error(), ErrorCode::Conflict);
    QVERIFY(second.error().what.contains(QString::number(QCoreApplication::applicationPid())));
}

void TestFailures::readOnlyDirectory()
{
    QTemporaryDir dir;
    fill(dir.path(), 1);
    QDir files(dir.path());
    for (const QString &file : files.entryList(QDir::Files))
        QFile::setPermissions(files.filePath(file), QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
    QVERIFY(QFile::setPermissions(dir.path(),
                                  QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther));
    QProcess process;
    process.start(qEnvironmentVariable("VITRINE_CRASH_WRITER"), {dir.path(), QStringLiteral("nobody")});
    QVERIFY(process.waitForFinished(20'000));
    QFile::setPermissions(dir.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QByteArray said = process.readAllStandardOutput();
    QCOMPARE(process.exitCode(), 1);
    QVERIFY2(said.startsWith("permission-denied "), said.constData());
    QVERIFY2(said.contains(QFile::encodeName(dir.path())), said.constData());
}

void TestFailures::fullDisk()
{
    QTemporaryDir dir;
    auto opened = SqliteCatalog::open(dir.path(), {2 << 20, nullptr});
    QVERIFY(opened.ok());
    auto ports = (*opened)->ports();
    int stored = 0;
    for (;; stored += 50) {
        QVector<Product> batch;
        for (int n = stored; n < stored + 50; ++n)
            batch.append(test::sampleProduct(n));
        const auto outcomes = ports.writer.upsert(batch);
        if (outcomes) {
            QVERIFY(stored < 100'000);
            continue;
        }
        verifyError(outcomes.error(), ErrorCode::StorageFull);
        break;
    }
    QVERIFY(stored > 0);
    QCOMPARE(ports.search.productCount(), stored);
    QCOMPARE(ports.products.product(test::sampleProduct(stored).key).error().code, ErrorCode::NotFound);
    opened->reset();
    // With room again, the same products go in.
    const auto again = SqliteCatalog::open(dir.path());
    QVERIFY(again.ok());
    QCOMPARE((*again)->ports().search.productCount(), stored);
    const auto outcomes =
        (*again)->ports().writer.upsert({test::sampleProduct(0), test::sampleProduct(stored)});
    QVERIFY(outcomes.ok());
    QCOMPARE((*outcomes)[0].outcome, Outcome::Unchanged);
    QCOMPARE((*outcomes)[1].outcome, Outcome::Created);
    QCOMPARE((*again)->ports().cards.card(test::sampleProduct(stored).key)->version, 1u);
}

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
