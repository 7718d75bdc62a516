#pragma once

#include "catalog/product.h"
#include "exchange/attribute_codes.h"
#include "exchange/draft.h"

#include <QByteArray>
#include <QString>

#include <nlohmann/json_fwd.hpp>

namespace vitrine::exchange {

// The project's own JSON lines, read by an import and written by an export: one product a line, the product's
// card with types and scopes added.
//
//   {"key":"VT-1","name":"…","categories":["Men/Tops"],
//    "attributes":[{"code":"brand","type":"option","value":"Halo"},
//                  {"code":"name","type":"text","value":"…","channel":"TH","locale":"th_TH"},
//                  {"code":"released","type":"date","value":"2024-12-31"}],
//    "prices":[{"channel":"SG","currency":"SGD","minor":1250}],
//    "images":[{"id":"0123…","width":1200,"height":1600},"file-name.jpg"],
//    "variants":[{"sku":"VT-1-RED","stock":4,"attributes":[…],"prices":[…]}]}
//
// Attributes may also come as on a card, {"colour":"red","weight":2.5}; their types are then those of the
// values. A price may say "amount":"12.50" instead of "minor". "brand":"Halo" beside the attributes is the
// attribute brand; "stock":4 beside them is that of a product without variants. A member that is not there leaves what the catalog has; null or an empty list removes it.

/// One line, without the line end.
QByteArray lineFromProduct(const catalog::Product &product);

struct JsonProblem
{
    QString field; ///< "prices[1].currency"; empty: no problem
    QString reason;
    bool ok() const { return reason.isEmpty(); }
};

/// Whether a product of this form has such a member; others are left out, and the import says so.
bool isMember(const QString &name);

/// Fills product, imageNames and coverage of `draft`; says which member is wrong when it cannot.
JsonProblem draftFromJson(const nlohmann::json &object, AttributeCodes &codes, ProductDraft &draft);

} // namespace vitrine::exchange
