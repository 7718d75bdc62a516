#include "storage/mysql/open_numbers.h"

namespace vitrine::storage::mysql {

void OpenNumbers::begin(qint64 position)
{
    m_base = m_last = position;
    m_open = Roaring();
    m_passed.clear();
}

void OpenNumbers::take(qint64 number, Moment now)
{
    if (number <= m_last) {
        if (number > m_base)
            m_open.remove(quint32(number - m_base));
        return;
    }
    if (number > m_last + 1)
        m_open.addRange(quint64(m_last + 1 - m_base), quint64(number - m_base)); // without the end
    m_last = number;
    if (!m_passed.empty() && m_passed.back().at == now)
        m_passed.back().upTo = number;
    else
        m_passed.push_back({now, number});
}

void OpenNumbers::forget(Moment before)
{
    qint64 base = m_base;
    for (; !m_passed.empty() && m_passed.front().at < before; m_passed.pop_front())
        base = m_passed.front().upTo;
    if (m_open.isEmpty()) { // the same range, without its beginning
        base = m_last;
        m_passed.clear();
    }
    if (base != m_base)
        moveTo(base);
}

void OpenNumbers::moveTo(qint64 base)
{
    Roaring rest;
    Roaring::const_iterator next = m_open.begin();
    next.equalorlarger(quint32(base + 1 - m_base));
    for (; next != m_open.end(); ++next)
        rest.add(quint32(qint64(*next) + m_base - base));
    m_open = std::move(rest);
    m_base = base;
}

QVector<qint64> OpenNumbers::numbers() const
{
    QVector<qint64> numbers;
    for (const quint32 number : m_open)
        numbers.append(m_base + qint64(number));
    return numbers;
}

} // namespace vitrine::storage::mysql
