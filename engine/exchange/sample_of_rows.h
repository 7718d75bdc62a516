#pragma once

#include "exchange/row_reader.h"

#include <QVector>

namespace vitrine::exchange {

/// The first rows of a table, for what needs two columns at once: which rows are variants of one product. A value; of cells
/// it keeps a hash. One thread.
class SampleOfRows
{
public:
    void add(const RowReader &row);

    /// Whether rows with the same value in this column follow each other somewhere.
    bool repeats(int column) const;
    /// Whether most values of the column are those of `key` in another row.
    bool namesAnotherRow(int column, int key) const;
    /// Whether rows that share the value of `group` have different ones here.
    bool differsWithin(int column, int group) const;

private:
    QVector<QVector<quint64>> m_rows; ///< 0: blank
};

} // namespace vitrine::exchange
