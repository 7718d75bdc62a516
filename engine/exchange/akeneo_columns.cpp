#include "exchange/akeneo_columns.h"

#include "exchange/money.h"

#include <QRegularExpression>

namespace vitrine::exchange {

using Role = AkeneoColumn::Role;

namespace {

bool isLocale(const QString &text)
{
    static const QRegularExpression locale(QStringLiteral("^[a-z]{2,3}(?:_[A-Za-z]{2,8}){1,2}$"));
    return locale.match(text).hasMatch();
}

/// The column that names a product: as the tables say, or else by what such columns are usually called.
int codeColumn(const QStringList &header, const AkeneoTables &tables, bool isModels)
{
    for (const QString &name : isModels ? QStringList{QStringLiteral("code")}
                                        : QStringList{tables.identifier(), QStringLiteral("sku"), QStringLiteral("identifier"), QStringLiteral("uuid")}) {
        if (const int at = int(header.indexOf(name)); at >= 0 && !name.isEmpty())
            return at;
    }
    return -1;
}

} // namespace

AkeneoColumns::AkeneoColumns(const QStringList &header, const AkeneoTables &tables, bool isModels)
    : m_isModels(isModels), m_code(codeColumn(header, tables, isModels)), m_parent(int(header.indexOf(QStringLiteral("parent"))))
{
    for (int i = 0; i < header.size(); ++i) {
        AkeneoColumn column = columnOf(header[i], header, tables);
        if (i == m_code)
            column.role = Role::Code;
        if (column.role == Role::Value && column.attribute.isEmpty()) {
            column.role = Role::Unread;
            if (!header[i].isEmpty())
                m_unread.append(header[i]);
        }
        m_columns.append(column);
    }
}

AkeneoColumn AkeneoColumns::columnOf(const QString &name, const QStringList &header, const AkeneoTables &tables) const
{
    static const QHash<QString, Role> own{{QStringLiteral("parent"), Role::Parent},
                                          {QStringLiteral("family"), Role::Family},
                                          {QStringLiteral("family_variant"), Role::FamilyVariant},
                                          {QStringLiteral("categories"), Role::Categories},
                                          {QStringLiteral("groups"), Role::Groups},
                                          {QStringLiteral("enabled"), Role::Enabled},
                                          {QStringLiteral("uuid"), Role::Unread}};
    if (const auto found = own.constFind(name); found != own.constEnd())
        return {*found, {}};
    static const QRegularExpression association(QStringLiteral("^([A-Za-z0-9_]+)-(groups|products|product_models|product_uuids)(-quantity)?$"));
    if (const auto match = association.match(name); match.hasMatch() && !tables.attribute(name))
        return {Role::List, QString(name).replace(u'-', u'_')};

    QStringList parts = name.split(u'-');
    AkeneoColumn column{Role::Value, parts.takeFirst().trimmed()};
    const AkeneoAttribute *declared = tables.attribute(column.attribute);
    if (!parts.isEmpty() && parts.last() == u"unit" && header.contains(name.chopped(5))) {
        column.role = Role::Unit;
        parts.removeLast();
    } else if (!parts.isEmpty() && isCurrencyCode(parts.last()) && (!declared || declared->type == AkeneoType::Price)) {
        column.role = Role::Price;
        column.currency = parts.takeLast();
    } else {
        column.unit = int(header.indexOf(name + QStringLiteral("-unit")));
    }
    // Locale first, then channel, each only where the attribute has one.
    if (!parts.isEmpty() && (declared ? declared->localizable : isLocale(parts.first())))
        column.scope.locale = parts.takeFirst();
    if (!parts.isEmpty() && (!declared || declared->scopable))
        column.scope.channel = parts.takeFirst();
    if (!parts.isEmpty()) { // more than there can be
        column.attribute.clear();
        column.role = Role::Value;
    }
    return column;
}

QStringList AkeneoColumns::prices() const
{
    QStringList attributes;
    for (const AkeneoColumn &column : m_columns) {
        if (column.role == Role::Price && !attributes.contains(column.attribute))
            attributes.append(column.attribute);
    }
    return attributes;
}

void AkeneoColumns::look(const RowReader &row, const AkeneoTables &tables, AkeneoLooks &looks) const
{
    for (int i = 0; i < m_columns.size(); ++i) {
        const AkeneoColumn &column = m_columns[i];
        if (column.role != Role::Value || tables.attribute(column.attribute))
            continue;
        if (column.unit >= 0)
            looks.lookAtUnit(column.attribute, row.trimmed(column.unit));
        else
            looks.look(column.attribute, row.trimmed(i));
    }
}

AkeneoProblem AkeneoColumns::read(const RowReader &row, AkeneoValues &values, AkeneoPart &part) const
{
    const auto cell = [&](Role role) {
        for (int i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i].role == role)
                return row.trimmed(i);
        }
        return QString();
    };
    part.isModel = m_isModels;
    part.code = row.trimmed(m_code);
    part.parent = row.trimmed(m_parent);
    values.putFamily(part, cell(Role::Family), cell(Role::FamilyVariant));
    for (int i = 0; i < m_columns.size(); ++i) {
        const AkeneoColumn &column = m_columns[i];
        AkeneoProblem problem;
        switch (column.role) {
        case Role::Categories:
            values.putCategories(part, akeneoList(row.text(i)));
            break;
        case Role::Groups:
            values.putList(part, QStringLiteral("groups"), akeneoList(row.text(i)));
            break;
        case Role::List:
            values.putList(part, column.attribute, akeneoList(row.text(i)));
            break;
        case Role::Enabled:
            if (const auto enabled = akeneoTruth(row.trimmed(i)))
                values.putEnabled(part, *enabled);
            else if (!row.trimmed(i).isEmpty())
                problem = {row.header()[i], QStringLiteral("neither 1 nor 0: %1").arg(row.trimmed(i).left(80))};
            break;
        case Role::Value:
            problem = values.put(part, column.attribute, column.scope, row.text(i), row.trimmed(column.unit));
            break;
        case Role::Price:
            problem = values.putPrice(part, column.attribute, column.scope, column.currency, row.trimmed(i));
            break;
        case Role::Code:
        case Role::Parent:
        case Role::Family:
        case Role::FamilyVariant:
        case Role::Unit:
        case Role::Unread:
            break;
        }
        if (!problem.ok())
            return {row.header()[i], problem.reason};
    }
    return {};
}

void AkeneoColumns::cover(const AkeneoValues &values, Coverage &coverage) const
{
    for (const AkeneoColumn &column : m_columns) {
        switch (column.role) {
        case Role::Categories:
            coverage.categories = true;
            break;
        case Role::Groups:
            coverage.attributes.append({QStringLiteral("groups"), {}});
            break;
        case Role::List:
            coverage.attributes.append({attributeCode(column.attribute), {}});
            break;
        case Role::Enabled:
            coverage.attributes.append({QStringLiteral("enabled"), {}});
            break;
        case Role::Family:
        case Role::FamilyVariant:
            coverage.attributes.append({catalog::FamilyAttribute, {}});
            break;
        case Role::Value:
            if (values.typeOf(column.attribute) == AkeneoType::Picture)
                coverage.images = true;
            else
                coverage.attributes.append({values.codeOf(column.attribute), column.scope});
            coverage.name = coverage.name || values.isName(column.attribute);
            break;
        case Role::Price:
            if (column.attribute == values.priceAttribute() && column.scope.locale.isEmpty())
                coverage.prices.append({column.scope.channel, column.currency});
            else
                coverage.attributes.append({values.codeOfPrice(column.attribute, column.currency), column.scope});
            break;
        case Role::Code:
        case Role::Parent:
        case Role::Unit:
        case Role::Unread:
            break;
        }
    }
}

} // namespace vitrine::exchange
