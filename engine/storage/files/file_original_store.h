#pragma once

#include "catalog/check.h"
#include "images/ports.h"

#include <QString>

namespace vitrine::storage {

/// Originals as files of one folder, named by their contents: ab/cd/ID holds the bytes, ab/cd/ID.json what is
/// known of them (type, size, whole SHA-256). A file gets its name by rename once it is whole and on disk,
/// the description before the bytes: an original whose bytes have their name is complete, whenever the
/// process or the machine stopped. What was being written lies in tmp/ under a lock of its writer; start()
/// removes what no living process is writing. Thread-safe; several processes may share a folder.
class FileOriginalStore final : public images::OriginalStore
{
public:
    /// Makes the folder if need be. PermissionDenied, StorageFull, Io: name the folder and what to do.
    static Result<std::unique_ptr<FileOriginalStore>> start(const QString &folder);

    Result<images::Original> put(std::shared_ptr<const images::Source> source,
                                 const images::ImageInfo &info) override;
    Result<std::shared_ptr<const images::Source>> open(const ImageId &id) override;
    /// Also Corrupt: the description cannot be read, or is of other bytes.
    Result<images::Original> describe(const ImageId &id) override;

    /// Reads every original and compares it with its name and its description. To repair is to set a damaged one
    /// aside, in damaged/, so that the same picture can be put again: bytes are never guessed. Cancelled.
    Status check(const catalog::CheckOptions &options, catalog::CheckReport &report);

    /// Where the bytes of an original are, or would be. Empty for an id that is none.
    QString pathOf(const ImageId &id) const;

private:
    explicit FileOriginalStore(QString folder) : m_folder(std::move(folder)) {}
    void removeAbandoned() const;
    std::optional<Error> damageOf(const ImageId &id, const QString &path);
    bool setAside(const ImageId &id, const QString &path) const;
    QString shelfOf(const ImageId &id) const;

    const QString m_folder;
};

} // namespace vitrine::storage
