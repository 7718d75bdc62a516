#pragma once

#include "exchange/zip_entry.h"

#include <QStringList>
#include <QTemporaryFile>
#include <QVector>

#include <string>

namespace vitrine::exchange {

/// What a workbook's small parts say: which sheets there are and which number formats are dates.
struct WorkbookParts
{
    struct Sheet
    {
        QString name;
        QString entry; ///< its place in the archive
    };
    QVector<Sheet> sheets; ///< in their order
    bool from1904 = false; ///< days are counted from 1904, as old Macintoshes did
    QVector<bool> dateStyles; ///< by the number of a cell's style
    QString strings; ///< the entry of the shared strings; empty: none
};

/// Corrupt, NotFound (no workbook), TooLarge, UnsupportedType.
Result<WorkbookParts> readWorkbookParts(const QString &path);

/// A number as a person's date: "2024-12-31", or with "T12:30:00" behind it; empty when it is none.
QString dateFromSerial(double serial, bool from1904);

/// "a_x000D_b" -> "a\rb", as workbooks write what XML cannot (ECMA-376, 22.9.2.19).
std::string unescaped(const QString &text);

/// The texts that the cells of a workbook share, kept in temporary files: any number of them in constant memory. One
/// thread.
class SharedStrings
{
public:
    /// `entry` of the archive. Its errors, and StorageFull or Io of the temporary files.
    Status read(const QString &path, const QString &entry);
    quint64 count() const { return m_count; }
    std::string_view at(quint64 number) const; ///< number < count()

private:
    Status keep(const std::string &text);

    QTemporaryFile m_bytes, m_ends;
    const char *m_mappedBytes = nullptr;
    const quint64 *m_mappedEnds = nullptr;
    quint64 m_count = 0, m_end = 0;
};

} // namespace vitrine::exchange
