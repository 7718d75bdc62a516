#pragma once

#include "base/error.h"

#include <QString>
#include <QStringList>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::exchange {

/// A table, row by row in constant memory: the first row names the columns. A row that breaks a rule is
/// reported with its place and reading goes on behind it. One thread.
class RowReader
{
public:
    static constexpr std::size_t MaxCellBytes = 1024 * 1024;
    static constexpr std::size_t MaxColumns = 65'536;

    enum class Step {
        Row, ///< cell() and line() describe it
        Bad, ///< line(), problemColumn() and problem() say what is wrong with it
        End,
        Failed ///< the file itself failed, see error(); nothing of the row it happened in was given out
    };

    virtual ~RowReader() = default;

    /// Reads the header; call it once, first. End: there is none, the file is empty.
    Step readHeader();
    virtual Step next() = 0;
    /// True when the file itself says what the cell is: a number is written with a point then, a date
    /// 2024-12-31, whatever the people who made the file write.
    virtual bool isTyped(int /*column*/) const { return false; }

    /// Of the file as it is stored.
    virtual qint64 storedBytesRead() const = 0;

    const QStringList &header() const { return m_header; }
    /// -1 when there is no such column; names are compared as they are.
    int column(QLatin1String name) const { return int(m_header.indexOf(name)); }

    /// The bytes of a cell, well-formed UTF-8; empty where `column` is -1. Valid until the next call of
    /// next().
    std::string_view cell(int column) const
    {
        return column >= 0 && std::size_t(column) < m_count ? std::string_view(m_cells[std::size_t(column)])
                                                            : std::string_view();
    }
    QString text(int column) const
    {
        const std::string_view bytes = cell(column);
        return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    }
    QString trimmed(int column) const { return text(column).trimmed(); }

    qint64 line() const { return m_line; } ///< 1-based, where the row starts
    const QString &problem() const { return m_problem; }
    /// The name of the column, or its number where it has no name; empty: the problem is of the whole row.
    QString problemColumn() const;
    const Error &error() const { return m_error; }

protected:
    static constexpr std::size_t WholeRow = std::size_t(-1); ///< of m_problemAt

    void fail(const QString &reason);

    QStringList m_header;
    std::vector<std::string> m_cells;
    std::size_t m_count = 0; ///< of m_cells, in this row
    qint64 m_line = 0;
    QString m_problem;
    std::size_t m_problemAt = 0;
    Error m_error;
};

} // namespace vitrine::exchange
