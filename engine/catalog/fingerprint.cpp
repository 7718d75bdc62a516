#include "catalog/focal_point.h"
#include "catalog/product_rules.h"

#include <QCryptographicHash>

#include <algorithm>
#include <bit>
#include <tuple>
#include <vector>

namespace vitrine::catalog {

namespace {

/// Length-prefixed fields in a fixed order: two different products never write the same bytes.
class Canonical
{
public:
    Canonical() { m_bytes.reserve(1024); }

    void number(quint64 value) { m_bytes.append(reinterpret_cast<const char *>(&value), sizeof value); }
    void text(const QString &text)
    {
        number(quint64(text.size()));
        m_bytes.append(reinterpret_cast<const char *>(text.utf16()),
                       text.size() * qsizetype(sizeof(char16_t)));
    }
    void value(const Value &value)
    {
        number(value.index());
        std::visit([this](const auto &held) { field(held); }, value);
    }
    void attributes(const QVector<AttributeValue> &values)
    {
        std::vector<const AttributeValue *> sorted;
        sorted.reserve(size_t(values.size()));
        for (const AttributeValue &value : values)
            sorted.push_back(&value);
        std::sort(sorted.begin(), sorted.end(), [](const AttributeValue *a, const AttributeValue *b) {
            return std::tie(a->code, a->scope.channel, a->scope.locale) <
                   std::tie(b->code, b->scope.channel, b->scope.locale);
        });
        number(sorted.size());
        for (const AttributeValue *each : sorted) {
            text(each->code);
            text(each->scope.channel);
            text(each->scope.locale);
            value(each->value);
        }
    }
    void prices(const QVector<Price> &prices)
    {
        number(quint64(prices.size()));
        for (const Price &price : prices) {
            text(price.channel);
            text(price.currency);
            number(quint64(price.minor));
        }
    }
    QByteArray digest() const { return QCryptographicHash::hash(m_bytes, QCryptographicHash::Blake2b_160); }

private:
    void field(const QString &held) { text(held); }
    void field(double held) { number(std::bit_cast<quint64>(held == 0 ? 0.0 : held)); }
    void field(bool held) { number(held); }
    void field(const QDate &held) { number(quint64(held.toJulianDay())); }
    void field(const OptionCode &held) { text(held.toString()); }

    QByteArray m_bytes;
};

} // namespace

QByteArray fingerprint(const Product &product)
{
    Canonical canonical;
    canonical.text(product.key.toString());
    canonical.text(product.name);
    canonical.number(quint64(product.categories.size()));
    for (const QString &category : product.categories)
        canonical.text(category);
    canonical.attributes(product.attributes);
    canonical.prices(product.prices);
    canonical.number(quint64(product.images.size()));
    for (const ImageRef &image : product.images) {
        // What has none is as it was before there were any.
        canonical.text(image.focus ? image.id.toString() + u' ' + toText(*image.focus) : image.id.toString());
        canonical.number(quint64(image.widthPx));
        canonical.number(quint64(image.heightPx));
    }
    canonical.number(quint64(product.variants.size()));
    for (const Variant &variant : product.variants) {
        canonical.text(variant.sku);
        canonical.attributes(variant.attributes);
        canonical.prices(variant.prices);
        canonical.number(quint64(variant.stock));
    }
    return canonical.digest();
}

} // namespace vitrine::catalog
