#pragma once

#include <QSet>
#include <QString>
#include <QStringList>

namespace vitrine::exchange {

/// What the values of one column look like, counted over the first rows of a table. Constant memory. One thread.
class ColumnSample
{
public:
    static constexpr int MaxDistinct = 5'000; ///< told apart

    void add(const QString &value); ///< a blank one counts as a row only

    qint64 rows() const { return m_rows; }
    qint64 filled() const { return m_filled; }
    bool isUnique() const { return m_filled > 0 && m_filled == m_rows && m_distinct.size() == std::min<qint64>(m_filled, MaxDistinct); }
    qsizetype distinct() const { return m_distinct.size(); }
    qsizetype longest() const { return m_longest; }
    const QString &example() const { return m_example; }

    bool isNumber() const { return m_filled > 0 && (m_point == m_filled || m_comma == m_filled); }
    bool isWhole() const { return m_filled > 0 && m_whole == m_filled; }
    /// The decimal mark that the numbers need: '.' or ','; null where both would do ("12", "1.234").
    QChar decimal() const;
    bool isBoolean() const { return m_filled > 0 && m_boolean == m_filled && m_distinct.size() <= 2; }
    bool isPicture() const { return m_filled > 0 && m_picture == m_filled; }
    bool isOption() const { return m_filled >= 8 && m_distinct.size() * 4 <= m_filled && m_longest <= 60; }
    /// The form of all its dates, "dd.MM.yyyy"; empty: they are none. `sure` is false when another form fits, too.
    QString dateFormat(bool &sure) const;
    /// The most frequent of these texts within the values; empty: none is in an eighth of them.
    QString separator(const QStringList &candidates) const;
    /// "EUR" when the values carry a sign or code of one currency.
    const QString &currency() const { return m_currency; }

private:
    qint64 m_rows = 0, m_filled = 0, m_point = 0, m_comma = 0, m_onlyPoint = 0, m_onlyComma = 0;
    qint64 m_whole = 0, m_boolean = 0, m_picture = 0;
    qsizetype m_longest = 0;
    QSet<QString> m_distinct;
    QStringList m_some; ///< the first values, for what needs more than counting
    QStringList m_dateFormats;
    QString m_currency, m_example;
};

} // namespace vitrine::exchange
