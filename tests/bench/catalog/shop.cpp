#include "bench/catalog/shop.h"

#include <QRandomGenerator>

#include <array>
#include <cmath>

namespace vitrine::bench {

namespace {

constexpr int Attributes = 5'354;
constexpr int ValuesPerProduct = 18; // and the brand

/// Small numbers often, big ones rarely.
int longTail(QRandomGenerator &random, int limit)
{
    return int(std::pow(double(limit), random.generateDouble())) - 1;
}

QString words(QRandomGenerator &random, int count)
{
    static const QStringList syllables =
        QStringLiteral("la to mi ra ne so ku ti ba der van tel pro max cor lin ex ion "
                       "sat dur wil fen gas hop jet")
            .split(u' ');
    QString text;
    for (int word = 0; word < count; ++word) {
        const int shape = longTail(random, 20'000);
        if (word > 0)
            text += u' ';
        for (int rest = shape + 1; rest > 0; rest /= 25)
            text += syllables[rest % 25];
    }
    return text;
}

} // namespace

catalog::Product shopProduct(int n)
{
    QRandomGenerator random(quint32(n) + 1);
    catalog::Product product;
    product.key =
        ProductKey(QStringLiteral("%1").arg(quint32(n) * 2'654'435'761u % 1'000'000'007u + 1'000'000u) +
                   u'-' + QString::number(n));
    product.name = words(random, 6 + random.bounded(6));
    const int category = longTail(random, 60);
    product.categories = {QStringLiteral("Department %1/Aisle %2").arg(category % 7).arg(category)};
    product.attributes.append({QStringLiteral("brand"),
                               catalog::OptionCode(QStringLiteral("brand%1").arg(longTail(random, 161))),
                               {}});
    std::array<bool, Attributes> used{};
    while (product.attributes.size() < ValuesPerProduct + 1) {
        const int attribute = longTail(random, Attributes);
        if (std::exchange(used[size_t(attribute)], true))
            continue;
        const QString code = QStringLiteral("attribute_%1").arg(attribute);
        if (attribute % 10 < 6)
            product.attributes.append({code, words(random, 1 + random.bounded(4)), {}});
        else if (attribute % 10 < 9)
            product.attributes.append({code, double(random.bounded(100'000)) / 4, {}});
        else
            product.attributes.append({code, random.bounded(2) == 0, {}});
    }
    const qint64 price = 95 + qint64(std::exp(random.generateDouble() * 13));
    product.prices = {{QStringLiteral("SG"), QStringLiteral("SGD"), price},
                      {{}, QStringLiteral("USD"), price * 3 / 4}};
    const QString image = QStringLiteral("%1").arg(n % 512, 32, 16, QLatin1Char('a'));
    product.images = {{ImageId(image), 800, 600}};
    product.variants = {{product.key.toString(), {}, {}, random.bounded(50)}};
    return product;
}

int productCount(int standard)
{
    bool given = false;
    const int count = qEnvironmentVariableIntValue("VITRINE_BENCH_PRODUCTS", &given);
    return given ? count : standard;
}

void fill(catalog::ProductWriter &writer, int count)
{
    constexpr int Batch = 256;
    QVector<catalog::Product> batch;
    for (int n = 0; n < count; ++n) {
        batch.append(shopProduct(n));
        if (batch.size() < Batch && n + 1 < count)
            continue;
        const auto written = writer.upsert(batch);
        if (!written)
            qFatal("%s", qPrintable(written.error().toString()));
        batch.clear();
    }
}

} // namespace vitrine::bench
