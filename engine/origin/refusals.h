#pragma once

#include "origin/error_status.h"

namespace vitrine::origin {

/// What addresses of pictures are refused with, whatever their grammar.

inline Error notAnImage(QByteArrayView text)
{
    return {ErrorCode::NotFound,
            QStringLiteral("'%1' is not an image: an id has 32 lower-case hexadecimal digits")
                .arg(QString::fromUtf8(text)),
            QStringLiteral("image"),
            {}};
}

/// 403, never stored: another signature may be good.
inline Response signatureRefused(const QString &detail)
{
    return problemResponse(
        {403, "signature", QStringLiteral("Not allowed"), detail, QStringLiteral("signature")});
}

} // namespace vitrine::origin
