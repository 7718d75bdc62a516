#include "exchange/money.h"
#include "exchange/source_reader.h"

#include <QRegularExpression>

#include <array>
#include <deque>

namespace vitrine::exchange {

using catalog::Product;
using catalog::ValueType;
using catalog::Variant;

namespace {

using L = QLatin1String;

/// What a folder's side tables say; small, and in memory while the folder is read.
struct MagentoTables
{
    QHash<QString, QStringList> images;                   ///< by SKU
    QHash<QString, QString> categoryPaths;                ///< "Bags" -> "Gear/Bags"
    QHash<QString, QPair<ValueType, QString>> attributes; ///< type and label by code
};

/// Columns of the product files that are no attributes of a product.
bool isAttributeColumn(const QString &name)
{
    static const QStringList others{QStringLiteral("sku"),
                                    QStringLiteral("name"),
                                    QStringLiteral("category"),
                                    QStringLiteral("price"),
                                    QStringLiteral("qty"),
                                    QStringLiteral("visibility"),
                                    QStringLiteral("bundle_options"),
                                    QStringLiteral("associated_sku"),
                                    QStringLiteral("samples_title"),
                                    QStringLiteral("links_title"),
                                    QStringLiteral("links_purchased_separately")};
    return !name.isEmpty() && !others.contains(name);
}

constexpr std::array ExportTexts{
    "description", "short_description", "attribute_set_code", "url_key",
    "meta_title",  "meta_keywords",     "meta_description",   "country_of_manufacture"};

QStringList withoutAncestors(const QStringList &paths)
{
    QStringList leaves;
    for (const QString &path : paths) {
        const bool ancestor = std::any_of(
            paths.begin(), paths.end(), [&](const QString &other) { return other.startsWith(path + u'/'); });
        if (!ancestor && !path.isEmpty() && !leaves.contains(path))
            leaves.append(path);
    }
    return leaves;
}

class MagentoReader
{
public:
    explicit MagentoReader(ImportRun &run) : m_run(run) {}

    Status sideTable(const SourceFile &file)
    {
        const auto read = readRows(
            file, m_run, [](const RowReader &) { return true; },
            [&](const RowReader &row) -> Status {
                if (file.kind == FileKind::MagentoImages)
                    m_tables.images[row.trimmed(row.column(L("sku")))].append(
                        row.trimmed(row.column(L("image"))));
                else if (file.kind == FileKind::MagentoCategories)
                    addCategory(row);
                else
                    addAttributeType(row);
                return Done{};
            });
        return read ? Status(Done{}) : read.error();
    }

    Status products(const SourceFile &file)
    {
        const bool exported = file.kind == FileKind::MagentoProducts;
        const auto complete = readRows(
            file, m_run, [](const RowReader &) { return true; },
            [&](const RowReader &row) -> Status {
                ProductDraft draft;
                draft.file = file.path;
                draft.line = row.line();
                const QString sku = row.trimmed(row.column(L("sku")));
                if (sku.isEmpty() || !m_seen.insert(sku)) {
                    m_run.rejectProduct(
                        file.path, row.line(), QStringLiteral("sku"),
                        sku.isEmpty() ? QStringLiteral("the row has no SKU")
                                      : QStringLiteral("the SKU %1 was in this folder before").arg(sku));
                    return Done{};
                }
                draft.product.key = ProductKey(sku);
                draft.product.name = row.trimmed(row.column(L("name")));
                addMoneyAndStock(row, draft);
                return exported ? exportedRow(row, std::move(draft)) : fixtureRow(row, std::move(draft));
            });
        if (!complete)
            return complete.error();
        return *complete ? emitWaiting(0) : Done{};
    }

private:
    static constexpr std::size_t MaxWaiting = 50'000;

    void addCategory(const RowReader &row)
    {
        const QString name = row.trimmed(row.column(L("name")));
        const QString parent = row.trimmed(row.column(L("path")));
        // The path names the parents by their url key, which reads like the name but for capitals.
        QStringList steps;
        for (const QString &key : parent.split(u'/', Qt::SkipEmptyParts)) {
            const auto known =
                std::find_if(m_tables.categoryPaths.keyBegin(), m_tables.categoryPaths.keyEnd(),
                             [&](const QString &one) { return one.compare(key, Qt::CaseInsensitive) == 0; });
            steps.append(known == m_tables.categoryPaths.keyEnd() ? labelFromCode(key) : *known);
        }
        steps.append(name);
        if (!m_tables.categoryPaths.contains(name))
            m_tables.categoryPaths.insert(name, steps.join(u'/'));
    }

    void addAttributeType(const RowReader &row)
    {
        const QString input = row.trimmed(row.column(L("frontend_input")));
        const ValueType type = input == L("boolean")  ? ValueType::Boolean
                               : input == L("select") ? ValueType::Option
                                                      : ValueType::Text;
        const QString label = row.text(row.column(L("frontend_label"))).section(u'\n', 0, 0).trimmed();
        m_tables.attributes.insert(row.trimmed(row.column(L("attribute_code"))), {type, label});
    }

    void addMoneyAndStock(const RowReader &row, ProductDraft &draft)
    {
        const QString decimal = row.trimmed(row.column(L("price")));
        if (const auto minor = minorFromDecimal(decimal, u"USD"))
            draft.product.prices.append({{}, QStringLiteral("USD"), *minor});
        else if (!decimal.isEmpty())
            m_run.reject(draft.file, draft.line, QStringLiteral("price"),
                         QStringLiteral("not a price: %1").arg(decimal));
        const QString stock = row.trimmed(row.column(L("qty")));
        bool good = stock.isEmpty();
        const double count = good ? 0 : stock.toDouble(&good); // Magento counts in decimals, "100.0000"
        if (!good || count < -1e15 || count > 1e15)
            m_run.reject(draft.file, draft.line, QStringLiteral("qty"),
                         QStringLiteral("not a number: %1").arg(stock));
        draft.product.variants.append({draft.product.key.toString(), {}, {}, good ? qint64(count) : 0});
    }

    /// One attribute; several values of it come on lines or between bars and are kept as one text.
    void addValue(QVector<catalog::AttributeValue> &values, const QString &name, const QString &text)
    {
        QStringList parts = text.split(QRegularExpression(QStringLiteral("[\\n|]")), Qt::SkipEmptyParts);
        for (QString &part : parts)
            part = part.trimmed();
        const QString joined = name == L("description") ? text : parts.join(QStringLiteral(", "));
        if (joined.isEmpty())
            return;
        const auto declared = m_tables.attributes.value(name, {ValueType::Text, {}});
        const bool yes = joined == L("Yes") || joined == L("1");
        const bool no = joined == L("No") || joined == L("0");
        if (declared.first == ValueType::Boolean && (yes || no))
            values.append({m_run.codes().resolve(name, ValueType::Boolean, declared.second), yes, {}});
        else if (declared.first == ValueType::Option && parts.size() == 1)
            values.append({m_run.codes().resolve(name, ValueType::Option, declared.second),
                           catalog::OptionCode(joined),
                           {}});
        else
            values.append({m_run.codes().resolve(name, ValueType::Text, declared.second), joined, {}});
    }

    /// "a=1,b=x, y,c=2": a comma also occurs inside a value, so that only "code=" starts the next one.
    QVector<catalog::AttributeValue> additionalAttributes(const QString &text)
    {
        static const QRegularExpression start(QStringLiteral("(?:^|,)([a-z0-9_]+)="));
        QVector<catalog::AttributeValue> values;
        auto match = start.match(text);
        while (match.hasMatch()) {
            const auto next = start.match(text, match.capturedEnd());
            const qsizetype end = next.hasMatch() ? next.capturedStart() : text.size();
            const QString name = match.captured(1);
            if (name != L("has_options") && name != L("required_options"))
                addValue(values, name, text.mid(match.capturedEnd(), end - match.capturedEnd()));
            match = next;
        }
        return values;
    }

    Status fixtureRow(const RowReader &row, ProductDraft draft)
    {
        QStringList paths;
        for (const QString &name : row.text(row.column(L("category"))).split(u'\n', Qt::SkipEmptyParts))
            paths.append(m_tables.categoryPaths.value(name.trimmed(), name.trimmed()));
        draft.product.categories = withoutAncestors(paths);
        for (int i = 0; i < row.header().size(); ++i) {
            if (isAttributeColumn(row.header()[i]))
                addValue(draft.product.attributes, row.header()[i], row.trimmed(i));
        }
        draft.imageNames = m_tables.images.value(draft.product.key.toString());
        return m_run.add(std::move(draft));
    }

    Status exportedRow(const RowReader &row, ProductDraft draft)
    {
        QStringList paths;
        for (QString path : row.text(row.column(L("categories"))).split(u',', Qt::SkipEmptyParts)) {
            path = path.trimmed();
            const qsizetype root = path.indexOf(u'/'); // the store's root category says nothing
            if (root > 0)
                paths.append(path.mid(root + 1));
        }
        draft.product.categories = withoutAncestors(paths);
        draft.product.attributes = additionalAttributes(row.text(row.column(L("additional_attributes"))));
        const QStringList images =
            (row.text(row.column(L("base_image"))) + u',' + row.text(row.column(L("additional_images"))))
                .split(u',', Qt::SkipEmptyParts);
        for (const QString &image : images) {
            if (!draft.imageNames.contains(image.trimmed()))
                draft.imageNames.append(image.trimmed());
        }
        bool good = false;
        const double weight = row.trimmed(row.column(L("weight"))).toDouble(&good);
        if (good)
            draft.product.attributes.append(
                {m_run.codes().resolve(QStringLiteral("weight"), ValueType::Number), weight, {}});
        for (const char *name : ExportTexts)
            addText(draft.product, m_run.codes().resolve(L(name), ValueType::Text),
                    row.trimmed(row.column(L(name))));
        if (row.trimmed(row.column(L("product_type"))) == L("configurable"))
            return configurable(row.text(row.column(L("configurable_variations"))), std::move(draft));
        if (row.trimmed(row.column(L("visibility"))) != L("Not Visible Individually"))
            return m_run.add(std::move(draft));
        const QString sku = draft.product.key.toString();
        m_waiting.insert(sku, std::move(draft));
        m_waitingOrder.push_back(sku);
        return m_waitingOrder.size() > 2 * MaxWaiting ? emitWaiting(MaxWaiting) : Done{};
    }

    /// A parent takes the hidden products that it lists as its variants; Magento demands that they come
    /// before it.
    Status configurable(const QString &variations, ProductDraft draft)
    {
        QVector<Variant> variants;
        for (const QString &variation : variations.split(u'|', Qt::SkipEmptyParts)) {
            QVector<catalog::AttributeValue> options;
            QString sku;
            for (const QString &pair : variation.split(u',', Qt::SkipEmptyParts)) {
                const QString name = pair.section(u'=', 0, 0).trimmed();
                const QString value = pair.section(u'=', 1).trimmed();
                if (name == L("sku"))
                    sku = value;
                else if (!value.isEmpty())
                    options.append(
                        {m_run.codes().resolve(name, ValueType::Option), catalog::OptionCode(value), {}});
            }
            const auto waiting = m_waiting.find(sku);
            if (waiting == m_waiting.end()) {
                m_run.reject(draft.file, draft.line, QStringLiteral("configurable_variations"),
                             QStringLiteral("the variant %1 is not on a row above").arg(sku));
                continue;
            }
            Variant variant = waiting->product.variants.value(0);
            variant.attributes = options;
            for (const catalog::AttributeValue &value : std::as_const(waiting->product.attributes)) {
                if (value.code == L("weight")) // what differs of a variant's own row; its texts repeat the parent's
                    variant.attributes.append(value);
            }
            variant.prices = waiting->product.prices;
            variants.append(variant);
            for (const QString &image : std::as_const(waiting->imageNames)) {
                if (!draft.imageNames.contains(image))
                    draft.imageNames.append(image);
            }
            m_waiting.erase(waiting);
        }
        if (!variants.isEmpty())
            draft.product.variants = variants;
        return m_run.add(std::move(draft));
    }

    /// Hidden products whose parent did not come are products of their own.
    Status emitWaiting(std::size_t keep)
    {
        while (m_waitingOrder.size() > keep) {
            const auto waiting = m_waiting.find(m_waitingOrder.front());
            m_waitingOrder.pop_front();
            if (waiting == m_waiting.end())
                continue;
            ProductDraft draft = std::move(*waiting);
            m_waiting.erase(waiting);
            if (const Status done = m_run.add(std::move(draft)); !done)
                return done;
        }
        return Done{};
    }

    ImportRun &m_run;
    MagentoTables m_tables;
    SeenKeys m_seen;
    QHash<QString, ProductDraft> m_waiting;
    std::deque<QString> m_waitingOrder;
};

} // namespace

/// Magento: its own export and the plain products of its sample data (gear, bundles, grouped, downloads);
/// without a currency of their own, prices are US dollars.
Status readMagento(const SourceGroup &group, ImportRun &run)
{
    MagentoReader reader(run);
    for (const SourceFile &file : group) {
        Status done = Done{};
        if (file.kind == FileKind::MagentoProducts || file.kind == FileKind::MagentoFixture)
            done = reader.products(file);
        else if (file.kind == FileKind::MagentoImages || file.kind == FileKind::MagentoCategories ||
                 file.kind == FileKind::MagentoAttributes)
            done = reader.sideTable(file);
        if (!done || !run.wanted())
            return done;
    }
    return Done{};
}

} // namespace vitrine::exchange
