#include "tests/ui/support/fake_pool.h"

#include <cmath>

namespace vitrine::test {

FakePool::FakePool()
{
    next.lanes.resize(4);
    next.queueLimit = 256;
}

ui::PoolState FakePool::state() const
{
    ++statesAsked;
    return next;
}

void FakePool::setLanes(int lanes)
{
    lanesAsked = lanes;
    if (applyLanes)
        next.lanes.resize(lanes);
}

void FakePool::advance()
{
    const quint64 step = next.completed / 37;
    for (int lane = 0; lane < next.lanes.size(); ++lane) {
        ui::PoolLane &each = next.lanes[lane];
        each.busy = (step * 7 + quint64(lane) * 5) % 9 < 6;
        each.label = lane % 3 == 0
                         ? QStringLiteral("catalog: 256 products")
                         : QStringLiteral("original %1").arg(0x9f3ac1 + step * 977 + quint64(lane), 0, 16);
        each.sizeBytes =
            lane % 3 == 0 ? 0 : qint64(84'100 + (step * 31'337 + quint64(lane) * 7919) % 400'000);
        each.elapsed = std::chrono::microseconds(1'500 + (step * 9'973 + quint64(lane) * 21'701) % 64'000);
    }
    const double wave = std::sin(double(step) / 9.0);
    next.queuedInteractive = int(3 + 3 * wave);
    next.queuedBulk = int(20 + 18 * wave);
    next.oldestQueued = std::chrono::microseconds(qint64(120'000 + 90'000 * wave));
    next.completed += 37;
    next.writtenBytes += 3'100'000;
    next.p50 = std::chrono::microseconds(qint64(3'100 + 700 * wave));
    next.p90 = next.p50 * 4;
    next.p99 = std::chrono::microseconds(qint64(41'000 + 15'000 * wave));
}

} // namespace vitrine::test
