// How long it takes to count the completeness of every product anew after a change of the families, against a plain reading
// of the same values from the same store: rounds of both, one after the other. Every count changes, so that every row is
// written again. Arguments: products (50 000), rounds (5), and "mariadb" for a server of its own instead of a data directory;
// processor time is this process's there, without the server's.
#include "catalog/families.h"
#include "storage/mysql/support/own_database.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

using namespace vitrine;
using namespace vitrine::catalog;

namespace {

constexpr int Localised = 17, Global = 5;
const QStringList Locales{QStringLiteral("en_SG"), QStringLiteral("zh_SG"), QStringLiteral("ms_SG"), QStringLiteral("ta_SG")};

QString localised(int n) { return QStringLiteral("text_%1").arg(n); }
QString global(int n) { return QStringLiteral("number_%1").arg(n); }

FamilyDeclaration families(bool isStrict)
{
    FamilyDeclaration declared;
    declared.channels.append({QStringLiteral("SG"), QStringLiteral("Singapore"), Locales});
    Family family{QStringLiteral("shoes"), QStringLiteral("Shoes"), {}, {}, {}};
    for (int n = 0; n < Localised; ++n) {
        declared.attributes.append({localised(n), ValueType::Text, false, true, {}, {}, 200});
        family.attributes.append(localised(n));
    }
    for (int n = 0; n < Global; ++n) {
        declared.attributes.append({global(n), ValueType::Number, false, false, 0, 1e9});
        family.attributes.append(global(n));
    }
    family.required = family.attributes.mid(isStrict ? 0 : 1);
    declared.families.append(family);
    return declared;
}

Product product(int n)
{
    Product product;
    product.key = ProductKey(QStringLiteral("P-%1").arg(n));
    product.name = QStringLiteral("Product %1").arg(n);
    product.attributes.append({FamilyAttribute, Value(OptionCode(QStringLiteral("shoes"))), {}});
    for (int each = 0; each < Localised; ++each) {
        for (const QString &locale : Locales)
            product.attributes.append({localised(each), Value(QStringLiteral("Words %1 of product %2 in %3").arg(each).arg(n).arg(locale)), {{}, locale}});
    }
    for (int each = n % 10 == 0 ? 1 : 0; each < Global; ++each)
        product.attributes.append({global(each), Value(double(n * 10 + each)), {}});
    return product;
}

struct Took
{
    double wall = 0, cpu = 0;
};

template <typename Work>
Took timed(Work &&work)
{
    const auto wall = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count(), double(std::clock() - cpu) / CLOCKS_PER_SEC};
}

/// Every column of every value, and nothing done with them.
qint64 readPlainly(const QString &file)
{
    sqlite3 *database = nullptr;
    sqlite3_stmt *all = nullptr;
    qint64 values = 0;
    if (sqlite3_open_v2(file.toUtf8().constData(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
        sqlite3_prepare_v2(database, "SELECT product, variant, attribute, scope, text, number, whole FROM value", -1, &all, nullptr) == SQLITE_OK) {
        qint64 seen = 0;
        while (sqlite3_step(all) == SQLITE_ROW) {
            ++values;
            for (int column = 0; column < 7; ++column)
                seen += column == 4 ? sqlite3_column_bytes(all, column) : column == 5 ? qint64(sqlite3_column_double(all, column)) : sqlite3_column_int64(all, column);
        }
        if (seen == 0)
            values = 0;
    }
    sqlite3_finalize(all);
    sqlite3_close(database);
    return values;
}

class Store
{
public:
    virtual ~Store() = default;
    virtual Catalog ports() = 0;
    virtual qint64 readPlainly() = 0;
};

class DataDirectory final : public Store
{
public:
    DataDirectory()
    {
        auto opened = storage::sqlite::SqliteCatalog::open(m_dir.path());
        if (!opened)
            qFatal("%s", qPrintable(opened.error().toString()));
        m_catalog = *std::move(opened);
    }
    Catalog ports() override { return m_catalog->ports(); }
    qint64 readPlainly() override { return ::readPlainly(m_dir.path() + QStringLiteral("/catalog.db")); }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<storage::sqlite::SqliteCatalog> m_catalog;
};

class MariaDb final : public Store
{
public:
    MariaDb()
    {
        m_database.empty();
        m_catalog = m_database.open(m_clock, test::OwnDatabase::patient());
    }
    Catalog ports() override { return m_catalog->ports(); }
    /// In the same pieces as they are counted.
    qint64 readPlainly() override
    {
        const auto session = m_database.session();
        const qint64 last = m_database.ask("SELECT max(id) FROM product");
        qint64 values = 0;
        for (qint64 id = 0; id < last; id += 500) {
            const auto rows = session->ask("SELECT product, variant, attribute, scope, text, number, whole FROM value WHERE product > " + QByteArray::number(id) +
                                           " AND product <= " + QByteArray::number(id + 500));
            values += rows ? qint64(rows->rows()) : 0;
        }
        return values;
    }

private:
    SystemClock m_clock;
    test::OwnDatabase m_database{{QStringLiteral("--innodb-buffer-pool-size=1G")}};
    std::unique_ptr<storage::mysql::OwnCatalog> m_catalog;
};

double median(std::vector<double> all)
{
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const int products = argc > 1 ? std::max(1, atoi(argv[1])) : 50'000, rounds = argc > 2 ? std::max(1, atoi(argv[2])) : 5;
    std::unique_ptr<Store> store;
    if (argc > 3 && qstrcmp(argv[3], "mariadb") == 0)
        store = std::make_unique<MariaDb>();
    else
        store = std::make_unique<DataDirectory>();
    const Catalog ports = store->ports();
    QVector<Product> batch;
    for (int n = 1; n <= products; ++n) {
        batch.append(product(n));
        if (batch.size() == 256 || n == products) {
            if (!ports.writer.upsert(batch))
                return 1;
            batch.clear();
        }
    }
    if (const auto indexed = ports.families->completeness(CancelToken()); !indexed) // the index is there
        return 1;
    std::vector<double> wall, cpu, plainWall, plainCpu;
    qint64 values = 0;
    for (int round = 0; round < rounds; ++round) {
        const Took plain = timed([&] { values = store->readPlainly(); });
        bool isDone = false;
        const Took counted = timed([&] {
            isDone = ports.families->declare(families(round % 2 == 0), {}).ok() && runCount(*ports.families, [](qint64, qint64) {}, {}).ok();
        });
        if (!isDone || values == 0)
            return 1;
        std::printf("round %d: %.2f s (%.2f s of processor time); plain reading %.2f s (%.2f s)\n", round + 1, counted.wall, counted.cpu, plain.wall, plain.cpu);
        wall.push_back(counted.wall);
        cpu.push_back(counted.cpu);
        plainWall.push_back(plain.wall);
        plainCpu.push_back(plain.cpu);
    }
    const auto all = ports.families->completeness(CancelToken());
    std::printf("completeness of %d products x %d locales, %lld values: median %.2f s, %.2f s of processor time, %.1f x a plain reading\n", products,
                int(Locales.size()), static_cast<long long>(values), median(wall), median(cpu), median(cpu) / median(plainCpu));
    std::printf("complete %lld, incomplete %lld\n", static_cast<long long>(all->places.first().complete), static_cast<long long>(all->places.first().incomplete));
    return 0;
}
