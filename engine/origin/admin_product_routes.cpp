#include "origin/admin_product_routes.h"
#include "catalog/no_such_product.h"
#include "exchange/own_json.h"
#include "origin/card_routes.h"
#include "origin/conditional.h"
#include "origin/edit_conflict.h"

#include <nlohmann/json.hpp>

namespace vitrine::origin {

namespace {

constexpr qint64 MostBytes = 4 << 20;

struct Ports
{
    catalog::Catalog &catalog;
    images::OriginalStore &originals;
    EventHub &events;
};

/// What is there, as a client that wants to change it has seen it.
struct Present
{
    std::optional<catalog::Product> product;
    QByteArray etag; ///< of its card
};

Result<Present> presentOf(catalog::Catalog &catalog, const ProductKey &key)
{
    auto product = catalog.products.product(key);
    if (!product && product.error().code != ErrorCode::NotFound)
        return product.error();
    if (!product)
        return Present{};
    QByteArray etag = cardEtag(catalog::assembleCard(*product));
    return Present{*std::move(product), std::move(etag)};
}

/// RFC 9110 13.1.1 and 13.1.2 for a change: what If-Match and If-None-Match say of what is there. A change of what is
/// there that names neither what it has seen nor `version`, the body's own, is refused with 428 (RFC 6585 3), so that
/// nobody overwrites what they have not seen.
std::optional<Problem> brokenCondition(const Request &request, const Present &present, std::optional<quint32> version)
{
    const QByteArray match = request.header("if-match");
    const QByteArray noneMatch = request.header("if-none-match");
    const auto failed = [](const char *header, const QString &detail) {
        return Problem{412, "precondition-failed", QStringLiteral("The precondition did not hold"), detail,
                       QLatin1String(header)};
    };
    if (!match.isNull()) {
        if (!present.product)
            return failed("If-Match", QStringLiteral("There is no such product."));
        if (match.trimmed() != "*" && !strongListMatches(match, present.etag))
            return failed("If-Match", QStringLiteral("The product has been changed meanwhile: it is at version %1. Look at "
                                                     "it again and repeat the change.")
                                          .arg(present.product->version));
    }
    if (!noneMatch.isNull()) {
        if (present.product && (noneMatch.trimmed() == "*" || etagListMatches(noneMatch, present.etag)))
            return failed("If-None-Match", QStringLiteral("There is such a product."));
    } else if (match.isNull() && version && present.product) {
        if (*version != present.product->version)
            return Problem{409, "edit-conflict", QStringLiteral("Somebody else has changed the product"),
                           QStringLiteral("You have seen version %1, it is at version %2.").arg(*version).arg(present.product->version),
                           QStringLiteral("version")};
    } else if (match.isNull() && present.product) {
        return Problem{428, "precondition-required", QStringLiteral("Say what you change"),
                       QStringLiteral("Send If-Match with the ETag of the card, or * for whatever is there; or \"version\" in the body."),
                       QStringLiteral("If-Match")};
    }
    return std::nullopt;
}

Error unusable(const QString &field, const QString &reason)
{
    return {ErrorCode::Unprocessable, field.isEmpty() ? reason : QStringLiteral("%1: %2").arg(field, reason), field, {}};
}

/// The version that the body says it was made from.
std::optional<quint32> seenVersion(const nlohmann::json &body)
{
    const auto version = body.is_object() ? body.find("version") : body.end();
    if (version == body.end() || !version->is_number_unsigned())
        return std::nullopt;
    return quint32(version->get<quint64>());
}

/// The body as a draft; InvalidArgument for what is not JSON, Unprocessable for what is not a product.
Result<exchange::ProductDraft> draftOf(nlohmann::json object, const ProductKey &key, exchange::AttributeCodes &codes,
                                       bool attributesOneByOne)
{
    if (!object.is_object())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("the body is not a JSON object"), QStringLiteral("body"),
                     QStringLiteral("Send the product as its card or as a line of an export")};
    if (!object.contains("key"))
        object["key"] = key.toString().toStdString();
    exchange::ProductDraft draft;
    const auto problem = exchange::draftFromJson(object, codes, draft);
    if (!problem.ok())
        return unusable(problem.field, problem.reason);
    if (draft.product.key != key)
        return unusable(QStringLiteral("key"), QStringLiteral("the body is about another product than the address"));
    if (!draft.imageNames.isEmpty())
        return unusable(QStringLiteral("images"),
                        QStringLiteral("a file name means nothing here: send the picture to /v1/images, then its id"));
    const auto attributes = object.find("attributes");
    if (attributesOneByOne && attributes != object.end() && attributes->is_object()) {
        exchange::Coverage coverage = *draft.coverage;
        coverage.allAttributes = false;
        for (const auto &[name, value] : attributes->items())
            coverage.attributes.append({QString::fromStdString(name), {}});
        draft.coverage = std::make_shared<const exchange::Coverage>(std::move(coverage));
    }
    return draft;
}

/// Every picture is one of ours; sides that were not given are filled in.
Status settleImages(catalog::Product *product, images::OriginalStore &originals)
{
    for (catalog::ImageRef &image : product->images) {
        const auto original = originals.describe(image.id);
        if (!original)
            return original.error().code == ErrorCode::NotFound
                       ? unusable(QStringLiteral("images"),
                                  QStringLiteral("there is no image %1").arg(image.id.toString().left(64)))
                       : original.error();
        image.widthPx = original->info.widthPx;
        image.heightPx = original->info.heightPx;
    }
    return Done{};
}

/// For the history: who sent it (RFC 9110 10.1.2), else by which way it came.
catalog::ChangeNote noteOf(const Request &request)
{
    const QString from = QString::fromUtf8(request.header("from")).left(200);
    return {from.isEmpty() ? QStringLiteral("admin listener") : from, {}};
}

void answerCard(const Call &call, const catalog::Product &product, int status)
{
    QByteArray json = catalog::assembleCard(product);
    const QByteArray etag = cardEtag(json);
    Response response = success(std::move(json), QByteArrayLiteral("application/json"), {});
    response.status = status;
    response.setHeader("ETag", etag);
    if (status == 200 && call.request.method == "GET" && notModified(call.request, etag, true)) {
        response.status = 304;
        response.body.clear();
    }
    call.respond(std::move(response));
}

void read(const Call &call, const Ports &ports, const ProductKey &key)
{
    const auto product = ports.catalog.products.product(key);
    product ? answerCard(call, *product, 200) : call.fail(product.error());
}

/// What the product would be.
catalog::Product wantedOf(const exchange::ProductDraft &draft, const catalog::Product *present, bool whole)
{
    catalog::Product product = whole || !present ? draft.product : exchange::merged(*present, draft.product, *draft.coverage);
    exchange::sortAttributes(product);
    return product;
}

/// `tries`: how often somebody else may be quicker.
void change(const Call &call, const Ports &ports, const ProductKey &key, bool whole, int tries = 10)
{
    const auto present = presentOf(ports.catalog, key);
    if (!present)
        return call.fail(present.error());
    if (!whole && !present->product) {
        Error error = catalog::noSuchProduct(key);
        error.remedy = QStringLiteral("PUT makes one");
        return call.fail(error);
    }
    const nlohmann::json body = nlohmann::json::parse(call.request.body.begin(), call.request.body.end(), nullptr, false);
    const std::optional<quint32> version = seenVersion(body);
    const auto problem = brokenCondition(call.request, *present, version);
    if (problem && (problem->status == 428 || !present->product))
        return call.respond(problemResponse(*problem));
    auto attributes = ports.catalog.products.attributes();
    if (!attributes)
        return call.fail(attributes.error());
    // One without values may take any type, whatever it is listed as.
    attributes->removeIf([](const catalog::Attribute &attribute) { return attribute.valueCount == 0; });
    exchange::AttributeCodes codes(*attributes);
    const auto draft = draftOf(body, key, codes, !whole);
    if (problem) // and both versions, as far as the body makes one
        return call.respond(draft ? conflictResponse(*problem, wantedOf(*draft, &*present->product, whole), *present->product)
                                  : problemResponse(*problem));
    if (!draft)
        return call.fail(draft.error());
    catalog::Product product = wantedOf(*draft, present->product ? &*present->product : nullptr, whole);
    if (const Status settled = settleImages(&product, ports.originals); !settled)
        return call.fail(settled.error());
    if (const auto hints = codes.takeHints(); !hints.isEmpty()) {
        if (const Status described = ports.catalog.writer.describe(hints); !described)
            return call.fail(described.error());
    }
    const quint32 expected = present->product ? present->product->version : 0;
    const auto outcome = ports.catalog.writer.replace(product, expected, noteOf(call.request));
    // Somebody was quicker just now: whether what was asked still holds is asked again.
    if (!outcome && outcome.error().code == ErrorCode::PreconditionFailed && tries > 1)
        return change(call, ports, key, whole, tries - 1);
    if (!outcome) {
        Error error = outcome.error();
        if (error.code == ErrorCode::InvalidArgument) // the request is well formed; the product breaks a rule
            error.code = ErrorCode::Unprocessable;
        return call.fail(error);
    }
    const auto stored = ports.catalog.products.product(key);
    if (!stored)
        return call.fail(stored.error());
    answerCard(call, *stored, outcome->outcome == catalog::Outcome::Created ? 201 : 200);
    if (outcome->outcome != catalog::Outcome::Unchanged)
        ports.events.publish("product", {{QStringLiteral("key"), key.toString()},
                                         {QStringLiteral("version"), qint64(outcome->version)}});
}

void remove(const Call &call, const Ports &ports, const ProductKey &key, int tries = 10)
{
    const auto present = presentOf(ports.catalog, key);
    if (!present)
        return call.fail(present.error());
    if (!present->product)
        return call.fail(catalog::noSuchProduct(key));
    if (const auto problem = brokenCondition(call.request, *present, std::nullopt))
        return call.respond(problemResponse(*problem));
    // With "*" too only what was there now: else what was made meanwhile would go unseen.
    const auto removal = ports.catalog.writer.remove(key, present->product->version, noteOf(call.request));
    if (!removal && removal.error().code == ErrorCode::PreconditionFailed && tries > 1)
        return remove(call, ports, key, tries - 1);
    if (!removal)
        return call.fail(removal.error());
    Response response;
    response.status = 204;
    response.headers = commonHeaders();
    call.respond(std::move(response));
    ports.events.publish("product", {{QStringLiteral("key"), key.toString()},
                                     {QStringLiteral("version"), qint64(removal->version)},
                                     {QStringLiteral("removed"), true},
                                     {QStringLiteral("change"), qint64(removal->change)}});
}

/// Runs work(call, ports, key) on a worker.
template <typename Work>
std::function<void(Call)> onProduct(const Ports &ports, JobQueue &jobs, Work work)
{
    return [ports, &jobs, work](Call call) {
        const auto key = percentDecode(call.path[0], QStringLiteral("key"));
        if (!key)
            return call.fail(key.error());
        jobs.run(std::move(call), [ports, work, name = ProductKey(*key)](const Call &c) { work(c, ports, name); });
    };
}

} // namespace

QVector<Route> adminProductRoutes(catalog::Catalog &catalog, images::OriginalStore &originals, EventHub &events,
                                  JobQueue &jobs)
{
    const Ports ports{catalog, originals, events};
    const Parameter key{"key", "path", R"({"type":"string","maxLength":128})", "The product's key"};
    const Parameter ifMatch{"If-Match", "header", R"({"type":"string"})",
                            "The ETag of the card that is changed, or *; without it and without \"version\" in the body, what is there "
                            "is not changed"};
    const Parameter ifNoneMatch{"If-None-Match", "header", R"({"type":"string"})", "*: only where there is no such product"};
    const QVector<Answer> refusals{{409, "application/problem+json", "The body's \"version\" is not the product's: members yours and "
                                                                      "current are both cards, fields names where they differ"},
                                   {412, "application/problem+json", "If-Match does not hold; the same members"},
                                   {422, "application/problem+json", "The product breaks a rule; names the field"},
                                   {428, "application/problem+json", "If-Match is missing"},
                                   {503, "application/problem+json", "Too many writes are waiting; Retry-After"}};
    Route get{"/v1/products/{key}",
              "getProduct",
              "One product's card, with the ETag that changes ask for",
              {key},
              {{200, "application/json", "The card"}, {304, "", "The client's copy is current"}},
              onProduct(ports, jobs, read)};
    Route put{"/v1/products/{key}",
              "putProduct",
              "Make a product, or replace all of it",
              {key, ifMatch, ifNoneMatch},
              QVector<Answer>{{200, "application/json", "It is replaced: its card"}, {201, "application/json", "It is new: its card"}} +
                  refusals,
              onProduct(ports, jobs, [](const Call &c, const Ports &p, const ProductKey &k) { change(c, p, k, true); })};
    put.method = "PUT";
    put.bodies = {{"application/json", "The product, as its card or as a line of an export", R"({"type":"object"})"}};
    put.bodyLimit = MostBytes;
    Route patch{"/v1/products/{key}",
                "patchProduct",
                "Change what the body names: other members stay, null and empty lists remove, an object of attributes "
                "changes those alone",
                {key, ifMatch},
                QVector<Answer>{{200, "application/json", "It is changed: its card"}} + refusals,
                onProduct(ports, jobs, [](const Call &c, const Ports &p, const ProductKey &k) { change(c, p, k, false); })};
    patch.method = "PATCH";
    patch.bodies = {{"application/json", "Members of a product", R"({"type":"object"})"},
                    {"application/merge-patch+json", "", R"({"type":"object"})"}};
    patch.bodyLimit = MostBytes;
    Route gone{"/v1/products/{key}",
               "deleteProduct",
               "Take a product out of the catalog. Its pictures stay. vitrined history KEY names the change, which can be undone",
               {key, ifMatch},
               {{204, "", "It is gone"},
                {412, "application/problem+json", "It has been changed meanwhile"},
                {428, "application/problem+json", "If-Match is missing"},
                {503, "application/problem+json", "Too many writes are waiting; Retry-After"}},
               onProduct(ports, jobs, [](const Call &c, const Ports &p, const ProductKey &k) { remove(c, p, k); })};
    gone.method = "DELETE";
    const Parameter from{"From", "header", R"({"type":"string"})", "Who changes it, for the history (RFC 9110 10.1.2)"};
    for (Route *changing : {&put, &patch, &gone})
        changing->parameters.append(from);
    return {get, put, patch, gone};
}

} // namespace vitrine::origin
