#pragma once

#include "exchange/byte_stream.h"
#include "exchange/row_reader.h"

namespace vitrine::exchange {

/// Reads CSV (RFC 4180) in constant memory: a byte order mark is skipped, the separator is sniffed from the
/// first line among , ; and tab unless it is given, quoted cells keep their line ends. Where a stray quote has
/// swallowed the lines behind it, reading goes on with the next of them. One thread.
class CsvReader final : public RowReader
{
public:
    /// `separator` 0: sniffed.
    explicit CsvReader(ByteStream &stream, char separator = '\0') : m_stream(stream)
    {
        m_sniffs = separator == '\0';
        m_separator = m_sniffs ? ',' : separator;
    }
    /// The same, and the stream is this reader's.
    explicit CsvReader(std::unique_ptr<ByteStream> stream, char separator = '\0') : CsvReader(*stream, separator)
    {
        m_owned = std::move(stream);
    }

    Step next() override;
    qint64 storedBytesRead() const override { return m_stream.storedBytesRead(); }
    char separator() const { return m_separator; }

private:
    bool ensure();
    void append(const char *bytes, std::size_t count);
    void sniffSeparator();
    bool readQuoted();
    void readBare();
    Step readRow();
    bool endOfRow(char c);
    bool canResume() const;
    bool resumeOnSecondLine();

    std::unique_ptr<ByteStream> m_owned;
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
    bool m_sniffs = true;
    char m_separator = ',';
    qint64 m_currentLine = 1;

    bool m_quoteLost = false; ///< a quote took in line ends that were probably not its own
};

} // namespace vitrine::exchange
