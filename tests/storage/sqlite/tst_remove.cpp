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

    void comesBackAsItWas()
    {
        const Product was = *ports().products.product(test::sampleProduct(3).key);
        const QByteArray card = ports().cards.card(was.key)->json;
        const auto removal = remove(3);
        QVERIFY(removal.ok());
        QCOMPARE(removal->version, was.version + 1);
        open();
        undoLast();
        const auto back = ports().products.product(was.key);
        QVERIFY(back.ok());
        QCOMPARE(fingerprint(*back), fingerprint(was));
        QCOMPARE(back->version, was.version + 2);
        QCOMPARE(withoutVersion(ports().cards.card(was.key)->json), withoutVersion(card));
        QCOMPARE(ports().search.productCount(), Products);
        QVERIFY(keys(text(was.key.toString())).contains(was.key.toString()));
        QCOMPARE(keys({}).indexOf(was.key.toString()), 3); // in its old place
        const auto entries = ports().history->ofProduct(was.key, 100, 0);
        QCOMPARE(entries->first().change.place.kind, Kind::Created);
        QCOMPARE(entries->at(1).change.place.kind, Kind::Removed);
        QCOMPARE(entries->last().change.place.kind, Kind::Created);
    }

    void theHistoryKnowsWhatWasThere()
    {
        const Product was = *ports().products.product(test::sampleProduct(3).key);
        const qint64 before = now();
        m_clock->advance(std::chrono::seconds(10));
        QVERIFY(remove(3).ok());
        const qint64 after = now();
        QCOMPARE(fingerprint(*ports().history->productAt(was.key, before)), fingerprint(was));
        QCOMPARE(ports().history->productAt(was.key, before)->version, was.version);
        const auto gone = ports().history->productAt(was.key, after);
        QCOMPARE(gone.error().code, ErrorCode::NotFound);
        QVERIFY(gone.error().remedy.contains(u"removed"));
        const auto set = ports().history->sets(1, 0)->first();
        QCOMPARE(set.kind, ChangeKind::Remove);
        QCOMPARE(set.note.reason, QStringLiteral("sold out"));
        QCOMPARE(ports().history->ofSet(set.id, 100, 0)->first().key, was.key);
        m_clock->advance(std::chrono::seconds(10));
        undoLast();
        m_clock->advance(std::chrono::seconds(10));
        QCOMPARE(ports().history->productAt(was.key, after).error().code, ErrorCode::NotFound);
        QCOMPARE(fingerprint(*ports().history->productAt(was.key, before)), fingerprint(was));
        QCOMPARE(fingerprint(*ports().history->productAt(was.key, now())), fingerprint(was));
    }

    void whatIsMadeAnewStays()
    {
        QVERIFY(remove(3).ok());
        Product anew = test::sampleProduct(3);
        anew.name = QStringLiteral("another");
        QCOMPARE(ports().writer.replace(anew, 0)->outcome, Outcome::Created);
        const quint32 version = ports().cards.card(anew.key)->version;
        QVERIFY(version > 2); // no version comes twice: caches would mistake one for the other
        const auto set = ports().history->sets(1, 0)->first();
        const auto undo = ports().history->beginUndo(set.id, {});
        const auto done = runSet(*ports().history, *undo, [](qint64, qint64) {}, {});
        QCOMPARE(done->refused, 1);
        QCOMPARE(ports().history->refusedBy(done->id, 10)->first().error.what, QStringLiteral("there is a product of this key again"));
        QCOMPARE(ports().products.product(anew.key)->name, QStringLiteral("another"));
        QCOMPARE(ports().cards.card(anew.key)->version, version);
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

    void severalAreOneChange()
    {
        QVector<Product> were;
        for (const int n : {2, 3, 4})
            were.append(*ports().products.product(test::sampleProduct(n).key));
        const auto begun = ports().history->beginRemoval({rows({2, 3, 4}), QStringLiteral("3 selected"), now()},
                                                         {QStringLiteral("ana"), QStringLiteral("sold out")});
        QVERIFY2(begun.ok(), begun.ok() ? "" : qPrintable(begun.error().toString()));
        QCOMPARE(ports().search.productCount(), Products); // nothing yet
        QCOMPARE(ports().history->advance(begun->id, 1)->done, 1);
        open(); // interrupted
        QCOMPARE(ports().search.productCount(), Products - 1);
        const auto set = ports().history->advance(begun->id, 100);
        QVERIFY2(set.ok(), set.ok() ? "" : qPrintable(set.error().toString()));
        QVERIFY(set->finished && set->kind == ChangeKind::Remove && set->what == u"3 selected");
        QCOMPARE(set->changed, 3);
        QCOMPARE(set->refused, 0);
        QCOMPARE(ports().search.productCount(), Products - 3);
        const auto isBack = [&] {
            for (const Product &was : were) {
                auto back = ports().products.product(was.key);
                if (!back.ok())
                    return false;
                back->version = was.version; // the only thing that goes on
                if (!(*back == was))
                    return false;
            }
            return true;
        };
        // Back, out again, and back again: each undoes the one before.
        undoLast(3);
        QVERIFY(isBack());
        QCOMPARE(keys({}).indexOf(were[1].key.toString()), 3);
        undoLast(3);
        QCOMPARE(ports().search.productCount(), Products - 3);
        undoLast(3);
        QVERIFY(isBack());
    }

    void whatIsGoneOrChangedMeanwhileStays()
    {
        const qint64 seen = now();
        const ResultSet chosen = rows({2, 3, 4});
        m_clock->advance(std::chrono::seconds(1));
        QVERIFY(remove(2).ok());
        Product renamed = test::sampleProduct(3);
        renamed.name = QStringLiteral("renamed meanwhile");
        QVERIFY(ports().writer.upsert({renamed}).ok());
        const auto begun = ports().history->beginRemoval({chosen, {}, seen}, {});
        const auto set = runSet(*ports().history, *begun, [](qint64, qint64) {}, {});
        QVERIFY(set->finished);
        QCOMPARE(set->changed, 1);
        QCOMPARE(set->refused, 2);
        const auto refused = *ports().history->refusedBy(set->id, 10);
        QCOMPARE(refused.size(), 2);
        QCOMPARE(refused[0].error.what, QStringLiteral("the product is not there any more"));
        QCOMPARE(refused[1].error.what, QStringLiteral("it was changed meanwhile"));
        QCOMPARE(refused[1].key, renamed.key);
        QCOMPARE(ports().products.product(renamed.key)->name, renamed.name);
        QVERIFY(!ports().cards.card(test::sampleProduct(4).key).ok());

        undoLast();
        QVERIFY(ports().cards.card(test::sampleProduct(4).key).ok());
        QVERIFY(!ports().cards.card(test::sampleProduct(2).key).ok()); // was not this change's
        // It came back, and was changed: it does not go again.
        Product changed = test::sampleProduct(4);
        changed.name = QStringLiteral("changed since");
        QVERIFY(ports().writer.upsert({changed}).ok());
        const auto again = ports().history->beginUndo(ports().history->sets(1, 0)->first().id, {});
        const auto done = runSet(*ports().history, *again, [](qint64, qint64) {}, {});
        QCOMPARE(done->refused, 1);
        QCOMPARE(ports().products.product(changed.key)->name, changed.name);
        QCOMPARE(ports().history->beginRemoval({ResultSet(), {}, {}}, {}).error().code, ErrorCode::InvalidArgument);
    }

    void aNoteMakesAReplacementAChange()
    {
        Product product = test::sampleProduct(2);
        product.name = QStringLiteral("replaced");
        const ChangeNote note{QStringLiteral("ana@example.org"), {}};
        QVERIFY(ports().writer.replace(product, 1, note).ok());
        const auto set = ports().history->sets(1, 0)->first();
        QCOMPARE(set.kind, ChangeKind::Edit);
        QCOMPARE(set.note.author, note.author);
        QVERIFY(ports().writer.replace(product, 2, note).ok()); // equal: nothing to tell
        product.name = QString(2 << 20, u'x');
        QVERIFY(!ports().writer.replace(product, 2, note).ok());
        QCOMPARE(ports().history->sets(10, 0)->size(), 1);
        undoLast();
        QCOMPARE(ports().products.product(product.key)->name, test::sampleProduct(2).name);
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
    class Rows final : public ResultSet::Order
    {
    public:
        explicit Rows(QVector<ProductId> ids) : m_ids(std::move(ids)) {}
        qint64 size() const override { return m_ids.size(); }
        ProductId at(qint64 row) const override { return m_ids[row]; }

    private:
        QVector<ProductId> m_ids;
    };
    /// The rows of these sample products.
    ResultSet rows(const QVector<int> &numbers)
    {
        const auto all = ports().search.find({}, {});
        QVector<ProductId> ids;
        for (const int n : numbers)
            ids.append(all->at(n));
        return ResultSet(std::make_shared<Rows>(ids));
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
