#include "exchange/xml_stream.h"

namespace vitrine::exchange {
namespace {
constexpr qsizetype ChunkBytes = 64 * 1024;
constexpr qint64 MaxTokenBytes = 4 * 1024 * 1024;
constexpr int MaxDepth = 64;
}

bool XmlStream::fail(ErrorCode code, const QString &what)
{
    m_failed = true;
    m_error = {code, what, m_name, QStringLiteral("Save the workbook again")};
    return false;
}

bool XmlStream::feed()
{
    QByteArray chunk(ChunkBytes, Qt::Uninitialized);
    const auto got = m_bytes->read(chunk.data(), chunk.size());
    if (!got) {
        m_failed = true;
        m_error = got.error();
        return false;
    }
    if (*got == 0)
        return fail(ErrorCode::Corrupt, QStringLiteral("the XML breaks off"));
    m_fed += *got;
    if (m_fed > MaxTokenBytes)
        return fail(ErrorCode::TooLarge, QStringLiteral("one text or tag of the XML is longer than 4 MiB"));
    chunk.truncate(*got);
    m_xml.addData(chunk);
    return true;
}

bool XmlStream::next()
{
    while (!m_failed && m_xml.tokenType() != QXmlStreamReader::EndDocument) {
        const auto token = m_xml.readNext();
        if (token == QXmlStreamReader::Invalid) {
            if (m_xml.error() == QXmlStreamReader::PrematureEndOfDocumentError) {
                if (!feed())
                    return false;
                continue;
            }
            return fail(ErrorCode::Corrupt, QStringLiteral("not XML at line %1, column %2: %3")
                                                .arg(m_xml.lineNumber()).arg(m_xml.columnNumber()).arg(m_xml.errorString()));
        }
        m_fed = 0;
        if (token == QXmlStreamReader::DTD || token == QXmlStreamReader::EntityReference)
            return fail(ErrorCode::UnsupportedType, QStringLiteral("the XML declares entities, which no workbook does"));
        if (token == QXmlStreamReader::StartElement && ++m_depth > MaxDepth)
            return fail(ErrorCode::TooLarge, QStringLiteral("the XML has more than %1 elements inside each other").arg(MaxDepth));
        if (token == QXmlStreamReader::EndElement)
            --m_depth;
        if (m_xml.isStartElement() || m_xml.isEndElement() || m_xml.isCharacters())
            return true;
    }
    return false;
}

QString XmlStream::attribute(QLatin1String name) const
{
    for (const QXmlStreamAttribute &attribute : m_xml.attributes()) {
        if (attribute.name() == name)
            return attribute.value().toString();
    }
    return {};
}

} // namespace vitrine::exchange
