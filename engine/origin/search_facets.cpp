#include "origin/search_facets.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace vitrine::origin {

namespace {

using Json = nlohmann::ordered_json;

constexpr qsizetype MostFacets = 20;

Json counts(const QVector<catalog::FacetCount> &facet)
{
    Json list = Json::array();
    for (const catalog::FacetCount &entry : facet) {
        list.push_back({{"value", entry.value.toStdString()},
                        {"label", entry.label.toStdString()},
                        {"count", entry.count}});
    }
    return list;
}

/// The histogram's steps as ranges that can be put into `filter`.
Json priceCounts(const catalog::Facets &facets)
{
    Json list = Json::array();
    const qsizetype steps = facets.priceHistogram.size();
    const double low = double(std::max<qint64>(1, facets.priceMinMinor));
    const double ratio = double(std::max<qint64>(1, facets.priceMaxMinor)) / low;
    qint64 from = facets.priceMinMinor;
    for (qsizetype step = 0; step < steps; ++step) {
        const qint64 to = step + 1 == steps ? facets.priceMaxMinor
                                            : qint64(low * std::pow(ratio, double(step + 1) / double(steps)));
        list.push_back({{"value", std::to_string(from) + ".." + std::to_string(to)},
                        {"label", facets.priceCurrency.toStdString()},
                        {"count", facets.priceHistogram[step]}});
        from = to + 1;
    }
    return list;
}

QString bound(const catalog::AttributeFacet &facet, double value)
{
    if (facet.type == catalog::ValueType::Date)
        return QDate::fromJulianDay(qint64(value)).toString(Qt::ISODate);
    return QString::number(value, 'g', 12);
}

Json attributeCounts(const catalog::AttributeFacet &facet)
{
    if (facet.steps.isEmpty())
        return counts(facet.values);
    Json list = Json::array();
    for (const catalog::AttributeFacet::Step &step : facet.steps) {
        const QString range = bound(facet, step.from) + QLatin1String("..<") + bound(facet, step.to);
        list.push_back({{"value", range.toStdString()}, {"label", facet.unit.toStdString()}, {"count", step.count}});
    }
    return list;
}

} // namespace

Result<QStringList> facetNames(const QString &list)
{
    QStringList names;
    for (const QString &part : list.split(u',', Qt::SkipEmptyParts))
        names.append(part.trimmed());
    names.removeDuplicates();
    if (names.size() > MostFacets)
        return Error{ErrorCode::InvalidArgument, QStringLiteral("at most %1 facets at once").arg(MostFacets),
                     QStringLiteral("facets"), {}};
    return names;
}

Json facetsJson(const QStringList &names, const catalog::Facets &facets)
{
    Json document = Json::object();
    auto attribute = facets.attributes.cbegin();
    for (const QString &name : names) {
        document[name.toStdString()] = name == u"category" ? counts(facets.categories)
                                       : name == u"brand"  ? counts(facets.brands)
                                       : name == u"price"  ? priceCounts(facets)
                                       : attribute != facets.attributes.cend() ? attributeCounts(*attribute++)
                                                                               : Json::array();
    }
    return document;
}

} // namespace vitrine::origin
