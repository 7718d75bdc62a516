#pragma once

#include "codec/vips/decodes.h"
#include "codec/vips/render.h"

#include <list>
#include <memory>

namespace vitrine::codec {

/// The planes of the JPEGs that were asked for last, for who asks for the next size: of a large picture all sizes and the
/// intermediate then share one decode. A variant is made of the same steps either way. Not thread-safe.
class KeptSources
{
public:
    struct Made
    {
        Outcome outcome;
        bool reused = false; ///< what an earlier job had decoded
    };
    /// perform(), over what is at hand of the source. Its planes are at hand for the next one, in so far as they are not
    /// large.
    Made perform(const Job &job, int descriptor);
    bool isEmpty() const { return m_open.empty(); }
    void clear() { m_open.clear(); }

private:
    struct Open
    {
        Open(const Job &job, int descriptor) : identity(job.identity), source(descriptor, job), decodes(source, Decodes::Keep::Planes)
        {
            source.checkLimits();
        }
        const SourceIdentity identity;
        const SourceImage source;
        Decodes decodes;
    };
    void dropOldest();

    std::list<Open> m_open; ///< the latest first
};

} // namespace vitrine::codec
