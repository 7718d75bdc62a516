#pragma once

#include "images/ports.h"

#include <QHash>

#include <atomic>
#include <future>
#include <list>
#include <mutex>

namespace vitrine::storage {

struct OriginalCacheCounters
{
    quint64 hits = 0;
    quint64 misses = 0; ///< fetched from afar, once however many asked
    quint64 evicted = 0;
    quint64 damaged = 0; ///< found to be other than their id says, and fetched again
    qint64 bytes = 0;
    qint64 originals = 0;
};

/// An OriginalStore that is far away, with copies of what was opened lately in a folder of this machine: ab/ID, bounded in
/// bytes, the longest unused leaves first. A copy's bytes are held against its id when it comes, and again by the
/// first who opens it after a start, or finds that its file has changed since. Nothing in the folder is needed: it may
/// be emptied at any time. Descriptions are not copied. Where there is no room the originals are fetched every time,
/// which the log says once. For one process. Thread-safe.
class CachedOriginalStore final : public images::OriginalStore
{
public:
    /// Takes what is in `folder`, which is made if need be. `store` outlives it.
    CachedOriginalStore(images::OriginalStore &store, const QString &folder, qint64 maxBytes);

    /// Keeps a copy too: who uploads looks at it next.
    Result<images::Original> put(std::shared_ptr<const images::Source> source, const images::ImageInfo &info) override;
    Result<std::shared_ptr<const images::Source>> open(const ImageId &id) override;
    Result<images::Original> describe(const ImageId &id) override { return m_store.describe(id); }

    OriginalCacheCounters counters() const;

private:
    using Opened = Result<std::shared_ptr<const images::Source>>;
    /// What a file was when its bytes were held against its id.
    struct Stamp
    {
        qint64 bytes = -1, seconds = 0, nanoseconds = 0;
        quint64 inode = 0;
        bool operator==(const Stamp &) const = default;
    };
    struct Entry
    {
        ImageId id;
        qint64 bytes = 0;
        Stamp verified{};
    };
    using Entries = std::list<Entry>; ///< the latest used first

    void load();
    QString pathOf(const ImageId &id) const;
    std::shared_ptr<const images::Source> openCopy(const ImageId &id);
    Opened fetch(const ImageId &id);
    void keep(const ImageId &id, const images::Source &source);
    bool makeRoom(qint64 bytes);
    void drop(const ImageId &id);
    void complain(int reason);
    static Stamp stampOf(const images::Source &source);

    images::OriginalStore &m_store;
    const QString m_folder;
    const qint64 m_maxBytes;
    std::atomic_bool m_complained{false};

    std::mutex m_keeping; ///< one copy is made at a time, so that all of them fit; taken before m_mutex
    mutable std::mutex m_mutex; // guards what follows; never held while reading a file or asking the store
    Entries m_entries;
    QHash<ImageId, Entries::iterator> m_byId;
    QHash<ImageId, std::shared_future<Opened>> m_onTheWay;
    OriginalCacheCounters m_counters;
};

} // namespace vitrine::storage
