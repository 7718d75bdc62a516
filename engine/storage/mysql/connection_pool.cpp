#include "storage/mysql/connection_pool.h"

#include <algorithm>

namespace vitrine::storage::mysql {

namespace {

constexpr std::chrono::seconds LongestWait{10};

} // namespace

void ConnectionPool::countDown()
{
    {
        std::lock_guard lock(m_mutex);
        --m_count;
    }
    m_free.notify_one();
}

Result<ConnectionPool::Lease> ConnectionPool::openAt(int node)
{
    auto opened = MysqlConnection::open(m_address, node, m_statementLimit, m_access);
    if (!opened)
        return opened.error();
    std::lock_guard lock(m_mutex);
    m_node = node;
    return Lease{*std::move(opened), false, node};
}

Result<ConnectionPool::Lease> ConnectionPool::open()
{
    int first = 0;
    {
        std::lock_guard lock(m_mutex);
        first = m_node;
    }
    QStringList places, reasons;
    for (int tried = 0;; ++tried) {
        const int node = (first + tried) % m_address.nodes();
        auto opened = openAt(node);
        if (opened)
            return opened;
        Error error = opened.error();
        places.append(error.where);
        if (!reasons.contains(error.what))
            reasons.append(error.what);
        // A wrong password is wrong at every node; one that is gone, full or cut off says nothing of the others.
        const bool isOfTheNode = error.code == ErrorCode::Io || error.code == ErrorCode::Overloaded;
        if (isOfTheNode && tried + 1 < m_address.nodes())
            continue;
        countDown();
        if (isOfTheNode) {
            error.what = reasons.join(QStringLiteral("; "));
            error.where = places.join(QStringLiteral(", "));
        }
        return error;
    }
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
    Lease lease{std::move(m_idle.back().connection), true, m_idle.back().node};
    m_idle.pop_back();
    return lease;
}

std::optional<ConnectionPool::Lease> ConnectionPool::takeMore(int node)
{
    {
        std::lock_guard lock(m_mutex);
        const auto same = std::find_if(m_idle.begin(), m_idle.end(), [node](const Idle &idle) { return idle.node == node; });
        if (same != m_idle.end()) {
            Lease lease{std::move(same->connection), true, node};
            m_idle.erase(same);
            return lease;
        }
        if (m_count >= m_limit)
            return std::nullopt;
        ++m_count;
    }
    auto opened = openAt(node);
    if (opened)
        return *std::move(opened);
    countDown();
    return std::nullopt;
}

void ConnectionPool::giveBack(std::unique_ptr<MysqlConnection> connection, int node)
{
    if (connection->isBroken())
        return countDown();
    {
        std::lock_guard lock(m_mutex);
        m_idle.push_back({std::move(connection), node});
    }
    m_free.notify_one();
}

} // namespace vitrine::storage::mysql
