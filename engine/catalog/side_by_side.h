#pragma once

#include <QSemaphore>
#include <QThreadPool>

#include <atomic>

namespace vitrine::catalog {

/// From how many products on the parts of one question are worth other threads: some milliseconds each.
inline constexpr quint64 ManyProducts = 200'000;

/// f(item) for each, on the caller's thread and on those of the machine that are idle: nobody waits for one that is not.
/// (QtConcurrent::blockingMap() waits in the caller for the pool, and for ever where all its threads do the same.)
/// `products`: how many the work is over; few are done by the caller alone.
template <typename Items, typename Function>
void sideBySide(quint64 products, Items &items, const Function &f)
{
    std::atomic<size_t> next{0};
    const auto take = [&] {
        for (size_t i = next++; i < items.size(); i = next++)
            f(items[i]);
    };
    QSemaphore ended;
    const auto takeAndTell = [&] {
        take();
        ended.release();
    };
    int others = 0;
    while (products >= ManyProducts && others + 1 < int(items.size()) && QThreadPool::globalInstance()->tryStart(takeAndTell))
        ++others;
    take();
    ended.acquire(others);
}

} // namespace vitrine::catalog
