#pragma once

#include "exchange/byte_stream.h"

#include <QStringView>

#include <optional>

namespace vitrine::exchange {

/// How the bytes of a text file are meant. Utf16 takes its byte order from the mark, little-endian without one.
enum class TextEncoding { Utf8, Utf16, Utf16BigEndian, Windows1252 };

QLatin1String textEncodingName(TextEncoding encoding); ///< "utf-8", "utf-16", "utf-16be", "windows-1252"
std::optional<TextEncoding> textEncodingFromName(QStringView name);

struct EncodingGuess
{
    TextEncoding encoding = TextEncoding::Utf8;
    bool sure = true; ///< a mark says so, or no other reading makes sense
};

/// From a file's first megabyte, unpacked. The errors of ByteStream.
Result<EncodingGuess> guessEncoding(const QString &path);

/// The text of `stream` as UTF-8, in constant memory; a UTF-8 stream comes back as it is. What is no UTF-16 is Corrupt,
/// at its byte.
std::unique_ptr<ByteStream> asUtf8(std::unique_ptr<ByteStream> stream, TextEncoding encoding, const QString &path);

} // namespace vitrine::exchange
