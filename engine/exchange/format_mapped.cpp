#include "catalog/unit.h"
#include "exchange/json_table.h"
#include "exchange/mapping_profile.h"
#include "exchange/money.h"
#include "exchange/source_reader.h"
#include "exchange/table.h"

#include <cmath>
#include <optional>

namespace vitrine::exchange {

using catalog::Value;
using catalog::ValueType;
using Role = MappedColumn::Role;

namespace {

/// Reads a table by a profile: a row a product, or several of one key where the profile has a "variant sku" or "parent".
/// A blank cell removes what the catalog has, a column that is ignored or not there leaves it. In memory is the product
/// whose rows are being read, and those whose rows do not follow each other.
class MappedTable
{
public:
    MappedTable(const SourceFile &file, ImportRun &run) : m_file(file), m_profile(*file.profile), m_run(run) {}

    bool header(const RowReader &reader)
    {
        const QStringList &header = reader.header();
        auto coverage = std::make_shared<Coverage>();
        coverage->name = coverage->categories = coverage->images = coverage->variants = coverage->stock = false;
        coverage->allAttributes = coverage->allPrices = false;
        for (const MappedColumn &column : m_profile.columns) {
            const int at = int(header.indexOf(column.header));
            if (at < 0 && column.role == Role::Key) {
                m_run.reject(m_file.path, reader.line(), column.header,
                             QStringLiteral("the profile takes the key from this column, and the file does not have it; it has %1")
                                 .arg(header.join(QStringLiteral(", ")).left(200)));
                return false;
            }
            if (at >= 0)
                use(column, at, *coverage);
            else if (column.role != Role::Ignore)
                m_run.reject(m_file.path, reader.line(), column.header,
                             QStringLiteral("the profile names this column, and the file does not have it: the catalog's values stay"));
        }
        for (int i = 0; i < header.size(); ++i) {
            if (!m_profile.column(header[i]))
                m_run.reject(m_file.path, reader.line(), header[i].isEmpty() ? QString::number(i + 1) : header[i],
                             QStringLiteral("the profile does not know this column: it is left out; let it be \"ignore\" to say so"));
        }
        m_coverage = coverage;
        return true;
    }

    Status row(const RowReader &row)
    {
        if (m_variants)
            return variantRow(row);
        ProductDraft draft;
        catalog::Variant variant;
        const QString key = row.trimmed(m_keyAt);
        if (!readRow(row, draft, variant, nullptr, true) || !isNew(row, key))
            return Done{};
        start(row, key, draft);
        if (variant.sku.isEmpty())
            variant.sku = key;
        draft.product.variants.append(std::move(variant));
        return m_run.add(std::move(draft));
    }

    /// Behind the last row; `isWhole` false: the file breaks off there, and products whose rows may be missing are named.
    Status finish(bool isWhole)
    {
        for (auto group = m_open.begin(); group != m_open.end(); ++group) {
            if (isWhole) {
                if (const Status done = emitProduct(std::move(*group)); !done)
                    return done;
            } else {
                m_run.rejectProduct(m_file.path, group->draft.line, m_keyHeader, brokenOff(ProductKey(group.key())));
            }
        }
        m_open.clear();
        return Done{};
    }

    /// Which products have rows that do not follow each other, and where their last ones are.
    Status lookForScattered()
    {
        const auto table = openTable(m_file.path, &m_profile);
        if (!table || (*table)->readHeader() != RowReader::Step::Row)
            return table ? Status(Done{}) : table.error();
        const int keyAt = int((*table)->header().indexOf(m_profile.columnThatIs(Role::Key)->header));
        const MappedColumn *parent = m_profile.columnThatIs(Role::Parent);
        const int parentAt = parent ? int((*table)->header().indexOf(parent->header)) : -1;
        SeenKeys seen;
        QString last;
        qint64 number = 0;
        for (auto step = (*table)->next(); step != RowReader::Step::End && step != RowReader::Step::Failed && m_run.wanted(); step = (*table)->next()) {
            m_run.advance(m_file.path, 0);
            if (step != RowReader::Step::Row)
                continue;
            ++number;
            const QString above = (*table)->trimmed(parentAt);
            const QString key = above.isEmpty() ? (*table)->trimmed(keyAt) : above;
            if (key != last && !key.isEmpty() && !seen.insert(key))
                m_scattered.insert(key, number);
            else if (m_scattered.contains(key))
                m_scattered[key] = number;
            last = key;
        }
        return Done{};
    }

private:
    struct Cell
    {
        const MappedColumn *column;
        int at;
        ValueType type; ///< of an attribute
        QString unit{}; ///< in which an attribute is kept
    };

    /// A product whose rows are being read.
    struct Group
    {
        struct Said
        {
            QString text;
            qint64 line = 0;
        };
        ProductDraft draft;
        bool hasOwnRow = false;
        qint64 stock = 0;
        QMap<int, Said> said; ///< what its rows say of the product itself, by column
    };

    void start(const RowReader &row, const QString &key, ProductDraft &draft) const
    {
        draft.file = m_file.path;
        draft.line = row.line();
        draft.coverage = m_coverage;
        draft.product.key = ProductKey(key);
    }

    bool isNew(const RowReader &row, const QString &key)
    {
        if (!key.isEmpty() && m_seen.insert(key))
            return true;
        m_run.rejectProduct(m_file.path, row.line(), m_keyHeader,
                            key.isEmpty() ? QStringLiteral("the product has no key") : QStringLiteral("the key %1 was in this file before").arg(key));
        return false;
    }

    Status variantRow(const RowReader &row)
    {
        ++m_number;
        const QString own = row.trimmed(m_keyAt), above = row.trimmed(m_parentAt);
        const QString key = above.isEmpty() ? own : above;
        const QString sku = m_parentAt >= 0 ? (above.isEmpty() || above == own ? QString() : own) : row.trimmed(m_variantAt);
        if (!m_current.isEmpty() && key != m_current && !m_scattered.contains(m_current)) {
            if (const Status done = emitProduct(m_open.take(m_current)); !done)
                return done;
        }
        m_current.clear();
        const auto known = m_open.find(key);
        if (known != m_open.end() || isNew(row, key)) {
            takeRow(row, key, sku);
            m_current = key;
        }
        if (m_scattered.value(key) != m_number || !m_open.contains(key))
            return Done{};
        m_current.clear();
        return emitProduct(m_open.take(key)); // it was the last one
    }

    void takeRow(const RowReader &row, const QString &key, const QString &sku)
    {
        Group &group = m_open[key];
        if (group.draft.line == 0)
            start(row, key, group.draft);
        const auto &variants = group.draft.product.variants;
        const bool isTaken = std::any_of(variants.begin(), variants.end(), [&](const catalog::Variant &one) { return one.sku == sku; });
        if (sku.isEmpty() ? group.hasOwnRow : isTaken)
            return m_run.rejectProduct(m_file.path, row.line(), m_parentAt >= 0 ? m_keyHeader : m_variantHeader,
                                       sku.isEmpty() ? QStringLiteral("the product %1 has a row of its own already").arg(key)
                                                     : QStringLiteral("the product has a variant %1 already").arg(sku));
        catalog::Variant variant;
        variant.sku = sku;
        if (!readRow(row, group.draft, variant, &group, sku.isEmpty()))
            return;
        group.hasOwnRow = group.hasOwnRow || sku.isEmpty();
        if (sku.isEmpty())
            group.stock = variant.stock;
        else
            group.draft.product.variants.append(std::move(variant));
    }

    Status emitProduct(Group group)
    {
        if (!group.hasOwnRow && group.draft.product.variants.isEmpty())
            return Done{}; // all its rows were rejected
        catalog::Product &product = group.draft.product;
        if (product.variants.isEmpty())
            product.variants.append({product.key.toString(), {}, {}, group.stock});
        // What a variant has in common with its product is said once.
        for (catalog::Variant &variant : product.variants)
            variant.attributes.removeIf([&](const catalog::AttributeValue &value) { return product.attributes.contains(value); });
        return m_run.add(std::move(group.draft));
    }

    /// False: a cell is wrong, and the row is rejected. `group` null: a row is a product. Changes nothing then.
    bool readRow(const RowReader &row, ProductDraft &draft, catalog::Variant &variant, Group *group, bool isOwnRow)
    {
        ProductDraft taken = draft;
        QMap<int, Group::Said> said;
        for (int i = 0; i < m_cells.size(); ++i) {
            const Cell &cell = m_cells[i];
            const QString text = row.trimmed(cell.at);
            if (text.isEmpty())
                continue;
            const Role role = cell.column->role;
            const bool isValue = role == Role::Attribute || role == Role::Price || role == Role::Brand;
            const bool toVariant = !isOwnRow && isValue && (m_parentAt >= 0 || cell.column->ofVariant);
            if (group && !toVariant && (isValue || role == Role::Name)) {
                const auto before = group->said.constFind(i);
                if (before != group->said.constEnd() && m_parentAt < 0 && before->text != text) {
                    m_run.rejectProduct(m_file.path, row.line(), cell.column->header,
                                        QStringLiteral("the product has another value on line %1; where variants differ, the column is of = \"variant\"").arg(before->line));
                    return false;
                }
                if (before != group->said.constEnd() && !isOwnRow)
                    continue; // said already
                said.insert(i, {text, row.line()});
            }
            auto &attributes = toVariant ? variant.attributes : taken.product.attributes;
            auto &prices = toVariant ? variant.prices : taken.product.prices;
            if (const QString problem = read(row, cell, text, taken, variant, attributes, prices); !problem.isEmpty()) {
                m_run.rejectProduct(m_file.path, row.line(), cell.column->header, problem);
                return false;
            }
        }
        draft = std::move(taken);
        if (group)
            group->said.insert(said);
        return true;
    }

    void use(const MappedColumn &column, int at, Coverage &coverage)
    {
        Cell cell{&column, at, ValueType::Text};
        switch (column.role) {
        case Role::Ignore:
            return;
        case Role::Key:
            m_keyHeader = column.header;
            m_keyAt = at;
            return;
        case Role::Parent:
            m_parentAt = at;
            m_variants = coverage.variants = true;
            return;
        case Role::VariantSku:
            m_variantHeader = column.header;
            m_variantAt = at;
            m_variants = coverage.variants = true;
            return;
        case Role::Name:
            coverage.name = true;
            break;
        case Role::Brand:
            coverage.attributes.append({QStringLiteral("brand"), {}});
            break;
        case Role::Categories:
            coverage.categories = true;
            break;
        case Role::Sku:
            coverage.variants = true;
            break;
        case Role::Stock:
            coverage.stock = true;
            break;
        case Role::Price:
            coverage.prices.append({column.scope.channel, column.currency});
            break;
        case Role::Images:
            coverage.images = true;
            break;
        case Role::Attribute:
            cell.type = column.type.value_or(m_run.codes().typeOf(column.code).value_or(ValueType::Text));
            m_run.codes().declare(column.code, cell.type, column.label, column.unit);
            cell.unit = m_run.codes().unitOf(column.code);
            if (cell.type == ValueType::Number && !column.unit.isEmpty() && !catalog::convertedUnit(1, column.unit, cell.unit)) {
                m_run.reject(m_file.path, 1, column.header,
                             QStringLiteral("the profile says that it is in %1, and the attribute is kept in %2: the column is left out").arg(column.unit, cell.unit));
                return;
            }
            coverage.attributes.append({column.code, column.scope});
            break;
        }
        m_cells.append(cell);
    }

    /// What is wrong with the cell, or nothing.
    QString read(const RowReader &row, const Cell &cell, const QString &text, ProductDraft &draft, catalog::Variant &variant,
                 QVector<catalog::AttributeValue> &attributes, QVector<catalog::Price> &prices) const
    {
        const MappedColumn &column = *cell.column;
        catalog::Product &product = draft.product;
        const QChar decimal = row.isTyped(cell.at) ? QChar(u'.') : column.decimal;
        switch (column.role) {
        case Role::Ignore:
        case Role::Key:
        case Role::Parent:
        case Role::VariantSku:
            break;
        case Role::Name:
            product.name = oneText(text);
            break;
        case Role::Brand:
            attributes.append({QStringLiteral("brand"), catalog::OptionCode(oneText(text)), {}});
            break;
        case Role::Categories:
            addCategories(column, text, product.categories);
            break;
        case Role::Sku:
            variant.sku = text;
            break;
        case Role::Stock: {
            const auto plain = plainDecimal(text, decimal, {});
            bool good = false;
            const double number = plain ? plain->toDouble(&good) : 0;
            if (!good || std::floor(number) != number || std::abs(number) > 1e15)
                return QStringLiteral("not a whole number: %1").arg(text.left(40));
            variant.stock = qint64(number);
            break;
        }
        case Role::Price: {
            const auto plain = plainDecimal(text, decimal, column.currency);
            const auto minor = plain ? minorFromDecimal(*plain, column.currency) : std::nullopt;
            if (!minor)
                return QStringLiteral("not a price in %1 with a decimal %2: %3")
                    .arg(column.currency, decimal == u',' ? QStringLiteral("comma") : QStringLiteral("point"), text.left(40));
            prices.append({column.scope.channel, column.currency, *minor});
            break;
        }
        case Role::Images:
            for (const QString &image : parts(column.separator, text)) {
                if (!draft.imageNames.contains(image))
                    draft.imageNames.append(image);
            }
            break;
        case Role::Attribute: {
            auto value = valueOf(column, cell.type, oneText(text), decimal, row.isTyped(cell.at));
            if (value && cell.type == ValueType::Number && !column.unit.isEmpty())
                value = catalog::convertedUnit(std::get<double>(*value), column.unit, cell.unit);
            if (!value)
                return QStringLiteral("not a %1: %2").arg(form(column, cell.type, decimal), text.left(40));
            attributes.append({column.code, *value, column.scope});
            break;
        }
        }
        return {};
    }

    static QStringList parts(const QString &separator, const QString &text)
    {
        QStringList list;
        for (const QString &element : text.split(ListMark)) {
            for (const QString &part : separator.isEmpty() ? QStringList{element} : element.split(separator)) {
                if (const QString one = part.trimmed(); !one.isEmpty())
                    list.append(one);
            }
        }
        return list;
    }

    /// A list where one value is wanted, as people write it.
    static QString oneText(const QString &text) { return QString(text).replace(ListMark, QStringLiteral(", ")); }

    static void addCategories(const MappedColumn &column, const QString &text, QStringList &categories)
    {
        for (const QString &path : parts(column.separator, text)) {
            const QString own = column.levels.isEmpty() ? path : parts(column.levels, path).join(u'/');
            if (!own.isEmpty() && !categories.contains(own))
                categories.append(own);
        }
    }

    /// "number with a decimal comma", "date as dd.MM.yyyy": what the profile expects, for messages.
    static QString form(const MappedColumn &column, ValueType type, QChar decimal)
    {
        if (type == ValueType::Number)
            return QStringLiteral("number with a decimal %1")
                .arg(decimal == u',' ? QStringLiteral("comma") : QStringLiteral("point"));
        if (type == ValueType::Date)
            return QStringLiteral("date as %1").arg(column.dateFormat);
        return valueTypeName(type);
    }

    static std::optional<Value> valueOf(const MappedColumn &column, ValueType type, const QString &text, QChar decimal, bool typed)
    {
        switch (type) {
        case ValueType::Text:
            return Value(text);
        case ValueType::Option:
            return Value(catalog::OptionCode(text));
        case ValueType::Number: {
            const auto plain = plainDecimal(text, decimal, column.unit);
            bool good = false;
            // A workbook's own numbers may have an exponent.
            const double number = plain ? plain->toDouble(&good) : typed ? text.toDouble(&good) : 0;
            return good && std::isfinite(number) ? std::optional<Value>(number) : std::nullopt;
        }
        case ValueType::Date: {
            const QDate date = typed ? QDate::fromString(text.left(10), Qt::ISODate) : QDate::fromString(text, column.dateFormat);
            return date.isValid() ? std::optional<Value>(date) : std::nullopt;
        }
        case ValueType::Boolean: {
            static const QStringList yes{QStringLiteral("true"), QStringLiteral("yes"), QStringLiteral("1")};
            static const QStringList no{QStringLiteral("false"), QStringLiteral("no"), QStringLiteral("0")};
            const QString word = text.toLower();
            if ((column.yes.isEmpty() || typed ? yes : column.yes).contains(word))
                return Value(true);
            if ((column.no.isEmpty() || typed ? no : column.no).contains(word))
                return Value(false);
            return std::nullopt;
        }
        }
        Q_UNREACHABLE();
    }

    const SourceFile &m_file;
    const MappingProfile &m_profile;
    ImportRun &m_run;
    QVector<Cell> m_cells;
    QString m_keyHeader, m_variantHeader;
    int m_keyAt = -1, m_parentAt = -1, m_variantAt = -1;
    bool m_variants = false; ///< several rows may be one product
    qint64 m_number = 0;     ///< of the row
    QString m_current;       ///< the key of the row before; empty: its product is not waiting
    QHash<QString, Group> m_open;
    QHash<QString, qint64> m_scattered; ///< the number of the last row
    std::shared_ptr<const Coverage> m_coverage;
    SeenKeys m_seen;
};

} // namespace

Status readMapped(const SourceFile &file, ImportRun &run)
{
    MappedTable table(file, run);
    if (file.profile->columnThatIs(Role::VariantSku) || file.profile->columnThatIs(Role::Parent)) {
        if (const Status looked = table.lookForScattered(); !looked)
            return looked;
    }
    const auto complete = readRows(
        file, run, [&](const RowReader &row) { return table.header(row); },
        [&](const RowReader &row) { return table.row(row); });
    if (!complete)
        return complete.error();
    return run.wanted() ? table.finish(*complete) : Status(Done{});
}

} // namespace vitrine::exchange
