#include "storage/cached_original_store.h"

#include "base/log.h"
#include "images/original_description.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace vitrine::storage {

using images::Source;

namespace {

constexpr qint64 PieceBytes = 256 * 1024;
const QString TemporaryEnd = QStringLiteral(".part");

/// Gives all pieces of the source to `take` until that says no; errno of a failed read, 0 else.
template <typename Take>
int readAll(const Source &source, Take take)
{
    QByteArray piece(PieceBytes, Qt::Uninitialized);
    for (qint64 at = 0;;) {
        const ssize_t got = ::pread(source.descriptor(), piece.data(), size_t(piece.size()), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0 || !take(QByteArrayView(piece.constData(), got)))
            return 0;
        at += got;
    }
}

bool isItself(const Source &source, const ImageId &id)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const int failed = readAll(source, [&hash](QByteArrayView piece) {
        hash.addData(piece);
        return true;
    });
    return failed == 0 && images::imageIdOf(hash.result()) == id;
}

/// Gives the bytes a name without copying them: they are in a file of this file system that has none. False else.
bool nameUnnamed(const Source &source, const QString &path)
{
    struct stat state
    {
    };
    if (::fstat(source.descriptor(), &state) != 0 || state.st_nlink != 0)
        return false;
    const QByteArray file = "/proc/self/fd/" + QByteArray::number(source.descriptor());
    return ::linkat(AT_FDCWD, file.constData(), AT_FDCWD, QFile::encodeName(path).constData(), AT_SYMLINK_FOLLOW) == 0;
}

/// errno, 0 when the copy has its name.
int copyTo(const Source &source, const QString &path)
{
    const QByteArray name = QFile::encodeName(path), temporary = QFile::encodeName(path + TemporaryEnd);
    const int to = ::open(temporary.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (to < 0)
        return errno;
    int failed = 0;
    const int unread = readAll(source, [&](QByteArrayView piece) {
        while (!piece.isEmpty() && failed == 0) {
            const ssize_t written = ::write(to, piece.data(), size_t(piece.size()));
            if (written > 0)
                piece = piece.sliced(written);
            else if (written == 0 || errno != EINTR)
                failed = written == 0 ? ENOSPC : errno;
        }
        return failed == 0;
    });
    ::close(to);
    if (failed == 0 && unread == 0 && ::rename(temporary.constData(), name.constData()) == 0)
        return 0;
    const int reason = failed ? failed : unread ? unread : errno;
    ::unlink(temporary.constData());
    return reason;
}

} // namespace

CachedOriginalStore::CachedOriginalStore(images::OriginalStore &store, const QString &folder, qint64 maxBytes)
    : m_store(store), m_folder(folder), m_maxBytes(maxBytes)
{
    load();
    makeRoom(0);
}

/// Before there is anybody else.
void CachedOriginalStore::load()
{
    struct Found
    {
        Entry entry;
        qint64 used = 0;
    };
    std::vector<Found> all;
    const QDir folder(m_folder);
    for (const QString &shelf : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QDir files(folder.filePath(shelf));
        for (const QString &name : files.entryList(QDir::Files)) {
            struct stat state
            {
            };
            const ImageId id(name);
            const QByteArray path = QFile::encodeName(files.filePath(name));
            if (name.endsWith(TemporaryEnd))
                ::unlink(path.constData());
            else if (images::isImageId(name) && pathOf(id) == files.filePath(name) && ::stat(path.constData(), &state) == 0)
                all.push_back({{id, qint64(state.st_size), {}}, qint64(state.st_atim.tv_sec)});
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Found &a, const Found &b) { return a.used > b.used; });
    for (Found &found : all) {
        m_counters.bytes += found.entry.bytes;
        m_entries.push_back(std::move(found.entry));
        m_byId.insert(m_entries.back().id, std::prev(m_entries.end()));
    }
}

QString CachedOriginalStore::pathOf(const ImageId &id) const
{
    return m_folder + u'/' + id.toString().left(2) + u'/' + id.toString();
}

CachedOriginalStore::Stamp CachedOriginalStore::stampOf(const Source &source)
{
    struct stat state
    {
    };
    if (::fstat(source.descriptor(), &state) != 0)
        return {};
    return {qint64(state.st_size), qint64(state.st_mtim.tv_sec), qint64(state.st_mtim.tv_nsec), quint64(state.st_ino)};
}

Result<images::Original> CachedOriginalStore::put(std::shared_ptr<const Source> source, const images::ImageInfo &info)
{
    auto stored = m_store.put(source, info);
    if (stored)
        keep(stored->id, *source);
    return stored;
}

Result<std::shared_ptr<const Source>> CachedOriginalStore::open(const ImageId &id)
{
    if (!images::isImageId(id.toString()))
        return m_store.open(id); // whose words these are
    if (auto copy = openCopy(id)) {
        std::lock_guard lock(m_mutex);
        ++m_counters.hits;
        return copy;
    }
    std::promise<Opened> promise;
    std::shared_future<Opened> others;
    {
        std::lock_guard lock(m_mutex);
        if (const auto found = m_onTheWay.constFind(id); found != m_onTheWay.constEnd()) {
            others = *found;
        } else {
            m_onTheWay.insert(id, promise.get_future().share());
            ++m_counters.misses;
        }
    }
    if (others.valid())
        return others.get();
    Opened fetched = fetch(id);
    {
        std::lock_guard lock(m_mutex);
        m_onTheWay.remove(id);
    }
    promise.set_value(fetched);
    return fetched;
}

CachedOriginalStore::Opened CachedOriginalStore::fetch(const ImageId &id)
{
    auto source = m_store.open(id);
    if (source)
        keep(id, **source);
    return source;
}

/// None when there is no copy, or none that is what it should be.
std::shared_ptr<const Source> CachedOriginalStore::openCopy(const ImageId &id)
{
    Stamp verified;
    {
        std::lock_guard lock(m_mutex);
        const auto found = m_byId.constFind(id);
        if (found == m_byId.constEnd())
            return nullptr;
        m_entries.splice(m_entries.begin(), m_entries, *found);
        verified = m_entries.front().verified;
    }
    const auto source = Source::fromFile(pathOf(id));
    if (!source) {
        drop(id); // somebody has emptied the folder
        return nullptr;
    }
    const Stamp now = stampOf(**source);
    if (now != verified && !isItself(**source, id)) {
        qCWarning(log::storage, "the copy of an original in %s is damaged: it is fetched again", qUtf8Printable(pathOf(id)));
        drop(id);
        std::lock_guard lock(m_mutex);
        ++m_counters.damaged;
        return nullptr;
    }
    const timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}}; // for the order after the next start
    (void)::futimens((*source)->descriptor(), times);
    std::lock_guard lock(m_mutex);
    if (const auto found = m_byId.constFind(id); found != m_byId.constEnd())
        (*found)->verified = now;
    return *source;
}

/// The source's bytes are the id's.
void CachedOriginalStore::keep(const ImageId &id, const Source &source)
{
    const qint64 bytes = source.sizeBytes();
    std::lock_guard keeping(m_keeping);
    {
        std::lock_guard lock(m_mutex);
        if (m_byId.contains(id))
            return;
    }
    if (!makeRoom(bytes))
        return;
    const QString path = pathOf(id);
    if (!QDir().mkpath(m_folder + u'/' + id.toString().left(2)))
        return complain(errno);
    const bool named = nameUnnamed(source, path);
    if (!named) {
        if (const int reason = copyTo(source, path))
            return complain(reason);
    }
    std::lock_guard lock(m_mutex);
    m_entries.push_front({id, bytes, named ? stampOf(source) : Stamp{}});
    m_byId.insert(id, m_entries.begin());
    m_counters.bytes += bytes;
}

/// False when there cannot be room for so much.
bool CachedOriginalStore::makeRoom(qint64 bytes)
{
    if (bytes > m_maxBytes)
        return false;
    std::vector<ImageId> leaving;
    {
        std::lock_guard lock(m_mutex);
        qint64 over = m_counters.bytes + bytes - m_maxBytes;
        for (auto entry = m_entries.rbegin(); over > 0 && entry != m_entries.rend(); ++entry) {
            leaving.push_back(entry->id);
            over -= entry->bytes;
        }
        m_counters.evicted += leaving.size();
    }
    for (const ImageId &id : leaving)
        drop(id);
    return true;
}

/// Who has it open goes on reading it.
void CachedOriginalStore::drop(const ImageId &id)
{
    std::lock_guard lock(m_mutex);
    const auto found = m_byId.constFind(id);
    if (found == m_byId.constEnd())
        return;
    m_counters.bytes -= (*found)->bytes;
    m_entries.erase(*found);
    m_byId.erase(found);
    ::unlink(QFile::encodeName(pathOf(id)).constData()); // with the lock: else it could be its successor
}

void CachedOriginalStore::complain(int reason)
{
    if (!m_complained.exchange(true))
        qCWarning(log::storage, "originals cannot be kept in %s and are fetched every time: %s", qUtf8Printable(m_folder),
                  qUtf8Printable(qt_error_string(reason)));
}

OriginalCacheCounters CachedOriginalStore::counters() const
{
    std::lock_guard lock(m_mutex);
    OriginalCacheCounters counters = m_counters;
    counters.originals = m_byId.size();
    return counters;
}

} // namespace vitrine::storage
