// The rules of a FamilyModel against values.
#include "catalog/family_model.h"
#include "catalog/product_rules.h"

#include <QSet>

namespace vitrine::catalog {

namespace {

constexpr qsizetype NamedChoices = 10;

Error broken(const QString &what, const QString &where, const QString &remedy)
{
    return {ErrorCode::InvalidArgument, what, where, remedy};
}

/// "a, b or c" of what is allowed, the first of many.
QString choices(QStringList all)
{
    all.sort();
    const qsizetype more = all.size() - NamedChoices;
    if (more <= 0)
        return all.join(QStringLiteral(", "));
    return QStringLiteral("%1 and %2 more").arg(all.mid(0, NamedChoices).join(QStringLiteral(", "))).arg(more);
}

QString keptWhere(const AttributeRule &rule)
{
    return rule.perChannel && rule.perLocale ? QStringLiteral("per channel and locale")
           : rule.perChannel                 ? QStringLiteral("per channel")
           : rule.perLocale                  ? QStringLiteral("per locale")
                                             : QStringLiteral("once, for every channel and locale");
}

QString given(const QString &text)
{
    return text.size() > 60 ? text.left(59) + u'…' : text;
}

} // namespace

std::optional<Error> FamilyModel::brokenFamily(const AttributeValue &value, const QString &where) const
{
    const auto *option = std::get_if<OptionCode>(&value.value);
    if (!option || value.scope != Scope{})
        return broken(QStringLiteral("a product's family is an option that holds for every channel and locale"), where,
                      QStringLiteral("Give it one value of type option, without channel and locale"));
    if (m_families.contains(option->toString()))
        return {};
    return broken(QStringLiteral("there is no family \"%1\"").arg(given(option->toString())), where,
                  QStringLiteral("Name one of: %1; or declare it with vitrined families import").arg(choices(m_families.keys())));
}

std::optional<Error> FamilyModel::brokenPlace(const AttributeRule &rule, const AttributeValue &value, const QString &where) const
{
    const Scope &scope = value.scope;
    if (scope.channel.isEmpty() == rule.perChannel || scope.locale.isEmpty() == rule.perLocale)
        return broken(QStringLiteral("\"%1\" is kept %2").arg(rule.code, keptWhere(rule)), where,
                      QStringLiteral("Give the value %1").arg(rule.perChannel || rule.perLocale
                                                                  ? QStringLiteral("the channel or locale that it is for")
                                                                  : QStringLiteral("without channel and locale")));
    if (rule.perChannel && !m_channels.contains(scope.channel))
        return broken(QStringLiteral("there is no channel \"%1\"").arg(given(scope.channel)), where,
                      QStringLiteral("Name one of: %1").arg(choices(m_channels.values())));
    if (!rule.perLocale)
        return {};
    if (!m_locales.contains(scope.locale))
        return broken(QStringLiteral("no channel has the locale \"%1\"").arg(given(scope.locale)), where,
                      QStringLiteral("Name one of: %1").arg(choices(m_locales.values())));
    if (rule.perChannel && !m_channelLocales.contains({scope.channel, scope.locale}))
        return broken(QStringLiteral("the channel \"%1\" does not have the locale \"%2\"").arg(scope.channel, scope.locale), where,
                      QStringLiteral("Name one of its own locales"));
    return {};
}

std::optional<Error> FamilyModel::brokenRule(const AttributeValue &value, const QString &where) const
{
    if (value.code == FamilyAttribute && !m_families.isEmpty())
        return brokenFamily(value, where);
    const auto found = m_rules.constFind(value.code);
    if (found == m_rules.constEnd())
        return {};
    const AttributeRule &rule = found->rule;
    if (rule.type && typeOf(value.value) != *rule.type)
        return broken(QStringLiteral("\"%1\" is declared as a %2 attribute and cannot hold a %3 value")
                          .arg(rule.code, valueTypeName(*rule.type), valueTypeName(typeOf(value.value))),
                      where, QStringLiteral("Give it a value of that type"));
    if (auto error = brokenPlace(rule, value, where))
        return error;
    if (const auto *number = std::get_if<double>(&value.value)) {
        if (rule.min && *number < *rule.min)
            return broken(QStringLiteral("\"%1\" is %2, at least %3 is allowed").arg(rule.code).arg(*number).arg(*rule.min), where,
                          QStringLiteral("Give it %1 or more").arg(*rule.min));
        if (rule.max && *number > *rule.max)
            return broken(QStringLiteral("\"%1\" is %2, at most %3 is allowed").arg(rule.code).arg(*number).arg(*rule.max), where,
                          QStringLiteral("Give it %1 or less").arg(*rule.max));
    }
    const auto *text = std::get_if<QString>(&value.value);
    const auto *option = std::get_if<OptionCode>(&value.value);
    if (text && rule.maxLength && text->size() > *rule.maxLength)
        return broken(QStringLiteral("\"%1\" has %2 characters, at most %3 are allowed").arg(rule.code).arg(text->size()).arg(*rule.maxLength),
                      where, QStringLiteral("Shorten it"));
    if (!text && !option)
        return {};
    const QString &word = text ? *text : option->toString();
    if (!rule.options.isEmpty() && !found->options.contains(word))
        return broken(QStringLiteral("\"%1\" cannot be \"%2\"").arg(rule.code, given(word)), where,
                      QStringLiteral("Choose one of: %1").arg(choices(rule.options)));
    if (!rule.matches.isEmpty() && !found->matches.match(word).hasMatch())
        return broken(QStringLiteral("\"%1\" is \"%2\", which does not match %3").arg(rule.code, given(word), rule.matches), where,
                      QStringLiteral("Write it as that expression says"));
    return {};
}

std::optional<Error> FamilyModel::brokenRule(const Product &product, const Product *old) const
{
    if (m_rules.isEmpty() && m_families.isEmpty())
        return {};
    const auto check = [this](const QVector<AttributeValue> &values, const QVector<AttributeValue> &before,
                              const QString &owner) -> std::optional<Error> {
        for (const AttributeValue &value : values) {
            auto error = brokenRule(value, owner + value.code);
            if (error && !before.contains(value))
                return error;
        }
        return {};
    };
    if (auto error = check(product.attributes, old ? old->attributes : QVector<AttributeValue>(), {}))
        return error;
    for (const Variant &variant : product.variants) {
        QVector<AttributeValue> before;
        for (const Variant &each : old ? old->variants : QVector<Variant>()) {
            if (each.sku == variant.sku)
                before = each.attributes;
        }
        if (auto error = check(variant.attributes, before, QStringLiteral("variants[%1].").arg(variant.sku)))
            return error;
    }
    return {};
}

Status FamilyModel::knows(const Scope &asked) const
{
    if (!asked.channel.isEmpty() && !m_channels.contains(asked.channel))
        return broken(QStringLiteral("the families have no channel \"%1\"").arg(given(asked.channel)), QStringLiteral("channel"),
                      QStringLiteral("Name one of: %1").arg(choices(m_channels.values())));
    if (!asked.locale.isEmpty() && !m_locales.contains(asked.locale))
        return broken(QStringLiteral("no channel of the families has the locale \"%1\"").arg(given(asked.locale)), QStringLiteral("locale"),
                      QStringLiteral("Name one of: %1").arg(choices(m_locales.values())));
    return Done{};
}

QVector<InvalidValue> FamilyModel::invalidValues(const Product &product) const
{
    QVector<InvalidValue> invalid;
    const auto check = [&](const QVector<AttributeValue> &values, const QString &sku) {
        for (const AttributeValue &value : values) {
            if (auto error = brokenRule(value, value.code))
                invalid.append({product.key, sku, value, *std::move(error)});
        }
    };
    check(product.attributes, {});
    for (const Variant &variant : product.variants)
        check(variant.attributes, variant.sku);
    return invalid;
}

} // namespace vitrine::catalog
