#include "ui/origin/origin_history.h"

#include "ui/style/theme.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace vitrine::ui {

namespace {

constexpr int Capacity = 4 * 60 * 5; // five minutes at 4 Hz

QString tr(const char *text)
{
    return QCoreApplication::translate("vitrine::ui::OriginHistory", text);
}

} // namespace

OriginHistory::OriginHistory() : m_rates({tr("requests/s"), tr("errors/s")}, Capacity) {}

void OriginHistory::sample(qint64 timeMs, const OriginState &state)
{
    if (m_last && state.requests < m_last->requests)
        interrupt(timeMs); // a new origin counts from zero
    if (m_last && timeMs > m_lastMs) {
        const double seconds = double(timeMs - m_lastMs) / 1000;
        // Smoothed over about a second: readable at four changes a second, and still live.
        const double weight = std::min(1.0, seconds);
        const auto follow = [weight](double &rate, double now) { rate += weight * (now - rate); };
        follow(m_requestsPerSecond, double(state.requests - m_last->requests) / seconds);
        follow(m_errorsPerSecond,
               double(state.errors4xx + state.errors5xx - m_last->errors4xx - m_last->errors5xx) / seconds);
        follow(m_bytesPerSecond, double(state.sentBytes - m_last->sentBytes) / seconds);
        m_rates.append(timeMs, {m_requestsPerSecond, m_errorsPerSecond});
    }
    m_last = state;
    m_lastMs = timeMs;
}

void OriginHistory::interrupt(qint64 timeMs)
{
    m_rates.appendGap(timeMs);
    m_last.reset();
    m_requestsPerSecond = m_errorsPerSecond = m_bytesPerSecond = 0;
}

std::optional<double> hitRatio(const OriginState &state)
{
    const quint64 all = state.cacheHits + state.cacheMisses;
    if (all == 0)
        return std::nullopt;
    return double(state.cacheHits) / double(all);
}

DurationSteps durationSteps(const QVector<OriginRequest> &requests)
{
    // Upper edges in microseconds; the last step has none.
    static constexpr std::array<qint64, 11> edges{100,    200,    500,    1'000,   2'000,  5'000,
                                                  10'000, 20'000, 50'000, 100'000, 200'000};
    DurationSteps steps;
    steps.counts.fill(0, int(edges.size()) + 1);
    for (const qint64 edge : edges)
        steps.labels << QStringLiteral("≤ %1").arg(formatMicros(edge));
    steps.labels << QStringLiteral("> %1").arg(formatMicros(edges.back()));
    for (const OriginRequest &request : requests) {
        const auto step = std::lower_bound(edges.cbegin(), edges.cend(), request.duration.count());
        ++steps.counts[step - edges.cbegin()];
    }
    return steps;
}

} // namespace vitrine::ui
