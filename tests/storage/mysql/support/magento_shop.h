#pragma once

#include "catalog/product.h"
#include "storage/mysql/support/mariadb_server.h"

namespace vitrine::test {

/// The products of a shop: those of the real Magento sample data where VITRINE_TEST_DATA names it, otherwise
/// made up, with variants, options, several scopes, categories and prices.
QVector<catalog::Product> shopProducts();

/// Makes a database with the tables of a Magento shop and puts the products into it, spread over its EAV
/// tables the way Magento does. A product's picture is /p/KEY.jpg.
void fillMagentoShop(const MariaDbServer &server, const QByteArray &database,
                     const QVector<catalog::Product> &products);

/// As a planner gives it back: sorted, with the first variant, the store's own version left aside.
catalog::Product asRead(catalog::Product product);

} // namespace vitrine::test
