#include "catalog/plan/description_links.h"

#include "catalog/toml_reading.h"

#include <algorithm>

namespace vitrine::plan {

using catalog::DescriptionFault;
using catalog::failAt;

namespace {

template <typename List>
void refuseTwins(const List &list, const QString &file, const QString &kind)
{
    QHash<QString, Place> seen;
    for (const auto &item : list) {
        const auto first = seen.constFind(item.name);
        if (first != seen.constEnd())
            failAt(file, item.place,
                   QStringLiteral("there are two %1s named \"%2\"; the first is on line %3")
                       .arg(kind, item.name)
                       .arg(first->line),
                   QStringLiteral("Give one of them another name"));
        seen.insert(item.name, item.place);
    }
}

void refuseUnknown(const CardDescription &description, const QString &dictionary, Place place)
{
    if (!dictionary.isEmpty() && description.findDictionary(dictionary) < 0)
        failAt(description.file, place, QStringLiteral("there is no dictionary \"%1\"").arg(dictionary),
               QStringLiteral("Add a [[dictionary]] of that name, or correct the name"));
}

template <typename Owner>
void checkDictionaries(const CardDescription &description, const Owner &owner)
{
    for (const Column &column : owner.columns)
        refuseUnknown(description, column.dictionary, column.place);
    for (const Condition &condition : owner.conditions)
        refuseUnknown(description, condition.dictionary, condition.place);
}

/// Depth first; `path` are those that are being visited.
void visit(const CardDescription &description, int index, QVector<int> &path, QVector<int> &order)
{
    if (order.contains(index))
        return;
    const Dictionary &dictionary = description.dictionaries[index];
    if (path.contains(index)) {
        QStringList names;
        for (qsizetype i = path.indexOf(index); i < path.size(); ++i)
            names.append(description.dictionaries[path[i]].name);
        names.append(dictionary.name);
        failAt(description.file, dictionary.place,
               QStringLiteral("dictionaries go in a circle: %1").arg(names.join(QStringLiteral(" -> "))),
               QStringLiteral("Let one of them keep its cells as they are"));
    }
    path.append(index);
    for (const Column &column : dictionary.columns) {
        if (!column.dictionary.isEmpty())
            visit(description, description.findDictionary(column.dictionary), path, order);
    }
    for (const Condition &condition : dictionary.conditions) {
        if (!condition.dictionary.isEmpty())
            visit(description, description.findDictionary(condition.dictionary), path, order);
    }
    path.removeLast();
    order.append(index);
}

void orderDictionaries(CardDescription &description)
{
    QVector<int> order, path;
    for (int i = 0; i < description.dictionaries.size(); ++i)
        visit(description, i, path, order);
    QVector<Dictionary> sorted;
    for (const int index : order)
        sorted.append(description.dictionaries[index]);
    description.dictionaries = sorted;
}

int findPart(const CardDescription &description, const QString &name)
{
    const auto found = std::find_if(description.parts.begin(), description.parts.end(),
                                    [&](const Part &part) { return part.name == name; });
    return found == description.parts.end() ? -1 : int(found - description.parts.begin());
}

void resolveOwner(CardDescription &description, Part &part)
{
    const QString owner = part.of.section(u'.', 0, 0);
    const QString column = part.of.section(u'.', 1);
    part.ofPart = findPart(description, owner);
    if (part.ofPart < 0)
        failAt(description.file, part.place,
               QStringLiteral("part \"%1\" is of \"%2\", and there is no part \"%3\"")
                   .arg(part.name, part.of, owner),
               QStringLiteral("Write of = \"part.column\" with a part of this description"));
    const Part &of = description.parts[part.ofPart];
    part.ofColumn = of.find(QLatin1String(column.toLatin1()));
    if (part.ofColumn < 0)
        failAt(description.file, part.place,
               QStringLiteral("part \"%1\" is of \"%2\", and part \"%3\" has no column \"%4\"")
                   .arg(part.name, part.of, owner, column),
               QStringLiteral("Add that column to part \"%1\"").arg(owner));
}

void refuseCircles(const CardDescription &description)
{
    for (const Part &start : description.parts) {
        QStringList names{start.name};
        const Part *part = &start;
        for (qsizetype steps = 0; part->ofPart >= 0; ++steps) {
            part = &description.parts[part->ofPart];
            names.append(part->name);
            if (part == &start || steps > description.parts.size())
                failAt(description.file, start.place,
                       QStringLiteral("parts go in a circle: %1").arg(names.join(QStringLiteral(" -> "))),
                       QStringLiteral("Let one of them be of the root"));
        }
        if (part != &description.rootPart())
            failAt(description.file, start.place,
                   QStringLiteral("part \"%1\" does not lead to the root").arg(start.name),
                   QStringLiteral("Add of = \"part.column\""));
    }
}

void need(const CardDescription &description, const Part &part, std::initializer_list<const char *> oneOf,
          const QString &gives)
{
    QStringList names;
    for (const char *name : oneOf) {
        if (part.find(QLatin1String(name)) >= 0)
            return;
        names.append(QLatin1String(name));
    }
    failAt(description.file, part.place,
           QStringLiteral("part \"%1\" gives %2 and has no column \"%3\"")
               .arg(part.name, gives, names.join(QStringLiteral("\" or \""))),
           QStringLiteral("Add it to its columns"));
}

void checkGives(const CardDescription &description, const Part &part)
{
    if (part.storage == Storage::Attribute) {
        need(description, part, {"attribute"}, QStringLiteral("attributes"));
        need(description, part, {"value", "text", "number", "whole"}, QStringLiteral("attributes"));
        const QString dictionary = part.columns[part.find(QLatin1String("attribute"))].dictionary;
        if (dictionary.isEmpty())
            failAt(
                description.file, part.place,
                QStringLiteral("the attributes of part \"%1\" have no names").arg(part.name),
                QStringLiteral("Give its column \"attribute\" a dictionary with the columns code and type"));
        return;
    }
    switch (part.gives) {
    case Gives::Product:
        need(description, part, {"id"}, QStringLiteral("product"));
        need(description, part, {"key"}, QStringLiteral("product"));
        return;
    case Gives::Prices:
        return need(description, part, {"minor", "amount", "child"}, QStringLiteral("prices"));
    case Gives::Stock:
        return need(description, part, {"quantity", "child"}, QStringLiteral("stock"));
    case Gives::Categories:
        return need(description, part, {"path", "child"}, QStringLiteral("categories"));
    case Gives::Images:
        return need(description, part, {"id", "file", "child"}, QStringLiteral("images"));
    case Gives::Variants:
        return need(description, part, {"sku", "child"}, QStringLiteral("variants"));
    case Gives::Attributes:
        return;
    }
}

} // namespace

void link(CardDescription &description, const QString &root, Place card)
{
    refuseTwins(description.dictionaries, description.file, QStringLiteral("dictionary"));
    refuseTwins(description.parts, description.file, QStringLiteral("part"));
    description.root = findPart(description, root);
    if (description.root < 0)
        failAt(description.file, card, QStringLiteral("the root \"%1\" is no part").arg(root),
               QStringLiteral("Add a [[part]] of that name"));
    if (const Part &part = description.rootPart();
        part.gives != Gives::Product || part.storage != Storage::Table || !part.of.isEmpty())
        failAt(description.file, part.place,
               QStringLiteral("the root \"%1\" must give the product from a table of its own").arg(root),
               QStringLiteral("Write gives = \"product\" and no \"of\""));
    const auto needOfRoot = [&](const char *what, const QString &column) {
        if (!column.isEmpty() && description.rootPart().find(QLatin1String(column.toLatin1())) < 0)
            failAt(description.file, card, QStringLiteral("the %1 \"%2\" is no column of the root").arg(QLatin1String(what), column),
                   QStringLiteral("Add it to the root's columns"));
    };
    needOfRoot("version", description.versionColumn);
    needOfRoot("updated", description.updatedColumn);
    for (const Dictionary &dictionary : description.dictionaries)
        checkDictionaries(description, dictionary);
    orderDictionaries(description);
    for (Part &part : description.parts) {
        checkDictionaries(description, part);
        refuseUnknown(description, part.options, part.place);
        if (!part.of.isEmpty())
            resolveOwner(description, part);
    }
    refuseCircles(description);
    for (const Part &part : description.parts)
        checkGives(description, part);
}

QHash<QString, QSet<QString>> CardDescription::tables() const
{
    QHash<QString, QSet<QString>> tables;
    const auto add = [&tables](const auto &owner) {
        QSet<QString> &columns = tables[owner.table];
        columns.insert(owner.key);
        for (const Column &column : owner.columns)
            columns.insert(column.column);
        for (const Condition &condition : owner.conditions)
            columns.insert(condition.column);
    };
    for (const Dictionary &dictionary : dictionaries)
        add(dictionary);
    for (const Part &part : parts) {
        add(part);
        if (!part.order.isEmpty())
            tables[part.table].insert(part.order);
    }
    if (!unlistedTable.isEmpty())
        tables[unlistedTable].insert(unlistedColumn);
    return tables;
}

namespace {

bool fits(CellType wanted, CellType is)
{
    switch (wanted) {
    case CellType::Text:
        return is == CellType::Text || is == CellType::Date; // a time reads well as text
    case CellType::Number:
        return is == CellType::Number || is == CellType::Whole;
    case CellType::Whole:
        return is == CellType::Whole;
    case CellType::Date:
        return is == CellType::Date;
    }
    Q_UNREACHABLE();
}

QString typeName(CellType type)
{
    switch (type) {
    case CellType::Text:
        return QStringLiteral("text");
    case CellType::Number:
        return QStringLiteral("number");
    case CellType::Whole:
        return QStringLiteral("whole");
    case CellType::Date:
        return QStringLiteral("date");
    }
    Q_UNREACHABLE();
}

void checkColumn(const CardDescription &description, const TableFacts &facts, const QString &table,
                 const QString &column, Place place, std::optional<CellType> wanted)
{
    const auto columns = facts.constFind(table);
    if (columns == facts.constEnd())
        failAt(description.file, place, QStringLiteral("the database has no table \"%1\"").arg(table),
               QStringLiteral("Check that this is the database which the description speaks of, and that "
                              "this user may read it"),
               ErrorCode::NotFound);
    const auto found = columns->constFind(column);
    if (found == columns->constEnd())
        failAt(description.file, place,
               QStringLiteral("table \"%1\" has no column \"%2\"").arg(table, column),
               QStringLiteral("Correct the description for this version of the schema"), ErrorCode::NotFound);
    if (wanted && !fits(*wanted, *found))
        failAt(description.file, place,
               QStringLiteral("column \"%1.%2\" is a %3 in the database and a %4 in the description")
                   .arg(table, column, typeName(*found), typeName(*wanted)),
               QStringLiteral("Write type = \"%1\"").arg(typeName(*found)));
}

} // namespace

std::optional<Error> firstMismatch(const CardDescription &description, const TableFacts &facts)
{
    const auto check = [&](const auto &owner) {
        checkColumn(description, facts, owner.table, owner.key, owner.place, std::nullopt);
        for (const Column &column : owner.columns)
            checkColumn(description, facts, owner.table, column.column, column.place,
                        column.list.isEmpty() ? std::optional(column.type) : CellType::Text);
        for (const Condition &condition : owner.conditions)
            checkColumn(description, facts, owner.table, condition.column, condition.place, std::nullopt);
    };
    try {
        for (const Dictionary &dictionary : description.dictionaries)
            check(dictionary);
        for (const Part &part : description.parts) {
            check(part);
            if (!part.order.isEmpty())
                checkColumn(description, facts, part.table, part.order, part.place, std::nullopt);
        }
        if (!description.unlistedTable.isEmpty())
            checkColumn(description, facts, description.unlistedTable, description.unlistedColumn, {1, 1},
                        std::nullopt);
    } catch (const DescriptionFault &fault) {
        return fault.error;
    }
    return std::nullopt;
}

} // namespace vitrine::plan
