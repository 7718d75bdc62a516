#include "storage/mysql/support/wide_card.h"

namespace vitrine::test {

plan::CardDescription wideCard(int ones, int manys)
{
    QByteArray text = "[card]\nname = \"wide\"\nroot = \"product\"\n[[part]]\nname = \"product\"\ngives = "
                      "\"product\"\ntable = \"product\"\nkey = \"sku\"\n"
                      "columns = { id = { column = \"id\", type = \"whole\" }, key = \"sku\" }\n";
    for (int t = 0; t < ones + manys; ++t) {
        const QByteArray n = QByteArray::number(t);
        text += "[[part]]\nname = \"p" + n + "\"\nof = \"product.id\"\ntable = \"t" + n +
                "\"\nkey = \"product_id\"\ncolumns = { c" + n + " = \"v\" }\n";
        if (t >= ones)
            text += "cardinality = \"many\"\norder = \"n\"\nexpect = 3\n";
    }
    return plan::readDescription(text, QStringLiteral("wide.toml")).value();
}

void fillWideCard(const MariaDbServer &server, const QByteArray &database, int ones, int manys, int products)
{
    QByteArray sql = "CREATE DATABASE " + database + "; USE " + database +
                     "; CREATE TABLE product (id int PRIMARY KEY, sku varchar(64) NOT NULL UNIQUE);";
    sql += "INSERT INTO product SELECT seq + 1, CONCAT('K', seq) FROM seq_0_to_" +
           QByteArray::number(products - 1) + ';';
    for (int t = 0; t < ones + manys; ++t) {
        const QByteArray n = QByteArray::number(t);
        if (t < ones)
            sql += "CREATE TABLE t" + n + " (product_id int PRIMARY KEY, v varchar(40));INSERT INTO t" + n +
                   " SELECT id, CONCAT('" + n + ":', id - 1) FROM product;";
        else
            sql += "CREATE TABLE t" + n +
                   " (product_id int NOT NULL, n int NOT NULL, v varchar(40), PRIMARY KEY (product_id, "
                   "n));INSERT INTO t" +
                   n + " SELECT id, seq, CONCAT('" + n + ":', id - 1) FROM product, seq_1_to_3;";
    }
    server.execute(sql.chopped(1));
}

} // namespace vitrine::test
