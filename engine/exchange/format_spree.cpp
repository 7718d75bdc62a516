#include "exchange/money.h"
#include "exchange/source_reader.h"
#include "exchange/table.h"

#include <optional>

namespace vitrine::exchange {

using catalog::Product;
using catalog::Scope;
using catalog::ValueType;
using catalog::Variant;

namespace {

using L = QLatin1String;
using Translations = QHash<QString, QVector<catalog::AttributeValue>>;

/// Texts of a product row that become attributes.
constexpr std::array TextColumns{"description",  "meta_title", "meta_description", "meta_keywords", "tags",
                                 "product_type", "status"};
/// Measures of a variant row; they differ between the variants of a product.
constexpr std::array MeasureColumns{std::pair{"width", "dimensions_unit"}, std::pair{"height", "dimensions_unit"},
                                    std::pair{"depth", "dimensions_unit"}, std::pair{"weight", "weight_unit"}};

/// A price that stands on a row far below its product: Spree lists a second currency behind all products.
struct LatePrice
{
    QString sku;
    catalog::Price price;
    qint64 line = 0;
};
using LatePrices = QHash<QString, QVector<LatePrice>>; ///< by slug

QString currencyOf(const RowReader &row)
{
    const QString currency = row.trimmed(row.column(L("currency")));
    return currency.isEmpty() ? QStringLiteral("USD") : currency;
}

/// Looks through the file for such rows before its products are read; what is wrong with a row is said then.
Result<LatePrices> findLatePrices(const SourceFile &file, const ImportRun &run)
{
    const auto table = openTable(file.path, nullptr);
    if (!table)
        return table.error();
    RowReader &row = **table;
    LatePrices late;
    SeenKeys seen;
    QString current;
    if (row.readHeader() != RowReader::Step::Row)
        return late;
    for (auto step = row.next(); run.wanted() && step != RowReader::Step::End; step = row.next()) {
        if (step == RowReader::Step::Failed)
            break;
        const QString slug = row.trimmed(row.column(L("slug")));
        if (step == RowReader::Step::Bad || slug.isEmpty() || slug == current)
            continue;
        if (seen.insert(slug)) {
            current = slug;
            continue;
        }
        current.clear();
        const QString currency = currencyOf(row);
        if (const auto minor = minorFromDecimal(row.trimmed(row.column(L("price"))), currency))
            late[slug].append({row.trimmed(row.column(L("sku"))), {{}, currency, *minor}, row.line()});
    }
    return late;
}

/// A product is the run of rows that share a slug: the first row describes it, each further one is a variant.
class SpreeProducts
{
public:
    SpreeProducts(const SourceFile &file, ImportRun &run, const Translations &translations,
                  const LatePrices &late)
        : m_file(file), m_run(run), m_translations(translations), m_late(late)
    {
    }

    bool header(const RowReader &row)
    {
        for (const QString &name : row.header()) {
            if (name.startsWith(L("custom_field.")))
                m_customFields.append({row.header().indexOf(name), name.section(u'.', -1)});
        }
        return true;
    }

    Status row(const RowReader &row)
    {
        const QString slug = row.trimmed(row.column(L("slug")));
        if (m_draft && !slug.isEmpty() && slug == m_draft->product.key.toString()) {
            addVariant(row);
            return Done{};
        }
        if (const Status done = finish(); !done)
            return done;
        if (slug.isEmpty())
            m_run.rejectProduct(m_file.path, row.line(), QStringLiteral("slug"),
                                QStringLiteral("the row has no slug"));
        else if (m_seen.insert(slug))
            start(row, slug);
        else if (!minorFromDecimal(row.trimmed(row.column(L("price"))), currencyOf(row)))
            rejectAgain(row.line(), slug); // no late price either, see addLatePrices()
        return Done{};
    }

    Status finish()
    {
        if (!m_draft)
            return Done{};
        ProductDraft draft = std::move(*m_draft);
        m_draft.reset();
        if (draft.product.variants.isEmpty())
            draft.product.variants.append(m_master);
        addLatePrices(draft.product);
        return m_run.add(std::move(draft));
    }

    /// The file broke off: a product whose variants may be missing is named, not written in part.
    void breakOff()
    {
        if (!m_draft || !m_run.wanted())
            return;
        m_run.rejectProduct(m_file.path, m_draft->line, QStringLiteral("slug"),
                            brokenOff(m_draft->product.key));
        m_draft.reset();
    }

private:
    void rejectAgain(qint64 line, const QString &slug)
    {
        m_run.rejectProduct(m_file.path, line, QStringLiteral("slug"),
                            QStringLiteral("the slug %1 was in this file before").arg(slug));
    }

    void addLatePrices(Product &product)
    {
        const QString slug = product.key.toString();
        for (const LatePrice &late : m_late.value(slug)) {
            const auto variant = std::find_if(product.variants.begin(), product.variants.end(),
                                              [&](const Variant &one) { return one.sku == late.sku; });
            const bool ofVariant = variant != product.variants.end() && late.sku != m_master.sku;
            if (!ofVariant && !late.sku.isEmpty() && late.sku != m_master.sku) {
                rejectAgain(late.line, slug);
                continue;
            }
            QVector<catalog::Price> &prices = ofVariant ? variant->prices : product.prices;
            const bool again = std::any_of(prices.begin(), prices.end(), [&](const catalog::Price &one) {
                return one.currency == late.price.currency;
            });
            if (again)
                rejectAgain(late.line, slug);
            else if (late.price.minor != 0)
                prices.append(late.price);
            if (ofVariant && variant == product.variants.begin() && !again)
                product.prices = prices;
        }
    }

    void start(const RowReader &row, const QString &slug)
    {
        m_draft.emplace();
        m_draft->file = m_file.path;
        m_draft->line = row.line();
        Product &product = m_draft->product;
        product.key = ProductKey(slug);
        product.name = row.trimmed(row.column(L("name")));
        for (int i = 1; i <= 9; ++i) {
            const QString category =
                row.trimmed(row.column(L(QByteArray("category" + QByteArray::number(i)))));
            QStringList steps = category.split(QStringLiteral("->"), Qt::SkipEmptyParts);
            for (QString &step : steps)
                step = step.trimmed().replace(u'/', u'-');
            if (!steps.isEmpty())
                product.categories.append(steps.join(u'/'));
        }
        for (const char *name : TextColumns)
            addText(product, m_run.codes().resolve(L(name), ValueType::Text),
                    row.trimmed(row.column(L(name))));
        for (const auto &[column, name] : std::as_const(m_customFields))
            addText(product, m_run.codes().resolve(name, ValueType::Text), row.trimmed(int(column)));
        product.attributes += m_translations.value(slug);
        addPrice(row, product.prices);
        addImages(row);
        m_master = variantOf(row);
    }

    Variant variantOf(const RowReader &row)
    {
        Variant variant;
        variant.sku = row.trimmed(row.column(L("sku")));
        if (variant.sku.isEmpty())
            variant.sku = m_draft->product.key.toString();
        const QString stock = row.trimmed(row.column(L("inventory_count")));
        bool good = stock.isEmpty();
        variant.stock = good ? 0 : stock.toLongLong(&good);
        if (!good)
            m_run.reject(m_file.path, row.line(), QStringLiteral("inventory_count"),
                         QStringLiteral("not a whole number: %1").arg(stock));
        return variant;
    }

    void addVariant(const RowReader &row)
    {
        // A variant that was on an earlier row comes again for a further currency only.
        const QString sku = row.trimmed(row.column(L("sku")));
        for (Variant &known : m_draft->product.variants) {
            if (known.sku == sku) {
                addPrice(row, known.prices);
                return;
            }
        }
        if (!sku.isEmpty() && sku == m_master.sku && row.trimmed(row.column(L("option1_value"))).isEmpty()) {
            addPrice(row, m_draft->product.prices);
            return;
        }
        Variant variant = variantOf(row);
        for (int i = 1; i <= 3; ++i) {
            const QByteArray number = QByteArray::number(i);
            const QString option = row.trimmed(row.column(L(QByteArray("option" + number + "_name"))));
            const QString value = row.trimmed(row.column(L(QByteArray("option" + number + "_value"))));
            if (!option.isEmpty() && !value.isEmpty())
                variant.attributes.append(
                    {m_run.codes().resolve(option, ValueType::Option), catalog::OptionCode(value), {}});
        }
        for (const auto &[name, unitColumn] : MeasureColumns) {
            bool good = false;
            const double number = row.trimmed(row.column(L(name))).toDouble(&good);
            const QString unit = row.trimmed(row.column(L(unitColumn)));
            if (good)
                variant.attributes.append({m_run.codes().resolve(L(name), ValueType::Number, {}, unit), number, {}});
        }
        addPrice(row, variant.prices);
        addImages(row);
        if (m_draft->product.prices.isEmpty())
            m_draft->product.prices = variant.prices;
        m_draft->product.variants.append(std::move(variant));
    }

    /// A price of nothing is how Spree writes that only the variants have one.
    void addPrice(const RowReader &row, QVector<catalog::Price> &prices)
    {
        const QString decimal = row.trimmed(row.column(L("price")));
        const QString currency = currencyOf(row);
        if (decimal.isEmpty())
            return;
        const auto minor = minorFromDecimal(decimal, currency);
        if (!minor)
            m_run.reject(m_file.path, row.line(), QStringLiteral("price"),
                         QStringLiteral("not a price in %1: %2").arg(currency, decimal));
        else if (*minor != 0)
            prices.append({{}, currency, *minor});
    }

    void addImages(const RowReader &row)
    {
        for (int i = 1; i <= 9; ++i) {
            const QString name =
                row.trimmed(row.column(L(QByteArray("image" + QByteArray::number(i) + "_src"))));
            if (!name.isEmpty() && !m_draft->imageNames.contains(name))
                m_draft->imageNames.append(name);
        }
    }

    const SourceFile &m_file;
    ImportRun &m_run;
    const Translations &m_translations;
    const LatePrices &m_late;
    QVector<QPair<qsizetype, QString>> m_customFields;
    std::optional<ProductDraft> m_draft;
    Variant m_master;
    SeenKeys m_seen;
};

QVector<catalog::AttributeValue> translationOf(const RowReader &row, ImportRun &run)
{
    Product holder;
    const Scope scope{{}, row.trimmed(row.column(L("locale")))};
    for (const char *name : {"name", "description", "meta_title", "meta_description"})
        addText(holder, run.codes().resolve(L(name), ValueType::Text), row.trimmed(row.column(L(name))),
                scope);
    return holder.attributes;
}

Status readTranslations(const SourceFile &file, ImportRun &run, Translations &into)
{
    const auto read = readRows(
        file, run, [](const RowReader &) { return true; },
        [&](const RowReader &row) -> Status {
            auto &values = into[row.trimmed(row.column(L("slug")))];
            for (const catalog::AttributeValue &value : translationOf(row, run)) {
                const bool again = std::any_of(values.begin(), values.end(), [&](const auto &other) {
                    return other.code == value.code && other.scope == value.scope;
                });
                if (!again)
                    values.append(value);
            }
            return Done{};
        });
    return read ? Status(Done{}) : read.error();
}

/// Translations without their products go to those that the catalog has already.
Status addTranslations(const SourceFile &file, ImportRun &run, const Translations &translations)
{
    QStringList slugs = translations.keys();
    slugs.sort();
    for (const QString &slug : slugs) {
        auto coverage = std::make_shared<Coverage>();
        *coverage = {false, false, false, false, false, false, {}, false, {}};
        ProductDraft draft;
        draft.product.key = ProductKey(slug);
        draft.product.attributes = translations.value(slug);
        for (const auto &value : std::as_const(draft.product.attributes))
            coverage->attributes.append({value.code, value.scope});
        draft.coverage = coverage;
        draft.file = file.path;
        draft.mustExist = true;
        if (const Status done = run.add(std::move(draft)); !done)
            return done;
    }
    return Done{};
}

} // namespace

/// Spree's export: the translations of a folder are a side table and kept in memory until their products
/// come.
Status readSpree(const SourceGroup &group, ImportRun &run)
{
    Translations translations;
    const SourceFile *translationFile = nullptr;
    bool products = false;
    for (const SourceFile &file : group) {
        if (file.kind != FileKind::SpreeTranslations)
            continue;
        translationFile = &file;
        if (const Status done = readTranslations(file, run, translations); !done)
            return done;
    }
    for (const SourceFile &file : group) {
        if (file.kind != FileKind::Spree)
            continue;
        products = true;
        const auto late = findLatePrices(file, run);
        if (!late)
            return late.error();
        SpreeProducts reader(file, run, translations, *late);
        const auto complete = readRows(
            file, run, [&](const RowReader &row) { return reader.header(row); },
            [&](const RowReader &row) { return reader.row(row); });
        if (!complete)
            return complete.error();
        if (!*complete)
            reader.breakOff();
        if (const Status done = reader.finish(); !done)
            return done;
    }
    return products || !translationFile ? Status(Done{})
                                        : addTranslations(*translationFile, run, translations);
}

} // namespace vitrine::exchange
