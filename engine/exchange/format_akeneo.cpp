#include "exchange/akeneo_columns.h"
#include "exchange/json_splitter.h"
#include "exchange/source_reader.h"
#include "exchange/table.h"

#include <nlohmann/json.hpp>

#include <functional>

namespace vitrine::exchange {

using catalog::Product;
using catalog::Variant;
using nlohmann::json;

namespace {

constexpr int MostLevels = 2; ///< of product models above a product

/// Reads a source of Akeneo twice: once to see what its values are and which products belong to which model, once to
/// take them. In memory are the models, and of the products those whose model still waits for others.
class AkeneoReader
{
public:
    AkeneoReader(const SourceGroup &group, ImportRun &run) : m_group(group), m_run(run), m_values(m_tables, m_looks, run.codes()) {}

    Status read()
    {
        if (const Status done = readTables(); !done)
            return done;
        if (const Status done = lookThrough(); !done || !m_run.wanted())
            return done;
        m_values.choosePrice(m_prices + m_looks.prices());
        makeCoverage();
        if (const Status done = readModels(); !done)
            return done;
        for (auto each = m_children.begin(); each != m_children.end(); ++each) {
            if (const QString root = rootOf(each.key()); !root.isEmpty())
                m_left[root] += each.value();
        }
        for (const SourceFile &file : m_group) {
            const Status done = !m_run.wanted()                          ? Status(Done{})
                                : file.kind == FileKind::AkeneoProducts ? readCsv(file)
                                : file.kind == FileKind::AkeneoJson     ? readJson(file)
                                                                        : Status(Done{});
            if (!done)
                return done;
        }
        return m_run.wanted() ? emitRest() : Done{};
    }

private:
    // The first reading.

    Status readTables()
    {
        for (const SourceFile &file : m_group) {
            if (!isAkeneoTable(file.kind))
                continue;
            const Status done = m_tables.read(file, [&](qint64 line, const QString &column, const QString &reason) {
                m_run.reject(file.path, line, column, reason);
            });
            if (!done)
                return done;
            m_run.finishedFile(file.storedBytes);
        }
        if (m_tables.familyCount() > 0)
            m_run.warn(QStringLiteral("the source declares %1 families of products: import --suggest-families FILE writes them for \"vitrined families import\"")
                           .arg(m_tables.familyCount()));
        return Done{};
    }

    Status lookThrough()
    {
        for (const SourceFile &file : m_group) {
            if (!m_run.wanted())
                break;
            const Status done = file.kind == FileKind::AkeneoJson ? lookThroughJson(file)
                                : file.kind == FileKind::AkeneoProducts || file.kind == FileKind::AkeneoModels ? lookThroughCsv(file)
                                                                                                             : Status(Done{});
            if (!done)
                return done;
        }
        return Done{};
    }

    Status lookThroughCsv(const SourceFile &file)
    {
        const auto table = openTable(file.path, nullptr);
        if (!table)
            return table.error();
        RowReader &reader = **table;
        if (reader.readHeader() != RowReader::Step::Row)
            return Done{}; // that is said when it is read
        const bool isModels = file.kind == FileKind::AkeneoModels;
        const AkeneoColumns columns(reader.header(), m_tables, isModels);
        for (const QString &price : columns.prices()) {
            if (!m_prices.contains(price))
                m_prices.append(price);
        }
        (isModels ? m_modelColumns : m_productColumns).append(columns);
        auto step = reader.next();
        for (; step != RowReader::Step::End && step != RowReader::Step::Failed && m_run.wanted(); step = reader.next()) {
            m_run.advance(file.path, 0);
            if (step != RowReader::Step::Row)
                continue;
            columns.look(reader, m_tables, m_looks);
            if (const QString parent = reader.trimmed(columns.parent()); !isModels && !parent.isEmpty())
                ++m_children[parent];
        }
        m_isWhole = m_isWhole && step == RowReader::Step::End;
        return Done{};
    }

    Status lookThroughJson(const SourceFile &file)
    {
        return eachObject(file, [this](const json &object, qint64) -> Status {
            lookAtJson(object, m_tables, m_looks);
            const auto parent = object.find("parent");
            if (!isAkeneoModel(object) && parent != object.end() && parent->is_string())
                ++m_children[QString::fromStdString(parent->get<std::string>())];
            return Done{};
        });
    }

    /// What is no object is said when the products are read.
    Status eachObject(const SourceFile &file, const std::function<Status(const json &, qint64 line)> &take)
    {
        auto stream = ByteStream::open(file.path);
        if (!stream)
            return stream.error();
        JsonSplitter splitter(**stream);
        auto step = splitter.next();
        for (; m_run.wanted() && (step == JsonSplitter::Step::Element || step == JsonSplitter::Step::Bad); step = splitter.next()) {
            m_run.advance(file.path, 0);
            const json object = step == JsonSplitter::Step::Element ? json::parse(splitter.text(), nullptr, false) : json();
            if (!object.is_object())
                continue;
            if (const Status done = take(object, splitter.line()); !done)
                return done;
        }
        m_isWhole = m_isWhole && step == JsonSplitter::Step::End;
        return Done{};
    }

    void makeCoverage()
    {
        auto products = std::make_shared<Coverage>();
        products->name = products->categories = products->images = products->stock = products->allAttributes = products->allPrices = false;
        for (const AkeneoColumns &columns : std::as_const(m_productColumns))
            columns.cover(m_values, *products);
        auto models = std::make_shared<Coverage>(*products);
        for (const AkeneoColumns &columns : std::as_const(m_modelColumns))
            columns.cover(m_values, *models);
        products->variants = false; // a product of its own has the one that it has
        m_ofProducts = products;
        m_ofModels = models;
        auto all = std::make_shared<Coverage>(); // the REST form names everything but what Akeneo does not have
        all->stock = false;
        m_ofJson = all;
    }

    // The second reading.

    Status readModels()
    {
        for (const SourceFile &file : m_group) {
            if (!m_run.wanted())
                break;
            const Status done = file.kind == FileKind::AkeneoModels ? readCsv(file)
                                : file.kind == FileKind::AkeneoJson ? eachObject(file, [&](const json &object, qint64 line) {
                                      return isAkeneoModel(object) ? takeJson(file, object, line) : Status(Done{});
                                  })
                                                                    : Status(Done{});
            if (!done)
                return done;
        }
        return Done{};
    }

    Status readCsv(const SourceFile &file)
    {
        const bool isModels = file.kind == FileKind::AkeneoModels;
        std::optional<AkeneoColumns> columns;
        const auto read = readRows(
            file, m_run,
            [&](const RowReader &reader) {
                columns.emplace(reader.header(), m_tables, isModels);
                if (columns->code() < 0)
                    m_run.reject(file.path, reader.line(), {},
                                 QStringLiteral("no column names the products; name attributes.csv, too, which says which attribute is the identifier, or export it as sku"));
                for (const QString &name : columns->unread())
                    m_run.reject(file.path, reader.line(), name, QStringLiteral("more parts than an attribute, a locale and a channel: the column is left out"));
                return columns->code() >= 0;
            },
            [&](const RowReader &row) {
                AkeneoPart part;
                part.file = file.path;
                part.line = row.line();
                const AkeneoProblem problem = columns->read(row, m_values, part);
                return take(std::move(part), problem, row.header()[columns->code()], m_ofProducts);
            });
        return read ? Status(Done{}) : read.error();
    }

    Status readJson(const SourceFile &file)
    {
        return readObjects(file, m_run, [&](const json &object, qint64 line) {
            return isAkeneoModel(object) ? Status(Done{}) : takeJson(file, object, line);
        });
    }

    Status takeJson(const SourceFile &file, const json &object, qint64 line)
    {
        AkeneoPart part;
        part.file = file.path;
        part.line = line;
        const AkeneoProblem problem = m_values.putJson(part, object);
        return take(std::move(part), problem, part.isModel ? QStringLiteral("code") : QStringLiteral("identifier"), m_ofJson);
    }

    Status take(AkeneoPart part, const AkeneoProblem &problem, const QString &codeField, const std::shared_ptr<const Coverage> &coverage)
    {
        if (const QString why = part.code.isEmpty()                                    ? QStringLiteral("nothing names it")
                                : !(part.isModel ? m_seenModels : m_seen).insert(part.code) ? QStringLiteral("%1 was in this source before").arg(part.code)
                                                                                       : QString();
            !why.isEmpty())
            return refuse(part, codeField, why);
        if (!problem.ok())
            return refuse(part, problem.field, problem.reason);
        if (!part.family.isEmpty())
            part.attributes.append({catalog::FamilyAttribute, catalog::OptionCode(part.family), {}});
        if (part.isModel) {
            m_models.insert(part.code, std::move(part));
            return Done{};
        }
        if (part.parent.isEmpty())
            return m_run.add(productOf(std::move(part), {}, coverage));
        const QString root = rootOf(part.parent);
        if (root.isEmpty())
            return refuse(part, QStringLiteral("parent"),
                          QStringLiteral("the product model %1 is not in this source, or was rejected; export the product models, too, and import all files together").arg(part.parent));
        m_waiting[root].append(std::move(part));
        return arrived(root);
    }

    Status refuse(const AkeneoPart &part, const QString &field, const QString &reason)
    {
        m_run.rejectProduct(part.file, part.line, field, reason);
        const QString root = part.isModel || part.parent.isEmpty() ? QString() : rootOf(part.parent); // it waits no more
        return root.isEmpty() ? Status(Done{}) : arrived(root);
    }

    /// The model at the top; empty: there is none, or the models lead round in a circle.
    QString rootOf(const QString &code) const
    {
        QString at = code;
        for (int level = 0; level < MostLevels; ++level) {
            const auto model = m_models.constFind(at);
            if (model == m_models.constEnd())
                return {};
            if (model->parent.isEmpty())
                return at;
            at = model->parent;
        }
        return {};
    }

    /// Of a file that breaks off nobody knows which products of a model were behind that.
    Status arrived(const QString &root)
    {
        return --m_left[root] > 0 || !m_isWhole ? Status(Done{}) : emitModel(root);
    }

    Status emitModel(const QString &root)
    {
        m_emitted.insert(root);
        const QVector<AkeneoPart> variants = m_waiting.take(root);
        const bool isJson = m_modelColumns.isEmpty() && m_productColumns.isEmpty();
        return m_run.add(productOf(m_models.value(root), variants, isJson ? m_ofJson : m_ofModels));
    }

    /// Models without products, and those of a file that broke off.
    Status emitRest()
    {
        for (const AkeneoPart &model : std::as_const(m_models)) {
            if (!m_run.wanted())
                return Done{};
            if (m_emitted.contains(model.code))
                continue;
            const QString root = rootOf(model.code);
            if (root.isEmpty()) {
                m_run.rejectProduct(model.file, model.line, QStringLiteral("parent"),
                                    m_models.contains(model.parent) ? QStringLiteral("the models above it are more than %1, or lead round in a circle").arg(MostLevels - 1)
                                                                    : QStringLiteral("the product model %1 is not in this source").arg(model.parent));
                continue;
            }
            if (root != model.code)
                continue; // it is a level of another
            if (!m_isWhole) {
                m_run.rejectProduct(model.file, model.line, QStringLiteral("code"), brokenOff(ProductKey(model.code)));
                continue;
            }
            if (const Status done = emitModel(model.code); !done)
                return done;
        }
        return Done{};
    }

    ProductDraft productOf(AkeneoPart part, const QVector<AkeneoPart> &variants, const std::shared_ptr<const Coverage> &coverage) const
    {
        ProductDraft draft;
        draft.file = part.file;
        draft.line = part.line;
        draft.coverage = coverage;
        Product &product = draft.product;
        product.key = ProductKey(part.code);
        product.name = part.name.isEmpty() ? part.code : part.name;
        product.categories = part.categories;
        product.attributes = part.attributes;
        product.prices = part.prices;
        draft.imageNames = part.images;
        for (const AkeneoPart &each : variants) {
            Variant variant{each.code, each.attributes, each.prices, 0};
            addLevel(part, each, product.categories, draft.imageNames, variant);
            if (each.parent != part.code)
                addLevel(part, m_models.value(each.parent), product.categories, draft.imageNames, variant);
            product.variants.append(std::move(variant));
        }
        if (product.variants.isEmpty())
            product.variants.append({part.code, {}, {}, 0});
        return draft;
    }

    /// What one level below the top gives a variant; what is nearer to it is there already. Categories and pictures are
    /// the product's.
    static void addLevel(const AkeneoPart &top, const AkeneoPart &level, QStringList &categories, QStringList &images, Variant &variant)
    {
        for (const QString &path : level.categories) {
            if (!categories.contains(path))
                categories.append(path);
        }
        for (const QString &image : level.images) {
            if (!images.contains(image))
                images.append(image);
        }
        for (const catalog::AttributeValue &value : level.attributes) {
            const auto samePlace = [&](const catalog::AttributeValue &other) { return other.code == value.code && other.scope == value.scope; };
            if (std::none_of(variant.attributes.begin(), variant.attributes.end(), samePlace))
                variant.attributes.append(value);
        }
        if (variant.prices.isEmpty())
            variant.prices = level.prices;
        // What is the same for all of them is said once, by the product.
        variant.attributes.removeIf([&](const catalog::AttributeValue &value) { return top.attributes.contains(value); });
        if (variant.prices == top.prices)
            variant.prices.clear();
    }

    const SourceGroup &m_group;
    ImportRun &m_run;
    AkeneoTables m_tables;
    AkeneoLooks m_looks;
    AkeneoValues m_values;
    QStringList m_prices;
    QVector<AkeneoColumns> m_productColumns, m_modelColumns;
    std::shared_ptr<const Coverage> m_ofProducts, m_ofModels, m_ofJson;
    QMap<QString, AkeneoPart> m_models;
    QHash<QString, int> m_children; ///< products of each model, as the first reading counted them
    QHash<QString, int> m_left; ///< of each model at the top: products that did not come yet, of all its levels
    QHash<QString, QVector<AkeneoPart>> m_waiting;
    QSet<QString> m_emitted;
    SeenKeys m_seen, m_seenModels;
    bool m_isWhole = true;
};

} // namespace

Status readAkeneo(const SourceGroup &group, ImportRun &run)
{
    return AkeneoReader(group, run).read();
}

} // namespace vitrine::exchange
