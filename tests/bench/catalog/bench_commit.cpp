// 64 clients that each change one product at a time, durably: through the catalog's one writer, which commits together
// what waits, against a connection a client that begins, writes and commits on its own (BEGIN IMMEDIATE, synchronous FULL,
// a busy timeout). The contenders run the same statements on the truth and nothing else: no card, no text, no filters.
// Rounds of both are interleaved in one run, on copies of one catalog.
//   build/dev/bin/bench_commit [ROUNDS] [SECONDS] [CLIENTS]
#include "bench/catalog/shop.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "storage/sqlite/statement.h"

#include <QCoreApplication>
#include <QFile>

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

namespace {

using namespace vitrine;
using storage::sqlite::SqliteCatalog;
using SteadyClock = std::chrono::steady_clock;
using Millis = std::chrono::duration<double, std::milli>;

constexpr int Products = 10'000;

struct Load
{
    int clients = 64;
    std::chrono::seconds time{3};
};

struct Outcome
{
    double perSecond = 0;
    double p50Ms = 0, worstMs = 0;
    int failed = 0;
};

/// `client(n)` makes what client n calls again and again.
template <typename Client>
Outcome measure(const Load &load, Client &&client)
{
    std::vector<std::vector<double>> waits(size_t(load.clients));
    std::atomic_int failed{0}, ready{0};
    std::atomic_bool go{false}, stop{false};
    std::vector<std::thread> threads;
    for (int n = 0; n < load.clients; ++n) {
        threads.emplace_back([&, n] {
            auto change = client(n);
            ++ready;
            go.wait(false);
            while (!stop) {
                const auto start = SteadyClock::now();
                failed += !change();
                waits[size_t(n)].push_back(Millis(SteadyClock::now() - start).count());
            }
        });
    }
    while (ready < load.clients)
        std::this_thread::yield();
    const auto start = SteadyClock::now();
    go = true;
    go.notify_all();
    std::this_thread::sleep_for(load.time);
    stop = true;
    for (std::thread &thread : threads)
        thread.join();
    const double seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
    std::vector<double> all;
    for (const auto &some : waits)
        all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    return {double(all.size()) / seconds, all[all.size() / 2], all.back(), failed};
}

/// Made before it is measured: it costs as much as a change.
const ProductKey &keyOf(int client, int turn)
{
    static const std::vector<ProductKey> keys = [] {
        std::vector<ProductKey> all;
        for (int i = 0; i < Products; ++i)
            all.push_back(bench::shopProduct(i).key);
        return all;
    }();
    return keys[size_t((client + turn * 67) % Products)];
}

Outcome together(SqliteCatalog &catalog, const Load &load)
{
    return measure(load, [&](int client) {
        return [&catalog, client, turn = 0]() mutable {
            const ProductKey &key = keyOf(client, ++turn);
            const catalog::Edit edit{key, catalog::Edit::Field::Stock, key.toString(), {}, double(turn), {}};
            return catalog.ports().writer.edit(edit).ok();
        };
    });
}

using storage::sqlite::Statement;

/// A connection of its own, and the prepared statements of one change of a product's stock.
class Contender
{
public:
    Contender(const QString &file, int client) : m_client(client)
    {
        if (sqlite3_open(QFile::encodeName(file).constData(), &m_database) != SQLITE_OK)
            qFatal("cannot open %s", qPrintable(file));
        sqlite3_busy_timeout(m_database, 60'000);
        storage::sqlite::execute(m_database, "PRAGMA synchronous=FULL");
        for (const char *sql : {"UPDATE variant SET stock = ?2 WHERE product = ?1",
                                "UPDATE product SET stock = ?2, updated_ms = updated_ms + 1, version = version + 1 WHERE id = ?1",
                                "INSERT INTO history (at_ms, product, version, field, code, channel, locale, previous, current) "
                                "VALUES (0, ?1, 0, 'stock', '', '', '', ?3, ?2)",
                                "INSERT INTO change (product) VALUES (?1)"})
            m_writes.push_back(std::make_unique<Statement>(m_database, sql));
        m_find = std::make_unique<Statement>(m_database, "SELECT id, stock FROM product WHERE key = ?");
    }
    ~Contender()
    {
        m_writes.clear();
        m_find.reset();
        sqlite3_close(m_database);
    }
    Contender(const Contender &) = delete;
    Contender &operator=(const Contender &) = delete;

    bool change()
    {
        try {
            storage::sqlite::execute(m_database, "BEGIN IMMEDIATE");
            m_find->bind(1, keyOf(m_client, ++m_turn).toString());
            if (!m_find->step())
                qFatal("no product %s", qPrintable(keyOf(m_client, m_turn).toString()));
            const qint64 product = m_find->integer(0), before = m_find->integer(1);
            m_find->reset();
            for (size_t n = 0; n < m_writes.size(); ++n) {
                m_writes[n]->bind(1, product);
                if (n < 3)
                    m_writes[n]->bind(2, m_turn);
                if (n == 2)
                    m_writes[n]->bind(3, before);
                m_writes[n]->run();
            }
            storage::sqlite::execute(m_database, "COMMIT");
            return true;
        } catch (const storage::sqlite::SqliteFailure &) {
            sqlite3_exec(m_database, "ROLLBACK", nullptr, nullptr, nullptr);
            return false;
        }
    }

private:
    sqlite3 *m_database = nullptr;
    std::vector<std::unique_ptr<Statement>> m_writes;
    std::unique_ptr<Statement> m_find;
    const int m_client;
    int m_turn = 0;
};

Outcome contending(const QString &file, const Load &load)
{
    return measure(load, [&](int client) {
        return [contender = std::make_shared<Contender>(file, client)] { return contender->change(); };
    });
}

void print(const char *what, const Outcome &outcome)
{
    std::printf("  %-12s %8.0f changes/s, one takes %7.2f ms in the middle, %8.2f ms at worst; %d failed\n", what, outcome.perSecond,
                outcome.p50Ms, outcome.worstMs, outcome.failed);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const int rounds = arguments.value(1, QStringLiteral("3")).toInt();
    const Load load{arguments.value(3, QStringLiteral("64")).toInt(),
                    std::chrono::seconds(arguments.value(2, QStringLiteral("3")).toInt())};
    QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("catalog.db")), copy = dir.filePath(QStringLiteral("contended.db"));
    const auto open = [&] {
        auto catalog = SqliteCatalog::open(dir.path());
        if (!catalog)
            qFatal("%s", qPrintable(catalog.error().toString()));
        return std::move(catalog).value();
    };
    bench::fill(open()->ports().writer, Products);
    if (!QFile::copy(file, copy))
        qFatal("cannot copy %s", qPrintable(file));
    const auto catalog = open();
    for (int round = 0; round < rounds; ++round) {
        const Outcome ours = together(*catalog, load);
        const Outcome theirs = contending(copy, load);
        std::printf("%d clients, %d products, round %d:\n", load.clients, Products, round + 1);
        print("one writer", ours);
        print("contending", theirs);
        std::printf("  ratio: %.2f of the changes, the worst wait %.0f times shorter\n", ours.perSecond / theirs.perSecond,
                    theirs.worstMs / ours.worstMs);
    }
    return 0;
}
