#pragma once

#include <QtGlobal>

#include <algorithm>
#include <cmath>
#include <vector>

namespace vitrine::exchange {

/// splitmix64 (Steele, Lea, Flood 2014): one small stream per thing that is made, so that what comes out
/// depends on the seed and the thing's number alone, never on the order of the work.
class Random
{
public:
    Random(quint64 seed, quint64 stream) : m_state(mix(seed ^ mix(stream + 0x632be59bd9b4e019ULL))) {}

    quint64 next()
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        return mix(m_state);
    }
    /// 0 <= result < bound.
    int below(int bound) { return int((next() >> 32) * quint64(bound) >> 32); }
    /// [0, 1)
    double uniform() { return double(next() >> 11) * 0x1.0p-53; }
    bool chance(double share) { return uniform() < share; }
    /// Normal distribution by the sum of twelve: no library function whose last bit differs between machines.
    double normal()
    {
        double sum = -6;
        for (int i = 0; i < 12; ++i)
            sum += uniform();
        return sum;
    }

private:
    static quint64 mix(quint64 z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    quint64 m_state;
};

/// Zipf's law over 0..n-1: the k-th most popular has a share of 1/(k+1)^exponent.
class Zipf
{
public:
    Zipf(int n, double exponent) : m_sums(std::size_t(std::max(1, n)))
    {
        double sum = 0;
        for (std::size_t i = 0; i < m_sums.size(); ++i)
            m_sums[i] = sum += std::pow(double(i + 1), -exponent);
    }
    int draw(Random &random) const
    {
        const double at = random.uniform() * m_sums.back();
        return int(
            std::min<std::ptrdiff_t>(std::upper_bound(m_sums.begin(), m_sums.end(), at) - m_sums.begin(),
                                     std::ptrdiff_t(m_sums.size()) - 1));
    }

private:
    std::vector<double> m_sums;
};

} // namespace vitrine::exchange
