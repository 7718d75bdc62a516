#include "app/runtime/log_sink.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

#include <atomic>
#include <cstdio>

namespace vitrine::app {

namespace {

std::atomic_bool asJson{false};

QLatin1String levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return QLatin1String("debug");
    case QtInfoMsg:
        return QLatin1String("info");
    case QtWarningMsg:
        return QLatin1String("warning");
    case QtCriticalMsg:
        return QLatin1String("error");
    case QtFatalMsg:
        return QLatin1String("fatal");
    }
    return QLatin1String("info");
}

void sink(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QString time = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    QByteArray line;
    if (asJson) {
        line = QJsonDocument(QJsonObject{{QStringLiteral("time"), time},
                                         {QStringLiteral("level"), QString(levelName(type))},
                                         {QStringLiteral("category"), QString::fromUtf8(context.category)},
                                         {QStringLiteral("message"), message}})
                   .toJson(QJsonDocument::Compact);
    } else {
        line = QStringLiteral("%1 %2 %3: %4").arg(time, levelName(type), QString::fromUtf8(context.category), message).toUtf8();
    }
    line += '\n';
    std::fwrite(line.constData(), 1, size_t(line.size()), stderr); // one write: lines of several threads do not mix
}

} // namespace

void installLogSink() { qInstallMessageHandler(sink); }

void configureLog(const QString &level, const QString &format)
{
    asJson = format == u"json";
    const bool debug = level == u"debug", info = debug || level == u"info", warning = info || level == u"warning";
    const auto flag = [](bool on) { return on ? QStringLiteral("true") : QStringLiteral("false"); };
    QLoggingCategory::setFilterRules(QStringLiteral("vitrine.*.debug=%1\nvitrine.*.info=%2\nvitrine.*.warning=%3")
                                         .arg(flag(debug), flag(info), flag(warning)));
}

} // namespace vitrine::app
