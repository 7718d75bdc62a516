#pragma once

#include <QByteArray>

namespace vitrine::exchange {

/// Packs 8-bit RGB rows without padding as PNG (ISO/IEC 15948), quickly rather than tightly.
QByteArray encodePng(const unsigned char *rgb, int widthPx, int heightPx);

} // namespace vitrine::exchange
