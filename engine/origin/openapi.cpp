#include "origin/openapi.h"

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
    for (const Answer &answer : route.answers)
        operation["responses"][std::to_string(answer.status)] = answerObject(answer);
    operation["responses"]["default"] = {{"$ref", "#/components/responses/Problem"}};
    return operation;
}

} // namespace

QByteArray openApiDocument(const QVector<Route> &routes)
{
    Json document;
    document["openapi"] = "3.1.0";
    document["info"] = {
        {"title", "Vitrine origin"},
        {"version", VITRINE_VERSION},
        {"description",
         "Product cards, search and image variants. Every GET answers HEAD and OPTIONS. Errors are RFC "
         "9457 problem documents."}};
    for (const Route &route : routes)
        document["paths"][route.shownPattern().toStdString()]["get"] = operationObject(route);
    document["components"]["responses"]["Problem"] = {
        {"description", "What went wrong, by whose fault: 400 malformed (names the parameter), 404 no such "
                        "thing, 405, 406, 416, 422 "
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

} // namespace vitrine::origin
