#include "ui/charts/time_series.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

TimeSeries::TimeSeries(QStringList names, int capacity)
    : m_names(std::move(names)), m_capacity(capacity), m_values(m_names.size())
{
}

void TimeSeries::append(qint64 timeMs, const QVector<double> &values)
{
    Q_ASSERT(values.size() == m_names.size());
    m_times.append(timeMs);
    for (int series = 0; series < m_values.size(); ++series)
        m_values[series].append(values.at(series));
    dropOldest();
}

void TimeSeries::appendGap(qint64 timeMs)
{
    if (size() == 0 || std::isnan(m_values.constFirst().constLast()))
        return;
    append(timeMs, QVector<double>(m_names.size(), NoValue));
}

void TimeSeries::clear()
{
    m_first = 0;
    m_times.clear();
    for (QVector<double> &values : m_values)
        values.clear();
}

void TimeSeries::dropOldest()
{
    if (size() > m_capacity)
        ++m_first;
    if (m_first <= m_capacity)
        return;
    m_times.remove(0, m_first);
    for (QVector<double> &values : m_values)
        values.remove(0, m_first);
    m_first = 0;
}

int TimeSeries::nearest(qint64 timeMs) const
{
    if (size() == 0)
        return -1;
    const auto begin = m_times.cbegin() + m_first;
    const auto after = std::lower_bound(begin, m_times.cend(), timeMs);
    if (after == m_times.cend())
        return size() - 1;
    if (after == begin || *after - timeMs < timeMs - *(after - 1))
        return int(after - begin);
    return int(after - begin) - 1;
}

QString TimeSeries::toCsv() const
{
    QString csv = QStringLiteral("time");
    for (const QString &name : m_names) {
        QString quoted = name;
        quoted.replace(QLatin1Char('"'), QLatin1String("\"\""));
        csv += QStringLiteral(",\"%1\"").arg(quoted);
    }
    csv += QLatin1String("\r\n");
    for (int sample = 0; sample < size(); ++sample) {
        csv += QDateTime::fromMSecsSinceEpoch(timeAt(sample), Qt::UTC).toString(Qt::ISODateWithMs);
        for (int series = 0; series < m_names.size(); ++series) {
            const double value = valueAt(series, sample);
            csv += QLatin1Char(',') + (std::isnan(value) ? QString() : QString::number(value, 'g', 10));
        }
        csv += QLatin1String("\r\n");
    }
    return csv;
}

} // namespace vitrine::ui
