#pragma once

#include <QtGlobal>

#include <cmath>
#include <random>

namespace vitrine::app {

/// Which of many things is asked for: by Zipf's law with exponent 1 (the inverse of its continuous form), so that few
/// take most of the requests, and each tenfold of the ranks as many as the one before. Which thing has a rank is scattered.
class Popularity
{
public:
    /// 0 to `things` - 1.
    qint64 draw(qint64 things)
    {
        const double share = std::uniform_real_distribution<double>(0, 1)(m_random);
        return ofRank(qint64(std::exp(share * std::log(double(things)))), things);
    }
    /// The thing of that rank, from 1.
    static qint64 ofRank(qint64 rank, qint64 things) { return qint64((quint64(rank) * 0x9E3779B97F4A7C15ULL >> 16) % quint64(things)); }

private:
    std::mt19937_64 m_random{11};
};

} // namespace vitrine::app
