#pragma once

#include "base/result.h"
#include "images/ports.h"

#include <memory>

namespace vitrine::storage {

/// Variants in a few large files, one behind the other as they come: a log, whose index is in memory and rebuilt from
/// the records' heads at the start. One write a variant, one read a hit, no file system metadata for either.
///
/// Bounded: the oldest file leaves as a whole, and what was asked for since it was written is carried to the end of the
/// log first, at most half a file of it. Every record has checksums: a torn end is cut off, damage is stepped over and
/// counted, and nothing damaged is answered. A killed process loses nothing that put() returned from; a power cut may
/// lose what the kernel had not written yet, since all of it can be made again. A purge is on disk when purge()
/// returns; only damage to its own record can undo it. A full disk is not an error of a request: it is said in the log once, and variants are served without
/// being stored until there is room. For one process. Thread-safe.
class SegmentVariantStore final : public images::VariantStore
{
public:
    /// Takes what is in `folder`, which is made if need be, and keeps at most `maxBytes` of it. PermissionDenied, Io.
    static Result<std::unique_ptr<SegmentVariantStore>> open(const QString &folder, qint64 maxBytes);
    /// For who stores none any more: what a later store found there could have been purged in between.
    static void removeAll(const QString &folder);
    ~SegmentVariantStore() override;

    bool contains(const QByteArray &etag) const override;
    std::optional<images::Variant> find(const QByteArray &etag) override;
    std::shared_ptr<const images::Source> open(const QByteArray &etag, qint64 mostBytes) override;
    quint64 epoch() const override;
    /// Writes before it returns.
    void put(const images::Variant &variant, quint64 epoch) override;
    Result<qint64> purge(const images::Purge &purge) override;
    images::VariantStoreCounters counters() const override;
    /// The keys of all there is, in no order. Reads the head of each record.
    QVector<QByteArray> keys() const;

private:
    struct State;
    explicit SegmentVariantStore(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace vitrine::storage
