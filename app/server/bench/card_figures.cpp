#include "app/server/bench/figures.h"
#include "app/server/bench/percentile.h"

#include <QLocale>

#include <algorithm>
#include <random>
#include <thread>

namespace vitrine::app {

namespace {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int Samples = 20'000;

} // namespace

Result<QVector<Figure>> cardServiceTime(Runtime &runtime)
{
    catalog::Catalog &catalog = runtime.catalog();
    const auto everything = catalog.search.find({}, {});
    if (!everything)
        return everything.error();
    if (everything->size() == 0)
        return Error{ErrorCode::NotFound, QStringLiteral("the catalog is empty"), runtime.dataDir(), QStringLiteral("vitrined generate --products 1000000 --data DIR")};

    // Keys from all over the catalog, in an order that no read-ahead can guess.
    std::mt19937_64 random(7);
    std::vector<ProductKey> keys;
    constexpr qint64 Stretch = 200;
    while (keys.size() < Samples) {
        const qint64 first = qint64(random() % quint64(everything->size()));
        const auto rows = catalog.search.rows(*everything, first, Stretch);
        if (!rows)
            return rows.error();
        for (const catalog::Row &row : *rows)
            keys.push_back(row.key);
    }
    std::shuffle(keys.begin(), keys.end(), random);
    keys.resize(Samples);

    const auto read = [&](const ProductKey &key) -> Result<double> {
        const auto start = Steady::now();
        const auto card = catalog.cards.card(key);
        const double micros = std::chrono::duration<double, std::micro>(Steady::now() - start).count();
        if (!card)
            return card.error();
        return micros;
    };
    for (const ProductKey &key : keys) // warm
        if (const auto warm = read(key); !warm)
            return warm.error();

    std::vector<double> closed, paced;
    for (const ProductKey &key : keys)
        closed.push_back(read(key).valueOr(0));
    auto due = Steady::now();
    for (int i = 0; i < 5'000; ++i) {
        std::this_thread::sleep_until(due += 1ms);
        paced.push_back(read(keys[size_t(i)]).valueOr(0));
    }
    std::vector<double> whole;
    qint64 values = 0;
    for (const ProductKey &key : keys) {
        const auto start = Steady::now();
        const auto product = catalog.products.product(key);
        whole.push_back(std::chrono::duration<double, std::micro>(Steady::now() - start).count());
        if (!product)
            return product.error();
        values += product->attributes.size();
    }
    const QString conditions = QStringLiteral("%1 products on disk, warm, random keys, one reader").arg(QLocale(QLocale::English).toString(everything->size()));
    return QVector<Figure>{
        {QStringLiteral("card by key, paced at 1 000/s, p90 in the store"), conditions, percentile(paced, 0.9) / 1000, QStringLiteral("ms"), 0.03, true},
        {QStringLiteral("card by key, closed loop, p90 in the store"), conditions, percentile(closed, 0.9) / 1000, QStringLiteral("ms"), 0.005, true},
        {QStringLiteral("whole product from its values, closed loop, p90 in the store"),
         QStringLiteral("%1, every value of every scope in one snapshot, %2 values a product; p50 %3 ms").arg(conditions).arg(double(values) / Samples, 0, 'f', 1).arg(percentile(whole, 0.5) / 1000, 0, 'f', 4),
         percentile(whole, 0.9) / 1000, QStringLiteral("ms"), 0.015, true},
    };
}

} // namespace vitrine::app
