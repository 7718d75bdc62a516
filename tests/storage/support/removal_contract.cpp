#include "storage/support/removal_contract.h"

#include "catalog/bulk_run.h"
#include "catalog/product_rules.h"
#include "catalog/support/sample_products.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace vitrine::test {

using namespace catalog;
using Kind = FieldPlace::Kind;

Result<Removal> RemovalContract::remove(int n)
{
    return ports().writer.remove(sampleProduct(n).key, std::nullopt, {QStringLiteral("ana"), QStringLiteral("sold out")});
}

namespace {

class Rows final : public ResultSet::Order
{
public:
    explicit Rows(QVector<ProductId> ids) : m_ids(std::move(ids)) {}
    qint64 size() const override { return m_ids.size(); }
    ProductId at(qint64 row) const override { return m_ids[row]; }

private:
    QVector<ProductId> m_ids;
};

Query text(const QString &words)
{
    Query query;
    query.text = words;
    return query;
}

QJsonObject withoutVersion(const QByteArray &card)
{
    QJsonObject object = QJsonDocument::fromJson(card).object();
    object.remove(QStringLiteral("version"));
    return object;
}

} // namespace

/// The rows of these sample products.
ResultSet RemovalContract::rows(const QVector<int> &numbers)
{
    settle();
    const auto all = ports().search.find({}, {});
    QVector<ProductId> ids;
    for (const int n : numbers)
        ids.append(all->at(n));
    return ResultSet(std::make_shared<Rows>(ids));
}

void RemovalContract::undoLast(qint64 products)
{
    const auto undo = ports().history->beginUndo(ports().history->sets(1, 0)->first().id, {});
    QVERIFY2(undo.ok(), undo.ok() ? "" : qPrintable(undo.error().toString()));
    const auto done = runSet(*ports().history, *undo, [](qint64, qint64) {}, {});
    QVERIFY2(done.ok(), done.ok() ? "" : qPrintable(done.error().toString()));
    QCOMPARE(done->changed, products);
}

QStringList RemovalContract::keys(const Query &query)
{
    settle();
    const auto found = ports().search.find(query, {});
    if (!found)
        qFatal("%s", qPrintable(found.error().toString()));
    QStringList keys;
    const auto shown = ports().search.rows(*found, 0, found->size());
    for (const Row &row : *shown)
        keys.append(row.key.toString());
    return keys;
}

void RemovalContract::start()
{
    QVector<Product> products;
    for (int n = 0; n < Products; ++n)
        products.append(sampleProduct(n));
    QVERIFY(ports().writer.upsert(products).ok());
}

void RemovalContract::comesBackAsItWas()
{
    const Product was = *ports().products.product(sampleProduct(3).key);
    const QByteArray card = ports().cards.card(was.key)->json;
    const auto removal = remove(3);
    QVERIFY(removal.ok());
    QCOMPARE(removal->version, was.version + 1);
    reopen();
    undoLast();
    const auto back = ports().products.product(was.key);
    QVERIFY(back.ok());
    QCOMPARE(fingerprint(*back), fingerprint(was));
    QCOMPARE(back->version, was.version + 2);
    QCOMPARE(withoutVersion(ports().cards.card(was.key)->json), withoutVersion(card));
    settle();
    QCOMPARE(ports().search.productCount(), Products);
    QVERIFY(keys(text(was.key.toString())).contains(was.key.toString()));
    QCOMPARE(keys({}).indexOf(was.key.toString()), 3); // in its old place
    const auto entries = ports().history->ofProduct(was.key, 100, 0);
    QCOMPARE(entries->first().change.place.kind, Kind::Created);
    QCOMPARE(entries->at(1).change.place.kind, Kind::Removed);
    QCOMPARE(entries->last().change.place.kind, Kind::Created);
}

void RemovalContract::theHistoryKnowsWhatWasThere()
{
    const Product was = *ports().products.product(sampleProduct(3).key);
    const qint64 before = now();
    m_clock.advance(std::chrono::seconds(10));
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
    m_clock.advance(std::chrono::seconds(10));
    undoLast();
    m_clock.advance(std::chrono::seconds(10));
    QCOMPARE(ports().history->productAt(was.key, after).error().code, ErrorCode::NotFound);
    QCOMPARE(fingerprint(*ports().history->productAt(was.key, before)), fingerprint(was));
    QCOMPARE(fingerprint(*ports().history->productAt(was.key, now())), fingerprint(was));
}

void RemovalContract::whatIsMadeAnewStays()
{
    QVERIFY(remove(3).ok());
    Product anew = sampleProduct(3);
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

void RemovalContract::severalAreOneChange()
{
    QVector<Product> were;
    for (const int n : {2, 3, 4})
        were.append(*ports().products.product(sampleProduct(n).key));
    const auto begun = ports().history->beginRemoval({rows({2, 3, 4}), QStringLiteral("3 selected"), now()},
                                                     {QStringLiteral("ana"), QStringLiteral("sold out")});
    QVERIFY2(begun.ok(), begun.ok() ? "" : qPrintable(begun.error().toString()));
    settle();
    QCOMPARE(ports().search.productCount(), Products); // nothing yet
    QCOMPARE(ports().history->advance(begun->id, 1)->done, 1);
    reopen(); // interrupted
    settle();
    QCOMPARE(ports().search.productCount(), Products - 1);
    const auto set = ports().history->advance(begun->id, 100);
    QVERIFY2(set.ok(), set.ok() ? "" : qPrintable(set.error().toString()));
    QVERIFY(set->finished && set->kind == ChangeKind::Remove && set->what == u"3 selected");
    QCOMPARE(set->changed, 3);
    QCOMPARE(set->refused, 0);
    settle();
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
    settle();
    QCOMPARE(ports().search.productCount(), Products - 3);
    undoLast(3);
    QVERIFY(isBack());
}

void RemovalContract::whatIsGoneOrChangedMeanwhileStays()
{
    const qint64 seen = now();
    const ResultSet chosen = rows({2, 3, 4});
    m_clock.advance(std::chrono::seconds(1));
    QVERIFY(remove(2).ok());
    Product renamed = sampleProduct(3);
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
    QVERIFY(!ports().cards.card(sampleProduct(4).key).ok());

    undoLast();
    QVERIFY(ports().cards.card(sampleProduct(4).key).ok());
    QVERIFY(!ports().cards.card(sampleProduct(2).key).ok()); // was not this change's
    // It came back, and was changed: it does not go again.
    Product changed = sampleProduct(4);
    changed.name = QStringLiteral("changed since");
    QVERIFY(ports().writer.upsert({changed}).ok());
    const auto again = ports().history->beginUndo(ports().history->sets(1, 0)->first().id, {});
    const auto done = runSet(*ports().history, *again, [](qint64, qint64) {}, {});
    QCOMPARE(done->refused, 1);
    QCOMPARE(ports().products.product(changed.key)->name, changed.name);
    QCOMPARE(ports().history->beginRemoval({ResultSet(), {}, {}}, {}).error().code, ErrorCode::InvalidArgument);
}

void RemovalContract::aNoteMakesAReplacementAChange()
{
    Product product = sampleProduct(2);
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
    QCOMPARE(ports().products.product(product.key)->name, sampleProduct(2).name);
}

} // namespace vitrine::test
