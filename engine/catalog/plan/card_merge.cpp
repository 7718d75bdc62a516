#include "catalog/focal_point.h"
#include "catalog/plan/card_merge.h"

#include "catalog/plan/value_of_cell.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace vitrine::plan {

using catalog::AttributeValue;
using catalog::Scope;

namespace {

/// Where a row goes: a product, or one of its variants.
struct Target
{
    MergedProduct *owner = nullptr;
    qsizetype variant = -1;
    qint64 *stock = nullptr; ///< of a product that may turn out to have no variants

    QVector<AttributeValue> &attributes() const
    {
        return variant < 0 ? owner->product.attributes : owner->product.variants[variant].attributes;
    }
    QVector<catalog::Price> &prices() const
    {
        return variant < 0 ? owner->product.prices : owner->product.variants[variant].prices;
    }
};

/// What an attribute's number stands for in one part.
struct AttributeMeaning
{
    bool isKnown = false, isWanted = false, isName = false, isPrice = false;
    QString code, type;
    int cell = -1; ///< the column of its values
};

/// A part with all that does not change from row to row.
struct PartIndex
{
    std::unordered_map<Cell, AttributeMeaning> attributes;   ///< those that have been asked for
    std::unordered_map<Cell, std::optional<Scope>> scopes; ///< the same; nothing: unknown
    std::unordered_map<Cell, std::vector<size_t>> rowsOf; ///< by owner
    QVector<int> children; ///< parts that are of this one; those that make variants first
    int attribute = -1, scope = -1, value = -1, text = -1, number = -1, whole = -1, variant = -1, child = -1;
    int codeColumn = -1, typeColumn = -1;      ///< of the attribute dictionary
    int channelColumn = -1, localeColumn = -1; ///< of the scope dictionary
    const QHash<QString, QString> *types = nullptr;
};

class Merger
{
public:
    Merger(const Plan &plan, const Dictionaries &dictionaries, const Fetched &fetched)
        : m_description(plan.description), m_dictionaries(dictionaries), m_fetched(fetched)
    {
        for (int i = 0; i < m_description.parts.size(); ++i)
            m_index.push_back(indexOf(i));
    }

    Merged run()
    {
        const int root = m_description.root;
        const Part &part = m_description.parts[root];
        const RowSet &rows = m_fetched.parts[size_t(root)].rows;
        const int id = part.find(QLatin1String("id")), key = part.find(QLatin1String("key")),
                  name = part.find(QLatin1String("name"));
        const int version = part.find(QLatin1String(m_description.versionColumn.toLatin1())),
                  updated = part.find(QLatin1String(m_description.updatedColumn.toLatin1()));
        for (size_t row = 0; row < rows.rows(); ++row) {
            MergedProduct merged;
            merged.id = wholeOf(rows.at(row, id));
            merged.product.key = ProductKey(QString::fromUtf8(textOf(rows.at(row, key))));
            if (name >= 0)
                merged.product.name = QString::fromUtf8(textOf(rows.at(row, name)));
            merged.product.version = version < 0 ? 1 : versionOf(rows.at(row, version));
            merged.updatedMs = updated < 0 ? 0 : timeMsOf(rows.at(row, updated));
            qint64 stock = 0;
            applyChildren(root, row, {&merged, -1, &stock});
            finish(merged, stock);
            m_merged.products.push_back(std::move(merged));
        }
        return std::move(m_merged);
    }

private:
    static int columnOf(const Dictionary &dictionary, QLatin1String name)
    {
        for (int i = 0; i < dictionary.columns.size(); ++i) {
            if (dictionary.columns[i].name == name)
                return i;
        }
        return -1;
    }

    PartIndex indexOf(int number)
    {
        const Part &part = m_description.parts[number];
        PartIndex index;
        const std::vector<Cell> &owners = m_fetched.parts[size_t(number)].owners;
        for (size_t row = 0; row < owners.size(); ++row)
            index.rowsOf[owners[row]].push_back(row);
        for (int i = 0; i < m_description.parts.size(); ++i) {
            if (m_description.parts[i].ofPart == number)
                index.children.append(i);
        }
        std::stable_partition(index.children.begin(), index.children.end(),
                              [this](int i) { return m_description.parts[i].gives == Gives::Variants; });
        index.child = part.find(QLatin1String("child"));
        index.variant = part.find(QLatin1String("variant"));
        if (part.storage != Storage::Attribute)
            return index;
        index.attribute = part.find(QLatin1String("attribute"));
        index.scope = part.find(QLatin1String("scope"));
        index.value = part.find(QLatin1String("value"));
        index.text = part.find(QLatin1String("text"));
        index.number = part.find(QLatin1String("number"));
        index.whole = part.find(QLatin1String("whole"));
        const Dictionary &attributes =
            m_description
                .dictionaries[m_description.findDictionary(part.columns[index.attribute].dictionary)];
        index.codeColumn = std::max(0, columnOf(attributes, QLatin1String("code")));
        index.typeColumn = columnOf(attributes, QLatin1String("type"));
        index.types = &attributes.types;
        if (index.scope >= 0 && !part.columns[index.scope].dictionary.isEmpty()) {
            const Dictionary &scopes =
                m_description
                    .dictionaries[m_description.findDictionary(part.columns[index.scope].dictionary)];
            index.channelColumn = columnOf(scopes, QLatin1String("channel"));
            index.localeColumn = columnOf(scopes, QLatin1String("locale"));
        }
        return index;
    }

    void applyChildren(int owner, size_t ownerRow, const Target &target)
    {
        for (const int child : m_index[size_t(owner)].children) {
            const Part &part = m_description.parts[child];
            const Cell &cell = m_fetched.parts[size_t(owner)].rows.at(ownerRow, part.ofColumn);
            const auto rows = m_index[size_t(child)].rowsOf.find(cell);
            if (rows == m_index[size_t(child)].rowsOf.end())
                continue;
            for (const size_t row : rows->second)
                apply(child, row, target);
        }
    }

    void apply(int number, size_t row, Target target)
    {
        const Part &part = m_description.parts[number];
        PartIndex &index = m_index[size_t(number)];
        const RowSet &rows = m_fetched.parts[size_t(number)].rows;
        if (index.variant >= 0) {
            target.variant = wholeOf(rows.at(row, index.variant)) - 1;
            if (target.variant >= target.owner->product.variants.size())
                return;
        }
        if (part.storage == Storage::Attribute)
            return applyValue(part, index, rows, row, target);
        switch (part.gives) {
        case Gives::Variants:
            applyVariant(part, rows, row, target);
            break;
        case Gives::Prices:
            applyPrice(part, rows, row, target);
            break;
        case Gives::Stock:
            if (const int column = part.find(QLatin1String("quantity")); column >= 0)
                (target.variant < 0 ? *target.stock : target.owner->product.variants[target.variant].stock) =
                    wholeOf(rows.at(row, column));
            break;
        case Gives::Categories:
            if (const QString path = text(part, "path", rows, row);
                !path.isEmpty() && !target.owner->product.categories.contains(path))
                target.owner->product.categories.append(path);
            break;
        case Gives::Images:
            applyImage(part, rows, row, target);
            break;
        case Gives::Attributes:
            applyFields(part, rows, row, target);
            break;
        case Gives::Product:
            break;
        }
        applyChildren(number, row, target);
    }

    /// The text of a column, empty when the part has no such column.
    QString text(const Part &part, const char *name, const RowSet &rows, size_t row)
    {
        const int column = part.find(QLatin1String(name));
        if (column < 0)
            return {};
        const auto translated = m_dictionaries.translate(part.columns[column], rows.at(row, column));
        m_merged.hasUnknownNames = m_merged.hasUnknownNames || !translated;
        return translated.value_or(QString());
    }

    void applyVariant(const Part &part, const RowSet &rows, size_t row, Target &target)
    {
        auto &variants = target.owner->product.variants;
        if (target.variant < 0) {
            target.variant = variants.size();
            variants.append(catalog::Variant{});
        }
        if (const QString sku = text(part, "sku", rows, row); !sku.isEmpty())
            variants[target.variant].sku = sku;
        if (const int column = part.find(QLatin1String("stock")); column >= 0)
            variants[target.variant].stock = wholeOf(rows.at(row, column));
    }

    void applyPrice(const Part &part, const RowSet &rows, size_t row, const Target &target)
    {
        catalog::Price price;
        price.channel = text(part, "channel", rows, row);
        price.currency = text(part, "currency", rows, row);
        if (price.currency.isEmpty())
            price.currency = m_description.currency;
        if (const int minor = part.find(QLatin1String("minor")); minor >= 0)
            price.minor = wholeOf(rows.at(row, minor));
        else if (const int amount = part.find(QLatin1String("amount")); amount >= 0)
            price.minor = minorOf(rows.at(row, amount), price.currency);
        target.prices().append(price);
    }

    void applyImage(const Part &part, const RowSet &rows, size_t row, const Target &target)
    {
        if (const QString file = text(part, "file", rows, row); !file.isEmpty())
            target.owner->imageFiles.append(file);
        const QString id = text(part, "id", rows, row);
        if (id.isEmpty())
            return;
        const int width = part.find(QLatin1String("width")), height = part.find(QLatin1String("height"));
        catalog::ImageRef image{ImageId(id), width < 0 ? 0 : int(wholeOf(rows.at(row, width))),
                                height < 0 ? 0 : int(wholeOf(rows.at(row, height)))};
        const int x = part.find(QLatin1String("focus_x")), y = part.find(QLatin1String("focus_y"));
        if (x >= 0 && y >= 0 && !isNull(rows.at(row, x)) && !isNull(rows.at(row, y)))
            image.focus = catalog::makeFocalPoint(numberOf(rows.at(row, x)), numberOf(rows.at(row, y)));
        target.owner->product.images.append(image);
    }

    /// Each column is an attribute of its own; where there are many rows, the list of their texts.
    void applyFields(const Part &part, const RowSet &rows, size_t row, const Target &target)
    {
        for (int c = 0; c < part.columns.size(); ++c) {
            const Column &column = part.columns[c];
            const Cell &cell = rows.at(row, c);
            if (isNull(cell) || column.name == u"child")
                continue;
            const bool isText = part.cardinality == Cardinality::Many || !column.dictionary.isEmpty() ||
                                column.type == CellType::Text;
            const QString type = isText                          ? QStringLiteral("text")
                                 : column.type == CellType::Date ? QStringLiteral("date")
                                                                 : QStringLiteral("number");
            const auto value = isText ? std::optional(catalog::Value(
                                            m_dictionaries.translate(column, cell).value_or(QString())))
                                      : valueOf(type, cell, {}, m_dictionaries);
            if (!value)
                continue;
            auto &attributes = target.attributes();
            const auto same =
                std::find_if(attributes.begin(), attributes.end(),
                             [&](const AttributeValue &other) { return other.code == column.name; });
            if (same == attributes.end())
                attributes.append({column.name, *value, {}});
            else if (auto *list = std::get_if<QString>(&same->value); list && isText)
                *list += QStringLiteral(", ") + std::get<QString>(*value);
        }
    }

    const AttributeMeaning &meaningOf(const Part &part, PartIndex &index, const Cell &attribute) const
    {
        const auto [found, isNew] = index.attributes.try_emplace(attribute);
        AttributeMeaning &meaning = found->second;
        const QStringList *texts = isNew ? m_dictionaries.find(part.columns[index.attribute].dictionary, attribute) : nullptr;
        if (!texts)
            return meaning;
        meaning.isKnown = true;
        meaning.code = texts->at(index.codeColumn);
        meaning.isWanted = !part.except.contains(meaning.code) && (part.codes.isEmpty() || part.codes.contains(meaning.code));
        meaning.isName = meaning.code == m_description.nameAttribute;
        meaning.isPrice = meaning.code == m_description.priceAttribute && !meaning.code.isEmpty();
        if (index.typeColumn >= 0)
            meaning.type = index.types->value(texts->at(index.typeColumn));
        if (meaning.type.isEmpty())
            meaning.type = part.otherwise;
        meaning.cell = cellOf(index, meaning.type);
        return meaning;
    }

    const std::optional<Scope> &scopeOf(const Part &part, PartIndex &index, const Cell &number) const
    {
        const auto [found, isNew] = index.scopes.try_emplace(number);
        if (isNew) {
            if (const QStringList *texts = m_dictionaries.find(part.columns[index.scope].dictionary, number))
                found->second = Scope{texts->value(index.channelColumn), texts->value(index.localeColumn)};
        }
        return found->second;
    }

    void applyValue(const Part &part, PartIndex &index, const RowSet &rows, size_t row, const Target &target)
    {
        const AttributeMeaning &meaning = meaningOf(part, index, rows.at(row, index.attribute));
        if (!meaning.isWanted) {
            m_merged.hasUnknownNames = m_merged.hasUnknownNames || !meaning.isKnown;
            return;
        }
        AttributeValue value{meaning.code, {}, {}};
        if (index.scope >= 0 && wholeOf(rows.at(row, index.scope)) != 0) {
            const std::optional<Scope> &scope = scopeOf(part, index, rows.at(row, index.scope));
            if (!scope) {
                m_merged.hasUnknownNames = true;
                return;
            }
            value.scope = *scope;
        }
        const Cell &cell = rows.at(row, meaning.cell);
        if (target.variant < 0 && meaning.isName && value.scope == Scope{}) {
            target.owner->product.name = QString::fromUtf8(textOf(cell));
            return;
        }
        if (meaning.isPrice) {
            if (!isNull(cell))
                target.prices().append(
                    {value.scope.channel, m_description.currency, minorOf(cell, m_description.currency)});
            return;
        }
        if (meaning.type == u"option" && !part.options.isEmpty() && !isNull(cell) &&
            !m_dictionaries.find(part.options, cell))
            m_merged.hasUnknownNames = m_merged.hasUnknownNames || wholeOf(cell) > 0;
        if (auto held = valueOf(meaning.type, cell, part.options, m_dictionaries)) {
            value.value = std::move(*held);
            target.attributes().append(std::move(value));
        }
    }

    static int cellOf(const PartIndex &index, const QString &type)
    {
        if (index.value >= 0)
            return index.value;
        const int typed = type == u"text" || type == u"options" ? index.text
                          : type == u"number"                   ? index.number
                                                                : index.whole;
        return typed >= 0 ? typed : std::max({index.text, index.number, index.whole});
    }

    bool keepsOrder() const
    {
        return std::all_of(m_description.parts.begin(), m_description.parts.end(), [](const Part &part) {
            return part.storage != Storage::Attribute || !part.order.isEmpty();
        });
    }

    /// By code, channel and locale.
    static int compare(const AttributeValue &a, const AttributeValue &b)
    {
        const auto texts = [](const QString &left, const QString &right) {
            return left.constData() == right.constData() && left.size() == right.size() ? 0 : left.compare(right);
        };
        if (const int byCode = texts(a.code, b.code))
            return byCode;
        const int byChannel = texts(a.scope.channel, b.scope.channel);
        return byChannel ? byChannel : texts(a.scope.locale, b.scope.locale);
    }

    /// Puts them in order, of two in one place the first. By their places: a value is large.
    static void sortOnce(QVector<AttributeValue> &values)
    {
        std::vector<qsizetype> order(size_t(values.size()));
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&values](qsizetype a, qsizetype b) { return compare(values[a], values[b]) < 0; });
        QVector<AttributeValue> sorted;
        sorted.reserve(values.size());
        for (const qsizetype place : order) {
            if (sorted.isEmpty() || compare(sorted.constLast(), values.at(place)) != 0)
                sorted.append(std::move(values[place]));
        }
        values = std::move(sorted);
    }

    void finish(MergedProduct &merged, qint64 stock) const
    {
        catalog::Product &product = merged.product;
        if (product.variants.isEmpty())
            product.variants.append({product.key.toString(), {}, {}, stock});
        if (product.name.isEmpty())
            product.name = product.key.toString();
        if (keepsOrder())
            return;
        sortOnce(product.attributes);
        for (catalog::Variant &variant : product.variants)
            sortOnce(variant.attributes);
    }

    const CardDescription &m_description;
    const Dictionaries &m_dictionaries;
    const Fetched &m_fetched;
    std::vector<PartIndex> m_index;
    Merged m_merged;
};

} // namespace

Merged merge(const Plan &plan, const Dictionaries &dictionaries, const Fetched &fetched)
{
    return Merger(plan, dictionaries, fetched).run();
}

} // namespace vitrine::plan
