#pragma once

#include "base/result.h"
#include "catalog/query.h"

#include <QByteArray>

namespace vitrine::origin {

/// The place behind a row of a list as an opaque text for addresses (base64url, RFC 4648), bound to the query's words,
/// filters and order: with others it is refused.
QString cursorText(const catalog::Query &query, const catalog::ResultMark &mark);

/// InvalidArgument, at "cursor": it is none of ours, or of another query.
Result<catalog::ResultMark> cursorMark(const catalog::Query &query, const QString &cursor);

} // namespace vitrine::origin
