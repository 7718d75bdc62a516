#pragma once

#include "base/result.h"

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace vitrine::origin {

/// A request target in two views of the bytes as sent (RFC 3986): no copy, valid as long as those bytes are.
struct Target
{
    QByteArrayView path;
    QByteArrayView query; ///< without the question mark
};
Target splitTarget(QByteArrayView target);

/// "%41b" -> "Ab"; nothing else is translated. InvalidArgument with `parameter` as its place: a broken
/// escape, bytes that are not UTF-8, control characters.
Result<QString> percentDecode(QByteArrayView encoded, const QString &parameter);

/// The decoded value of a query parameter, nothing when it is absent; '+' is a space. InvalidArgument names
/// the parameter when it is broken or given twice.
Result<std::optional<QString>> queryValue(QByteArrayView query, QByteArrayView name);

/// As above, as a whole number within [least, most]; `fallback` when absent.
Result<qint64> queryNumber(QByteArrayView query, QByteArrayView name, qint64 fallback, qint64 least,
                           qint64 most);

} // namespace vitrine::origin
