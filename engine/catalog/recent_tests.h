#pragma once

#include "catalog/query_names.h"

#include <roaring/roaring.hh>

#include <deque>
#include <memory>
#include <mutex>

namespace vitrine::catalog {

/// The products of the last tests of an index, which has not changed since: a list, its counts and its next page ask for the
/// same ones. Thread-safe.
class RecentTests
{
public:
    /// Null: not among them.
    std::shared_ptr<const Roaring> find(const AttributeTest &test) const
    {
        std::lock_guard lock(m_mutex);
        for (const Answer &answer : m_answers) {
            if (answer.test == test)
                return answer.products;
        }
        return nullptr;
    }
    void add(const AttributeTest &test, std::shared_ptr<const Roaring> products)
    {
        std::lock_guard lock(m_mutex);
        m_answers.push_back({test, std::move(products)});
        if (m_answers.size() > Most)
            m_answers.pop_front();
    }
    void clear()
    {
        std::lock_guard lock(m_mutex);
        m_answers.clear();
    }

private:
    static constexpr size_t Most = 8; ///< each at most a bit a product
    struct Answer
    {
        AttributeTest test;
        std::shared_ptr<const Roaring> products;
    };
    mutable std::mutex m_mutex;
    std::deque<Answer> m_answers;
};

} // namespace vitrine::catalog
