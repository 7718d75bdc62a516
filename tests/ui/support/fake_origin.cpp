#include "tests/ui/support/fake_origin.h"

namespace vitrine::test {

ui::OriginState FakeOrigin::state() const
{
    ++statesAsked;
    return next;
}

ui::Reply<QString> FakeOrigin::start(const QString &listen)
{
    listenAsked = listen;
    m_starting.emplace();
    m_starting->start();
    const auto reply = m_starting->future();
    if (!hold)
        finishStart();
    return reply;
}

ui::Reply<Done> FakeOrigin::stop()
{
    ++stopsAsked;
    m_stopping.emplace();
    m_stopping->start();
    const auto reply = m_stopping->future();
    if (!hold)
        finishStop();
    return reply;
}

void FakeOrigin::release()
{
    if (m_starting)
        finishStart();
    if (m_stopping)
        finishStop();
}

void FakeOrigin::finishStart()
{
    if (startError) {
        m_starting->addResult(*startError);
    } else {
        QString listen = listenAsked;
        if (listen.endsWith(QLatin1String(":0")))
            listen = listen.chopped(1) + QStringLiteral("45127");
        next.running = true;
        next.address = QStringLiteral("http://") + listen;
        m_starting->addResult(next.address);
    }
    m_starting->finish();
    m_starting.reset();
}

void FakeOrigin::finishStop()
{
    next.running = false;
    next.address.clear();
    m_stopping->addResult(Done{});
    m_stopping->finish();
    m_stopping.reset();
}

QVector<ui::OriginRequest> FakeOrigin::recent(int count) const
{
    return requests.first(std::min<qsizetype>(count, requests.size()));
}

void FakeOrigin::addRequest(const QString &target, int status, std::chrono::microseconds duration)
{
    ui::OriginRequest request;
    request.at = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'795'000'000'000LL)) +
                 std::chrono::milliseconds(requests.size());
    request.method = QStringLiteral("GET");
    request.target = target;
    request.status = status;
    request.duration = duration;
    request.bytes = status == 200 ? 64'300 : 212;
    request.cache = status == 200 ? QStringLiteral("hit") : QString();
    request.client = QStringLiteral("127.0.0.1");
    requests.prepend(request);
    ++next.requests;
    next.sentBytes += request.bytes;
    ++(status == 200 ? next.cacheHits : next.cacheMisses);
    if (status >= 500)
        ++next.errors5xx;
    else if (status >= 400)
        ++next.errors4xx;
    else if (status == 304)
        ++next.notModified;
}

void FakeOrigin::advance()
{
    const quint64 step = next.requests;
    for (quint64 i = 0; i < 9 + step / 40 % 7; ++i) {
        const quint64 seed = (step + i) * 7919 % 1009;
        const int status = seed % 61 == 0 ? 503 : seed % 23 == 0 ? 404 : seed % 4 == 0 ? 304 : 200;
        addRequest(seed % 3 == 0
                       ? QStringLiteral("/v1/products/SKU-%1").arg(seed, 6, 10, QLatin1Char('0'))
                       : QStringLiteral("/i/card-540/9f3ac1%1.webp").arg(seed, 4, 16, QLatin1Char('0')),
                   status, std::chrono::microseconds(120 + seed * seed % 4'300));
    }
    next.connections = 12;
    next.p50 = std::chrono::microseconds(410);
    next.p90 = std::chrono::microseconds(1'100);
    next.p99 = std::chrono::microseconds(3'200);
    next.uptime += std::chrono::seconds(1);
}

} // namespace vitrine::test
