#include "ui/models/sheet_fields.h"

#include "catalog/scope_fallback.h"
#include "ui/models/money_text.h"
#include "ui/style/theme.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace vitrine::ui {

using catalog::AttributeValue;
using catalog::Edit;
using catalog::Product;
using catalog::Scope;
using catalog::Value;
using catalog::ValueType;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("vitrine::ui::SheetFields", text);
}

using ByCode = QHash<QString, QVector<const AttributeValue *>>;

ByCode byCode(const QVector<AttributeValue> &values)
{
    ByCode grouped;
    for (const AttributeValue &value : values)
        grouped[value.code].append(&value);
    return grouped;
}

bool isBlank(const Value &value)
{
    const auto *text = std::get_if<QString>(&value);
    return text && text->trimmed().isEmpty();
}

const AttributeValue *at(const QVector<const AttributeValue *> &values, const Scope &scope)
{
    const auto found = std::find_if(values.begin(), values.end(), [&](const AttributeValue *value) { return value->scope == scope; });
    return found == values.end() ? nullptr : *found;
}

/// What a reader there sees by fallback; null: nothing.
const AttributeValue *nearest(const QVector<const AttributeValue *> &values, const Scope &place)
{
    const AttributeValue *best = nullptr;
    int bestMatch = 0;
    for (const AttributeValue *value : values) {
        if (const int match = catalog::scopeMatch(value->scope, place); match > bestMatch) {
            best = value;
            bestMatch = match;
        }
    }
    return best;
}

QString fromText(const Scope &scope)
{
    return scope == Scope{} ? tr("from everywhere") : tr("from %1").arg(scopeText(scope));
}

/// Makes the attribute lines of one product, or of one of its variants.
class Lines
{
public:
    Lines(const Product &product, const SheetView &view, const SheetSchema &schema)
        : m_product(product), m_view(view), m_schema(schema), m_family(schema.families().familyOf(product)), m_inherited(byCode(product.attributes))
    {
        if (m_family) {
            m_known = {m_family->attributes.begin(), m_family->attributes.end()};
            m_required = {m_family->required.begin(), m_family->required.end()};
        }
        for (const auto &variant : product.variants) {
            if (variant.sku == view.sku)
                m_own = byCode(variant.attributes);
            m_variants.append(byCode(variant.attributes));
        }
        if (view.sku.isEmpty())
            m_own.swap(m_inherited);
        for (const Scope &leaf : view.place ? QVector<Scope>{*view.place} : schema.leaves())
            m_leaves.append(leaf);
    }

    const catalog::Family *family() const { return m_family; }

    QVector<SheetField> of(const QString &code) const
    {
        QVector<SheetField> fields;
        for (const Scope &scope : cells(code))
            fields.append(field(code, scope));
        return fields;
    }

    /// Those that the product, or the variant, has values of and the family does not know, by their labels.
    QStringList outside() const
    {
        QStringList codes;
        for (const ByCode *values : {&m_own, &m_inherited}) {
            for (auto each = values->begin(); each != values->end(); ++each) {
                const bool isListed = values == &m_inherited && m_own.contains(each.key());
                const bool isFamily = each.key() == catalog::FamilyAttribute && !m_schema.families().declaration().families.isEmpty();
                if (!isListed && !isFamily && !m_known.contains(each.key()))
                    codes.append(each.key());
            }
        }
        return codes;
    }

private:
    /// Where the sheet has a line for the attribute.
    QVector<Scope> cells(const QString &code) const
    {
        QVector<Scope> cells;
        const QVector<const AttributeValue *> own = m_own.value(code), inherited = m_inherited.value(code);
        const bool isOfFamily = m_known.contains(code);
        if (m_view.place) {
            const Scope kept = m_schema.keptAt(code, *m_view.place);
            const AttributeValue *best = nearest(own, *m_view.place);
            if (!best)
                best = nearest(inherited, *m_view.place);
            if (!best && !isOfFamily)
                return {};
            // A value that no rule tells where to keep is changed where it is.
            const bool staysThere = best && !m_schema.rule(code) && !m_schema.families().declaration().channels.isEmpty();
            return {staysThere ? best->scope : kept};
        }
        const auto add = [&cells](const Scope &scope) {
            if (!cells.contains(scope))
                cells.append(scope);
        };
        for (const auto *values : {&own, &inherited}) {
            for (const AttributeValue *value : *values)
                add(value->scope);
        }
        if (isOfFamily) {
            for (const Scope &leaf : m_leaves)
                add(m_schema.keptAt(code, leaf));
        }
        std::sort(cells.begin(), cells.end(), [](const Scope &a, const Scope &b) {
            return std::tie(a.channel, a.locale) < std::tie(b.channel, b.locale);
        });
        return cells;
    }

    bool isRequired(const QString &code, const Scope &kept) const
    {
        if (!m_family)
            return false;
        if (m_required.contains(code))
            return true;
        return !m_family->requiredIn.isEmpty() && std::any_of(m_leaves.begin(), m_leaves.end(), [&](const Scope &leaf) {
            return m_family->requiredIn.value(leaf.channel).contains(code) && m_schema.keptAt(code, leaf) == kept;
        });
    }

    /// What all variants have need not be the product's.
    void countVariants(SheetField &field, const Scope &scope) const
    {
        const auto having = std::count_if(m_variants.begin(), m_variants.end(), [&](const ByCode &values) {
            const AttributeValue *value = at(values.value(field.ref.code), scope);
            return value && !isBlank(value->value);
        });
        if (having == 0)
            return;
        field.missing = field.missing && having < m_variants.size();
        field.origin = having == m_variants.size() ? tr("each variant has its own")
                                                   : tr("%1 of %2 variants have their own").arg(QLocale().toString(qint64(having)), QLocale().toString(m_variants.size()));
    }

    SheetField field(const QString &code, const Scope &scope) const
    {
        SheetField field;
        field.ref = {m_product.key, Edit::Field::Attribute, code, scope, m_view.sku};
        field.label = m_schema.labelOf(code);
        field.unit = m_schema.unitOf(code);
        field.type = m_schema.typeOf(code);
        if (const auto *rule = m_schema.rule(code))
            field.options = rule->options;
        const QVector<const AttributeValue *> own = m_own.value(code), inherited = m_inherited.value(code);
        const AttributeValue *exact = at(own, scope);
        const AttributeValue *shown = exact;
        if (exact)
            field.own = exact->value;
        const AttributeValue *behind = at(inherited, scope);
        const AttributeValue *counted = exact ? exact : behind;
        if (exact && !behind && m_view.place)
            behind = nearest(inherited, *m_view.place);
        field.overrides = exact && (behind || (m_view.place && std::any_of(own.begin(), own.end(), [&](const AttributeValue *value) {
                              return value != exact && catalog::scopeMatch(value->scope, *m_view.place) > 0;
                          })));
        if (!shown && m_view.place && (shown = nearest(own, *m_view.place)))
            field.origin = fromText(shown->scope);
        if (!shown) {
            shown = counted ? counted : m_view.place ? nearest(inherited, *m_view.place) : nullptr;
            if (shown)
                field.origin = shown->scope == scope ? tr("inherited") : tr("inherited, %1").arg(fromText(shown->scope));
        }
        if (shown) {
            field.shown = shown->value;
            field.type = catalog::typeOf(shown->value);
            field.problem = brokenRuleText(field, shown->value, m_schema);
        }
        field.missing = isRequired(code, scope) && (!counted || isBlank(counted->value));
        if (!exact && m_view.sku.isEmpty())
            countVariants(field, scope);
        return field;
    }

    const Product &m_product;
    const SheetView &m_view;
    const SheetSchema &m_schema;
    const catalog::Family *m_family;
    QSet<QString> m_known, m_required;
    ByCode m_own, m_inherited;
    QVector<ByCode> m_variants;
    QVector<Scope> m_leaves;
};

SheetField money(const Product &product, const catalog::Price &price, const QString &sku, bool isOwn)
{
    SheetField field;
    field.ref = {product.key, Edit::Field::PriceMinor, price.channel, {}, sku};
    field.label = price.channel.isEmpty() ? tr("Every channel") : price.channel;
    field.currency = price.currency;
    field.type = ValueType::Number;
    field.integer = true;
    field.shown = Value(double(price.minor));
    if (isOwn)
        field.own = field.shown;
    else
        field.origin = tr("inherited");
    return field;
}

/// Those that one channel sees, where one is looked at.
SheetGroup pricesOf(const Product &product, const catalog::Variant *variant, const QString &channel)
{
    SheetGroup group{tr("Prices"), {}};
    const QString sku = variant ? variant->sku : QString();
    if (variant) {
        for (const auto &price : catalog::resolve(variant->prices, channel)) {
            group.fields.append(money(product, price, sku, true));
            group.fields.last().overrides = std::any_of(product.prices.begin(), product.prices.end(),
                                                        [&](const auto &each) { return each.channel == price.channel; });
        }
    }
    for (const auto &price : catalog::resolve(product.prices, channel)) {
        const bool isOverridden = variant && std::any_of(variant->prices.begin(), variant->prices.end(),
                                                         [&](const auto &own) { return own.channel == price.channel; });
        if (!isOverridden)
            group.fields.append(money(product, price, sku, !variant));
    }
    return group;
}

SheetField stockOf(const Product &product, const catalog::Variant &variant, const SheetSchema &schema, const QString &label)
{
    QStringList own;
    for (const auto &value : variant.attributes) {
        SheetField field;
        field.ref.code = value.code;
        field.shown = value.value;
        own << valueText(field, schema);
    }
    for (const auto &price : variant.prices)
        own << formatMoney(price.minor, price.currency);
    SheetField field;
    field.ref = {product.key, Edit::Field::Stock, variant.sku, {}};
    field.label = label;
    field.note = label == variant.sku ? own.join(QStringLiteral(", ")) : QString();
    field.unit = tr("in stock");
    field.type = ValueType::Number;
    field.integer = true;
    field.own = field.shown = Value(double(variant.stock));
    return field;
}

SheetField familyField(const Product &product, const SheetSchema &schema)
{
    SheetField field;
    field.ref = {product.key, Edit::Field::Attribute, catalog::FamilyAttribute, {}};
    field.label = tr("Family");
    field.type = ValueType::Option;
    field.own = field.shown = readField(product, field.ref);
    for (const auto &family : schema.families().declaration().families)
        field.options.append(family.code);
    if (field.shown)
        field.problem = brokenRuleText(field, *field.shown, schema);
    return field;
}

bool byLabel(const SheetField &a, const SheetField &b)
{
    const int order = QString::localeAwareCompare(a.label, b.label);
    return order != 0 ? order < 0 : scopeText(a.ref.scope) < scopeText(b.ref.scope);
}

} // namespace

QString scopeText(const Scope &scope)
{
    QStringList parts{scope.channel, scope.locale};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" \u00b7 "));
}

QString valueText(const SheetField &field, const SheetSchema &schema)
{
    if (!field.shown)
        return {};
    const Value &value = *field.shown;
    if (!field.currency.isEmpty())
        return formatMoney(qint64(std::get<double>(value)), field.currency);
    switch (catalog::typeOf(value)) {
    case ValueType::Text:
        return std::get<QString>(value);
    case ValueType::Number: {
        const QString number = QLocale().toString(std::get<double>(value), 'g', 12);
        return field.unit.isEmpty() ? number : number + u'\u00a0' + field.unit;
    }
    case ValueType::Boolean:
        return std::get<bool>(value) ? tr("Yes") : tr("No");
    case ValueType::Date:
        return QLocale().toString(std::get<QDate>(value), QLocale::ShortFormat);
    case ValueType::Option: {
        const QString code = std::get<catalog::OptionCode>(value).toString();
        return field.ref.code == catalog::FamilyAttribute ? schema.familyLabel(code) : code;
    }
    }
    Q_UNREACHABLE();
}

QString brokenRuleText(const SheetField &field, const Value &value, const SheetSchema &schema)
{
    if (field.ref.field != Edit::Field::Attribute)
        return {};
    const auto error = schema.families().brokenRule({field.ref.code, value, field.ref.scope}, field.ref.code);
    if (!error)
        return {};
    QString what = error->what;
    what[0] = what[0].toUpper();
    return error->remedy.isEmpty() ? what : QStringLiteral("%1. %2.").arg(what, error->remedy);
}

QVector<Scope> placesOf(const Product &product, const SheetSchema &schema)
{
    if (!schema.families().declaration().channels.isEmpty())
        return schema.leaves();
    QVector<Scope> places;
    const auto add = [&places](const QVector<AttributeValue> &values) {
        for (const AttributeValue &value : values) {
            if (value.scope != Scope{} && !places.contains(value.scope))
                places.append(value.scope);
        }
    };
    add(product.attributes);
    for (const auto &variant : product.variants)
        add(variant.attributes);
    std::sort(places.begin(), places.end(), [](const Scope &a, const Scope &b) { return std::tie(a.channel, a.locale) < std::tie(b.channel, b.locale); });
    return places;
}

QVector<SheetGroup> sheetOf(const Product &product, const SheetView &view, const SheetSchema &schema)
{
    QVector<SheetGroup> groups;
    const auto variant = std::find_if(product.variants.begin(), product.variants.end(), [&](const auto &each) { return each.sku == view.sku; });
    const bool isVariant = variant != product.variants.end() && !view.sku.isEmpty();
    const SheetView shown = isVariant ? view : SheetView{view.place, {}};
    if (!isVariant && !schema.families().declaration().families.isEmpty())
        groups.append({tr("Family"), {familyField(product, schema)}});
    const Lines lines(product, shown, schema);
    const catalog::Family *family = lines.family();
    if (family) {
        SheetGroup required{tr("Required"), {}}, other{tr("Other attributes of the family"), {}};
        for (const QString &code : family->attributes) {
            const bool isRequired = family->required.contains(code) ||
                                    (shown.place ? family->requiredIn.value(shown.place->channel).contains(code)
                                                 : std::any_of(family->requiredIn.begin(), family->requiredIn.end(),
                                                               [&](const QStringList &codes) { return codes.contains(code); }));
            (isRequired ? required : other).fields += lines.of(code);
        }
        groups << required << other;
    }
    groups.append(pricesOf(product, isVariant ? &*variant : nullptr, shown.place ? shown.place->channel : QString()));
    SheetGroup stock{isVariant ? tr("Stock") : tr("Variants and stock"), {}};
    for (const auto &each : product.variants) {
        if (!isVariant || each.sku == view.sku)
            stock.fields.append(stockOf(product, each, schema, isVariant ? tr("Stock") : each.sku));
    }
    groups.append(stock);

    SheetGroup everywhere{family ? tr("Outside the family") : tr("Attributes"), {}}, scoped{tr("By channel and language"), {}};
    for (const QString &code : lines.outside()) {
        for (const SheetField &field : lines.of(code))
            (family || shown.place || field.ref.scope == Scope{} ? everywhere : scoped).fields.append(field);
    }
    std::sort(everywhere.fields.begin(), everywhere.fields.end(), byLabel);
    std::sort(scoped.fields.begin(), scoped.fields.end(), byLabel);
    groups << everywhere << scoped;
    return groups;
}

} // namespace vitrine::ui
