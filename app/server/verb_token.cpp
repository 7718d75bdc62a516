#include "app/runtime/token_file.h"
#include "app/server/invocation.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace vitrine::app {

namespace {

QString toQString(const std::string &text) { return QString::fromLocal8Bit(text.data(), qsizetype(text.size())); }

/// "12h", "90d", "2w"; "never" is nothing. InvalidArgument.
Result<std::optional<QDateTime>> expiryOf(const QString &text, const QDateTime &now)
{
    if (text == u"never")
        return std::optional<QDateTime>();
    static const QRegularExpression form(QStringLiteral("^([1-9][0-9]{0,4})([hdw])$"));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("\"%1\" is not a time to live").arg(text), QStringLiteral("--expires"),
                     QStringLiteral("Write 12h, 90d, 26w or never")};
    const qint64 hours = match.captured(2) == u"h" ? 1 : match.captured(2) == u"d" ? 24 : 24 * 7;
    return std::optional(now.addSecs(match.captured(1).toLongLong() * hours * 3600));
}

QJsonObject toJson(const origin::AccessToken &token)
{
    return {{QStringLiteral("id"), token.id},
            {QStringLiteral("scopes"), QJsonArray::fromStringList(token.scopes)},
            {QStringLiteral("note"), token.note},
            {QStringLiteral("created"), token.created.toString(Qt::ISODate)},
            {QStringLiteral("expires"), token.expires ? QJsonValue(token.expires->toString(Qt::ISODate)) : QJsonValue()}};
}

struct NewToken
{
    std::vector<std::string> scopes{"admin"};
    std::string note, expires = "365d";
};

ExitCode create(const Invocation &invocation, const NewToken &wanted)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto expires = expiryOf(toQString(wanted.expires), now);
    if (!expires)
        return invocation.fail(expires.error());
    origin::AccessToken token;
    static const QRegularExpression form(QStringLiteral("^[a-z][a-z0-9:-]{0,31}$"));
    for (const std::string &name : wanted.scopes) {
        const QString scope = toQString(name);
        if (!form.match(scope).hasMatch())
            return invocation.fail({ErrorCode::InvalidArgument, QStringLiteral("\"%1\" is not a scope").arg(scope), QStringLiteral("--scope"),
                                    QStringLiteral("The admin listener asks for \"admin\"")});
        if (scope != u"admin")
            std::fprintf(stderr, "Note: nothing in this version asks for scope \"%s\".\n", qPrintable(scope));
        token.scopes += scope;
    }
    token.scopes.removeDuplicates();
    token.note = toQString(wanted.note);
    token.created = now;
    token.expires = *expires;
    const auto shown = TokenFile(invocation.dataDirectory()).create(token);
    if (!shown)
        return invocation.fail(shown.error());
    if (invocation.json) {
        printJson({{QStringLiteral("token"), QString::fromLatin1(*shown)}, {QStringLiteral("id"), QString::fromLatin1(shown->mid(8, 8))},
                   {QStringLiteral("scopes"), QJsonArray::fromStringList(token.scopes)},
                   {QStringLiteral("expires"), token.expires ? QJsonValue(token.expires->toString(Qt::ISODate)) : QJsonValue()}});
    } else {
        printLine(QString::fromLatin1(*shown));
        std::fprintf(stderr, "It is shown this once. Send it as \"Authorization: Bearer TOKEN\".\n");
    }
    return ExitCode::Done;
}

ExitCode list(const Invocation &invocation)
{
    const auto tokens = TokenFile(invocation.dataDirectory()).read();
    if (!tokens)
        return invocation.fail(tokens.error());
    QJsonArray array;
    for (const origin::AccessToken &token : tokens->all()) {
        array.append(toJson(token));
        if (invocation.json)
            continue;
        const bool expired = token.expires && *token.expires <= QDateTime::currentDateTimeUtc();
        printLine(QStringLiteral("%1  %2  %3%4  %5")
                      .arg(token.id, token.scopes.join(u','),
                           token.expires ? QStringLiteral("until ") + token.expires->toString(Qt::ISODate) : QStringLiteral("never expires"),
                           expired ? QStringLiteral(" (expired)") : QString(), token.note));
    }
    if (invocation.json)
        printJson({{QStringLiteral("tokens"), array}});
    return ExitCode::Done;
}

ExitCode revoke(const Invocation &invocation, const std::string &id)
{
    // Whoever pastes the whole token means its id.
    static const QRegularExpression whole(QStringLiteral("^vitrine_([0-9a-f]{8})_"));
    const auto match = whole.match(toQString(id));
    const QString name = match.hasMatch() ? match.captured(1) : toQString(id);
    const Status revoked = TokenFile(invocation.dataDirectory()).revoke(name);
    if (!revoked)
        return invocation.fail(revoked.error());
    if (invocation.json)
        printJson({{QStringLiteral("revoked"), name}});
    else
        printLine(QStringLiteral("revoked ") + name);
    return ExitCode::Done;
}

} // namespace

void addTokenVerb(CLI::App &app, Invocation &invocation)
{
    CLI::App *verb = app.add_subcommand("token", "Access tokens for the admin listener; they work and end while an origin runs");
    verb->require_subcommand(1);
    auto wanted = std::make_shared<NewToken>();
    CLI::App *make = verb->add_subcommand("create", "Print a new token, once; its hash is kept");
    make->add_option("--scope", wanted->scopes, "What it is good for")->capture_default_str();
    make->add_option("--note", wanted->note, "Who has it, for people");
    make->add_option("--expires", wanted->expires, "After 12h, 90d, 26w, or never")->capture_default_str();
    make->callback([&invocation, wanted] { invocation.run = [&invocation, wanted] { return create(invocation, *wanted); }; });
    verb->add_subcommand("list", "Print the tokens without their secrets")->callback([&invocation] {
        invocation.run = [&invocation] { return list(invocation); };
    });
    auto id = std::make_shared<std::string>();
    CLI::App *end = verb->add_subcommand("revoke", "End a token at once");
    end->add_option("ID", *id, "Its id, from list")->required();
    end->callback([&invocation, id] { invocation.run = [&invocation, id] { return revoke(invocation, *id); }; });
}

} // namespace vitrine::app
