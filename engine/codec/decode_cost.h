#pragma once

#include "codec/picture_header.h"
#include "codec/worker_protocol.h"
#include "images/worker_control.h"

namespace vitrine::codec {

/// What a job will cost, as far as a header tells.
struct DecodeCost
{
    images::Lane lane = images::Lane::Small;
    std::chrono::microseconds time{0}; ///< of one core of a common machine; the scheduler learns this one's speed
    qint64 heldBytes = 0;              ///< that the decoder has to hold at once
};

/// A pure function: pixels x frames x depth, and how the file is coded, for the decode; the result's pixels for the
/// encode. Within a factor of two or three of the truth, which is enough to tell lanes apart.
DecodeCost decodeCost(const PictureHeader &header, const Job &job);

} // namespace vitrine::codec
