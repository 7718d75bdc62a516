#include "catalog/plan/query_plan.h"

namespace vitrine::plan {

QByteArray quotedName(const QString &name)
{
    return '"' + name.toUtf8().replace('"', "\"\"") + '"';
}

QByteArray literal(const Cell &cell)
{
    if (const auto *text = std::get_if<QByteArray>(&cell))
        return '\'' + QByteArray(*text).replace('\'', "''") + '\'';
    return isNull(cell) ? QByteArray("NULL") : textOf(cell);
}

namespace {

QByteArray columnOf(const QByteArray &alias, const QString &column)
{
    return alias + '.' + quotedName(column);
}

QByteArray conditionsOf(const Part &part, const QByteArray &alias)
{
    QByteArray sql;
    for (const Condition &condition : part.conditions) {
        if (condition.dictionary.isEmpty())
            sql += " AND " + columnOf(alias, condition.column) + " = " +
                   literal(Cell(condition.equals.toUtf8()));
    }
    return sql;
}

} // namespace

ReplacedJoin replacedJoin(const CardDescription &description, const QHash<int, QVector<JoinedValue>> &values,
                          const QVector<QByteArray> &keys)
{
    const Part &root = description.rootPart();
    ReplacedJoin join;
    QByteArray select;
    QByteArray from = quotedName(root.table) + " t0";
    QHash<int, QByteArray> aliasOf{{description.root, QByteArray("t0")}};
    join.tables = 1;
    const auto add = [&](const Part &part, const JoinedValue &value) {
        const QByteArray alias = 't' + QByteArray::number(join.tables++);
        const Part &owner = description.parts[part.ofPart];
        from += "\n  LEFT JOIN " + quotedName(part.table) + ' ' + alias + " ON " + columnOf(alias, part.key) +
                " = " + columnOf(aliasOf.value(part.ofPart, "t0"), owner.columns[part.ofColumn].column) +
                conditionsOf(part, alias);
        if (!value.attribute.isEmpty())
            from += " AND " + columnOf(alias, part.columns[part.find(QLatin1String("attribute"))].column) +
                    " = " + value.attribute;
        if (!value.scope.isEmpty())
            from += " AND " + columnOf(alias, part.columns[part.find(QLatin1String("scope"))].column) +
                    " = " + value.scope;
        for (const Column &column : part.columns)
            select += ", " + columnOf(alias, column.column);
        return alias;
    };
    for (const Column &column : root.columns)
        select += ", " + columnOf("t0", column.column);
    // Parts may be written down in any order; what a part is of must be joined before it.
    QVector<int> waiting;
    for (int i = 0; i < description.parts.size(); ++i) {
        if (i != description.root)
            waiting.append(i);
    }
    while (!waiting.isEmpty()) {
        const auto ready = std::find_if(waiting.begin(), waiting.end(),
                                        [&](int i) { return aliasOf.contains(description.parts[i].ofPart); });
        Q_ASSERT(ready != waiting.end()); // the description has no circles
        const int index = *ready;
        waiting.erase(ready);
        const Part &part = description.parts[index];
        if (part.storage == Storage::Table) {
            aliasOf.insert(index, add(part, {}));
            continue;
        }
        aliasOf.insert(index, "t0"); // nothing is of a value
        for (const JoinedValue &value : values.value(index))
            add(part, value);
    }
    QByteArrayList literals;
    for (const QByteArray &key : keys)
        literals.append(literal(Cell(key)));
    join.sql = "SELECT " + select.mid(2) + "\nFROM " + from + "\nWHERE " + columnOf("t0", root.key) +
               " IN (" + literals.join(", ") + ')';
    return join;
}

QByteArray listStatement(const CardDescription &description, qint64 afterId, int limit)
{
    const Part &root = description.rootPart();
    const QByteArray id = columnOf("r", root.columns[root.find(QLatin1String("id"))].column);
    QByteArray sql = "SELECT " + id + ", " + columnOf("r", root.key) + " FROM " + quotedName(root.table) +
                     " r WHERE " + id + " > " + QByteArray::number(afterId) + conditionsOf(root, "r");
    if (!description.unlistedTable.isEmpty())
        sql += " AND NOT EXISTS (SELECT 1 FROM " + quotedName(description.unlistedTable) + " u WHERE " +
               columnOf("u", description.unlistedColumn) + " = " + id + ')';
    return sql + " ORDER BY " + id + " LIMIT " + QByteArray::number(limit);
}

namespace {

/// Parts that one table answers: the same table by the same key under the same conditions.
struct Source
{
    QVector<int> parts;
    const Part *first = nullptr;
};

bool sameSource(const Part &a, const Part &b)
{
    const auto sameCondition = [](const Condition &x, const Condition &y) {
        return x.column == y.column && x.dictionary == y.dictionary && x.equals == y.equals;
    };
    return a.table == b.table && a.key == b.key && a.ofPart == b.ofPart && a.ofColumn == b.ofColumn &&
           a.order == b.order && a.cardinality == b.cardinality &&
           std::equal(a.conditions.begin(), a.conditions.end(), b.conditions.begin(), b.conditions.end(),
                      sameCondition);
}

/// Collects what a statement selects, each expression once.
class Selection
{
public:
    int add(const QByteArray &expression)
    {
        const auto known = m_expressions.indexOf(expression);
        if (known >= 0)
            return int(known);
        m_expressions.append(expression);
        return int(m_expressions.size()) - 1;
    }
    QByteArray sql() const { return m_expressions.join(", "); }
    int width() const { return int(m_expressions.size()); }

private:
    QByteArrayList m_expressions;
};

class Planner
{
public:
    Planner(const CardDescription &description, const BackendFacts &facts)
        : m_description(description), m_facts(facts)
    {
    }

    Plan make()
    {
        Plan plan{m_description, {}, 1};
        QVector<Source> joined; // 1:1 with the root
        QVector<Source> alone;
        for (const Source &source : sources()) {
            const Part &part = *source.first;
            const bool oneToOne = part.ofPart == m_description.root && part.cardinality == Cardinality::One &&
                                  part.ofColumn == rootId();
            (oneToOne && m_facts.tablesPerJoin > 1 && m_facts.joinsRoot ? joined : alone).append(source);
        }
        const int perStatement =
            std::clamp(m_facts.tablesPerJoin, 2, MaxTablesPerStatement) - 1; // and the root
        for (qsizetype i = 0; i == 0 || i < joined.size(); i += perStatement)
            plan.fetches.append(rootFetch(joined.mid(i, perStatement), i == 0));
        for (const Source &source : alone)
            plan.fetches.append(fetch(source));
        std::stable_sort(plan.fetches.begin(), plan.fetches.end(),
                         [](const Fetch &a, const Fetch &b) { return a.wave < b.wave; });
        plan.waves = plan.fetches.constLast().wave + 1;
        return plan;
    }

private:
    const Part &root() const { return m_description.rootPart(); }
    int rootId() const { return root().find(QLatin1String("id")); }

    QVector<Source> sources() const
    {
        QVector<Source> sources;
        for (int i = 0; i < m_description.parts.size(); ++i) {
            if (i == m_description.root)
                continue;
            const Part &part = m_description.parts[i];
            const auto same = std::find_if(sources.begin(), sources.end(), [&](const Source &source) {
                return sameSource(*source.first, part);
            });
            if (same != sources.end())
                same->parts.append(i);
            else
                sources.append({{i}, &part});
        }
        return sources;
    }

    /// Depth below the root; the keys themselves find what hangs on the root where the database joins it, or
    /// where a product's key is its id.
    int waveOf(const Part &part) const
    {
        if (part.ofPart < 0)
            return 0;
        if (part.ofPart == m_description.root && part.ofColumn == rootId() && keysAreEnough())
            return 0;
        return waveOf(m_description.parts[part.ofPart]) + 1;
    }
    bool keysAreEnough() const { return m_facts.joinsRoot || root().columns[rootId()].column == root().key; }

    PartCells cellsOf(int index, const QByteArray &alias, Selection &selection) const
    {
        PartCells cells{index, {}, -1};
        const Part &part = m_description.parts[index];
        for (const Column &column : part.columns)
            cells.cells.append(selection.add(columnOf(alias, column.column)));
        for (const Condition &condition : part.conditions) {
            if (!condition.dictionary.isEmpty())
                cells.cells.append(selection.add(columnOf(alias, condition.column)));
        }
        return cells;
    }

    int selectVersion(Selection &selection) const
    {
        if (m_description.versionColumn.isEmpty())
            return -1;
        return selection.add(columnOf(
            "r", root().columns[root().find(QLatin1String(m_description.versionColumn.toLatin1()))].column));
    }

    QByteArray rootIdSql() const { return columnOf("r", root().columns[rootId()].column); }
    QByteArray rootKeySql() const { return columnOf("r", root().key); }

    Fetch rootFetch(const QVector<Source> &sources, bool isFirst) const
    {
        Fetch fetch;
        Selection selection;
        selection.add(rootIdSql());
        fetch.versionCell = selectVersion(selection);
        QByteArray from = quotedName(root().table) + " r";
        fetch.tables.append(root().table);
        if (isFirst)
            fetch.parts.append(cellsOf(m_description.root, "r", selection));
        for (const Source &source : sources) {
            const Part &part = *source.first;
            const QByteArray alias = 't' + QByteArray::number(fetch.tables.size());
            fetch.tables.append(part.table);
            from += " LEFT JOIN " + quotedName(part.table) + ' ' + alias + " ON " +
                    columnOf(alias, part.key) + " = " + rootIdSql() + conditionsOf(part, alias);
            for (const int index : source.parts) {
                fetch.parts.append(cellsOf(index, alias, selection));
                fetch.parts.last().presentCell = selection.add(columnOf(alias, part.key));
            }
        }
        fetch.width = selection.width();
        fetch.head = "SELECT " + selection.sql() + " FROM " + from + " WHERE " + rootKeySql() + " IN (";
        fetch.tail = ')' + conditionsOf(root(), "r");
        return fetch;
    }

    Fetch fetch(const Source &source) const
    {
        const Part &part = *source.first;
        Fetch fetch;
        Selection selection;
        fetch.wave = waveOf(part);
        fetch.tables.append(part.table);
        fetch.rowsPerOwner = part.expect > 0 ? part.expect : part.cardinality == Cardinality::One ? 1 : 8;
        const bool ofRoot = part.ofPart == m_description.root && part.ofColumn == rootId();
        const bool joinsRoot = ofRoot && m_facts.joinsRoot && root().columns[rootId()].column != root().key;
        QByteArray from = quotedName(part.table) + " t";
        QByteArray ids;
        if (joinsRoot) {
            selection.add(rootIdSql());
            fetch.versionCell = selectVersion(selection);
            fetch.tables.prepend(root().table);
            from = quotedName(root().table) + " r JOIN " + from + " ON " + columnOf("t", part.key) + " = " +
                   rootIdSql();
            ids = rootKeySql();
        } else {
            selection.add(columnOf("t", part.key));
            ids = columnOf("t", part.key);
            if (!(ofRoot && keysAreEnough())) {
                fetch.ofPart = part.ofPart;
                fetch.ofColumn = part.ofColumn;
            }
        }
        for (const int index : source.parts)
            fetch.parts.append(cellsOf(index, "t", selection));
        fetch.width = selection.width();
        fetch.head = "SELECT " + selection.sql() + " FROM " + from + " WHERE " + ids + " IN (";
        fetch.tail = ')' + conditionsOf(part, "t");
        if (!part.order.isEmpty())
            fetch.tail += " ORDER BY " + columnOf("t", part.key) + ", " + columnOf("t", part.order);
        return fetch;
    }

    const CardDescription &m_description;
    const BackendFacts &m_facts;
};

} // namespace

double Plan::estimatedUs(const Fetch &fetch, const BackendFacts &facts, size_t owners) const
{
    const double statements =
        std::max(1.0, double((owners + size_t(facts.idsPerStatement) - 1) / size_t(facts.idsPerStatement)));
    // A joined table costs a look-up a row, about as much as a row.
    return statements * facts.statementUs +
           double(owners) * (fetch.rowsPerOwner + double(fetch.tables.size() - 1)) * facts.rowUs;
}

Plan makePlan(const CardDescription &description, const BackendFacts &facts)
{
    return Planner(description, facts).make();
}

} // namespace vitrine::plan
