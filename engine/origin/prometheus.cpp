#include "origin/prometheus.h"

#include <QLocale>

namespace vitrine::origin {

namespace {

QByteArray escaped(const QByteArray &text, bool quotes)
{
    QByteArray result;
    for (char c : text) {
        if (c == '\\')
            result += "\\\\";
        else if (c == '\n')
            result += "\\n";
        else if (c == '"' && quotes)
            result += "\\\"";
        else
            result += c;
    }
    return result;
}

const char *kindName(Metric::Kind kind)
{
    switch (kind) {
    case Metric::Kind::Counter:
        return "counter";
    case Metric::Kind::Gauge:
        return "gauge";
    case Metric::Kind::Summary:
        return "summary";
    }
    Q_UNREACHABLE();
}

} // namespace

QByteArray toPrometheusText(const QVector<Metric> &metrics)
{
    QByteArray text;
    for (const Metric &metric : metrics) {
        text += "# HELP " + metric.name + ' ' + escaped(metric.help, false) + '\n';
        text += "# TYPE " + metric.name + ' ' + kindName(metric.kind) + '\n';
        for (const Metric::Sample &sample : metric.samples) {
            text += metric.name + sample.suffix;
            QByteArray labels;
            for (const auto &[name, value] : sample.labels)
                labels += (labels.isEmpty() ? "" : ",") + name + "=\"" + escaped(value, true) + '"';
            if (!labels.isEmpty())
                text += '{' + labels + '}';
            text += ' ' + QByteArray::number(sample.value, 'g', QLocale::FloatingPointShortest) + '\n';
        }
    }
    return text;
}

} // namespace vitrine::origin
