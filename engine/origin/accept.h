#pragma once

#include "images/format.h"

#include <QByteArrayView>

#include <optional>

namespace vitrine::origin {

/// Proactive negotiation by the Accept header (RFC 9110 12.5.1). Elements that cannot be read are passed
/// over; an absent or empty header accepts everything. Pure.

/// The quality 0..1000 that `accept` gives to a media type such as "application/json".
int acceptQuality(QByteArrayView accept, QByteArrayView mediaType);

/// The format of an `.auto` URL: the one with the highest quality, the smaller one of equals. AVIF and WebP
/// must be named, since clients that cannot show them send wildcards too. Nothing when none is acceptable.
/// There are as many answers as formats, so an Accept header cannot be used to fill a cache.
std::optional<images::Format> negotiateFormat(QByteArrayView accept);

} // namespace vitrine::origin
