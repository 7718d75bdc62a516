#include "images/heat_table.h"

#include <QHashFunctions>

namespace vitrine::images {

namespace {

constexpr quint32 UsesAnAge = 1'000'000;

} // namespace

bool HeatTable::use(QByteArrayView etag)
{
    if (m_hotUses <= 0)
        return false;
    if (m_all.fetch_add(1, std::memory_order_relaxed) + 1 == UsesAnAge)
        age();
    std::atomic<quint8> &uses = m_uses[qHash(etag) % Slots];
    const int now = uses.load(std::memory_order_relaxed) + 1;
    const bool hot = now >= m_hotUses;
    uses.store(quint8(hot ? 0 : now), std::memory_order_relaxed);
    return hot;
}

void HeatTable::age()
{
    for (std::atomic<quint8> &uses : m_uses)
        uses.store(uses.load(std::memory_order_relaxed) / 2, std::memory_order_relaxed);
    m_all.store(0, std::memory_order_relaxed);
}

} // namespace vitrine::images
