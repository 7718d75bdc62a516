#include "app/runtime/key_files.h"

#include <QDir>
#include <QFile>

namespace vitrine::app {

namespace {

constexpr qint64 MostBytes = 1 << 20; // thousands of keys; more is not a key file

Result<QVector<QVector<QByteArray>>> readKeys(const QString &path, int parts, bool named)
{
    QFile file(path);
    if (!file.exists() && !named)
        return QVector<QVector<QByteArray>>{};
    if (!file.open(QIODevice::ReadOnly))
        return Error{
            !file.exists()                                  ? ErrorCode::NotFound
            : file.error() == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied
                                                            : ErrorCode::Io,
            QStringLiteral("cannot read the keys: %1").arg(file.errorString()), path,
            QStringLiteral("\"openssl rand -hex 32\" makes a key; the file must be readable for this user")};
    const QByteArray text = file.read(MostBytes + 1);
    if (text.size() > MostBytes)
        return Error{ErrorCode::TooLarge, QStringLiteral("a file of keys has at most 1 MiB"), path, {}};
    return origin::parseKeys(text, path, parts);
}

} // namespace

std::optional<Error> readKeyFiles(Configuration &configuration, const QString &directory)
{
    const QDir dir(directory);
    const Configuration usual;
    const auto keys = readKeys(dir.absoluteFilePath(configuration.urls.signingKeys), 1,
                               configuration.urls.signingKeys != usual.urls.signingKeys);
    if (!keys)
        return keys.error();
    QVector<QByteArray> signing;
    for (const auto &key : *keys)
        signing += key.first();
    configuration.urls.settings.signer = origin::UrlSigner(std::move(signing));

    const auto pairs = readKeys(dir.absoluteFilePath(configuration.urls.imgproxyKeys), 2,
                                configuration.urls.imgproxyKeys != usual.urls.imgproxyKeys);
    if (!pairs)
        return pairs.error();
    QVector<origin::ImgproxySigner::Pair> imgproxy;
    for (const auto &pair : *pairs)
        imgproxy += {pair[0], pair[1]};
    configuration.urls.settings.imgproxy.signer =
        origin::ImgproxySigner(std::move(imgproxy), configuration.urls.imgproxySignatureBytes);
    return std::nullopt;
}

} // namespace vitrine::app
