#include "origin/admin_service_routes.h"

#include <QJsonDocument>

#include <cmath>

namespace vitrine::origin {

namespace {

const char *const PoolSchema =
    R"({"type":"object","required":["lanes","queue"],"properties":{"lanes":{"type":"array"},)"
    R"("queue":{"type":"object"},"completed":{"type":"integer"},"failed":{"type":"integer"},)"
    R"("rejected":{"type":"integer"},"writtenBytes":{"type":"integer"}}})";

Response json(const QJsonObject &object)
{
    return success(QJsonDocument(object).toJson(QJsonDocument::Compact), QByteArrayLiteral("application/json"), {});
}

Result<std::optional<int>> wholeMember(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object[name];
    if (value.isUndefined())
        return std::optional<int>();
    const double number = value.toDouble(-1);
    if (!value.isDouble() || number != std::floor(number) || number < 1 || number > 1e6)
        return Error{ErrorCode::Unprocessable, QStringLiteral("%1 has to be a whole number, 1 or more").arg(name), name, {}};
    return std::optional(int(number));
}

void setPool(const Call &call, AdminBackend &backend)
{
    const QJsonDocument document = QJsonDocument::fromJson(call.request.body);
    if (!document.isObject())
        return call.fail({ErrorCode::InvalidArgument, QStringLiteral("the body is not a JSON object"), QStringLiteral("body"),
                          QStringLiteral("Send {\"lanes\":8,\"queue\":256}, or one of them")});
    const QJsonObject object = document.object();
    for (const QString &name : object.keys()) {
        if (name != u"lanes" && name != u"queue")
            return call.fail({ErrorCode::Unprocessable, QStringLiteral("there is no setting \"%1\"").arg(name), name,
                              QStringLiteral("lanes and queue can be set")});
    }
    const auto lanes = wholeMember(object, QStringLiteral("lanes"));
    if (!lanes)
        return call.fail(lanes.error());
    const auto queue = wholeMember(object, QStringLiteral("queue"));
    if (!queue)
        return call.fail(queue.error());
    if (const Status set = backend.setWritePool(*lanes, *queue); !set)
        return call.fail(set.error());
    call.respond(json(backend.writePool()));
}

void killWorker(const Call &call, AdminBackend &backend)
{
    bool isNumber = false;
    const qint64 pid = call.path[0].toByteArray().toLongLong(&isNumber);
    if (!isNumber || pid <= 0)
        return call.fail({ErrorCode::InvalidArgument, QStringLiteral("a process id is a whole number"), QStringLiteral("pid"), {}});
    if (const Status killed = backend.killWorker(pid); !killed)
        return call.fail(killed.error());
    Response response;
    response.status = 204;
    response.headers = commonHeaders();
    call.respond(std::move(response));
}

void answerEvents(const Call &call, EventHub &events)
{
    if (refuseUnacceptable(call, "text/event-stream"))
        return;
    Response response = success({}, QByteArrayLiteral("text/event-stream"), {});
    response.setHeader("X-Accel-Buffering", "no"); // nginx would hold events back
    if (call.request.method != "HEAD") {
        response.stream = events.listen();
        if (!response.stream)
            return call.fail({ErrorCode::Overloaded, QStringLiteral("too many are listening already"), {}, {}});
    }
    call.respond(std::move(response));
}

} // namespace

QVector<Route> adminServiceRoutes(AdminBackend &backend, EventHub &events, JobQueue &jobs)
{
    const auto onWorker = [&backend, &jobs](void (*work)(const Call &, AdminBackend &)) {
        return [&backend, &jobs, work](Call call) {
            jobs.run(std::move(call), [&backend, work](const Call &c) { work(c, backend); });
        };
    };
    Route getPool{"/v1/write-pool", "getWritePool", "The lanes that write, and who waits for them", {},
                  {{200, "application/json", "Lanes, queue and times of the last minute", PoolSchema}},
                  onWorker([](const Call &c, AdminBackend &b) { c.respond(json(b.writePool())); })};
    Route putPool{"/v1/write-pool", "putWritePool", "Change lanes or queue until the next start; no write is lost", {},
                  {{200, "application/json", "The pool as it is now", PoolSchema},
                   {422, "application/problem+json", "Out of range; names the member"}},
                  onWorker(setPool)};
    putPool.method = "PUT";
    putPool.bodies = {{"application/json", "One of both, or both",
                       R"({"type":"object","properties":{"lanes":{"type":"integer","minimum":1,"maximum":64},)"
                       R"("queue":{"type":"integer","minimum":1,"maximum":100000}},"additionalProperties":false})"}};
    Route getWorkers{"/v1/workers", "getWorkers", "The decoding processes, and what waits for them", {},
                     {{200, "application/json", "One entry a process, one a lane",
                       R"({"type":"object","required":["workers","lanes"],"properties":{"workers":{"type":"array"},"lanes":{"type":"array"}}})"}},
                     onWorker([](const Call &c, AdminBackend &b) {
                         c.respond(json({{QStringLiteral("workers"), b.workers()}, {QStringLiteral("lanes"), b.workerLanes()}}));
                     })};
    Route deleteWorker{"/v1/workers/{pid}", "killWorker", "Kill one; its picture, if it has one, fails and is not tried again",
                       {{"pid", "path", R"({"type":"integer"})", "The process"}},
                       {{204, "", "It is killed"}},
                       onWorker(killWorker)};
    deleteWorker.method = "DELETE";
    Route metrics{"/metrics", "getMetrics", "Figures for Prometheus", {},
                  {{200, "text/plain", "Prometheus' text format"}},
                  onWorker([](const Call &c, AdminBackend &b) {
                      c.respond(success(toPrometheusText(b.metrics()),
                                        QByteArrayLiteral("text/plain; version=0.0.4; charset=utf-8"), {}));
                  })};
    Route stream{"/v1/events", "getEvents", "What happens, as server-sent events: figures, image, product", {},
                 {{200, "text/event-stream", "Until either side leaves"}},
                 [&events](Call call) { answerEvents(call, events); }};
    return {getPool, putPool, getWorkers, deleteWorker, metrics, stream};
}

} // namespace vitrine::origin
