#include "exchange/import_run.h"

#include "catalog/bulk_run.h"
#include "catalog/families.h"
#include "catalog/product_rules.h"

#include <QSet>

namespace vitrine::exchange {

using catalog::FieldChange;
using catalog::FieldPlace;
using catalog::Product;

namespace {

constexpr qsizetype MaxFields = 5'000;

/// The field's name without its variant, so that "A-1-S: size" of every product counts as one.
QString fieldName(FieldPlace place)
{
    place.sku.clear();
    return catalog::placeName(place).trimmed();
}

} // namespace

/// What the store would refuse: the product's own rules, those of its family, and one type an attribute.
std::optional<Error> ImportRun::brokenRule(const Product &product, const Product *existing)
{
    if (auto broken = catalog::brokenRule(product))
        return broken;
    if (m_catalog.families) {
        if (auto broken = m_catalog.families->model()->brokenRule(product, existing))
            return broken;
    }
    const auto strange = [&](const QVector<catalog::AttributeValue> &values) -> std::optional<Error> {
        for (const catalog::AttributeValue &value : values) {
            const catalog::ValueType type = catalog::typeOf(value.value);
            const auto known = m_types.constFind(value.code);
            if (known == m_types.constEnd())
                m_types.insert(value.code, type);
            else if (*known != type)
                return Error{ErrorCode::InvalidArgument,
                             QStringLiteral("the attribute holds %1, not %2")
                                 .arg(QString(catalog::valueTypeName(*known)), QString(catalog::valueTypeName(type))),
                             value.code,
                             {}};
        }
        return std::nullopt;
    };
    auto broken = strange(product.attributes);
    for (const catalog::Variant &variant : product.variants) {
        if (!broken)
            broken = strange(variant.attributes);
    }
    return broken;
}

void ImportRun::countFields(const QVector<FieldChange> &changes)
{
    QSet<QString> names;
    for (const FieldChange &change : changes) {
        const QString name = fieldName(change.place);
        names.insert(m_report.fields.contains(name) || m_report.fields.size() < MaxFields ? name : QStringLiteral("other fields"));
    }
    for (const QString &name : names)
        ++m_report.fields[name];
}

Status ImportRun::dryRun(Product product, const Product *existing, const Place &place)
{
    product = catalog::normalised(std::move(product));
    if (const auto broken = brokenRule(product, existing)) {
        rejectProduct(place.file, place.line, broken->where, withRemedy(*broken));
        return Done{};
    }
    Product before;
    before.key = product.key;
    if (existing)
        before = *existing;
    Difference difference{place.file, place.line, product.key, !existing, catalog::diff(before, product), {}};
    const bool same = existing && difference.changes.isEmpty();
    ++(!existing ? m_report.created : same ? m_report.unchanged : m_report.updated);
    countValues(product);
    ++m_state.products;
    report(false);
    if (same)
        return Done{};
    if (existing)
        countFields(difference.changes);
    if (!m_options.onDifference)
        return Done{};
    difference.currencies = catalog::currenciesOf(product, difference.changes);
    return m_options.onDifference(difference);
}

} // namespace vitrine::exchange
