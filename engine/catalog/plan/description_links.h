#pragma once

#include "catalog/plan/card_description.h"

namespace vitrine::plan {

/// Resolves every reference of a description and puts dictionaries into an order in which each uses only
/// earlier ones. Throws DescriptionFault.
void link(CardDescription &description, const QString &root, Place card);

} // namespace vitrine::plan
