#include "storage/support/history_contract.h"

#include "catalog/bulk_run.h"
#include "catalog/product_rules.h"
#include "catalog/support/sample_products.h"

#include <QTest>

namespace vitrine::test {

using namespace catalog;
using Kind = FieldPlace::Kind;

Product HistoryContract::product(int n)
{
    return *ports().products.product(sampleProduct(n).key);
}

bool HistoryContract::isThere(int n)
{
    return ports().products.product(sampleProduct(n).key).ok();
}

qint64 HistoryContract::now() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.wallTime().time_since_epoch()).count();
}

void HistoryContract::fill(int count)
{
    QVector<Product> products;
    for (int n = 0; n < count; ++n)
        products.append(sampleProduct(n));
    QVERIFY(writer().upsert(products).ok());
}

/// Of every product that there is.
BulkEdit HistoryContract::bulk(const QStringList &texts)
{
    settle();
    BulkEdit edit;
    edit.products = *ports().search.find({}, {});
    for (const QString &text : texts) {
        const auto change = parseBulkChange(text, *ports().products.attributes());
        if (!change)
            qFatal("%s", qPrintable(change.error().toString()));
        edit.changes.append(*change);
    }
    return edit;
}

void HistoryContract::editIsTold()
{
    fill(1);
    pass();
    const Product before = product(0);
    const ChangeNote note{QStringLiteral("ana"), QStringLiteral("typo")};
    QVERIFY(writer().edit({before.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("new")), {}, note}).ok());
    const auto entries = history().ofProduct(before.key, 10, 0);
    QCOMPARE(entries->size(), 2);
    const HistoryEntry &entry = entries->first();
    QCOMPARE(entry.change.place.kind, Kind::Name);
    QCOMPARE(entry.change.before, QJsonValue(before.name));
    QCOMPARE(entry.change.after, QJsonValue(QStringLiteral("new")));
    QCOMPARE(entry.atMs, now());
    QCOMPARE(entry.version, 2u);
    QVERIFY(entry.note == note);
    QVERIFY(entry.set != 0);
    QCOMPARE(entries->last().change.place.kind, Kind::Created);
    QCOMPARE(history().ofProduct(before.key, 10, entry.id)->size(), 1);
    QCOMPARE(history().ofSet(entry.set, 10, 0)->size(), 1);
    QVERIFY(history().ofSet(entry.set, 10, 0)->first().key == before.key);
}

void HistoryContract::upsertIsToldFieldByField()
{
    fill(2);
    Product changed = sampleProduct(1);
    changed.variants[0].stock += 5;
    changed.categories.append(QStringLiteral("New/Place"));
    changed.attributes.removeFirst();
    QVERIFY(writer().upsert({changed}).ok());
    const auto entries = history().ofProduct(changed.key, 10, 0);
    QCOMPARE(entries->size(), 4);
    QStringList kinds;
    for (const HistoryEntry &entry : *entries)
        kinds.append(placeKindName(entry.change.place.kind));
    std::sort(kinds.begin(), kinds.end());
    QCOMPARE(kinds.join(u' '), QStringLiteral("attribute categories created stock"));
    // The same again is no change and leaves no trace.
    QVERIFY(writer().upsert({changed}).ok());
    QCOMPARE(history().ofProduct(changed.key, 10, 0)->size(), 4);
}

void HistoryContract::readsEveryFormerState()
{
    fill(2);
    QVector<std::pair<qint64, Product>> states{{now(), product(1)}};
    const auto remember = [&] {
        states.append({now(), product(1)});
        pass();
    };
    pass();
    Product other = sampleProduct(4); // every value another one, and other variants
    other.key = sampleProduct(1).key;
    QVERIFY(writer().upsert({other}).ok());
    remember();
    other.variants.removeFirst();
    other.prices.clear();
    QVERIFY(writer().upsert({other}).ok());
    remember();
    QVERIFY(writer().upsert({sampleProduct(1)}).ok());
    remember();
    run(history().begin(bulk({QStringLiteral("name=Every"), QStringLiteral("price+=10%"),
                              QStringLiteral("categories+=Sale")}), {}));
    remember();
    for (const auto &[at, state] : std::as_const(states)) {
        const auto read = history().productAt(state.key, at);
        QVERIFY2(read.ok(), read.ok() ? "" : qPrintable(read.error().toString()));
        QCOMPARE(read->version, state.version);
        QVERIFY(diff(*read, state).isEmpty());
        QCOMPARE(fingerprint(*read), fingerprint(state));
    }
}

void HistoryContract::wasNotThereYet()
{
    pass();
    fill(1);
    const auto before = history().productAt(sampleProduct(0).key, now() - 1);
    QCOMPARE(before.error().code, ErrorCode::NotFound);
    QVERIFY(before.error().remedy.contains(u"created"));
    QVERIFY(history().productAt(sampleProduct(0).key, now()).ok());
    QCOMPARE(history().productAt(ProductKey(QStringLiteral("none")), 0).error().code, ErrorCode::NotFound);
}

void HistoryContract::restoresAField()
{
    fill(2);
    const Product original = product(1);
    Product changed = sampleProduct(1);
    changed.variants[0].attributes.clear();
    QVERIFY(!sampleProduct(1).variants[0].attributes.isEmpty());
    QVERIFY(writer().upsert({changed}).ok());
    QVERIFY(writer().edit({changed.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("meanwhile")), {}}).ok());
    const auto entries = history().ofProduct(changed.key, 10, 0);
    for (const HistoryEntry &entry : *entries) {
        if (entry.change.place.kind == Kind::Attribute) {
            const ChangeSet set = run(history().beginRestore(entry.id, {QStringLiteral("bo"), {}}));
            QCOMPARE(set.changed, 1);
            QCOMPARE(set.kind, ChangeKind::Restore);
        }
    }
    QVERIFY(product(1).variants == original.variants);
    QCOMPARE(product(1).name, QStringLiteral("meanwhile")); // only that field
    // The restore is itself a change that can be undone.
    const auto newest = history().sets(1, 0)->first();
    run(history().beginUndo(newest.id, {}));
    QVERIFY(product(1).variants != original.variants);
}

void HistoryContract::bulkChangesAndUndoesAsOne()
{
    fill(500);
    const Product before = product(321);
    const auto preview = previewBulk(ports(),
                                     bulk({QStringLiteral("price+=5%"), QStringLiteral("attr.season:option=winter")}),
                                     3, [](qint64, qint64) {}, {});
    QCOMPARE(preview->products, 500);
    QCOMPARE(preview->changed, 500);
    QCOMPARE(preview->samples.size(), 3);
    QVERIFY(product(321) == before);
    // A price says of which currency it is, in a preview as in the history.
    int prices = 0;
    for (const BulkPreview::Sample &sample : preview->samples) {
        for (qsizetype i = 0; i < sample.changes.size(); ++i) {
            const bool isPrice = sample.changes[i].place.kind == Kind::Price;
            QCOMPARE(sample.currencies[i].isEmpty(), !isPrice);
            prices += isPrice;
        }
    }
    QVERIFY(prices >= 3);

    const ChangeNote note{QStringLiteral("ana"), QStringLiteral("winter sale")};
    qint64 reported = 0;
    const auto begun = history().begin(
        bulk({QStringLiteral("price+=5%"), QStringLiteral("attr.season:option=winter")}), note);
    QCOMPARE(begun->products, 500);
    QVERIFY(product(321) == before);
    const auto set = runSet(history(), *begun, [&](qint64 done, qint64) { reported = done; }, {});
    QCOMPARE(reported, 500);
    QVERIFY(set->finished);
    QCOMPARE(set->changed, 500);
    const Product after = product(321);
    QVERIFY(after.prices[0].minor == qRound64(before.prices[0].minor * 1.05));
    const auto entries = history().ofProduct(after.key, 10, 0);
    for (const HistoryEntry &entry : *entries) {
        if (entry.change.place.kind != Kind::Price)
            QVERIFY(entry.currency.isEmpty());
        else if (entry.change.place.code == after.prices[0].channel && entry.change.place.sku.isEmpty())
            QCOMPARE(entry.currency, after.prices[0].currency);
        else
            QVERIFY(!entry.currency.isEmpty());
    }
    QCOMPARE(ports().cards.card(after.key)->json, assembleCard(after));
    // Nothing is left to do for a second one.
    QCOMPARE(previewBulk(ports(), bulk({QStringLiteral("attr.season:option=winter")}), 3,
                         [](qint64, qint64) {}, {})->unchanged, 500);

    const ChangeSet undo = run(history().beginUndo(set->id, {QStringLiteral("ana"), {}}));
    QCOMPARE(undo.changed, 500);
    QCOMPARE(undo.refused, 0);
    QCOMPARE(undo.undoes, set->id);
    QCOMPARE(history().set(set->id)->undoneBy, undo.id);
    for (int n = 0; n < 500; ++n)
        QVERIFY(diff(product(n), asStored(sampleProduct(n), 3)).isEmpty());
    QCOMPARE(history().beginUndo(set->id, {}).error().code, ErrorCode::Conflict);
}

void HistoryContract::undoKeepsWhatWasChangedSince()
{
    fill(10);
    const ChangeSet set = run(history().begin(bulk({QStringLiteral("name=Same"), QStringLiteral("stock=7")}), {}));
    const Product mine = product(4);
    QVERIFY(writer().edit({mine.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("Mine")), {}}).ok());
    const ChangeSet undo = run(history().beginUndo(set.id, {}));
    QCOMPARE(undo.changed, 10);
    QCOMPARE(undo.refused, 1);
    QCOMPARE(product(4).name, QStringLiteral("Mine"));
    QCOMPARE(product(4).variants[0].stock, sampleProduct(4).variants[0].stock);
    QCOMPARE(product(5).name, sampleProduct(5).name);
    const auto refused = history().refusedBy(undo.id, 10);
    QCOMPARE(refused->size(), 1);
    QVERIFY(refused->first().key == mine.key);
    QVERIFY(refused->first().error.what.contains(u"Mine"));
    QCOMPARE(refused->first().error.where, QStringLiteral("name"));
}

void HistoryContract::undoOfAnUndo()
{
    fill(3);
    const ChangeSet set = run(history().begin(bulk({QStringLiteral("name=Same")}), {}));
    const ChangeSet undo = run(history().beginUndo(set.id, {}));
    const ChangeSet redo = run(history().beginUndo(undo.id, {}));
    QCOMPARE(redo.changed, 3);
    QCOMPARE(product(2).name, QStringLiteral("Same"));
    QCOMPARE(history().set(set.id)->undoneBy, 0u); // it holds, and can be undone again
    run(history().beginUndo(set.id, {}));
    QCOMPARE(product(2).name, sampleProduct(2).name);
}

void HistoryContract::refusalIsNamed()
{
    fill(5);
    const ChangeSet set = run(history().begin(bulk({QStringLiteral("price-=500")}), {}));
    QCOMPARE(set.done, 5);
    QCOMPARE(set.changed + set.refused, 5);
    QVERIFY(set.refused > 0);
    const auto refused = history().refusedBy(set.id, 10);
    QCOMPARE(refused->size(), set.refused);
    QVERIFY(refused->first().error.what.contains(u"negative"));
    QVERIFY(refused->first().error.where.startsWith(u"price"));
}

void HistoryContract::goesOnAfterARestart()
{
    fill(300);
    const auto begun = history().begin(bulk({QStringLiteral("stock+=1")}), {});
    QCOMPARE(history().advance(begun->id, 100)->done, 100);
    reopen();
    const auto sets = history().sets(10, 0);
    QVERIFY(!sets->first().finished);
    const ChangeSet set = run(sets->first());
    QCOMPARE(set.done, 300);
    for (int n = 0; n < 300; ++n) { // each exactly once
        const Product stored = product(n), was = asStored(sampleProduct(n), 1);
        QCOMPARE(stored.variants[0].stock, was.variants[0].stock + 1);
    }
    QCOMPARE(history().advance(begun->id, 100)->done, 300);

    const CancelToken cancel;
    cancel.request();
    const auto second = history().begin(bulk({QStringLiteral("stock+=1")}), {});
    QCOMPARE(history().advance(second->id, 100)->done, 100);
    const auto stopped = runSet(history(), *second, [](qint64, qint64) {}, cancel);
    QVERIFY(stopped.ok() && !stopped->finished);
    run(history().beginUndo(second->id, {}));
    QCOMPARE(history().advance(second->id, 100)->done, 100); // an undone set does not go on
    QCOMPARE(product(0).variants[0].stock, asStored(sampleProduct(0), 1).variants[0].stock + 1);
}

void HistoryContract::importIsASet()
{
    fill(3);
    const auto set = history().beginImport(QStringLiteral("shop.csv"), {QStringLiteral("ana"), {}});
    const auto bound = history().writerFor(set->id);
    Product changed = sampleProduct(1);
    changed.name = QStringLiteral("imported");
    QVERIFY(bound->upsert({changed, sampleProduct(9)}).ok());
    QVERIFY(history().finish(set->id, 2, 2, 0).ok());
    // Other writers are not of the set.
    QVERIFY(writer().edit({product(2).key, Edit::Field::Name, {}, {}, Value(QStringLiteral("else")), {}}).ok());
    QCOMPARE(history().ofProduct(product(2).key, 1, 0)->first().set, 0u);
    QCOMPARE(history().ofSet(set->id, 10, 0)->size(), 2);

    const ChangeSet undo = run(history().beginUndo(set->id, {}));
    QCOMPARE(undo.changed, 2);
    QCOMPARE(product(1).name, sampleProduct(1).name);
    QVERIFY(!isThere(9)); // what it created goes
    QCOMPARE(history().advance(set->id, 10)->finished, true);
    QCOMPARE(bound->upsert({sampleProduct(10)}).error().code, ErrorCode::Conflict); // it is undone, as a whole

    const auto nothing = history().beginImport(QStringLiteral("same.csv"), {});
    QCOMPARE(history().beginUndo(nothing->id, {}).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(history().advance(nothing->id, 10).error().code, ErrorCode::InvalidArgument);
}

void HistoryContract::undoOfAnImportTakesOutWhatItCreated()
{
    fill(2);
    const auto set = history().beginImport(QStringLiteral("shop.csv"), {});
    {
        const auto bound = history().writerFor(set->id);
        Product first = sampleProduct(5);
        first.name = QStringLiteral("first row");
        QVERIFY(bound->upsert({first, sampleProduct(6), sampleProduct(7), sampleProduct(8)}).ok());
        QVERIFY(bound->upsert({sampleProduct(5)}).ok()); // named twice by its source
    } // killed: never finished
    QVector<Product> imported;
    for (int n = 5; n < 9; ++n)
        imported.append(product(n));
    const auto edit = [&](int n, const char *name) {
        QVERIFY(writer().edit({product(n).key, Edit::Field::Name, {}, {}, Value(QString::fromLatin1(name)), {}}).ok());
    };
    edit(6, "mine");
    edit(7, "for a while");
    edit(7, qPrintable(imported[2].name)); // as the import left it, whatever its version
    QVERIFY(writer().remove(sampleProduct(8).key, {}, {}).ok());

    const ChangeSet undo = run(history().beginUndo(set->id, {}));
    QCOMPARE(undo.products, 4);
    QCOMPARE(undo.changed, 2);
    QCOMPARE(undo.refused, 1);
    QVERIFY(!isThere(5) && isThere(6) && !isThere(7) && !isThere(8));
    const auto refused = history().refusedBy(undo.id, 10);
    QCOMPARE(refused->first().key, sampleProduct(6).key);
    QCOMPARE(refused->first().error.where, QStringLiteral("name"));
    QVERIFY(refused->first().error.what.contains(u"mine"));

    const ChangeSet redo = run(history().beginUndo(undo.id, {}));
    QCOMPARE(redo.changed, 2);
    QCOMPARE(redo.refused, 0);
    for (const int n : {5, 7})
        QVERIFY(diff(product(n), imported[n - 5]).isEmpty());
    QVERIFY(!isThere(8));
    // It holds again, and can be undone again: that its products went and came is no change of them.
    const ChangeSet again = run(history().beginUndo(set->id, {}));
    QCOMPARE(again.changed, 2);
    QVERIFY(!isThere(5) && isThere(6) && !isThere(7));
    // Made anew with other values, it is somebody else's.
    run(history().beginUndo(again.id, {}));
    QVERIFY(writer().remove(sampleProduct(5).key, {}, {}).ok());
    Product other = sampleProduct(5);
    other.name = QStringLiteral("another");
    QVERIFY(writer().upsert({other}).ok());
    QCOMPARE(run(history().beginUndo(set->id, {})).refused, 2);
    QCOMPARE(product(5).name, QStringLiteral("another"));
}

void HistoryContract::refusesNonsense()
{
    fill(1);
    QCOMPARE(history().begin({}, {}).error().code, ErrorCode::InvalidArgument);
    BulkEdit nothing = bulk({QStringLiteral("name=x")});
    nothing.products = {};
    QCOMPARE(history().begin(nothing, {}).error().code, ErrorCode::InvalidArgument);
    for (const auto &code : {history().advance(99, 1).error().code, history().beginUndo(99, {}).error().code,
                             history().beginRestore(99, {}).error().code, history().set(99).error().code,
                             history().ofSet(99, 1, 0).error().code, history().refusedBy(99, 1).error().code,
                             history().ofProduct(ProductKey(QStringLiteral("none")), 1, 0).error().code})
        QCOMPARE(code, ErrorCode::NotFound);
    const quint64 created = history().ofProduct(sampleProduct(0).key, 1, 0)->first().id;
    QCOMPARE(history().beginRestore(created, {}).error().code, ErrorCode::InvalidArgument);
}

} // namespace vitrine::test
