#pragma once

#include "codec/vips/frames.h"
#include "codec/vips/planar_jpeg.h"
#include "codec/vips/source_image.h"

#include <vips/vips8>

#include <array>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace vitrine::codec {

/// What has been decoded of one original: each scale at most once. For many variants of one original it is their ladder:
/// the whole decode, the one at half scale, and the halves of both, each made when the first variant wants it. A variant is made of the same steps either way, so that it has the same
/// bytes. Not thread-safe.
class Decodes
{
public:
    enum class Keep {
        Planes, ///< what costs a single variant nothing
        All,    ///< for certain that others follow
    };
    Decodes(const SourceImage &source, Keep keep) : m_source(source), m_keep(keep) {}

    const SourceImage &source() const { return m_source; }
    bool isKept() const { return m_keep == Keep::All; }
    /// What of it is worth keeping; 0: nothing.
    std::size_t planeBytes() const;

    /// One component (luma, blue, red difference) of a JPEG, decoded at 1 / `shrink` as it is stored and then
    /// halved so many times. Nothing for every other file, and for one that the decoder has anything to say about: the
    /// general decoder then says what is wrong.
    const Plane *plane(std::size_t component, int shrink, int halvings = 0);

    /// The picture as it is stored, by libvips. With Keep::All it is in memory and free of damage, and a refusal is kept, too.
    /// Otherwise, and when it is very large, it is a pipeline for one pass, after which the source is to be asked about
    /// damage.
    vips::VImage picture(int shrink);

    /// A resized plane, made by `make` when it is not at hand: many presets show the same picture at the same size, and
    /// every format of each. `key` is all that `make` depends on.
    using ScaledKey = std::array<double, 9>;
    std::shared_ptr<const Plane> scaled(const ScaledKey &key, const std::function<Plane()> &make);

    /// The latest picture of the general way, for the next format of the same operations.
    struct LatestFrames
    {
        images::Operations operations;
        bool opaque = false, moves = false;
        Frames frames;
    };
    std::optional<LatestFrames> latestFrames;

private:
    struct Picture
    {
        std::optional<vips::VImage> image;
        std::exception_ptr refusal;
    };
    /// Each with its halves behind it; empty when the JPEG is not plain.
    using Halves = std::array<std::vector<Plane>, 3>;

    const SourceImage &m_source;
    const Keep m_keep;
    std::map<int, Halves> m_planes; ///< by shrink
    std::map<int, Picture> m_pictures;
    std::map<ScaledKey, std::shared_ptr<const Plane>> m_scaled;
    std::size_t m_scaledBytes = 0;
};

} // namespace vitrine::codec
