#include "storage/files/file_original_store.h"

#include "storage/files/durable_file.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace vitrine::storage {

using images::ImageInfo;
using images::Original;
using images::Source;

namespace {

constexpr int IdDigits = 32;
constexpr qint64 CopyBytes = 1 << 18;

bool isId(const QString &text)
{
    return text.size() == IdDigits && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

/// Gives every piece of the source to `take` (bytes, size) -> Status.
template <typename Take>
Status readSource(const Source &source, Take take)
{
    QByteArray piece(CopyBytes, Qt::Uninitialized);
    for (qint64 at = 0;;) {
        const ssize_t got = pread(source.descriptor(), piece.data(), static_cast<size_t>(piece.size()), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return Error{ErrorCode::Io,
                         QStringLiteral("cannot read the picture: %1").arg(qt_error_string(errno)),
                         {},
                         {}};
        if (got == 0)
            return Done{};
        const Status taken = take(piece.constData(), static_cast<qint64>(got));
        if (!taken)
            return taken;
        at += got;
    }
}

Result<QByteArray> hashOf(const Source &source)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const Status read = readSource(source, [&hash](const char *bytes, qint64 size) -> Status {
        hash.addData(QByteArrayView(bytes, size));
        return Done{};
    });
    if (!read)
        return read.error();
    return hash.result();
}

QByteArray toJson(const Original &original)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("sha256"), QString::fromLatin1(original.sha256.toHex())},
                                     {QStringLiteral("bytes"), original.sizeBytes},
                                     {QStringLiteral("type"), original.info.type},
                                     {QStringLiteral("width"), original.info.widthPx},
                                     {QStringLiteral("height"), original.info.heightPx},
                                     {QStringLiteral("frames"), original.info.frames},
                                     {QStringLiteral("alpha"), original.info.alpha}})
        .toJson(QJsonDocument::Compact);
}

std::optional<Original> fromJson(const ImageId &id, const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    Original original;
    original.id = id;
    original.sha256 = QByteArray::fromHex(object[QStringLiteral("sha256")].toString().toLatin1());
    original.sizeBytes = object[QStringLiteral("bytes")].toInteger(-1);
    original.info = {object[QStringLiteral("type")].toString(), object[QStringLiteral("width")].toInt(),
                     object[QStringLiteral("height")].toInt(), object[QStringLiteral("frames")].toInt(1),
                     object[QStringLiteral("alpha")].toBool()};
    const bool sane = original.sha256.size() == 32 && original.sizeBytes >= 0 &&
                      QString::fromLatin1(original.sha256.toHex()).startsWith(id.toString());
    return sane ? std::optional(original) : std::nullopt;
}

} // namespace

Result<std::unique_ptr<FileOriginalStore>> FileOriginalStore::start(const QString &folder)
{
    const Status made =
        makeDurableFolder(QDir::cleanPath(QDir(folder).absoluteFilePath(QStringLiteral("tmp"))));
    if (!made)
        return made.error();
    std::unique_ptr<FileOriginalStore> store(
        new FileOriginalStore(QDir::cleanPath(QDir(folder).absolutePath())));
    store->removeAbandoned();
    return store;
}

void FileOriginalStore::removeAbandoned() const
{
    DurableFile::removeAbandoned(m_folder + QStringLiteral("/tmp"));
}

QString FileOriginalStore::shelfOf(const ImageId &id) const
{
    const QString &text = id.toString();
    return m_folder + QLatin1Char('/') + text.left(2) + QLatin1Char('/') + text.mid(2, 2);
}

QString FileOriginalStore::pathOf(const ImageId &id) const
{
    return isId(id.toString()) ? shelfOf(id) + QLatin1Char('/') + id.toString() : QString();
}

Result<Original> FileOriginalStore::put(std::shared_ptr<const Source> source, const ImageInfo &info)
{
    const Result<QByteArray> hash = hashOf(*source);
    if (!hash)
        return hash.error();
    const Original original{ImageId(QString::fromLatin1(hash->toHex().left(IdDigits))), *hash, info,
                            source->sizeBytes()};
    const QString shelf = shelfOf(original.id);
    const QString path = pathOf(original.id);

    const Result<Original> known = describe(original.id);
    if (known && QFileInfo(path).size() == original.sizeBytes) {
        // Another process may have named it just now: it is acknowledged only when the name is on disk.
        const Status synced = syncFolder(shelf);
        return synced ? known : Result<Original>(synced.error());
    }

    const QString scratch = m_folder + QStringLiteral("/tmp");
    Result<DurableFile> bytes = DurableFile::create(scratch);
    if (!bytes)
        return bytes.error();
    const Status copied =
        readSource(*source, [&bytes](const char *data, qint64 size) { return bytes->write(data, size); });
    if (!copied)
        return copied.error();
    Result<DurableFile> description = DurableFile::create(scratch);
    if (!description)
        return description.error();
    const QByteArray json = toJson(original);
    Status step = description->write(json.constData(), json.size());
    if (step)
        step = makeDurableFolder(shelf);
    // The description first: bytes under their name are a complete original.
    if (step)
        step = description->commit(path + QStringLiteral(".json"));
    if (step)
        step = syncFolder(shelf);
    if (step)
        step = bytes->commit(path);
    if (step)
        step = syncFolder(shelf);
    return step ? Result<Original>(original) : Result<Original>(step.error());
}

Result<std::shared_ptr<const Source>> FileOriginalStore::open(const ImageId &id)
{
    const QString path = pathOf(id);
    if (!path.isEmpty()) {
        auto source = Source::fromFile(path);
        if (source || source.error().code != ErrorCode::NotFound)
            return source;
    }
    return Error{
        ErrorCode::NotFound, QStringLiteral("there is no image %1").arg(id.toString().left(64)), {}, {}};
}

Result<Original> FileOriginalStore::describe(const ImageId &id)
{
    const QString path = pathOf(id);
    if (path.isEmpty() || !QFileInfo::exists(path))
        return Error{
            ErrorCode::NotFound, QStringLiteral("there is no image %1").arg(id.toString().left(64)), {}, {}};
    QFile file(path + QStringLiteral(".json"));
    if (!file.open(QIODevice::ReadOnly))
        return fileError(QStringLiteral("cannot read the description"), file.fileName(),
                         file.error() == QFileDevice::PermissionsError ? EACCES : EIO);
    const auto original = fromJson(id, file.readAll());
    if (!original)
        return Error{ErrorCode::Corrupt, QStringLiteral("the description of an image is damaged"),
                     file.fileName(),
                     QStringLiteral("Put the same picture again")};
    return *original;
}

} // namespace vitrine::storage
