#include "catalog/support/sample_products.h"
#include "storage/sqlite/card_key.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// A catalog that was damaged behind its back: the check names it, and makes again what can be made.
class TestCheck : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        open();
        QVector<Product> products;
        for (int n = 0; n < 700; ++n) // more than a stretch
            products.append(test::sampleProduct(n));
        QVERIFY(m_catalog->ports().writer.upsert(products).ok());
    }
    void cleanup() { m_catalog.reset(); }

    void healthyHasNoFault();
    void findsAndRepairs_data();
    void findsAndRepairs();
    void missingPictureIsNamed();
    void worksWhileItIsWritten();
    void canBeStopped();

private:
    void open()
    {
        auto opened = SqliteCatalog::open(m_dir->path());
        QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().toString()));
        m_catalog = std::move(opened).value();
    }
    void damage(const QString &file, const QByteArray &sql)
    {
        m_catalog.reset();
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(qPrintable(m_dir->filePath(file)), &database), SQLITE_OK);
        char *error = nullptr;
        const int done = sqlite3_exec(database, sql, nullptr, nullptr, &error);
        QVERIFY2(done == SQLITE_OK, error ? error : "");
        QVERIFY(sqlite3_total_changes(database) > 0);
        sqlite3_close(database);
        open();
    }
    static CheckOptions repairing(bool repair)
    {
        CheckOptions options;
        options.repair = repair;
        return options;
    }

    const ProductKey m_key = test::sampleProduct(611).key;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;
};

void TestCheck::healthyHasNoFault()
{
    const auto report = m_catalog->check(repairing(false));
    QCOMPARE(report->products, 700);
    for (const CheckFinding &finding : report->findings)
        qWarning("%s", qPrintable(finding.error.toString()));
    QCOMPARE(report->found, 0);
}

void TestCheck::findsAndRepairs_data()
{
    QTest::addColumn<bool>("ofCards");
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("what");
    QTest::newRow("price of the list") << false << QByteArray("UPDATE product SET price_minor = 1 WHERE id = 612") << "line in lists";
    QTest::newRow("brand of the list") << false << QByteArray("UPDATE product SET brand = NULL WHERE id = 612") << "line in lists";
    QTest::newRow("digest") << false << QByteArray("UPDATE product SET fingerprint = x'00' WHERE id = 612") << "digest";
    QTest::newRow("text") << false << QByteArray("UPDATE product_text SET body = 'other' WHERE rowid = 612") << "text in the search";
    QTest::newRow("text gone") << false << QByteArray("DELETE FROM product_text WHERE rowid = 612") << "text in the search";
    QTest::newRow("text index") << false << QByteArray("DELETE FROM product_text_data WHERE id > 10") << "text index";
    QTest::newRow("count") << false << QByteArray("UPDATE attribute SET value_count = 5 WHERE code = 'weight'") << "weight";
    QTest::newRow("card") << true << QByteArray("UPDATE card SET body = x'7b7d'") << "card is not";
    QTest::newRow("card gone") << true << QByteArray("DELETE FROM card") << "card is missing";
    QTest::newRow("card of nobody") << true << QByteArray("INSERT INTO card VALUES (77, 1, 'nobody', x'7b7d')") << "card is of no product";
}

void TestCheck::findsAndRepairs()
{
    QFETCH(bool, ofCards);
    QFETCH(QByteArray, sql);
    QFETCH(QString, what);
    const int file = storage::sqlite::placeOf(m_key.toString().toUtf8()).file;
    damage(ofCards ? QStringLiteral("card-%1.db").arg(file) : QStringLiteral("catalog.db"), sql);
    if (QTest::currentTestFailed())
        return;
    const auto seen = m_catalog->check(repairing(false));
    QVERIFY2(seen.ok(), seen.ok() ? "" : qPrintable(seen.error().toString()));
    QVERIFY(seen->found > 0);
    QCOMPARE(seen->repaired, 0);
    QVERIFY2(seen->findings.first().error.what.contains(what), qPrintable(seen->findings.first().error.toString()));
    QVERIFY(!seen->findings.first().error.where.isEmpty());
    QVERIFY(!seen->findings.first().error.remedy.isEmpty());
    QCOMPARE(m_catalog->check(repairing(false))->found, seen->found); // looking changes nothing

    const auto repaired = m_catalog->check(repairing(true));
    QVERIFY(repaired->found > 0);
    QCOMPARE(repaired->repaired, repaired->found);
    QCOMPARE(m_catalog->check(repairing(false))->found, 0);
    auto ports = m_catalog->ports();
    QCOMPARE(ports.cards.card(m_key)->json, assembleCard(*ports.products.product(m_key)));
    QCOMPARE(ports.products.product(m_key)->version, 1u); // nothing of the product has changed
    QVERIFY(!ports.cards.card(ProductKey(QStringLiteral("nobody"))).ok());
    Query words;
    words.text = QStringLiteral("\"number 611\"");
    QCOMPARE(ports.search.find(words, {})->size(), 1);
    m_catalog.reset();
    open(); // and it stays so
    QCOMPARE(m_catalog->check(repairing(false))->found, 0);
}

void TestCheck::missingPictureIsNamed()
{
    CheckOptions options = repairing(true);
    const QString gone = test::sampleProduct(1).images[0].id.toString();
    options.hasOriginal = [gone](const QString &image) { return image != gone; };
    const auto report = m_catalog->check(options);
    QCOMPARE(report->found, 1);
    QCOMPARE(report->repaired, 0); // nobody can draw it again
    QCOMPARE(report->findings[0].error.where, test::sampleProduct(1).key.toString());
    QVERIFY(report->findings[0].error.what.contains(gone));
}

void TestCheck::worksWhileItIsWritten()
{
    std::atomic_bool stop{false};
    std::thread writing([&] {
        for (int round = 0; !stop; ++round) {
            Product changed = test::sampleProduct(round % 700);
            changed.name = QStringLiteral("Round %1").arg(round);
            if (!m_catalog->ports().writer.upsert({changed}).ok())
                return;
        }
    });
    qint64 found = 0;
    for (int round = 0; round < 5; ++round) {
        const auto report = m_catalog->check(repairing(round % 2 == 1));
        found += report.ok() ? report->found : 1;
    }
    stop = true;
    writing.join();
    QCOMPARE(found, 0);
}

void TestCheck::canBeStopped()
{
    CheckOptions options = repairing(false);
    options.cancel.request();
    QCOMPARE(m_catalog->check(options).error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestCheck)
#include "tst_check.moc"
