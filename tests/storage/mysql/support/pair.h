#pragma once

#include <QByteArray>

namespace vitrine::test {

/// A product "P" whose two halves, its name and its stock, are written together, in two tables: whoever sees two numbers
/// sees two moments.
inline const QByteArray PairDescription = R"([card]
name = "pair"
root = "product"
[[part]]
name = "product"
gives = "product"
table = "product"
key = "sku"
columns = { id = { column = "id", type = "whole" }, key = "sku", name = "half" }
[[part]]
name = "stock"
gives = "stock"
of = "product.id"
cardinality = "many"
table = "stock"
key = "product_id"
columns = { quantity = { column = "half", type = "whole" } }
)";

} // namespace vitrine::test
