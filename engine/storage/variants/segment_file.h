#pragma once

#include "base/result.h"
#include "images/ports.h"
#include "storage/variants/segment_record.h"

#include <functional>
#include <memory>

namespace vitrine::storage {

/// One file of a SegmentVariantStore. It only grows, at its end, until it is removed as a whole. Reading is
/// thread-safe and goes on after remove(); append() is for one thread at a time.
class SegmentFile
{
public:
    /// A new file, by its number. StorageFull, PermissionDenied, Io.
    static Result<std::shared_ptr<SegmentFile>> create(const QString &folder, quint64 number);
    /// An old one. Corrupt when it does not begin like a segment; Io, PermissionDenied.
    static Result<std::shared_ptr<SegmentFile>> open(const QString &folder, quint64 number);
    /// The numbers of the segments in `folder`, the oldest first.
    static QVector<quint64> list(const QString &folder);
    static QString path(const QString &folder, quint64 number);

    ~SegmentFile();
    SegmentFile(const SegmentFile &) = delete;
    SegmentFile &operator=(const SegmentFile &) = delete;

    quint64 number() const { return m_number; }
    quint64 seed() const { return m_seed; }
    qint64 sizeBytes() const { return m_size; }

    /// Where the record begins. On a failure the file is as before. StorageFull, Io.
    Result<qint64> append(QByteArrayView record);
    /// Waits until all is on the disk.
    Status sync();
    /// The bytes that are there, at most `size`; fewer on a failure too.
    QByteArray read(qint64 offset, qint64 size) const;

    using Visit = std::function<void(qint64 offset, const RecordHead &head)>;
    /// Calls `visit` for each record, in order; bodies are not read. Damage is stepped over to the next record that
    /// is whole: how many bytes that was. What follows the last one, the torn end of a killed writer, is cut off.
    qint64 scan(const Visit &visit);
    /// The record at `offset` without its body: for decodeRecordHead(). Nothing when it is damaged.
    QByteArray readHead(qint64 offset) const;
    /// The body of the record at `offset`, copied piece by piece; nothing when it is damaged.
    std::shared_ptr<const images::Source> openBody(qint64 offset, const RecordHead &head) const;
    /// Takes its name away; the space is free when the last reader is done.
    void remove();

private:
    SegmentFile(int descriptor, quint64 number, quint64 seed, qint64 size, QString path);
    qint64 nextRecord(qint64 offset) const;

    const int m_descriptor;
    const quint64 m_number;
    const quint64 m_seed;
    std::atomic<qint64> m_size;
    const QString m_path;
};

} // namespace vitrine::storage
