#include "ui/families/family_counts.h"

#include "catalog/family.h"

namespace vitrine::ui {

using catalog::AttributeFilter;

namespace {

AttributeFilter completenessFilter(const char *code, const catalog::Scope &place)
{
    AttributeFilter filter{QString::fromLatin1(code), AttributeFilter::Kind::Present, false};
    if (place == catalog::Scope{})
        return filter;
    filter.kind = AttributeFilter::Kind::AnyOf;
    filter.values = {place.locale.isEmpty() ? place.channel : place.channel + u'/' + place.locale};
    return filter;
}

} // namespace

FamilyCounts::FamilyCounts(ProductsSession &session, QObject *parent) : QObject(parent), m_session(session) {}

FamilyCounts::~FamilyCounts()
{
    m_cancel.request();
}

void FamilyCounts::ask(const QVector<catalog::Scope> &places)
{
    m_cancel.request();
    m_cancel = CancelToken();
    m_pending = places;
    m_hasProducts = false;
    askNext();
}

void FamilyCounts::askNext()
{
    catalog::Query query;
    query.facets = QStringList{catalog::FamilyAttribute};
    if (m_hasProducts)
        query.attributes = {completenessFilter("complete", m_pending.first())};
    m_reply.ask(m_session.facets(query, m_cancel), [this](const Result<catalog::Facets> &facets) {
        if (!facets) {
            if (facets.error().code != ErrorCode::Cancelled)
                emit failed(facets.error());
            return;
        }
        Counts counts;
        for (const catalog::AttributeFacet &facet : facets->attributes) {
            for (const catalog::FacetCount &each : facet.values)
                counts.insert(each.value, each.count);
        }
        if (!m_hasProducts)
            m_products = counts;
        else
            m_complete.insert(key(m_pending.takeFirst()), counts);
        m_hasProducts = true;
        if (!m_pending.isEmpty())
            askNext();
        emit changed();
    });
}

std::optional<qint64> FamilyCounts::products(const QString &family) const
{
    if (!m_hasProducts && m_products.isEmpty())
        return std::nullopt;
    return m_products.value(family);
}

std::optional<qint64> FamilyCounts::complete(const QString &family, const catalog::Scope &place) const
{
    const auto counts = m_complete.constFind(key(place));
    return counts == m_complete.constEnd() ? std::nullopt : std::optional(counts->value(family));
}

QString FamilyCounts::key(const catalog::Scope &place)
{
    return place.channel + u'/' + place.locale;
}

catalog::Query FamilyCounts::queryOf(const QString &family, const std::optional<catalog::Scope> &incompleteIn)
{
    catalog::Query query;
    if (incompleteIn)
        query.attributes.append(completenessFilter("incomplete", *incompleteIn));
    query.attributes.append({catalog::FamilyAttribute, AttributeFilter::Kind::AnyOf, false, {family}});
    return query;
}

} // namespace vitrine::ui
