#pragma once

#include "images/ports.h"
#include "storage/s3/s3_client.h"

namespace vitrine::storage {

/// Originals in a bucket, under the names that FileOriginalStore gives its files: PREFIX/ab/cd/ID holds the bytes,
/// PREFIX/ab/cd/ID.json the description, which is there first. Copying one tree over the other is a move. Every
/// upload carries SHA-256 and MD5, large ones go in parts and leave nothing behind when they fail; what comes back
/// is checked against its own name. Thread-safe; several processes may share a bucket.
class S3OriginalStore final : public images::OriginalStore
{
public:
    /// Looks whether the bucket can be used. InvalidArgument, NotFound, PermissionDenied, DeadlineExceeded, Io.
    /// `scratch`: a folder for what is being read; files there have no names.
    static Result<std::unique_ptr<S3OriginalStore>> start(s3::Address address, s3::Credentials credentials,
                                                          const QString &scratch, s3::Limits limits = {});

    Result<images::Original> put(std::shared_ptr<const images::Source> source,
                                 const images::ImageInfo &info) override;
    /// Also Corrupt: the bytes are not those of the id.
    Result<std::shared_ptr<const images::Source>> open(const ImageId &id) override;
    /// Also Corrupt: the description cannot be read, or is of other bytes.
    Result<images::Original> describe(const ImageId &id) override;

private:
    S3OriginalStore(s3::Address address, s3::Credentials credentials, QString scratch, s3::Limits limits);

    QString keyOf(const ImageId &id) const;
    bool holds(const QString &key, qint64 size, const QByteArray &md5 = {});
    Status putWhole(const QString &key, const images::Source &source, qint64 size, const s3::Digests &digests);
    Status putInParts(const QString &key, const images::Source &source, qint64 size);
    Result<QByteArray> sendParts(const QString &key, const QByteArray &upload, const images::Source &source, qint64 size);

    s3::Client m_client;
    const QString m_scratch;
};

} // namespace vitrine::storage
