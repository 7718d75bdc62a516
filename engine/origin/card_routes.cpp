#include "origin/card_routes.h"
#include "origin/card_parts.h"
#include "origin/conditional.h"

#include <QUrl>

#include <nlohmann/json.hpp>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace vitrine::origin {

namespace {

constexpr qsizetype MostKeys = 200;
constexpr qsizetype LongestKey = 128;

const char *const CardSchema =
    R"({"type":"object","required":["key"],"properties":{"key":{"type":"string"},"name":{"type":"string"},)"
    R"("version":{"type":"integer"},"attributes":{"type":"object"},"prices":{"type":"array"},)"
    R"("stock":{"type":"integer"},"categories":{"type":"array","items":{"type":"string"}},)"
    R"("images":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},)"
    R"("url":{"type":"string"},"width":{"type":"integer"},"height":{"type":"integer"}}}},)"
    R"("variants":{"type":"array"}}})";

const Parameter ChannelParameter{"channel", "query", R"({"type":"string"})",
                                 "Sales channel; values fall back", "SG"};
const Parameter LocaleParameter{"locale", "query", R"({"type":"string"})", "Language; values fall back",
                                "th_TH"};
const Parameter PartsParameter{"parts", "query", R"({"type":"string"})",
                               "Top-level members of the card, separated by commas; key always comes. One more than the "
                               "card has is completeness: of each channel and locale what its family requires and it lacks",
                               "name,prices"};

/// How a card is to be seen.
struct View
{
    catalog::Scope scope;
    QStringList parts;
    bool completeness = false;
    bool asStored() const { return scope == catalog::Scope{} && parts.isEmpty(); }
};

Result<View> viewOf(QByteArrayView query)
{
    View view;
    if (query.isEmpty())
        return view;
    const auto channel = queryValue(query, "channel");
    if (!channel)
        return channel.error();
    const auto locale = queryValue(query, "locale");
    if (!locale)
        return locale.error();
    const auto parts = queryValue(query, "parts");
    if (!parts)
        return parts.error();
    view.scope = {channel->value_or(QString()), locale->value_or(QString())};
    view.parts = parts->value_or(QString()).split(u',', Qt::SkipEmptyParts);
    view.completeness = view.parts.contains(u"completeness");
    return view;
}

/// The stores that a card is made of.
struct Sources
{
    catalog::CardReader &cards;
    catalog::ProductFamilies *families;
};

Result<catalog::Card> seen(catalog::Card card, const ProductKey &key, const View &view, const Sources &sources)
{
    if (view.parts.isEmpty())
        return card;
    auto selected = selectParts(card.json, view.parts);
    if (!selected)
        return selected.error();
    if (view.completeness) {
        const auto complete = sources.families ? sources.families->completeness(key, view.scope, {}) : catalog::Completeness{};
        if (!complete)
            return complete.error();
        selected->chop(1); // the object's end
        *selected += ",\"completeness\":" + catalog::completenessJson(*complete) + '}';
    }
    return catalog::Card{std::move(*selected), card.version};
}

Result<catalog::Card> read(const Sources &sources, const ProductKey &key, const View &view)
{
    auto card = view.scope == catalog::Scope{} ? sources.cards.card(key) : sources.cards.card(key, view.scope);
    return card ? seen(*std::move(card), key, view, sources) : card;
}

void answerJson(const Call &call, QByteArray body, QByteArray surrogateKey, QByteArrayView work)
{
    const QByteArray etag = cardEtag(body);
    Response response = success(std::move(body), QByteArrayLiteral("application/json"),
                                QByteArrayLiteral("public, no-cache"));
    response.headers.emplaceBack(QByteArrayLiteral("ETag"), etag);
    response.headers.emplaceBack(QByteArrayLiteral("Cache-Tag"), QByteArray(surrogateKey).replace(' ', ','));
    response.headers.emplaceBack(QByteArrayLiteral("Surrogate-Key"), std::move(surrogateKey));
    response.headers.emplaceBack(QByteArrayLiteral("Server-Timing"), timing(work, call.elapsed()));
    if (notModified(call.request, etag, true)) {
        response.status = 304;
        response.body.clear();
    }
    call.respond(std::move(response));
}

/// A key as one token of Surrogate-Key.
QByteArray surrogateKey(const ProductKey &key)
{
    return "product/" + QUrl::toPercentEncoding(key.toString());
}

void answerCard(const Call &call, const Sources &sources, const ProductKey &key, const View &view)
{
    auto card = read(sources, key, view);
    if (!card)
        return call.fail(card.error());
    answerJson(call, std::move(card->json), surrogateKey(key), "card");
}

void product(Call call, const Sources &sources, JobQueue &jobs)
{
    if (refuseUnacceptable(call, "application/json"))
        return;
    auto key = percentDecode(call.path[0], QStringLiteral("key"));
    if (!key)
        return call.fail(key.error());
    if (key->size() > LongestKey) {
        return call.fail({ErrorCode::InvalidArgument,
                          QStringLiteral("a product key has at most 128 characters"),
                          QStringLiteral("key"),
                          {}});
    }
    auto view = viewOf(call.target.query);
    if (!view)
        return call.fail(view.error());
    const ProductKey name(std::move(*key));
    if (view->asStored() && !sources.cards.mayWait())
        return answerCard(call, sources, name, *view);
    if (auto kept = view->asStored() ? sources.cards.kept(name) : std::nullopt)
        return answerJson(call, std::move(kept->json), surrogateKey(name), "card");
    jobs.run(std::move(call),
             [sources, name, view = *view](const Call &c) { answerCard(c, sources, name, view); });
}

void answerProducts(const Call &call, const Sources &sources, const QStringList &keys, const View &view)
{
    QByteArray body = QByteArrayLiteral(R"({"products":[)");
    nlohmann::json missing = nlohmann::json::array();
    bool first = true;
    auto page = sources.cards.cards(QVector<ProductKey>(keys.begin(), keys.end()), view.scope);
    if (!page)
        return call.fail(page.error());
    for (qsizetype i = 0; i < keys.size(); ++i) {
        if (!page->at(i)) {
            missing.push_back(keys[i].toStdString());
            continue;
        }
        const auto card = seen(*std::move((*page)[i]), ProductKey(keys[i]), view, sources);
        if (!card)
            return call.fail(card.error());
        if (!first)
            body += ',';
        first = false;
        body += card->json;
    }
    body += R"(],"missing":)" + QByteArray::fromStdString(missing.dump()) + '}';
    answerJson(call, std::move(body), QByteArrayLiteral("products"), "cards");
}

void products(Call call, const Sources &sources, JobQueue &jobs)
{
    if (refuseUnacceptable(call, "application/json"))
        return;
    const auto keys = queryValue(call.target.query, "keys");
    if (!keys)
        return call.fail(keys.error());
    const QStringList list = keys->value_or(QString()).split(u',', Qt::SkipEmptyParts);
    if (list.isEmpty() || list.size() > MostKeys) {
        return call.fail(
            {ErrorCode::InvalidArgument,
             QStringLiteral("%1 keys are asked for; 1 to %2 are answered").arg(list.size()).arg(MostKeys),
             QStringLiteral("keys"),
             {}});
    }
    const auto view = viewOf(call.target.query);
    if (!view)
        return call.fail(view.error());
    jobs.run(std::move(call),
             [sources, list, view = *view](const Call &c) { answerProducts(c, sources, list, view); });
}

} // namespace

// Of the very bytes: a version alone would repeat when a catalog is made anew.
QByteArray cardEtag(const QByteArray &body)
{
    static constexpr char Digits[] = "0123456789abcdef";
    XXH64_hash_t hash = XXH3_64bits(body.constData(), size_t(body.size()));
    QByteArray etag(18, '"');
    for (qsizetype i = 16; i >= 1; --i, hash >>= 4)
        etag[i] = Digits[hash & 0xf];
    return etag;
}

QVector<Route> cardRoutes(catalog::CardReader &cards, catalog::ProductFamilies *families, JobQueue &jobs)
{
    const Sources sources{cards, families};
    return {
        {"/v1/products/{key}",
         "getProduct",
         "One product's card",
         {{"key", "path", R"({"type":"string","maxLength":128})", "The product's key"},
          ChannelParameter,
          LocaleParameter,
          PartsParameter},
         {{200, "application/json", "The card", CardSchema}, {304, "", "The client's copy is current"}},
         [sources, &jobs](Call call) { product(std::move(call), sources, jobs); }},
        {"/v1/products",
         "getProducts",
         "Several cards in the order asked",
         {{"keys", "query", R"({"type":"string"})", "1 to 200 product keys separated by commas"},
          ChannelParameter,
          LocaleParameter,
          PartsParameter},
         {{200, "application/json", "The cards, and the keys that no product has",
           R"({"type":"object","required":["products","missing"],"properties":{"products":{"type":"array"},)"
           R"("missing":{"type":"array","items":{"type":"string"}}}})"},
          {304, "", "The client's copy is current"}},
         [sources, &jobs](Call call) { products(std::move(call), sources, jobs); }},
    };
}

} // namespace vitrine::origin
