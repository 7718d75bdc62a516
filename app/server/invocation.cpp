#include "app/server/invocation.h"

#include <QJsonDocument>

#include <cstdio>

namespace vitrine::app {

QString Invocation::dataDirectory() const
{
    return dataDir.empty() ? DataDirectory::defaultPath() : QString::fromLocal8Bit(dataDir.data(), qsizetype(dataDir.size()));
}

ExitCode Invocation::fail(const Error &error) const
{
    if (json)
        printJson({{QStringLiteral("error"), QJsonObject{{QStringLiteral("code"), QString(errorCodeName(error.code))},
                                                         {QStringLiteral("what"), error.what},
                                                         {QStringLiteral("where"), error.where},
                                                         {QStringLiteral("remedy"), error.remedy}}}});
    std::fprintf(stderr, "vitrined: %s\n", qPrintable(error.toString()));
    return exitCodeOf(error.code);
}

void printJson(const QJsonObject &object)
{
    const QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Indented);
    std::fwrite(text.constData(), 1, size_t(text.size()), stdout);
    std::fflush(stdout);
}

void printLine(const QString &line)
{
    const QByteArray text = line.toUtf8() + '\n';
    std::fwrite(text.constData(), 1, size_t(text.size()), stdout);
    std::fflush(stdout);
}

} // namespace vitrine::app
