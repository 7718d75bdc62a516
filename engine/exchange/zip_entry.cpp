#include "exchange/zip_entry.h"

#include <QFile>
#include <QFileInfo>

#include <minizip/unzip.h>

#include <type_traits>

namespace vitrine::exchange {
namespace {

constexpr qint64 MaxUnpacked = qint64(16) * 1024 * 1024 * 1024;
// A sheet packs 5 to 40 times; deflate reaches 1 032. Less than this is unpacked, whatever it packs to.
constexpr qint64 MaxRatio = 250;
constexpr qint64 Harmless = 64 * 1024 * 1024;

constexpr int IgnoreCase = 2; // minizip's own word for it

Error damaged(const QString &path, const QString &why)
{
    return {ErrorCode::Corrupt, QStringLiteral("the archive %1").arg(why), path, QStringLiteral("Fetch or save the file again")};
}

Error tooLarge(const QString &path, const QString &name)
{
    return {ErrorCode::TooLarge, QStringLiteral("%1 unpacks to far more than its size allows: it is taken for a bomb").arg(name), path,
            QStringLiteral("Save it as CSV, or in several workbooks, if it really is a table")};
}

struct Close
{
    void operator()(void *archive) const { unzClose(archive); }
};

class EntryStream final : public ByteStream
{
public:
    EntryStream(std::unique_ptr<void, Close> archive, QString path, QString name, qint64 packed, qint64 unpacked)
        : m_archive(std::move(archive)), m_path(std::move(path)), m_name(std::move(name)), m_packed(packed), m_unpacked(unpacked),
          m_archiveBytes(QFileInfo(m_path).size())
    {
    }

    Result<qint64> read(char *buffer, qint64 size) override
    {
        if (m_ended)
            return qint64(0);
        const int got = unzReadCurrentFile(m_archive.get(), buffer, unsigned(std::min<qint64>(size, 1 << 20)));
        if (got < 0)
            return damaged(m_path, QStringLiteral("is damaged inside %1").arg(m_name));
        m_read += got;
        if (m_read > MaxUnpacked || (m_read > Harmless && m_read / MaxRatio > m_packed))
            return tooLarge(m_path, m_name);
        if (got == 0) {
            m_ended = true;
            if (unzCloseCurrentFile(m_archive.get()) != UNZ_OK || m_read != m_unpacked)
                return damaged(m_path, QStringLiteral("is damaged: %1 is not what its checksum says").arg(m_name));
        }
        return qint64(got);
    }

    qint64 storedBytesRead() const override
    {
        return m_unpacked > 0 ? qint64(double(m_archiveBytes) * double(m_read) / double(m_unpacked)) : m_archiveBytes;
    }

private:
    std::unique_ptr<void, Close> m_archive;
    QString m_path, m_name;
    qint64 m_packed, m_unpacked, m_archiveBytes;
    qint64 m_read = 0;
    bool m_ended = false;
};

} // namespace

bool isZip(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(4) == QByteArrayLiteral("PK\x03\x04");
}

Result<std::unique_ptr<ByteStream>> ZipEntry::open(const QString &archive, const QString &name)
{
    static_assert(std::is_same_v<unzFile, void *>);
    std::unique_ptr<void, Close> zip(unzOpen64(QFile::encodeName(archive).constData()));
    if (!zip)
        return damaged(archive, QStringLiteral("has no list of its files: it is cut or no ZIP"));
    if (unzLocateFile(zip.get(), name.toUtf8().constData(), IgnoreCase) != UNZ_OK)
        return Error{ErrorCode::NotFound, QStringLiteral("the archive has no %1").arg(name), archive,
                     QStringLiteral("Check that it is a workbook (.xlsx)")};
    unz_file_info64 info{};
    if (unzGetCurrentFileInfo64(zip.get(), &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
        return damaged(archive, QStringLiteral("is damaged before %1").arg(name));
    if ((info.flag & 1) != 0)
        return Error{ErrorCode::UnsupportedType, QStringLiteral("%1 is encrypted").arg(name), archive,
                     QStringLiteral("Save it without a password")};
    const auto packed = qint64(info.compressed_size), unpacked = qint64(info.uncompressed_size);
    if (packed < 0 || unpacked < 0 || unpacked > MaxUnpacked || (unpacked > Harmless && unpacked / MaxRatio > packed))
        return tooLarge(archive, name);
    if (unzOpenCurrentFile(zip.get()) != UNZ_OK)
        return damaged(archive, QStringLiteral("is damaged at %1, or packed in a way that no workbook is").arg(name));
    return std::unique_ptr<ByteStream>(std::make_unique<EntryStream>(std::move(zip), archive, name, packed, unpacked));
}

} // namespace vitrine::exchange
