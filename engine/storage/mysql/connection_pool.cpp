#include "storage/mysql/connection_pool.h"

#include <algorithm>

namespace vitrine::storage::mysql {

namespace {

constexpr std::chrono::seconds LongestWait{10};

} // namespace

Result<ConnectionPool::Lease> ConnectionPool::open()
{
    auto opened = MysqlConnection::open(m_address, m_statementLimit);
    if (opened)
        return Lease{*std::move(opened), false};
    {
        std::lock_guard lock(m_mutex);
        --m_count;
    }
    m_free.notify_one();
    return opened.error();
}

Result<ConnectionPool::Lease>
ConnectionPool::take(std::optional<std::chrono::steady_clock::time_point> deadline)
{
    const auto latest = std::chrono::steady_clock::now() + LongestWait;
    std::unique_lock lock(m_mutex);
    const bool isFree = m_free.wait_until(lock, deadline ? std::min(*deadline, latest) : latest,
                                          [this] { return !m_idle.empty() || m_count < m_limit; });
    if (!isFree && deadline && *deadline < latest)
        return Error{ErrorCode::DeadlineExceeded,
                     QStringLiteral("no connection to the database became free in time"),
                     m_address.toString(),
                     {}};
    if (!isFree)
        return Error{ErrorCode::Overloaded,
                     QStringLiteral("all %1 connections to the database are busy").arg(m_limit),
                     m_address.toString(), QStringLiteral("Try again later")};
    if (m_idle.empty()) {
        ++m_count;
        lock.unlock();
        return open();
    }
    Lease lease{std::move(m_idle.back()), true};
    m_idle.pop_back();
    return lease;
}

std::optional<ConnectionPool::Lease> ConnectionPool::takeMore()
{
    {
        std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            Lease lease{std::move(m_idle.back()), true};
            m_idle.pop_back();
            return lease;
        }
        if (m_count >= m_limit)
            return std::nullopt;
        ++m_count;
    }
    auto opened = open();
    return opened ? std::optional(*std::move(opened)) : std::nullopt;
}

void ConnectionPool::giveBack(std::unique_ptr<MysqlConnection> connection)
{
    {
        std::lock_guard lock(m_mutex);
        if (connection->isBroken())
            --m_count;
        else
            m_idle.push_back(std::move(connection));
    }
    m_free.notify_one();
}

} // namespace vitrine::storage::mysql
