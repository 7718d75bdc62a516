#include "app/server/invocation.h"
#include "catalog/families.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>
#include <cstdio>

namespace vitrine::app {

namespace {

QString toQString(const std::string &text) { return QString::fromLocal8Bit(text.data(), qsizetype(text.size())); }

Result<QJsonObject> explain(Runtime &runtime, const ProductKey &key, const plan::RunOptions &options, bool tryJoin)
{
    const auto source = runtime.cardSource();
    if (!source)
        return source.error();
    // Once before, so that what is shown is a warm read: statements prepared, connections open.
    if (const auto warm = (*source)->read({key}, options); !warm)
        return warm.error();
    auto plan = (*source)->explain(key, options);
    if (!plan || !tryJoin)
        return plan;
    const auto rows = (*source)->tryJoin(key, options);
    QJsonObject replaced = (*plan)[QStringLiteral("replaces")].toObject();
    replaced[QStringLiteral("answer")] = rows ? QStringLiteral("%1 rows").arg(*rows) : rows.error().what;
    plan->insert(QStringLiteral("replaces"), replaced);
    return plan;
}

/// The fetches over time, for people; on stderr, as the document is on stdout.
void printWaterfall(const QJsonObject &plan)
{
    constexpr qint64 Width = 40;
    const qint64 total = std::max<qint64>(1, plan[QStringLiteral("totalUs")].toInteger());
    std::fprintf(stderr, "%s by %s: %lld us, %s over %d connection(s), %d wave(s)\n", qPrintable(plan[QStringLiteral("database")].toString()),
                 qPrintable(plan[QStringLiteral("description")].toString()), static_cast<long long>(total), qPrintable(plan[QStringLiteral("way")].toString()),
                 plan[QStringLiteral("connections")].toInt(), plan[QStringLiteral("waves")].toInt());
    for (const QJsonValue &fetch : plan[QStringLiteral("fetches")].toArray()) {
        const qint64 start = fetch[QStringLiteral("startUs")].toInteger(), length = fetch[QStringLiteral("lengthUs")].toInteger();
        const qint64 from = std::clamp<qint64>(start * Width / total, 0, Width - 1), bar = std::clamp<qint64>(length * Width / total, 1, Width - from);
        const QJsonArray tables = fetch[QStringLiteral("tables")].toArray();
        const QString name = tables.last().toString() + (tables.size() > 1 ? QStringLiteral(" (%1 tables)").arg(tables.size()) : QString());
        std::fprintf(stderr, "%-52.52s %5lld rows %7lld us |%s%s%s|\n", qPrintable(name), static_cast<long long>(fetch[QStringLiteral("rows")].toInteger()),
                     static_cast<long long>(length), qPrintable(QString(from, u' ')), qPrintable(QString(bar, u'#')), qPrintable(QString(Width - from - bar, u' ')));
    }
    const QJsonObject replaced = plan[QStringLiteral("replaces")].toObject();
    std::fprintf(stderr, "instead of a join of %d tables, of which this database can join %d%s%s\n", replaced[QStringLiteral("tables")].toInt(), replaced[QStringLiteral("limit")].toInt(),
                 replaced.contains(QStringLiteral("answer")) ? "; its answer: " : "", qPrintable(replaced[QStringLiteral("answer")].toString()));
}

void addCard(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::string key, channel, locale, way = "auto";
        bool explain = false, tryJoin = false;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("card", "Print one product's card");
    verb->add_option("KEY", arguments->key, "Product key")->required();
    verb->add_option("--channel", arguments->channel, "As this sales channel sees it, e.g. SG");
    verb->add_option("--locale", arguments->locale, "In this language, e.g. th_TH");
    verb->add_flag("--explain", arguments->explain, "Add how it is read: each fetch with its tables, rows and times, and the join that this replaces");
    verb->add_option("--way", arguments->way, "With --explain: how fetches reach the database: one by one, in one round trip, or over several connections that agreed on one snapshot")
        ->check(CLI::IsMember({"auto", "serial", "batch", "scatter"}))->capture_default_str();
    verb->add_flag("--try-join", arguments->tryJoin, "With --explain: ask the database for that join, and show its answer");
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
            QJsonObject document = QJsonDocument::fromJson(card->json).object();
            if (catalog::ProductFamilies *families = (*runtime)->catalog().families) {
                const auto complete = families->completeness(key, scope, {});
                if (!complete)
                    return invocation.fail(complete.error());
                if (!complete->family.isEmpty())
                    document[QStringLiteral("completeness")] = QJsonDocument::fromJson(catalog::completenessJson(*complete)).object();
            }
            if (arguments->explain) {
                plan::RunOptions options;
                options.cancel = invocation.cancel;
                options.way = plan::wayFromName(toQString(arguments->way)).value_or(plan::Way::Auto);
                const auto plan = explain(**runtime, key, options, arguments->tryJoin);
                if (!plan)
                    return invocation.fail(plan.error());
                document[QStringLiteral("plan")] = *plan;
                if (!invocation.json)
                    printWaterfall(*plan);
            }
            printJson(document);
            return ExitCode::Done;
        };
    });
}

void addSearch(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::string text, filter, sort, cursor;
        std::vector<std::string> facets;
        qint64 limit = 20, offset = 0;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("search", "Find products by words, filters and order");
    verb->add_option("QUERY", arguments->text, "Words; nothing lists everything");
    verb->add_option("--filter", arguments->filter, "e.g. brand:xerox,hp;category:Men/Tops;price:1000..5000;-colour:red;weight:..2kg;ean:*");
    verb->add_option("--facet", arguments->facets, "Count values of: brand, category, price, an attribute, or complete and incomplete");
    verb->add_option("--sort", arguments->sort, "relevance, key, name, price, stock, updated or an attribute; -price for descending");
    verb->add_option("--limit", arguments->limit, "How many")->check(CLI::Range(1, 200))->capture_default_str();
    verb->add_option("--offset", arguments->offset, "After how many")->check(CLI::NonNegativeNumber)->capture_default_str();
    verb->add_option("--cursor", arguments->cursor, "Go on behind an answer: its \"next\", with the same words, filters and order");
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            const auto parameter = [](const char *name, const QString &value) { return QByteArray(name) + '=' + QUrl::toPercentEncoding(value); };
            QStringList facets;
            for (const std::string &name : arguments->facets)
                facets.append(toQString(name));
            const QByteArray target = "/v1/search?" + parameter("q", toQString(arguments->text)) + '&' + parameter("filter", toQString(arguments->filter)) +
                                      '&' + parameter("facets", facets.join(u',')) + '&' + parameter("sort", toQString(arguments->sort)) +
                                      '&' + parameter("limit", QString::number(arguments->limit)) + '&' + parameter("offset", QString::number(arguments->offset)) +
                                      '&' + parameter("cursor", toQString(arguments->cursor));
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            const origin::Response response = (*runtime)->origin().get(target);
            const QJsonObject answer = QJsonDocument::fromJson(response.body).object();
            if (response.status != 200)
                return invocation.fail({response.status < 500 ? ErrorCode::InvalidArgument : ErrorCode::Internal,
                                        answer.value(QStringLiteral("detail")).toString(), answer.value(QStringLiteral("parameter")).toString(), {}});
            if (invocation.json) {
                printJson(answer);
                return ExitCode::Done;
            }
            const QJsonArray hits = answer.value(QStringLiteral("hits")).toArray();
            for (const QJsonValue &hit : hits)
                printLine(QStringLiteral("%1  %2").arg(hit[QStringLiteral("key")].toString(), -24).arg(hit[QStringLiteral("name")].toString()));
            const QJsonObject facetsOf = answer.value(QStringLiteral("facets")).toObject();
            for (auto facet = facetsOf.begin(); facet != facetsOf.end(); ++facet) {
                printLine(QStringLiteral("\n%1").arg(facet.key()));
                for (const QJsonValue &value : facet->toArray())
                    printLine(QStringLiteral("%1  %2").arg(value[QStringLiteral("count")].toInteger(), 10).arg(value[QStringLiteral("value")].toString()));
            }
            if (answer.contains(QStringLiteral("next")))
                std::fprintf(stderr, "more: --cursor %s\n", qPrintable(answer.value(QStringLiteral("next")).toString()));
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
