#include "origin/family_routes.h"

namespace vitrine::origin {

namespace {

const char *const PlaceSchema =
    R"({"type":"object","required":["family","places"],"properties":{"family":{"type":"string"},"places":{"type":"array","items":)"
    R"({"type":"object","properties":{"channel":{"type":"string"},"locale":{"type":"string"},"required":{"type":"integer"},)"
    R"("filled":{"type":"integer"},"missing":{"type":"array","items":{"type":"string"}},)"
    R"("invalid":{"type":"array","items":{"type":"string"}}}}}}})";
const char *const CatalogSchema =
    R"({"type":"object","required":["products","withFamily","uncounted","places"],"properties":{"products":{"type":"integer"},)"
    R"("withFamily":{"type":"integer"},"uncounted":{"type":"integer"},"places":{"type":"array","items":{"type":"object",)"
    R"("properties":{"channel":{"type":"string"},"locale":{"type":"string"},"complete":{"type":"integer"},)"
    R"("incomplete":{"type":"integer"}}}}}})";

Error noFamilies()
{
    return {ErrorCode::NotFound, QStringLiteral("this catalog has no families"), {},
            QStringLiteral("They are a part of Vitrine's own store; import the products into one")};
}

void answer(const Call &call, QByteArray body)
{
    Response response = success(std::move(body), QByteArrayLiteral("application/json"), QByteArrayLiteral("no-cache"));
    response.headers.emplaceBack(QByteArrayLiteral("Surrogate-Key"), QByteArrayLiteral("products"));
    response.headers.emplaceBack(QByteArrayLiteral("Server-Timing"), timing("completeness", call.elapsed()));
    call.respond(std::move(response));
}

template <typename Read>
void run(Call call, catalog::ProductFamilies *families, JobQueue &jobs, Read read)
{
    if (!families)
        return call.fail(noFamilies());
    jobs.run(std::move(call), [families, read = std::move(read)](const Call &c) {
        const auto found = read(*families);
        if (!found)
            return c.fail(found.error());
        answer(c, catalog::completenessJson(*found));
    });
}

void ofProduct(Call call, catalog::ProductFamilies *families, JobQueue &jobs)
{
    if (refuseUnacceptable(call, "application/json"))
        return;
    const auto key = percentDecode(call.path[0], QStringLiteral("key"));
    if (!key)
        return call.fail(key.error());
    QStringList asked;
    for (const char *name : {"channel", "locale", "variant"}) {
        const auto value = queryValue(call.target.query, name);
        if (!value)
            return call.fail(value.error());
        asked.append(value->value_or(QString()));
    }
    run(std::move(call), families, jobs, [key = ProductKey(*key), asked](catalog::ProductFamilies &known) -> Result<catalog::Completeness> {
        if (const Status places = known.model()->knows({asked[0], asked[1]}); !places)
            return places.error();
        return known.completeness(key, {asked[0], asked[1]}, asked[2]);
    });
}

} // namespace

QVector<Route> familyRoutes(catalog::ProductFamilies *families, JobQueue &jobs)
{
    return {
        {"/v1/completeness",
         "getCompleteness",
         "How many products have everything that their family requires",
         {},
         {{200, "application/json",
           "Of each channel, and of each of its locales, how many products are complete and how many are not; the first "
           "place, without channel and locale, is everything together. Products without a family are in neither number. "
           "`uncounted` is above 0 for a while after the families have changed",
           CatalogSchema}},
         [families, &jobs](Call call) {
             if (!refuseUnacceptable(call, "application/json"))
                 run(std::move(call), families, jobs, [](catalog::ProductFamilies &known) { return known.completeness(CancelToken()); });
         }},
        {"/v1/products/{key}/completeness",
         "getProductCompleteness",
         "What a product still lacks in each channel and locale",
         {{"key", "path", R"({"type":"string","maxLength":128})", "The product's key"},
          {"channel", "query", R"({"type":"string"})", "Only of this sales channel", "SG"},
          {"locale", "query", R"({"type":"string"})", "Only in this language", "en_SG"},
          {"variant", "query", R"({"type":"string"})", "The SKU of a variant: as it is with what it inherits", ""}},
         {{200, "application/json",
           "How many attributes are required, how many of them have a valid value where they are kept, and which do not. "
           "A product without a family has an empty one and no places",
           PlaceSchema}},
         [families, &jobs](Call call) { ofProduct(std::move(call), families, jobs); }},
    };
}

} // namespace vitrine::origin
