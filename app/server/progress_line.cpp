#include "app/server/progress_line.h"

#include <QLocale>

#include <cstdio>

#include <unistd.h>

namespace vitrine::app {

using namespace std::chrono_literals;

ProgressLine::ProgressLine() : m_terminal(isatty(STDERR_FILENO) == 1), m_last(Steady::now() - 1h) {}

ProgressLine::~ProgressLine()
{
    if (m_open)
        std::fputc('\n', stderr);
}

void ProgressLine::show(const exchange::ImportProgress &progress)
{
    const auto now = Steady::now();
    if (now - m_last < (m_terminal ? 100ms : 5s))
        return;
    m_last = now;

    const QLocale locale(QLocale::English);
    QString line = QStringLiteral("%1: %2 products, %3 values, %4 values/s")
                       .arg(progress.stage, locale.toString(progress.products), locale.toString(progress.values),
                            locale.toString(qint64(progress.valuesPerSecond)));
    if (progress.bytesTotal > 0)
        line += QStringLiteral(", %1 %").arg(100 * progress.bytesRead / progress.bytesTotal);
    if (progress.remaining)
        line += QStringLiteral(", %1 s left").arg(progress.remaining->count());
    if (progress.rejected > 0)
        line += QStringLiteral(", %1 rejected").arg(locale.toString(progress.rejected));

    if (m_terminal)
        std::fprintf(stderr, "\r\033[K%s", qPrintable(line));
    else
        std::fprintf(stderr, "%s\n", qPrintable(line));
    std::fflush(stderr);
    m_open = m_terminal;
}

} // namespace vitrine::app
