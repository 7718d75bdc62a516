#pragma once

#include "catalog/plan/backend.h"

namespace vitrine::plan {

/// No statement joins more tables than this, whatever the database allows.
inline constexpr int MaxTablesPerStatement = 40;

/// Where the cells of one part lie in a fetch's rows.
struct PartCells
{
    int part = 0;
    QVector<int> cells;   ///< one a column of the part, then one a condition that is asked of the rows
    int presentCell = -1; ///< null in it: this product has no row there; -1: there always is one
};

/// One statement, once for each chunk of ids: SELECT … FROM one table, or a few that belong together one to
/// one, WHERE key IN (ids). Cell 0 is the owner: the product's id, or the cell that the part's key refers to.
struct Fetch
{
    int wave = 0; ///< fetches of one wave need nothing of each other
    QStringList tables;
    QVector<PartCells> parts;
    int ofPart = -1; ///< whose cells are the ids; -1: the keys of the products that are asked for
    int ofColumn = -1;
    QByteArray head, tail; ///< around the list of ids
    int width = 0;
    int versionCell = -1; ///< the product's version, where the statement reads it too
    double rowsPerOwner = 1;
};

/// How the cards of one description are read from one kind of database: which statements, in which order, at
/// what cost. A value, made once.
struct Plan
{
    CardDescription description;
    QVector<Fetch> fetches; ///< by wave
    int waves = 1;

    /// Of one fetch for so many owners.
    double estimatedUs(const Fetch &fetch, const BackendFacts &facts, size_t owners) const;
};

Plan makePlan(const CardDescription &description, const BackendFacts &facts);

/// The one join that the plan stands for, pivoting each attribute into a column of its own, and how many
/// tables it has.
struct ReplacedJoin
{
    QByteArray sql;
    int tables = 0;
};

/// One value that the join would have a table for: the attribute's and the scope's cell, as literals; no
/// scope: empty.
struct JoinedValue
{
    QByteArray attribute;
    QByteArray scope;
    bool operator==(const JoinedValue &) const = default;
};

/// `values`: for each part with attribute storage, what its products have.
ReplacedJoin replacedJoin(const CardDescription &description, const QHash<int, QVector<JoinedValue>> &values,
                          const QVector<QByteArray> &keys);

/// The next products that are listed: id and key, after `afterId`, at most `limit`.
QByteArray listStatement(const CardDescription &description, qint64 afterId, int limit);

QByteArray quotedName(const QString &name);
/// A number as it is, a text in quotation marks.
QByteArray literal(const Cell &cell);

} // namespace vitrine::plan
