#include "storage/support/writer_contract.h"

#include "catalog/support/sample_products.h"

#include <QTest>

#include <atomic>
#include <thread>

namespace vitrine::test {

using namespace catalog;

QVector<ProductOutcome> WriterContract::upsert(const QVector<Product> &products)
{
    auto outcomes = ports().writer.upsert(products);
    if (!outcomes)
        qFatal("%s", qPrintable(outcomes.error().toString()));
    return *outcomes;
}

/// The product that edits are tried on; another one is beside it.
Product WriterContract::edited()
{
    upsert({sampleProduct(1), sampleProduct(4)});
    return sampleProduct(1);
}

void WriterContract::everyValueTypeAndScope()
{
    QVector<Product> products;
    for (int n = 0; n < 50; ++n)
        products.append(sampleProduct(n));
    products[7].variants.clear();
    upsert(products);
    for (int round = 0; round < 2; ++round) {
        for (const Product &product : std::as_const(products)) {
            const auto read = ports().products.product(product.key);
            QVERIFY(read.ok());
            QVERIFY(*read == asStored(product, 1));
        }
        reopen();
    }
    settle();
    QCOMPARE(ports().search.productCount(), 50);
    QCOMPARE(ports().products.product(ProductKey(QStringLiteral("none"))).error().code,
             ErrorCode::NotFound);
}

void WriterContract::cardIsWhatTheTruthAssemblesTo()
{
    QVector<Product> products;
    for (int n = 0; n < 300; ++n)
        products.append(sampleProduct(n));
    upsert(products);
    for (const Product &product : std::as_const(products)) {
        const auto card = ports().cards.card(product.key);
        QVERIFY(card.ok());
        QCOMPARE(card->json, assembleCard(asStored(product, 1)));
        QCOMPARE(card->version, 1u);
    }
    QCOMPARE(ports().cards.card(ProductKey(QStringLiteral("none"))).error().code,
             ErrorCode::NotFound);
}

void WriterContract::outcomes()
{
    QVector<Product> products = {sampleProduct(1), sampleProduct(2)};
    QCOMPARE(upsert(products)[1].outcome, Outcome::Created);
    products[0].attributes[1].value = QStringLiteral("other");
    std::reverse(products[1].attributes.begin(), products[1].attributes.end());
    const auto again = upsert(products);
    QCOMPARE(again[0].outcome, Outcome::Updated);
    QCOMPARE(again[0].version, 2u);
    QCOMPARE(again[1].outcome, Outcome::Unchanged);
    QCOMPARE(again[1].version, 1u);
    QCOMPARE(ports().cards.card(products[0].key)->json,
             assembleCard(asStored(products[0], 2)));
    QVERIFY(*ports().products.product(products[0].key) == asStored(products[0], 2));
}

void WriterContract::rejectsOnlyWhatBreaksARule()
{
    QVector<Product> products(6);
    products[0] = sampleProduct(0);
    products[1] = sampleProduct(1);
    products[1].key = ProductKey();
    products[2] = sampleProduct(2);
    products[2].attributes[4].value = QStringLiteral("heavy");
    products[3] = sampleProduct(3);
    products[3].attributes.append(products[3].attributes.first());
    products[4] = sampleProduct(4);
    products[4].attributes[1].code = QStringLiteral("Bad Code");
    products[5] = sampleProduct(5);
    const auto outcomes = upsert(products);
    for (int n = 1; n < 5; ++n) {
        QCOMPARE(outcomes[n].outcome, Outcome::Rejected);
        QCOMPARE(outcomes[n].error.code, ErrorCode::InvalidArgument);
        QVERIFY(!outcomes[n].error.what.isEmpty());
        QVERIFY(!outcomes[n].error.where.isEmpty());
    }
    QCOMPARE(outcomes[0].outcome, Outcome::Created);
    QCOMPARE(outcomes[5].outcome, Outcome::Created);
    settle();
    QCOMPARE(ports().search.productCount(), 2);
    QVERIFY(outcomes[2].error.what.contains(QStringLiteral("number")));
}

void WriterContract::scopedCardFallsBack()
{
    const Product product = sampleProduct(3);
    upsert({product});
    const auto scoped = [&](const char *channel, const char *locale) {
        const Scope scope{QString::fromLatin1(channel), QString::fromLatin1(locale)};
        return ports().cards.card(product.key, scope)->json;
    };
    QVERIFY(scoped("", "").contains("Waterproof, size 3"));
    QVERIFY(scoped("SG", "th_TH").contains("SG only 3"));
    QVERIFY(scoped("TH", "th_TH").contains("กันน้ำ 3"));
    QVERIFY(scoped("MY", "").contains("Waterproof, size 3"));
    QVERIFY(!scoped("MY", "").contains("\"color\""));
    QVERIFY(scoped("MY", "ms_MY").contains("\"color\":\"blue\""));
}

void WriterContract::forEachIsInOrderAndStops()
{
    QVector<Product> products;
    for (int n = 20; n > 0; --n)
        products.append(sampleProduct(n));
    upsert(products);
    QVector<Product> seen;
    QVERIFY(ports().products.forEach([&](const Product &product) {
        seen.append(product);
        return true;
    }));
    QCOMPARE(seen.size(), 20);
    QVERIFY(seen.first() == asStored(products.first(), 1));
    int visits = 0;
    const Status stopped = ports().products.forEach([&](const Product &) { return ++visits < 5; });
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(visits, 5);
}

void WriterContract::changesAndUndoes_data()
{
    QTest::addColumn<int>("field");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("locale");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, Edit::Field field, const char *code, const char *locale, int kind) {
        QTest::newRow(name) << int(field) << QString::fromLatin1(code) << QString::fromLatin1(locale) << kind;
    };
    row("name", Edit::Field::Name, "", "", 0);
    row("text", Edit::Field::Attribute, "description", "", 0);
    row("text in a language", Edit::Field::Attribute, "description", "th_TH", 0);
    row("text in a new language", Edit::Field::Attribute, "description", "vi_VN", 0);
    row("number", Edit::Field::Attribute, "weight", "", 1);
    row("boolean", Edit::Field::Attribute, "washable", "", 2);
    row("date", Edit::Field::Attribute, "released", "", 3);
    row("option", Edit::Field::Attribute, "brand", "", 4);
    row("nothing", Edit::Field::Attribute, "weight", "", -1);
    row("price", Edit::Field::PriceMinor, "SG", "", 1);
    row("price everywhere", Edit::Field::PriceMinor, "", "", 1);
    row("stock", Edit::Field::Stock, "P-00001-M", "", 1);
}

void WriterContract::changesAndUndoes()
{
    const Product product = edited();
    QFETCH(int, field);
    QFETCH(QString, code);
    QFETCH(QString, locale);
    QFETCH(int, kind);
    static const QVector<Value> values = {QStringLiteral("shiny new"), 4711.0, true, QDate(1999, 12, 31),
                                          OptionCode(QStringLiteral("newbrand"))};
    Edit edit{product.key, Edit::Field(field), code, {{}, locale}, {}, 1u};
    if (kind >= 0)
        edit.value = values[kind];
    auto catalog = ports();

    const auto done = catalog.writer.edit(edit);
    QVERIFY2(done.ok(), done.ok() ? "" : qPrintable(done.error().toString()));
    QCOMPARE(done->version, 2u);
    const Product changed = *catalog.products.product(product.key);
    QVERIFY(changed != asStored(product, 1));
    QCOMPARE(changed.version, 2u);
    QCOMPARE(catalog.cards.card(product.key)->json, assembleCard(changed));

    Edit undo = edit;
    undo.value = done->previous;
    undo.expectedVersion = done->version;
    const auto undone = catalog.writer.edit(undo);
    QVERIFY(undone.ok());
    QCOMPARE(undone->previous.has_value(), edit.value.has_value());
    // Equal but for the version: a value that comes back stands at the end, which the digest does not mind.
    QCOMPARE((*catalog.writer.upsert({product}))[0].outcome, Outcome::Unchanged);
    QCOMPARE(catalog.products.product(product.key)->version, 3u);
}

void WriterContract::aVariantHasItsOwn()
{
    const Product product = edited();
    const QString sku = product.variants.first().sku, material = QStringLiteral("lining");
    auto catalog = ports();
    Edit edit{product.key, Edit::Field::Attribute, material, {}, Value(QStringLiteral("silk")), 1u};
    edit.sku = sku;
    const auto done = catalog.writer.edit(edit);
    QVERIFY2(done.ok(), done.ok() ? "" : qPrintable(done.error().toString()));
    const Product changed = *catalog.products.product(product.key);
    QVERIFY(changed.variants.first().attributes.contains(AttributeValue{material, *edit.value, {}}));
    QCOMPARE(changed.attributes, asStored(product, 1).attributes);
    QCOMPARE(catalog.cards.card(product.key)->json, assembleCard(changed));
    edit.value.reset();
    edit.expectedVersion = done->version;
    const auto undone = catalog.writer.edit(edit);
    QCOMPARE(undone->previous, std::optional<Value>(QStringLiteral("silk")));
    QCOMPARE((*catalog.writer.upsert({product}))[0].outcome, Outcome::Unchanged);
    Edit price{product.key, Edit::Field::PriceMinor, product.prices.first().channel, {}, Value(4711.0), {}};
    price.sku = sku;
    const auto own = std::find_if(product.variants.first().prices.begin(), product.variants.first().prices.end(),
                                  [&](const Price &each) { return each.channel == price.code; });
    const bool hadOne = own != product.variants.first().prices.end();
    QCOMPARE(catalog.writer.edit(price)->previous.has_value(), hadOne);
    const QVector<Price> prices = catalog.products.product(product.key)->variants.first().prices;
    QVERIFY(prices.contains(Price{price.code, hadOne ? own->currency : product.prices.first().currency, 4711}));
    price.value = hadOne ? std::optional(Value(double(own->minor))) : std::nullopt;
    QCOMPARE(catalog.writer.edit(price)->previous, std::optional<Value>(4711.0));
    QCOMPARE((*catalog.writer.upsert({product}))[0].outcome, Outcome::Unchanged);
    edit.sku = QStringLiteral("nobody");
    edit.expectedVersion.reset();
    QVERIFY(catalog.writer.edit(edit).error().what.contains(QStringLiteral("no variant \"nobody\"")));
}

void WriterContract::conflictChangesNothing()
{
    const Product product = edited();
    auto catalog = ports();
    Edit edit{product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("mine")), 1u};
    QVERIFY(catalog.writer.edit(edit).ok());
    edit.value = QStringLiteral("theirs");
    const auto refused = catalog.writer.edit(edit);
    QCOMPARE(refused.error().code, ErrorCode::PreconditionFailed);
    QVERIFY(!refused.error().remedy.isEmpty());
    QCOMPARE(catalog.products.product(product.key)->name, QStringLiteral("mine"));
}

void WriterContract::sameValueKeepsTheVersion()
{
    const Product product = edited();
    const auto receipt =
        ports().writer.edit({product.key, Edit::Field::Name, {}, {}, Value(product.name), {}});
    QCOMPARE(receipt->version, 1u);
    QVERIFY(receipt->previous == Value(product.name));
}

void WriterContract::refuses_data()
{
    QTest::addColumn<int>("field");
    QTest::addColumn<QString>("code");
    QTest::addColumn<double>("number");
    const auto row = [](const char *name, Edit::Field field, const char *code, double number) {
        QTest::newRow(name) << int(field) << QString::fromLatin1(code) << number;
    };
    row("a name that is a number", Edit::Field::Name, "", 1);
    row("a number in a text attribute", Edit::Field::Attribute, "description", 1);
    row("an attribute without a code", Edit::Field::Attribute, "", 1);
    row("a number that is none", Edit::Field::Attribute, "weight", qQNaN());
    row("a price in no channel of it", Edit::Field::PriceMinor, "TH", 1);
    row("half a cent", Edit::Field::PriceMinor, "SG", 0.5);
    row("a negative price", Edit::Field::PriceMinor, "SG", -1);
    row("stock of another variant", Edit::Field::Stock, "P-00004-M", 1);
    row("more stock than there can be", Edit::Field::Stock, "P-00001-M", 1e300);
}

void WriterContract::refuses()
{
    const Product product = edited();
    QFETCH(int, field);
    QFETCH(QString, code);
    QFETCH(double, number);
    auto catalog = ports();
    const auto refused = catalog.writer.edit({product.key, Edit::Field(field), code, {}, Value(number), {}});
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!refused.error().what.isEmpty());
    QVERIFY(*catalog.products.product(product.key) == asStored(product, 1));
    // The writer works on after a refusal.
    QVERIFY(catalog.writer.edit({product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("fine")), {}})
                .ok());
    QCOMPARE(catalog.writer.edit({ProductKey(QStringLiteral("none")), Edit::Field(field), code, {}, {}, {}})
                 .error()
                 .code,
             ErrorCode::NotFound);
}

void WriterContract::aKeyTwiceInOneBatch()
{
    Product first = sampleProduct(1), second = sampleProduct(1);
    second.name = QStringLiteral("The second");
    const auto outcomes = upsert({first, sampleProduct(2), second, second});
    QCOMPARE(outcomes[0].outcome, Outcome::Created);
    QCOMPARE(outcomes[2].outcome, Outcome::Updated);
    QCOMPARE(outcomes[2].version, 2u);
    QCOMPARE(outcomes[3].outcome, Outcome::Unchanged);
    QVERIFY(*ports().products.product(first.key) == asStored(second, 2));
}

void WriterContract::keysThatLookAlike()
{
    QVector<Product> products;
    for (const QString &key : {QStringLiteral("a-1"), QStringLiteral("A-1"), QStringLiteral("A-1 "), QStringLiteral("Á-1"),
                               QStringLiteral("'; DROP TABLE product; --"), QStringLiteral("a\\'b\"c"), QStringLiteral("😀")}) {
        Product product = sampleProduct(int(products.size()));
        product.key = ProductKey(key);
        product.name = key;
        product.attributes[1].value = key;
        product.attributes[0].value = OptionCode(key);
        product.categories = {key};
        products.append(product);
    }
    for (const ProductOutcome &outcome : upsert(products))
        QCOMPARE(outcome.outcome, Outcome::Created);
    for (const Product &product : std::as_const(products)) {
        const auto read = ports().products.product(product.key);
        QVERIFY2(read.ok(), qPrintable(product.name));
        QVERIFY2(*read == asStored(product, 1), qPrintable(product.name));
    }
}

void WriterContract::attributesAreDescribedAndCounted()
{
    auto catalog = ports();
    QVERIFY(catalog.writer.describe({{QStringLiteral("weight"), QStringLiteral("Weight"), QStringLiteral("kg")}}).ok());
    const auto find = [&](const QString &code) {
        const auto attributes = *catalog.products.attributes();
        return *std::find_if(attributes.begin(), attributes.end(), [&](const Attribute &a) { return a.code == code; });
    };
    upsert({sampleProduct(0), sampleProduct(1)});
    QVERIFY(find(QStringLiteral("weight")) ==
            (Attribute{QStringLiteral("weight"), QStringLiteral("Weight"), ValueType::Number, QStringLiteral("kg"), 2}));
    QCOMPARE(find(QStringLiteral("description")).valueCount, 6);
    QCOMPARE(find(QStringLiteral("description")).label, QStringLiteral("description"));
    Product fewer = sampleProduct(1);
    fewer.attributes.remove(1, 3);
    upsert({fewer});
    QCOMPARE(find(QStringLiteral("description")).valueCount, 3);
    QVERIFY(catalog.writer.remove(sampleProduct(0).key, {}, {}).ok());
    QCOMPARE(find(QStringLiteral("description")).valueCount, 0);
    QCOMPARE(catalog.writer.describe({{QStringLiteral("Bad Code"), {}, {}}}).error().code, ErrorCode::InvalidArgument);
}

void WriterContract::anAttributeWithoutValuesMayBecomeAnother()
{
    Product product = sampleProduct(1);
    upsert({product});
    product.attributes[4].value = QStringLiteral("heavy"); // the only weight
    QCOMPARE(upsert({product})[0].outcome, Outcome::Rejected);
    QVERIFY(ports().writer.remove(product.key, {}, {}).ok());
    QCOMPARE(upsert({product})[0].outcome, Outcome::Created);
    QVERIFY(*ports().products.product(product.key) == asStored(product, 3));
    QCOMPARE(upsert({sampleProduct(2)})[0].outcome, Outcome::Rejected);
}

void WriterContract::replacesOnlyTheExpectedVersion()
{
    const auto catalog = ports();
    Product product = sampleProduct(1);
    QCOMPARE(catalog.writer.replace(product, 1).error().code, ErrorCode::PreconditionFailed); // there is none yet
    const auto made = catalog.writer.replace(product, 0);
    QVERIFY(made.ok());
    QCOMPARE(made->outcome, Outcome::Created);
    QCOMPARE(catalog.writer.replace(product, 0).error().code, ErrorCode::PreconditionFailed);
    QCOMPARE(catalog.writer.replace(product, 1)->outcome, Outcome::Unchanged);
    product.name = QStringLiteral("Another name");
    const auto changed = catalog.writer.replace(product, 1, {QStringLiteral("ann"), QStringLiteral("better")});
    QVERIFY(changed.ok());
    QCOMPARE(changed->version, 2u);
    QCOMPARE(catalog.cards.card(product.key)->version, 2u);
    product.name = QStringLiteral("Too late");
    const auto late = catalog.writer.replace(product, 1);
    QCOMPARE(late.error().code, ErrorCode::PreconditionFailed);
    QVERIFY(late.error().what.contains(u"version 2"));
    QCOMPARE(catalog.products.product(product.key)->name, QStringLiteral("Another name"));
    product.name = QString(2 << 20, u'x');
    QCOMPARE(catalog.writer.replace(product, 2).error().code, ErrorCode::InvalidArgument);
}

void WriterContract::ofManyAtOnceOneWins()
{
    const auto catalog = ports();
    QVERIFY(catalog.writer.replace(sampleProduct(1), 0).ok());
    std::atomic<int> won{0}, refused{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            Product product = sampleProduct(1);
            product.name = QString::number(i);
            const auto replaced = catalog.writer.replace(product, 1);
            won += replaced.ok();
            refused += !replaced && replaced.error().code == ErrorCode::PreconditionFailed;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(won.load(), 1);
    QCOMPARE(refused.load(), 7);
    QCOMPARE(catalog.products.product(sampleProduct(1).key)->version, 2u);
}

void WriterContract::removesAndTakesBack()
{
    const Product product = edited();
    const auto catalog = ports();
    QCOMPARE(catalog.writer.remove(product.key, 7, {}).error().code, ErrorCode::PreconditionFailed);
    QCOMPARE(catalog.writer.remove(ProductKey(QStringLiteral("none")), {}, {}).error().code, ErrorCode::NotFound);
    const auto removed = catalog.writer.remove(product.key, 1, {QStringLiteral("ann"), QStringLiteral("sold out")});
    QVERIFY(removed.ok());
    QCOMPARE(removed->version, 2u);
    QCOMPARE(catalog.cards.card(product.key).error().code, ErrorCode::NotFound);
    QCOMPARE(catalog.products.product(product.key).error().code, ErrorCode::NotFound);
    QCOMPARE(catalog.writer.remove(product.key, {}, {}).error().code, ErrorCode::NotFound);
    settle();
    QCOMPARE(catalog.search.productCount(), 1);
    const auto back = catalog.writer.replace(product, 0);
    QVERIFY(back.ok());
    QCOMPARE(back->outcome, Outcome::Created);
    QCOMPARE(back->version, 3u);
    QVERIFY(*catalog.products.product(product.key) == asStored(product, 3));
    settle();
    QCOMPARE(catalog.search.productCount(), 2);
}

} // namespace vitrine::test
