#include "origin/router.h"

namespace vitrine::origin {

namespace {

constexpr int MaxSegments = 8;

/// The segments of an absolute path; 0 when it is none. The last of MaxSegments holds all that is left.
int split(QByteArrayView path, std::array<QByteArrayView, MaxSegments> *segments)
{
    if (!path.startsWith('/'))
        return 0;
    int count = 0;
    qsizetype begin = 1;
    while (begin <= path.size()) {
        qsizetype end = count + 1 < MaxSegments ? path.indexOf('/', begin) : -1;
        if (end < 0)
            end = path.size();
        (*segments)[size_t(count++)] = path.sliced(begin, end - begin);
        begin = end + 1;
    }
    return count;
}

} // namespace

const Route *Resource::route(QByteArrayView method) const
{
    const QByteArrayView wanted = method == "HEAD" ? QByteArrayView("GET") : method;
    for (const Route *route : m_routes) {
        if (route->method == wanted)
            return route;
    }
    return nullptr;
}

Router::Router(QVector<Route> routes) : m_routes(std::move(routes))
{
    QHash<QByteArray, qsizetype> known;
    for (const Route &route : m_routes) {
        const auto resource = known.constFind(route.pattern);
        if (resource != known.constEnd()) {
            Q_ASSERT(!m_resources[*resource].route(route.method));
            m_resources[*resource].m_routes += &route;
            continue;
        }
        known.insert(route.pattern, m_resources.size());
        m_resources.emplaceBack().m_routes += &route;
        std::array<QByteArrayView, MaxSegments> parts;
        const int count = split(route.pattern, &parts);
        Q_ASSERT(count > 0 && count < MaxSegments);
        QVector<Segment> pattern;
        for (int i = 0; i < count; ++i) {
            const QByteArray part = parts[size_t(i)].toByteArray();
            const auto kind = !part.startsWith('{')    ? Segment::Kind::Text
                              : part.startsWith("{+")  ? Segment::Kind::Rest
                              : part.contains("}.{") ? Segment::Kind::NameDotName
                                                     : Segment::Kind::Name;
            pattern += {kind, part};
        }
        m_patterns += pattern;
    }
    for (Resource &resource : m_resources) {
        for (const Route *route : resource.m_routes)
            resource.m_allow += route->method + (route->method == "GET" ? ", HEAD, " : ", ");
        resource.m_allow += "OPTIONS";
    }
}

const Resource *Router::match(QByteArrayView target, std::array<QByteArrayView, MaxPathNames> *path) const
{
    std::array<QByteArrayView, MaxSegments> parts;
    const int count = split(target, &parts);
    for (qsizetype i = 0; i < m_patterns.size(); ++i) {
        const QVector<Segment> &pattern = m_patterns[i];
        const bool open = pattern.last().kind == Segment::Kind::Rest;
        if (open ? count < pattern.size() : count != pattern.size())
            continue;
        size_t names = 0;
        bool fits = true;
        for (int s = 0; fits && s < pattern.size(); ++s) {
            const QByteArrayView part = parts[size_t(s)];
            switch (pattern[s].kind) {
            case Segment::Kind::Text:
                fits = part == pattern[s].text;
                break;
            case Segment::Kind::Name:
                fits = !part.isEmpty();
                (*path)[names++] = part;
                break;
            case Segment::Kind::Rest:
                (*path)[names++] = target.sliced(part.data() - target.data());
                break;
            case Segment::Kind::NameDotName: {
                const qsizetype dot = part.lastIndexOf('.');
                fits = dot > 0 && dot + 1 < part.size();
                if (fits) {
                    (*path)[names++] = part.first(dot);
                    (*path)[names++] = part.sliced(dot + 1);
                }
                break;
            }
            }
        }
        if (fits)
            return &m_resources[i];
    }
    return nullptr;
}

} // namespace vitrine::origin
