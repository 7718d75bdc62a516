#include "storage/s3/s3_original_store.h"

#include "base/log.h"
#include "images/original_description.h"

#include <QCryptographicHash>
#include <QFile>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace vitrine::storage {

using images::Original;
using images::Source;

namespace {

constexpr qint64 PieceBytes = 256 * 1024;
using s3::Digests;

Error noImage(const ImageId &id)
{
    return {ErrorCode::NotFound, QStringLiteral("there is no image %1").arg(id.toString().left(64)), {}, {}};
}

Result<Digests> digestsOf(const Source &source, qint64 offset, qint64 size)
{
    QCryptographicHash sha256(QCryptographicHash::Sha256), md5(QCryptographicHash::Md5);
    QByteArray piece(PieceBytes, Qt::Uninitialized);
    while (size > 0) {
        const ssize_t got = ::pread(source.descriptor(), piece.data(), size_t(std::min(size, PieceBytes)), offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return Error{ErrorCode::Io,
                         QStringLiteral("cannot read the picture: %1")
                             .arg(got < 0 ? qt_error_string(errno) : QStringLiteral("it has become shorter")),
                         {},
                         {}};
        const QByteArrayView bytes(piece.constData(), got);
        sha256.addData(bytes);
        md5.addData(bytes);
        offset += got;
        size -= got;
    }
    return Digests{sha256.result(), md5.result()};
}

/// Takes an original's bytes into a file without a name and holds them against the id.
class Download final : public s3::Sink
{
public:
    Download(ImageId id, QString scratch) : m_id(std::move(id)), m_scratch(std::move(scratch)) {}

    Status restart() override
    {
        m_source.reset();
        m_hash.reset();
        int fd = ::open(QFile::encodeName(m_scratch).constData(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
        if (fd < 0)
            fd = ::memfd_create("original", MFD_CLOEXEC);
        if (fd < 0)
            return failure(errno);
        m_source = std::make_shared<const Source>(fd);
        return Done{};
    }
    Status take(QByteArrayView bytes) override
    {
        m_hash.addData(bytes);
        while (!bytes.isEmpty()) {
            const ssize_t written = ::write(m_source->descriptor(), bytes.data(), size_t(bytes.size()));
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return failure(errno);
            bytes = bytes.sliced(written);
        }
        return Done{};
    }
    Status finish() override
    {
        if (images::imageIdOf(m_hash.result()) == m_id)
            return Done{};
        return Error{ErrorCode::Corrupt, QStringLiteral("the bytes of image %1 in S3 are not its own").arg(m_id.toString()), {},
                     QStringLiteral("Put the same picture again")};
    }
    std::shared_ptr<const Source> source() const { return m_source; }

private:
    static Error failure(int reason)
    {
        const bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
        return {full ? ErrorCode::StorageFull : ErrorCode::Io,
                QStringLiteral("no place to read an original into: %1").arg(qt_error_string(reason)),
                {},
                full ? QStringLiteral("Free space where the data directory is") : QString()};
    }

    const ImageId m_id;
    const QString m_scratch;
    std::shared_ptr<const Source> m_source;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

} // namespace

S3OriginalStore::S3OriginalStore(s3::Address address, s3::Credentials credentials, QString scratch, s3::Limits limits)
    : m_client(std::move(address), std::move(credentials), limits), m_scratch(std::move(scratch))
{
}

Result<std::unique_ptr<S3OriginalStore>> S3OriginalStore::start(s3::Address address, s3::Credentials credentials,
                                                                const QString &scratch, s3::Limits limits)
{
    std::unique_ptr<S3OriginalStore> store(
        new S3OriginalStore(std::move(address), std::move(credentials), scratch, limits));
    const auto bucket = store->m_client.send({"HEAD", {}, {}, {}, {}, {}, {}});
    if (!bucket) {
        Error error = bucket.error();
        if (error.code == ErrorCode::NotFound) {
            error.what = QStringLiteral("S3 has no bucket \"%1\"").arg(store->m_client.address().bucket);
            error.remedy = QStringLiteral("Make the bucket, or name another in originals.url");
        }
        return error;
    }
    return store;
}

QString S3OriginalStore::keyOf(const ImageId &id) const
{
    const QString &text = id.toString();
    return m_client.address().keyOf(text.left(2) + u'/' + text.mid(2, 2) + u'/' + text);
}

/// Whether an object of this size is there; with `md5` also whether its ETag says so, where that is an MD5 (it is not for
/// what came in parts or is encrypted).
bool S3OriginalStore::holds(const QString &key, qint64 size, const QByteArray &md5)
{
    const auto head = m_client.send({"HEAD", key, {}, {}, {}, {}, {}});
    if (!head || head->headers.value("content-length").toLongLong() != size)
        return false;
    const QByteArray etag = head->headers.value("etag").replace('"', "");
    const bool isMd5 = etag.size() == 32 && !head->headers.contains("x-amz-server-side-encryption");
    return md5.isEmpty() || !isMd5 || etag == md5.toHex();
}

Result<Original> S3OriginalStore::put(std::shared_ptr<const Source> source, const images::ImageInfo &info)
{
    const qint64 size = source->sizeBytes();
    const auto digests = digestsOf(*source, 0, size);
    if (!digests)
        return digests.error();
    const Original original{images::imageIdOf(digests->sha256), digests->sha256, info, size};
    const QString key = keyOf(original.id);

    const auto known = describe(original.id);
    if (known && known->sizeBytes == size && holds(key, size, digests->md5))
        return known;

    const QByteArray json = images::toJson(original);
    // The description first: bytes under their name are a complete original.
    const auto described = m_client.send(
        {"PUT", key + QStringLiteral(".json"), {},
         {{"content-md5", QCryptographicHash::hash(json, QCryptographicHash::Md5).toBase64()}}, json, {}, {}});
    if (!described)
        return described.error();
    const Status stored = size <= m_client.limits().partBytes ? putWhole(key, *source, size, *digests)
                                                              : putInParts(key, *source, size);
    if (!stored)
        return stored.error();
    // Whatever the server made of it: acknowledged is only what it holds.
    if (!holds(key, size))
        return Error{ErrorCode::Corrupt, QStringLiteral("S3 acknowledged a picture that it does not hold whole"),
                     m_client.address().toString(), QStringLiteral("Send it again")};
    return original;
}

Status S3OriginalStore::putWhole(const QString &key, const Source &source, qint64 size, const Digests &digests)
{
    const auto reply = m_client.send(
        {"PUT", key, {},
         {{"content-md5", digests.md5.toBase64()}, {"x-amz-checksum-sha256", digests.sha256.toBase64()}},
         {}, {source.descriptor(), 0, size}, digests.sha256});
    return reply ? Status(Done{}) : Status(reply.error());
}

Status S3OriginalStore::putInParts(const QString &key, const Source &source, qint64 size)
{
    const auto begun = m_client.send({"POST", key, "uploads=", {}, {}, {}, {}});
    if (!begun)
        return begun.error();
    const QString name = s3::elementText(begun->bytes, QLatin1String("UploadId"));
    if (name.isEmpty())
        return Error{ErrorCode::Io, QStringLiteral("S3 began an upload without naming it"), m_client.address().toString(), {}};
    const QByteArray upload = "uploadId=" + QUrl::toPercentEncoding(name);
    const auto list = sendParts(key, upload, source, size);
    std::optional<Error> failed = list ? std::nullopt : std::optional(list.error());
    if (list) {
        const auto completed = m_client.send({"POST", key, upload, {}, *list, {}, {}});
        // It may answer 200 and say in the body that it failed; and a lost answer makes the second attempt fail.
        const bool refused = completed && completed->bytes.contains("<Error>");
        if ((!completed || refused) && !holds(key, size))
            failed = completed ? Error{ErrorCode::Io,
                                       QStringLiteral("S3 could not put the parts together: %1")
                                           .arg(s3::elementText(completed->bytes, QLatin1String("Message")).left(300)),
                                       m_client.address().toString(),
                                       {}}
                               : completed.error();
    }
    if (!failed)
        return Done{};
    // Parts that nobody completes would be stored, and paid for, for ever.
    if (const auto aborted = m_client.send({"DELETE", key, upload, {}, {}, {}, {}});
        !aborted && aborted.error().code != ErrorCode::NotFound)
        qCWarning(log::storage).noquote() << "the parts of a failed upload stay in S3:" << aborted.error().toString();
    return *failed;
}

Result<QByteArray> S3OriginalStore::sendParts(const QString &key, const QByteArray &upload, const Source &source, qint64 size)
{
    QByteArray list = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    int number = 0;
    for (qint64 offset = 0; offset < size; offset += m_client.limits().partBytes) {
        const qint64 bytes = std::min(size - offset, m_client.limits().partBytes);
        const auto digests = digestsOf(source, offset, bytes);
        if (!digests)
            return digests.error();
        const QByteArray place = "partNumber=" + QByteArray::number(++number);
        const auto sent = m_client.send({"PUT", key, place + '&' + upload, {{"content-md5", digests->md5.toBase64()}}, {},
                                         {source.descriptor(), offset, bytes}, digests->sha256});
        if (!sent)
            return sent.error();
        list += "<Part><PartNumber>" + QByteArray::number(number) + "</PartNumber><ETag>" +
                QString::fromLatin1(sent->headers.value("etag")).toHtmlEscaped().toLatin1() + "</ETag></Part>";
    }
    return list + "</CompleteMultipartUpload>";
}

Result<std::shared_ptr<const Source>> S3OriginalStore::open(const ImageId &id)
{
    if (!images::isImageId(id.toString()))
        return noImage(id);
    Download download(id, m_scratch);
    const auto reply = m_client.send({"GET", keyOf(id), {}, {}, {}, {}, {}}, &download);
    if (reply)
        return download.source();
    return reply.error().code == ErrorCode::NotFound ? noImage(id) : reply.error();
}

Result<Original> S3OriginalStore::describe(const ImageId &id)
{
    if (!images::isImageId(id.toString()))
        return noImage(id);
    const auto reply = m_client.send({"GET", keyOf(id) + QStringLiteral(".json"), {}, {}, {}, {}, {}});
    if (!reply)
        return reply.error().code == ErrorCode::NotFound ? noImage(id) : reply.error();
    const auto original = images::originalFromJson(id, reply->bytes);
    if (!original)
        return Error{ErrorCode::Corrupt, QStringLiteral("the description of an image is damaged"),
                     m_client.address().toString(), QStringLiteral("Put the same picture again")};
    // Bytes under their name are what makes an original.
    if (!holds(keyOf(id), original->sizeBytes))
        return noImage(id);
    return *original;
}

} // namespace vitrine::storage
