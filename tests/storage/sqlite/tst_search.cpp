#include "catalog/support/memory_catalog.h"
#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// Lists, orders and counts against the plainest implementation there is, and text that means to break the
/// search.
class TestSearch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase() { m_catalog.reset(); }

    void agreesWithBruteForce_data();
    void agreesWithBruteForce();
    void attributesAgreeWithBruteForce_data();
    void attributesAgreeWithBruteForce();
    void refusesWhatItDoesNotKnow_data();
    void refusesWhatItDoesNotKnow();
    void pagesStandUnderWrites_data();
    void pagesStandUnderWrites();
    void wordsAndBeginnings_data();
    void wordsAndBeginnings();
    void hostileText_data();
    void hostileText();
    void bestMatchesComeFirst();
    void rowsStopAtTheEnds();
    void cancelledIsSaid();
    void setsStayAsTheyWere();

private:
    void reopen();
    QStringList keys(ProductSearch &search, const Query &query);

    static constexpr int Products = 400;
    QTemporaryDir m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;
    test::MemoryCatalog m_oracle;
};

void TestSearch::reopen()
{
    m_catalog.reset();
    auto opened = SqliteCatalog::open(m_dir.path());
    QVERIFY(opened.ok());
    m_catalog = std::move(opened).value();
}

void TestSearch::initTestCase()
{
    reopen();
    // In two halves with changes between, so that the index is both built and changed.
    for (int half = 0; half < 2; ++half) {
        for (int n = half * Products / 2; n < (half + 1) * Products / 2; ++n) {
            Product product = test::sampleProduct(n);
            for (auto *writer : {&m_catalog->ports().writer, &m_oracle.ports().writer})
                QVERIFY(writer->upsert({product}).ok());
            if (n % 10 != 0)
                continue;
            product.categories = {QStringLiteral("Sale/Winter")};
            product.attributes[0].value = OptionCode(QStringLiteral("acme"));
            product.images.clear();
            for (auto *writer : {&m_catalog->ports().writer, &m_oracle.ports().writer})
                QVERIFY(writer->upsert({product}).ok());
        }
        if (half == 0)
            reopen();
    }
}

QStringList TestSearch::keys(ProductSearch &search, const Query &query)
{
    const auto set = search.find(query, {});
    if (!set)
        return {set.error().toString()};
    QStringList keys;
    const auto rows = search.rows(*set, 0, set->size());
    for (const Row &row : *rows)
        keys.append(row.key.toString() + u' ' + row.name + u' ' + row.brand + u' ' + row.category + u' ' +
                    QString::number(row.price.minor) + row.price.currency + u' ' +
                    QString::number(row.stock) + u' ' + row.image.id.toString() + u' ' +
                    QString::number(row.version));
    return keys;
}

void TestSearch::agreesWithBruteForce_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 150; ++seed)
        QTest::addRow("query %d", seed) << seed;
}

void TestSearch::agreesWithBruteForce()
{
    QFETCH(int, seed);
    QRandomGenerator random{quint32(seed)};
    Query query;
    if (random.bounded(3) == 0)
        query.text = QStringList{QStringLiteral("jack"), QStringLiteral("acme"), QStringLiteral("size 1"),
                                 QStringLiteral("mul"), QStringLiteral("tops ")}[random.bounded(5)];
    for (const char *category : {"Men", "Men/Tops", "Sale", "Women", "None"}) {
        if (random.bounded(5) == 0)
            query.categories.append(QString::fromLatin1(category));
    }
    for (const QString &brand : {QStringLiteral("acme"), QStringLiteral("Müller"), QStringLiteral("none")}) {
        if (random.bounded(5) == 0)
            query.brands.append(brand);
    }
    if (random.bounded(3) == 0)
        query.priceFromMinor = random.bounded(8'000);
    if (random.bounded(3) == 0)
        query.priceToMinor = random.bounded(15'000);
    query.withImageOnly = random.bounded(4) == 0;
    query.sort = SortBy(random.bounded(7));
    if (query.sort == SortBy::Relevance && !query.text.isEmpty())
        query.sort = SortBy::Catalog;
    if (query.sort == SortBy::Updated)
        query.sort = SortBy::Stock; // the milliseconds of two changes may be equal
    query.descending = random.bounded(2) == 0;

    QCOMPARE(keys(m_catalog->ports().search, query), keys(m_oracle, query));
    const auto facets = m_catalog->ports().search.facets(query, {});
    const auto expected = m_oracle.facets(query, {});
    QVERIFY(facets.ok());
    const auto list = [](const QVector<FacetCount> &counts) {
        QStringList texts;
        for (const FacetCount &count : counts)
            texts.append(count.value + u'=' + QString::number(count.count) + u' ' + count.label);
        return texts;
    };
    QCOMPARE(list(facets->categories), list(expected->categories));
    QCOMPARE(list(facets->brands), list(expected->brands));
    QCOMPARE(facets->priceMinMinor, expected->priceMinMinor);
    QCOMPARE(facets->priceMaxMinor, expected->priceMaxMinor);
    QCOMPARE(facets->priceHistogram, expected->priceHistogram);
}

void TestSearch::attributesAgreeWithBruteForce_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 60; ++seed)
        QTest::addRow("query %d", seed) << seed;
}

void TestSearch::attributesAgreeWithBruteForce()
{
    QFETCH(int, seed);
    QRandomGenerator random{quint32(seed)};
    using Kind = AttributeFilter::Kind;
    Query query;
    const auto add = [&](const char *code, Kind kind, const QStringList &values, const QString &from = {},
                         const QString &to = {}) {
        if (random.bounded(5) == 0)
            query.attributes.append({QString::fromLatin1(code), kind, random.bounded(3) == 0, values, from, to,
                                     kind == Kind::Range && random.bounded(2) == 0});
    };
    add("color", Kind::AnyOf, {QStringLiteral("red")});
    add("size", Kind::AnyOf, {QStringLiteral("s"), QStringLiteral("no such")});
    add("washable", Kind::AnyOf, {QStringLiteral("true")});
    add("weight", Kind::Range, {}, QString::number(0.25 * random.bounded(200)), QString::number(50 + 0.25 * random.bounded(200)));
    add("released", Kind::Range, {}, {}, QDate(2020, 1, 1).addDays(random.bounded(400)).toString(Qt::ISODate));
    add("weight", Kind::AnyOf, {QStringLiteral("2.5"), QStringLiteral("5.0"), QStringLiteral("7")});
    add("description", Kind::AnyOf, {QStringLiteral("Waterproof, size 17"), QStringLiteral("Waterproof, size 20")});
    add("description", Kind::Present, {});
    for (AttributeFilter &filter : query.attributes) // the oracle compares texts
        filter.values.replaceInStrings(QStringLiteral("5.0"), QStringLiteral("5"));
    if (random.bounded(4) == 0)
        query.brands.append(QStringLiteral("acme"));
    if (random.bounded(4) == 0)
        query.text = QStringLiteral("acme");
    const QStringList codes{QStringLiteral("color"),   QStringLiteral("size"),     QStringLiteral("washable"), QStringLiteral("brand"),
                            QStringLiteral("weight"), QStringLiteral("released"), QStringLiteral("description")};
    query.sort = SortBy::Attribute;
    query.sortAttribute = codes[random.bounded(int(codes.size()))];
    query.descending = random.bounded(2) == 0;
    query.facets = {codes[random.bounded(3)], codes[4], codes[5]};

    QCOMPARE(keys(m_catalog->ports().search, query), keys(m_oracle, query));
    const auto facets = m_catalog->ports().search.facets(query, {});
    QVERIFY(facets.ok());
    QCOMPARE(facets->attributes.size(), 3);
    QVERIFY(facets->brands.isEmpty() && facets->categories.isEmpty() && facets->priceHistogram.isEmpty());
    const auto expected = m_oracle.facets(query, {});
    const AttributeFacet &few = facets->attributes[0];
    QCOMPARE(few.values.size(), expected->attributes[0].values.size());
    for (qsizetype i = 0; i < few.values.size(); ++i) {
        QCOMPARE(few.values[i].value, expected->attributes[0].values[i].value);
        QCOMPARE(few.values[i].count, expected->attributes[0].values[i].count);
    }
    for (const AttributeFacet &facet : {facets->attributes[1 + seed % 2]}) {
        QVERIFY(facet.steps.size() <= 25);
        qint64 total = 0;
        for (const AttributeFacet::Step &step : facet.steps) {
            Query within = query;
            within.attributes.removeIf([&](const AttributeFilter &filter) { return filter.code == facet.code; });
            const bool isDate = facet.type == ValueType::Date;
            const auto bound = [&](double value) {
                return isDate ? QDate::fromJulianDay(qint64(value)).toString(Qt::ISODate) : QString::number(value, 'g', 12);
            };
            within.attributes.append({facet.code, Kind::Range, false, {}, bound(step.from), bound(step.to), true});
            QCOMPARE(step.count, m_oracle.find(within, {})->size());
            total += step.count;
        }
        Query present = query;
        present.attributes.removeIf([&](const AttributeFilter &filter) { return filter.code == facet.code; });
        QCOMPARE(total, m_oracle.find(present, {})->size()); // every product has one of each
    }
}

void TestSearch::refusesWhatItDoesNotKnow_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("said");
    using Kind = AttributeFilter::Kind;
    QTest::newRow("unknown") << "weigth" << int(Kind::Present) << "" << "did you mean 'weight'";
    QTest::newRow("not a number") << "weight" << int(Kind::AnyOf) << "heavy" << "not a number";
    QTest::newRow("not finite") << "weight" << int(Kind::AnyOf) << "nan" << "not a number";
    QTest::newRow("not a boolean") << "washable" << int(Kind::AnyOf) << "maybe" << "neither true nor false";
    QTest::newRow("not a date") << "released" << int(Kind::Range) << "2020-13-01" << "not a date";
    QTest::newRow("range of options") << "color" << int(Kind::Range) << "a" << "ranges are for numbers and dates";
    QTest::newRow("long text") << "description" << int(Kind::AnyOf) << QString(65, u'x') << "up to 64 characters";
    QTest::newRow("empty range") << "weight" << int(Kind::Range) << "9000" << "holds nothing";
}

void TestSearch::refusesWhatItDoesNotKnow()
{
    QFETCH(QString, code);
    QFETCH(int, kind);
    QFETCH(QString, value);
    QFETCH(QString, said);
    Query query;
    query.attributes = {{code, AttributeFilter::Kind(kind), false, {}, {}, {}}};
    if (kind == int(AttributeFilter::Kind::AnyOf))
        query.attributes[0].values = {value};
    query.attributes[0].from = value;
    query.attributes[0].to = QStringLiteral("5");
    for (const Error &error : {m_catalog->ports().search.find(query, {}).error(), m_catalog->ports().search.facets(query, {}).error()}) {
        QCOMPARE(error.code, ErrorCode::InvalidArgument);
        QCOMPARE(error.where, QStringLiteral("filter"));
        QVERIFY2(error.what.contains(said), qPrintable(error.what));
    }
    Query order;
    order.sort = SortBy::Attribute;
    order.sortAttribute = QStringLiteral("wieght");
    QCOMPARE(m_catalog->ports().search.find(order, {}).error().where, QStringLiteral("sort"));
    Query counted;
    counted.facets = {QStringLiteral("wieght")};
    QCOMPARE(m_catalog->ports().search.facets(counted, {}).error().where, QStringLiteral("facets"));
}

void TestSearch::pagesStandUnderWrites_data()
{
    QTest::addColumn<int>("sort");
    QTest::addColumn<QString>("attribute");
    QTest::addColumn<bool>("descending");
    QTest::addColumn<bool>("filtered");
    for (const int flags : {0, 3}) {
        for (const SortBy sort : {SortBy::Catalog, SortBy::Key, SortBy::Name, SortBy::Price, SortBy::Stock, SortBy::Updated})
            QTest::addRow("order %d/%d", int(sort), flags) << int(sort) << QString() << bool(flags & 1) << bool(flags & 2);
        for (const char *code : {"weight", "released", "size", "color", "description"})
            QTest::addRow("%s/%d", code, flags) << int(SortBy::Attribute) << code << bool(flags & 1) << bool(flags & 2);
    }
}

/// Between the pages products come, and others change what the order compares: whoever was not touched is seen once.
void TestSearch::pagesStandUnderWrites()
{
    QFETCH(int, sort);
    QFETCH(QString, attribute);
    QFETCH(bool, descending);
    QFETCH(bool, filtered);
    QTemporaryDir dir;
    const auto own = SqliteCatalog::open(dir.path());
    auto ports = (*own)->ports();
    const auto product = [](int n) {
        Product sample = test::sampleProduct(n);
        sample.variants.append(
            {sample.key.toString() + QStringLiteral("-L"), {{QStringLiteral("weight"), 0.5 * n + 7, {}}}, {}, 1});
        return sample;
    };
    QVector<Product> products;
    for (int n = 100; n < 160; ++n)
        products.append(product(n));
    QVERIFY(ports.writer.upsert(products).ok());
    Query query;
    query.sort = SortBy(sort);
    query.sortAttribute = attribute;
    query.descending = descending;
    if (filtered)
        query.attributes = {{QStringLiteral("washable"), AttributeFilter::Kind::AnyOf, false, {QStringLiteral("true")}}};

    QRandomGenerator random{quint32(sort) * 4 + quint32(descending)};
    QSet<QString> touched;
    QHash<QString, int> seen;
    std::optional<ResultMark> after;
    for (int page = 0; page < 40; ++page) {
        const auto set = ports.search.find(query, {});
        QVERIFY(set.ok());
        const auto first = after ? ports.search.rowAfter(query, *set, *after) : Result<qint64>(0);
        QVERIFY2(first.ok(), first.ok() ? "" : qPrintable(first.error().toString()));
        const auto rows = ports.search.rows(*set, *first, 7);
        if (rows->isEmpty())
            break;
        for (const Row &row : *rows)
            ++seen[row.key.toString()];
        after = *ports.search.mark(query, *set, *first + rows->size() - 1);
        const int changed = 100 + int(random.bounded(60)), added = 200 + page * 2, early = page;
        Product moved = product(random.bounded(2) ? changed + 900 : changed - 90);
        moved.key = product(changed).key;
        QVERIFY(ports.writer.upsert({product(added), moved, product(early)}).ok());
        touched << moved.key.toString() << product(added).key.toString() << product(early).key.toString();
    }
    for (const Product &each : products) {
        const QString key = each.key.toString();
        const bool matches = !filtered || std::get<bool>(each.attributes[5].value);
        if (!touched.contains(key))
            QCOMPARE(seen.value(key), int(matches));
    }
    QVERIFY(seen.size() >= 20);
}

void TestSearch::wordsAndBeginnings_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("beginning of the last word") << "jacket num" << true;
    QTest::newRow("finished word") << "jacket num " << false;
    QTest::newRow("beginning of an earlier word") << "jack number" << false;
    QTest::newRow("other case") << "JACKET" << true;
    QTest::newRow("without diacritics") << "muller" << true;
    QTest::newRow("key") << "P-00017" << true;
    QTest::newRow("SKU") << "p-00017-s" << true;
    QTest::newRow("every word is needed") << "jacket nonsense" << false;
    QTest::newRow("Thai") << QStringLiteral("กันน้ำ") << true;
}

void TestSearch::wordsAndBeginnings()
{
    QFETCH(QString, text);
    QFETCH(bool, isFound);
    Query query;
    query.text = text;
    const auto set = m_catalog->ports().search.find(query, {});
    QVERIFY(set.ok());
    QCOMPARE(set->size() > 0, isFound);
}

void TestSearch::hostileText_data()
{
    QTest::addColumn<QString>("text");
    const QStringList texts = {"\"",
                               "\"\"",
                               "'",
                               "a\"b",
                               "*",
                               "a*",
                               "^a",
                               "name:jacket",
                               "{name key}: jacket",
                               "AND",
                               "a AND",
                               "NOT jacket",
                               "jacket OR",
                               "NEAR(jacket number, 2)",
                               "(",
                               ")",
                               "((((",
                               "-jacket",
                               "+jacket",
                               "jacket - x",
                               "\\",
                               "%",
                               "_",
                               ";",
                               "'; DROP TABLE product; --",
                               "--",
                               "/* */",
                               "a:b:c",
                               ",",
                               "...",
                               "\"unfinished phrase",
                               "\x01\x02",
                               QString(QChar(0xd800)),
                               QString::fromUtf8("😀"),
                               QString(400, u'"'),
                               QString(300, u'(') + "jacket",
                               QString("x y ").repeated(100),
                               QString(QChar::Null) + "jacket",
                               QString::fromUtf8("ﷺ"),
                               QString(5'000, u'a')};
    int number = 0;
    for (const QString &text : texts)
        QTest::newRow(qPrintable(QStringLiteral("%1").arg(number++))) << text;
}

void TestSearch::hostileText()
{
    QFETCH(QString, text);
    Query query;
    query.text = text;
    auto &search = m_catalog->ports().search;
    const auto set = search.find(query, {});
    if (!set) {
        QCOMPARE(set.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!set.error().remedy.isEmpty());
    }
    QCOMPARE(search.facets(query, {}).ok(), set.ok());
    QCOMPARE(search.productCount(), Products);
}

void TestSearch::bestMatchesComeFirst()
{
    Product inBody = test::sampleProduct(9'001);
    inBody.attributes[1].value = QStringLiteral("goes with any zeppelin");
    Product inName = test::sampleProduct(9'002);
    inName.name = QStringLiteral("Zeppelin");
    const auto before = m_catalog->ports().search.productCount();
    QTemporaryDir dir;
    const auto own = SqliteCatalog::open(dir.path());
    QVERIFY((*own)->ports().writer.upsert({inBody, inName}).ok());
    Query query;
    query.text = QStringLiteral("zepp");
    const auto found = keys((*own)->ports().search, query);
    QCOMPARE(found.size(), 2);
    QVERIFY(found[0].startsWith(inName.key.toString()));
    QCOMPARE(m_catalog->ports().search.productCount(), before);
}

void TestSearch::rowsStopAtTheEnds()
{
    auto &search = m_catalog->ports().search;
    const ResultSet all = *search.find({}, {});
    QCOMPARE(all.size(), Products);
    QCOMPARE(search.rows(all, Products - 3, 64)->size(), 3);
    QCOMPARE(search.rows(all, Products, 64)->size(), 0);
    QCOMPARE(search.rows(all, -5, 2)->size(), 2);
    QCOMPARE(search.rows(all, 5, -2)->size(), 0);
    QCOMPARE(search.rows(ResultSet(), 0, 10)->size(), 0);
}

void TestSearch::cancelledIsSaid()
{
    CancelToken cancel;
    cancel.request();
    Query query;
    query.brands = {QStringLiteral("acme")};
    QCOMPARE(m_catalog->ports().search.find(query, cancel).error().code, ErrorCode::Cancelled);
    QCOMPARE(m_catalog->ports().search.facets(query, cancel).error().code, ErrorCode::Cancelled);
}

void TestSearch::setsStayAsTheyWere()
{
    auto ports = m_catalog->ports();
    Query query;
    query.brands = {QStringLiteral("zorro")};
    query.sort = SortBy::Price;
    const ResultSet before = *ports.search.find(query, {});
    const ProductId first = before.at(0);
    const Row row = ports.search.rows(before, 0, 1)->first();
    QVERIFY(ports.writer
                .edit({row.key,
                       Edit::Field::Attribute,
                       QStringLiteral("brand"),
                       {},
                       Value(OptionCode(QStringLiteral("x"))),
                       {}})
                .ok());
    QCOMPARE(before.at(0), first);
    QCOMPARE(ports.search.find(query, {})->size(), before.size() - 1);
}

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"
