#pragma once

#include "base/result.h"
#include "catalog/place_in_file.h"

#include <QByteArray>
#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QVector>

namespace vitrine::plan {

using catalog::Place;

/// What a cell holds. Whole is a number without decimals; Date is a day, or a time of which only the day
/// counts.
enum class CellType { Text, Number, Whole, Date };

/// One column of a part or a dictionary, by the name that the description gives it.
struct Column
{
    QString name;
    QString column; ///< in the database
    CellType type = CellType::Text;
    QString dictionary; ///< its cells are translated by this dictionary; empty: they stay
    QString list;       ///< the cell is a list with this separator, each piece of which is translated
    int skip = 0;       ///< so many pieces of the list are left out at its front
    Place place;
};

/// Only rows whose column equals the text; with a dictionary, whose translation does (asked of the rows, not
/// of the database).
struct Condition
{
    QString column;
    QString dictionary;
    QString equals;
    Place place;
};

/// A small table that is read whole and kept: attribute definitions, option labels, scopes, category names.
struct Dictionary
{
    QString name;
    QString table;
    QString key;
    QVector<Column> columns; ///< the first is the translation where only one is asked for
    QVector<Condition> conditions;
    QHash<QString, QString> types; ///< of an attribute dictionary: the source's word -> a value type's name
    Place place;
};

/// Table: a column is a field. Attribute: a row is a value, and names its attribute (EAV).
enum class Storage { Table, Attribute };
enum class Cardinality { One, Many };
/// What of a product a part's rows are.
enum class Gives { Product, Attributes, Prices, Stock, Categories, Images, Variants };

struct Part
{
    QString name;
    Storage storage = Storage::Table;
    Cardinality cardinality = Cardinality::One;
    Gives gives = Gives::Attributes;
    QString table;
    QString key;     ///< the column by which rows belong to their owner
    QString of;      ///< "part.column": whose cells the key refers to; empty in the root
    int ofPart = -1; ///< the same, resolved: indexes into parts and its columns
    int ofColumn = -1;
    QVector<Column> columns;
    QVector<Condition> conditions;
    QStringList codes;  ///< of attribute storage: these attributes only; empty: all
    QStringList except; ///< of attribute storage: not these
    QString options;    ///< dictionary of option labels
    QString otherwise;  ///< value type of an attribute whose own is in no `types`
    QString order;      ///< a column; empty: as the database gives them
    double expect = 0;  ///< rows for one owner, for the estimate; 0: 1, or 8 where there are many
    Place place;

    /// The index of a column by its name in the description, or -1.
    int find(QLatin1String column) const;
};

/// How a product's card is put together from somebody's tables. A value; made by readDescription() only, so
/// that it is consistent in itself: names are unique, references lead somewhere, nothing goes in a circle.
struct CardDescription
{
    QString name;
    QString file;          ///< for messages
    int root = 0;          ///< index of the part that knows the product's key
    QString currency;      ///< of prices that name none
    QString nameAttribute; ///< its value is the product's name, where the root has none
    QString priceAttribute;
    QString versionColumn;                 ///< of the root; empty: the source counts none
    QString updatedColumn;                 ///< of the root; empty: the source keeps no time
    QString unlistedTable, unlistedColumn; ///< products named here are not listed on their own (variants)
    QVector<Dictionary> dictionaries;      ///< in an order in which each uses only earlier ones
    QVector<Part> parts;

    const Part &rootPart() const { return parts[root]; }
    int findDictionary(const QString &name) const;
    /// Every table with the columns that are asked of it.
    QHash<QString, QSet<QString>> tables() const;
};

/// Reads a TOML description (the form is explained in resources/descriptions/vitrine.toml). InvalidArgument
/// names file:line:column and the remedy: not TOML, an unknown key or word, a missing one, two parts or
/// dictionaries with one name, a reference to nothing, a circle, a part that lacks the columns of what it
/// gives.
Result<CardDescription> readDescription(const QByteArray &toml, const QString &file);

/// "vitrine", "magento": the descriptions that every build carries. NotFound names them.
Result<CardDescription> builtInDescription(const QString &name);

/// What a database says of its columns.
using TableFacts = QHash<QString, QHash<QString, CellType>>;

/// The first thing of the description that the database does not have: NotFound for a missing table or
/// column, InvalidArgument for a column of the wrong type; both name file:line:column, table and column.
std::optional<Error> firstMismatch(const CardDescription &description, const TableFacts &facts);

} // namespace vitrine::plan
