#include "origin/iiif_info.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace vitrine::origin {

namespace {

using Json = nlohmann::ordered_json;
using images::Size;

constexpr const char *Context = "http://iiif.io/api/image/3/context.json";

int divided(int side, int factor)
{
    return (side + factor - 1) / factor;
}

/// One side of a tile: it begins at a multiple of the tile and ends at the next, or at the picture's edge.
bool isTileSide(int begin, int extent, int side, int step)
{
    return begin % step == 0 && extent == std::min(step, side - begin);
}

} // namespace

IiifOffer::IiifOffer(Size picture, const images::PresetList &presets, const RenderBounds &bounds, int tilePx)
    : m_picture(picture),
      m_bounds(bounds),
      m_tilePx(std::min({tilePx, bounds.sidePx, int(std::sqrt(double(bounds.areaPx)))}))
{
    const Size most = iiifMaxSize(picture, bounds, false);
    const int shorter = std::min(most.widthPx, most.heightPx);
    m_sizes += most;
    m_squares += shorter;
    for (const images::Preset &preset : presets.all()) {
        const Size box{preset.widthPx, preset.heightPx};
        const Size size = images::planResize(picture, box, images::Fit::Inside).scaled;
        if (size.widthPx <= most.widthPx && size.heightPx <= most.heightPx && !m_sizes.contains(size))
            m_sizes += size;
        const int side = std::min(box.widthPx, box.heightPx);
        if (side < shorter && !m_squares.contains(side))
            m_squares += side;
    }
    std::sort(m_sizes.begin(), m_sizes.end(), [](Size a, Size b) {
        return std::pair(a.widthPx, a.heightPx) < std::pair(b.widthPx, b.heightPx);
    });
    for (int factor = 1; factor < (1 << 20); factor *= 2) {
        m_scaleFactors += factor;
        if (qint64(m_tilePx) * factor >= std::max(picture.widthPx, picture.heightPx))
            break;
    }
}

bool IiifOffer::lists(const IiifPlan &plan) const
{
    const images::Operations &operations = plan.operations;
    if (operations.mirror || operations.rotationDegrees != 0 || operations.tone != images::Tone::Colour)
        return false;
    if (operations.region.isWhole() && m_sizes.contains(plan.size))
        return true;
    if (plan.region.width == plan.region.height && plan.size.widthPx == plan.size.heightPx &&
        plan.region.width == std::min(m_picture.widthPx, m_picture.heightPx) &&
        plan.region.left == (m_picture.widthPx - plan.region.width) / 2 &&
        plan.region.top == (m_picture.heightPx - plan.region.height) / 2 &&
        m_squares.contains(plan.size.widthPx))
        return true;
    return listsTile(plan);
}

bool IiifOffer::listsTile(const IiifPlan &plan) const
{
    return std::any_of(m_scaleFactors.begin(), m_scaleFactors.end(), [&](int factor) {
        const int step = m_tilePx * factor;
        return isTileSide(plan.region.left, plan.region.width, m_picture.widthPx, step) &&
               isTileSide(plan.region.top, plan.region.height, m_picture.heightPx, step) &&
               plan.size == Size{divided(plan.region.width, factor), divided(plan.region.height, factor)};
    });
}

QByteArray IiifOffer::document(const QByteArray &id, const IiifSettings &settings) const
{
    Json document;
    document["@context"] = Context;
    document["id"] = id.toStdString();
    document["type"] = "ImageService3";
    document["protocol"] = "http://iiif.io/api/image";
    document["profile"] = settings.anyUnsigned ? "level2" : "level0";
    document["width"] = m_picture.widthPx;
    document["height"] = m_picture.heightPx;
    document["maxWidth"] = m_bounds.sidePx;
    document["maxHeight"] = m_bounds.sidePx;
    document["maxArea"] = m_bounds.areaPx;
    for (const Size size : m_sizes)
        document["sizes"].push_back({{"width", size.widthPx}, {"height", size.heightPx}});
    Json tiles{{"width", m_tilePx}, {"height", m_tilePx}};
    for (const int factor : m_scaleFactors)
        tiles["scaleFactors"].push_back(factor);
    document["tiles"] = Json::array({tiles});

    // The profile names jpg and, from level 2 on, png.
    Json formats = Json::array();
    for (const images::Format format : images::AllFormats) {
        if (format != images::Format::Jpeg && !(format == images::Format::Png && settings.anyUnsigned))
            formats.push_back(images::formatExtension(format).data());
    }
    document["preferredFormats"] = {"avif", "webp", "jpg"};
    document["extraFormats"] = formats;
    if (settings.anyUnsigned) {
        document["extraQualities"] = {"color", "gray", "bitonal"};
        document["extraFeatures"] = {"canonicalLinkHeader", "mirroring", "profileLinkHeader",
                                     "rotationArbitrary", "sizeUpscaling"};
    } else {
        document["extraQualities"] = {"color"};
        document["extraFeatures"] = {"baseUriRedirect", "canonicalLinkHeader", "cors", "jsonldMediaType",
                                     "profileLinkHeader"};
    }
    return QByteArray::fromStdString(document.dump(1));
}

} // namespace vitrine::origin
