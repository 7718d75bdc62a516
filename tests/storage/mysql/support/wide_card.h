#pragma once

#include "catalog/plan/card_description.h"
#include "storage/mysql/support/mariadb_server.h"

namespace vitrine::test {

/// A card that is spread over more tables than any join may have: `ones` tables with one row a product,
/// `manys` with three, and the product's own.
plan::CardDescription wideCard(int ones, int manys);

/// Those tables, filled for so many products, whose keys are K0, K1 … The cell of table t and product p is
/// "t:p".
void fillWideCard(const MariaDbServer &server, const QByteArray &database, int ones, int manys, int products);

} // namespace vitrine::test
