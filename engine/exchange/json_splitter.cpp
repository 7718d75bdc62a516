#include "exchange/json_splitter.h"

#include <QRegularExpression>

#include <cstring>

namespace vitrine::exchange {
namespace {

constexpr std::size_t BufferBytes = 256 * 1024;
constexpr int MaxDepth = 64;

bool isSpace(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

} // namespace

bool JsonSplitter::ensure()
{
    if (m_position < m_filled)
        return true;
    if (m_streamEnded)
        return false;
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
    return m_filled > 0;
}

int JsonSplitter::peek()
{
    return ensure() ? static_cast<unsigned char>(m_buffer[m_position]) : -1;
}

void JsonSplitter::take()
{
    m_currentLine += m_buffer[m_position] == '\n';
    ++m_position;
}

void JsonSplitter::skipSpace()
{
    while (isSpace(peek()))
        take();
}

void JsonSplitter::keep(char c)
{
    if (m_text.size() < MaxElementBytes)
        m_text.push_back(c);
    else
        m_tooLong = true;
}

JsonSplitter::Step JsonSplitter::broken(const QString &why)
{
    m_finished = true;
    if (m_failed)
        return Step::Failed;
    m_problem = why;
    return Step::Broken;
}

JsonSplitter::Step JsonSplitter::open()
{
    if (ensure() && m_filled >= 3 && std::memcmp(m_buffer.data(), "\xef\xbb\xbf", 3) == 0)
        m_position = 3;
    skipSpace();
    m_line = m_currentLine;
    if (peek() < 0) {
        m_finished = true;
        return m_failed ? Step::Failed : Step::End;
    }
    m_form = peek() == '[' ? Form::Array : Form::Lines;
    if (m_form == Form::Array)
        take();
    return Step::Element;
}

JsonSplitter::Step JsonSplitter::next()
{
    if (m_finished)
        return Step::End;
    if (m_form == Form::Unknown) {
        const Step step = open();
        if (step != Step::Element)
            return step;
    }
    m_text.clear();
    m_problem.clear();
    m_tooLong = false;
    const Step step = m_form == Form::Array ? nextInArray() : nextLine();
    if (step == Step::Element && m_tooLong) {
        m_problem = QStringLiteral("the element is longer than 16 MiB");
        return Step::Bad;
    }
    return step;
}

JsonSplitter::Step JsonSplitter::nextLine()
{
    skipSpace();
    m_line = m_currentLine;
    while (peek() >= 0 && peek() != '\n') {
        keep(m_buffer[m_position]);
        take();
    }
    if (m_failed)
        return Step::Failed;
    m_finished = m_text.empty();
    return m_finished ? Step::End : Step::Element;
}

JsonSplitter::Step JsonSplitter::nextInArray()
{
    skipSpace();
    m_line = m_currentLine;
    if (peek() == ']') {
        take();
        skipSpace();
        if (peek() >= 0)
            return broken(QStringLiteral("text follows the end of the array"));
        m_finished = true;
        return m_failed ? Step::Failed : Step::End;
    }
    if (!m_first) {
        if (peek() < 0)
            return broken(QStringLiteral("the array is not closed: the file is cut"));
        if (peek() != ',')
            return broken(QStringLiteral("a comma is missing between two elements"));
        take();
        skipSpace();
        m_line = m_currentLine;
    }
    m_first = false;
    if (peek() < 0)
        return broken(QStringLiteral("the array is not closed: the file is cut"));
    return readElement();
}

JsonSplitter::Step JsonSplitter::readElement()
{
    int depth = 0;
    bool inString = false, escaped = false;
    while (true) {
        const int c = peek();
        if (c < 0)
            return broken(QStringLiteral("the file ends inside this element: it is cut"));
        if (!inString && depth == 0 && (c == ',' || c == ']' || isSpace(c)))
            break;
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > MaxDepth)
                return broken(QStringLiteral("the element is nested deeper than %1").arg(MaxDepth));
        } else if (c == '}' || c == ']') {
            --depth;
        }
        keep(char(c));
        take();
        if (depth == 0 && (c == '}' || c == ']'))
            break;
        if (depth < 0)
            return broken(QStringLiteral("a bracket closes that was not opened"));
    }
    if (m_text.empty())
        return broken(QStringLiteral("an element is missing before the comma"));
    return Step::Element;
}

/// The library counts lines from the start of the element.
QString whyNotJson(const char *what, qint64 line)
{
    static const QRegularExpression place(
        QStringLiteral("^\\[[^\\]]*\\] parse error at line ([0-9]+), column ([0-9]+): (?:syntax error )?(.*)$"),
        QRegularExpression::DotMatchesEverythingOption);
    const QString text = QString::fromUtf8(what);
    const auto match = place.match(text);
    if (!match.hasMatch())
        return QStringLiteral("not JSON: ") + text;
    return QStringLiteral("not JSON at line %1, column %2: %3")
        .arg(line + match.captured(1).toLongLong() - 1)
        .arg(match.captured(2), match.captured(3));
}

} // namespace vitrine::exchange
