#pragma once

#include <QVector>

#include <roaring/roaring.hh>

#include <chrono>
#include <deque>

namespace vitrine::storage::mysql {

/// Numbers of a growing log that were passed over: each belongs to a transaction that may still commit, until it is too
/// old. In a cluster, whose nodes number in turns, most numbers are. A value; a few bytes a number.
class OpenNumbers
{
public:
    using Moment = std::chrono::steady_clock::time_point;

    /// Nothing up to `position` is open, and all behind it still to come.
    void begin(qint64 position);
    /// Whether take() can: not a thousand million numbers at once.
    bool mayTake(qint64 number) const { return number - m_base < (qint64(1) << 30); }
    /// This one has come; those that it is the first to pass are open from `now` on.
    void take(qint64 number, Moment now);
    /// Those that are open since before then are not any more.
    void forget(Moment before);

    qint64 count() const { return qint64(m_open.cardinality()); } ///< that are open
    bool contains(qint64 number) const { return number > m_base && number <= m_last && m_open.contains(quint32(number - m_base)); }
    QVector<qint64> numbers() const;
    qint64 first() const { return m_base + 1; } ///< of the range in which all that are open are
    qint64 last() const { return m_last; }
    qint64 taken() const { return m_last - m_base - count(); } ///< of that range

private:
    /// So much of the range was passed by then.
    struct Passed
    {
        Moment at;
        qint64 upTo = 0;
    };
    void moveTo(qint64 base);

    qint64 m_base = 0, m_last = 0;
    Roaring m_open; ///< relative to m_base
    std::deque<Passed> m_passed;
};

} // namespace vitrine::storage::mysql
