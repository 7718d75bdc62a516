#include "exchange/sample_of_rows.h"

#include <QHash>
#include <QSet>

namespace vitrine::exchange {

void SampleOfRows::add(const RowReader &row)
{
    QVector<quint64> hashes;
    for (int i = 0; i < row.header().size(); ++i) {
        const QString text = row.trimmed(i);
        hashes.append(text.isEmpty() ? 0 : qHash(text, std::size_t(1)) | 1);
    }
    m_rows.append(std::move(hashes));
}

bool SampleOfRows::repeats(int column) const
{
    for (qsizetype row = 1; row < m_rows.size(); ++row) {
        if (m_rows[row][column] != 0 && m_rows[row][column] == m_rows[row - 1][column])
            return true;
    }
    return false;
}

bool SampleOfRows::namesAnotherRow(int column, int key) const
{
    QSet<quint64> keys;
    for (const QVector<quint64> &row : m_rows)
        keys.insert(row[key]);
    qsizetype named = 0, strange = 0;
    for (const QVector<quint64> &row : m_rows) {
        if (row[column] == 0 || row[column] == row[key])
            continue;
        ++(keys.contains(row[column]) ? named : strange);
    }
    return named > 0 && named >= strange; // the last product's row may be behind what was looked at
}

bool SampleOfRows::differsWithin(int column, int group) const
{
    QHash<quint64, quint64> first;
    for (const QVector<quint64> &row : m_rows) {
        if (row[column] == 0)
            continue;
        const auto known = first.constFind(row[group]);
        if (known == first.constEnd())
            first.insert(row[group], row[column]);
        else if (*known != row[column])
            return true;
    }
    return false;
}

} // namespace vitrine::exchange
