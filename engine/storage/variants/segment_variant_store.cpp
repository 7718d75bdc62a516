#include "storage/variants/segment_variant_store.h"

#include "base/log.h"
#include "storage/variants/purge_list.h"
#include "storage/variants/segment_file.h"

#include <QDir>
#include <QHash>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <deque>
#include <limits>
#include <mutex>
#include <vector>

namespace vitrine::storage {

using images::Variant;

namespace {

constexpr qint64 SegmentsAtLeast = 8;
constexpr qint64 LargestSegmentBytes = 32ll << 20;
constexpr qint64 UsualVariantBytes = 16 << 10; ///< for the room that the index gets at the start
constexpr qint64 IndexReserve = 1 << 20;

/// An ETag's 128-bit hash: the index need not hold the text, which every record does.
struct Key
{
    quint64 high = 0;
    quint64 low = 0;
    bool operator==(const Key &) const = default;
    friend size_t qHash(const Key &key, size_t) { return size_t(key.low); }
};

Key keyOf(QByteArrayView etag)
{
    const XXH128_hash_t hash = XXH3_128bits(etag.data(), size_t(etag.size()));
    return {hash.high64, hash.low64};
}

qint64 recordBytesAtMost(const Variant &variant)
{
    return RecordHeadBytes + variant.etag.size() + variant.tags.size() + variant.bytes.size() + RecordAlignment;
}

struct Entry
{
    std::shared_ptr<SegmentFile> file;
    quint32 offset = 0;
    quint32 bytes = 0; ///< of the whole record
    TagHashes tags{};
    quint8 uses = 0; ///< since it was written, no more than 255

    RecordPlace place() const { return {file->number(), offset}; }
    bool isAt(const Entry &other) const { return file == other.file && offset == other.offset; }
};

struct Segment
{
    std::shared_ptr<SegmentFile> file;
    std::vector<Key> keys; ///< of all records that were ever written to it
};

} // namespace

struct SegmentVariantStore::State
{
    Status load();
    void addEntry(Segment &segment, QByteArrayView etag, QByteArrayView tags, qint64 offset, qint64 bytes);
    bool isThere(const Key &key) const;
    std::optional<Entry> use(const Key &key);
    bool isWanted(const QByteArray &etag, const Entry &entry, const std::optional<Variant> &head);
    qint64 dropPurged();
    bool dropEntry(const Key &key, const Entry &entry);
    Status makeRoom(qint64 bytes);
    std::vector<Variant> evictOldest();
    Result<Segment *> segmentFor(qint64 bytes);
    Status append(const Variant &variant);
    Status appendPurge(const images::Purge &purge);
    void noteWrite(const Status &status);

    QString folder;
    qint64 maxBytes = 0;
    qint64 segmentBytes = 0;

    std::mutex writing;       ///< one writer at a time; taken before `mutex`
    quint64 nextNumber = 1;   ///< by the writer only, as the next one
    bool full = false;

    mutable std::mutex mutex; ///< never held while reading or writing a file
    std::deque<Segment> segments; ///< the oldest first; the last one grows. Changed by the writer only
    QHash<Key, Entry> index;
    PurgeList purges;
    quint64 epoch = 0;
    images::VariantStoreCounters counters;
};

Result<std::unique_ptr<SegmentVariantStore>> SegmentVariantStore::open(const QString &folder, qint64 maxBytes)
{
    auto state = std::make_unique<State>();
    state->folder = folder;
    state->maxBytes = maxBytes;
    state->segmentBytes = std::min(maxBytes / SegmentsAtLeast, LargestSegmentBytes);
    if (!QDir().mkpath(folder))
        return Error{ErrorCode::PermissionDenied, QStringLiteral("cannot make the folder for variants"), folder,
                     QStringLiteral("Give this user the right to write there, or set variants.disk to 0")};
    const Status loaded = state->load();
    if (!loaded)
        return loaded.error();
    return std::unique_ptr<SegmentVariantStore>(new SegmentVariantStore(std::move(state)));
}

void SegmentVariantStore::removeAll(const QString &folder)
{
    for (const quint64 number : SegmentFile::list(folder))
        QFile::remove(SegmentFile::path(folder, number));
}

SegmentVariantStore::SegmentVariantStore(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SegmentVariantStore::~SegmentVariantStore() = default;

Status SegmentVariantStore::State::load()
{
    index.reserve(std::min(maxBytes / UsualVariantBytes, IndexReserve));
    qint64 damaged = 0;
    for (const quint64 number : SegmentFile::list(folder)) {
        nextNumber = number + 1;
        auto opened = SegmentFile::open(folder, number);
        if (!opened && opened.error().code == ErrorCode::Corrupt) {
            qCWarning(log::storage, "removed %s: %s", qUtf8Printable(SegmentFile::path(folder, number)),
                      qUtf8Printable(opened.error().what));
            QFile::remove(SegmentFile::path(folder, number));
            continue;
        }
        if (!opened)
            return opened.error();
        Segment &segment = segments.emplace_back(Segment{*opened, {}});
        if (segment.file->sizeBytes() > std::numeric_limits<quint32>::max()) // no store writes such a file
            damaged += segment.file->sizeBytes();
        else
            damaged += segment.file->scan([&](qint64 offset, const RecordHead &head) {
                if (head.kind == RecordKind::Variant)
                    addEntry(segment, head.key, head.tags, offset, head.recordBytes());
                else
                    purges.add(decodePurge(head), {number, offset});
            });
        counters.bytes += segment.file->sizeBytes();
    }
    if (damaged > 0) {
        ++counters.damaged;
        qCWarning(log::storage, "passed over %lld damaged bytes among the stored variants in %s", qlonglong(damaged),
                  qUtf8Printable(folder));
    }
    dropPurged();
    return makeRoom(0);
}

/// Under the mutex, or before there is anybody else.
void SegmentVariantStore::State::addEntry(Segment &segment, QByteArrayView etag, QByteArrayView tags,
                                          qint64 offset, qint64 bytes)
{
    const Key key = keyOf(etag);
    index.insert(key, {segment.file, quint32(offset), quint32(bytes), tagHashes(tags), 0});
    segment.keys.push_back(key);
}

/// Under the mutex.
bool SegmentVariantStore::State::isThere(const Key &key) const
{
    const auto found = index.constFind(key);
    return found != index.constEnd() && !purges.covers(found->tags, found->place());
}

/// Takes out of the index what a purge covers. Tags are in the index; prefixes only the records tell. By the writer.
qint64 SegmentVariantStore::State::dropPurged()
{
    qint64 dropped = 0;
    std::vector<Key> keys;
    for (const Segment &segment : segments)
        keys.insert(keys.end(), segment.keys.begin(), segment.keys.end());
    for (const Key &key : keys) {
        std::unique_lock lock(mutex);
        const auto found = index.constFind(key);
        if (found == index.constEnd())
            continue;
        const Entry entry = *found;
        bool covered = purges.covers(entry.tags, entry.place());
        if (!covered && purges.hasPrefixes()) {
            lock.unlock();
            const QByteArray bytes = entry.file->readHead(entry.offset);
            const auto head = decodeRecordHead(bytes, entry.file->seed());
            lock.lock();
            covered = !head || purges.covers(head->tags, entry.place());
        }
        dropped += covered && dropEntry(key, entry);
    }
    return dropped;
}

bool SegmentVariantStore::State::dropEntry(const Key &key, const Entry &entry)
{
    const auto found = index.constFind(key);
    if (found == index.constEnd() || !found->isAt(entry))
        return false;
    index.erase(found);
    return true;
}

bool SegmentVariantStore::contains(const QByteArray &etag) const
{
    const Key key = keyOf(etag);
    std::lock_guard lock(m_state->mutex);
    return m_state->isThere(key);
}

/// Where to read it, which counts as a use; else it is a miss.
std::optional<Entry> SegmentVariantStore::State::use(const Key &key)
{
    std::lock_guard lock(mutex);
    const auto found = index.find(key);
    if (found == index.end() || !isThere(key)) {
        ++counters.misses;
        return std::nullopt;
    }
    found->uses = quint8(std::min(found->uses + 1, 255));
    return *found;
}

/// Whether the head of what was read at `entry` is that of the wanted variant, still; else it leaves the index. Damage has
/// no head.
bool SegmentVariantStore::State::isWanted(const QByteArray &etag, const Entry &entry, const std::optional<Variant> &head)
{
    std::lock_guard lock(mutex);
    if (head && head->etag == etag && !purges.covers(head->tags, entry.place())) {
        ++counters.hits;
        return true;
    }
    dropEntry(keyOf(etag), entry);
    ++counters.misses;
    if (!head && counters.damaged++ == 0)
        qCWarning(log::storage, "a stored variant in %s is damaged: it is made again, as will be others",
                  qUtf8Printable(SegmentFile::path(folder, entry.file->number())));
    return false;
}

std::optional<Variant> SegmentVariantStore::find(const QByteArray &etag)
{
    const auto entry = m_state->use(keyOf(etag));
    if (!entry)
        return std::nullopt;
    auto variant = decodeVariant(entry->file->read(entry->offset, entry->bytes), entry->file->seed());
    return m_state->isWanted(etag, *entry, variant) ? variant : std::nullopt;
}

std::shared_ptr<const images::Source> SegmentVariantStore::open(const QByteArray &etag, qint64 mostBytes)
{
    const auto entry = m_state->use(keyOf(etag));
    if (!entry || entry->bytes > mostBytes)
        return nullptr;
    const QByteArray bytes = entry->file->readHead(entry->offset);
    const auto head = decodeRecordHead(bytes, entry->file->seed());
    auto body = head ? entry->file->openBody(entry->offset, *head) : nullptr;
    std::optional<Variant> read;
    if (body)
        read = Variant{{}, head->format, head->widthPx, head->heightPx, head->key.toByteArray(), head->tags.toByteArray()};
    return m_state->isWanted(etag, *entry, read) ? body : nullptr;
}

quint64 SegmentVariantStore::epoch() const
{
    std::lock_guard lock(m_state->mutex);
    return m_state->epoch;
}

/// Removes the oldest segment; what of it is wanted again, the most used first. By the writer.
std::vector<Variant> SegmentVariantStore::State::evictOldest()
{
    std::vector<std::pair<Key, Entry>> used;
    Segment oldest;
    {
        std::lock_guard lock(mutex);
        oldest = std::move(segments.front());
        segments.pop_front();
        counters.bytes -= oldest.file->sizeBytes();
        for (const Key &key : oldest.keys) {
            const auto found = index.constFind(key);
            if (found == index.constEnd() || found->file != oldest.file)
                continue;
            if (found->uses > 0)
                used.emplace_back(key, *found);
            ++counters.evicted;
            index.erase(found);
        }
    }
    std::stable_sort(used.begin(), used.end(),
                     [](const auto &a, const auto &b) { return a.second.uses > b.second.uses; });
    std::vector<Variant> carried;
    qint64 room = segmentBytes / 2;
    for (const auto &[key, entry] : used) {
        if (entry.bytes > room)
            continue;
        auto variant = decodeVariant(oldest.file->read(entry.offset, entry.bytes), oldest.file->seed());
        std::lock_guard lock(mutex);
        if (!variant || purges.covers(variant->tags, entry.place()))
            continue;
        room -= entry.bytes;
        carried.push_back(std::move(*variant));
    }
    oldest.file->remove();
    std::lock_guard lock(mutex);
    purges.forgetSegment(oldest.file->number());
    return carried;
}

/// So that a record of so many bytes fits, and a new file's head. By the writer.
Status SegmentVariantStore::State::makeRoom(qint64 bytes)
{
    std::vector<Variant> carried;
    while (!segments.empty() && counters.bytes + bytes + FileHeadBytes > maxBytes) {
        for (Variant &variant : evictOldest())
            carried.push_back(std::move(variant));
    }
    for (const Variant &variant : carried) {
        if (counters.bytes + recordBytesAtMost(variant) + bytes + 2 * FileHeadBytes > maxBytes)
            continue;
        if (const Status appended = append(variant); !appended)
            return appended;
        std::lock_guard lock(mutex);
        --counters.evicted;
    }
    return Done{};
}

/// The one that grows, or a new one. By the writer.
Result<Segment *> SegmentVariantStore::State::segmentFor(qint64 bytes)
{
    if (segments.empty() || segments.back().file->sizeBytes() + bytes > segmentBytes) {
        auto created = SegmentFile::create(folder, nextNumber);
        if (!created)
            return created.error();
        ++nextNumber;
        std::lock_guard lock(mutex);
        segments.push_back({std::move(*created), {}});
        counters.bytes += FileHeadBytes;
    }
    return &segments.back();
}

/// By the writer, where there is room.
Status SegmentVariantStore::State::append(const Variant &variant)
{
    const auto segment = segmentFor(recordBytesAtMost(variant));
    if (!segment)
        return segment.error();
    const QByteArray record = encodeVariant(variant, (*segment)->file->seed());
    const auto offset = (*segment)->file->append(record);
    if (!offset)
        return offset.error();
    std::lock_guard lock(mutex);
    counters.bytes += record.size();
    addEntry(**segment, variant.etag, variant.tags, *offset, record.size());
    return Done{};
}

void SegmentVariantStore::State::noteWrite(const Status &status)
{
    if (status) {
        if (std::exchange(full, false))
            qCInfo(log::storage, "variants are stored again");
        return;
    }
    if (!std::exchange(full, true))
        qCWarning(log::storage, "variants are served without being stored: %s",
                  qUtf8Printable(status.error().toString()));
}

void SegmentVariantStore::put(const Variant &variant, quint64 epoch)
{
    State &state = *m_state;
    const qint64 bytes = recordBytesAtMost(variant);
    const bool fits = variant.etag.size() <= MaxKeyBytes && variant.tags.size() <= MaxTagBytes &&
                      variant.bytes.size() <= MaxBodyBytes && bytes + FileHeadBytes <= state.segmentBytes;
    if (!fits) {
        std::lock_guard lock(state.mutex);
        ++state.counters.refused;
        return;
    }
    std::lock_guard writing(state.writing);
    {
        std::lock_guard lock(state.mutex);
        const RecordPlace any{0, 0};
        const bool purged = epoch != state.epoch && state.purges.covers(variant.tags, any);
        if (purged || state.isThere(keyOf(variant.etag)))
            return;
    }
    Status status = state.makeRoom(bytes);
    if (status)
        status = state.append(variant);
    state.noteWrite(status);
    std::lock_guard lock(state.mutex);
    ++(status ? state.counters.stored : state.counters.refused);
}

/// Appends and syncs. By the writer.
Status SegmentVariantStore::State::appendPurge(const images::Purge &purge)
{
    const auto records = [&purge](quint64 seed) { return encodePurge(purge, seed); };
    const QVector<QByteArray> sizes = records(0); // which do not depend on the seed
    for (qsizetype i = 0; i < sizes.size(); ++i) {
        const qint64 bytes = sizes[i].size();
        if (const Status room = makeRoom(bytes); !room)
            return room;
        const auto segment = segmentFor(bytes);
        if (!segment)
            return segment.error();
        SegmentFile &file = *(*segment)->file;
        const auto offset = file.append(records(file.seed())[i]);
        if (!offset)
            return offset.error();
        if (const Status synced = file.sync(); !synced)
            return synced;
        std::lock_guard lock(mutex);
        counters.bytes += bytes;
    }
    return Done{};
}

Result<qint64> SegmentVariantStore::purge(const images::Purge &purge)
{
    State &state = *m_state;
    if (purge.isEmpty())
        return qint64(0);
    std::lock_guard writing(state.writing);
    {
        // First in memory: what makes room for the records must not carry the victims behind them.
        std::lock_guard lock(state.mutex);
        RecordPlace end{state.nextNumber, 0};
        if (!state.segments.empty())
            end = {state.segments.back().file->number(), state.segments.back().file->sizeBytes()};
        ++state.epoch;
        state.purges.add(purge, end);
    }
    const qint64 dropped = state.dropPurged();
    Status status = state.appendPurge(purge);
    // On a full disk the oldest variants make room: a purge is worth more than they are.
    while (!status && status.error().code == ErrorCode::StorageFull && !state.segments.empty()) {
        state.evictOldest();
        status = state.appendPurge(purge);
    }
    return status ? Result<qint64>(dropped) : status.error();
}

QVector<QByteArray> SegmentVariantStore::keys() const
{
    QHash<Key, Entry> entries;
    {
        std::lock_guard lock(m_state->mutex);
        entries = m_state->index;
    }
    QVector<QByteArray> keys;
    for (const Entry &entry : std::as_const(entries)) {
        const QByteArray bytes = entry.file->readHead(entry.offset);
        if (const auto head = decodeRecordHead(bytes, entry.file->seed()))
            keys.append(head->key.toByteArray());
    }
    return keys;
}

images::VariantStoreCounters SegmentVariantStore::counters() const
{
    std::lock_guard lock(m_state->mutex);
    images::VariantStoreCounters counters = m_state->counters;
    counters.variants = m_state->index.size();
    return counters;
}

} // namespace vitrine::storage
