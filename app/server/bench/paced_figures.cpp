#include "app/server/bench/figures.h"
#include "app/server/bench/grower.h"
#include "app/server/bench/load_client.h"
#include "app/server/bench/measured_servers.h"
#include "app/server/bench/percentile.h"
#include "app/server/bench/popularity.h"

#include <QLocale>
#include <QUrl>

#include <atomic>
#include <limits>
#include <thread>
#include <unordered_map>

namespace vitrine::app {

namespace {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr qint64 Draws = 20'000;      ///< of a measurement
constexpr qint64 Before = 2'000;      ///< at 1 000/s, before it
/// Of the memory for cards: as much is asked for before, the most popular first, often enough to stay.
constexpr double WarmShare = 0.95;
constexpr int WarmReads = 3;
constexpr qint64 EntryBytes = 256; ///< beside a card's own, as S3Fifo counts them
constexpr double HttpPace = 1'000;
constexpr auto Window = 500ms;

/// Keys of the catalog's products as they are asked for.
class PopularKeys
{
public:
    static Result<PopularKeys> of(catalog::Catalog &catalog)
    {
        const auto everything = catalog.search.find({}, {});
        if (!everything)
            return everything.error();
        if (everything->size() == 0)
            return Error{ErrorCode::NotFound, QStringLiteral("the catalog is empty"), {}, QStringLiteral("vitrined generate --products 1000000 --data DIR")};
        return PopularKeys(catalog, *everything);
    }

    Result<std::vector<ProductKey>> draw(qint64 count)
    {
        std::vector<ProductKey> keys;
        keys.reserve(size_t(count));
        while (qint64(keys.size()) < count) {
            auto key = at(m_popularity.draw(products()));
            if (!key)
                return key.error();
            keys.push_back(*std::move(key));
        }
        return keys;
    }
    /// 1: the most popular.
    Result<ProductKey> ofRank(qint64 rank) { return at(Popularity::ofRank(rank, products())); }
    qint64 products() const { return m_everything.size(); }

private:
    PopularKeys(catalog::Catalog &catalog, catalog::ResultSet everything) : m_catalog(&catalog), m_everything(std::move(everything)) {}

    Result<ProductKey> at(qint64 position)
    {
        if (const auto known = m_keys.find(position); known != m_keys.end())
            return known->second;
        const auto row = m_catalog->search.rows(m_everything, position, 1);
        if (!row)
            return row.error();
        return m_keys.emplace(position, row->first().key).first->second;
    }

    catalog::Catalog *m_catalog;
    catalog::ResultSet m_everything;
    Popularity m_popularity;
    std::unordered_map<qint64, ProductKey> m_keys;
};

/// Service times in microseconds at this pace (a second), asleep in between; 0: back to back.
Result<std::vector<double>> readPaced(catalog::CardReader &cards, const std::vector<ProductKey> &keys, double pace)
{
    std::vector<double> micros;
    micros.reserve(keys.size());
    const auto gap = pace > 0 ? std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(1 / pace)) : Steady::duration::zero();
    auto due = Steady::now();
    for (const ProductKey &key : keys) {
        if (pace > 0)
            std::this_thread::sleep_until(due += gap);
        const auto start = Steady::now();
        const auto card = cards.card(key);
        micros.push_back(std::chrono::duration<double, std::micro>(Steady::now() - start).count());
        if (!card)
            return card.error();
    }
    return micros;
}

/// What is popular is in memory: then `drawn` are measured in the store, and `overHttp`, drawn anew, over HTTP.
struct WarmedKeys
{
    qint64 products = 0;
    qint64 warm = 0; ///< of these
    std::vector<ProductKey> drawn, overHttp;
};

Result<WarmedKeys> warmedKeys(Runtime &runtime)
{
    auto keys = PopularKeys::of(runtime.catalog());
    if (!keys)
        return keys.error();
    const double most = WarmShare * double(runtime.configuration().catalog.memoryBytes);
    qint64 rank = 0;
    for (double bytes = 0; bytes < most && rank < keys->products(); ++rank) {
        const auto key = keys->ofRank(rank + 1);
        if (!key)
            return key.error();
        for (int i = 0; i < WarmReads; ++i) {
            const auto card = runtime.catalog().cards.card(*key);
            if (!card)
                return card.error();
            bytes += i == 0 ? double(card->json.size() + EntryBytes) : 0;
        }
    }
    const auto before = keys->draw(Before), drawn = keys->draw(Draws), overHttp = keys->draw(Draws);
    for (const auto *keysDrawn : {&before, &drawn, &overHttp}) {
        if (!*keysDrawn)
            return keysDrawn->error();
    }
    // What the kernel has left to do after so much reading goes on for half a second.
    if (const auto settled = readPaced(runtime.catalog().cards, *before, 1'000); !settled)
        return settled.error();
    return WarmedKeys{keys->products(), rank, *drawn, *overHttp};
}

QString counted(qint64 count) { return QLocale(QLocale::English).toString(count); }

/// Times of the origin's last answers, taken from its ring of accesses before they fall out of it. One other thread.
class InsideTimes
{
public:
    explicit InsideTimes(const OriginControl &origin) : m_origin(origin), m_seen(origin.metrics().totals().requests), m_thread([this] { run(); }) {}
    ~InsideTimes() { stop(); }
    /// Milliseconds, from the parsed head to the answer handed to the socket.
    std::vector<double> stop()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
        return std::move(m_times);
    }

private:
    void run()
    {
        while (!m_stop) {
            std::this_thread::sleep_for(50ms);
            take();
        }
        take();
    }
    void take()
    {
        const quint64 now = m_origin.metrics().totals().requests;
        for (const origin::Access &access : m_origin.metrics().recent(int(std::min<quint64>(now - m_seen, 512))))
            m_times.push_back(double(access.duration.count()) / 1'000);
        m_seen = now;
    }

    const OriginControl &m_origin;
    quint64 m_seen;
    std::vector<double> m_times;
    std::atomic_bool m_stop{false};
    std::thread m_thread;
};

/// An origin on a free port, and beside it a server of the same kind that answers every request with a constant as long
/// as a card; asked in turns by an open loop.
class CardsAgainstConstant
{
public:
    struct Times
    {
        std::vector<double> inside;           ///< the origin, milliseconds
        std::vector<double> cards, constant;  ///< at the client from the moment a request was due, microseconds
    };

    /// How long a card is is asked of the keys that are measured elsewhere: those of HTTP stay as they are.
    static Result<std::unique_ptr<CardsAgainstConstant>> start(Runtime &runtime, const WarmedKeys &keys)
    {
        constexpr size_t Sample = 200;
        const std::vector<ProductKey> sample(keys.drawn.begin(), keys.drawn.begin() + Sample);
        qint64 bytes = 0;
        for (const ProductKey &key : sample) {
            const auto card = runtime.catalog().cards.card(key);
            if (!card)
                return card.error();
            bytes += card->json.size();
        }
        std::unique_ptr<CardsAgainstConstant> pair(new CardsAgainstConstant(runtime));
        for (const ProductKey &key : keys.overHttp)
            pair->m_targets.append("/v1/products/" + QUrl::toPercentEncoding(key.toString()));
        const auto port = startOrigin(runtime);
        if (!port)
            return port.error();
        pair->m_port = *port;
        auto constant = ConstantServer::start(runtime, bytes / qint64(Sample));
        if (!constant)
            return constant.error();
        pair->m_constant = *std::move(constant);
        return pair;
    }

    /// Both once more, for a window each; what they took is added to `times`.
    Status window(Times &times)
    {
        InsideTimes inside(m_runtime.origin());
        const qsizetype perWindow = qsizetype(HttpPace * std::chrono::duration<double>(Window).count());
        const QVector<QByteArray> targets = m_targets.mid(m_next, perWindow);
        m_next = m_next + 2 * perWindow > m_targets.size() ? 0 : m_next + perWindow;
        const auto cards = openLoop(m_port, targets, HttpPace, Window);
        const std::vector<double> served = inside.stop();
        if (!cards)
            return cards.error();
        const auto constant = openLoop(m_constant->port(), {ConstantServer::Target}, HttpPace, Window);
        if (!constant)
            return constant.error();
        if (cards->failures + constant->failures > 0)
            return Error{ErrorCode::Internal, QStringLiteral("%1 requests failed").arg(cards->failures + constant->failures), {}, {}};
        times.inside.insert(times.inside.end(), served.begin(), served.end());
        times.cards.insert(times.cards.end(), cards->micros.begin(), cards->micros.end());
        times.constant.insert(times.constant.end(), constant->micros.begin(), constant->micros.end());
        return Done{};
    }

private:
    explicit CardsAgainstConstant(Runtime &runtime) : m_runtime(runtime) {}

    Runtime &m_runtime;
    QVector<QByteArray> m_targets;
    qsizetype m_next = 0;
    quint16 m_port = 0;
    std::unique_ptr<ConstantServer> m_constant;
};

} // namespace

Result<QVector<Figure>> pacedCards(Runtime &runtime, int rounds)
{
    const auto keys = warmedKeys(runtime);
    if (!keys)
        return keys.error();
    std::vector<double> at1k, at10k;
    for (int round = 0; round < rounds; ++round) {
        const auto part = [&](qint64 size) {
            const auto from = keys->drawn.begin() + round * Draws / rounds;
            return std::vector<ProductKey>(from, from + std::min<qint64>(size, Draws / rounds));
        };
        const auto slow = readPaced(runtime.catalog().cards, part(2'000), 1'000);
        const auto fast = readPaced(runtime.catalog().cards, part(Draws), 10'000);
        if (!slow || !fast)
            return slow ? fast.error() : slow.error();
        at1k.insert(at1k.end(), slow->begin(), slow->end());
        at10k.insert(at10k.end(), fast->begin(), fast->end());
    }
    const QString conditions = QStringLiteral("%1 products on disk, keys by Zipf's law (exponent 1), the first %2 warm in %3 of memory; p50 %4 ms, p99 %5 ms");
    const auto figure = [&](const char *name, std::vector<double> &micros, double target) {
        return Figure{QString::fromLatin1(name),
                      conditions.arg(counted(keys->products), counted(keys->warm), QLocale(QLocale::English).formattedDataSize(runtime.configuration().catalog.memoryBytes))
                          .arg(percentile(micros, 0.5) / 1'000, 0, 'f', 4).arg(percentile(micros, 0.99) / 1'000, 0, 'f', 4),
                      percentile(micros, 0.9) / 1'000, QStringLiteral("ms"), target, true};
    };
    QVector<Figure> figures{figure("popular cards, paced at 1 000/s, p90 in the store", at1k, 0.02), figure("popular cards, paced at 10 000/s, p90 in the store", at10k, 0.01)};

    const auto pair = CardsAgainstConstant::start(runtime, *keys);
    if (!pair)
        return pair.error();
    CardsAgainstConstant::Times times;
    for (int window = 0; window < 3 * rounds; ++window) {
        if (const Status done = (*pair)->window(times); !done)
            return done.error();
    }
    const double cards = percentile(times.cards, 0.9), constant = percentile(times.constant, 0.9);
    const QString http = QStringLiteral("%1 products, %2 of them warm, open loop of 1 000/s over HTTP, %3 answers").arg(counted(keys->products), counted(keys->warm), counted(qint64(times.cards.size())));
    figures.append({QStringLiteral("popular cards over HTTP, p90 inside the server"), http, percentile(times.inside, 0.9), QStringLiteral("ms"), 0.03, true});
    figures.append({QStringLiteral("popular cards over HTTP, p90 at the client against a constant"),
                    QStringLiteral("%1, from the moment a request was due: %2 against %3 ms; p50 %4 against %5 ms").arg(http)
                        .arg(cards / 1'000, 0, 'f', 3).arg(constant / 1'000, 0, 'f', 3)
                        .arg(percentile(times.cards, 0.5) / 1'000, 0, 'f', 3).arg(percentile(times.constant, 0.5) / 1'000, 0, 'f', 3),
                    cards / constant, QStringLiteral("ratio"), 1.25, true});
    return figures;
}

Result<QVector<Figure>> pacedCardsWhileImporting(Runtime &runtime, int rounds, const CancelToken &cancel)
{
    constexpr double ValuesPerSecond = 20'000;
    const CancelToken enough;
    Grower grower(runtime, enough);
    if (const Status own = grower.check(); !own)
        return own.error();
    const auto keys = warmedKeys(runtime);
    if (!keys)
        return keys.error();
    const auto pair = CardsAgainstConstant::start(runtime, *keys);
    if (!pair)
        return pair.error();

    Status grown = Done{}, read = Done{};
    const auto begun = Steady::now();
    std::thread importing([&] { grown = grower.growTo(std::numeric_limits<qint64>::max(), ValuesPerSecond, [] {}); });
    CardsAgainstConstant::Times times;
    for (int window = 0; window < 3 * rounds && read && !cancel.requested(); ++window)
        read = (*pair)->window(times);
    const double seconds = std::chrono::duration<double>(Steady::now() - begun).count();
    enough.request();
    importing.join();
    if (!grown || !read)
        return grown ? read.error() : grown.error();
    return QVector<Figure>{{QStringLiteral("popular cards over HTTP while values are imported, p90 inside the server"),
                            QStringLiteral("%1 products, %2 of them warm, open loop of 1 000/s, %3 values/s written meanwhile; p50 %4 ms, p99 %5 ms; at the client p90 %6 ms, a constant %7 ms")
                                .arg(counted(keys->products), counted(keys->warm)).arg(counted(qint64(double(grower.values()) / seconds)))
                                .arg(percentile(times.inside, 0.5), 0, 'f', 3).arg(percentile(times.inside, 0.99), 0, 'f', 3)
                                .arg(percentile(times.cards, 0.9) / 1'000, 0, 'f', 3).arg(percentile(times.constant, 0.9) / 1'000, 0, 'f', 3),
                            percentile(times.inside, 0.9), QStringLiteral("ms"), 0.06, true}};
}

} // namespace vitrine::app
