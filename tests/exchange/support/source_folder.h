#pragma once

#include "exchange/import.h"
#include "exchange/support/memory_catalog.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <zlib.h>
#include <zstd.h>

namespace vitrine::test {

inline QByteArray gzipped(const QByteArray &bytes)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(bytes.size()))) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

inline QByteArray zstdPacked(const QByteArray &bytes)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1); // as the zstd program does
    QByteArray packed(qsizetype(ZSTD_compressBound(std::size_t(bytes.size()))), '\0');
    packed.truncate(qsizetype(ZSTD_compress2(context, packed.data(), std::size_t(packed.size()),
                                             bytes.constData(), std::size_t(bytes.size()))));
    ZSTD_freeCCtx(context);
    return packed;
}

/// Files for an import, and the import itself with a picture store that knows what it was given.
class SourceFolder
{
public:
    QString write(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_dir.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }
    QString path(const QString &name = {}) const
    {
        return name.isEmpty() ? m_dir.path() : m_dir.filePath(name);
    }

    Result<exchange::ImportReport> tryImport(exchange::ImportOptions options)
    {
        auto ports = catalog.ports();
        return exchange::importInto(ports, options, putImage, progress, cancel);
    }
    /// An import that is expected to come to its end.
    exchange::ImportReport import(exchange::ImportOptions options)
    {
        const auto report = tryImport(options);
        if (!report)
            qFatal("the import failed: %s", qPrintable(report.error().toString()));
        return *report;
    }
    exchange::ImportReport import(const QString &name, const QByteArray &bytes)
    {
        exchange::ImportOptions options;
        options.sources = {write(name, bytes)};
        return import(options);
    }

    MemoryCatalog catalog;
    CancelToken cancel;
    exchange::ProgressCallback progress;
    int picturesPut = 0;
    exchange::PutImage putImage = [this](const QString &path) -> Result<catalog::ImageRef> {
        ++picturesPut;
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::Io, file.errorString(), path, {}};
        const QByteArray bytes = file.readAll();
        if (bytes == "broken")
            return Error{ErrorCode::Unprocessable, QStringLiteral("not a picture"), path, {}};
        return pictureOf(bytes);
    };

private:
    QTemporaryDir m_dir;
};

inline catalog::Value valueOf(const catalog::Product &product, const QString &code,
                              const catalog::Scope &scope = {})
{
    for (const catalog::AttributeValue &value : product.attributes) {
        if (value.code == code && value.scope == scope)
            return value.value;
    }
    return QStringLiteral("<none>");
}

} // namespace vitrine::test
