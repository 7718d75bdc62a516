#include "catalog/bulk_run.h"
#include "catalog/product_rules.h"
#include "catalog/support/sample_products.h"
#include "storage/sqlite/card_key.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "support/manual_clock.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;
using Kind = FieldPlace::Kind;

/// A product is taken out of everything at once, and comes back as it was.
class TestRemove : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_clock = std::make_unique<test::ManualClock>();
        open();
        QVector<Product> products;
        for (int n = 0; n < Products; ++n)
            products.append(test::sampleProduct(n));
        QVERIFY(ports().writer.upsert(products).ok());
    }
    void cleanup() { m_catalog.reset(); }

    void isGoneFromEverywhere()
    {
        const Product gone = test::sampleProduct(3);
        const Query named = text(gone.key.toString());
        QVERIFY(keys(named).contains(gone.key.toString()));
        const auto countsBefore = valueCounts();
        QVERIFY(remove(3).ok());
        for (int opened = 0; opened < 2; ++opened, open()) { // and after a restart
            QCOMPARE(ports().cards.card(gone.key).error().code, ErrorCode::NotFound);
            QCOMPARE(ports().cards.card(gone.key, {}).error().code, ErrorCode::NotFound);
            QCOMPARE(ports().products.product(gone.key).error().code, ErrorCode::NotFound);
            QCOMPARE(ports().search.productCount(), Products - 1);
            QVERIFY(!keys(named).contains(gone.key.toString()));
            for (const SortBy sort : {SortBy::Catalog, SortBy::Key, SortBy::Name, SortBy::Price, SortBy::Stock, SortBy::Updated}) {
                for (const bool descending : {false, true}) {
                    Query query;
                    query.sort = sort;
                    query.descending = descending;
                    const QStringList found = keys(query);
                    QCOMPARE(found.size(), Products - 1);
                    QVERIFY(!found.contains(gone.key.toString()) && !found.contains(QString()));
                }
            }
            Query ofCategory;
            ofCategory.categories = {gone.categories.first()};
            QVERIFY(!keys(ofCategory).contains(gone.key.toString()));
            qint64 exported = 0;
            QVERIFY(ports().products.forEach([&](const Product &product) {
                ++exported;
                return product.key != gone.key;
            }).ok());
            QCOMPARE(exported, Products - 1);
        }
        QVERIFY(valueCounts() != countsBefore);
        undoLast();
        QCOMPARE(valueCounts(), countsBefore);
    }

    void noNumberIsGivenTwice()
    {
        QVERIFY(remove(Products - 1).ok());
        open();
        Product fresh = test::sampleProduct(Products + 5);
        QVERIFY(ports().writer.upsert({fresh}).ok());
        const auto all = ports().search.find({}, {});
        QCOMPARE(toNumber(all->at(all->size() - 1)), quint32(Products + 1));
        undoLast();
        QCOMPARE(ports().search.productCount(), Products + 1);
        QCOMPARE(keys({}).last(), fresh.key.toString());
    }

    void onlyOneThatIsThereAndUnchanged()
    {
        auto &writer = ports().writer;
        QCOMPARE(writer.remove(ProductKey(QStringLiteral("no such")), {}, {}).error().code, ErrorCode::NotFound);
        QCOMPARE(writer.remove(test::sampleProduct(3).key, 7, {}).error().code, ErrorCode::PreconditionFailed);
        QVERIFY(ports().cards.card(test::sampleProduct(3).key).ok());
        QVERIFY(ports().history->sets(10, 0)->isEmpty()); // nothing was begun either
        QVERIFY(writer.remove(test::sampleProduct(3).key, 1, {}).ok());
        QCOMPARE(writer.remove(test::sampleProduct(3).key, {}, {}).error().code, ErrorCode::NotFound);
    }

    void anOldCardFileDoesNotBringItBack()
    {
        const Product gone = test::sampleProduct(3);
        const QString file = m_dir->filePath(QStringLiteral("card-%1.db").arg(storage::sqlite::placeOf(gone.key.toString().toUtf8()).file));
        m_catalog.reset();
        QVERIFY(QFile::copy(file, file + QStringLiteral(".old")));
        open();
        QVERIFY(remove(3).ok());
        m_catalog.reset();
        QVERIFY(QFile::remove(file) && QFile::rename(file + QStringLiteral(".old"), file));
        open();
        QCOMPARE(ports().cards.card(gone.key).error().code, ErrorCode::NotFound);
        QVERIFY(ports().cards.card(test::sampleProduct(4).key).ok());
    }

    void aReaderSeesAllOfItOrNothing()
    {
        const ProductKey key = test::sampleProduct(3).key;
        std::atomic_bool stop{false};
        std::atomic<int> whole{0}, none{0}, wrong{0};
        std::vector<std::thread> readers;
        for (int r = 0; r < 3; ++r) {
            readers.emplace_back([&] {
                while (!stop) {
                    const auto card = ports().cards.card(key);
                    if (!card)
                        ++(card.error().code == ErrorCode::NotFound ? none : wrong);
                    else if (QJsonDocument::fromJson(card->json)[QLatin1String("version")].toInt() == int(card->version))
                        ++whole;
                    else
                        ++wrong;
                }
            });
        }
        // Until both were seen, whatever the machine does, and some more.
        for (int round = 0; round < 20 || whole == 0 || none == 0; ++round) {
            if (!remove(3) || ports().cards.card(key).ok())
                ++wrong;
            if (!ports().writer.replace(test::sampleProduct(3), 0) || !ports().cards.card(key).ok())
                ++wrong;
        }
        stop = true;
        for (std::thread &reader : readers)
            reader.join();
        QCOMPARE(wrong.load(), 0);
    }

private:
    static constexpr int Products = 12;

    void open()
    {
        m_catalog.reset();
        auto opened = SqliteCatalog::open(m_dir->path(), {0, m_clock.get()});
        QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().toString()));
        m_catalog = std::move(opened).value();
    }
    Catalog ports() { return m_catalog->ports(); }
    Result<Removal> remove(int n)
    {
        return ports().writer.remove(test::sampleProduct(n).key, std::nullopt, {QStringLiteral("ana"), QStringLiteral("sold out")});
    }
    void undoLast(qint64 products = 1)
    {
        const auto undo = ports().history->beginUndo(ports().history->sets(1, 0)->first().id, {});
        QVERIFY2(undo.ok(), undo.ok() ? "" : qPrintable(undo.error().toString()));
        const auto done = runSet(*ports().history, *undo, [](qint64, qint64) {}, {});
        QVERIFY2(done.ok(), done.ok() ? "" : qPrintable(done.error().toString()));
        QCOMPARE(done->changed, products);
    }
    static Query text(const QString &words)
    {
        Query query;
        query.text = words;
        return query;
    }
    QStringList keys(const Query &query)
    {
        const auto found = ports().search.find(query, {});
        if (!found)
            qFatal("%s", qPrintable(found.error().toString()));
        QStringList keys;
        const auto rows = ports().search.rows(*found, 0, found->size());
        for (const Row &row : *rows)
            keys.append(row.key.toString());
        return keys;
    }
    QMap<QString, qint64> valueCounts()
    {
        QMap<QString, qint64> counts;
        const auto attributes = ports().products.attributes();
        for (const Attribute &attribute : *attributes)
            counts.insert(attribute.code, attribute.valueCount);
        return counts;
    }
    static QJsonObject withoutVersion(const QByteArray &card)
    {
        QJsonObject object = QJsonDocument::fromJson(card).object();
        object.remove(QStringLiteral("version"));
        return object;
    }
    qint64 now() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock->wallTime().time_since_epoch()).count();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<test::ManualClock> m_clock;
    std::unique_ptr<SqliteCatalog> m_catalog;
};

QTEST_GUILESS_MAIN(TestRemove)
#include "tst_remove.moc"
