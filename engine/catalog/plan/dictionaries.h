#pragma once

#include "catalog/plan/backend.h"

#include <unordered_map>

namespace vitrine::plan {

/// What the dictionaries of a description say, in memory. A value; const functions on any thread.
class Dictionaries
{
public:
    /// Reads every dictionary whole, in one snapshot. Io and the like.
    static Result<Dictionaries> load(const CardDescription &description, Backend &backend,
                                     const RunOptions &options);

    /// The texts of a key, one a column; null when the dictionary does not know it.
    const QStringList *find(const QString &dictionary, const Cell &key) const;
    /// The column's cell as text, through its dictionary and its list. Nothing when the dictionary does not
    /// know it.
    std::optional<QString> translate(const Column &column, const Cell &cell) const;
    bool holds(const Condition &condition, const Cell &cell) const;
    /// The keys of a dictionary whose column `column` reads so.
    QVector<QByteArray> keysOf(const QString &dictionary, int column, const QString &text) const;

    using Table = std::unordered_map<Cell, QStringList>;
    const Table *table(const QString &dictionary) const;

private:
    QHash<QString, Table> m_tables;
};

} // namespace vitrine::plan
