#include "exchange/export.h"

#include "exchange/money.h"
#include "exchange/own_csv.h"
#include "exchange/own_json.h"

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

class CsvExport
{
public:
    explicit CsvExport(Columns columns) : m_columns(std::move(columns))
    {
        m_columns.attributes.erase(
            {QStringLiteral("brand"), QString(), QString(), int(catalog::ValueType::Option)});
    }

    QByteArray header()
    {
        for (const char *name : {"key", "name", "categories", "brand", "sku", "stock", "images"})
            cell(QLatin1String(name));
        for (const auto &[channel, currency] : m_columns.prices)
            cell(priceColumnName(channel, currency));
        for (const auto &[code, channel, locale, type] : m_columns.attributes)
            cell(attributeColumnName(code, catalog::ValueType(type), {channel, locale}));
        return endRow();
    }

    QByteArray rows(const Product &product)
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
        cell(simple ? QString::number(variants[0].stock) : QString());
        cell(list(images));
        values(product.prices, product.attributes);
        QByteArray bytes = endRow();
        if (simple)
            return bytes;
        for (const Variant &variant : variants) {
            cell(protectText(product.key.toString()));
            for (int blank = 0; blank < 3; ++blank)
                cell({});
            cell(protectText(variant.sku));
            cell(QString::number(variant.stock));
            cell({});
            values(variant.prices, variant.attributes);
            bytes += endRow();
        }
        return bytes;
    }

private:
    static QString list(const QStringList &items)
    {
        return items.isEmpty() ? QString() : protectText(joinList(items));
    }

    void values(const QVector<Price> &prices, const QVector<AttributeValue> &attributes)
    {
        std::map<Columns::Currency, qint64> amounts;
        for (const Price &price : prices)
            amounts.insert({{price.channel, price.currency}, price.minor});
        for (const Columns::Currency &column : m_columns.prices) {
            const auto amount = amounts.find(column);
            cell(amount == amounts.end() ? QString() : decimalFromMinor(amount->second, std::get<1>(column)));
        }
        std::map<Columns::Attribute, const AttributeValue *> byColumn;
        for (const AttributeValue &value : attributes)
            byColumn.insert({Columns::nameOf(value), &value});
        for (const Columns::Attribute &column : m_columns.attributes) {
            const auto value = byColumn.find(column);
            cell(value == byColumn.end() ? QString() : cellFromValue(value->second->value));
        }
    }

    void cell(const QString &text)
    {
        if (!m_firstCell)
            m_row += ',';
        m_firstCell = false;
        QByteArray bytes = text.toUtf8();
        const bool quoted = bytes.contains('"') || bytes.contains(',') || bytes.contains(';') ||
                            bytes.contains('\n') || bytes.contains('\r') || bytes.contains('\t') ||
                            bytes.startsWith(' ') || bytes.endsWith(' ');
        if (quoted)
            bytes = '"' + bytes.replace("\"", "\"\"") + '"';
        m_row += bytes;
    }

    QByteArray endRow()
    {
        m_firstCell = true;
        m_row += "\r\n";
        return std::exchange(m_row, {});
    }

    Columns m_columns;
    QByteArray m_row;
    bool m_firstCell = true;
};

} // namespace

Result<qint64> exportCatalog(catalog::ProductReader &products, ExportFormat format, QIODevice &device,
                             const ExportProgress &progress, const CancelToken &cancel)
{
    const Error cancelled{ErrorCode::Cancelled, QStringLiteral("the export was cancelled"), {}, {}};
    qint64 count = 0;
    bool deviceFailed = false;
    const auto put = [&](const QByteArray &bytes) {
        deviceFailed = device.write(bytes) != bytes.size();
        return !deviceFailed;
    };
    Columns columns;
    if (format == ExportFormat::Csv) {
        const Status looked = products.forEach([&](const Product &product) {
            columns.addAll(product.attributes, product.prices);
            for (const Variant &variant : product.variants)
                columns.addAll(variant.attributes, variant.prices);
            return !cancel.requested();
        });
        if (!looked)
            return cancel.requested() ? cancelled : looked.error();
    }
    CsvExport csv(std::move(columns));
    const bool begun = format != ExportFormat::Csv || put(csv.header());
    const Status written = !begun ? Status(Done{}) : products.forEach([&](const Product &product) {
        if (cancel.requested())
            return false;
        if (!put(format == ExportFormat::Csv ? csv.rows(product) : lineFromProduct(product) + '\n'))
            return false;
        if (++count % 100 == 0 && progress)
            progress(count);
        return true;
    });
    if (deviceFailed)
        return Error{ErrorCode::Io,
                     QStringLiteral("the export cannot be written: %1").arg(device.errorString()),
                     {},
                     QStringLiteral("Check that the disk has room and the folder may be written to")};
    if (!written)
        return cancel.requested() ? cancelled : written.error();
    if (progress)
        progress(count);
    return count;
}

} // namespace vitrine::exchange
