#include "origin/imgproxy_request.h"
#include "origin/imgproxy_options.h"
#include "origin/refusals.h"
#include "origin/target.h"
#include "origin/variant_reply.h"

namespace vitrine::origin {

namespace {

constexpr int MaxOptions = 64;

/// Everything after the options.
std::optional<Error> readSource(QByteArrayView source, ImgproxyRequest *request)
{
    const Error unreadable{
        ErrorCode::InvalidArgument,
        QStringLiteral("the source is neither plain/IMAGE[@EXTENSION] nor base64url[.EXTENSION]"),
        QStringLiteral("source"),
        {}};
    const bool plain = source.startsWith("plain/");
    if (plain)
        source = source.sliced(6);
    const char mark = plain ? '@' : '.';
    const qsizetype at = source.indexOf(mark);
    QByteArray name = (at < 0 ? source : source.first(at)).toByteArray();
    if (at >= 0) {
        const QByteArrayView extension = source.sliced(at + 1);
        if (extension.contains(mark))
            return unreadable;
        if (!extension.isEmpty()) {
            if (auto error = readImgproxyExtension(extension, request))
                return error;
        }
    }
    if (plain) {
        const auto text = percentDecode(name, QStringLiteral("source"));
        if (!text)
            return text.error();
        name = text->toUtf8();
    } else {
        name.replace('/', ""); // imgproxy lets a long one be cut into pieces
        while (name.endsWith('='))
            name.chop(1);
        const auto result = QByteArray::fromBase64Encoding(name, QByteArray::Base64UrlEncoding |
                                                                     QByteArray::AbortOnBase64DecodingErrors);
        if (!result)
            return unreadable;
        name = result.decoded;
    }
    if (!isImageId(name))
        return notAnImage(name);
    request->image = name;
    return std::nullopt;
}

} // namespace

Result<ImgproxyRequest> ImgproxyRequest::parse(QByteArrayView path, const images::PresetList &presets)
{
    ImgproxyRequest request;
    QByteArrayView rest = path.sliced(path.startsWith('/') ? 1 : 0);
    for (int count = 0;; ++count) {
        const qsizetype slash = rest.indexOf('/');
        const QByteArrayView segment = slash < 0 ? rest : rest.first(slash);
        if (!segment.contains(':')) // the first segment that is no option begins the source
            break;
        if (slash < 0)
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("the address ends before its source"),
                         QStringLiteral("source"),
                         {}};
        if (count == MaxOptions)
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("more than %1 options").arg(MaxOptions),
                         QStringLiteral("options"),
                         {}};
        if (auto error = readImgproxyOption(segment, presets, &request))
            return *error;
        rest = rest.sliced(slash + 1);
    }
    if (auto error = readSource(rest, &request))
        return *error;
    return request;
}

} // namespace vitrine::origin
