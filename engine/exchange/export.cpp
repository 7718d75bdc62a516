#include "exchange/export.h"

#include "exchange/money.h"
#include "exchange/own_csv.h"
#include "exchange/own_json.h"
#include "exchange/row_writer.h"

#include <map>
#include <set>
#include <tuple>

namespace vitrine::exchange {

using catalog::AttributeValue;
using catalog::Price;
using catalog::Product;
using catalog::Variant;

namespace {

/// Every column that some product needs.
struct Columns
{
    using Attribute = std::tuple<QString, QString, QString, int>; ///< code, channel, locale, type
    using Currency = std::tuple<QString, QString>;                ///< channel, currency
    std::set<Attribute> attributes;
    std::set<Currency> prices;

    static Attribute nameOf(const AttributeValue &value)
    {
        return {value.code, value.scope.channel, value.scope.locale, int(catalog::typeOf(value.value))};
    }
    void addAll(const QVector<AttributeValue> &values, const QVector<Price> &amounts)
    {
        for (const AttributeValue &value : values)
            attributes.insert(nameOf(value));
        for (const Price &price : amounts)
            prices.insert({price.channel, price.currency});
    }
};

bool isBrand(const Columns::Attribute &column)
{
    return column ==
           Columns::Attribute{QStringLiteral("brand"), QString(), QString(), int(catalog::ValueType::Option)};
}

/// The project's own table: which cells a product has, whatever they are written to.
class TableExport
{
public:
    TableExport(Columns columns, RowWriter &out) : m_columns(std::move(columns)), m_out(out)
    {
        m_columns.attributes.erase(
            {QStringLiteral("brand"), QString(), QString(), int(catalog::ValueType::Option)});
    }

    Status header()
    {
        for (const char *name : {"key", "name", "categories", "brand", "sku", "stock", "images"})
            cell(QLatin1String(name));
        for (const auto &[channel, currency] : m_columns.prices)
            cell(priceColumnName(channel, currency));
        for (const auto &[code, channel, locale, type] : m_columns.attributes)
            cell(attributeColumnName(code, catalog::ValueType(type), {channel, locale}));
        return m_out.endRow();
    }

    Status rows(const Product &product)
    {
        const QVector<Variant> &variants = product.variants;
        const bool simple =
            variants.size() == 1 && variants[0].attributes.isEmpty() && variants[0].prices.isEmpty();
        QString brand;
        for (const AttributeValue &value : product.attributes) {
            if (isBrand(Columns::nameOf(value)))
                brand = cellFromValue(value.value);
        }
        QStringList images;
        for (const catalog::ImageRef &image : product.images)
            images.append(imageReference(image));
        cell(protectText(product.key.toString()));
        cell(product.name.isEmpty() ? QString() : protectText(product.name));
        cell(list(product.categories));
        cell(brand);
        cell(simple && variants[0].sku != product.key.toString() ? protectText(variants[0].sku) : QString());
        cell(simple ? QString::number(variants[0].stock) : QString(), Kind::Number);
        cell(list(images));
        values(product.prices, product.attributes);
        Status written = m_out.endRow();
        if (simple)
            return written;
        for (const Variant &variant : variants) {
            if (!written)
                return written;
            cell(protectText(product.key.toString()));
            for (int blank = 0; blank < 3; ++blank)
                cell({});
            cell(protectText(variant.sku));
            cell(QString::number(variant.stock), Kind::Number);
            cell({});
            values(variant.prices, variant.attributes);
            written = m_out.endRow();
        }
        return written;
    }

private:
    using Kind = RowWriter::Kind;

    static QString list(const QStringList &items)
    {
        return items.isEmpty() ? QString() : protectText(joinList(items));
    }

    static Kind kindOf(int type)
    {
        switch (catalog::ValueType(type)) {
        case catalog::ValueType::Number:
            return Kind::Number;
        case catalog::ValueType::Boolean:
            return Kind::Boolean;
        case catalog::ValueType::Date:
            return Kind::Date;
        case catalog::ValueType::Text:
        case catalog::ValueType::Option:
            return Kind::Text;
        }
        Q_UNREACHABLE();
    }

    void values(const QVector<Price> &prices, const QVector<AttributeValue> &attributes)
    {
        std::map<Columns::Currency, qint64> amounts;
        for (const Price &price : prices)
            amounts.insert({{price.channel, price.currency}, price.minor});
        for (const Columns::Currency &column : m_columns.prices) {
            const auto amount = amounts.find(column);
            cell(amount == amounts.end() ? QString() : decimalFromMinor(amount->second, std::get<1>(column)), Kind::Number);
        }
        std::map<Columns::Attribute, const AttributeValue *> byColumn;
        for (const AttributeValue &value : attributes)
            byColumn.insert({Columns::nameOf(value), &value});
        for (const Columns::Attribute &column : m_columns.attributes) {
            const auto value = byColumn.find(column);
            cell(value == byColumn.end() ? QString() : cellFromValue(value->second->value), kindOf(std::get<3>(column)));
        }
    }

    void cell(const QString &text, Kind kind = Kind::Text) { m_out.cell(text, kind); }

    Columns m_columns;
    RowWriter &m_out;
};

} // namespace

Result<qint64> exportCatalog(catalog::ProductReader &products, ExportFormat format, QIODevice &device,
                             const ExportProgress &progress, const CancelToken &cancel)
{
    const Error cancelled{ErrorCode::Cancelled, QStringLiteral("the export was cancelled"), {}, {}};
    qint64 count = 0;
    Columns columns;
    if (format != ExportFormat::Jsonl) {
        const Status looked = products.forEach([&](const Product &product) {
            columns.addAll(product.attributes, product.prices);
            for (const Variant &variant : product.variants)
                columns.addAll(variant.attributes, variant.prices);
            return !cancel.requested();
        });
        if (!looked)
            return cancel.requested() ? cancelled : looked.error();
    }
    const std::unique_ptr<RowWriter> out = format == ExportFormat::Xlsx ? xlsxWriter(device) : csvWriter(device);
    TableExport table(std::move(columns), *out);
    Status put = format == ExportFormat::Jsonl ? Status(Done{}) : table.header();
    const Status written = !put ? put : products.forEach([&](const Product &product) {
        if (cancel.requested())
            return false;
        if (format != ExportFormat::Jsonl)
            put = table.rows(product);
        else if (const QByteArray line = lineFromProduct(product) + '\n'; device.write(line) != line.size())
            put = cannotWrite(device);
        if (!put)
            return false;
        if (++count % 100 == 0 && progress)
            progress(count);
        return true;
    });
    if (!put)
        return put.error();
    if (!written)
        return cancel.requested() ? cancelled : written.error();
    if (const Status finished = out->finish(); !finished)
        return finished.error();
    if (progress)
        progress(count);
    return count;
}

} // namespace vitrine::exchange
