#include "ui/models/saved_views.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

#include <algorithm>
#include <array>

namespace vitrine::ui {

using catalog::AttributeFilter;
using catalog::SortBy;

namespace {

constexpr std::array<std::pair<SortBy, const char *>, 8> SortNames{{{SortBy::Relevance, "relevance"},
                                                                     {SortBy::Catalog, "catalog"},
                                                                     {SortBy::Key, "key"},
                                                                     {SortBy::Name, "name"},
                                                                     {SortBy::Price, "price"},
                                                                     {SortBy::Stock, "stock"},
                                                                     {SortBy::Updated, "updated"},
                                                                     {SortBy::Attribute, "attribute"}}};

constexpr std::array<std::pair<AttributeFilter::Kind, const char *>, 3> KindNames{
    {{AttributeFilter::Kind::AnyOf, "anyOf"}, {AttributeFilter::Kind::Range, "range"}, {AttributeFilter::Kind::Present, "present"}}};

QJsonObject toJson(const AttributeFilter &filter)
{
    QJsonObject object{{QStringLiteral("code"), filter.code}, {QStringLiteral("negated"), filter.isNegated}};
    for (const auto &[kind, name] : KindNames) {
        if (kind == filter.kind)
            object[QStringLiteral("kind")] = QLatin1String(name);
    }
    if (!filter.values.isEmpty())
        object[QStringLiteral("values")] = QJsonArray::fromStringList(filter.values);
    if (!filter.from.isEmpty())
        object[QStringLiteral("from")] = filter.from;
    if (!filter.to.isEmpty())
        object[QStringLiteral("to")] = filter.to;
    if (filter.isOpen)
        object[QStringLiteral("open")] = true;
    return object;
}

QJsonObject toJson(const SavedView &view)
{
    const catalog::Query &query = view.query;
    QJsonObject object{{QStringLiteral("name"), view.name},
                       {QStringLiteral("text"), query.text},
                       {QStringLiteral("categories"), QJsonArray::fromStringList(query.categories)},
                       {QStringLiteral("brands"), QJsonArray::fromStringList(query.brands)},
                       {QStringLiteral("withImageOnly"), query.withImageOnly},
                       {QStringLiteral("descending"), query.descending},
                       {QStringLiteral("columns"), QJsonArray::fromStringList(view.columns)}};
    if (query.priceFromMinor)
        object[QStringLiteral("priceFromMinor")] = *query.priceFromMinor;
    if (query.priceToMinor)
        object[QStringLiteral("priceToMinor")] = *query.priceToMinor;
    QJsonArray attributes;
    for (const AttributeFilter &filter : query.attributes)
        attributes.append(toJson(filter));
    if (!attributes.isEmpty())
        object[QStringLiteral("attributes")] = attributes;
    if (!query.sortAttribute.isEmpty())
        object[QStringLiteral("sortAttribute")] = query.sortAttribute;
    for (const auto &[sort, name] : SortNames) {
        if (sort == query.sort)
            object[QStringLiteral("sort")] = QLatin1String(name);
    }
    return object;
}

QStringList texts(const QJsonValue &array)
{
    QStringList list;
    for (const QJsonValue &each : array.toArray())
        list.append(each.toString());
    return list;
}

std::optional<qint64> wholeNumber(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

std::optional<AttributeFilter> filterFromJson(const QJsonObject &object)
{
    AttributeFilter filter;
    filter.code = object[QStringLiteral("code")].toString();
    const QString kind = object[QStringLiteral("kind")].toString();
    const auto known = std::find_if(KindNames.begin(), KindNames.end(), [&](const auto &each) { return kind == QLatin1String(each.second); });
    if (filter.code.isEmpty() || known == KindNames.end())
        return std::nullopt;
    filter.kind = known->first;
    filter.isNegated = object[QStringLiteral("negated")].toBool();
    filter.values = texts(object[QStringLiteral("values")]);
    filter.from = object[QStringLiteral("from")].toString();
    filter.to = object[QStringLiteral("to")].toString();
    filter.isOpen = object[QStringLiteral("open")].toBool();
    return filter;
}

/// What a newer version wrote and this one does not know is left out.
SavedView fromJson(const QJsonObject &object)
{
    SavedView view;
    view.name = object[QStringLiteral("name")].toString();
    view.columns = texts(object[QStringLiteral("columns")]);
    catalog::Query &query = view.query;
    query.text = object[QStringLiteral("text")].toString();
    query.categories = texts(object[QStringLiteral("categories")]);
    query.brands = texts(object[QStringLiteral("brands")]);
    query.priceFromMinor = wholeNumber(object[QStringLiteral("priceFromMinor")]);
    query.priceToMinor = wholeNumber(object[QStringLiteral("priceToMinor")]);
    query.withImageOnly = object[QStringLiteral("withImageOnly")].toBool();
    for (const QJsonValue &each : object[QStringLiteral("attributes")].toArray()) {
        if (const auto filter = filterFromJson(each.toObject()))
            query.attributes.append(*filter);
    }
    query.sortAttribute = object[QStringLiteral("sortAttribute")].toString();
    query.descending = object[QStringLiteral("descending")].toBool();
    for (const auto &[sort, name] : SortNames) {
        if (object[QStringLiteral("sort")].toString() == QLatin1String(name))
            query.sort = sort;
    }
    return view;
}

bool before(const SavedView &a, const SavedView &b)
{
    return QString::localeAwareCompare(a.name, b.name) < 0;
}

} // namespace

SavedViews::SavedViews(const QString &catalog)
    : m_setting(QStringLiteral("views/%1").arg(QString::fromLatin1(
          QCryptographicHash::hash(catalog.toUtf8(), QCryptographicHash::Sha256).toHex().left(16))))
{
    const QByteArray stored = QSettings().value(m_setting).toString().toUtf8();
    for (const QJsonValue &each : QJsonDocument::fromJson(stored).array()) {
        const SavedView view = fromJson(each.toObject());
        if (!view.name.isEmpty() && !find(view.name))
            m_views.append(view);
    }
    std::sort(m_views.begin(), m_views.end(), before);
}

std::optional<SavedView> SavedViews::find(const QString &name) const
{
    const auto found =
        std::find_if(m_views.begin(), m_views.end(), [&](const SavedView &view) { return view.name == name; });
    return found == m_views.end() ? std::nullopt : std::optional(*found);
}

void SavedViews::save(const SavedView &view)
{
    m_views.removeIf([&](const SavedView &each) { return each.name == view.name; });
    m_views.append(view);
    std::sort(m_views.begin(), m_views.end(), before);
    write();
}

void SavedViews::remove(const QString &name)
{
    m_views.removeIf([&](const SavedView &each) { return each.name == name; });
    write();
}

void SavedViews::write() const
{
    QJsonArray array;
    for (const SavedView &view : m_views)
        array.append(toJson(view));
    QSettings().setValue(m_setting, QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact)));
}

} // namespace vitrine::ui
