#include "catalog/family_model.h"

#include <QSet>

#include <algorithm>

namespace vitrine::catalog {

FamilyModel::FamilyModel(FamilyDeclaration declaration) : m_declaration(std::move(declaration))
{
    m_places.append(Scope{});
    for (const Channel &channel : std::as_const(m_declaration.channels)) {
        m_channels.insert(channel.code);
        m_places.append({channel.code, {}});
        for (const QString &locale : channel.locales) {
            m_places.append({channel.code, locale});
            m_locales.insert(locale);
            m_channelLocales.insert({channel.code, locale});
        }
    }
    for (const AttributeRule &rule : std::as_const(m_declaration.attributes)) {
        Rule made{rule, {}, QSet<QString>(rule.options.begin(), rule.options.end())};
        if (!rule.matches.isEmpty()) {
            // With a limit, an expression that backtracks without end refuses the value instead of holding a writer up.
            made.matches.setPattern(QStringLiteral("(*LIMIT_MATCH=100000)") + QRegularExpression::anchoredPattern(rule.matches));
            made.matches.optimize();
        }
        m_rules.insert(rule.code, made);
    }
    for (const Family &family : std::as_const(m_declaration.families))
        m_families.insert(family.code, require(family));
}

FamilyModel::Requirements FamilyModel::require(const Family &family) const
{
    Requirements made;
    made.family = family;
    const auto cell = [&](qsizetype attribute, const Scope &place) {
        const QString &code = family.attributes[attribute];
        Scope kept;
        if (const auto rule = m_rules.constFind(code); rule != m_rules.constEnd())
            kept = {rule->rule.perChannel ? place.channel : QString(), rule->rule.perLocale ? place.locale : QString()};
        std::vector<quint32> &known = made.cellsOf[code];
        for (const quint32 number : known) {
            if (made.cells[number].scope == kept)
                return number;
        }
        known.push_back(quint32(made.cells.size()));
        made.cells.push_back({attribute, kept});
        return known.back();
    };
    for (const Scope &place : m_places) {
        if (place.locale.isEmpty() && !m_channels.isEmpty())
            continue;
        const QStringList here = family.requiredIn.value(place.channel);
        Leaf leaf{place, {}};
        for (qsizetype i = 0; i < family.attributes.size(); ++i) {
            if (family.required.contains(family.attributes[i]) || here.contains(family.attributes[i]))
                leaf.cells.push_back(cell(i, place));
        }
        made.leaves.push_back(std::move(leaf));
    }
    return made;
}

const FamilyModel::Requirements *FamilyModel::requirementsOf(const Product &product) const
{
    if (m_families.isEmpty())
        return nullptr;
    for (const AttributeValue &value : product.attributes) {
        if (value.code != FamilyAttribute || value.scope != Scope{})
            continue;
        const auto *option = std::get_if<OptionCode>(&value.value);
        const auto found = option ? m_families.constFind(option->toString()) : m_families.constEnd();
        return found == m_families.constEnd() ? nullptr : &*found;
    }
    return nullptr;
}

const Family *FamilyModel::familyOf(const Product &product) const
{
    const Requirements *requirements = requirementsOf(product);
    return requirements ? &requirements->family : nullptr;
}

void FamilyModel::put(const Requirements &requirements, const QVector<AttributeValue> &values, std::vector<State> &states) const
{
    for (const AttributeValue &value : values) {
        const auto cells = requirements.cellsOf.constFind(value.code);
        if (cells == requirements.cellsOf.constEnd())
            continue;
        for (const quint32 number : *cells) {
            if (requirements.cells[number].scope != value.scope)
                continue;
            const auto *text = std::get_if<QString>(&value.value);
            const bool isBlank = text && text->trimmed().isEmpty();
            states[number] = isBlank                   ? State::Missing
                             : brokenRule(value, {}) ? State::Invalid
                                                       : State::Valid;
        }
    }
}

std::vector<FamilyModel::State> FamilyModel::states(const Requirements &requirements, const Product &product,
                                                    const QString &sku) const
{
    std::vector<State> own(requirements.cells.size(), State::Missing);
    put(requirements, product.attributes, own);
    std::vector<State> least = own;
    bool isFirst = true;
    for (const Variant &variant : product.variants) {
        if (!sku.isEmpty() && variant.sku != sku)
            continue;
        std::vector<State> inherited = own;
        put(requirements, variant.attributes, inherited);
        if (std::exchange(isFirst, false)) {
            least = std::move(inherited);
            continue;
        }
        for (size_t i = 0; i < least.size(); ++i)
            least[i] = std::min(least[i], inherited[i]);
    }
    return least;
}

std::vector<PlaceCount> FamilyModel::count(const Product &product) const
{
    const Requirements *requirements = requirementsOf(product);
    if (!requirements)
        return {};
    const std::vector<State> cells = states(*requirements, product, {});
    std::vector<PlaceCount> counts(size_t(m_places.size()));
    auto leaf = requirements->leaves.begin();
    size_t channel = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
        if (m_places[qsizetype(i)].locale.isEmpty() && !m_channels.isEmpty()) {
            channel = i;
            continue;
        }
        PlaceCount count{quint32(leaf->cells.size()), 0};
        for (const quint32 cell : leaf->cells)
            count.filled += cells[cell] == State::Valid;
        ++leaf;
        counts[i] = count;
        for (const size_t above : {channel, size_t(0)}) {
            if (i == 0 || (above == 0 && channel == 0))
                continue;
            counts[above].required += count.required;
            counts[above].filled += count.filled;
        }
    }
    return counts;
}

Completeness FamilyModel::completeness(const Product &product, const Scope &only, const QString &sku) const
{
    const Requirements *requirements = requirementsOf(product);
    if (!requirements)
        return {};
    const std::vector<State> cells = states(*requirements, product, sku);
    Completeness complete{requirements->family.code, {}};
    for (const Leaf &leaf : requirements->leaves) {
        if ((!only.channel.isEmpty() && only.channel != leaf.place.channel) ||
            (!only.locale.isEmpty() && only.locale != leaf.place.locale))
            continue;
        PlaceCompleteness place{leaf.place, {quint32(leaf.cells.size()), 0}, {}, {}};
        for (const quint32 cell : leaf.cells) {
            const QString &code = requirements->family.attributes[requirements->cells[cell].attribute];
            if (cells[cell] == State::Valid)
                ++place.count.filled;
            else
                (cells[cell] == State::Missing ? place.missing : place.invalid).append(code);
        }
        complete.places.append(std::move(place));
    }
    return complete;
}

} // namespace vitrine::catalog
