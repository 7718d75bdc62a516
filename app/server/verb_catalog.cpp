#include "app/server/invocation.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

namespace vitrine::app {

namespace {

QString toQString(const std::string &text) { return QString::fromLocal8Bit(text.data(), qsizetype(text.size())); }

void addCard(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::string key, channel, locale;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("card", "Print one product's card");
    verb->add_option("KEY", arguments->key, "Product key")->required();
    verb->add_option("--channel", arguments->channel, "As this sales channel sees it, e.g. SG");
    verb->add_option("--locale", arguments->locale, "In this language, e.g. th_TH");
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            const ProductKey key(toQString(arguments->key));
            const catalog::Scope scope{toQString(arguments->channel), toQString(arguments->locale)};
            catalog::CardReader &cards = (*runtime)->catalog().cards;
            const auto card = scope == catalog::Scope{} ? cards.card(key) : cards.card(key, scope);
            if (!card)
                return invocation.fail(card.error());
            printJson(QJsonDocument::fromJson(card->json).object());
            return ExitCode::Done;
        };
    });
}

void addSearch(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::string text, filter, sort;
        std::vector<std::string> facets;
        qint64 limit = 20, offset = 0;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("search", "Find products by words, filters and order");
    verb->add_option("QUERY", arguments->text, "Words; nothing lists everything");
    verb->add_option("--filter", arguments->filter, "e.g. brand:xerox,hp;category:Men/Tops;price:1000..5000");
    verb->add_option("--facet", arguments->facets, "Count values of: brand, category, price");
    verb->add_option("--sort", arguments->sort, "relevance, key, name, price, stock or updated; -price for descending");
    verb->add_option("--limit", arguments->limit, "How many")->check(CLI::Range(1, 200))->capture_default_str();
    verb->add_option("--offset", arguments->offset, "After how many")->check(CLI::NonNegativeNumber)->capture_default_str();
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            const auto parameter = [](const char *name, const QString &value) { return QByteArray(name) + '=' + QUrl::toPercentEncoding(value); };
            QStringList facets;
            for (const std::string &name : arguments->facets)
                facets.append(toQString(name));
            const QByteArray target = "/v1/search?" + parameter("q", toQString(arguments->text)) + '&' + parameter("filter", toQString(arguments->filter)) +
                                      '&' + parameter("facets", facets.join(u',')) + '&' + parameter("sort", toQString(arguments->sort)) +
                                      '&' + parameter("limit", QString::number(arguments->limit)) + '&' + parameter("offset", QString::number(arguments->offset));
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            const origin::Response response = (*runtime)->origin().get(target);
            const QJsonObject answer = QJsonDocument::fromJson(response.body).object();
            if (response.status != 200)
                return invocation.fail({response.status < 500 ? ErrorCode::InvalidArgument : ErrorCode::Internal,
                                        answer.value(QStringLiteral("detail")).toString(), {}, {}});
            if (invocation.json) {
                printJson(answer);
                return ExitCode::Done;
            }
            const QJsonArray hits = answer.value(QStringLiteral("hits")).toArray();
            for (const QJsonValue &hit : hits)
                printLine(QStringLiteral("%1  %2").arg(hit[QStringLiteral("key")].toString(), -24).arg(hit[QStringLiteral("name")].toString()));
            std::fprintf(stderr, "%d of %lld, %lld us\n", int(hits.size()), static_cast<long long>(answer.value(QStringLiteral("total")).toInteger()),
                         static_cast<long long>(answer.value(QStringLiteral("tookUs")).toInteger()));
            return ExitCode::Done;
        };
    });
}

} // namespace

void addCatalogVerbs(CLI::App &app, Invocation &invocation)
{
    addCard(app, invocation);
    addSearch(app, invocation);
}

} // namespace vitrine::app
