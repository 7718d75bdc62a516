#include "exchange/byte_stream.h"

#include <QFile>
#include <QFileInfo>

#include <zlib.h>
#include <zstd.h>

#include <optional>
#include <vector>

namespace vitrine::exchange {
namespace {

constexpr qint64 ChunkBytes = 256 * 1024;

Error damaged(const QString &path, const QString &how)
{
    return {ErrorCode::Corrupt, QStringLiteral("the packed data %1").arg(how), path,
            QStringLiteral("Fetch or pack the file again")};
}

class PlainStream final : public ByteStream
{
public:
    explicit PlainStream(std::unique_ptr<QFile> file) : m_file(std::move(file)) {}

    Result<qint64> read(char *buffer, qint64 size) override
    {
        const qint64 got = m_file->read(buffer, size);
        if (got < 0)
            return Error{ErrorCode::Io, m_file->errorString(), m_file->fileName(),
                         QStringLiteral("Check the disk that holds the file")};
        m_read += got;
        return got;
    }
    qint64 storedBytesRead() const override { return m_read; }
    QString path() const { return m_file->fileName(); }

private:
    std::unique_ptr<QFile> m_file;
    qint64 m_read = 0;
};

/// What both unpackers share: a chunk of stored bytes and where the unpacking stands in it.
class PackedStream : public ByteStream
{
public:
    explicit PackedStream(std::unique_ptr<PlainStream> stored)
        : m_stored(std::move(stored)), m_chunk(ChunkBytes)
    {
    }
    qint64 storedBytesRead() const override { return m_stored->storedBytesRead(); }

protected:
    /// False at the end of the file.
    Result<bool> refill()
    {
        auto got = m_stored->read(m_chunk.data(), ChunkBytes);
        if (!got)
            return got.error();
        m_position = 0;
        m_available = size_t(*got);
        return *got > 0;
    }

    /// What was unpacked before the damage is good and goes out first; the next read says what is wrong.
    Result<qint64> failed(Error error, qint64 unpacked)
    {
        m_failure = std::move(error);
        return unpacked > 0 ? Result<qint64>(unpacked) : Result<qint64>(*m_failure);
    }

    std::optional<Error> m_failure;
    std::unique_ptr<PlainStream> m_stored;
    std::vector<char> m_chunk;
    size_t m_position = 0;
    size_t m_available = 0;
};

class GzipStream final : public PackedStream
{
public:
    explicit GzipStream(std::unique_ptr<PlainStream> stored) : PackedStream(std::move(stored))
    {
        m_ready = inflateInit2(&m_inflate, 15 + 16) == Z_OK;
    }
    ~GzipStream() override { inflateEnd(&m_inflate); }

    Result<qint64> read(char *buffer, qint64 size) override
    {
        if (!m_ready)
            return Error{ErrorCode::Internal, QStringLiteral("zlib does not start"), m_stored->path(), {}};
        if (m_failure)
            return *m_failure;
        m_inflate.next_out = reinterpret_cast<Bytef *>(buffer);
        m_inflate.avail_out = uInt(size);
        while (m_inflate.avail_out == uInt(size)) {
            if (m_position == m_available) {
                const auto more = refill();
                if (!more)
                    return more.error();
                if (!*more) {
                    if (m_insideMember)
                        return damaged(m_stored->path(), QStringLiteral("ends early: the file is cut"));
                    return qint64(0);
                }
            }
            if (!m_insideMember) { // members may follow each other (RFC 1952, 2.2)
                inflateReset(&m_inflate);
                m_insideMember = true;
            }
            m_inflate.next_in = reinterpret_cast<Bytef *>(m_chunk.data() + m_position);
            m_inflate.avail_in = uInt(m_available - m_position);
            const int result = inflate(&m_inflate, Z_NO_FLUSH);
            m_position = m_available - m_inflate.avail_in;
            if (result == Z_STREAM_END)
                m_insideMember = false;
            else if (result != Z_OK && result != Z_BUF_ERROR)
                return failed(damaged(m_stored->path(),
                                      QStringLiteral("is damaged (%1)")
                                          .arg(QLatin1String(m_inflate.msg ? m_inflate.msg : "gzip"))),
                              size - qint64(m_inflate.avail_out));
        }
        return size - qint64(m_inflate.avail_out);
    }

private:
    z_stream m_inflate{};
    bool m_ready = false;
    bool m_insideMember = true;
};

class ZstdStream final : public PackedStream
{
public:
    explicit ZstdStream(std::unique_ptr<PlainStream> stored)
        : PackedStream(std::move(stored)), m_context(ZSTD_createDStream(), &ZSTD_freeDStream)
    {
    }

    Result<qint64> read(char *buffer, qint64 size) override
    {
        if (m_failure)
            return *m_failure;
        ZSTD_outBuffer out{buffer, size_t(size), 0};
        while (out.pos == 0) {
            if (m_position == m_available) {
                const auto more = refill();
                if (!more)
                    return more.error();
                if (!*more) {
                    if (m_insideFrame)
                        return damaged(m_stored->path(), QStringLiteral("ends early: the file is cut"));
                    return qint64(0);
                }
            }
            ZSTD_inBuffer in{m_chunk.data(), m_available, m_position};
            const size_t left = ZSTD_decompressStream(m_context.get(), &out, &in);
            if (ZSTD_isError(left))
                return failed(
                    damaged(m_stored->path(),
                            QStringLiteral("is damaged (%1)").arg(QLatin1String(ZSTD_getErrorName(left)))),
                    qint64(out.pos));
            m_position = in.pos;
            m_insideFrame = left != 0;
        }
        return qint64(out.pos);
    }

private:
    std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> m_context;
    bool m_insideFrame = true;
};

Error cannotOpen(const QFile &file)
{
    const QFileInfo info(file.fileName());
    if (!info.exists())
        return {ErrorCode::NotFound, QStringLiteral("there is no such file"), file.fileName(),
                QStringLiteral("Check the path")};
    if (!info.isReadable())
        return {ErrorCode::PermissionDenied, QStringLiteral("the file may not be read"), file.fileName(),
                QStringLiteral("Change its permissions or run as its owner")};
    return {ErrorCode::Io, file.errorString(), file.fileName(),
            QStringLiteral("Check the disk that holds the file")};
}

} // namespace

Result<std::unique_ptr<ByteStream>> ByteStream::open(const QString &path)
{
    auto file = std::make_unique<QFile>(path);
    if (QFileInfo(path).isDir())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("is a folder, not a file"), path, {}};
    if (!file->open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return cannotOpen(*file);
    const QByteArray magic = file->read(4);
    if (!file->seek(0))
        return Error{ErrorCode::InvalidArgument, QStringLiteral("is a pipe or device and cannot be sniffed"),
                     path, QStringLiteral("Save it as a file first")};
    auto plain = std::make_unique<PlainStream>(std::move(file));
    if (magic.startsWith("\x1f\x8b"))
        return std::unique_ptr<ByteStream>(std::make_unique<GzipStream>(std::move(plain)));
    if (magic == QByteArrayLiteral("\x28\xb5\x2f\xfd"))
        return std::unique_ptr<ByteStream>(std::make_unique<ZstdStream>(std::move(plain)));
    return std::unique_ptr<ByteStream>(std::move(plain));
}

} // namespace vitrine::exchange
