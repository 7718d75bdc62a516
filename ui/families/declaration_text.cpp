#include "ui/families/declaration_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace vitrine::ui {

using catalog::AttributeRule;
using catalog::Channel;
using catalog::Family;
using catalog::ValueType;
using Kind = DeclarationChange::Kind;

namespace {

constexpr qsizetype Named = 8; ///< codes of a longer list

QString tr(const char *text)
{
    return QCoreApplication::translate("vitrine::ui::DeclarationText", text);
}

QString listText(const QStringList &codes)
{
    if (codes.size() <= Named)
        return codes.join(QStringLiteral(", "));
    return tr("%1 and %2 more").arg(codes.first(Named).join(QStringLiteral(", ")), QLocale().toString(codes.size() - Named));
}

QString typeText(ValueType type)
{
    switch (type) {
    case ValueType::Text:
        return tr("text");
    case ValueType::Number:
        return tr("number");
    case ValueType::Boolean:
        return tr("yes or no");
    case ValueType::Date:
        return tr("date");
    case ValueType::Option:
        return tr("option");
    }
    Q_UNREACHABLE();
}

QStringList without(const QStringList &all, const QStringList &others)
{
    const QSet<QString> known(others.begin(), others.end());
    QStringList rest;
    std::copy_if(all.begin(), all.end(), std::back_inserter(rest), [&](const QString &code) { return !known.contains(code); });
    return rest;
}

/// "what a, b" for what came and "what c" for what went; nothing when nothing did.
void compare(QStringList &parts, const QString &came, const QString &went, const QStringList &before, const QStringList &after)
{
    if (const QStringList added = without(after, before); !added.isEmpty())
        parts.append(came.arg(listText(added)));
    if (const QStringList removed = without(before, after); !removed.isEmpty())
        parts.append(went.arg(listText(removed)));
}

QString name(const QString &code, const QString &label)
{
    return label.isEmpty() || label == code ? code : QStringLiteral("%1 (%2)").arg(label, code);
}

QString channelChange(const Channel &before, const Channel &after)
{
    QStringList parts;
    compare(parts, tr("languages added: %1"), tr("languages removed: %1"), before.locales, after.locales);
    if (before.label != after.label)
        parts.append(tr("is called %1").arg(after.label));
    return parts.isEmpty() ? tr("languages in another order") : parts.join(QStringLiteral("; "));
}

QString familyChange(const Family &before, const Family &after)
{
    QStringList parts;
    compare(parts, tr("attributes added: %1"), tr("attributes removed: %1"), before.attributes, after.attributes);
    compare(parts, tr("now required: %1"), tr("no longer required: %1"), before.required, after.required);
    QStringList channels = before.requiredIn.keys();
    channels += without(after.requiredIn.keys(), channels);
    for (const QString &channel : std::as_const(channels))
        compare(parts, tr("now required in %1: %2").arg(channel, QStringLiteral("%1")), tr("no longer required in %1: %2").arg(channel, QStringLiteral("%1")),
                before.requiredIn.value(channel), after.requiredIn.value(channel));
    if (before.label != after.label)
        parts.append(tr("is called %1").arg(after.label));
    return parts.isEmpty() ? tr("attributes in another order") : parts.join(QStringLiteral("; "));
}

QString wholeRule(const AttributeRule &rule)
{
    const QString what = ruleText(&rule);
    return what.isEmpty() ? tr("kept %1").arg(keptText(&rule)) : tr("%1, kept %2").arg(what, keptText(&rule));
}

/// Calls found() for each pair of the same code, and came() and went() for the others.
template <typename T, typename Found, typename Alone>
void match(const QVector<T> &before, const QVector<T> &after, Found &&found, Alone &&came, Alone &&went)
{
    QHash<QString, const T *> old;
    for (const T &each : before)
        old.insert(each.code, &each);
    for (const T &each : after) {
        if (const T *former = old.take(each.code); !former)
            came(each);
        else if (*former != each)
            found(*former, each);
    }
    for (const T &each : before) {
        if (old.contains(each.code))
            went(each);
    }
}

} // namespace

QString keptText(const AttributeRule *rule)
{
    if (!rule || (!rule->perChannel && !rule->perLocale))
        return tr("once");
    if (rule->perChannel && rule->perLocale)
        return tr("per channel and language");
    return rule->perChannel ? tr("per channel") : tr("per language");
}

QString ruleText(const AttributeRule *rule)
{
    if (!rule)
        return {};
    const QLocale locale;
    QStringList parts;
    QString type = rule->type && (*rule->type != ValueType::Option || rule->options.isEmpty()) ? typeText(*rule->type) : QString();
    if (rule->maxLength)
        type = tr("text of at most %1 characters").arg(locale.toString(*rule->maxLength));
    if (rule->min && rule->max)
        type = tr("number from %1 to %2").arg(locale.toString(*rule->min, 'g', 12), locale.toString(*rule->max, 'g', 12));
    else if (rule->min)
        type = tr("number from %1").arg(locale.toString(*rule->min, 'g', 12));
    else if (rule->max)
        type = tr("number up to %1").arg(locale.toString(*rule->max, 'g', 12));
    if (!type.isEmpty())
        parts.append(type);
    if (!rule->options.isEmpty())
        parts.append(tr("one of %1").arg(listText(rule->options)));
    if (!rule->matches.isEmpty())
        parts.append(tr("matches %1").arg(rule->matches));
    return parts.join(QStringLiteral(", "));
}

QString requiredText(const Family &family, const QString &code)
{
    if (family.required.contains(code))
        return tr("everywhere");
    QStringList channels;
    for (auto each = family.requiredIn.begin(); each != family.requiredIn.end(); ++each) {
        if (each->contains(code))
            channels.append(each.key());
    }
    return channels.isEmpty() ? QString() : tr("in %1").arg(channels.join(QStringLiteral(", ")));
}

QVector<DeclarationChange> declarationChanges(const catalog::FamilyDeclaration &before, const catalog::FamilyDeclaration &after)
{
    QVector<DeclarationChange> changes;
    const auto channel = [](const Channel &each) { return tr("Channel %1").arg(name(each.code, each.label)); };
    const std::function<void(const Channel &)> channelCame = [&](const Channel &each) { changes.append({Kind::Added, channel(each), tr("languages %1").arg(listText(each.locales))}); };
    const std::function<void(const Channel &)> channelWent = [&](const Channel &each) { changes.append({Kind::Removed, channel(each), tr("values for it are against the rules then")}); };
    match(before.channels, after.channels, [&](const Channel &a, const Channel &b) { changes.append({Kind::Changed, channel(b), channelChange(a, b)}); }, channelCame, channelWent);

    const auto family = [](const Family &each) { return tr("Family %1").arg(name(each.code, each.label)); };
    const std::function<void(const Family &)> familyCame = [&](const Family &each) {
        changes.append({Kind::Added, family(each), tr("%1 attributes, %2 required everywhere").arg(QLocale().toString(each.attributes.size()), QLocale().toString(each.required.size()))});
    };
    const std::function<void(const Family &)> familyWent = [&](const Family &each) { changes.append({Kind::Removed, family(each), tr("its products have none then")}); };
    match(before.families, after.families, [&](const Family &a, const Family &b) { changes.append({Kind::Changed, family(b), familyChange(a, b)}); }, familyCame, familyWent);

    const auto rule = [](const AttributeRule &each) { return tr("Rule of %1").arg(each.code); };
    const std::function<void(const AttributeRule &)> ruleCame = [&](const AttributeRule &each) { changes.append({Kind::Added, rule(each), wholeRule(each)}); };
    const std::function<void(const AttributeRule &)> ruleWent = [&](const AttributeRule &each) { changes.append({Kind::Removed, rule(each), tr("anything goes, kept once")}); };
    match(before.attributes, after.attributes, [&](const AttributeRule &a, const AttributeRule &b) { changes.append({Kind::Changed, rule(b), tr("was %1; is %2").arg(wholeRule(a), wholeRule(b))}); }, ruleCame, ruleWent);
    if (changes.isEmpty() && before != after)
        changes.append({Kind::Changed, tr("The order"), tr("of channels, families or rules")});
    return changes;
}

} // namespace vitrine::ui
