#pragma once

#include "base/result.h"
#include "catalog/query.h"

#include <QString>

namespace vitrine::origin {

/// The filter grammar, as /openapi.json shows it.
///
///     filter := term *( ";" term )
///     term   := ( "brand" | "category" ) ":" value *( "," value )    any of the values
///             | "price:" [ number ] ".." [ number ]                  minor units, inclusive
///             | "image:yes"                                          with a picture only
///
/// A backslash before ',', ';' or '\' takes it literally.
extern const char *const FilterGrammar;

/// Narrows `query`. InvalidArgument, at "filter", says what was expected; a term given twice is one.
Status applyFilter(const QString &filter, catalog::Query *query);

/// name | -name | price | -price | stock | key | updated | relevance. InvalidArgument, at "sort", lists them.
Status applySort(const QString &sort, catalog::Query *query);

} // namespace vitrine::origin
