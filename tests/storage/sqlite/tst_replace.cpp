#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// A whole product goes in only over the version that its author has seen.
class TestReplace : public QObject
{
    Q_OBJECT

private slots:
    void onlyOverTheExpectedVersion()
    {
        QTemporaryDir dir;
        const auto catalog = std::move(*SqliteCatalog::open(dir.path()));
        const auto ports = catalog->ports();
        Product product = test::sampleProduct(1);
        QCOMPARE(ports.writer.replace(product, 1).error().code, ErrorCode::PreconditionFailed); // there is none yet
        const auto made = ports.writer.replace(product, 0);
        QVERIFY(made.ok());
        QCOMPARE(made->outcome, Outcome::Created);
        QCOMPARE(ports.writer.replace(product, 0).error().code, ErrorCode::PreconditionFailed);
        QCOMPARE(ports.writer.replace(product, 1)->outcome, Outcome::Unchanged);
        product.name = QStringLiteral("Another name");
        const auto changed = ports.writer.replace(product, 1);
        QVERIFY(changed.ok());
        QCOMPARE(changed->version, 2u);
        QCOMPARE(ports.cards.card(product.key)->version, 2u);
        product.name = QStringLiteral("Too late");
        const auto late = ports.writer.replace(product, 1);
        QCOMPARE(late.error().code, ErrorCode::PreconditionFailed);
        QVERIFY(late.error().what.contains(u"version 2"));
        QCOMPARE(ports.products.product(product.key)->name, QStringLiteral("Another name"));
        product.name = QString(2 << 20, u'x');
        QCOMPARE(ports.writer.replace(product, 2).error().code, ErrorCode::InvalidArgument);
    }

    void ofManyAtOnceOneWins()
    {
        QTemporaryDir dir;
        const auto catalog = std::move(*SqliteCatalog::open(dir.path()));
        const auto ports = catalog->ports();
        QVERIFY(ports.writer.replace(test::sampleProduct(1), 0).ok());
        std::atomic<int> won{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                Product product = test::sampleProduct(1);
                product.name = QString::number(i);
                won += ports.writer.replace(product, 1).ok();
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(won.load(), 1);
        QCOMPARE(ports.products.product(test::sampleProduct(1).key)->version, 2u);
    }
};

QTEST_GUILESS_MAIN(TestReplace)
#include "tst_replace.moc"
