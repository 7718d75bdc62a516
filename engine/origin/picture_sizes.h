#pragma once

#include "images/ports.h"
#include "images/resize_plan.h"
#include "origin/job_queue.h"

#include <array>
#include <functional>
#include <mutex>

namespace vitrine::origin {

/// Knows how large pictures are: asks the store, which may read a disk, on a worker, and remembers the last
/// few thousand answers, since an original never changes. Thread-safe; store and queue outlive it.
class PictureSizes
{
public:
    PictureSizes(images::OriginalStore &originals, JobQueue &jobs) : m_originals(originals), m_jobs(jobs) {}

    /// then(call, size) at once when the size is known, else from a worker. Answers the call itself where
    /// there is no such picture, or no worker to ask.
    void ask(Call call, QByteArrayView image, std::function<void(Call, images::Size)> then);

private:
    struct Entry
    {
        QByteArray image;
        images::Size size;
    };
    Entry &slotOf(QByteArrayView image);

    images::OriginalStore &m_originals;
    JobQueue &m_jobs;
    std::mutex m_mutex;
    std::array<Entry, 4096> m_entries;
};

} // namespace vitrine::origin
