#include "app/server/bench/growth.h"
#include "app/server/bench/grower.h"
#include "app/server/bench/percentile.h"
#include "app/server/bench/popularity.h"

#include <QLocale>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

namespace vitrine::app {

namespace {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr qint64 ControlProducts = 5'000;

/// Reads at a fixed pace until it goes away. One thread of its own.
class PacedReader
{
public:
    PacedReader(catalog::CardReader &cards, catalog::CardReader &control, qint64 products)
        : m_cards(cards), m_control(control), m_products(products), m_thread([this] { run(); })
    {
    }
    ~PacedReader()
    {
        m_stop = true;
        m_thread.join();
    }

    void setProducts(qint64 products) { m_products = products; }

    struct Times
    {
        std::vector<double> grown, control;
        std::optional<Error> failure;
    };
    /// What was read since the last call.
    Times take()
    {
        std::lock_guard lock(m_mutex);
        return std::exchange(m_times, {});
    }

private:
    void run()
    {
        auto due = Steady::now();
        while (!m_stop) {
            // After a stall the missed reads are not made up for: that would be a burst, not a pace.
            due = std::max(due + 1ms, Steady::now() - 10ms);
            std::this_thread::sleep_until(due);
            read(m_cards, keyOf(m_products), &Times::grown);
            std::this_thread::sleep_until(due + 500us);
            read(m_control, keyOf(ControlProducts), &Times::control);
        }
    }
    ProductKey keyOf(qint64 products) { return exchange::generatedKey(m_popularity.draw(products) + 1); }
    void read(catalog::CardReader &cards, const ProductKey &key, std::vector<double> Times::*times)
    {
        const auto start = Steady::now();
        const auto card = cards.card(key);
        const double took = std::chrono::duration<double, std::milli>(Steady::now() - start).count();
        std::lock_guard lock(m_mutex);
        if (card)
            (m_times.*times).push_back(took);
        else
            m_times.failure = card.error();
    }

    catalog::CardReader &m_cards;
    catalog::CardReader &m_control;
    std::atomic<qint64> m_products;
    Popularity m_popularity;
    std::mutex m_mutex;
    Times m_times; // by m_mutex
    std::atomic_bool m_stop{false};
    std::thread m_thread;
};

QString millions(qint64 count)
{
    return QLocale(QLocale::English).toString(double(count) / 1e6, 'f', 1) + QStringLiteral(" M");
}

} // namespace

Result<QVector<GrowthStage>> growth(Runtime &runtime, const GrowthOptions &options, const exchange::ProgressCallback &onProgress,
                                    const std::function<void(const GrowthStage &)> &onStage, const CancelToken &cancel)
{
    const QTemporaryDir scratch;
    auto control = Runtime::open(scratch.filePath(QStringLiteral("control")));
    if (!control)
        return control.error();
    exchange::GenerateOptions small;
    small.products = ControlProducts;
    small.pictures = 0;
    const auto makingControl = [&](exchange::ImportProgress progress) {
        progress.stage = QStringLiteral("Making a catalog that stays small, to compare with");
        onProgress(progress);
    };
    if (const auto made = (*control)->generate(small, makingControl, cancel); !made)
        return made.error();

    Grower grower(runtime, cancel);
    if (const Status counted = grower.count(); !counted && !cancel.requested())
        return counted.error();
    const auto progress = [&, begun = Steady::now(), before = grower.values()] {
        exchange::ImportProgress now;
        now.stage = QStringLiteral("Growing");
        now.products = grower.products();
        now.values = grower.values();
        now.valuesPerSecond = double(now.values - before) / std::chrono::duration<double>(Steady::now() - begun).count();
        onProgress(now);
    };
    // The first values come as fast as they can: only what follows is measured.
    if (const Status grown = grower.growTo(options.fromValues, 0, progress); !grown && !cancel.requested())
        return grown.error();
    QVector<GrowthStage> stages;
    if (cancel.requested())
        return stages;
    PacedReader reader(runtime.catalog().cards, (*control)->catalog().cards, grower.products());
    (void)reader.take();
    for (int stage = 1; stage <= options.stages && !cancel.requested(); ++stage) {
        const double share = double(stage) / options.stages;
        const qint64 before = grower.values();
        const auto start = Steady::now();
        const qint64 target = options.fromValues + qint64(share * double(options.toValues - options.fromValues));
        const Status grown = grower.growTo(target, options.valuesPerSecond, [&] {
            reader.setProducts(grower.products());
            progress();
        });
        if (!grown && !cancel.requested())
            return grown.error();
        auto times = reader.take();
        if (times.failure)
            return *times.failure;
        if (grower.values() == before)
            continue;
        GrowthStage done;
        done.products = grower.products();
        done.values = grower.values();
        done.valuesPerSecond = double(done.values - before) / std::chrono::duration<double>(Steady::now() - start).count();
        done.reads = qint64(times.grown.size());
        done.p50 = percentile(times.grown, 0.5);
        done.p90 = percentile(times.grown, 0.9);
        done.p99 = percentile(times.grown, 0.99);
        done.worst = percentile(times.grown, 1.0);
        done.controlP90 = percentile(times.control, 0.9);
        stages.append(done);
        onStage(done);
    }
    return stages;
}

QVector<Figure> growthFigures(const QVector<GrowthStage> &stages)
{
    if (stages.size() < 2)
        return {};
    const GrowthStage &first = stages.first(), &last = stages.last();
    const auto ratio = [](double a, double b) { return b > 0 ? a / b : 0; };
    const QString conditions = QStringLiteral("%1 to %2 values, %3 to %4 products, cards at 1 000/s by Zipf's law while %5 values/s are written")
                                   .arg(millions(first.values), millions(last.values), QLocale(QLocale::English).toString(first.products), QLocale(QLocale::English).toString(last.products))
                                   .arg(last.valuesPerSecond, 0, 'f', 0);
    return {{QStringLiteral("growth: p90 of a card at the end against the start"), conditions, ratio(last.p90, first.p90), QStringLiteral("ratio"), 1.5, true},
            {QStringLiteral("growth: p90 of a card in the last stage"),
             QStringLiteral("%1; a catalog that stays small took %2 ms in the same stage, %3 ms in the first").arg(conditions).arg(last.controlP90, 0, 'f', 4).arg(first.controlP90, 0, 'f', 4),
             last.p90, QStringLiteral("ms"), 0.06, true}};
}

QString growthPlot(const QVector<GrowthStage> &stages)
{
    constexpr int Width = 50;
    double most = 0;
    for (const GrowthStage &stage : stages)
        most = std::max({most, stage.p90, stage.controlP90});
    QString plot = QStringLiteral("    values   p90, ms   (bar: p90 of a card; |: the same in a catalog that stays small)\n");
    for (const GrowthStage &stage : stages) {
        QString bar(int(std::lround(stage.p90 / most * Width)), u'#');
        bar = bar.leftJustified(Width);
        bar[std::clamp(int(std::lround(stage.controlP90 / most * Width)) - 1, 0, Width - 1)] = u'|';
        plot += QStringLiteral("%1  %2   %3\n").arg(millions(stage.values), 10).arg(stage.p90, 8, 'f', 4).arg(bar);
    }
    return plot;
}

} // namespace vitrine::app
