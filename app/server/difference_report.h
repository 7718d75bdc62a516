#pragma once

#include "exchange/import.h"

#include <QSaveFile>

namespace vitrine::app {

/// Where the differences of a dry run go: the first of them on stdout, all of them as JSON lines in a file, which
/// replaces the one that was there only when it is whole. Main thread.
class DifferenceReport
{
public:
    /// `path` empty: no file.
    DifferenceReport(const QString &path, int show);

    Status open();
    Status add(const exchange::Difference &difference);
    Status close();

private:
    Error cannotWrite() const;

    QSaveFile m_file;
    bool m_writes;
    int m_show;
};

} // namespace vitrine::app
