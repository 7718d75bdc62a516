#include "catalog/support/memory_catalog.h"
#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// The facet index in its file: whatever happened to either, filters answer as the catalog is. Whether it was read or
/// made anew shows in the file, which is only then another one.
class TestIndexFile : public QObject
{
    Q_OBJECT

private slots:
    void isReadAgain();
    void aFewChangesAreReadFromTheLog();
    void manyChangesAreSaved();
    void survivesACrash();
    void isMadeAnewWhenDamaged_data();
    void isMadeAnewWhenDamaged();
    void isNotTakenFromAnotherCatalog();
    void smallCatalogsHaveNone();

private:
    struct Shop
    {
        explicit Shop(const QString &dir, qint64 savedFrom = 1) : path(dir)
        {
            auto opened = SqliteCatalog::open(dir, {0, nullptr, savedFrom});
            if (!opened)
                qFatal("%s", qPrintable(opened.error().toString()));
            catalog = std::move(opened).value();
        }
        void put(const QVector<Product> &products)
        {
            QVERIFY(catalog->ports().writer.upsert(products).ok());
            // Who closes before the filters are ready has none to save.
            QVERIFY(catalog->ports().search.facets({}, {}).ok());
        }
        QString path;
        std::unique_ptr<SqliteCatalog> catalog;
    };

    static Product changed(int n)
    {
        Product product = test::sampleProduct(n);
        product.categories = {QStringLiteral("Sale/Winter")};
        product.attributes[0].value = OptionCode(QStringLiteral("new brand"));
        product.attributes[4].value = 9'000.5 + n; // weight
        product.attributes[7].value = OptionCode(QStringLiteral("violet"));
        return product;
    }
    static QVector<Product> samples(int from, int to)
    {
        QVector<Product> products;
        for (int n = from; n < to; ++n)
            products.append(test::sampleProduct(n));
        return products;
    }
    static QString file(const QString &dir) { return dir + QStringLiteral("/catalog.facets"); }
    static quint64 fileNumber(const QString &dir)
    {
        struct stat info{};
        return ::stat(qPrintable(file(dir)), &info) == 0 ? quint64(info.st_ino) : 0;
    }
    static void copyFiles(const QString &from, const QString &to)
    {
        for (const QString &name : QDir(from).entryList(QDir::Files)) {
            if (!name.endsWith(QLatin1String(".lock")) && !name.endsWith(QLatin1String("-shm")))
                QVERIFY(QFile::copy(from + u'/' + name, to + u'/' + name));
        }
    }
    /// Fails unless the catalog's lists and counts are those of the same products in memory.
    static void compare(Shop &shop);
};

void TestIndexFile::compare(Shop &shop)
{
    test::MemoryCatalog oracle;
    QVERIFY(shop.catalog->ports().products.forEach([&](const Product &product) {
        return oracle.upsert({product}).ok();
    }).ok());
    using Kind = AttributeFilter::Kind;
    QVector<Query> queries(6);
    queries[0].attributes = {{QStringLiteral("color"), Kind::AnyOf, false, {QStringLiteral("violet"), QStringLiteral("red")}}};
    queries[1].attributes = {{QStringLiteral("weight"), Kind::Range, true, {}, QStringLiteral("20"), QStringLiteral("9100")}};
    queries[2].brands = {QStringLiteral("new brand"), QStringLiteral("acme")};
    queries[3].categories = {QStringLiteral("Sale")};
    queries[4].priceFromMinor = 2'000;
    queries[5].attributes = {{QStringLiteral("description"), Kind::AnyOf, true, {QStringLiteral("Waterproof, size 3")}}};
    for (qsizetype i = 0; i < queries.size(); ++i) {
        Query &query = queries[i];
        query.sort = i % 2 ? SortBy::Price : SortBy::Attribute;
        query.sortAttribute = i % 4 ? QStringLiteral("weight") : QStringLiteral("color");
        const auto found = shop.catalog->ports().search.find(query, {});
        const auto expected = oracle.find(query, {});
        QVERIFY(found.ok());
        QCOMPARE(found->size(), expected->size());
        const auto rows = shop.catalog->ports().search.rows(*found, 0, found->size());
        const auto expectedRows = oracle.rows(*expected, 0, expected->size());
        for (qsizetype row = 0; row < rows->size(); ++row)
            QCOMPARE(rows->at(row).key, expectedRows->at(row).key);
        const auto facets = shop.catalog->ports().search.facets(query, {});
        const auto expectedFacets = oracle.facets(query, {});
        QCOMPARE(facets->brands.size(), expectedFacets->brands.size());
        QCOMPARE(facets->priceHistogram, expectedFacets->priceHistogram);
        QCOMPARE(facets->categories.size(), expectedFacets->categories.size());
    }
}

void TestIndexFile::isReadAgain()
{
    QTemporaryDir dir;
    Shop(dir.path()).put(samples(0, 200));
    const quint64 first = fileNumber(dir.path());
    QVERIFY(first != 0);
    for (int start = 0; start < 2; ++start) {
        Shop shop(dir.path());
        compare(shop);
        QCOMPARE(fileNumber(dir.path()), first);
    }
    Shop shop(dir.path()); // goes on where it was
    compare(shop);
    shop.put({changed(3), test::sampleProduct(700)});
    compare(shop);
}

void TestIndexFile::aFewChangesAreReadFromTheLog()
{
    QTemporaryDir dir;
    Shop(dir.path()).put(samples(0, 200));
    const quint64 first = fileNumber(dir.path());
    for (int start = 0; start < 2; ++start) {
        Shop shop(dir.path());
        compare(shop);
        shop.put({changed(10 + start), changed(20 + start)});
    }
    QCOMPARE(fileNumber(dir.path()), first);
    Shop shop(dir.path());
    compare(shop);
    QCOMPARE(fileNumber(dir.path()), first);
}

void TestIndexFile::manyChangesAreSaved()
{
    QTemporaryDir dir;
    Shop(dir.path()).put(samples(0, 200));
    const quint64 first = fileNumber(dir.path());
    QFile old(file(dir.path())); // so that its number is not given again
    QVERIFY(old.open(QIODevice::ReadOnly));
    {
        Shop shop(dir.path());
        compare(shop);
        for (int n = 0; n < 50; ++n)
            shop.put({changed(n)});
    }
    const quint64 second = fileNumber(dir.path());
    QVERIFY(second != first);
    Shop shop(dir.path());
    compare(shop);
    QCOMPARE(fileNumber(dir.path()), second);
}

void TestIndexFile::survivesACrash()
{
    QTemporaryDir dir, copy;
    Shop(dir.path()).put(samples(0, 200));
    Shop shop(dir.path());
    compare(shop);
    for (int n = 0; n < 30; ++n)
        shop.put({changed(n), test::sampleProduct(300 + n)});
    // What a killed process leaves behind.
    copyFiles(dir.path(), copy.path());
    const quint64 saved = fileNumber(copy.path());
    Shop after(copy.path());
    QCOMPARE(after.catalog->ports().search.productCount(), 230);
    compare(after);
    QCOMPARE(fileNumber(copy.path()), saved);
}

void TestIndexFile::isMadeAnewWhenDamaged_data()
{
    QTest::addColumn<int>("at"); // thousandths of the file; -1: cut there
    QTest::addColumn<bool>("cut");
    for (int at : {0, 1, 500, 999})
        QTest::addRow("changed at %d", at) << at << false;
    for (int at : {0, 500})
        QTest::addRow("cut at %d", at) << at << true;
}

void TestIndexFile::isMadeAnewWhenDamaged()
{
    QFETCH(int, at);
    QFETCH(bool, cut);
    static const QTemporaryDir whole;
    static const bool isMade = [] {
        Shop(whole.path()).put(samples(0, 200));
        return true;
    }();
    QVERIFY(isMade);
    QTemporaryDir dir;
    copyFiles(whole.path(), dir.path());
    {
        QFile saved(file(dir.path()));
        QVERIFY(saved.open(QIODevice::ReadWrite));
        const qint64 place = saved.size() * at / 1'000;
        if (cut) {
            QVERIFY(saved.resize(place));
        } else {
            char byte = 0;
            QVERIFY(saved.seek(place) && saved.getChar(&byte) && saved.seek(place) && saved.putChar(char(byte ^ 0x55)));
        }
    }
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("making the filters' index anew: .*")));
    const quint64 damaged = fileNumber(dir.path());
    Shop shop(dir.path());
    compare(shop);
    QVERIFY(fileNumber(dir.path()) != damaged); // and saved again
}

void TestIndexFile::isNotTakenFromAnotherCatalog()
{
    QTemporaryDir dir, other;
    Shop(dir.path()).put(samples(0, 200));
    Shop(other.path()).put(samples(500, 700));
    QVERIFY(QFile::remove(file(dir.path())));
    QVERIFY(QFile::copy(file(other.path()), file(dir.path())));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("making the filters' index anew: .*not this catalog's.*")));
    Shop shop(dir.path());
    compare(shop);
}

void TestIndexFile::smallCatalogsHaveNone()
{
    QTemporaryDir dir;
    Shop(dir.path(), 201).put(samples(0, 200));
    QVERIFY(!QFile::exists(file(dir.path())));
    Shop shop(dir.path(), 201);
    compare(shop);
}

QTEST_GUILESS_MAIN(TestIndexFile)
#include "tst_index_file.moc"
