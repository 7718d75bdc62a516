#pragma once

#include "exchange/byte_stream.h"

#include <QStringList>

namespace vitrine::exchange {

/// True when the file starts as a ZIP archive does.
bool isZip(const QString &path);

/// One file of a ZIP archive, unpacked in constant memory. One thread.
class ZipEntry
{
public:
    /// NotFound when the archive has no such entry (`name` as it is stored, letter case aside); Corrupt when it cannot be
    /// read; TooLarge, here or while reading, for an entry that unpacks to more than a table can be.
    static Result<std::unique_ptr<ByteStream>> open(const QString &archive, const QString &name);
};

} // namespace vitrine::exchange
