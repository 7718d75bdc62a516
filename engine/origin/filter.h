#pragma once

#include "base/result.h"
#include "catalog/query.h"

#include <QString>

namespace vitrine::origin {

/// The filter grammar, as /openapi.json shows it.
///
///     filter    := term *( ";" term )                                   all of them
///     term      := ( "brand" | "category" ) ":" value *( "," value )    any of the values
///                | "price:" [ number ] ".." [ number ]                  minor units, inclusive
///                | "image:yes"                                          with a picture only
///                | [ "-" ] [ "attr." ] code ":" test                    any attribute; "-": what it does not hold for
///     test      := value *( "," value )                                 any of the values
///                | [ value ] ( ".." | "..<" ) [ value ]                 numbers, dates; "..<" leaves the end out
///                | "*"                                                  any value at all
///
/// "attr." is for attributes that are called like one of the first four. A backslash before ',', ';', '.', '*' or '\'
/// takes it literally.
extern const char *const FilterGrammar;

/// Narrows `query`. InvalidArgument, at "filter", says what was expected; a term given twice is one. Whether there is
/// such an attribute, and of which type, is the catalog's to say.
Status applyFilter(const QString &filter, catalog::Query *query);

/// relevance | key | name | price | stock | updated | [ "attr." ] code, with "-" before it for the other direction but
/// of relevance. InvalidArgument, at "sort".
Status applySort(const QString &sort, catalog::Query *query);

} // namespace vitrine::origin
