#include "catalog/plan/dictionaries.h"

#include "catalog/plan/query_plan.h"

namespace vitrine::plan {

namespace {

Statement whole(const Dictionary &dictionary)
{
    QByteArray sql = "SELECT " + quotedName(dictionary.key);
    for (const Column &column : dictionary.columns)
        sql += ", " + quotedName(column.column);
    for (const Condition &condition : dictionary.conditions)
        sql += ", " + quotedName(condition.column);
    sql += " FROM " + quotedName(dictionary.table);
    QByteArray where;
    for (const Condition &condition : dictionary.conditions) {
        if (condition.dictionary.isEmpty())
            where +=
                " AND " + quotedName(condition.column) + " = " + literal(Cell(condition.equals.toUtf8()));
    }
    if (!where.isEmpty())
        sql += " WHERE " + where.mid(5);
    return {sql, {}, {}, 0};
}

} // namespace

Result<Dictionaries> Dictionaries::load(const CardDescription &description, Backend &backend,
                                        const RunOptions &options)
{
    Dictionaries dictionaries;
    if (description.dictionaries.isEmpty())
        return dictionaries;
    std::vector<Statement> statements;
    for (const Dictionary &dictionary : description.dictionaries)
        statements.push_back(whole(dictionary));
    auto snapshot = backend.snapshot(options);
    if (!snapshot)
        return snapshot.error();
    const auto answers = (*snapshot)->fetch(statements, true);
    if (!answers)
        return answers.error();
    for (int i = 0; i < description.dictionaries.size(); ++i) {
        const Dictionary &dictionary = description.dictionaries[i];
        const RowSet &rows = (*answers)[size_t(i)].rows;
        const int columns = int(dictionary.columns.size());
        Table table;
        table.reserve(rows.rows());
        for (size_t row = 0; row < rows.rows(); ++row) {
            bool holds = true;
            for (int c = 0; c < dictionary.conditions.size() && holds; ++c)
                holds = dictionary.conditions[c].dictionary.isEmpty() ||
                        dictionaries.holds(dictionary.conditions[c], rows.at(row, 1 + columns + c));
            if (!holds)
                continue;
            QStringList texts;
            for (int c = 0; c < columns; ++c)
                texts.append(
                    dictionaries.translate(dictionary.columns[c], rows.at(row, 1 + c)).value_or(QString()));
            table.insert_or_assign(rows.at(row, 0), texts);
        }
        dictionaries.m_tables.insert(dictionary.name, std::move(table));
    }
    return dictionaries;
}

const Dictionaries::Table *Dictionaries::table(const QString &dictionary) const
{
    const auto found = m_tables.constFind(dictionary);
    return found == m_tables.constEnd() ? nullptr : &*found;
}

const QStringList *Dictionaries::find(const QString &dictionary, const Cell &key) const
{
    const Table *all = table(dictionary);
    if (!all)
        return nullptr;
    const auto found = all->find(key);
    return found == all->end() ? nullptr : &found->second;
}

std::optional<QString> Dictionaries::translate(const Column &column, const Cell &cell) const
{
    if (column.dictionary.isEmpty())
        return QString::fromUtf8(textOf(cell));
    if (column.list.isEmpty()) {
        const QStringList *texts = find(column.dictionary, cell);
        return texts ? std::optional(texts->constFirst()) : std::nullopt;
    }
    QStringList pieces;
    const QByteArrayList keys = textOf(cell).split(column.list.toUtf8().at(0));
    for (qsizetype i = column.skip; i < keys.size(); ++i) {
        bool isNumber = false;
        const qint64 number = keys[i].toLongLong(&isNumber);
        if (const QStringList *texts = find(column.dictionary, isNumber ? Cell(number) : Cell(keys[i])))
            pieces.append(texts->constFirst());
    }
    return pieces.join(column.list == u"," ? QStringLiteral(", ") : column.list);
}

bool Dictionaries::holds(const Condition &condition, const Cell &cell) const
{
    if (condition.dictionary.isEmpty())
        return QString::fromUtf8(textOf(cell)) == condition.equals;
    const QStringList *texts = find(condition.dictionary, cell);
    return texts && texts->constFirst() == condition.equals;
}

QVector<QByteArray> Dictionaries::keysOf(const QString &dictionary, int column, const QString &text) const
{
    QVector<QByteArray> keys;
    if (const Table *all = table(dictionary)) {
        for (const auto &[key, texts] : *all) {
            if (texts.value(column) == text)
                keys.append(literal(key));
        }
    }
    return keys;
}

} // namespace vitrine::plan
