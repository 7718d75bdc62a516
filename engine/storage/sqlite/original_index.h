#pragma once

#include "base/ids.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QVector>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace vitrine::storage::sqlite {

/// What is known of each original of a folder, a row each, in one SQLite file. Nothing in it is truth: every row can be
/// made again from the original's bytes. What put() has acknowledged is on disk; callers that come together share one
/// commit. Errors name the file: StorageFull, PermissionDenied, Corrupt, Io. Thread-safe; opened and destroyed by one
/// thread; several processes may share the file.
class OriginalIndex
{
public:
    struct Row
    {
        ImageId id;
        QByteArray description;
    };

    /// Opens or makes the file. A damaged one is removed and made anew, empty, which the log says.
    static Result<std::unique_ptr<OriginalIndex>> open(const QString &file);
    ~OriginalIndex();
    OriginalIndex(const OriginalIndex &) = delete;
    OriginalIndex &operator=(const OriginalIndex &) = delete;

    /// Nothing: there is no such row.
    Result<std::optional<QByteArray>> find(const ImageId &id);
    /// Replaces the row that is there.
    Status put(const Row &row);
    /// In one commit; a row that is there already stays as it is.
    Status add(const QVector<Row> &rows);
    Status remove(const ImageId &id);
    /// The next ids after `after` in ascending order, at most `limit`; those after an empty id are the first.
    Result<QVector<ImageId>> idsAfter(const ImageId &after, int limit);

    /// Whether setComplete() was ever called: a mark of the caller's.
    Result<bool> isComplete();
    Status setComplete();
    /// Corrupt: SQLite finds the file damaged.
    Status checkFile();
    /// Makes the file anew: without rows, without damage, not complete. On the thread that opened it.
    Status clear();

private:
    struct Parts;
    struct Waiting
    {
        const Row *row;
        std::optional<Status> done{};
    };

    OriginalIndex();
    Error gone() const;
    static Result<std::unique_ptr<OriginalIndex>> openOnce(const QString &file);
    template <typename Work>
    auto reading(Work work) -> decltype(work());
    template <typename Work>
    Status writing(Work work);

    QString m_file;
    std::mutex m_readMutex, m_writeMutex; // of the connection that each names
    std::unique_ptr<Parts> m_parts;       // the reading half by m_readMutex, the writing half by m_writeMutex

    std::mutex m_queueMutex; // guards what follows; never held while writing
    std::condition_variable m_written;
    bool m_busy = false;
    std::vector<Waiting *> m_queue;
};

} // namespace vitrine::storage::sqlite
