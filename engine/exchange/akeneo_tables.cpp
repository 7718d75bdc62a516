#include "exchange/akeneo_tables.h"

#include "catalog/unit.h"
#include "exchange/attribute_codes.h"
#include "exchange/table.h"

#include <QRegularExpression>
#include <QSet>

#include <cmath>

namespace vitrine::exchange {

using catalog::ValueType;

namespace {

QStringList listOf(const QString &text)
{
    QStringList parts;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        const QString code = part.trimmed();
        if (!code.isEmpty() && !parts.contains(code))
            parts.append(code);
    }
    return parts;
}

bool isYes(const QString &text) { return text == u"1" || text.compare(u"true", Qt::CaseInsensitive) == 0; }

std::optional<double> numberIn(const QString &text)
{
    bool good = false;
    const double number = text.toDouble(&good);
    return good && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// Akeneo writes PCRE with its delimiters, "/^[a-z]+$/i".
QString withoutDelimiters(const QString &expression)
{
    static const QRegularExpression delimited(QStringLiteral("^([/#~])(.*)\\1([a-z]*)$"), QRegularExpression::DotMatchesEverythingOption);
    const auto match = delimited.match(expression);
    if (!match.hasMatch())
        return expression;
    const bool ignoresCase = match.captured(3).contains(u'i');
    return (ignoresCase ? QStringLiteral("(?i)") : QString()) + QStringLiteral("(?:.*?(?:%1).*)").arg(match.captured(2));
}

} // namespace

AkeneoType akeneoType(const QString &name)
{
    static const QHash<QString, AkeneoType> types{
        {QStringLiteral("pim_catalog_identifier"), AkeneoType::Identifier},
        {QStringLiteral("pim_catalog_number"), AkeneoType::Number},
        {QStringLiteral("pim_catalog_metric"), AkeneoType::Metric},
        {QStringLiteral("pim_catalog_boolean"), AkeneoType::Boolean},
        {QStringLiteral("pim_catalog_date"), AkeneoType::Date},
        {QStringLiteral("pim_catalog_simpleselect"), AkeneoType::Option},
        {QStringLiteral("pim_reference_data_simpleselect"), AkeneoType::Option},
        {QStringLiteral("akeneo_reference_entity"), AkeneoType::Option},
        {QStringLiteral("pim_catalog_multiselect"), AkeneoType::Options},
        {QStringLiteral("pim_reference_data_multiselect"), AkeneoType::Options},
        {QStringLiteral("akeneo_reference_entity_collection"), AkeneoType::Options},
        {QStringLiteral("pim_catalog_asset_collection"), AkeneoType::Options},
        {QStringLiteral("pim_catalog_price_collection"), AkeneoType::Price},
        {QStringLiteral("pim_catalog_image"), AkeneoType::Picture}};
    return types.value(name, AkeneoType::Text);
}

ValueType valueTypeOf(AkeneoType type)
{
    switch (type) {
    case AkeneoType::Number:
    case AkeneoType::Metric:
    case AkeneoType::Price: // of a price that is not the product's own
        return ValueType::Number;
    case AkeneoType::Boolean:
        return ValueType::Boolean;
    case AkeneoType::Date:
        return ValueType::Date;
    case AkeneoType::Option:
        return ValueType::Option;
    case AkeneoType::None:
    case AkeneoType::Identifier:
    case AkeneoType::Text:
    case AkeneoType::Options:
    case AkeneoType::Picture:
        return ValueType::Text;
    }
    Q_UNREACHABLE();
}

QString akeneoLabel(const QStringList &header, const std::function<QString(const char *)> &cell)
{
    if (const QString english = cell("label-en_US"); !english.isEmpty())
        return english;
    for (const QString &column : header) {
        if (!column.startsWith(u"label-"))
            continue;
        if (const QString label = cell(qPrintable(column)); !label.isEmpty())
            return label;
    }
    return {};
}

Status AkeneoTables::read(const SourceFile &file, const TableProblem &problem)
{
    const auto table = openTable(file.path, nullptr);
    if (!table)
        return table.error();
    RowReader &reader = **table;
    auto step = reader.readHeader();
    for (const QString &column : reader.header()) {
        if (column.startsWith(u"label-") && !m_locales.contains(column.mid(6)))
            m_locales.append(column.mid(6));
    }
    for (; step != RowReader::Step::End; step = reader.next()) {
        if (step == RowReader::Step::Failed) {
            problem(reader.line(), {}, reader.error().what);
            return Done{};
        }
        if (step == RowReader::Step::Bad) {
            problem(reader.line(), reader.problemColumn(), reader.problem());
            continue;
        }
        const Row cell = [&reader](const char *column) { return reader.trimmed(reader.column(QLatin1String(column))); };
        if (cell("code") != u"code") // the header itself
            readRow(file.kind, reader.header(), cell, problem, reader.line());
    }
    return Done{};
}

void AkeneoTables::readRow(FileKind kind, const QStringList &header, const Row &cell, const TableProblem &problem, qint64 line)
{
    const QString code = cell("code");
    if (code.isEmpty())
        return problem(line, QStringLiteral("code"), QStringLiteral("the row has no code: it is left out"));
    switch (kind) {
    case FileKind::AkeneoAttributes:
        return addAttribute(header, cell);
    case FileKind::AkeneoOptions:
        m_options[cell("attribute")][code] = akeneoLabel(header, cell);
        return;
    case FileKind::AkeneoFamilies:
        return addFamily(header, cell);
    case FileKind::AkeneoFamilyVariants:
        m_familyOfVariant[code] = cell("family");
        return;
    case FileKind::AkeneoCategories:
        m_categories[code] = {cell("parent"), akeneoLabel(header, cell)};
        return;
    case FileKind::AkeneoChannels:
        if (std::none_of(m_channels.begin(), m_channels.end(), [&](const catalog::Channel &one) { return one.code == code; }))
            m_channels.append({code, akeneoLabel(header, cell), listOf(cell("locales"))});
        return;
    default:
        return;
    }
}

void AkeneoTables::addAttribute(const QStringList &header, const Row &cell)
{
    AkeneoAttribute attribute;
    attribute.type = akeneoType(cell("type"));
    attribute.label = akeneoLabel(header, cell);
    attribute.localizable = isYes(cell("localizable"));
    attribute.scopable = isYes(cell("scopable"));
    const QString unit = cell("default_metric_unit");
    attribute.unit = catalog::unitSymbol(unit).isEmpty() ? unit : catalog::unitSymbol(unit);
    attribute.min = numberIn(cell("number_min"));
    attribute.max = numberIn(cell("number_max"));
    if (const auto length = numberIn(cell("max_characters")); length && *length >= 1 && *length <= 1e6)
        attribute.maxLength = int(*length);
    if (cell("validation_rule") == u"regexp")
        attribute.matches = withoutDelimiters(cell("validation_regexp"));
    const QString code = cell("code");
    if (attribute.type == AkeneoType::Identifier && m_identifier.isEmpty())
        m_identifier = code;
    if (!m_attributes.contains(code))
        m_attributeOrder.append(code);
    m_attributes.insert(code, attribute);
}

void AkeneoTables::addFamily(const QStringList &header, const Row &cell)
{
    Family family{cell("code"), akeneoLabel(header, cell), cell("attribute_as_label"), listOf(cell("attributes")), {}};
    for (const QString &column : header) {
        if (column.startsWith(u"requirements-"))
            family.required[column.mid(13)] = listOf(cell(qPrintable(column)));
    }
    m_nameOf.insert(family.code, family.asLabel);
    m_families.append(std::move(family));
}

const AkeneoAttribute *AkeneoTables::attribute(const QString &code) const
{
    const auto found = m_attributes.constFind(code);
    return found == m_attributes.constEnd() ? nullptr : &*found;
}

QString AkeneoTables::optionLabel(const QString &attribute, const QString &option) const
{
    const QString label = m_options.value(attribute).value(option);
    return label == option ? QString() : label;
}

QString AkeneoTables::categoryPath(const QString &code) const
{
    QStringList path;
    QSet<QString> seen; // a tree that bites its tail has an end here
    for (QString at = code; !at.isEmpty() && !seen.contains(at); at = m_categories.value(at).parent) {
        seen.insert(at);
        const QString label = m_categories.value(at).label;
        path.prepend(QString(label.isEmpty() ? at : label).replace(u'/', u'∕')); // a slash would be a step
    }
    if (path.size() > 1) // Akeneo's trees are the roots: they say nothing of a product
        path.removeFirst();
    return path.join(u'/');
}

QString AkeneoTables::nameAttribute(const QString &family) const
{
    const QString name = m_nameOf.value(family);
    const bool isKey = name == m_identifier || name == u"sku" || name == u"identifier"; // that it has anyway
    return name.isEmpty() || isKey ? QStringLiteral("name") : name;
}

bool AkeneoTables::isName(const QString &attribute) const
{
    return attribute == u"name" || std::any_of(m_families.begin(), m_families.end(), [&](const Family &family) { return family.asLabel == attribute; });
}

QString AkeneoTables::priceAttribute() const
{
    QStringList prices;
    for (const QString &code : m_attributeOrder) {
        if (m_attributes[code].type == AkeneoType::Price)
            prices.append(code);
    }
    if (prices.contains(u"price"))
        return QStringLiteral("price");
    return prices.size() == 1 ? prices.first() : QString();
}

/// Whether it is an attribute in Vitrine: keys, names, prices and pictures are a product's own.
bool AkeneoTables::isKept(const QString &code, const QString &nameCode) const
{
    const AkeneoAttribute *known = attribute(code);
    if (!known || known->type == AkeneoType::Identifier || known->type == AkeneoType::Price || known->type == AkeneoType::Picture)
        return false;
    return code != nameCode || known->localizable || known->scopable;
}

catalog::FamilyDeclaration AkeneoTables::declaration() const
{
    catalog::FamilyDeclaration declaration;
    declaration.channels = m_channels;
    declaration.channels.removeIf([this](const catalog::Channel &channel) { return channel.locales.isEmpty() && m_locales.isEmpty(); });
    const auto hasChannel = [&](const QString &code) {
        return std::any_of(declaration.channels.begin(), declaration.channels.end(), [&](const catalog::Channel &channel) { return channel.code == code; });
    };
    for (catalog::Channel &channel : declaration.channels) {
        if (channel.locales.isEmpty())
            channel.locales = m_locales;
    }
    for (const Family &family : m_families) { // without channels.csv, they are known by what they require
        for (auto required = family.required.begin(); required != family.required.end(); ++required) {
            if (!hasChannel(required.key()) && !m_locales.isEmpty())
                declaration.channels.append({required.key(), required.key(), m_locales});
        }
    }
    QSet<QString> used, taken, families;
    for (const Family &family : m_families) {
        if (families.contains(family.code))
            continue;
        families.insert(family.code);
        catalog::Family made{family.code, family.label.isEmpty() ? family.code : family.label, {}, {}, {}};
        const auto kept = [&](const QStringList &codes) {
            QStringList list;
            for (const QString &code : codes) {
                const QString own = attributeCode(code);
                if (isKept(code, nameAttribute(family.code)) && own != catalog::FamilyAttribute && !list.contains(own))
                    list.append(own);
            }
            return list;
        };
        made.attributes = kept(family.attributes);
        for (const QString &code : family.attributes)
            used.insert(code);
        for (auto required = family.required.begin(); required != family.required.end(); ++required) {
            QStringList codes = kept(*required);
            codes.removeIf([&](const QString &code) { return !made.attributes.contains(code); });
            if (!codes.isEmpty() && hasChannel(required.key()))
                made.requiredIn[required.key()] = codes;
        }
        declaration.families.append(std::move(made));
    }
    for (const QString &code : m_attributeOrder) {
        const AkeneoAttribute &known = m_attributes[code];
        const QString own = attributeCode(code);
        if (!used.contains(code) || !isKept(code, {}) || own == catalog::FamilyAttribute || taken.contains(own))
            continue;
        taken.insert(own);
        catalog::AttributeRule rule;
        rule.code = own;
        rule.type = valueTypeOf(known.type);
        rule.perLocale = known.localizable;
        rule.perChannel = known.scopable;
        if (rule.type == ValueType::Number && !(known.min && known.max && *known.min > *known.max)) {
            rule.min = known.min;
            rule.max = known.max;
        }
        if (rule.type == ValueType::Text && known.type == AkeneoType::Text) {
            rule.maxLength = known.maxLength;
            if (QRegularExpression(known.matches).isValid())
                rule.matches = known.matches;
        }
        if (known.type == AkeneoType::Option)
            rule.options = m_options.value(code).keys();
        declaration.attributes.append(std::move(rule));
    }
    return declaration;
}

} // namespace vitrine::exchange
