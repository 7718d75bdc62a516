#pragma once

#include "base/result.h"

#include <QIODevice>
#include <QString>

#include <memory>

namespace vitrine::exchange {

/// Writes a table cell by cell, row by row, in constant memory. One thread.
class RowWriter
{
public:
    enum class Kind { Text, Number, Boolean, Date }; ///< what the text of a cell stands for

    virtual ~RowWriter() = default;
    virtual void cell(const QString &text, Kind kind) = 0;
    virtual Status endRow() = 0;
    /// Behind the last row; without it the device may hold nothing.
    virtual Status finish() = 0;
};

std::unique_ptr<RowWriter> csvWriter(QIODevice &device);
/// A workbook (ECMA-376) of one sheet, made in a temporary file and then copied.
std::unique_ptr<RowWriter> xlsxWriter(QIODevice &device);

Error cannotWrite(const QIODevice &device);

} // namespace vitrine::exchange
