#include "origin/body_stream.h"

namespace vitrine::origin {

bool BodyStream::push(const QByteArray &bytes)
{
    std::function<void()> wake;
    bool alive = true;
    {
        std::lock_guard lock(m_mutex);
        if (m_ended)
            return false;
        if (m_waiting.size() + bytes.size() > m_most) {
            m_ended = true;
            m_waiting.clear();
            alive = false;
        } else {
            m_waiting += bytes;
        }
        wake = m_wake;
    }
    if (wake)
        wake();
    return alive;
}

void BodyStream::end()
{
    std::function<void()> wake;
    {
        std::lock_guard lock(m_mutex);
        m_ended = true;
        wake = m_wake;
    }
    if (wake)
        wake();
}

void BodyStream::attach(std::function<void()> wake)
{
    {
        std::lock_guard lock(m_mutex);
        m_wake = wake;
    }
    wake();
}

QByteArray BodyStream::take(bool *ended)
{
    std::lock_guard lock(m_mutex);
    *ended = m_ended;
    return std::exchange(m_waiting, {});
}

void BodyStream::abandon()
{
    std::lock_guard lock(m_mutex);
    m_ended = true;
    m_waiting.clear();
    m_wake = nullptr;
}

} // namespace vitrine::origin
