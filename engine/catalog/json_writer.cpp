#include "catalog/json_writer.h"

#include <charconv>
#include <cmath>

namespace vitrine::catalog {

void JsonWriter::separate()
{
    if (m_needsComma)
        m_out += ',';
    m_needsComma = true;
}

JsonWriter &JsonWriter::open(char bracket)
{
    separate();
    m_out += bracket;
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::close(char bracket)
{
    m_out += bracket;
    m_needsComma = true;
    return *this;
}

void JsonWriter::quote(QStringView text)
{
    static constexpr char Hex[] = "0123456789abcdef";
    const QByteArray utf8 = text.toUtf8(); // replaces lone surrogates: the output is always valid UTF-8
    m_out += '"';
    qsizetype plain = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        m_out.append(utf8.constData() + plain, i - plain);
        plain = i + 1;
        if (byte >= 0x20)
            m_out.append('\\').append(char(byte));
        else if (byte == '\n')
            m_out += "\\n";
        else if (byte == '\t')
            m_out += "\\t";
        else if (byte == '\r')
            m_out += "\\r";
        else
            m_out.append("\\u00").append(Hex[byte >> 4]).append(Hex[byte & 15]);
    }
    m_out.append(utf8.constData() + plain, utf8.size() - plain);
    m_out += '"';
}

JsonWriter &JsonWriter::key(QStringView name)
{
    separate();
    quote(name);
    m_out += ':';
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::string(QStringView text)
{
    separate();
    quote(text);
    return *this;
}

JsonWriter &JsonWriter::ascii(const QByteArray &text)
{
    separate();
    m_out.append('"').append(text).append('"');
    return *this;
}

JsonWriter &JsonWriter::number(qint64 value)
{
    separate();
    m_out += QByteArray::number(value);
    return *this;
}

JsonWriter &JsonWriter::number(double value)
{
    separate();
    if (!std::isfinite(value)) {
        m_out += "null";
        return *this;
    }
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    m_out.append(buffer, end - buffer);
    return *this;
}

JsonWriter &JsonWriter::boolean(bool value)
{
    separate();
    m_out += value ? "true" : "false";
    return *this;
}

} // namespace vitrine::catalog
