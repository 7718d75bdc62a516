#include "exchange/product_maker.h"

#include "exchange/attribute_codes.h"
#include "exchange/draft.h"
#include "exchange/money.h"

#include <algorithm>
#include <cmath>

namespace vitrine::exchange {

using catalog::OptionCode;
using catalog::Price;
using catalog::ValueType;
using catalog::Variant;

namespace {

constexpr int Brands = 600;
constexpr int FixedAttributes =
    7; // brand, colour, material, country_of_origin, released, description, weight
constexpr std::array Sizes{"XS", "S", "M", "L", "XL", "XXL"};

template <typename List>
QString pick(const List &list, Random &random)
{
    return QString::fromUtf8(list[std::size_t(random.below(int(list.size())))]);
}

/// Shops like prices that end in 9: 12.90, 349, 189 000.
qint64 shelfPrice(double amount, int decimals)
{
    const double step = decimals > 0 ? (amount < 20 ? 0.5 : 1) : amount < 100'000 ? 1'000 : 10'000;
    const double whole = std::max(step, std::ceil(amount / step) * step);
    return decimals > 0 ? qint64(std::llround(whole * 100)) - 10 : qint64(whole) - qint64(step / 10);
}

} // namespace

ProductMaker::ProductMaker(const GenerateOptions &options)
    : m_options(options),
      m_channels(std::clamp(options.channels, 1, Languages)),
      m_categoryLaw(int(nounWords().size()) * 3, 0.8),
      m_brandLaw(Brands, 1.0),
      m_specLaw(std::max(1, options.attributes - FixedAttributes), 0.9)
{
    Random random(options.seed, 0xb4a2d5);
    for (int i = 0; i < Brands; ++i) {
        const int pair = (i * 7 + random.below(7)) % int(brandBeginnings().size() * brandEndings().size());
        m_brands.append(QString::fromUtf8(brandBeginnings()[std::size_t(pair) % brandBeginnings().size()]) +
                        QString::fromUtf8(brandEndings()[std::size_t(pair) / brandBeginnings().size()]));
    }
    for (int i = 0; i < int(nounWords().size()) * 3; ++i)
        m_categories.append(i);
    for (qsizetype i = m_categories.size() - 1; i > 0; --i)
        m_categories.swapItemsAt(i, random.below(int(i) + 1));
    makeSpecs();
    makeLooks();
}

void ProductMaker::makeSpecs()
{
    const int count = std::max(0, m_options.attributes - FixedAttributes);
    const int parts = int(attributeParts().size()), measures = int(attributeMeasures().size());
    for (int i = 0; i < count; ++i) {
        const int pair = i % (parts * measures), round = i / (parts * measures);
        const QString part = QLatin1String(attributeParts()[std::size_t((pair * 5 + pair / parts) % parts)]);
        const int measure = (pair / parts + pair) % measures;
        const QString name = QLatin1String(attributeMeasures()[std::size_t(measure)]);
        QString code = part + u'_' + name + (round > 0 ? u'_' + QString::number(round + 1) : QString());
        const bool taken =
            std::any_of(m_specs.begin(), m_specs.end(), [&](const Spec &s) { return s.code == code; });
        if (taken)
            code += QStringLiteral("_x%1").arg(i);
        const ValueType type = measure < 7     ? ValueType::Number
                               : measure < 12  ? ValueType::Option
                               : measure == 12 ? ValueType::Text
                               : measure == 17 ? ValueType::Date
                               : measure < 17  ? ValueType::Boolean
                                               : ValueType::Option;
        static constexpr std::array units{"cm", "cm", "cm", "g", "", "W", "ml"};
        m_specs.append({code, type, measure == 4 ? 6.0 : 120.0});
        m_hints.append({code, labelFromCode(code),
                        measure < 7 ? QLatin1String(units[std::size_t(measure)]) : QString()});
    }
    m_hints.append({QStringLiteral("brand"), QStringLiteral("Brand"), {}});
    m_hints.append({QStringLiteral("colour"), QStringLiteral("Colour"), {}});
    m_hints.append({QStringLiteral("size"), QStringLiteral("Size"), {}});
    m_hints.append({QStringLiteral("material"), QStringLiteral("Material"), {}});
    m_hints.append({QStringLiteral("country_of_origin"), QStringLiteral("Country of origin"), {}});
    m_hints.append({QStringLiteral("released"), QStringLiteral("Released"), {}});
    m_hints.append({QStringLiteral("description"), QStringLiteral("Description"), {}});
    m_hints.append({QStringLiteral("weight"), QStringLiteral("Weight"), QStringLiteral("g")});
}

/// Every kind gets its share of the pictures; colours come before patterns, so that few pictures still
/// differ.
void ProductMaker::makeLooks()
{
    m_looksOfKind.resize(PictureKinds);
    for (int i = 0; i < m_options.pictures; ++i) {
        const int kind = i % PictureKinds, turn = i / PictureKinds;
        const Look look{PictureKind(kind), (turn * 5 + kind) % PictureColours,
                        Pattern((turn / PictureColours + kind) % Patterns),
                        turn / (PictureColours * Patterns)};
        m_looksOfKind[kind].append(int(m_looks.size()));
        m_looks.append(look);
    }
}

ProductKey generatedKey(qint64 number)
{
    return ProductKey(QStringLiteral("VT-%1").arg(number, 8, 10, QLatin1Char('0')));
}

ProductMaker::Made ProductMaker::make(qint64 number) const
{
    Random random(m_options.seed, quint64(number));
    Made made;
    catalog::Product &product = made.product;
    product.key = generatedKey(number);
    const int category = m_categories[m_categoryLaw.draw(random)];
    const NounWords &noun = nounWords()[std::size_t(category / 3)];
    product.categories.append(QStringLiteral("%1/%2/%3")
                                  .arg(QLatin1String(noun.department),
                                       QLatin1String(shelfWords(noun.department)[std::size_t(category % 3)]),
                                       QLatin1String(noun.plural)));

    int colour = random.below(PictureColours);
    const QVector<int> &looks = m_looksOfKind[int(noun.picture)];
    if (!looks.isEmpty()) {
        made.pictures.append(looks[random.below(int(looks.size()))]);
        colour = m_looks[made.pictures.first()].colour;
        for (int more = random.below(4); more > 1; --more) {
            const int further = looks[random.below(int(looks.size()))];
            if (!made.pictures.contains(further))
                made.pictures.append(further);
        }
    }
    const QString brand = m_brands[m_brandLaw.draw(random)];
    addName(made, noun, pick(adjectives(), random), brand, colour, random);
    const double dollars = noun.medianDollars * std::exp(0.55 * random.normal());
    product.prices = prices(dollars);
    addVariants(made, noun, colour, dollars, random);
    addSpecs(made, category, random);
    sortAttributes(product);
    return made;
}

void ProductMaker::addName(Made &made, const NounWords &noun, const QString &adjective, const QString &brand,
                           int colour, Random &random) const
{
    catalog::Product &product = made.product;
    const ColourWords &words = colourWords()[std::size_t(colour)];
    const QString material = pick(materials(), random);
    const QString colourName = QLatin1String(words.english);
    product.name =
        QStringLiteral("%1 %2 %3 %4").arg(brand, adjective, colourName, QLatin1String(noun.english));
    const auto option = [&](QLatin1String code, const QString &value) {
        product.attributes.append({QString(code), OptionCode(value), {}});
    };
    option(QLatin1String("brand"), brand);
    option(QLatin1String("colour"), colourName);
    option(QLatin1String("material"), material);
    option(QLatin1String("country_of_origin"), pick(countries(), random));
    product.attributes.append(
        {QStringLiteral("released"), QDate(2016, 1, 1).addDays(random.below(3'200)), {}});
    product.attributes.append({QStringLiteral("weight"), double(50 + random.below(1'950)), {}});
    product.attributes.append({QStringLiteral("description"),
                               QStringLiteral("%1 %2 by %3 in %4, made of %5.")
                                   .arg(adjective, QString::fromLatin1(noun.english).toLower(), brand,
                                        colourName.toLower(), material.toLower()),
                               {}});
    for (int i = 0; i < m_channels; ++i) {
        const QString local = QString::fromUtf8(noun.local[std::size_t(i)]);
        const QString shade = QString::fromUtf8(words.local[std::size_t(i)]);
        const QString name = i == 0 ? brand + u' ' + shade + local : local + u' ' + brand + u' ' + shade;
        product.attributes.append(
            {QStringLiteral("name"), name, {{}, QLatin1String(channelWords()[std::size_t(i)].locale)}});
    }
}

QVector<Price> ProductMaker::prices(double dollars) const
{
    QVector<Price> list;
    for (int i = 0; i < m_channels; ++i) {
        const ChannelWords &channel = channelWords()[std::size_t(i)];
        const QString currency = QLatin1String(channel.currency);
        list.append({QLatin1String(channel.code), currency,
                     shelfPrice(dollars * channel.perDollar, currencyDecimals(currency))});
    }
    return list;
}

void ProductMaker::addVariants(Made &made, const NounWords &noun, int colour, double dollars,
                               Random &random) const
{
    catalog::Product &product = made.product;
    const int colours = random.chance(noun.sized ? 0.45 : 0.25) ? 2 + random.below(2) : 1;
    const int sizes = noun.sized && random.chance(0.75) ? 2 + random.below(colours > 2 ? 3 : 5) : 1;
    const auto stock = [&] { return random.chance(0.3) ? 0 : qint64(std::exp(2.6 + 1.1 * random.normal())); };
    const QString key = product.key.toString();
    if (colours * sizes == 1) {
        product.variants.append({key, {}, {}, stock()});
        return;
    }
    for (int c = 0; c < colours; ++c) {
        const QString shade =
            QLatin1String(colourWords()[std::size_t((colour + c * 5) % PictureColours)].english);
        const QVector<Price> own = c > 0 && random.chance(0.2) ? prices(dollars * 1.1) : QVector<Price>();
        for (int s = 0; s < sizes; ++s) {
            Variant variant{key, {}, own, stock()};
            if (colours > 1) {
                variant.sku += u'-' + shade.toUpper();
                variant.attributes.append({QStringLiteral("colour"), OptionCode(shade), {}});
            }
            if (sizes > 1) {
                const QString size = QLatin1String(Sizes[std::size_t(s)]);
                variant.sku += u'-' + size;
                variant.attributes.append({QStringLiteral("size"), OptionCode(size), {}});
            }
            product.variants.append(std::move(variant));
        }
    }
}

/// A category has its own favourites among the attributes, and all of them a long tail.
void ProductMaker::addSpecs(Made &made, int category, Random &random) const
{
    if (m_specs.isEmpty())
        return;
    const int wanted = std::clamp(int(std::lround(7 + 3.5 * random.normal())), 1, 30);
    const int shift = category / 3 * 17;
    QVector<int> chosen;
    for (int tries = 0; tries < wanted * 3 && chosen.size() < wanted; ++tries) {
        const int index = (m_specLaw.draw(random) + (random.chance(0.7) ? shift : 0)) % int(m_specs.size());
        if (!chosen.contains(index))
            chosen.append(index);
    }
    for (const int index : std::as_const(chosen))
        made.product.attributes.append({m_specs[index].code, specValue(m_specs[index], random), {}});
}

catalog::Value ProductMaker::specValue(const Spec &spec, Random &random) const
{
    static constexpr std::array grades{"Standard", "Fine", "Matt", "Glossy", "Round", "Slim", "Wide", "Flat"};
    switch (spec.type) {
    case ValueType::Number:
        return std::round(spec.scale * random.uniform() * 10 + 1) / (spec.scale > 10 ? 10 : 1);
    case ValueType::Boolean:
        return random.chance(0.6);
    case ValueType::Date:
        return QDate(2018, 1, 1).addDays(random.below(2'400));
    case ValueType::Option:
        return OptionCode(pick(grades, random));
    case ValueType::Text:
        return QStringLiteral("%1 %2").arg(pick(adjectives(), random), pick(materials(), random).toLower());
    }
    Q_UNREACHABLE();
}

} // namespace vitrine::exchange
