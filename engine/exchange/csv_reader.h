#pragma once

#include "exchange/byte_stream.h"

#include <QString>
#include <QStringList>

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::exchange {

/// Reads CSV (RFC 4180) in constant memory: a byte order mark is skipped, the separator is sniffed from the
/// first line among , ; and tab, quoted cells keep their line ends, the first row names the columns. A row
/// that breaks a rule is reported with its place and reading goes on behind it; where a stray quote has swallowed
/// the lines behind it, on the next of them. One thread.
class CsvReader
{
public:
    static constexpr std::size_t MaxCellBytes = 1024 * 1024;
    static constexpr std::size_t MaxColumns = 65'536;

    enum class Step {
        Row, ///< cell() and line() describe it
        Bad, ///< line(), problemColumn() and problem() say what is wrong with it
        End,
        Failed ///< the stream itself failed, see error(); nothing of the row it happened in was given out
    };

    explicit CsvReader(ByteStream &stream) : m_stream(stream) {}

    /// Reads the header; call it once, first. End: there is none, the file is empty.
    Step readHeader();
    Step next();

    const QStringList &header() const { return m_header; }
    /// -1 when there is no such column; names are compared as they are.
    int column(QLatin1String name) const { return int(m_header.indexOf(name)); }

    /// The bytes of a cell, well-formed UTF-8; empty where `column` is -1. Valid until the next call of
    /// next().
    std::string_view cell(int column) const;
    QString text(int column) const;
    QString trimmed(int column) const { return text(column).trimmed(); }

    qint64 line() const { return m_line; } ///< 1-based, where the row starts
    const QString &problem() const { return m_problem; }
    /// The name of the column, or its number where it has no name.
    QString problemColumn() const;
    const Error &error() const { return m_error; }

private:
    bool ensure();
    void append(const char *bytes, std::size_t count);
    void fail(const QString &reason);
    void sniffSeparator();
    bool readQuoted();
    void readBare();
    Step readRow();
    bool endOfRow(char c);
    bool canResume() const;
    bool resumeOnSecondLine();

    ByteStream &m_stream;
    std::vector<char> m_buffer;
    std::size_t m_position = 0;
    std::size_t m_filled = 0;
    std::size_t m_rowStart = 0; ///< in the buffer; what came before it of this row is in m_rowSoFar
    std::string m_rowSoFar;
    std::size_t m_readAgain = 0;
    bool m_streamEnded = false;
    bool m_failed = false;
    bool m_started = false;
    char m_separator = ',';
    qint64 m_currentLine = 1;

    QStringList m_header;
    std::vector<std::string> m_cells;
    std::size_t m_count = 0;
    qint64 m_line = 0;
    QString m_problem;
    std::size_t m_problemAt = 0;
    bool m_quoteLost = false; ///< a quote took in line ends that were probably not its own
    Error m_error;
};

} // namespace vitrine::exchange
