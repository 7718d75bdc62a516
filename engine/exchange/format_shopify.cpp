#include "exchange/money.h"
#include "exchange/source_reader.h"

#include <optional>

namespace vitrine::exchange {

using catalog::ValueType;
using catalog::Variant;

namespace {

using L = QLatin1String;

/// A product is the run of rows that share a Handle: the first describes it, each with a SKU or an option
/// value is a variant, each with an Image Src adds a picture.
class ShopifyProducts
{
public:
    ShopifyProducts(const SourceFile &file, ImportRun &run) : m_file(file), m_run(run) {}

    Status row(const RowReader &row)
    {
        const QString handle = row.trimmed(row.column(L("Handle")));
        if (!m_draft || handle != m_draft->product.key.toString()) {
            if (const Status done = finish(); !done)
                return done;
            if (handle.isEmpty() || !m_seen.insert(handle)) {
                m_run.rejectProduct(
                    m_file.path, row.line(), QStringLiteral("Handle"),
                    handle.isEmpty() ? QStringLiteral("the row has no Handle")
                                     : QStringLiteral("the Handle %1 was in this file before").arg(handle));
                return Done{};
            }
            start(row, handle);
        }
        addVariant(row);
        for (const char *column : {"Image Src", "Variant Image"}) {
            const QString image = row.trimmed(row.column(L(column)));
            if (!image.isEmpty() && !m_draft->imageNames.contains(image))
                m_draft->imageNames.append(image);
        }
        return Done{};
    }

    Status finish()
    {
        if (!m_draft)
            return Done{};
        ProductDraft draft = std::move(*m_draft);
        m_draft.reset();
        if (draft.product.variants.isEmpty())
            draft.product.variants.append({draft.product.key.toString(), {}, {}, 0});
        return m_run.add(std::move(draft));
    }

    /// The file broke off: a product whose variants may be missing is named, not written in part.
    Status breakOff()
    {
        if (m_draft)
            m_run.rejectProduct(m_file.path, m_draft->line, QStringLiteral("Handle"), brokenOff(m_draft->product.key));
        m_draft.reset();
        return Done{};
    }

private:
    void start(const RowReader &row, const QString &handle)
    {
        m_draft.emplace();
        m_draft->file = m_file.path;
        m_draft->line = row.line();
        m_options.clear();
        catalog::Product &product = m_draft->product;
        product.key = ProductKey(handle);
        product.name = row.trimmed(row.column(L("Title")));
        if (const QString brand = row.trimmed(row.column(L("Vendor"))); !brand.isEmpty())
            product.attributes.append({QStringLiteral("brand"), catalog::OptionCode(brand), {}});
        QStringList steps = row.trimmed(row.column(L("Product Category"))).split(u'>', Qt::SkipEmptyParts);
        for (QString &step : steps)
            step = step.trimmed().replace(u'/', u'-');
        if (steps.isEmpty() && !row.trimmed(row.column(L("Type"))).isEmpty())
            steps = QStringList{row.trimmed(row.column(L("Type"))).replace(u'/', u'-')};
        if (!steps.isEmpty())
            product.categories = QStringList{steps.join(u'/')};
        const auto text = [&](const char *code, const char *column) {
            addText(product, m_run.codes().resolve(L(code), ValueType::Text),
                    row.trimmed(row.column(L(column))));
        };
        text("description", "Body (HTML)");
        text("product_type", "Type");
        text("tags", "Tags");
        text("meta_title", "SEO Title");
        text("meta_description", "SEO Description");
        text("status", "Status");
    }

    void addVariant(const RowReader &row)
    {
        Variant variant;
        variant.sku = row.trimmed(row.column(L("Variant SKU")));
        for (int i = 1; i <= 3; ++i) {
            const QByteArray number = QByteArray::number(i);
            const QString name = row.trimmed(row.column(L(QByteArray("Option" + number + " Name"))));
            const QString value = row.trimmed(row.column(L(QByteArray("Option" + number + " Value"))));
            if (!name.isEmpty()) // only the first row of a product names them
                m_options.insert(i, name);
            const QString option = m_options.value(i);
            if (!value.isEmpty() && !option.isEmpty() && value != L("Default Title"))
                variant.attributes.append(
                    {m_run.codes().resolve(option, ValueType::Option), catalog::OptionCode(value), {}});
        }
        const QString decimal = row.trimmed(row.column(L("Variant Price")));
        if (variant.sku.isEmpty() && variant.attributes.isEmpty() && decimal.isEmpty())
            return; // a row that only adds a picture
        if (variant.sku.isEmpty()) {
            variant.sku = m_draft->product.key.toString();
            for (const auto &value : std::as_const(variant.attributes))
                variant.sku += u'-' + std::get<catalog::OptionCode>(value.value).toString();
        }
        if (const auto minor = minorFromDecimal(decimal, u"USD"))
            variant.prices.append({{}, QStringLiteral("USD"), *minor});
        else if (!decimal.isEmpty())
            m_run.reject(m_file.path, row.line(), QStringLiteral("Variant Price"),
                         QStringLiteral("not a price: %1").arg(decimal));
        const QString stock = row.trimmed(row.column(L("Variant Inventory Qty")));
        bool good = stock.isEmpty();
        variant.stock = good ? 0 : stock.toLongLong(&good);
        if (!good)
            m_run.reject(m_file.path, row.line(), QStringLiteral("Variant Inventory Qty"),
                         QStringLiteral("not a whole number: %1").arg(stock));
        const auto same = [&](const Variant &other) { return other.sku == variant.sku; };
        auto &variants = m_draft->product.variants;
        if (std::any_of(variants.begin(), variants.end(), same)) {
            m_run.reject(m_file.path, row.line(), QStringLiteral("Variant SKU"),
                         QStringLiteral("the product has a variant %1 already").arg(variant.sku));
            return;
        }
        if (m_draft->product.prices.isEmpty())
            m_draft->product.prices = variant.prices;
        variants.append(std::move(variant));
    }

    const SourceFile &m_file;
    ImportRun &m_run;
    std::optional<ProductDraft> m_draft;
    QHash<int, QString> m_options;
    SeenKeys m_seen;
};

} // namespace

/// Shopify's product CSV. It names no currency: prices are US dollars.
Status readShopify(const SourceFile &file, ImportRun &run)
{
    ShopifyProducts reader(file, run);
    const auto complete = readRows(
        file, run, [](const RowReader &) { return true; },
        [&](const RowReader &row) { return reader.row(row); });
    if (!complete)
        return complete.error();
    return *complete || !run.wanted() ? reader.finish() : reader.breakOff();
}

} // namespace vitrine::exchange
