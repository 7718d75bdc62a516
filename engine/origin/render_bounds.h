#pragma once

#include <QtGlobal>

namespace vitrine::origin {

/// What an address that spells its own size out may ask for: bounds of the finished picture. Every address
/// that chooses among presets is bounded by the presets.
struct RenderBounds
{
    int sidePx = 8192;
    qint64 areaPx = 40'000'000;

    bool holds(qint64 widthPx, qint64 heightPx) const
    {
        return widthPx <= sidePx && heightPx <= sidePx && widthPx * heightPx <= areaPx;
    }
    bool operator==(const RenderBounds &) const = default;
};

} // namespace vitrine::origin
