// A catalog of Vitrine's own on a MariaDB server that this program starts, followed by one process while another changes
// it: opening, memory, how soon a change shows in cards, lists and counts; and a card in memory against the same card read
// from the tables. VITRINE_BENCH_PRODUCTS=1000000 for the full size.
#include "bench/catalog/shop.h"
#include "storage/mysql/support/own_database.h"

#include <QCoreApplication>
#include <QFile>
#include <QRandomGenerator>
#include <QSet>

#include <algorithm>
#include <functional>
#include <thread>
#include <unistd.h>

using namespace vitrine;
using namespace vitrine::catalog;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr int Batch = 500, Written = 2'000, Copied = 20'000, Changes = 100, Rounds = 20, CardsARound = 200;

double msSince(SteadyClock::time_point start)
{
    return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

double share(std::vector<double> &times, double part)
{
    std::sort(times.begin(), times.end());
    return times[std::min(times.size() - 1, size_t(part * double(times.size())))];
}

/// Resident memory of this process.
double memoryMb()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() * 4096 / 1e6 : 0;
}

/// Processor time of a process so far, in seconds.
double processorSeconds(qint64 process)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(process));
    const QList<QByteArray> fields = file.open(QIODevice::ReadOnly) ? file.readAll().split(' ') : QList<QByteArray>();
    return (fields.value(13).toDouble() + fields.value(14).toDouble()) / double(::sysconf(_SC_CLK_TCK));
}

/// How long until it is so, in milliseconds, looked at every one of them.
double untilMs(const std::function<bool()> &isSo)
{
    const auto start = SteadyClock::now();
    while (!isSo()) {
        if (msSince(start) > 600'000)
            qFatal("it does not show");
        std::this_thread::sleep_for(1ms);
    }
    return msSince(start);
}

void print(const char *what, std::vector<double> &ms)
{
    std::printf("%-70s p50 %7.1f ms, p90 %7.1f ms, at most %7.1f ms\n", what, share(ms, 0.5), share(ms, 0.9), share(ms, 1));
}

ProductKey keyOf(int n)
{
    return n < Written ? bench::shopProduct(n).key : ProductKey(QStringLiteral("copy-%1").arg(n));
}

QVector<ProductKey> some(int count, int products)
{
    QVector<ProductKey> keys;
    for (int i = 0; i < count; ++i)
        keys.append(keyOf(int(QRandomGenerator::global()->bounded(products))));
    return keys;
}

void write(ProductWriter &writer, int first, int count, const QString &prefix = {})
{
    QVector<Product> batch;
    for (int n = first; n < first + count; ++n) {
        batch.append(bench::shopProduct(n));
        batch.last().key = keyOf(n);
        batch.last().name.prepend(prefix);
    }
    if (const auto written = writer.upsert(batch); !written)
        qFatal("%s", qPrintable(written.error().toString()));
}

/// The first are written, the others are copies of them that the server makes by itself.
void fill(const test::OwnDatabase &database, ProductWriter &writer, int count)
{
    for (int first = 0; first < std::min(count, Written); first += Batch)
        write(writer, first, std::min({Batch, count - first, Written - first}));
    for (int first = Written; first < count; first += Copied) {
        const auto of = [&](const char *columns, const char *table, const char *product) {
            return "INSERT INTO " + QByteArray(table) + " SELECT " + columns + " FROM seq_" + QByteArray::number(first) + "_to_" +
                   QByteArray::number(std::min(count, first + Copied) - 1) + " s JOIN " + table + " t ON t." + product + " = 1 + s.seq % " +
                   QByteArray::number(Written) + " ORDER BY s.seq;";
        };
        database.server.execute("USE own;" + of("s.seq + 1, concat('copy-', s.seq), concat(t.name, ' ', s.seq), 1, t.updated_ms, t.fingerprint", "product", "id") +
                                of("s.seq + 1, t.variant, t.position, t.attribute, t.scope, t.text, t.number + s.seq % 1000, t.whole", "`value`", "product") +
                                of("s.seq + 1, t.position, t.category", "product_category", "product") +
                                of("s.seq + 1, t.position, concat('copy-', s.seq), t.stock", "variant", "product") +
                                of("s.seq + 1, t.variant, t.position, t.channel, t.currency, t.minor + s.seq % 1000", "price", "product") +
                                of("s.seq + 1, t.position, t.image, t.width, t.height, t.focus_x, t.focus_y", "image", "product"));
    }
    database.server.execute("USE own; DELETE FROM attribute_count; INSERT INTO attribute_count SELECT attribute, 0, count(*) FROM `value` GROUP BY attribute");
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    setvbuf(stdout, nullptr, _IOLBF, 0);
    const int count = bench::productCount(20'000);
    const SystemClock clock;
    const test::OwnDatabase database({QStringLiteral("--innodb-buffer-pool-size=2G"), QStringLiteral("--innodb-log-file-size=1G"), QStringLiteral("--skip-log-bin")});
    database.empty();
    const auto other = database.open(clock, test::OwnDatabase::patient());
    ProductWriter &writer = other->ports().writer;
    auto start = SteadyClock::now();
    fill(database, writer, count);
    std::printf("%d products of 19 values: made in %.1f s\n", count, msSince(start) / 1e3);

    const double before = memoryMb();
    start = SteadyClock::now();
    const auto own = database.open(clock, test::OwnDatabase::patient());
    auto ports = own->ports();
    if (!ports.cards.card(bench::shopProduct(0).key))
        qFatal("there is no card");
    std::printf("opened, with the first card: %.1f ms; the number of products: %lld\n", msSince(start), ports.search.productCount());
    start = SteadyClock::now();
    const double mine = processorSeconds(::getpid()), theirs = processorSeconds(database.server.processId());
    if (const auto all = ports.search.find({}, {}); !all || all->size() != count)
        qFatal("the list is not whole");
    std::printf("the first list: %.1f s, of the processor %.1f s and %.1f s in the server; memory %.0f MB more, %.0f bytes a product\n", msSince(start) / 1e3,
                processorSeconds(::getpid()) - mine, processorSeconds(database.server.processId()) - theirs, memoryMb() - before, (memoryMb() - before) * 1e6 / count);

    std::vector<double> cards, lists, counts;
    QSet<QString> changed;
    for (int n = 0; n < Changes; ++n) {
        const ProductKey key = some(1, count).first();
        untilMs([&] { return ports.cards.card(key).ok() && ports.cards.kept(key).has_value(); });
        const auto receipt = writer.edit({key, Edit::Field::Attribute, QStringLiteral("brand"), {}, Value(OptionCode(QStringLiteral("changed"))), {}});
        if (!receipt)
            qFatal("%s", qPrintable(receipt.error().toString()));
        const auto acknowledged = SteadyClock::now();
        untilMs([&] { return ports.cards.card(key)->version >= receipt->version; });
        cards.push_back(msSince(acknowledged));
        changed.insert(key.toString());
        untilMs([&] { return ports.search.find(Query{{}, {}, {QStringLiteral("changed")}, {}, {}}, {})->size() == changed.size(); });
        lists.push_back(msSince(acknowledged));
        Product fresh = bench::shopProduct(n);
        fresh.key = ProductKey(QStringLiteral("fresh-%1").arg(n));
        if (!writer.upsert({fresh}))
            qFatal("it does not go in");
        counts.push_back(untilMs([&] { return ports.search.productCount() == count + n + 1; }));
    }
    print("another process's change in a card that was in memory", cards);
    print("in lists and filters", lists);
    print("in the number of products", counts);

    std::vector<double> searches;
    for (int n = 0; n < Rounds; ++n) {
        start = SteadyClock::now();
        if (!ports.search.find(Query{bench::shopProduct(n).name.section(u' ', 0, 0), {}, {}, {}, {}}, {}))
            qFatal("it cannot be searched");
        searches.push_back(msSince(start));
    }
    print("a search for a word", searches);

    // 1 % of all, while this process reads.
    const int many = std::max(1'000, count / 100);
    start = SteadyClock::now();
    for (int first = 0; first < many; first += Batch)
        write(writer, first, std::min(Batch, many - first), QStringLiteral("zzmany "));
    const double written = msSince(start);
    start = SteadyClock::now();
    if (!own->catchUp(600s))
        qFatal("it does not catch up");
    std::printf("%d products changed by another process in %.1f s: all shown in lists %.1f s after the last\n", many, written / 1e3, msSince(start) / 1e3);

    auto without = test::OwnDatabase::patient();
    without.cardMemoryBytes = 0;
    const auto tables = database.open(clock, without);
    const auto readAll = [](CardReader &from, const QVector<ProductKey> &keys) {
        const auto began = SteadyClock::now();
        for (const ProductKey &key : keys) {
            if (!from.card(key))
                qFatal("a card is missing");
        }
        return msSince(began) * 1e3 / double(keys.size());
    };
    std::vector<double> kept, read, ratios;
    for (int round = 0; round < Rounds; ++round) {
        const QVector<ProductKey> keys = some(CardsARound, count);
        readAll(tables->ports().cards, keys); // warm in the server for both
        readAll(ports.cards, keys);
        kept.push_back(readAll(ports.cards, keys));
        read.push_back(readAll(tables->ports().cards, keys));
        ratios.push_back(read.back() / kept.back());
    }
    std::printf("a card in memory %.2f us, from the tables %.0f us: %.0f times (rounds: %.0f to %.0f)\n", share(kept, 0.5), share(read, 0.5), share(ratios, 0.5),
                share(ratios, 0), share(ratios, 1));
    return 0;
}
