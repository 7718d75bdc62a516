#pragma once

#include "base/error.h"
#include "base/ids.h"

namespace vitrine::catalog {

/// What every store and every face says of a key that nobody has; NotFound.
inline Error noSuchProduct(const ProductKey &key)
{
    return {ErrorCode::NotFound, QStringLiteral("there is no product \"%1\"").arg(key.toString()), QStringLiteral("key"), {}};
}

} // namespace vitrine::catalog
