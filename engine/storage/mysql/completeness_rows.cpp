#include "storage/mysql/completeness_rows.h"

#include "storage/mysql/insert_rows.h"
#include "storage/mysql/set_rows.h"

namespace vitrine::storage::mysql {

using namespace catalog;

namespace {

QString textAt(const plan::RowSet &rows, size_t row, int column)
{
    return QString::fromUtf8(plan::textOf(rows.at(row, column)));
}

quint32 numberAt(const plan::RowSet &rows, size_t row, int column)
{
    return quint32(plan::wholeOf(rows.at(row, column)));
}

/// As much of the products as their completeness needs: variants, and the values of attributes that families have.
QHash<quint32, Product> readFor(WriteTransaction &transaction, const FamilyDeclaration &declaration, const QVector<quint32> &ids)
{
    QSet<QString> codes{FamilyAttribute};
    for (const Family &family : declaration.families)
        codes.unite(QSet<QString>(family.attributes.begin(), family.attributes.end()));
    QByteArrayList literals;
    for (const QString &code : std::as_const(codes))
        literals.append(literalOf(code));
    // Names once, instead of with every value.
    const auto names = transaction.ask(QByteArrayList{"SELECT id, code, type FROM attribute WHERE type IS NOT NULL AND code IN (" + literals.join(',') + ')',
                                                      "SELECT id, channel, locale FROM scope"});
    struct Named
    {
        QString code;
        ValueType type = ValueType::Text;
    };
    QHash<quint32, Named> attributes;
    QVector<quint32> all, options;
    for (size_t row = 0; row < names[0].rows.rows(); ++row) {
        const plan::RowSet &rows = names[0].rows;
        const Named named{textAt(rows, row, 1), ValueType(numberAt(rows, row, 2))};
        all.append(numberAt(rows, row, 0));
        attributes.insert(all.last(), named);
        if (named.type == ValueType::Option)
            options.append(all.last());
    }
    QHash<quint32, Scope> scopes;
    for (size_t row = 0; row < names[1].rows.rows(); ++row)
        scopes.insert(numberAt(names[1].rows, row, 0), {textAt(names[1].rows, row, 1), textAt(names[1].rows, row, 2)});
    QHash<quint32, Product> products;
    for (const quint32 id : ids)
        products.insert(id, {});
    if (all.isEmpty())
        return products;
    const QByteArray of = " WHERE x.product IN " + listOf(ids);
    const QByteArray option = options.isEmpty() ? QByteArray("NULL FROM \"value\" x")
                                                : "o.code FROM \"value\" x LEFT JOIN attribute_option o ON o.id = x.whole AND x.attribute IN " + listOf(options);
    const auto answers = transaction.ask(QByteArrayList{
        "SELECT x.product, x.sku FROM variant x" + of + " ORDER BY x.product, x.position",
        "SELECT x.product, x.variant, x.attribute, x.scope, x.text, x.number, x.whole, " + option + of + " AND x.attribute IN " + listOf(all) +
            " ORDER BY x.product, x.variant, x.position"});
    for (size_t row = 0; row < answers[0].rows.rows(); ++row)
        products[numberAt(answers[0].rows, row, 0)].variants.append({textAt(answers[0].rows, row, 1), {}, {}, 0});
    const plan::RowSet &values = answers[1].rows;
    for (size_t row = 0; row < values.rows(); ++row) {
        Product &product = products[numberAt(values, row, 0)];
        const qint64 variant = plan::wholeOf(values.at(row, 1));
        if (variant > product.variants.size())
            continue;
        const Named &named = *attributes.constFind(numberAt(values, row, 2));
        auto &list = variant == 0 ? product.attributes : product.variants[variant - 1].attributes;
        list.append({named.code, valueAt(values, row, named.type, 4), scopes.value(numberAt(values, row, 3))});
    }
    return products;
}

} // namespace

QHash<quint32, QByteArray> completenessOf(WriteTransaction &transaction, const QVector<quint32> &ids)
{
    QHash<quint32, QByteArray> counts;
    if (ids.isEmpty())
        return counts;
    const plan::RowSet rows = transaction.ask("SELECT product, counts FROM completeness WHERE product IN " + listOf(ids));
    for (size_t row = 0; row < rows.rows(); ++row)
        counts.insert(numberAt(rows, row, 0), plan::textOf(rows.at(row, 1)));
    return counts;
}

qint64 countNext(WriteTransaction &transaction, const DeclaredFamilies &families, const FamilyCount &count, int products)
{
    const auto held = transaction.write({"SELECT id FROM product WHERE id > " + QByteArray::number(count.done) + " AND id <= " +
                                         QByteArray::number(count.products) + " ORDER BY id LIMIT " + QByteArray::number(products) + " LOCK IN SHARE MODE"});
    QVector<quint32> ids;
    for (size_t row = 0; row < held.front().rows.rows(); ++row)
        ids.append(numberAt(held.front().rows, row, 0));
    const bool isLast = ids.size() < products;
    if (ids.isEmpty())
        return count.products;
    const auto before = completenessOf(transaction, ids);
    const auto read = readFor(transaction, families.model.declaration(), ids);
    InsertRows changed("INSERT INTO completeness VALUES ", " ON DUPLICATE KEY UPDATE counts = VALUES(counts)");
    QVector<quint32> without;
    for (const quint32 id : std::as_const(ids)) {
        const QByteArray counts = families.stored(*read.constFind(id));
        if (counts == before.value(id))
            continue;
        if (counts.isEmpty())
            without.append(id);
        else
            changed.add({QByteArray::number(id), literalOf(counts)});
    }
    QByteArrayList statements = changed.statements();
    if (!without.isEmpty())
        statements.append("DELETE FROM completeness WHERE product IN " + listOf(without));
    transaction.defer(statements);
    return isLast ? count.products : qint64(ids.last());
}

} // namespace vitrine::storage::mysql
