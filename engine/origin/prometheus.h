#pragma once

#include <QByteArray>
#include <QVector>

#include <utility>

namespace vitrine::origin {

/// One metric family of GET /metrics. Names and labels are ours: lower case and underscores, units in the name.
struct Metric
{
    enum class Kind { Counter, Gauge, Summary };
    struct Sample
    {
        double value = 0;
        QVector<std::pair<QByteArray, QByteArray>> labels{};
        QByteArray suffix{}; ///< "_sum" and "_count" of a summary
    };

    QByteArray name;
    QByteArray help;
    Kind kind = Kind::Gauge;
    QVector<Sample> samples;
};

/// Prometheus' text format, version 0.0.4.
QByteArray toPrometheusText(const QVector<Metric> &metrics);

} // namespace vitrine::origin
