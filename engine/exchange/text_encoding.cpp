#include "exchange/text_encoding.h"

#include "exchange/utf8.h"

#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace vitrine::exchange {
namespace {

using Named = std::pair<TextEncoding, QLatin1String>;
constexpr std::array names{Named{TextEncoding::Utf8, QLatin1String("utf-8")},
                           Named{TextEncoding::Utf16, QLatin1String("utf-16")},
                           Named{TextEncoding::Utf16BigEndian, QLatin1String("utf-16be")},
                           Named{TextEncoding::Windows1252, QLatin1String("windows-1252")}};

/// 0x80 to 0x9F of Windows-1252, as the WHATWG Encoding Standard has them; the rest is Latin-1.
constexpr std::array<char16_t, 32> upper{
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

QString fromWindows1252(const char *bytes, qint64 count)
{
    QString text = QString::fromLatin1(bytes, count);
    for (QChar &c : text) {
        if (c.unicode() >= 0x80 && c.unicode() < 0xA0)
            c = QChar(upper[c.unicode() - 0x80]);
    }
    return text;
}

QStringConverter::Encoding converterFor(TextEncoding encoding)
{
    return encoding == TextEncoding::Utf16BigEndian ? QStringConverter::Utf16BE : QStringConverter::Utf16;
}

class DecodedStream final : public ByteStream
{
public:
    DecodedStream(std::unique_ptr<ByteStream> stream, TextEncoding encoding, QString path)
        : m_stream(std::move(stream)), m_encoding(encoding), m_path(std::move(path)), m_decoder(converterFor(encoding))
    {
    }

    qint64 storedBytesRead() const override { return m_stream->storedBytesRead(); }

    Result<qint64> read(char *buffer, qint64 size) override
    {
        while (m_position == m_text.size()) {
            const auto got = m_stream->read(m_chunk.data(), qint64(m_chunk.size()));
            if (!got)
                return got.error();
            if (*got == 0) {
                if (m_encoding != TextEncoding::Windows1252 && m_bytes % 2 != 0)
                    return notUtf16();
                return qint64(0);
            }
            m_bytes += *got;
            const QString text = m_encoding == TextEncoding::Windows1252
                                     ? fromWindows1252(m_chunk.data(), *got)
                                     : QString(m_decoder(QByteArrayView(m_chunk.data(), *got)));
            if (m_decoder.hasError())
                return notUtf16();
            m_text = text.toUtf8();
            m_position = 0;
        }
        const qint64 count = std::min<qint64>(size, m_text.size() - m_position);
        std::copy_n(m_text.constData() + m_position, count, buffer);
        m_position += count;
        return count;
    }

private:
    Error notUtf16() const
    {
        return {ErrorCode::Corrupt, QStringLiteral("not UTF-16 before byte %1").arg(m_bytes), m_path,
                QStringLiteral("Name another encoding, or save the file as UTF-8")};
    }

    std::unique_ptr<ByteStream> m_stream;
    TextEncoding m_encoding;
    QString m_path;
    QStringDecoder m_decoder;
    std::vector<char> m_chunk = std::vector<char>(64 * 1024);
    QByteArray m_text; ///< decoded, not given out before m_position
    qsizetype m_position = 0;
    qint64 m_bytes = 0;
};

EncodingGuess guess(const QByteArray &bytes, bool whole)
{
    if (bytes.startsWith("\xef\xbb\xbf"))
        return {TextEncoding::Utf8, true};
    if (bytes.startsWith("\xff\xfe"))
        return {TextEncoding::Utf16, true};
    if (bytes.startsWith("\xfe\xff"))
        return {TextEncoding::Utf16BigEndian, true};
    qint64 nulls[2] = {0, 0};
    for (qsizetype i = 0; i < bytes.size(); ++i)
        nulls[i % 2] += bytes[i] == '\0';
    if (std::max(nulls[0], nulls[1]) * 5 > bytes.size()) // the other half of ASCII
        return {nulls[0] > nulls[1] ? TextEncoding::Utf16BigEndian : TextEncoding::Utf16, false};
    const std::size_t bad = firstInvalidUtf8(std::string_view(bytes.constData(), std::size_t(bytes.size())));
    const bool cut = !whole && bad != std::string_view::npos && bad + 4 > std::size_t(bytes.size());
    if (bad == std::string_view::npos || cut)
        return {TextEncoding::Utf8, true};
    return {TextEncoding::Windows1252, false};
}

} // namespace

QLatin1String textEncodingName(TextEncoding encoding)
{
    return std::find_if(names.begin(), names.end(), [=](const Named &one) { return one.first == encoding; })->second;
}

std::optional<TextEncoding> textEncodingFromName(QStringView name)
{
    const auto entry = std::find_if(names.begin(), names.end(), [=](const Named &one) {
        return name.compare(one.second, Qt::CaseInsensitive) == 0;
    });
    return entry == names.end() ? std::nullopt : std::optional(entry->first);
}

Result<EncodingGuess> guessEncoding(const QString &path)
{
    auto stream = ByteStream::open(path);
    if (!stream)
        return stream.error();
    QByteArray bytes(1024 * 1024, Qt::Uninitialized);
    qint64 filled = 0;
    while (filled < bytes.size()) {
        const auto got = (*stream)->read(bytes.data() + filled, bytes.size() - filled);
        if (!got)
            return got.error();
        if (*got == 0)
            break;
        filled += *got;
    }
    const bool whole = filled < bytes.size();
    bytes.truncate(filled);
    return guess(bytes, whole);
}

std::unique_ptr<ByteStream> asUtf8(std::unique_ptr<ByteStream> stream, TextEncoding encoding, const QString &path)
{
    if (encoding == TextEncoding::Utf8)
        return stream;
    return std::make_unique<DecodedStream>(std::move(stream), encoding, path);
}

} // namespace vitrine::exchange
