#include "storage/mysql/product_rows.h"

#include "catalog/focal_point.h"
#include "catalog/stored_changes.h"
#include "storage/mysql/insert_rows.h"
#include "storage/mysql/set_rows.h"

#include <QRandomGenerator>

#include <algorithm>

namespace vitrine::storage::mysql {

using catalog::Product;
using catalog::ValueType;

namespace {

constexpr int CountShards = 16;

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

/// With its exponent a literal is a double, not a decimal; 17 digits read back as the same one.
QByteArray number(double value)
{
    return QByteArray::number(value, 'e', 16);
}

QString textAt(const plan::RowSet &rows, size_t row, int column)
{
    return QString::fromUtf8(plan::textOf(rows.at(row, column)));
}

qint64 wholeAt(const plan::RowSet &rows, size_t row, int column)
{
    return plan::wholeOf(rows.at(row, column));
}

/// As catalog.db keeps it: the JSON of one value, NULL where there is none.
QByteArray stored(const QJsonValue &value)
{
    return value.isUndefined() ? QByteArray("NULL") : plan::literal(plan::Cell(catalog::storedJson(value)));
}

WriteFailure somebodyElse(const ProductKey &key)
{
    return {{ErrorCode::Conflict, QStringLiteral("the product \"%1\" is being changed by somebody else").arg(key.toString()), {}, QStringLiteral("Try again")},
            WriteFailure::Kind::Again};
}

const ProductKey &keyOf(const ProductChange &change)
{
    return change.next ? change.next->key : change.old.key;
}

} // namespace

catalog::Value valueAt(const plan::RowSet &rows, size_t row, ValueType type, int text)
{
    switch (type) {
    case ValueType::Text:
        return textAt(rows, row, text);
    case ValueType::Number:
        return plan::numberOf(rows.at(row, text + 1));
    case ValueType::Boolean:
        return wholeAt(rows, row, text + 2) != 0;
    case ValueType::Date:
        return QDate::fromJulianDay(wholeAt(rows, row, text + 2));
    case ValueType::Option:
        return catalog::OptionCode(textAt(rows, row, text + 3));
    }
    Q_UNREACHABLE();
}

struct ProductRows::Inserts
{
    InsertRows values{"INSERT INTO \"value\" VALUES "}, prices{"INSERT INTO price VALUES "}, variants{"INSERT INTO variant VALUES "},
        images{"INSERT INTO image VALUES "}, categories{"INSERT INTO product_category VALUES "},
        history{"INSERT INTO history (at_ms, product, version, field, code, channel, locale, previous, current, sku, change_set) VALUES "},
        removed{"INSERT INTO removed VALUES "}, counts{"INSERT INTO attribute_count VALUES ", " ON DUPLICATE KEY UPDATE number = number + VALUES(number)"},
        changes{InsertChanges}, completeness{"INSERT INTO completeness VALUES ", " ON DUPLICATE KEY UPDATE counts = VALUES(counts)"};
};

QHash<ProductKey, ProductRows::Head> ProductRows::heads(const QVector<ProductKey> &keys)
{
    QByteArrayList literals;
    for (const ProductKey &key : keys)
        literals.append(literalOf(key.toString()));
    return headsWhere("\"key\" IN (" + literals.join(',') + ')');
}

QHash<ProductKey, ProductRows::Head> ProductRows::heads(const QVector<quint32> &ids)
{
    QByteArrayList literals;
    for (const quint32 id : ids)
        literals.append(number(qint64(id)));
    return headsWhere("id IN (" + literals.join(',') + ')');
}

QHash<ProductKey, ProductRows::Head> ProductRows::headsWhere(const QByteArray &condition)
{
    const auto answers = m_transaction.ask(QByteArrayList{"SELECT id, \"key\", version FROM removed WHERE " + condition,
                                                          "SELECT id, \"key\", version, name, fingerprint FROM product WHERE " + condition});
    QHash<ProductKey, Head> heads;
    for (size_t gone = 0; gone < answers[0].rows.rows(); ++gone) {
        const plan::RowSet &rows = answers[0].rows;
        heads.insert(ProductKey(textAt(rows, gone, 1)), {quint32(wholeAt(rows, gone, 0)), quint32(wholeAt(rows, gone, 2)), true, {}, {}});
    }
    for (size_t row = 0; row < answers[1].rows.rows(); ++row) { // after the removed: one may just have come back
        const plan::RowSet &rows = answers[1].rows;
        heads.insert(ProductKey(textAt(rows, row, 1)), {quint32(wholeAt(rows, row, 0)), quint32(wholeAt(rows, row, 2)), false,
                                                        textAt(rows, row, 3), plan::textOf(rows.at(row, 4))});
    }
    return heads;
}

QHash<ProductKey, Product> ProductRows::products(const QHash<ProductKey, Head> &heads)
{
    QHash<quint32, Product> byId;
    QByteArrayList ids;
    for (auto head = heads.begin(); head != heads.end(); ++head) {
        if (head->isGone)
            continue;
        Product product;
        product.key = head.key();
        product.name = head->name;
        product.version = head->version;
        byId.insert(head->id, product);
        ids.append(number(qint64(head->id)));
    }
    if (ids.isEmpty())
        return {};
    const QByteArray in = " WHERE x.product IN (" + ids.join(',') + ") ORDER BY x.product, ";
    const auto answers = m_transaction.ask(QByteArrayList{
        "SELECT x.product, x.sku, x.stock FROM variant x" + in + "x.position",
        "SELECT x.product, x.variant, a.code, a.type, s.channel, s.locale, x.text, x.number, x.whole, o.code FROM \"value\" x "
        "JOIN attribute a ON a.id = x.attribute JOIN scope s ON s.id = x.scope "
        "LEFT JOIN attribute_option o ON a.type = 4 AND o.id = x.whole" + in + "x.variant, x.position",
        "SELECT x.product, x.variant, x.channel, x.currency, x.minor FROM price x" + in + "x.variant, x.position",
        "SELECT x.product, c.path FROM product_category x JOIN category c ON c.id = x.category" + in + "x.position",
        "SELECT x.product, x.image, x.width, x.height, x.focus_x, x.focus_y FROM image x" + in + "x.position"});
    const auto each = [&](size_t answer, const auto &take) {
        const plan::RowSet &rows = answers[answer].rows;
        for (size_t row = 0; row < rows.rows(); ++row)
            take(rows, row, byId[quint32(wholeAt(rows, row, 0))]);
    };
    each(0, [](const plan::RowSet &rows, size_t row, Product &product) {
        product.variants.append({textAt(rows, row, 1), {}, {}, wholeAt(rows, row, 2)});
    });
    each(1, [](const plan::RowSet &rows, size_t row, Product &product) {
        const qint64 variant = wholeAt(rows, row, 1);
        if (variant > product.variants.size())
            return;
        auto &values = variant == 0 ? product.attributes : product.variants[variant - 1].attributes;
        values.append({textAt(rows, row, 2), valueAt(rows, row, ValueType(wholeAt(rows, row, 3)), 6), {textAt(rows, row, 4), textAt(rows, row, 5)}});
    });
    each(2, [](const plan::RowSet &rows, size_t row, Product &product) {
        const qint64 variant = wholeAt(rows, row, 1);
        if (variant > product.variants.size())
            return;
        auto &prices = variant == 0 ? product.prices : product.variants[variant - 1].prices;
        prices.append({textAt(rows, row, 2), textAt(rows, row, 3), wholeAt(rows, row, 4)});
    });
    each(3, [](const plan::RowSet &rows, size_t row, Product &product) { product.categories.append(textAt(rows, row, 1)); });
    each(4, [](const plan::RowSet &rows, size_t row, Product &product) {
        catalog::ImageRef image{ImageId(textAt(rows, row, 1)), int(wholeAt(rows, row, 2)), int(wholeAt(rows, row, 3))};
        if (!plan::isNull(rows.at(row, 4)))
            image.focus = catalog::makeFocalPoint(plan::numberOf(rows.at(row, 4)), plan::numberOf(rows.at(row, 5)));
        product.images.append(image);
    });
    QHash<ProductKey, Product> products;
    for (const Product &product : std::as_const(byId))
        products.insert(product.key, product);
    return products;
}

qint64 ProductRows::recordSet(catalog::ChangeKind kind, const catalog::ChangeNote &note, const QString &what, int products)
{
    catalog::ChangeSet set;
    set.kind = kind;
    set.note = note;
    set.what = what;
    set.atMs = m_nowMs;
    set.products = set.done = set.changed = products;
    set.finished = true;
    return qint64(insertSet(m_transaction, set, {}, {}));
}

/// Takes each product over from the version that it was read at, by number, so that two writers take them in the same
/// order. From here on it is this transaction's, and the families stay as they are.
void ProductRows::claim(QVector<ProductChange> &changes, quint64 generation)
{
    std::stable_sort(changes.begin(), changes.end(), [](const ProductChange &a, const ProductChange &b) { return a.id < b.id; });
    QByteArrayList statements{OwnRules::holding()};
    QVector<const ProductChange *> claimed;
    for (const ProductChange &change : std::as_const(changes)) {
        if (change.id == 0)
            continue;
        const QByteArray where = " WHERE id = " + number(qint64(change.id)) + " AND version = " + number(qint64(change.version));
        if (change.wasRemoved)
            statements.append("DELETE FROM removed" + where);
        else if (!change.next)
            statements.append("DELETE FROM product" + where);
        else
            statements.append("UPDATE product SET name = " + literalOf(change.next->name) + ", version = " + number(qint64(change.next->version)) +
                              ", updated_ms = " + number(m_nowMs) + ", fingerprint = " + literalOf(change.fingerprint) + where);
        claimed.append(&change);
    }
    const auto answers = m_transaction.write(statements);
    OwnRules::expect(answers.front(), generation);
    for (qsizetype i = 0; i < claimed.size(); ++i) {
        if (answers[size_t(i) + 1].affected != 1)
            throw somebodyElse(keyOf(*claimed[i]));
    }
}

/// The heads of new products, and of those that come back; the new ones get their numbers.
void ProductRows::create(QVector<ProductChange> &changes)
{
    // In the order of the batch, which is the catalog's.
    InsertRows heads("INSERT INTO product (id, \"key\", name, version, updated_ms, fingerprint) VALUES ");
    QByteArrayList keys;
    QHash<QString, ProductChange *> created;
    for (ProductChange &change : changes) {
        if (!change.next || (change.id != 0 && !change.wasRemoved))
            continue;
        const QString key = change.next->key.toString();
        heads.add({change.id == 0 ? QByteArray("DEFAULT") : number(qint64(change.id)), literalOf(key), literalOf(change.next->name),
                   number(qint64(change.next->version)), number(m_nowMs), literalOf(change.fingerprint)});
        keys.append(literalOf(key));
        created.insert(key, &change);
    }
    if (created.isEmpty())
        return;
    QByteArrayList statements = heads.statements();
    statements.append("SELECT id, \"key\" FROM product WHERE \"key\" IN (" + keys.join(',') + ')');
    const auto answers = m_transaction.write(statements);
    const plan::RowSet &rows = answers.back().rows;
    for (size_t row = 0; row < rows.rows(); ++row)
        created.value(textAt(rows, row, 1))->id = quint32(wholeAt(rows, row, 0));
}

void ProductRows::apply(QVector<ProductChange> &changes, qint64 set, const catalog::DeclaredFamilies &families)
{
    if (changes.isEmpty())
        return;
    QVector<const Product *> written, read;
    for (const ProductChange &change : std::as_const(changes)) {
        if (change.next)
            written.append(&*change.next);
        read.append(&change.old);
    }
    m_terms.learn(m_transaction, read);
    m_terms.hold(m_transaction, written);
    claim(changes, families.generation);
    create(changes);

    Inserts inserts;
    m_inserts = &inserts;
    m_counts.clear();
    QByteArrayList cleared;
    for (const ProductChange &change : std::as_const(changes)) {
        m_transaction.changes(keyOf(change));
        const bool wasThere = change.version > 0 && !change.wasRemoved;
        if (wasThere) {
            cleared.append(number(qint64(change.id)));
            count(change.old, -1);
        }
        if (change.next) {
            count(*change.next, +1);
            writeRows(change);
            if (const QByteArray counts = families.stored(*change.next); !counts.isEmpty())
                inserts.completeness.add({number(qint64(change.id)), literalOf(counts)});
        } else {
            inserts.removed.add({number(qint64(change.id)), literalOf(change.old.key.toString()), number(qint64(change.version) + 1), number(m_nowMs)});
        }
        writeHistory(change, set);
        inserts.changes.add({changeRow(change.id, change.next ? (wasThere ? 0 : 1) : -1, m_transaction.token())});
    }
    const qint64 shard = QRandomGenerator::global()->bounded(CountShards);
    QList<quint32> counted = m_counts.keys();
    std::sort(counted.begin(), counted.end());
    for (const quint32 attribute : std::as_const(counted)) {
        if (m_counts[attribute] != 0)
            inserts.counts.add({number(qint64(attribute)), number(shard), number(qint64(m_counts[attribute]))});
    }

    QByteArrayList statements;
    if (!cleared.isEmpty()) {
        for (const char *table : {"\"value\"", "price", "variant", "image", "product_category", "completeness"})
            statements.append(QByteArray("DELETE FROM ") + table + " WHERE product IN (" + cleared.join(',') + ')');
    }
    for (InsertRows *rows : {&inserts.values, &inserts.prices, &inserts.variants, &inserts.images, &inserts.categories, &inserts.history,
                             &inserts.removed, &inserts.counts, &inserts.completeness, &inserts.changes})
        statements += rows->statements();
    m_inserts = nullptr;
    m_transaction.defer(statements);
}

void ProductRows::writeRows(const ProductChange &change)
{
    const Product &product = *change.next;
    const QByteArray id = number(qint64(change.id));
    writeValues(product.attributes, change.id, 0);
    writePrices(product.prices, change.id, 0);
    for (int i = 0; i < product.variants.size(); ++i) {
        const catalog::Variant &variant = product.variants[i];
        m_inserts->variants.add({id, number(qint64(i)), literalOf(variant.sku), number(variant.stock)});
        writeValues(variant.attributes, change.id, i + 1);
        writePrices(variant.prices, change.id, i + 1);
    }
    for (int i = 0; i < product.images.size(); ++i) {
        const catalog::ImageRef &image = product.images[i];
        m_inserts->images.add({id, number(qint64(i)), literalOf(image.id.toString()), number(qint64(image.widthPx)), number(qint64(image.heightPx)),
                                image.focus ? QByteArray::number(image.focus->x, 'g', 17) : QByteArray("NULL"),
                                image.focus ? QByteArray::number(image.focus->y, 'g', 17) : QByteArray("NULL")});
    }
    for (int i = 0; i < product.categories.size(); ++i)
        m_inserts->categories.add({id, number(qint64(i)), number(qint64(m_terms.category(product.categories[i])))});
}

void ProductRows::writeValues(const QVector<catalog::AttributeValue> &values, quint32 id, int variant)
{
    for (int i = 0; i < values.size(); ++i) {
        const catalog::AttributeValue &value = values[i];
        QByteArray text = "NULL", real = "NULL", whole = "NULL";
        switch (catalog::typeOf(value.value)) {
        case ValueType::Text:
            text = literalOf(std::get<QString>(value.value));
            break;
        case ValueType::Number:
            real = number(std::get<double>(value.value));
            break;
        case ValueType::Boolean:
            whole = number(qint64(std::get<bool>(value.value)));
            break;
        case ValueType::Date:
            whole = number(std::get<QDate>(value.value).toJulianDay());
            break;
        case ValueType::Option:
            whole = number(qint64(m_terms.option(value.code, std::get<catalog::OptionCode>(value.value).toString())));
            break;
        }
        m_inserts->values.add({number(qint64(id)), number(qint64(variant)), number(qint64(i)), number(qint64(m_terms.attribute(value.code))),
                               number(qint64(m_terms.scope(value.scope))), text, real, whole});
    }
}

void ProductRows::writePrices(const QVector<catalog::Price> &prices, quint32 id, int variant)
{
    for (int i = 0; i < prices.size(); ++i)
        m_inserts->prices.add({number(qint64(id)), number(qint64(variant)), number(qint64(i)), literalOf(prices[i].channel),
                               literalOf(prices[i].currency), number(prices[i].minor)});
}

void ProductRows::writeHistory(const ProductChange &change, qint64 set)
{
    QVector<catalog::FieldChange> entries;
    const bool wasThere = change.version > 0 && !change.wasRemoved;
    if (wasThere) {
        Product nothing;
        nothing.key = change.old.key;
        entries = catalog::diff(change.old, change.next ? *change.next : nothing);
    }
    if (!wasThere || !change.next) {
        catalog::FieldChange whole;
        whole.place.kind = change.next ? catalog::FieldPlace::Kind::Created : catalog::FieldPlace::Kind::Removed;
        entries.append(whole);
    }
    const qint64 version = change.next ? change.next->version : qint64(change.version) + 1;
    for (const catalog::FieldChange &entry : std::as_const(entries)) {
        const catalog::FieldPlace &place = entry.place;
        m_inserts->history.add({number(m_nowMs), number(qint64(change.id)), number(version), literalOf(QString(catalog::placeKindName(place.kind))),
                                literalOf(place.code), literalOf(place.scope.channel), literalOf(place.scope.locale), stored(entry.before),
                                stored(entry.after), literalOf(place.sku), set == 0 ? QByteArray("NULL") : number(set)});
    }
}

void ProductRows::count(const Product &product, int step)
{
    const auto each = [&](const QVector<catalog::AttributeValue> &values) {
        for (const catalog::AttributeValue &value : values)
            m_counts[m_terms.attribute(value.code)] += step;
    };
    each(product.attributes);
    for (const catalog::Variant &variant : product.variants)
        each(variant.attributes);
}

} // namespace vitrine::storage::mysql
