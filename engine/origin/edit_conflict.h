#pragma once

#include "catalog/product.h"
#include "origin/error_status.h"

namespace vitrine::origin {

/// Two editors of one product: the problem, with what the client wanted ("yours") and what is there ("current") as
/// cards, "fields" naming each place in which they differ with both values, and the ETag of what is there: enough to
/// decide and to ask again. RFC 9457 3.2.
Response conflictResponse(const Problem &problem, const catalog::Product &yours, const catalog::Product &current);

} // namespace vitrine::origin
