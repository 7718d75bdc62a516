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

/// One row of the table from which requests are routed and /openapi.json is written. All routes answer GET
/// and, through it, HEAD; OPTIONS and 405 are the router's.
struct Route
{
    QByteArray pattern; ///< "/v1/products/{key}"; a segment is text, "{name}" or "{name}.{name}", and the last one may
                        ///< be "{+name}" (RFC 6570): all that follows, slashes too
    QByteArray operation;
    QByteArray summary;
    QVector<Parameter> parameters;
    QVector<Answer> answers;
    std::function<void(Call)> handle;

    /// The pattern as /openapi.json writes it, which knows no "{+name}".
    QByteArray shownPattern() const { return QByteArray(pattern).replace("{+", "{"); }
};

/// Finds the route of a path. Immutable once built; any thread.
class Router
{
public:
    explicit Router(QVector<Route> routes);

    const QVector<Route> &routes() const { return m_routes; }
    /// Nothing when no pattern fits. `path` is filled with what the names matched.
    const Route *match(QByteArrayView target, std::array<QByteArrayView, MaxPathNames> *path) const;

private:
    struct Segment
    {
        enum class Kind { Text, Name, NameDotName, Rest };
        Kind kind = Kind::Text;
        QByteArray text;
    };
    QVector<Route> m_routes;
    QVector<QVector<Segment>> m_patterns; ///< one per route
};

} // namespace vitrine::origin
