#include "storage/files/file_original_store.h"

#include "base/log.h"
#include "images/original_description.h"
#include "storage/files/durable_file.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace vitrine::storage {

using images::ImageInfo;
using images::Original;
using images::Source;

namespace {

constexpr qint64 CopyBytes = 1 << 18;

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
    auto index = sqlite::OriginalIndex::open(store->m_folder + QStringLiteral("/index.db"));
    if (!index)
        return index.error();
    store->m_index = *std::move(index);
    const Status named = syncFolder(store->m_folder);
    if (!named)
        return named.error();
    const auto complete = store->m_index->isComplete();
    if (!complete)
        return complete.error();
    if (!*complete && store->hasShelves()) {
        store->m_folding = std::thread([files = store.get()] {
            const Status folded = files->fold([files] { return files->m_stopping.load(); });
            if (!folded && folded.error().code != ErrorCode::Cancelled)
                qCWarning(log::storage).noquote() << "descriptions stay beside their originals until the next start:" << folded.error().toString();
        });
    } else if (!*complete) {
        if (const Status marked = store->m_index->setComplete(); !marked)
            return marked.error();
    }
    return store;
}

FileOriginalStore::~FileOriginalStore()
{
    stopFolding();
}

void FileOriginalStore::stopFolding()
{
    m_stopping = true;
    if (m_folding.joinable())
        m_folding.join();
}

bool FileOriginalStore::hasShelves() const
{
    const QStringList folders = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    return std::any_of(folders.begin(), folders.end(), [](const QString &name) { return name.size() == 2; });
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
    return images::isImageId(id.toString()) ? shelfOf(id) + QLatin1Char('/') + id.toString() : QString();
}

Result<Original> FileOriginalStore::put(std::shared_ptr<const Source> source, const ImageInfo &info)
{
    const Result<QByteArray> hash = hashOf(*source);
    if (!hash)
        return hash.error();
    const Original original{images::imageIdOf(*hash), *hash, info,
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
    Status step = makeDurableFolder(shelf);
    // The description first: bytes under their name are a complete original.
    if (step)
        step = m_index->put({original.id, images::toJson(original)});
    if (step)
        step = bytes->commit(path);
    if (step)
        step = syncFolder(shelf);
    if (!step)
        return step.error();
    QFile::remove(besideOf(path)); // what was said of it before
    return original;
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
    const auto row = m_index->find(id);
    if (!row)
        return row.error();
    QByteArray json = row->value_or(QByteArray());
    if (!*row) {
        QFile file(besideOf(path));
        if (file.open(QIODevice::ReadOnly))
            json = file.readAll();
        else if (file.exists())
            return fileError(QStringLiteral("cannot read the description"), file.fileName(),
                             file.error() == QFileDevice::PermissionsError ? EACCES : EIO);
        // Between the two looks it may have gone from the one place to the other.
        else if (const auto again = m_index->find(id); again && *again)
            json = **again;
    }
    const auto original = images::originalFromJson(id, json);
    if (!original)
        return Error{ErrorCode::Corrupt,
                     json.isNull() ? QStringLiteral("an image has no description") : QStringLiteral("the description of an image is damaged"), path,
                     QStringLiteral("`vitrined doctor --repair` describes it again")};
    return *original;
}

} // namespace vitrine::storage
