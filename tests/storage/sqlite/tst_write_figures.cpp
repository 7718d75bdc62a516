#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace std::chrono_literals;
using storage::sqlite::SqliteCatalog;

/// What is measured of the writer's transactions, and what is told of a slow one.
class TestWriteFigures : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    std::unique_ptr<SqliteCatalog> open(const QString &name, std::chrono::milliseconds slow, qint64 maxBytes = 0)
    {
        storage::sqlite::Options options;
        options.slow = slow;
        options.maxBytes = maxBytes;
        auto opened = SqliteCatalog::open(m_dir.filePath(name), options);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().toString()));
        return std::move(opened).value();
    }

private slots:
    void countsTransactions()
    {
        QVERIFY(QDir(m_dir.path()).mkpath(QStringLiteral("quick")));
        const auto catalog = open(QStringLiteral("quick"), 1h);
        const auto &figures = catalog->transactions();
        QCOMPARE(figures.committed.load(), 0u);
        for (int n = 0; n < 5; ++n)
            QVERIFY(catalog->ports().writer.upsert({test::sampleProduct(n)}));
        QCOMPARE(figures.committed.load(), 5u);
        QCOMPARE(figures.changes.load(), 5u);
        QCOMPARE(figures.failed.load(), 0u);
        QCOMPARE(figures.slow.load(), 0u);
        QCOMPARE(figures.duration.count(), 5u);
        QVERIFY(figures.duration.percentile(0.5) >= figures.locked.percentile(0.5));
        QVERIFY(figures.duration.percentile(1).count() > 0);
    }

    void aSlowOneIsLoggedWithItsStatements()
    {
        QVERIFY(QDir(m_dir.path()).mkpath(QStringLiteral("slow")));
        const auto catalog = open(QStringLiteral("slow"), 0ms);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral(
            "a slow transaction took \\d+ ms for 1 change, of which readers waited for \\d+ ms: \\d+ x INSERT INTO value .*; \\d+ x ")));
        QVERIFY(catalog->ports().writer.upsert({test::sampleProduct(1), test::sampleProduct(2)}));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("a slow transaction")));
        QVERIFY(catalog->ports().writer.upsert({test::sampleProduct(3)}));
        QCOMPARE(catalog->transactions().slow.load(), 2u);
    }

    void aFailedOneIsCounted()
    {
        QVERIFY(QDir(m_dir.path()).mkpath(QStringLiteral("full")));
        const auto catalog = open(QStringLiteral("full"), 1h, 400'000);
        QVector<catalog::Product> many;
        for (int n = 0; n < 2'000; ++n)
            many.append(test::sampleProduct(n));
        QCOMPARE(catalog->ports().writer.upsert(many).error().code, ErrorCode::StorageFull);
        QCOMPARE(catalog->transactions().failed.load(), 1u);
    }
};

QTEST_GUILESS_MAIN(TestWriteFigures)
#include "tst_write_figures.moc"
