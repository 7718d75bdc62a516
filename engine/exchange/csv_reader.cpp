#include "exchange/csv_reader.h"

#include "exchange/utf8.h"

#include <algorithm>
#include <cstring>

namespace vitrine::exchange {
namespace {
constexpr std::size_t BufferBytes = 256 * 1024;
constexpr std::size_t MaxRowKept = 4 * 1024 * 1024;      // of a row, in case it has to be read again
constexpr std::size_t MaxReadAgain = 1024 * 1024 * 1024; // in all, so that no file makes this quadratic
}

bool CsvReader::ensure()
{
    if (m_position < m_filled)
        return true;
    if (m_streamEnded)
        return false;
    if (m_filled > m_rowStart && m_rowSoFar.size() < MaxRowKept)
        m_rowSoFar.append(m_buffer.data() + m_rowStart, m_filled - m_rowStart);
    m_rowStart = 0;
    m_filled = m_position = 0;
    m_buffer.resize(BufferBytes);
    const auto got = m_stream.read(m_buffer.data(), qint64(m_buffer.size()));
    if (!got) {
        m_error = got.error();
        m_failed = m_streamEnded = true;
        return false;
    }
    m_position = 0;
    m_filled = std::size_t(*got);
    m_streamEnded = m_filled == 0;
    if (!m_started && m_filled > 0) {
        m_started = true;
        if (m_filled >= 3 && std::memcmp(m_buffer.data(), "\xef\xbb\xbf", 3) == 0)
            m_position = 3;
        if (m_sniffs)
            sniffSeparator();
    }
    return m_position < m_filled || ensure();
}

void CsvReader::sniffSeparator()
{
    std::size_t commas = 0, semicolons = 0, tabs = 0;
    bool quoted = false;
    for (std::size_t i = m_position; i < m_filled; ++i) {
        const char c = m_buffer[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '\n' || c == '\r'))
            break;
        else if (!quoted) {
            commas += c == ',';
            semicolons += c == ';';
            tabs += c == '\t';
        }
    }
    m_separator = semicolons > commas && semicolons >= tabs ? ';' : tabs > commas ? '\t' : ',';
}

void CsvReader::append(const char *bytes, std::size_t count)
{
    std::string &cell = m_cells[m_count];
    if (cell.size() + count > MaxCellBytes) {
        fail(QStringLiteral("the cell is longer than 1 MiB"));
        return;
    }
    cell.append(bytes, count);
}

bool CsvReader::endOfRow(char c)
{
    if (c != '\n' && c != '\r')
        return false;
    ++m_position;
    if (c == '\r' && ensure() && m_buffer[m_position] == '\n')
        ++m_position;
    ++m_currentLine;
    return true;
}

/// Reads up to the separator or the end of the line, which is left in place.
void CsvReader::readBare()
{
    while (ensure()) {
        const char *from = m_buffer.data() + m_position;
        const char *end = m_buffer.data() + m_filled;
        const char *p = from;
        while (p != end && *p != m_separator && *p != '\n' && *p != '\r' && *p != '"')
            ++p;
        append(from, std::size_t(p - from));
        m_position += std::size_t(p - from);
        if (p == end)
            continue;
        if (*p != '"')
            return;
        fail(QStringLiteral(
            "a stray quote: a cell that contains quotes is written in quotes, with each quote doubled"));
        ++m_position;
    }
}

/// Reads a quoted cell from behind its first quote to behind its last one; false when the file ends inside.
bool CsvReader::readQuoted()
{
    const qint64 opened = m_currentLine;
    while (ensure()) {
        const char *from = m_buffer.data() + m_position;
        const std::size_t left = m_filled - m_position;
        const auto *quote = static_cast<const char *>(std::memchr(from, '"', left));
        const std::size_t length = quote ? std::size_t(quote - from) : left;
        const bool tooLong = m_cells[m_count].size() + length > MaxCellBytes;
        if (tooLong && m_currentLine > opened && canResume())
            return false; // no cell is that long: the quote was never meant to open one
        append(from, length);
        m_currentLine += std::count(from, from + length, '\n');
        m_position += length;
        if (!quote)
            continue;
        ++m_position;
        if (!ensure() || m_buffer[m_position] != '"')
            return true;
        append("\"", 1);
        ++m_position;
    }
    return false;
}

CsvReader::Step CsvReader::readRow()
{
    m_count = 0;
    m_problem.clear();
    m_quoteLost = false;
    m_line = m_currentLine;
    m_rowSoFar.clear();
    m_rowStart = m_position;
    if (!ensure())
        return m_failed ? Step::Failed : Step::End;
    while (true) {
        if (m_count == m_cells.size())
            m_cells.emplace_back();
        m_cells[m_count].clear();
        if (ensure() && m_buffer[m_position] == '"') {
            const qint64 opened = m_currentLine;
            ++m_position;
            if (!readQuoted()) {
                fail(QStringLiteral("the quote that opens on line %1 is never closed").arg(opened));
                m_quoteLost = true;
                if (m_failed)
                    return Step::Failed;
                return Step::Row;
            }
            if (ensure() && m_buffer[m_position] != m_separator && m_buffer[m_position] != '\n' &&
                     m_buffer[m_position] != '\r') {
                fail(QStringLiteral("a stray quote: text follows the closing quote"));
                m_quoteLost = m_currentLine > opened;
                readBare();
            }
        } else {
            readBare();
        }
        if (m_failed)
            return Step::Failed;
        if (m_count + 1 < MaxColumns)
            ++m_count;
        else
            fail(QStringLiteral("the row has more than %1 columns").arg(MaxColumns));
        if (!ensure())
            return m_failed ? Step::Failed : Step::Row;
        if (endOfRow(m_buffer[m_position]))
            return m_failed ? Step::Failed : Step::Row;
        ++m_position; // the separator
    }
}

bool CsvReader::canResume() const
{
    return !m_header.isEmpty() && m_rowSoFar.size() < MaxRowKept && m_readAgain < MaxReadAgain;
}

/// Puts back all but the first line of the row that was read; false when that is not possible.
bool CsvReader::resumeOnSecondLine()
{
    if (!canResume())
        return false;
    const std::size_t before = m_rowSoFar.size();
    std::string again = std::move(m_rowSoFar);
    again.append(m_buffer.data() + m_rowStart, m_position - m_rowStart);
    const std::size_t lineEnd = again.find('\n');
    if (lineEnd == std::string::npos)
        return false;
    m_readAgain += again.size();
    if (lineEnd + 1 >= before) { // the rest is in the buffer still
        m_position = m_rowStart + (lineEnd + 1 - before);
    } else {
        again.append(m_buffer.data() + m_position, m_filled - m_position);
        m_buffer.assign(again.begin() + std::ptrdiff_t(lineEnd) + 1, again.end());
        m_filled = m_buffer.size();
        m_position = 0;
    }
    m_currentLine = m_line + 1;
    return true;
}

CsvReader::Step CsvReader::next()
{
    Step step = Step::Row;
    do {
        step = readRow();
        if (step != Step::Row)
            return step;
        if (m_quoteLost && resumeOnSecondLine())
            return Step::Bad;
    } while (m_problem.isEmpty() && m_count == 1 && m_cells[0].empty());

    const std::size_t count = m_count;
    for (m_count = 0; m_count < count && m_problem.isEmpty(); ++m_count) {
        const std::size_t bad = firstInvalidUtf8(m_cells[m_count]);
        if (bad != std::string_view::npos)
            fail(QStringLiteral("not UTF-8: byte %1 of the cell is 0x%2; save the file as UTF-8")
                     .arg(bad + 1)
                     .arg(uint(static_cast<unsigned char>(m_cells[m_count][bad])), 2, 16, QLatin1Char('0')));
        else if (m_cells[m_count].find('\0') != std::string::npos)
            fail(QStringLiteral("the cell contains a NUL byte"));
    }
    m_count = count;
    if (m_problem.isEmpty() && !m_header.isEmpty() && count != std::size_t(m_header.size())) {
        m_count = std::min(count, std::size_t(m_header.size()));
        fail(QStringLiteral("the row has %1 cells, the header has %2").arg(count).arg(m_header.size()));
    }
    return m_problem.isEmpty() ? Step::Row : Step::Bad;
}

} // namespace vitrine::exchange
