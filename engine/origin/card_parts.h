#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QStringList>

namespace vitrine::origin {

/// A card with only the named top-level members and "key", in the card's order. InvalidArgument, at "parts",
/// names a member that no card has; Corrupt when the card is not a JSON object.
Result<QByteArray> selectParts(const QByteArray &card, const QStringList &parts);

} // namespace vitrine::origin
