#pragma once

#include "exchange/row_reader.h"
#include "exchange/xlsx_parts.h"
#include "exchange/xml_stream.h"

namespace vitrine::exchange {

/// Reads one sheet of a workbook (ECMA-376, .xlsx) in constant memory: numbers with a point, dates of the cells that
/// show one as 2024-12-31, true and false, texts; formulas as what they came to. Its first row that is not blank names
/// the columns; line() is the row's number in the sheet. One thread.
class XlsxReader final : public RowReader
{
public:
    static constexpr int MaxSheetColumns = 16'384;

    /// `sheet` empty: the first. NotFound names the sheets that there are; the errors of readWorkbookParts.
    static Result<std::unique_ptr<RowReader>> open(const QString &path, const QString &sheet);

    Step next() override;
    bool isTyped(int column) const override { return column >= 0 && std::size_t(column) < m_count && m_typed[std::size_t(column)]; }
    qint64 storedBytesRead() const override { return m_xml->storedBytesRead(); }

private:
    XlsxReader() = default;
    Step readRow();
    bool readCell();
    void putCell(std::size_t at, const QString &type, int style, const QString &value);
    void putNumber(std::size_t at, int style, const QString &value);
    bool isBlank() const;

    WorkbookParts m_parts;
    SharedStrings m_strings;
    std::unique_ptr<XmlStream> m_xml;
    std::vector<bool> m_typed;
    std::size_t m_nextColumn = 0;
};

} // namespace vitrine::exchange
