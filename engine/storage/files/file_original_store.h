#pragma once

#include "catalog/check.h"
#include "images/ports.h"
#include "storage/sqlite/original_index.h"

#include <QString>

#include <atomic>
#include <functional>
#include <thread>

namespace vitrine::storage {

/// Originals as files of one folder, named by their contents: ab/cd/ID holds the bytes, and one file for all, index.db,
/// what is known of them (type, size, whole SHA-256). A file gets its name by rename once it is whole and on disk, and
/// its row is on disk before that: an original whose bytes have their name is complete, whenever the process or the
/// machine stopped. What was being written lies in tmp/ under a lock of its writer; start() removes what no living
/// process is writing. A description in a file of its own, ab/cd/ID.json, as earlier versions and stores of other
/// kinds have it, is as good as a row; a thread brings those that start() finds into the index, each file removed once
/// its row is on disk. Thread-safe; several processes may share a folder.
class FileOriginalStore final : public images::OriginalStore
{
public:
    /// What a whole decode of an original's bytes says of it.
    using Look = std::function<Result<images::ImageInfo>(const images::Source &source)>;

    /// Makes the folder if need be. PermissionDenied, StorageFull, Io: name the folder and what to do.
    static Result<std::unique_ptr<FileOriginalStore>> start(const QString &folder);
    ~FileOriginalStore() override;

    Result<images::Original> put(std::shared_ptr<const images::Source> source,
                                 const images::ImageInfo &info) override;
    Result<std::shared_ptr<const images::Source>> open(const ImageId &id) override;
    /// Also Corrupt: the bytes are there and their description is missing, damaged, or of other bytes.
    Result<images::Original> describe(const ImageId &id) override;

    /// Reads every original and compares it with its name and its description, and the index with the originals. To
    /// repair is to describe the original again, by `look`, or to set it aside where its bytes are damaged, in
    /// damaged/, so that the same picture can be put again: bytes are never guessed. Also takes descriptions in files
    /// of their own into the index. Cancelled.
    Status check(const catalog::CheckOptions &options, catalog::CheckReport &report, const Look &look);

    /// Where the bytes of an original are, or would be. Empty for an id that is none.
    QString pathOf(const ImageId &id) const;

private:
    explicit FileOriginalStore(QString folder) : m_folder(std::move(folder)) {}
    void removeAbandoned() const;
    bool hasShelves() const;
    QString shelfOf(const ImageId &id) const;
    static QString besideOf(const QString &path) { return path + QStringLiteral(".json"); }

    /// Every description in a file of its own into the index. Cancelled: `stop` says so.
    Status fold(const std::function<bool()> &stop);
    void stopFolding();

    std::optional<Error> damageOf(const ImageId &id, const QString &path, QByteArray *sha256) const;
    bool describeAnew(const ImageId &id, const QByteArray &sha256, const Look &look);
    bool setAside(const ImageId &id, const QString &path);
    void checkIndex(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkRows(const catalog::CheckOptions &options, catalog::CheckReport &report);

    const QString m_folder;
    std::unique_ptr<sqlite::OriginalIndex> m_index;
    std::atomic_bool m_stopping{false};
    std::thread m_folding;
};

} // namespace vitrine::storage
