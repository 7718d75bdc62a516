#pragma once

#include <QByteArray>
#include <QStringView>

namespace vitrine::catalog {

/// Appends JSON to one buffer without building a tree: cards are made by the thousand during an import. The
/// caller keeps objects and arrays balanced; commas are set here. Used by one thread.
class JsonWriter
{
public:
    JsonWriter() { m_out.reserve(1024); }

    JsonWriter &beginObject() { return open('{'); }
    JsonWriter &endObject() { return close('}'); }
    JsonWriter &beginArray() { return open('['); }
    JsonWriter &endArray() { return close(']'); }
    JsonWriter &key(QStringView name);
    JsonWriter &string(QStringView text);
    JsonWriter &ascii(const QByteArray &text); ///< text that needs no escape
    JsonWriter &number(qint64 value);
    JsonWriter &number(double value); ///< shortest form that reads back the same; null when not finite
    JsonWriter &boolean(bool value);

    QByteArray take() { return std::move(m_out); }

private:
    JsonWriter &open(char bracket);
    JsonWriter &close(char bracket);
    void separate();
    void quote(QStringView text);

    QByteArray m_out;
    bool m_needsComma = false;
};

} // namespace vitrine::catalog
