#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

#include <limits>

namespace vitrine::ui {

/// Several measurements taken at the same moments, oldest first, bounded: the oldest samples make room for
/// new ones. NaN is "not measured" and leaves a gap in the line. A value.
class TimeSeries
{
public:
    static constexpr double NoValue = std::numeric_limits<double>::quiet_NaN();

    TimeSeries() = default;
    TimeSeries(QStringList names, int capacity);

    /// `values` has one entry a name; `timeMs` (since the epoch) never goes back.
    void append(qint64 timeMs, const QVector<double> &values);
    /// Marks that nothing was measured for a while. Two gaps in a row are one.
    void appendGap(qint64 timeMs);
    void clear();

    const QStringList &names() const { return m_names; }
    int size() const { return int(m_times.size()) - m_first; }
    qint64 timeAt(int sample) const { return m_times.at(m_first + sample); }
    double valueAt(int series, int sample) const { return m_values.at(series).at(m_first + sample); }
    /// The sample nearest to the time; -1 when there is none.
    int nearest(qint64 timeMs) const;

    /// Header and one line a sample, RFC 4180: the time as ISO 8601 in UTC, an empty cell for a gap.
    QString toCsv() const;

private:
    void dropOldest();

    QStringList m_names;
    int m_capacity = 0;
    // The dead samples before m_first are cut off only once they are as many as the living: no shift for each
    // sample.
    int m_first = 0;
    QVector<qint64> m_times;
    QVector<QVector<double>> m_values;
};

} // namespace vitrine::ui
