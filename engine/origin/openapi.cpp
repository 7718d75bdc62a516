#include "origin/openapi.h"
#include "origin/conditional.h"

#include <QCryptographicHash>

#include <nlohmann/json.hpp>

namespace vitrine::origin {

namespace {

using Json = nlohmann::ordered_json;

Json parameterObject(const Parameter &parameter)
{
    Json object;
    object["name"] = parameter.name;
    object["in"] = parameter.in;
    object["required"] = QByteArrayView(parameter.in) == "path";
    object["description"] = parameter.description;
    object["schema"] = Json::parse(parameter.schema);
    if (*parameter.example)
        object["example"] = parameter.example;
    return object;
}

Json answerObject(const Answer &answer)
{
    Json object;
    object["description"] = answer.description;
    if (*answer.mediaType) {
        Json content = Json::object();
        if (*answer.schema)
            content["schema"] = Json::parse(answer.schema);
        object["content"][answer.mediaType] = content;
    }
    return object;
}

Json operationObject(const Route &route)
{
    Json operation;
    operation["operationId"] = route.operation.toStdString();
    operation["summary"] = route.summary.toStdString();
    operation["parameters"] = Json::array();
    for (const Parameter &parameter : route.parameters)
        operation["parameters"].push_back(parameterObject(parameter));
    for (const Body &body : route.bodies) {
        Json content = Json::object();
        if (*body.schema)
            content["schema"] = Json::parse(body.schema);
        operation["requestBody"]["required"] = true;
        operation["requestBody"]["description"] = route.bodies.first().description;
        operation["requestBody"]["content"][body.mediaType] = content;
    }
    for (const Answer &answer : route.answers)
        operation["responses"][std::to_string(answer.status)] = answerObject(answer);
    operation["responses"]["default"] = {{"$ref", "#/components/responses/Problem"}};
    return operation;
}

} // namespace

QByteArray openApiDocument(const ApiInfo &info, const QVector<Route> &routes)
{
    Json document;
    document["openapi"] = "3.1.0";
    document["info"] = {
        {"title", info.title}, {"version", VITRINE_VERSION}, {"description", info.description}};
    if (info.bearer) {
        document["security"] = Json::array({{{"bearer", Json::array()}}});
        document["components"]["securitySchemes"]["bearer"] = {{"type", "http"}, {"scheme", "bearer"}};
    }
    for (const Route &route : routes)
        document["paths"][route.shownPattern().toStdString()][route.method.toLower().toStdString()] =
            operationObject(route);
    document["components"]["responses"]["Problem"] = {
        {"description", "What went wrong, by whose fault: 400 malformed (names the parameter), 404 no such "
                        "thing, 405, 406, 412 changed meanwhile, 413, 415, 416, 422 "
                        "cannot be processed, 503 with Retry-After when busy, 504 took too long"},
        {"content",
         {{"application/problem+json",
           {{"schema",
             {{"type", "object"},
              {"required", {"type", "title", "status"}},
              {"properties",
               {{"type", {{"type", "string"}}},
                {"title", {{"type", "string"}}},
                {"status", {{"type", "integer"}}},
                {"detail", {{"type", "string"}}},
                {"parameter", {{"type", "string"}}}}}}}}}}}};
    return QByteArray::fromStdString(document.dump(1));
}

QByteArray addOpenApi(const ApiInfo &info, const Clock &clock, QVector<Route> *routes)
{
    struct Served
    {
        QByteArray document, etag;
        QDateTime started;
    };
    auto served = std::make_shared<Served>();
    served->started = QDateTime::fromSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::seconds>(clock.wallTime().time_since_epoch()).count(),
        Qt::UTC);
    routes->append({"/openapi.json",
                    "getOpenApi",
                    "This description",
                    {},
                    {{200, "application/json", "OpenAPI 3.1"}, {304, "", "The client's copy is current"}},
                    [served = std::shared_ptr<const Served>(served)](Call call) {
                        if (refuseUnacceptable(call, "application/json"))
                            return;
                        Response response =
                            success(served->document, "application/json", "public, max-age=60");
                        response.setHeader("ETag", served->etag);
                        response.setHeader("Last-Modified", toHttpDate(served->started));
                        if (notModified(call.request, served->etag, true, served->started)) {
                            response.status = 304;
                            response.body.clear();
                        }
                        call.respond(std::move(response));
                    }});
    served->document = openApiDocument(info, *routes);
    served->etag =
        '"' + QCryptographicHash::hash(served->document, QCryptographicHash::Sha256).toHex().first(16) + '"';
    return served->document;
}

} // namespace vitrine::origin
