#include "origin/search_routes.h"
#include "origin/filter.h"
#include "origin/image_routes.h"
#include "origin/search_cursor.h"
#include "origin/search_facets.h"

#include <nlohmann/json.hpp>


namespace vitrine::origin {

namespace {

using Json = nlohmann::ordered_json;

constexpr qint64 MostHits = 200;
constexpr qint64 UsualHits = 20;
constexpr qint64 FarthestOffset = std::numeric_limits<qint32>::max();
constexpr qsizetype LongestQuery = 512;

struct Asked
{
    catalog::Query query;
    qint64 limit = UsualHits;
    qint64 offset = 0;
    std::optional<catalog::ResultMark> after;
};

Result<QString> text(QByteArrayView query, QByteArrayView name)
{
    const auto value = queryValue(query, name);
    if (!value)
        return value.error();
    return value->value_or(QString());
}

Result<Asked> parse(QByteArrayView query)
{
    Asked asked;
    auto words = text(query, "q");
    if (!words)
        return words.error();
    if (words->size() > LongestQuery) {
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("the text has at most %1 characters").arg(LongestQuery),
                     QStringLiteral("q"),
                     {}};
    }
    asked.query.text = *words;
    const auto filter = text(query, "filter");
    if (!filter)
        return filter.error();
    if (auto status = applyFilter(*filter, &asked.query); !status)
        return status.error();
    const auto sort = text(query, "sort");
    if (!sort)
        return sort.error();
    if (!sort->isEmpty()) {
        if (auto status = applySort(*sort, &asked.query); !status)
            return status.error();
    }
    const auto facets = text(query, "facets");
    if (!facets)
        return facets.error();
    const auto names = facetNames(*facets);
    if (!names)
        return names.error();
    asked.query.facets = *names;
    const auto limit = queryNumber(query, "limit", UsualHits, 0, MostHits);
    if (!limit)
        return limit.error();
    const auto offset = queryNumber(query, "offset", 0, 0, FarthestOffset);
    if (!offset)
        return offset.error();
    asked.limit = *limit;
    asked.offset = *offset;
    const auto cursor = text(query, "cursor");
    if (!cursor)
        return cursor.error();
    if (cursor->isEmpty())
        return asked;
    if (asked.offset > 0)
        return Error{ErrorCode::InvalidArgument, QStringLiteral("a cursor and an offset exclude each other"),
                     QStringLiteral("cursor"), {}};
    const auto mark = cursorMark(asked.query, *cursor);
    if (!mark)
        return mark.error();
    asked.after = *mark;
    return asked;
}

Json hit(const catalog::Row &row, double score, const images::Preset *preset, const catalog::FocalPoints *focalPoints)
{
    Json object{{"key", row.key.toString().toStdString()},
                {"name", row.name.toStdString()},
                {"score", score},
                {"brand", row.brand.toStdString()},
                {"category", row.category.toStdString()},
                {"stock", row.stock},
                {"version", row.version}};
    object["price"] = nullptr;
    if (!row.price.currency.isEmpty()) {
        object["price"] = {{"channel", row.price.channel.toStdString()},
                           {"currency", row.price.currency.toStdString()},
                           {"minor", row.price.minor}};
    }
    object["image"] = nullptr;
    if (!row.image.id.isEmpty() && preset) {
        object["image"] = {{"id", row.image.id.toString().toStdString()},
                           {"url", imageUrl(*preset, row.image.id, focalPoints).toStdString()},
                           {"width", row.image.widthPx},
                           {"height", row.image.heightPx}};
    }
    return object;
}

void answer(const Call &call, const catalog::Catalog &catalog, const images::PresetList &presets, const Asked &asked)
{
    catalog::ProductSearch &search = catalog.search;
    const auto began = std::chrono::steady_clock::now();
    const CancelToken cancel;
    const auto found = search.find(asked.query, cancel);
    if (!found) {
        Error error = found.error();
        if (error.where == QLatin1String("text")) // the query's name for what is "q" here
            error.where = QStringLiteral("q");
        return call.fail(error);
    }
    const auto first = asked.after ? search.rowAfter(asked.query, *found, *asked.after) : Result<qint64>(asked.offset);
    if (!first)
        return call.fail(first.error());
    const qint64 count = std::clamp<qint64>(found->size() - *first, 0, asked.limit);
    const auto rows = count > 0 ? search.rows(*found, *first, count) : QVector<catalog::Row>{};
    if (!rows)
        return call.fail(rows.error());

    Json document{{"total", found->size()}, {"hits", Json::array()}, {"facets", Json::object()}};
    const bool ranked = !asked.query.text.isEmpty() && asked.query.sort == catalog::SortBy::Relevance;
    const images::Preset *preset = listPreset(presets);
    qint64 rank = *first;
    for (const catalog::Row &row : *rows) {
        ++rank;
        if (!row.key.isEmpty()) // removed since the search
            document["hits"].push_back(hit(row, ranked ? 1.0 / double(rank) : 0.0, preset, catalog.focalPoints));
    }
    if (count > 0 && *first + count < found->size()) {
        const auto mark = search.mark(asked.query, *found, *first + count - 1);
        if (!mark)
            return call.fail(mark.error());
        document["next"] = cursorText(asked.query, *mark).toStdString();
    }
    if (!asked.query.facets->isEmpty()) {
        const auto facets = search.facets(asked.query, cancel);
        if (!facets)
            return call.fail(facets.error());
        document["facets"] = facetsJson(*asked.query.facets, *facets);
    }
    const auto took = std::chrono::steady_clock::now() - began;
    document["tookUs"] = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    Response response =
        success(QByteArray::fromStdString(document.dump(-1, ' ', false, Json::error_handler_t::replace)),
                QByteArrayLiteral("application/json"), QByteArrayLiteral("no-cache"));
    response.headers.emplaceBack(QByteArrayLiteral("Surrogate-Key"), QByteArrayLiteral("products"));
    response.headers.emplaceBack(QByteArrayLiteral("Server-Timing"), timing("search", call.elapsed()));
    call.respond(std::move(response));
}

} // namespace

QVector<Route> searchRoutes(const catalog::Catalog &catalog, const images::PresetList &presets, JobQueue &jobs)
{
    const auto handle = [catalog, &presets, &jobs](Call call) {
        if (refuseUnacceptable(call, "application/json"))
            return;
        auto asked = parse(call.target.query);
        if (!asked)
            return call.fail(asked.error());
        jobs.run(std::move(call),
                 [catalog, &presets, asked = *asked](const Call &c) { answer(c, catalog, presets, asked); });
    };
    return {
        {"/v1/search",
         "search",
         "Products by words, filters and order",
         {{"q", "query", R"({"type":"string","maxLength":512})", "Words; empty lists everything"},
          {"filter", "query", R"({"type":"string"})", FilterGrammar, "brand:xerox,hp;price:100..5000"},
          {"facets", "query", R"({"type":"string"})",
           "Any of category, brand, price and attribute codes, separated by commas, at most 20: counts "
           "under the words and the other filters, of numbers and dates in steps. An attribute with more than 1 000 "
           "different options or texts is not counted. complete and incomplete count per channel and locale of the families",
           "brand,price,colour"},
          {"sort", "query",
           R"({"type":"string"})",
           "relevance, key, name, price, stock, updated or the code of an attribute, with - before it for the other "
           "direction; relevance without words is the order in which products joined the catalog. Products without a "
           "value come last",
           "-price"},
          {"limit", "query", R"({"type":"integer","minimum":0,"maximum":200,"default":20})",
           "Hits to answer"},
          {"offset", "query", R"({"type":"integer","minimum":0,"default":0})", "Hits to pass over"},
          {"cursor", "query", R"({"type":"string"})",
           "`next` of the answer before, for the same words, filters and order: goes on behind its last hit, wherever "
           "that is by now, so that a change in between neither repeats nor leaves out another product. In order of "
           "relevance it goes on where the last hit stands"}},
         {{200, "application/json",
           "The hits. score is 1/rank in order of relevance and comparable inside one answer only; 0 in "
           "other orders",
           R"({"type":"object","required":["total","hits","facets","tookUs"],"properties":{)"
           R"("total":{"type":"integer"},"hits":{"type":"array","items":{"type":"object"}},)"
           R"("next":{"type":"string","description":"cursor of the next hits; none at the end"},)"
           R"("facets":{"type":"object"},"tookUs":{"type":"integer"}}})"}},
         handle}};
}

} // namespace vitrine::origin
