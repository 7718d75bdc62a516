#include "exchange/money.h"
#include "exchange/own_csv.h"
#include "exchange/source_reader.h"

#include <optional>

namespace vitrine::exchange {

using catalog::ValueType;
using catalog::Variant;

namespace {

using L = QLatin1String;

/// Reads the form that own_csv.h describes.
class OwnCsv
{
public:
    OwnCsv(const SourceFile &file, ImportRun &run) : m_file(file), m_run(run) {}

    bool header(const RowReader &reader)
    {
        m_key = reader.column(L("key"));
        if (m_key < 0) {
            m_run.reject(m_file.path, reader.line(), QStringLiteral("key"),
                         QStringLiteral("the file has no column key; it names the product of each row"));
            return false;
        }
        m_name = reader.column(L("name"));
        m_categories = reader.column(L("categories"));
        m_brand = reader.column(L("brand"));
        m_sku = reader.column(L("sku"));
        m_stock = reader.column(L("stock"));
        m_images = reader.column(L("images"));
        auto coverage = std::make_shared<Coverage>();
        coverage->name = m_name >= 0;
        coverage->categories = m_categories >= 0;
        coverage->images = m_images >= 0;
        coverage->variants = m_sku >= 0;
        coverage->stock = m_stock >= 0;
        coverage->allAttributes = coverage->allPrices = false;
        if (m_brand >= 0)
            coverage->attributes.append({QStringLiteral("brand"), {}});
        for (int i = 0; i < reader.header().size(); ++i)
            addColumn(reader, i, *coverage);
        m_coverage = coverage;
        return true;
    }

    Status row(const RowReader &row)
    {
        const QString key = unprotectText(row.text(m_key));
        if (m_draft && key == m_draft->product.key.toString() && m_sku >= 0 && !row.cell(m_sku).empty()) {
            if (m_draftTakesVariants) {
                addVariantRow(row);
                return Done{};
            }
        }
        if (const Status done = finish(); !done)
            return done;
        if (key.isEmpty() || !m_seen.insert(key)) {
            m_run.rejectProduct(m_file.path, row.line(), QStringLiteral("key"),
                                key.isEmpty()
                                    ? QStringLiteral("the product has no key")
                                    : QStringLiteral("the key %1 was in this file before").arg(key));
            return Done{};
        }
        start(row, key);
        return Done{};
    }

    Status finish()
    {
        if (!m_draft)
            return Done{};
        ProductDraft draft = std::move(*m_draft);
        m_draft.reset();
        if (draft.product.variants.isEmpty())
            draft.product.variants.append(m_onlyVariant);
        return m_run.add(std::move(draft));
    }

    /// The file broke off: a product whose variants may be missing is named, not written in part.
    Status breakOff()
    {
        if (!m_draft || m_sku < 0 || !m_draftTakesVariants)
            return finish();
        m_run.rejectProduct(m_file.path, m_draft->line, QStringLiteral("key"), brokenOff(m_draft->product.key));
        m_draft.reset();
        return Done{};
    }

private:
    struct PriceCell
    {
        int column;
        PriceColumnName name;
    };
    struct AttributeCell
    {
        int column;
        AttributeColumnName name;
        ValueType type;
    };

    void addColumn(const RowReader &reader, int column, Coverage &coverage)
    {
        const QString &name = reader.header()[column];
        if (const auto price = parsePriceColumn(name)) {
            m_prices.append({column, *price});
            coverage.prices.append({price->channel, price->currency});
        } else if (const auto attribute = parseAttributeColumn(name)) {
            const ValueType type =
                attribute->type.value_or(m_run.codes().typeOf(attribute->code).value_or(ValueType::Text));
            m_run.codes().declare(attribute->code, type);
            m_attributes.append({column, *attribute, type});
            coverage.attributes.append({attribute->code, attribute->scope});
        } else if (column != m_key && column != m_name && column != m_categories && column != m_brand &&
                   column != m_sku && column != m_stock && column != m_images) {
            m_run.reject(m_file.path, reader.line(), name.isEmpty() ? QString::number(column + 1) : name,
                         QStringLiteral(
                             "no column of this form: it is left out; a price is price:USD or price:SG:SGD, "
                             "an attribute attr.CODE"));
        }
    }

    void start(const RowReader &row, const QString &key)
    {
        ProductDraft draft;
        draft.file = m_file.path;
        draft.line = row.line();
        draft.coverage = m_coverage;
        catalog::Product &product = draft.product;
        product.key = ProductKey(key);
        product.name = unprotectText(row.text(m_name));
        product.categories = splitList(unprotectText(row.text(m_categories)));
        if (const QString brand = unprotectText(row.text(m_brand)); !brand.isEmpty())
            product.attributes.append({QStringLiteral("brand"), catalog::OptionCode(brand), {}});
        for (const QString &image : splitList(unprotectText(row.text(m_images)))) {
            if (const auto stored = parseImageReference(image))
                product.images.append(*stored);
            else
                draft.imageNames.append(image);
        }
        m_onlyVariant = {};
        m_onlyVariant.sku = unprotectText(row.text(m_sku));
        m_draftTakesVariants = m_onlyVariant.sku.isEmpty();
        if (m_draftTakesVariants)
            m_onlyVariant.sku = key;
        if (readValues(row, product.attributes, product.prices) && readStock(row, m_onlyVariant.stock))
            m_draft = std::move(draft);
    }

    void addVariantRow(const RowReader &row)
    {
        Variant variant;
        variant.sku = unprotectText(row.text(m_sku));
        auto &variants = m_draft->product.variants;
        if (std::any_of(variants.begin(), variants.end(),
                        [&](const Variant &one) { return one.sku == variant.sku; })) {
            m_run.rejectProduct(m_file.path, row.line(), QStringLiteral("sku"),
                                QStringLiteral("the product has a variant %1 already").arg(variant.sku));
            return;
        }
        if (readValues(row, variant.attributes, variant.prices) && readStock(row, variant.stock))
            variants.append(std::move(variant));
    }

    bool readStock(const RowReader &row, qint64 &stock)
    {
        const QString cell = row.trimmed(m_stock);
        bool good = cell.isEmpty();
        stock = good ? 0 : cell.toLongLong(&good);
        if (!good)
            m_run.rejectProduct(m_file.path, row.line(), QStringLiteral("stock"),
                                QStringLiteral("not a whole number: %1").arg(cell.left(40)));
        return good;
    }

    bool readValues(const RowReader &row, QVector<catalog::AttributeValue> &values,
                    QVector<catalog::Price> &prices)
    {
        for (const PriceCell &cell : std::as_const(m_prices)) {
            const QString text = row.trimmed(cell.column);
            if (text.isEmpty())
                continue;
            const auto minor = minorFromDecimal(text, cell.name.currency);
            if (!minor) {
                m_run.rejectProduct(
                    m_file.path, row.line(), row.header()[cell.column],
                    QStringLiteral("not a price in %1: %2").arg(cell.name.currency, text.left(40)));
                return false;
            }
            prices.append({cell.name.channel, cell.name.currency, *minor});
        }
        for (const AttributeCell &cell : std::as_const(m_attributes)) {
            if (row.cell(cell.column).empty())
                continue;
            const QString text = row.text(cell.column);
            const auto value = valueFromCell(text, cell.type);
            if (!value) {
                m_run.rejectProduct(
                    m_file.path, row.line(), row.header()[cell.column],
                    QStringLiteral("not a %1: %2").arg(QString(valueTypeName(cell.type)), text.left(40)));
                return false;
            }
            values.append({cell.name.code, *value, cell.name.scope});
        }
        return true;
    }

    const SourceFile &m_file;
    ImportRun &m_run;
    int m_key = -1, m_name = -1, m_categories = -1, m_brand = -1, m_sku = -1, m_stock = -1, m_images = -1;
    QVector<PriceCell> m_prices;
    QVector<AttributeCell> m_attributes;
    std::shared_ptr<const Coverage> m_coverage;
    std::optional<ProductDraft> m_draft;
    bool m_draftTakesVariants = false;
    Variant m_onlyVariant;
    SeenKeys m_seen;
};

} // namespace

Status readCsv(const SourceFile &file, ImportRun &run)
{
    OwnCsv reader(file, run);
    const auto complete = readRows(
        file, run, [&](const RowReader &row) { return reader.header(row); },
        [&](const RowReader &row) { return reader.row(row); });
    if (!complete)
        return complete.error();
    return *complete || !run.wanted() ? reader.finish() : reader.breakOff();
}

} // namespace vitrine::exchange
