#pragma once

#include "origin/call.h"

#include <QStringList>

#include <optional>

namespace vitrine::origin {

/// A parameter as /openapi.json describes it. `schema` is a JSON Schema as text.
struct Parameter
{
    const char *name;
    const char *in; ///< "path", "query", "header"
    const char *schema;
    const char *description;
    const char *example = "";
};

struct Answer
{
    int status;
    const char *mediaType; ///< empty: no body
    const char *description;
    const char *schema = ""; ///< JSON Schema as text; may be empty
};

/// A request's body as /openapi.json describes it.
struct Body
{
    const char *mediaType;
    const char *description;
    const char *schema = ""; ///< JSON Schema as text; may be empty
};

/// One row of the table from which requests are routed and /openapi.json is written: one method of one resource.
/// GET answers HEAD too; OPTIONS and 405 are made from the rows of one pattern.
struct Route
{
    QByteArray pattern; ///< "/v1/products/{key}"; a segment is text, "{name}" or "{name}.{name}", and the last one may
                        ///< be "{+name}" (RFC 6570): all that follows, slashes too
    QByteArray operation;
    QByteArray summary;
    QVector<Parameter> parameters;
    QVector<Answer> answers;
    std::function<void(Call)> handle;
    QByteArray method = QByteArrayLiteral("GET");
    QVector<Body> bodies{}; ///< what it takes; empty: no body
    qint64 bodyLimit = -1;  ///< as BodyRule::limit
    bool spoolsBody = false;

    /// The pattern as /openapi.json writes it, which knows no "{+name}".
    QByteArray shownPattern() const { return QByteArray(pattern).replace("{+", "{"); }
};

/// All routes of one pattern.
class Resource
{
public:
    /// Nothing when the resource does not know the method.
    const Route *route(QByteArrayView method) const;
    const QByteArray &allow() const { return m_allow; } ///< "GET, HEAD, PUT, OPTIONS"

private:
    friend class Router;
    QVector<const Route *> m_routes;
    QByteArray m_allow;
};

/// Finds the route of a path. Immutable once built; any thread.
class Router
{
public:
    explicit Router(QVector<Route> routes);
    Router(const Router &) = delete; // its resources point into its routes

    const QVector<Route> &routes() const { return m_routes; }
    /// Nothing when no pattern fits. `path` is filled with what the names matched.
    const Resource *match(QByteArrayView target, std::array<QByteArrayView, MaxPathNames> *path) const;

private:
    struct Segment
    {
        enum class Kind { Text, Name, NameDotName, Rest };
        Kind kind = Kind::Text;
        QByteArray text;
    };
    const QVector<Route> m_routes;
    QVector<Resource> m_resources;
    QVector<QVector<Segment>> m_patterns; ///< one per resource
};

} // namespace vitrine::origin
