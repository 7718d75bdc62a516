#pragma once

#include "exchange/byte_stream.h"

#include <QXmlStreamReader>

namespace vitrine::exchange {

/// The tokens of an XML document in constant memory: none of more than 4 MiB, no more than 64 elements inside each
/// other, no document type. One thread.
class XmlStream
{
public:
    XmlStream(std::unique_ptr<ByteStream> bytes, QString name) : m_bytes(std::move(bytes)), m_name(std::move(name)) {}

    /// The next start, end or text; false at the end and where it failed.
    bool next();
    bool isStart() const { return m_xml.isStartElement(); }
    bool isEnd() const { return m_xml.isEndElement(); }
    bool isText() const { return m_xml.isCharacters(); }
    QStringView name() const { return m_xml.name(); } ///< without its prefix
    QStringView text() const { return m_xml.text(); }
    /// Of a start; without its prefix, "id" also finds "r:id".
    QString attribute(QLatin1String name) const;

    bool failed() const { return m_failed; }
    const Error &error() const { return m_error; }
    qint64 storedBytesRead() const { return m_bytes->storedBytesRead(); }

private:
    bool feed();
    bool fail(ErrorCode code, const QString &what);

    std::unique_ptr<ByteStream> m_bytes;
    QString m_name;
    QXmlStreamReader m_xml;
    qint64 m_fed = 0; ///< since the last token
    int m_depth = 0;
    bool m_failed = false;
    Error m_error;
};

} // namespace vitrine::exchange
