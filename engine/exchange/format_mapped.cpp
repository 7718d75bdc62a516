#include "exchange/mapping_profile.h"
#include "exchange/money.h"
#include "exchange/source_reader.h"

#include <cmath>
#include <optional>

namespace vitrine::exchange {

using catalog::Value;
using catalog::ValueType;
using Role = MappedColumn::Role;

namespace {

/// Reads a table by a profile: a row a product. A blank cell removes what the catalog has, a column that is
/// ignored or not there leaves it.
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
        ProductDraft draft;
        draft.file = m_file.path;
        draft.line = row.line();
        draft.coverage = m_coverage;
        catalog::Product &product = draft.product;
        catalog::Variant variant;
        for (const Cell &cell : std::as_const(m_cells)) {
            if (const QString problem = read(row, cell, draft, variant); !problem.isEmpty()) {
                m_run.rejectProduct(m_file.path, row.line(), cell.column->header, problem);
                return Done{};
            }
        }
        const QString key = product.key.toString();
        if (key.isEmpty() || !m_seen.insert(key)) {
            m_run.rejectProduct(m_file.path, row.line(), m_keyHeader,
                                key.isEmpty() ? QStringLiteral("the product has no key")
                                              : QStringLiteral("the key %1 was in this file before").arg(key));
            return Done{};
        }
        if (variant.sku.isEmpty())
            variant.sku = key;
        product.variants.append(std::move(variant));
        return m_run.add(std::move(draft));
    }

private:
    struct Cell
    {
        const MappedColumn *column;
        int at;
        ValueType type; ///< of an attribute
    };

    void use(const MappedColumn &column, int at, Coverage &coverage)
    {
        Cell cell{&column, at, ValueType::Text};
        switch (column.role) {
        case Role::Ignore:
            return;
        case Role::Key:
            m_keyHeader = column.header;
            break;
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
            coverage.attributes.append({column.code, column.scope});
            break;
        }
        m_cells.append(cell);
    }

    /// What is wrong with the cell, or nothing.
    QString read(const RowReader &row, const Cell &cell, ProductDraft &draft, catalog::Variant &variant) const
    {
        const MappedColumn &column = *cell.column;
        catalog::Product &product = draft.product;
        const QString text = row.trimmed(cell.at);
        if (text.isEmpty())
            return {};
        const QChar decimal = row.isTyped(cell.at) ? QChar(u'.') : column.decimal;
        switch (column.role) {
        case Role::Ignore:
            break;
        case Role::Key:
            product.key = ProductKey(text);
            break;
        case Role::Name:
            product.name = text;
            break;
        case Role::Brand:
            product.attributes.append({QStringLiteral("brand"), catalog::OptionCode(text), {}});
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
            product.prices.append({column.scope.channel, column.currency, *minor});
            break;
        }
        case Role::Images:
            draft.imageNames += parts(column.separator, text);
            break;
        case Role::Attribute: {
            const auto value = valueOf(column, cell.type, text, decimal, row.isTyped(cell.at));
            if (!value)
                return QStringLiteral("not a %1: %2").arg(form(column, cell.type, decimal), text.left(40));
            product.attributes.append({column.code, *value, column.scope});
            break;
        }
        }
        return {};
    }

    static QStringList parts(const QString &separator, const QString &text)
    {
        if (separator.isEmpty())
            return {text};
        QStringList list;
        for (const QString &part : text.split(separator)) {
            if (const QString one = part.trimmed(); !one.isEmpty())
                list.append(one);
        }
        return list;
    }

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
    QString m_keyHeader;
    std::shared_ptr<const Coverage> m_coverage;
    SeenKeys m_seen;
};

} // namespace

Status readMapped(const SourceFile &file, ImportRun &run)
{
    MappedTable table(file, run);
    const auto complete = readRows(
        file, run, [&](const RowReader &row) { return table.header(row); },
        [&](const RowReader &row) { return table.row(row); });
    return complete ? Status(Done{}) : complete.error();
}

} // namespace vitrine::exchange
