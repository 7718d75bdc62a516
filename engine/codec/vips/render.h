#pragma once

#include "codec/vips/decodes.h"

#include <string>

namespace vitrine::codec {

/// What a job made. `bytes` are an encoded picture, or RGBA rows for JobKind::Decode, or nothing for
/// Validate.
struct Outcome
{
    std::string bytes;
    int widthPx = 0;
    int heightPx = 0;
    int frames = 1;
    bool alpha = false;
    std::int64_t renderMicros = 0;
    bool scored = false;
    double ssim = 0;
    std::int32_t foundQuality = 0; ///< by a search; 0: there was none
};

/// Does one job. Throws Refusal or vips::VError.
Outcome perform(const Job &job, int descriptor);
/// One of an original that is open already, its limits checked; the job says nothing about the source that others of it did not.
Outcome perform(const Job &job, Decodes &decodes);

} // namespace vitrine::codec
