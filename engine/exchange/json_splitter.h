#pragma once

#include "exchange/byte_stream.h"

#include <string>
#include <vector>

namespace vitrine::exchange {

/// Cuts a JSON array into its elements, or JSON lines into lines, without holding more than one of them. What
/// starts with '[' is an array, anything else is lines. An element is only delimited here; whoever parses it
/// judges it. One thread.
class JsonSplitter
{
public:
    static constexpr std::size_t MaxElementBytes = 16 * 1024 * 1024;

    enum class Step {
        Element, ///< text() and line()
        Bad,     ///< line() and problem(); reading can go on
        End,
        Broken, ///< line() and problem(): the rest of the file cannot be read
        Failed  ///< the stream itself failed, see error()
    };

    explicit JsonSplitter(ByteStream &stream) : m_stream(stream) {}
    Step next();

    const std::string &text() const { return m_text; }
    qint64 line() const { return m_line; } ///< 1-based, where the element starts
    const QString &problem() const { return m_problem; }
    const Error &error() const { return m_error; }

private:
    enum class Form { Unknown, Array, Lines };

    bool ensure();
    int peek(); ///< the next byte, -1 at the end
    void take();
    void skipSpace();
    void keep(char c);
    Step open();
    Step nextLine();
    Step nextInArray();
    Step readElement();
    Step broken(const QString &why);

    ByteStream &m_stream;
    std::vector<char> m_buffer;
    std::size_t m_position = 0;
    std::size_t m_filled = 0;
    bool m_streamEnded = false;
    bool m_failed = false;
    bool m_first = true;
    bool m_finished = false;
    bool m_tooLong = false;
    Form m_form = Form::Unknown;
    qint64 m_currentLine = 1;

    std::string m_text;
    qint64 m_line = 0;
    QString m_problem;
    Error m_error;
};

/// What the JSON library says of an element that began on `line` of its file, with the place in the file.
QString whyNotJson(const char *what, qint64 line);

} // namespace vitrine::exchange
