#pragma once

#include "base/result.h"

#include <QString>

#include <memory>

namespace vitrine::exchange {

/// The bytes of a file, unpacked when it starts with the magic of gzip (RFC 1952) or zstd (RFC 8878),
/// whatever its name says. Reads forward in constant memory. One thread.
class ByteStream
{
public:
    virtual ~ByteStream() = default;

    /// NotFound, PermissionDenied, Io; names the file and what to do.
    static Result<std::unique_ptr<ByteStream>> open(const QString &path);

    /// Fills up to `size` bytes; 0 at the end. Corrupt when packed data is damaged or cut, Io when the disk
    /// fails.
    virtual Result<qint64> read(char *buffer, qint64 size) = 0;
    /// Of the file as it is stored, so that progress is right for packed files as well.
    virtual qint64 storedBytesRead() const = 0;
};

} // namespace vitrine::exchange
