#include "app/runtime/user_name.h"
#include "app/server/invocation.h"

#include <QJsonArray>

namespace vitrine::app {

namespace {

struct Arguments
{
    std::vector<std::string> keys;
    std::string reason;
};

ExitCode run(const Invocation &invocation, const Arguments &arguments)
{
    auto runtime = Runtime::open(invocation.dataDirectory());
    if (!runtime)
        return invocation.fail(runtime.error());
    const catalog::ChangeNote note{userName(), QString::fromStdString(arguments.reason)};
    QJsonArray removed, errors;
    for (const std::string &text : arguments.keys) {
        const ProductKey key(QString::fromLocal8Bit(text.data(), qsizetype(text.size())));
        const auto removal = (*runtime)->catalog().writer.remove(key, std::nullopt, note);
        if (!removal) {
            errors.append(QJsonObject{{QStringLiteral("key"), key.toString()}, {QStringLiteral("reason"), removal.error().toString()}});
            std::fprintf(stderr, "%s\n", qPrintable(removal.error().toString()));
            continue;
        }
        removed.append(QJsonObject{{QStringLiteral("key"), key.toString()}, {QStringLiteral("change"), qint64(removal->change)}});
        if (!invocation.json)
            printLine(QStringLiteral("%1 is removed; vitrined history --undo %2 brings it back").arg(key.toString()).arg(removal->change));
    }
    if (invocation.json)
        printJson({{QStringLiteral("removed"), removed}, {QStringLiteral("errors"), errors}});
    if (errors.isEmpty())
        return ExitCode::Done;
    return removed.isEmpty() ? ExitCode::Failed : ExitCode::DoneWithRejections;
}

} // namespace

void addRemoveVerb(CLI::App &app, Invocation &invocation)
{
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("remove", "Take products out of the catalog; their pictures stay, and history --undo brings them back");
    verb->add_option("KEY", arguments->keys, "The products' keys")->required();
    verb->add_option("--reason", arguments->reason, "Why, for the history");
    verb->callback([&invocation, arguments] { invocation.run = [&invocation, arguments] { return run(invocation, *arguments); }; });
}

} // namespace vitrine::app
