// What splitting a card instead of joining it is worth, on SQLite and on a MariaDB server that this program
// starts. Every figure is a ratio of rounds that take turns in one run; the machine may be busy, both sides
// are.
#include "bench/catalog/delaying_proxy.h"
#include "catalog/plan/card_source.h"
#include "storage/mysql/mysql_backend.h"
#include "storage/mysql/support/wide_card.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <functional>

using namespace vitrine;
using namespace std::chrono_literals;

namespace {

constexpr int Ones = 98, Manys = 8; // and the product's own table: 107
constexpr int Products = 1'000, Page = 50;

using Work = std::function<Status()>;

double timeUs(const Work &work)
{
    const auto start = std::chrono::steady_clock::now();
    if (const Status done = work(); !done)
        qFatal("%s", qPrintable(done.error().toString()));
    return double(
               std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start)
                   .count()) /
           1'000;
}

double share(std::vector<double> &times, double part)
{
    std::sort(times.begin(), times.end());
    return times[std::min(times.size() - 1, size_t(part * double(times.size())))];
}

void compare(const char *name, int rounds, const Work &ours, const Work &theirs, double atLeast)
{
    std::vector<double> mine, other;
    for (int i = -1; i < rounds; ++i) { // the first warms both
        const double a = timeUs(ours), b = timeUs(theirs);
        if (i >= 0) {
            mine.push_back(a);
            other.push_back(b);
        }
    }
    const double p50 = share(other, 0.5) / share(mine, 0.5), p90 = share(other, 0.9) / share(mine, 0.9);
    std::printf("%-76s %9.3f ms against %9.3f ms: %6.1f x at p50, %6.1f x at p90 (at least %g)\n", name,
                share(mine, 0.5) / 1'000, share(other, 0.5) / 1'000, p50, p90, atLeast);
}

QVector<ProductKey> keysFrom(int first, int count)
{
    QVector<ProductKey> keys;
    for (int i = 0; i < count; ++i)
        keys.append(ProductKey(QStringLiteral("K%1").arg((first + i) % Products)));
    return keys;
}

Work reading(plan::CardSource &source, int count, plan::Way way)
{
    return [&source, count, way, at = 0]() mutable -> Status {
        plan::RunOptions options;
        options.way = way;
        at += count;
        const auto read = source.read(keysFrom(at, count), options);
        return read ? Status(Done{}) : read.error();
    };
}

Work oneByOne(plan::CardSource &source, int count, plan::Way way)
{
    return [one = reading(source, 1, way), count]() -> Status {
        for (int i = 0; i < count; ++i) {
            if (Status done = one(); !done)
                return done;
        }
        return Done{};
    };
}

/// The same page by the one join that the plan replaces.
Work joining(plan::CardSource &source, int count)
{
    return [&source, count, at = 0, sql = QByteArray()]() mutable -> Status {
        at += count;
        const auto keys = keysFrom(at, count);
        if (sql.isEmpty()) {
            const auto read = source.read(keys, {});
            if (!read)
                return read.error();
            const plan::ReplacedJoin join = plan::joinFor(source.plan(), read->fetched, {"?"});
            std::printf("  (the join has %d tables)\n", join.tables);
            sql = join.sql;
        }
        QByteArrayList literals;
        for (const ProductKey &key : keys)
            literals.append(plan::literal(plan::Cell(key.toString().toUtf8())));
        const auto rows = source.ask(QByteArray(sql).replace("'?'", literals.join(',')), {});
        if (rows && rows->rows() != size_t(count))
            return Error{
                ErrorCode::Internal, QStringLiteral("the join gave %1 rows").arg(rows->rows()), {}, {}};
        return rows ? Status(Done{}) : rows.error();
    };
}

template <typename T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().toString()));
    return *std::move(result);
}

/// One statement a table, one round trip a statement: what a program does that knows of no plan.
class TableByTable final : public plan::Backend
{
public:
    explicit TableByTable(plan::Backend &backend) : m_backend(backend), m_facts(backend.facts())
    {
        m_facts.tablesPerJoin = 1;
    }
    const plan::BackendFacts &facts() const override { return m_facts; }
    Result<plan::TableFacts> tables(const QStringList &names) override { return m_backend.tables(names); }
    Result<std::unique_ptr<plan::Snapshot>> snapshot(const plan::RunOptions &options) override
    {
        return m_backend.snapshot(options);
    }

private:
    plan::Backend &m_backend;
    plan::BackendFacts m_facts;
};

/// Products and their values only, as EAV.
QByteArray eavOnly(const QByteArray &whole)
{
    // The parts are separated by their headings; root and values stay.
    QByteArray kept;
    for (const QByteArray &piece : QByteArray(whole).replace("\n[[part]]", "\n\x01[[part]]").split('\x01')) {
        if (!piece.startsWith("[[part]]") || piece.contains("name = \"product\"\n") ||
            piece.contains("name = \"values\"\n"))
            kept += piece;
    }
    return kept;
}

QByteArray file(const QString &path)
{
    QFile f(path);
    if (!f.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    return f.readAll();
}

const QByteArray MariaEav = R"([card]
name = "eav"
root = "product"
[[dictionary]]
name = "attribute"
table = "attribute"
key = "id"
columns = { code = "code" }
[[dictionary]]
name = "scope"
table = "scope"
key = "id"
columns = { channel = "channel", locale = "locale" }
[[part]]
name = "product"
gives = "product"
table = "product"
key = "sku"
columns = { id = { column = "id", type = "whole" }, key = "sku" }
[[part]]
name = "values"
storage = "attribute"
of = "product.id"
cardinality = "many"
table = "value"
key = "product"
expect = 60
columns = { attribute = { column = "attribute", dictionary = "attribute", type = "whole" }, scope = { column = "scope", dictionary = "scope", type = "whole" }, value = "text" }
)";

void eavOnMariaDb(const test::MariaDbServer &server, const QByteArray &database, int attributes)
{
    server.execute("CREATE DATABASE " + database + "; USE " + database +
                   "; CREATE TABLE attribute (id int PRIMARY KEY, code varchar(64)); CREATE TABLE scope (id "
                   "int PRIMARY KEY, channel varchar(8), locale varchar(8));"
                   "CREATE TABLE product (id int PRIMARY KEY, sku varchar(64) NOT NULL UNIQUE);"
                   "CREATE TABLE value (product int NOT NULL, attribute int NOT NULL, scope int NOT NULL, "
                   "text varchar(100), PRIMARY KEY (product, attribute, scope));"
                   "INSERT INTO scope VALUES (1, 'th', 'th_TH'); INSERT INTO product SELECT seq + 1, "
                   "CONCAT('K', seq) FROM seq_0_to_999;"
                   "INSERT INTO attribute SELECT seq, CONCAT('a', seq) FROM seq_1_to_" +
                   QByteArray::number(attributes) +
                   "; INSERT INTO `value` SELECT p.id, a.id, s.seq, CONCAT('value ', a.id, ' of ', p.id) "
                   "FROM product p, attribute a, seq_0_to_1 s");
}

void sqliteCatalog(storage::sqlite::SqliteCatalog &catalog, int attributes)
{
    QVector<catalog::Product> products;
    for (int i = 0; i < Products; ++i) {
        catalog::Product product;
        product.key = ProductKey(QStringLiteral("K%1").arg(i));
        product.name = QStringLiteral("Product %1").arg(i);
        for (int a = 0; a < attributes; ++a) {
            for (const catalog::Scope &scope :
                 {catalog::Scope{}, catalog::Scope{QStringLiteral("th"), QStringLiteral("th_TH")}})
                product.attributes.append(
                    {QStringLiteral("a%1").arg(a), QStringLiteral("value %1 of %2").arg(a).arg(i), scope});
        }
        products.append(product);
    }
    must(catalog.ports().writer.upsert(products));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    setvbuf(stdout, nullptr, _IOLBF, 0);
    const int rounds = argc > 1 ? std::max(3, QByteArray(argv[1]).toInt()) : 30;
    const SystemClock clock;

    for (const int attributes : {30, 80}) {
        QTemporaryDir dir;
        const auto own = must(storage::sqlite::SqliteCatalog::open(dir.path()));
        sqliteCatalog(*own, attributes);
        const auto source = must(plan::CardSource::open(
            must(plan::readDescription(eavOnly(file(QStringLiteral(VITRINE_DESCRIPTIONS "/vitrine.toml"))),
                                       QStringLiteral("eav.toml"))),
            own->planBackend(), clock));
        if (attributes == 30)
            compare("SQLite: page of 50, 30 attributes x 2 scopes: split against the join", rounds,
                    reading(*source, Page, plan::Way::Auto), joining(*source, Page), 3);
        else
            std::printf("SQLite, 80 attributes x 2 scopes: split %.3f ms; the join: %s\n",
                        timeUs(reading(*source, Page, plan::Way::Auto)) / 1'000,
                        qPrintable(source->tryJoin(ProductKey(QStringLiteral("K1")), {}).error().what));
    }

    const test::MariaDbServer server;
    eavOnMariaDb(server, "eav30", 30);
    eavOnMariaDb(server, "eav80", 80);
    for (const int attributes : {30, 80}) {
        const auto backend =
            must(storage::mysql::MysqlBackend::open(server.reader(QStringLiteral("eav%1").arg(attributes))));
        const auto source = must(plan::CardSource::open(
            must(plan::readDescription(MariaEav, QStringLiteral("eav.toml"))), *backend, clock));
        if (attributes == 30)
            compare("MariaDB: page of 50, 30 attributes x 2 scopes: split against the join", rounds,
                    reading(*source, Page, plan::Way::Auto), joining(*source, Page), 3);
        else
            std::printf("MariaDB, 80 attributes x 2 scopes: split %.3f ms; the join: %s\n",
                        timeUs(reading(*source, Page, plan::Way::Auto)) / 1'000,
                        qPrintable(source->tryJoin(ProductKey(QStringLiteral("K1")), {}).error().what));
    }

    test::fillWideCard(server, "wide", Ones, Manys, Products);
    const test::DelayingProxy proxy(server.port(), 250us);
    auto address = server.reader(QStringLiteral("wide"));
    address.port = proxy.port();
    const auto backend = must(storage::mysql::MysqlBackend::open(address));
    std::printf("107 tables behind a proxy that adds 0.5 ms to a round trip: measured round trip %.3f ms, "
                "common snapshot %.3f ms\n",
                backend->facts().roundTripUs / 1'000, backend->facts().snapshotUs / 1'000);
    const auto chosen = must(plan::CardSource::open(test::wideCard(Ones, Manys), *backend, clock));
    TableByTable serial(*backend);
    const auto tables = must(plan::CardSource::open(test::wideCard(Ones, Manys), serial, clock));
    compare("107-table card: chosen plan against one statement a table", rounds,
            reading(*chosen, 1, plan::Way::Auto), reading(*tables, 1, plan::Way::Serial), 8);
    compare("107-table card: chosen plan against its own statements one by one", rounds,
            reading(*chosen, 1, plan::Way::Auto), reading(*chosen, 1, plan::Way::Serial), 1);
    compare("107 tables, page of 50: chosen plan against one statement a table and product", 3,
            reading(*chosen, Page, plan::Way::Auto), oneByOne(*tables, Page, plan::Way::Serial), 50);
    compare("107 tables, page of 50: chosen plan against itself product by product", 5,
            reading(*chosen, Page, plan::Way::Auto), oneByOne(*chosen, Page, plan::Way::Auto), 1);
    return 0;
}
