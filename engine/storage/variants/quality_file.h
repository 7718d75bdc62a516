#pragma once

#include "images/ports.h"

#include <QCache>
#include <QString>

#include <mutex>

namespace vitrine::storage {

/// A QualityMemory that outlives the process: a file beside the variants that grows by 16 bytes a search, and is written
/// anew at a start that finds twice as many as it keeps. A record is the XXH3-64 of the ETag, the quality, and a checksum
/// of both: what is damaged is passed over, and costs a search. When the disk is full the process still remembers.
/// About 100 bytes of memory each. Thread-safe.
class QualityFile final : public images::QualityMemory
{
public:
    /// Keeps the latest `entries`. Never fails: without a file it remembers until the process ends, and says so once.
    explicit QualityFile(const QString &path, int entries = 200'000);
    ~QualityFile() override;
    QualityFile(const QualityFile &) = delete;
    QualityFile &operator=(const QualityFile &) = delete;

    std::optional<int> find(const QByteArray &etag) override;
    void remember(const QByteArray &etag, int quality) override;

private:
    void load(int entries);
    void complain(int reason);

    const QString m_path;
    std::mutex m_mutex; // guards what follows
    QCache<quint64, quint8> m_qualities;
    int m_descriptor = -1;
    qint64 m_size = 0;
    bool m_complained = false;
};

} // namespace vitrine::storage
