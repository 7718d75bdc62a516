#include "catalog/catalog.h"
#include "catalog/focal_point.h"
#include "catalog/json_writer.h"
#include "catalog/money.h"
#include "catalog/scope_fallback.h"

namespace vitrine::catalog {

namespace {

/// The preset in which a product page shows its pictures; a card's addresses name it.
constexpr char CardPreset[] = "pdp-800";

struct ValueWriter
{
    JsonWriter &json;
    void operator()(const QString &text) const { json.string(text); }
    void operator()(double number) const { json.number(number); }
    void operator()(bool flag) const { json.boolean(flag); }
    void operator()(const QDate &date) const { json.ascii(date.toString(Qt::ISODate).toLatin1()); }
    void operator()(const OptionCode &option) const { json.string(option.toString()); }
};

void writeAttributes(JsonWriter &json, const QVector<AttributeValue> &values, const Scope &scope)
{
    json.key(u"attributes").beginObject();
    for (const AttributeValue &value : resolve(values, scope)) {
        json.key(value.code);
        std::visit(ValueWriter{json}, value.value);
    }
    json.endObject();
}

void writePrices(JsonWriter &json, const QVector<Price> &prices, const Scope &scope)
{
    json.key(u"prices").beginArray();
    for (const Price &price : resolve(prices, scope.channel)) {
        json.beginObject().key(u"channel").string(price.channel).key(u"currency").string(price.currency);
        json.key(u"minor")
            .number(price.minor)
            .key(u"amount")
            .ascii(formatAmount(price.minor, price.currency));
        json.endObject();
    }
    json.endArray();
}

void writeImages(JsonWriter &json, const QVector<ImageRef> &images)
{
    json.key(u"images").beginArray();
    for (const ImageRef &image : images) {
        const QByteArray id = image.id.toString().toUtf8();
        json.beginObject().key(u"id").string(image.id.toString());
        json.key(u"url").ascii(QByteArray("/i/") + CardPreset + '/' + id + '/' + revisionOf(image.id, image.focus) + ".jpg");
        json.key(u"width")
            .number(qint64(image.widthPx))
            .key(u"height")
            .number(qint64(image.heightPx));
        if (image.focus)
            json.key(u"focus").beginObject().key(u"x").number(image.focus->x).key(u"y").number(image.focus->y).endObject();
        json.endObject();
    }
    json.endArray();
}

} // namespace

Result<QVector<std::optional<Card>>> CardReader::cards(const QVector<ProductKey> &keys, const Scope &scope)
{
    QVector<std::optional<Card>> page;
    page.reserve(keys.size());
    for (const ProductKey &key : keys) {
        auto one = scope == Scope{} ? card(key) : card(key, scope);
        if (!one && one.error().code != ErrorCode::NotFound)
            return one.error();
        page.append(one ? std::optional(*std::move(one)) : std::nullopt);
    }
    return page;
}

QByteArray assembleCard(const Product &product, const Scope &scope)
{
    JsonWriter json;
    json.beginObject();
    json.key(u"key").string(product.key.toString());
    json.key(u"name").string(product.name);
    json.key(u"version").number(qint64(product.version));
    writeAttributes(json, product.attributes, scope);
    writePrices(json, product.prices, scope);
    json.key(u"stock").number(product.stock());
    json.key(u"categories").beginArray();
    for (const QString &category : product.categories)
        json.string(category);
    json.endArray();
    writeImages(json, product.images);
    json.key(u"variants").beginArray();
    for (const Variant &variant : product.variants) {
        json.beginObject().key(u"sku").string(variant.sku);
        writeAttributes(json, variant.attributes, scope);
        writePrices(json, variant.prices, scope);
        json.key(u"stock").number(variant.stock).endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace vitrine::catalog
