#include "storage/sqlite/truth_writer.h"

#include "catalog/product_rules.h"
#include "catalog/product_summary.h"
#include "storage/sqlite/index_names.h"

#include <sqlite3.h>

namespace vitrine::storage::sqlite {

using catalog::Outcome;
using catalog::Product;

PreparedProduct prepare(const Product &product)
{
    PreparedProduct prepared{catalog::normalised(product), {}, {}};
    prepared.broken = catalog::brokenRule(prepared.product);
    if (!prepared.broken)
        prepared.fingerprint = catalog::fingerprint(prepared.product);
    return prepared;
}

TruthWriter::TruthWriter(sqlite3 *database, Dictionary &dictionary, FamilyRegistry &families)
    : m_database(database),
      m_dictionary(dictionary),
      m_families(families),
      m_reader(database, dictionary),
      m_insertHead(
          database,
          "INSERT INTO product (id, name, sort_name, version, updated_ms, fingerprint, brand, price_channel, "
          "price_currency, price_minor, stock, image, image_width, image_height, key) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      m_updateHead(
          database,
          "UPDATE product SET name = ?2, sort_name = ?3, version = ?4, updated_ms = ?5, fingerprint = ?6, "
          "brand = ?7, price_channel = ?8, price_currency = ?9, price_minor = ?10, stock = ?11, image = ?12, "
          "image_width = ?13, image_height = ?14 WHERE id = ?1"),
      m_clearValues(database, "DELETE FROM value WHERE product = ?"),
      m_clearPrices(database, "DELETE FROM price WHERE product = ?"),
      m_clearVariants(database, "DELETE FROM variant WHERE product = ?"),
      m_clearImages(database, "DELETE FROM image WHERE product = ?"),
      m_clearCategories(database, "DELETE FROM product_category WHERE product = ?"),
      m_clearText(database, "DELETE FROM product_text WHERE rowid = ?"),
      m_value(database, "INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      m_price(database, "INSERT INTO price VALUES (?, ?, ?, ?, ?, ?)"),
      m_variant(database, "INSERT INTO variant VALUES (?, ?, ?, ?)"),
      m_image(database, "INSERT INTO image VALUES (?, ?, ?, ?, ?, ?, ?)"),
      m_category(database, "INSERT INTO product_category VALUES (?, ?, ?)"),
      m_text(
          database,
          "INSERT INTO product_text (rowid, name, key, brand, categories, body) VALUES (?, ?, ?, ?, ?, ?)"),
      m_history(
          database,
          "INSERT INTO history (at_ms, product, version, field, code, channel, locale, previous, current, sku, "
          "change_set) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      m_change(database, "INSERT INTO change (product) VALUES (?)"),
      m_clearHead(database, "DELETE FROM product WHERE id = ?"),
      m_insertRemoved(database, "INSERT INTO removed VALUES (?, ?, ?, ?)"),
      m_clearRemoved(database, "DELETE FROM removed WHERE id = ?"),
      m_focus(database, "SELECT focus_x, focus_y FROM image JOIN product ON product.id = image.product "
                        "WHERE image.image = ? AND focus_x IS NOT NULL ORDER BY updated_ms DESC, product.id DESC LIMIT 1"),
      m_completeness(database, "INSERT INTO completeness VALUES (?1, ?2) ON CONFLICT DO UPDATE SET counts = ?2"),
      m_clearCompleteness(database, "DELETE FROM completeness WHERE product = ?")
{
    reload(0);
}

void TruthWriter::reload(size_t keptTouched)
{
    m_dictionary.load(m_database);
    m_families.load(m_database, m_dictionary);
    m_highestId = m_reader.highestId();
    Roaring gone;
    Statement removed(m_database, "SELECT id FROM removed");
    while (removed.step())
        gone.add(quint32(removed.integer(0)));
    m_gone = std::make_shared<const Roaring>(std::move(gone));
    m_touched.resize(keptTouched);
}

std::vector<Touched> TruthWriter::takeTouched()
{
    return std::exchange(m_touched, {});
}

QSet<quint32> TruthWriter::takeRelabelled()
{
    return std::exchange(m_relabelled, {});
}

QString TruthWriter::brandLabel(const QString &code) const
{
    if (code.isEmpty())
        return {};
    const auto attribute = m_dictionary.findAttribute(QStringLiteral("brand"));
    const auto option = attribute ? m_dictionary.findOption(*attribute, code) : std::nullopt;
    return option ? m_dictionary.optionLabel(*option) : code;
}

std::optional<Error> TruthWriter::wrongType(const Product &product) const
{
    QHash<QString, catalog::ValueType> firstTypes;
    const auto check = [&](const QVector<catalog::AttributeValue> &values) -> std::optional<Error> {
        for (const catalog::AttributeValue &value : values) {
            const catalog::ValueType type = catalog::typeOf(value.value);
            catalog::ValueType expected = firstTypes.value(value.code, type);
            if (const auto id = m_dictionary.findAttribute(value.code)) {
                const auto attribute = m_dictionary.attribute(*id);
                if (attribute.type && attribute.valueCount > 0)
                    expected = *attribute.type;
            }
            firstTypes.insert(value.code, expected);
            if (type != expected)
                return Error{
                    ErrorCode::InvalidArgument,
                    QStringLiteral("\"%1\" is a %2 attribute and cannot hold a %3 value")
                        .arg(value.code, catalog::valueTypeName(expected), catalog::valueTypeName(type)),
                    value.code,
                    {}};
        }
        return {};
    };
    if (auto error = check(product.attributes))
        return error;
    for (const catalog::Variant &variant : product.variants) {
        if (auto error = check(variant.attributes))
            return error;
    }
    return {};
}

catalog::ProductOutcome TruthWriter::upsert(const PreparedProduct &prepared, qint64 nowMs)
{
    if (prepared.broken)
        return {Outcome::Rejected, *prepared.broken, 0};
    const auto head = m_reader.head(prepared.product.key);
    if (head && head->fingerprint == prepared.fingerprint)
        return {Outcome::Unchanged, {}, head->version};
    const auto old = head ? std::optional(m_reader.product(*head)) : std::nullopt;
    if (auto error = refused(prepared.product, old ? &*old : nullptr))
        return {Outcome::Rejected, *error, 0};

    Product product = prepared.product;
    product.version = head ? head->version + 1 : 1;
    if (head) {
        write(product, &*old, head->id, prepared.fingerprint, nowMs);
    } else if (const auto gone = m_reader.gone(product.key)) { // under the number and the history that it had
        product.version = gone->version + 1;
        m_clearRemoved.bind(1, gone->id).run();
        Roaring stillGone = *m_gone;
        stillGone.remove(gone->id);
        m_gone = std::make_shared<const Roaring>(std::move(stillGone));
        write(product, nullptr, gone->id, prepared.fingerprint, nowMs);
    } else {
        write(product, nullptr, quint32(++m_highestId), prepared.fingerprint, nowMs);
    }
    return {head ? Outcome::Updated : Outcome::Created, {}, product.version};
}

void TruthWriter::describe(const QVector<catalog::AttributeHint> &hints)
{
    for (const catalog::AttributeHint &hint : hints) {
        if (!hint.option.isEmpty()) {
            m_dictionary.describe(m_database, hint);
            const auto attribute = m_dictionary.findAttribute(hint.code);
            if (const auto option = m_dictionary.findOption(*attribute, hint.option))
                m_relabelled.insert(*option);
        } else {
            m_dictionary.describe(m_database, hint);
        }
    }
}

TruthWriter::Same TruthWriter::sameParts(const Product &old, const Product &product)
{
    const auto eachVariant = [&](const auto &isSame) {
        return std::equal(old.variants.begin(), old.variants.end(), product.variants.begin(), product.variants.end(), isSame);
    };
    using catalog::Variant;
    Same same;
    same.name = old.name == product.name;
    same.values = old.attributes == product.attributes &&
                  eachVariant([](const Variant &a, const Variant &b) { return a.attributes == b.attributes; });
    same.prices = old.prices == product.prices && eachVariant([](const Variant &a, const Variant &b) { return a.prices == b.prices; });
    same.skus = eachVariant([](const Variant &a, const Variant &b) { return a.sku == b.sku; });
    same.stock = eachVariant([](const Variant &a, const Variant &b) { return a.stock == b.stock; });
    same.categories = old.categories == product.categories;
    same.images = old.images == product.images;
    return same;
}

void TruthWriter::write(const Product &product, const Product *old, quint32 id, const QByteArray &fingerprint,
                        qint64 nowMs)
{
    const Same same = old ? sameParts(*old, product) : Same{};
    if (!same.values)
        writeValues(product, old, id);
    Touched touched = touchedBy(product, id); // by now the dictionary knows all its values
    touched.sorts = {!old, !old || old->name != product.name};
    touched.index.previousValues = same.values ? touched.index.values
                                   : old       ? indexValues(*old, m_dictionary)
                                               : std::vector<catalog::IndexValue>();
    keepCompleteness(product, id, touched.index);
    touched.index.categories = categoryNumbers(product);
    if (!same.categories)
        writeCategories(touched.index.categories, id);
    if (!same.prices)
        writePrices(product, id);
    if (!same.skus || !same.stock)
        writeVariants(product, id);
    if (!same.images)
        writeImages(product, id);
    writeHead(product, id, fingerprint, nowMs, !old, touched.index);
    touched.focus = focusOf(old ? old->images : QVector<catalog::ImageRef>(), product.images);

    if (!same.name || !same.values || !same.categories || !same.skus) {
        const Document document = documentOf(product, brandLabel(catalog::brandOf(product)));
        if (!old || document != documentOf(*old, brandLabel(catalog::brandOf(*old))))
            writeText(document, id, !old);
    }
    writeHistory(product, old, id, nowMs);
    logChange(std::move(touched));
}

/// Where they are now, of the pictures that had or have a focal point: any change of a product makes it the last one.
std::vector<catalog::FocalPoints::Change> TruthWriter::focusOf(const QVector<catalog::ImageRef> &before,
                                                               const QVector<catalog::ImageRef> &after)
{
    std::vector<catalog::FocalPoints::Change> changes;
    for (const catalog::ImageRef &image : before + after) {
        if (!image.focus)
            continue;
        ResetAtEnd reset(m_focus);
        const bool any = m_focus.bind(1, image.id.toString()).step();
        changes.emplace_back(image.id, any ? std::optional(catalog::FocalPoint{m_focus.real(0), m_focus.real(1)}) : std::nullopt);
    }
    return changes;
}

Touched TruthWriter::touchedBy(const Product &product, quint32 id) const
{
    Touched touched;
    touched.id = id;
    touched.version = product.version;
    touched.key = product.key.toString().toUtf8();
    touched.card = catalog::assembleCard(product);
    touched.index.id = id;
    touched.index.values = indexValues(product, m_dictionary);
    return touched;
}

void TruthWriter::logChange(Touched touched)
{
    m_change.bind(1, touched.id).run();
    touched.seq = touched.index.sequence = sqlite3_last_insert_rowid(m_database);
    m_touched.push_back(std::move(touched));
}

} // namespace vitrine::storage::sqlite
