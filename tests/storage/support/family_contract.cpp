#include "storage/support/family_contract.h"

#include "catalog/bulk_run.h"
#include "storage/support/ended_set.h"

#include <QTest>

#include <atomic>
#include <thread>

namespace vitrine::test {

using namespace catalog;

Product FamilyContract::product(int n)
{
    Product product;
    product.key = keyOf(n);
    product.name = QStringLiteral("Product %1").arg(n);
    if (n % 5 != 0)
        product.attributes.append({FamilyAttribute, Value(OptionCode(s("shoes"))), {}});
    if (n % 2 == 0)
        product.attributes.append({s("weight"), Value(double(n)), {}});
    product.attributes.append({s("title"), Value(QStringLiteral("T%1").arg(n)), {{}, s("en")}});
    if (n % 4 == 0)
        product.attributes.append({s("title"), Value(QStringLiteral("Z%1").arg(n)), {{}, s("zh")}});
    return product;
}

void FamilyContract::fill()
{
    QVector<Product> products;
    for (int n = 1; n <= Products; ++n)
        products.append(product(n));
    QVERIFY(ports().writer.upsert(products).ok());
}

FamilyDeclaration FamilyContract::declaration(const char *more)
{
    const auto read = readFamilies(QByteArray(R"([[channel]]
code = "SG"
locales = ["en", "zh"]
[[attribute]]
code = "title"
type = "text"
per = ["locale"]
[[attribute]]
code = "weight"
type = "number"
max = 30
)") + more + R"([[family]]
code = "shoes"
label = "Shoes"
attributes = ["title", "weight", "size"]
required = ["title", "weight"]
)",
                                   QStringLiteral("test"));
    if (!read)
        qFatal("%s", qPrintable(read.error().toString()));
    return *read;
}

void FamilyContract::declare(const FamilyDeclaration &declared)
{
    const auto count = families().declare(declared, {s("ann"), {}});
    QVERIFY2(count.ok(), qPrintable(count.ok() ? QString() : count.error().toString()));
    QVERIFY(runCount(families(), [](qint64, qint64) {}, {}).ok());
}

QStringList FamilyContract::found(const char *code, const char *value, bool isNegated)
{
    settle();
    Query query;
    query.sort = SortBy::Catalog;
    AttributeFilter filter{s(code), *value == '*' ? AttributeFilter::Kind::Present : AttributeFilter::Kind::AnyOf, isNegated};
    if (*value != '*')
        filter.values = {s(value)};
    query.attributes = {filter};
    const auto set = ports().search.find(query, {});
    if (!set)
        return {set.error().what};
    QStringList keys;
    const auto rows = ports().search.rows(*set, 0, set->size());
    for (const Row &row : *rows)
        keys.append(row.key.toString());
    return keys;
}

qint64 FamilyContract::counted(const char *code, const QByteArray &value, const QVector<AttributeFilter> &filters)
{
    settle();
    Query query;
    query.attributes = filters;
    query.facets = QStringList{s(code)};
    const auto facets = ports().search.facets(query, {});
    for (const FacetCount &each : facets ? facets->attributes.first().values : QVector<FacetCount>()) {
        if (each.value == QString::fromLatin1(value))
            return each.count;
    }
    return -1;
}

void FamilyContract::agrees()
{
    settle();
    const auto all = families().completeness(CancelToken());
    QVERIFY(all.ok());
    QVERIFY(all->count.finished());
    const auto model = families().model();
    for (const CatalogCompleteness::Place &place : all->places) {
        QStringList complete, incomplete;
        const qsizetype at = model->places().indexOf(place.place);
        QVERIFY(ports().products.forEach([&](const Product &product) {
            const auto counts = model->count(product);
            if (!counts.empty())
                (counts[size_t(at)].isComplete() ? complete : incomplete).append(product.key.toString());
            return true;
        }).ok());
        const QByteArray name = place.place.channel.isEmpty()  ? QByteArray("*")
                                : place.place.locale.isEmpty() ? place.place.channel.toLatin1()
                                                               : (place.place.channel + u'/' + place.place.locale).toLatin1();
        QCOMPARE(found("complete", name), complete);
        QCOMPARE(found("incomplete", name), incomplete);
        QCOMPARE(place.complete, complete.size());
        QCOMPARE(place.incomplete, incomplete.size());
        QCOMPARE(counted("complete", name), complete.size());
        QCOMPARE(counted("incomplete", name), incomplete.size());
    }
    const auto checked = check({});
    QVERIFY(checked.ok());
    QVERIFY2(checked->found == 0, checked->found ? qPrintable(checked->findings.first().error.toString()) : "");
}

Result<EditReceipt> FamilyContract::edit(int n, const char *code, const std::optional<Value> &value, const Scope &scope)
{
    return ports().writer.edit({keyOf(n), Edit::Field::Attribute, s(code), scope, value, {}});
}

void FamilyContract::aCatalogWithoutFamiliesIsAsItWas()
{
    fill();
    QCOMPARE(families().counted()->generation, 0u);
    QVERIFY(found("complete", "*").first().contains(s("this catalog has none")));
    QVERIFY(edit(3, "weight", Value(1e9)).ok());
    QVERIFY(families().completeness(keyOf(1), {}, {})->family.isEmpty());
    QCOMPARE(families().completeness(CancelToken())->withFamily, 0);
}

void FamilyContract::listsAndCountsFollowEveryWrite()
{
    fill();
    declare();
    agrees();
    QCOMPARE(found("complete", "SG/en").size(), 12); // even to 30, and no multiple of 5
    QVERIFY(edit(1, "weight", Value(3.0)).ok());
    QVERIFY(found("complete", "SG/en").contains(s("P-1")));
    QVERIFY(!found("complete", "*").contains(s("P-1")));
    QVERIFY(edit(1, "title", Value(s("Z")), {{}, s("zh")}).ok());
    QVERIFY(found("complete", "*").contains(s("P-1")));
    QVERIFY(edit(2, "weight", {}).ok());
    QVERIFY(found("incomplete", "SG/en").contains(s("P-2")));
    QVERIFY(ports().writer.upsert({product(1), product(101)}).ok());
    QVERIFY(edit(4, "family", {}).ok());
    QVERIFY(!found("complete", "SG/en").contains(s("P-4")) && !found("incomplete", "SG/en").contains(s("P-4")));
    QVERIFY(edit(5, "family", Value(OptionCode(s("shoes")))).ok());
    QVERIFY(ports().writer.remove(keyOf(6), {}, {}).ok());
    agrees();
    reopen();
    agrees();
    QVERIFY(found("complete", "SG/de").first().contains(s("no channel and locale")));
    // Under the other filters, and not under those on completeness themselves.
    const AttributeFilter hats{s("family"), AttributeFilter::Kind::AnyOf, false, {s("shoes")}};
    const AttributeFilter done{s("complete"), AttributeFilter::Kind::AnyOf, false, {s("SG/en")}};
    const qint64 complete = counted("complete", "SG/en", {hats}), incomplete = counted("incomplete", "SG/en", {hats});
    QVERIFY(complete > 0 && incomplete > 0);
    QCOMPARE(counted("incomplete", "SG/en", {hats, done}), incomplete);
    QVERIFY(found("complete", "SG/en", true).contains(s("P-10"))); // turned round: those without a family, too
}

void FamilyContract::changedFamiliesAreCountedInSteps()
{
    fill();
    declare();
    FamilyDeclaration stricter = declaration();
    stricter.families[0].required.append(s("size"));
    const auto begun = families().declare(stricter, {});
    QVERIFY(begun.ok() && !begun->finished());
    QCOMPARE(begun->generation, 2u);
    QCOMPARE(families().advance(7)->done, 7);
    QVERIFY(edit(30, "weight", Value(3.0)).ok()); // counted at once by the new ones
    CancelToken cancelled;
    cancelled.request();
    QCOMPARE(runCount(families(), [](qint64, qint64) {}, cancelled).error().code, ErrorCode::Cancelled);
    QCOMPARE(check({})->unchecked.filter(s("are being counted")).size(), 1);
    QCOMPARE(check({})->found, 0);
    QCOMPARE(families().advance(7)->done, 14);
    reopen(); // goes on by itself
    QTRY_VERIFY(families().counted()->finished());
    QCOMPARE(families().counted()->generation, 2u);
    QCOMPARE(found("complete", "SG/en").size(), 0);
    agrees();
    const auto same = families().declare(stricter, {});
    QVERIFY(same.ok() && same->finished());
    QCOMPARE(same->generation, 2u);
    declare({});
    settle();
    QCOMPARE(families().completeness(CancelToken())->withFamily, 0);
    agrees();
}

void FamilyContract::aDeclaredAttributeHasItsTypeBeforeItsValues()
{
    declare();
    const auto attributes = *ports().products.attributes();
    const auto family = parseBulkChange(s("attr.family=shoes"), attributes), weight = parseBulkChange(s("attr.weight=2"), attributes);
    QCOMPARE(family->type, std::optional(ValueType::Option));
    QCOMPARE(weight->type, std::optional(ValueType::Number));
    reopen();
    QCOMPARE(parseBulkChange(s("attr.family=shoes"), *ports().products.attributes())->type, std::optional(ValueType::Option));
}

void FamilyContract::editsWhileAllIsCountedAreNotLost()
{
    fill();
    declare();
    FamilyDeclaration stricter = declaration();
    stricter.families[0].required.append(s("size"));
    std::atomic_bool isDone{false};
    std::thread editor([&] {
        for (int n = 0; !isDone.load() || n < 2 * Products; ++n) {
            const int product = 1 + n % 30;
            if (!edit(product, n % 3 == 0 ? "weight" : "size", n % 2 == 0 ? std::optional<Value>() : n % 3 == 0 ? Value(double(n % 30)) : Value(s("XL"))).ok())
                qFatal("an edit was refused");
        }
    });
    for (int round = 0; round < 6; ++round) {
        const auto begun = families().declare(round % 2 == 0 ? stricter : declaration(), {});
        QVERIFY(begun.ok());
        for (auto count = *begun; !count.finished(); count = *families().advance(3)) {
        }
    }
    isDone = true;
    editor.join();
    agrees();
    reopen();
    agrees();
}

void FamilyContract::holdsAFamilyOfFiveHundredAttributesInEightLocales()
{
    FamilyDeclaration declared;
    declared.channels.append({s("SG"), {}, {}});
    for (int locale = 0; locale < 8; ++locale)
        declared.channels[0].locales.append(QStringLiteral("l%1").arg(locale));
    Family family{s("shoes"), s("Shoes"), {}, {}, {}};
    Product big = product(1);
    for (int n = 0; n < 500; ++n) {
        declared.attributes.append({QStringLiteral("a%1").arg(n), ValueType::Text, false, true});
        family.attributes.append(declared.attributes.last().code);
        for (const QString &locale : declared.channels[0].locales)
            big.attributes.append({family.attributes.last(), Value(QStringLiteral("v")), {{}, locale}});
    }
    family.required = family.attributes;
    declared.families.append(family);
    declare(declared);
    QCOMPARE(ports().writer.upsert({big, product(2)})->first().outcome, Outcome::Created);
    QCOMPARE(found("complete", "SG/l7"), QStringList{s("P-1")});
    QCOMPARE(found("incomplete", "SG"), QStringList{s("P-2")});
    QVERIFY(edit(1, "a499", {}, {{}, s("l7")}).ok());
    QCOMPARE(families().completeness(keyOf(1), {{}, s("l7")}, {})->places.first().missing, QStringList{s("a499")});
    agrees();
    reopen();
    agrees();
}

void FamilyContract::theChangeIsInTheHistory()
{
    declare();
    const auto sets = ports().history->sets(1, 0);
    QVERIFY(sets.ok() && sets->size() == 1);
    QVERIFY2(sets->first().what.startsWith(s("families: 1")), qPrintable(sets->first().what));
    QCOMPARE(sets->first().note.author, s("ann"));
    QVERIFY(sets->first().finished);
}

void FamilyContract::refusesWhatBreaksARule()
{
    fill();
    declare();
    const auto tooHeavy = edit(1, "weight", Value(31.0));
    QCOMPARE(tooHeavy.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(tooHeavy.error().where, s("weight"));
    QVERIFY(tooHeavy.error().what.contains(s("at most 30")) && !tooHeavy.error().remedy.isEmpty());
    QCOMPARE(edit(1, "family", Value(OptionCode(s("hats")))).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(edit(1, "title", Value(s("everywhere"))).error().code, ErrorCode::InvalidArgument);

    Product wrong = product(102);
    wrong.attributes[1].value = 200.0;
    const auto outcomes = ports().writer.upsert({product(101), wrong});
    QVERIFY(outcomes.ok());
    QCOMPARE(outcomes->at(0).outcome, Outcome::Created);
    QCOMPARE(outcomes->at(1).outcome, Outcome::Rejected);
    QCOMPARE(outcomes->at(1).error.where, s("weight"));
    QCOMPARE(ports().writer.replace(wrong, 0).error().code, ErrorCode::InvalidArgument);
    agrees();
}

void FamilyContract::valuesFromBeforeTheRuleStay()
{
    fill(); // 32, 34, 36, 38, 40 are above 30
    declare();
    QStringList invalid;
    QVERIFY(families().forEachInvalid({}, [&](const InvalidValue &value) {
        invalid.append(value.key.toString());
        return true;
    }).ok());
    QCOMPARE(invalid, (QStringList{s("P-32"), s("P-34"), s("P-36"), s("P-38"), s("P-40")}));
    QCOMPARE(families().completeness(keyOf(32), {}, {})->places.first().invalid, QStringList{s("weight")});
    QVERIFY(found("incomplete", "SG/en").contains(s("P-32")));
    QVERIFY(edit(32, "size", Value(s("XL"))).ok()); // something else of it may change
    Product again = product(34);
    again.name = s("Renamed");
    QCOMPARE(ports().writer.upsert({again})->first().outcome, Outcome::Updated);
    QCOMPARE(edit(34, "weight", Value(35.0)).error().code, ErrorCode::InvalidArgument);
    agrees();
}

void FamilyContract::aBulkEditKnowsTheRules()
{
    fill();
    declare();
    settle();
    Query query;
    query.sort = SortBy::Catalog;
    const auto set = ports().search.find(query, {});
    const auto attributes = ports().products.attributes();
    const auto change = parseBulkChange(s("attr.weight=20"), *attributes), much = parseBulkChange(s("attr.weight=31"), *attributes);
    QVERIFY(change.ok() && much.ok());
    const auto preview = previewBulk(ports(), {*set, {}, {*much}}, 3, [](qint64, qint64) {}, {});
    QCOMPARE(preview->refused, Products);
    const auto refused = runSet(*ports().history, *ports().history->begin({*set, {}, {*much}}, {}), [](qint64, qint64) {}, {});
    QCOMPARE(refused->refused, Products);
    const auto done = runSet(*ports().history, *ports().history->begin({*set, {}, {*change}}, {}), [](qint64, qint64) {}, {});
    QCOMPARE(done->refused, 0);
    QCOMPARE(found("complete", "SG/en").size(), 32);
    agrees();
    const auto undone = runSet(*ports().history, *ports().history->beginUndo(done->id, {}), [](qint64, qint64) {}, {});
    QVERIFY(undone.ok());
    QCOMPARE(undone->refused, 5); // what was there before the rule does not come back
    agrees();
}

void FamilyContract::whatComesBackKeepsTheRules()
{
    fill();
    const auto light = ports().writer.remove(keyOf(2), {}, {}), heavy = ports().writer.remove(keyOf(36), {}, {});
    declare();
    const auto back = [this](quint64 change) { return endedSet(*ports().history, ports().history->beginUndo(change, {})); };
    QCOMPARE(back(light->change).changed, 1);
    QVERIFY(found("complete", "SG/en").contains(s("P-2")));
    QCOMPARE(back(heavy->change).refused, 1);
    QVERIFY(!ports().products.product(keyOf(36)).ok());
    agrees();
}

void FamilyContract::aWrongTypeLeavesADeclaredAttributeAsItIs()
{
    declare();
    Product wrong = product(1);
    wrong.attributes.append({s("weight"), Value(s("heavy")), {}});
    QCOMPARE(ports().writer.upsert({wrong})->first().outcome, Outcome::Rejected);
    QCOMPARE(parseBulkChange(s("attr.weight=2"), *ports().products.attributes())->type, std::optional(ValueType::Number));
}

void FamilyContract::refusesTypesThatValuesDoNotHave()
{
    fill();
    FamilyDeclaration other = declaration();
    other.attributes[0].type = ValueType::Number;
    const auto refused = families().declare(other, {});
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(refused.error().where, s("title"));
    QCOMPARE(families().counted()->generation, 0u);
    QVERIFY(families().model()->declaration().isEmpty());
    QVERIFY(ports().products.product(keyOf(1)).ok());
}

void FamilyContract::theDoctorFindsAndRepairs()
{
    fill();
    declare();
    damage();
    reopen();
    CheckOptions options;
    options.repair = true;
    const auto repaired = check(options);
    QCOMPARE(repaired->found, 2);
    QCOMPARE(repaired->repaired, 2);
    QVERIFY(repaired->findings.first().error.what.contains(s("completeness")));
    agrees();
}

void FamilyContract::variantsAreAskedFor()
{
    Product shirt = product(1);
    shirt.variants = {{s("S"), {{s("weight"), Value(1.0), {}}}, {}, 1}, {s("M"), {}, {}, 1}};
    QVERIFY(ports().writer.upsert({shirt}).ok());
    declare();
    const Scope english{s("SG"), s("en")};
    QCOMPARE(families().completeness(keyOf(1), english, s("S"))->places.first().count.filled, 2u);
    QCOMPARE(families().completeness(keyOf(1), english, s("M"))->places.first().count.filled, 1u);
    QCOMPARE(families().completeness(keyOf(1), english, s("L")).error().code, ErrorCode::NotFound);
    QCOMPARE(families().completeness(keyOf(9), english, {}).error().code, ErrorCode::NotFound);
    QVERIFY(found("incomplete", "SG/en").contains(s("P-1")));
}

} // namespace vitrine::test
