#include "app/server/invocation.h"

namespace vitrine::app {

namespace {

Result<QByteArray> signedPath(const QByteArray &path, std::optional<qint64> expires,
                              const Configuration &configuration)
{
    const origin::UrlSettings &urls = configuration.urls.settings;
    const QByteArray prefix = "/imgproxy/";
    if (!path.startsWith(prefix))
        return urls.signer.sign(path, expires);
    if (!urls.imgproxy.signer.hasKeys())
        return Error{
            ErrorCode::InvalidArgument, QStringLiteral("there is no key to sign with"),
            QStringLiteral("imgproxy.keys"),
            QStringLiteral(
                "\"echo $(openssl rand -hex 32) $(openssl rand -hex 32)\" makes a line for that file")};
    QByteArray rest = path.sliced(prefix.size() - 1);
    if (expires)
        rest.prepend("/exp:" + QByteArray::number(*expires));
    return prefix + urls.imgproxy.signer.sign(rest) + rest;
}

} // namespace

void addSignVerb(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::string path;
        qint64 seconds = 0;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb =
        app.add_subcommand("sign", "Sign an address, so that it may ask for any size: /iiif/3/IMAGE/..., or "
                                   "/imgproxy/OPTIONS/plain/IMAGE without its signature");
    verb->add_option("PATH", arguments->path, "The path as it will be sent, percent-encoded, without a query")
        ->required();
    verb->add_option("--expires-in", arguments->seconds,
                     "Seconds from now until it is good no more (default: for ever)")
        ->check(CLI::Range(qint64(1), qint64(1) << 40));
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            // Not the whole engine: an address can be signed while another process serves the directory.
            const auto configuration = Configuration::ofDirectory(invocation.dataDirectory());
            if (!configuration)
                return invocation.fail(configuration.error());
            std::optional<qint64> expires;
            if (arguments->seconds > 0)
                expires = QDateTime::currentSecsSinceEpoch() + arguments->seconds;
            const auto url = signedPath(QByteArray::fromStdString(arguments->path), expires, *configuration);
            if (!url)
                return invocation.fail(url.error());
            if (invocation.json)
                printJson({{QStringLiteral("path"), QString::fromLatin1(*url)},
                           {QStringLiteral("expires"), expires ? QJsonValue(*expires) : QJsonValue()}});
            else
                printLine(QString::fromLatin1(*url));
            return ExitCode::Done;
        };
    });
}

} // namespace vitrine::app
