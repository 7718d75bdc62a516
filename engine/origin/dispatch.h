#pragma once

#include "origin/router.h"

namespace vitrine::origin {

/// Hands one request to its route, or answers what every listener answers alike: 404 for what is nowhere, 405
/// with Allow for a method that the resource does not know, OPTIONS. Any thread.
void dispatch(const Router &router, Request request, Responder respond);

/// What the route of this head takes as its body; nothing special for what has no route.
BodyRule bodyRule(const Router &router, const Request &head);

} // namespace vitrine::origin
