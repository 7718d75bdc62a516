#include "codec/vips/kept_sources.h"

#include <algorithm>

namespace vitrine::codec {

namespace {

// A picture of 32 megapixels has this many, or half of it with colour at half resolution.
constexpr std::size_t MostKeptBytes = 96ull << 20;
// Intermediates have 2 MB each.
constexpr std::size_t MostKept = 8;

} // namespace

KeptSources::Made KeptSources::perform(const Job &job, int descriptor)
{
    if (!job.identity.isKnown() || job.source != SourceKind::Jpeg || job.kind != JobKind::Render || job.careful)
        return {codec::perform(job, descriptor), false};
    auto at = std::find_if(m_open.begin(), m_open.end(), [&job](const Open &open) { return open.identity == job.identity; });
    const bool reused = at != m_open.end();
    std::list<Open> now; // is gone when the job fails
    if (reused)
        now.splice(now.begin(), m_open, at);
    else
        now.emplace_front(job, descriptor);
    Made made{codec::perform(job, now.front().decodes), reused};
    if (now.front().decodes.planeBytes() > 0)
        m_open.splice(m_open.begin(), now);
    dropOldest();
    return made;
}

void KeptSources::dropOldest()
{
    std::size_t bytes = 0, count = 0;
    const auto first = std::find_if(m_open.begin(), m_open.end(), [&](const Open &open) {
        bytes += open.decodes.planeBytes();
        return bytes > MostKeptBytes || ++count > MostKept;
    });
    m_open.erase(first, m_open.end());
}

} // namespace vitrine::codec
