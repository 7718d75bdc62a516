#pragma once

#include <vips/vips8>

#include <vector>

namespace vitrine::codec {

/// A picture, or the frames of an animation below each other, all of one size.
struct Frames
{
    vips::VImage picture;
    int count = 1;
    std::vector<int> delaysMs; ///< how long each is shown; empty for a single one
    int loops = 0;             ///< how often all are shown, 0: for ever
    int heightPx() const { return picture.height() / count; }
};

} // namespace vitrine::codec
