#pragma once

#include "base/result.h"
#include "catalog/query.h"

#include <nlohmann/json_fwd.hpp>

namespace vitrine::origin {

/// The names of a request's `facets`, separated by commas, as catalog::Query wants them. InvalidArgument, at "facets".
Result<QStringList> facetNames(const QString &list);

/// What /v1/search answers as "facets": for each name [{"value","label","count"}], where every value can be put into
/// `filter` as it is; a range of numbers or dates as "10..<20".
nlohmann::ordered_json facetsJson(const QStringList &names, const catalog::Facets &facets);

} // namespace vitrine::origin
