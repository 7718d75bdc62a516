#include "origin/target.h"

#include <QStringDecoder>

namespace vitrine::origin {

namespace {

Error malformed(const QString &what, const QString &parameter)
{
    return {ErrorCode::InvalidArgument, what, parameter, {}};
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Result<QString> decode(QByteArrayView encoded, const QString &parameter, bool plusIsSpace)
{
    QByteArray bytes;
    bytes.reserve(encoded.size());
    for (qsizetype i = 0; i < encoded.size(); ++i) {
        char c = encoded[i];
        if (c == '%') {
            const int high = i + 2 < encoded.size() ? hexDigit(encoded[i + 1]) : -1;
            const int low = i + 2 < encoded.size() ? hexDigit(encoded[i + 2]) : -1;
            if (high < 0 || low < 0)
                return malformed(QStringLiteral("a percent sign is not followed by two hexadecimal digits"),
                                 parameter);
            c = char(high * 16 + low);
            i += 2;
        } else if (c == '+' && plusIsSpace) {
            c = ' ';
        }
        bytes += c;
    }
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    if (decoder.hasError())
        return malformed(QStringLiteral("the value is not UTF-8"), parameter);
    for (QChar c : text) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            return malformed(QStringLiteral("the value holds a control character"), parameter);
    }
    return text;
}

} // namespace

Target splitTarget(QByteArrayView target)
{
    const qsizetype mark = target.indexOf('?');
    if (mark < 0)
        return {target, {}};
    return {target.first(mark), target.sliced(mark + 1)};
}

Result<QString> percentDecode(QByteArrayView encoded, const QString &parameter)
{
    return decode(encoded, parameter, false);
}

Result<std::optional<QString>> queryValue(QByteArrayView query, QByteArrayView name)
{
    std::optional<QString> found;
    while (!query.isEmpty()) {
        const qsizetype end = query.indexOf('&');
        const QByteArrayView pair = end < 0 ? query : query.first(end);
        query = end < 0 ? QByteArrayView() : query.sliced(end + 1);
        const qsizetype equals = pair.indexOf('=');
        if ((equals < 0 ? pair : pair.first(equals)) != name)
            continue;
        const QString parameter = QString::fromLatin1(name);
        if (found)
            return malformed(QStringLiteral("the parameter is given twice"), parameter);
        auto value = decode(equals < 0 ? QByteArrayView() : pair.sliced(equals + 1), parameter, true);
        if (!value)
            return value.error();
        found = std::move(*value);
    }
    return found;
}

Result<qint64> queryNumber(QByteArrayView query, QByteArrayView name, qint64 fallback, qint64 least,
                           qint64 most)
{
    const auto text = queryValue(query, name);
    if (!text)
        return text.error();
    if (!*text)
        return fallback;
    bool isNumber = false;
    const qint64 number = (*text)->toLongLong(&isNumber);
    if (!isNumber || number < least || number > most) {
        return malformed(
            QStringLiteral("'%1' is not a whole number from %2 to %3").arg(**text).arg(least).arg(most),
            QString::fromLatin1(name));
    }
    return number;
}

} // namespace vitrine::origin
