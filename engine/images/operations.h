#pragma once

#include <cstdint>

namespace vitrine::images {

/// How a picture meets its box: Inside keeps all of it and may be smaller than the box; Cover fills the box and crops;
/// Pad keeps all of it and fills the box with the background; Exact fills the box and distorts. None enlarges the
/// picture unless `enlarge` says so, except Pad's background.
enum class Fit : std::uint8_t { Inside, Cover, Pad, Exact };

/// What Cover keeps: the middle; what looks most interesting (edges, skin, colour); what has most detail; or the place
/// at (focusX, focusY). Also where Pad puts the picture, which knows only the middle and the place.
enum class Crop : std::uint8_t { Centre, Attention, Entropy, Focus };

/// Gray keeps luma alone; Bitonal is black and white at half of luma.
enum class Tone : std::uint8_t { Colour, Gray, Bitonal };

/// What is done to an original, in the order of the members; every member's default does nothing. Knows neither Qt nor
/// libvips: both ends of the worker protocol share it. Sides in pixels of the result, `region` in pixels of the upright
/// original. Validity is for who fills it: sides 0 to 16384, sigmas 0 to 100, angles from 0 below 360.
struct Operations
{
    struct Region
    {
        std::int32_t left = 0, top = 0, width = 0, height = 0;
        bool isWhole() const { return width == 0; }
        bool operator==(const Region &) const = default;
    };
    struct Edges
    {
        std::int32_t top = 0, right = 0, bottom = 0, left = 0;
        bool operator==(const Edges &) const = default;
    };

    Region region{};
    std::int32_t widthPx = 0; ///< of the box; 0: as the proportions make it
    std::int32_t heightPx = 0;
    Fit fit = Fit::Inside;
    Crop crop = Crop::Centre;
    double focusX = 0.5; ///< share of the region's width, from the left
    double focusY = 0.5;
    bool enlarge = false; ///< a small picture grows to meet its box
    bool mirror = false;  ///< left and right change places
    double rotationDegrees = 0; ///< clockwise, after the mirror; what is not a multiple of 90 grows the canvas, which
                                ///< is bare there: see backgroundRgb
    Tone tone = Tone::Colour;
    double blurSigma = 0;
    double sharpen = 0; ///< sigma of a light unsharp mask
    Edges padding{};    ///< around all of it
    std::uint32_t backgroundRgb = 0xffffff; ///< under transparent pixels and wherever the canvas is bare. A format that
                                            ///< keeps transparency keeps it; bare canvas is then transparent after a
                                            ///< rotation, and around a picture that has transparency itself
    bool opaque = false; ///< background under transparent pixels whatever the format
    bool animated = true; ///< all frames, where source and format have them; else the first
    std::int32_t maxBytes = 0; ///< the quality gives way, down to 10, until the result fits; 0: any size. What knows no
                               ///< quality or still does not fit comes as small as it gets

    bool operator==(const Operations &) const = default;
};

} // namespace vitrine::images
