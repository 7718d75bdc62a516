#include "catalog/bulk_run.h"
#include "catalog/product_rules.h"
#include "catalog/support/sample_products.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "support/manual_clock.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;
using Kind = FieldPlace::Kind;

/// Who changed what, when and why; back to any time; back one field, or a whole set.
class TestHistory : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_clock = std::make_unique<test::ManualClock>();
        open();
    }
    void cleanup() { m_catalog.reset(); }

    void editIsTold();
    void upsertIsToldFieldByField();
    void readsEveryFormerState();
    void wasNotThereYet();
    void restoresAField();
    void bulkChangesAndUndoesAsOne();
    void undoKeepsWhatWasChangedSince();
    void undoOfAnUndo();
    void refusalIsNamed();
    void goesOnAfterARestart();
    void importIsASet();
    void undoOfAnImportTakesOutWhatItCreated();
    void refusesNonsense();
    void oldCatalogIsBroughtUpToDate();

private:
    void open()
    {
        m_catalog.reset();
        auto opened = SqliteCatalog::open(m_dir->path(), {0, m_clock.get()});
        QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().toString()));
        m_catalog = std::move(opened).value();
    }
    ProductHistory &history() { return *m_catalog->ports().history; }
    ProductWriter &writer() { return m_catalog->ports().writer; }
    bool isThere(int n) { return m_catalog->ports().products.product(test::sampleProduct(n).key).ok(); }
    Product product(int n) { return *m_catalog->ports().products.product(test::sampleProduct(n).key); }
    qint64 now() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock->wallTime().time_since_epoch()).count();
    }
    void pass() { m_clock->advance(std::chrono::seconds(10)); }
    void fill(int count)
    {
        QVector<Product> products;
        for (int n = 0; n < count; ++n)
            products.append(test::sampleProduct(n));
        QVERIFY(writer().upsert(products).ok());
    }
    BulkEdit bulk(const QStringList &texts)
    {
        auto ports = m_catalog->ports();
        BulkEdit edit;
        edit.products = *ports.search.find({}, {});
        for (const QString &text : texts) {
            const auto change = parseBulkChange(text, *ports.products.attributes());
            if (!change)
                qFatal("%s", qPrintable(change.error().toString()));
            edit.changes.append(*change);
        }
        return edit;
    }
    ChangeSet run(const Result<ChangeSet> &begun)
    {
        if (!begun)
            qFatal("%s", qPrintable(begun.error().toString()));
        return *runSet(history(), *begun, [](qint64, qint64) {}, {});
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<test::ManualClock> m_clock;
    std::unique_ptr<SqliteCatalog> m_catalog;
};

void TestHistory::editIsTold()
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

void TestHistory::upsertIsToldFieldByField()
{
    fill(2);
    Product changed = test::sampleProduct(1);
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

void TestHistory::readsEveryFormerState()
{
    fill(2);
    QVector<std::pair<qint64, Product>> states{{now(), product(1)}};
    const auto remember = [&] {
        states.append({now(), product(1)});
        pass();
    };
    pass();
    Product other = test::sampleProduct(4); // every value another one, and other variants
    other.key = test::sampleProduct(1).key;
    QVERIFY(writer().upsert({other}).ok());
    remember();
    other.variants.removeFirst();
    other.prices.clear();
    QVERIFY(writer().upsert({other}).ok());
    remember();
    QVERIFY(writer().upsert({test::sampleProduct(1)}).ok());
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

void TestHistory::wasNotThereYet()
{
    pass();
    fill(1);
    const auto before = history().productAt(test::sampleProduct(0).key, now() - 1);
    QCOMPARE(before.error().code, ErrorCode::NotFound);
    QVERIFY(before.error().remedy.contains(u"created"));
    QVERIFY(history().productAt(test::sampleProduct(0).key, now()).ok());
    QCOMPARE(history().productAt(ProductKey(QStringLiteral("none")), 0).error().code, ErrorCode::NotFound);
}

void TestHistory::restoresAField()
{
    fill(2);
    const Product original = product(1);
    Product changed = test::sampleProduct(1);
    changed.variants[0].attributes.clear();
    QVERIFY(!test::sampleProduct(1).variants[0].attributes.isEmpty());
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

void TestHistory::bulkChangesAndUndoesAsOne()
{
    fill(500);
    const Product before = product(321);
    const auto preview = previewBulk(m_catalog->ports(),
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
    QCOMPARE(m_catalog->ports().cards.card(after.key)->json, assembleCard(after));
    // Nothing is left to do for a second one.
    QCOMPARE(previewBulk(m_catalog->ports(), bulk({QStringLiteral("attr.season:option=winter")}), 3,
                         [](qint64, qint64) {}, {})->unchanged, 500);

    const ChangeSet undo = run(history().beginUndo(set->id, {QStringLiteral("ana"), {}}));
    QCOMPARE(undo.changed, 500);
    QCOMPARE(undo.refused, 0);
    QCOMPARE(undo.undoes, set->id);
    QCOMPARE(history().set(set->id)->undoneBy, undo.id);
    for (int n = 0; n < 500; ++n)
        QVERIFY(diff(product(n), test::asStored(test::sampleProduct(n), 3)).isEmpty());
    QCOMPARE(history().beginUndo(set->id, {}).error().code, ErrorCode::Conflict);
}

void TestHistory::undoKeepsWhatWasChangedSince()
{
    fill(10);
    const ChangeSet set = run(history().begin(bulk({QStringLiteral("name=Same"), QStringLiteral("stock=7")}), {}));
    const Product mine = product(4);
    QVERIFY(writer().edit({mine.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("Mine")), {}}).ok());
    const ChangeSet undo = run(history().beginUndo(set.id, {}));
    QCOMPARE(undo.changed, 10);
    QCOMPARE(undo.refused, 1);
    QCOMPARE(product(4).name, QStringLiteral("Mine"));
    QCOMPARE(product(4).variants[0].stock, test::sampleProduct(4).variants[0].stock);
    QCOMPARE(product(5).name, test::sampleProduct(5).name);
    const auto refused = history().refusedBy(undo.id, 10);
    QCOMPARE(refused->size(), 1);
    QVERIFY(refused->first().key == mine.key);
    QVERIFY(refused->first().error.what.contains(u"Mine"));
    QCOMPARE(refused->first().error.where, QStringLiteral("name"));
}

void TestHistory::undoOfAnUndo()
{
    fill(3);
    const ChangeSet set = run(history().begin(bulk({QStringLiteral("name=Same")}), {}));
    const ChangeSet undo = run(history().beginUndo(set.id, {}));
    const ChangeSet redo = run(history().beginUndo(undo.id, {}));
    QCOMPARE(redo.changed, 3);
    QCOMPARE(product(2).name, QStringLiteral("Same"));
    QCOMPARE(history().set(set.id)->undoneBy, 0u); // it holds, and can be undone again
    run(history().beginUndo(set.id, {}));
    QCOMPARE(product(2).name, test::sampleProduct(2).name);
}

void TestHistory::refusalIsNamed()
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

void TestHistory::goesOnAfterARestart()
{
    fill(300);
    const auto begun = history().begin(bulk({QStringLiteral("stock+=1")}), {});
    QCOMPARE(history().advance(begun->id, 100)->done, 100);
    open();
    const auto sets = history().sets(10, 0);
    QVERIFY(!sets->first().finished);
    const ChangeSet set = run(sets->first());
    QCOMPARE(set.done, 300);
    for (int n = 0; n < 300; ++n) { // each exactly once
        const Product stored = product(n), was = test::asStored(test::sampleProduct(n), 1);
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
    QCOMPARE(product(0).variants[0].stock, test::asStored(test::sampleProduct(0), 1).variants[0].stock + 1);
}

void TestHistory::importIsASet()
{
    fill(3);
    const auto set = history().beginImport(QStringLiteral("shop.csv"), {QStringLiteral("ana"), {}});
    const auto bound = history().writerFor(set->id);
    Product changed = test::sampleProduct(1);
    changed.name = QStringLiteral("imported");
    QVERIFY(bound->upsert({changed, test::sampleProduct(9)}).ok());
    QVERIFY(history().finish(set->id, 2, 2, 0).ok());
    // Other writers are not of the set.
    QVERIFY(writer().edit({product(2).key, Edit::Field::Name, {}, {}, Value(QStringLiteral("else")), {}}).ok());
    QCOMPARE(history().ofProduct(product(2).key, 1, 0)->first().set, 0u);
    QCOMPARE(history().ofSet(set->id, 10, 0)->size(), 2);

    const ChangeSet undo = run(history().beginUndo(set->id, {}));
    QCOMPARE(undo.changed, 2);
    QCOMPARE(product(1).name, test::sampleProduct(1).name);
    QVERIFY(!isThere(9)); // what it created goes
    QCOMPARE(history().advance(set->id, 10)->finished, true);
    QCOMPARE(bound->upsert({test::sampleProduct(10)}).error().code, ErrorCode::Conflict); // it is undone, as a whole

    const auto nothing = history().beginImport(QStringLiteral("same.csv"), {});
    QCOMPARE(history().beginUndo(nothing->id, {}).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(history().advance(nothing->id, 10).error().code, ErrorCode::InvalidArgument);
}

void TestHistory::undoOfAnImportTakesOutWhatItCreated()
{
    fill(2);
    const auto set = history().beginImport(QStringLiteral("shop.csv"), {});
    {
        const auto bound = history().writerFor(set->id);
        Product first = test::sampleProduct(5);
        first.name = QStringLiteral("first row");
        QVERIFY(bound->upsert({first, test::sampleProduct(6), test::sampleProduct(7), test::sampleProduct(8)}).ok());
        QVERIFY(bound->upsert({test::sampleProduct(5)}).ok()); // named twice by its source
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
    QVERIFY(writer().remove(test::sampleProduct(8).key, {}, {}).ok());

    const ChangeSet undo = run(history().beginUndo(set->id, {}));
    QCOMPARE(undo.products, 4);
    QCOMPARE(undo.changed, 2);
    QCOMPARE(undo.refused, 1);
    QVERIFY(!isThere(5) && isThere(6) && !isThere(7) && !isThere(8));
    const auto refused = history().refusedBy(undo.id, 10);
    QCOMPARE(refused->first().key, test::sampleProduct(6).key);
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
    QVERIFY(writer().remove(test::sampleProduct(5).key, {}, {}).ok());
    Product other = test::sampleProduct(5);
    other.name = QStringLiteral("another");
    QVERIFY(writer().upsert({other}).ok());
    QCOMPARE(run(history().beginUndo(set->id, {})).refused, 2);
    QCOMPARE(product(5).name, QStringLiteral("another"));
}

void TestHistory::refusesNonsense()
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
    const quint64 created = history().ofProduct(test::sampleProduct(0).key, 1, 0)->first().id;
    QCOMPARE(history().beginRestore(created, {}).error().code, ErrorCode::InvalidArgument);
}

void TestHistory::oldCatalogIsBroughtUpToDate()
{
    fill(2);
    Product stored = product(1);
    for (ImageRef &image : stored.images)
        image.focus.reset(); // there were none
    m_catalog.reset();
    // As version 1 left it: readable text, without sets.
    sqlite3 *database = nullptr;
    QCOMPARE(sqlite3_open(qPrintable(m_dir->filePath(QStringLiteral("catalog.db"))), &database), SQLITE_OK);
    const char *sql = R"(
        DROP INDEX image_by_focus; ALTER TABLE image DROP COLUMN focus_x; ALTER TABLE image DROP COLUMN focus_y;
        DROP TABLE families; DROP TABLE completeness; DROP TABLE removed; DROP INDEX history_by_product; DROP INDEX history_by_set; DROP TABLE change_set; DROP TABLE change_refused;
        DELETE FROM history; ALTER TABLE history DROP COLUMN sku; ALTER TABLE history DROP COLUMN change_set;
        INSERT INTO history (at_ms, product, version, field, code, channel, locale, previous, current) VALUES
            (1, 2, 2, 'name', '', '', '', 'say "hi"', 'new'),
            (2, 2, 3, 'attribute', 'weight', '', '', '12.5', NULL),
            (3, 2, 4, 'attribute', 'brand', '', '', 'acme', 'hp'),
            (4, 2, 5, 'attribute', 'description', '', 'th_TH', NULL, 'text'),
            (5, 2, 6, 'stock', 'P-00001-M', '', '', '3', '4'),
            (6, 2, 7, 'price', 'SG', '', '', '1250', '1300');
        PRAGMA user_version=1;)";
    char *error = nullptr;
    QVERIFY2(sqlite3_exec(database, sql, nullptr, nullptr, &error) == SQLITE_OK, error);
    sqlite3_close(database);
    open();
    if (QTest::currentTestFailed())
        return;
    QVERIFY(product(1) == stored);
    const auto entries = *history().ofProduct(stored.key, 10, 0);
    QCOMPARE(entries.size(), 6);
    const auto change = [&](int age) { return entries[5 - age].change; };
    QCOMPARE(change(0).before, QJsonValue(QStringLiteral("say \"hi\"")));
    QCOMPARE(change(1).before, QJsonValue(12.5));
    QVERIFY(change(1).after.isUndefined());
    QVERIFY(valueFromJson(change(2).before) == Value(OptionCode(QStringLiteral("acme"))));
    QVERIFY(change(3).before.isUndefined());
    QCOMPARE(change(4).place.sku, QStringLiteral("P-00001-M"));
    QCOMPARE(change(5).before, QJsonValue(1250));
    QCOMPARE(run(history().beginRestore(entries[5].id, {})).changed, 1);
    QCOMPARE(product(1).name, QStringLiteral("say \"hi\""));
}

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
