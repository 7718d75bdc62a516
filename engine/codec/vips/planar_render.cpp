#include "codec/vips/planar_render.h"

#include "codec/vips/encode.h"
#include "images/resize_plan.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace vitrine::codec {

using images::Crop;
using images::Fit;
using images::Operations;
using images::Size;

namespace {

// libvips keeps chroma whole from here on too.
constexpr int WholeChromaQuality = 90;

bool isPlain(const Job &job)
{
    const Operations &wanted = job.operations;
    const bool format = job.target == TargetFormat::Jpeg || job.target == TargetFormat::Webp;
    const bool placed = wanted.crop == Crop::Centre || wanted.crop == Crop::Focus;
    Operations rest = wanted; // whatever else there is has to be as it is by default
    rest.widthPx = rest.heightPx = 0;
    rest.fit = Fit::Inside;
    rest.crop = Crop::Centre;
    rest.focusX = rest.focusY = 0.5;
    rest.enlarge = false;
    rest.opaque = false;
    rest.animated = true;
    rest.backgroundRgb = Operations{}.backgroundRgb;
    return format && (placed || wanted.fit != Fit::Cover) && rest == Operations{};
}

/// Where samples of a plane lie along one side of the canvas.
struct Samples
{
    int first = 0, count = 0;       ///< those that show the picture
    int all = 0;                    ///< of the canvas
    double start = 0, extent = 0;   ///< what they cover of the scaled picture, in its pixels
    bool firstHalf = false, lastHalf = false; ///< the outermost cover one pixel of picture and one of bare canvas
};

/// One side of the canvas, in its pixels.
struct Side
{
    int canvas = 0;
    int offset = 0;  ///< where the picture begins
    int shown = 0;   ///< how much of it is seen
    int skipped = 0; ///< how much of the scaled picture is cut off before

    Samples whole() const
    {
        return {offset, shown, canvas, static_cast<double>(skipped), static_cast<double>(shown), false, false};
    }
    /// Samples of two pixels, the first at the canvas's edge; the last may reach a pixel over the other one.
    Samples halves() const
    {
        const int first = offset / 2, end = (offset + shown + 1) / 2;
        return {first,
                end - first,
                (canvas + 1) / 2,
                static_cast<double>(skipped + 2 * first - offset),
                2.0 * (end - first),
                offset % 2 != 0,
                (offset + shown) % 2 != 0 && offset + shown < canvas};
    }
};

struct Layout
{
    Side across, down;
};

Layout layoutOf(const images::ResizePlan &plan, const Operations &wanted)
{
    const bool focused = wanted.crop == Crop::Focus;
    const double focusX = focused ? wanted.focusX : 0.5, focusY = focused ? wanted.focusY : 0.5;
    if (wanted.fit == Fit::Pad) {
        const images::Place place = images::padPlace(plan.scaled, plan.canvas, focusX, focusY);
        return {{plan.canvas.widthPx, place.leftPx, plan.scaled.widthPx, 0},
                {plan.canvas.heightPx, place.topPx, plan.scaled.heightPx, 0}};
    }
    const images::Place place = images::cropPlace(plan.scaled, plan.canvas, focusX, focusY);
    return {{plan.canvas.widthPx, 0, plan.canvas.widthPx, place.leftPx},
            {plan.canvas.heightPx, 0, plan.canvas.heightPx, place.topPx}};
}

/// Samples a pixel of the original: 1, 1/2, 1/4…, whatever the last sample of an odd side covers.
double density(int samples, int pixels)
{
    return std::exp2(std::round(std::log2(static_cast<double>(samples) / pixels)));
}

/// JFIF 1.02.
std::array<std::uint8_t, 3> toYcc(std::uint32_t rgb)
{
    const double red = (rgb >> 16) & 0xff, green = (rgb >> 8) & 0xff, blue = rgb & 0xff;
    const auto byte = [](double value) { return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0l, 255l)); };
    return {byte(0.299 * red + 0.587 * green + 0.114 * blue),
            byte(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue),
            byte(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue)};
}

/// Samples that are half bare canvas.
void mixIntoEdges(Plane &plane, const Samples &across, const Samples &down, std::uint8_t bare)
{
    const auto mix = [bare](std::uint8_t &sample) { sample = static_cast<std::uint8_t>((sample + bare + 1) / 2); };
    const auto row = [&plane](int y) { return plane.samples.data() + static_cast<std::size_t>(plane.stride) * y; };
    for (const auto &[half, x] : {std::pair{across.firstHalf, 0}, {across.lastHalf, plane.width - 1}}) {
        for (int y = 0; half && y < plane.height; ++y)
            mix(row(y)[x]);
    }
    for (const auto &[half, y] : {std::pair{down.firstHalf, 0}, {down.lastHalf, plane.height - 1}}) {
        for (int x = 0; half && x < plane.width; ++x)
            mix(row(y)[x]);
    }
}

/// Resizes planes of one decode to samples of the upright scaled picture.
class PlaneScaler
{
public:
    /// `scaled`: of the whole picture, upright.
    PlaneScaler(Decodes &decodes, Size scaled)
        : m_decodes(decodes), m_scaled(scaled),
          m_stored{decodes.source().storedWidthPx(), decodes.source().storedHeightPx()},
          m_upright{decodes.source().uprightWidthPx(), decodes.source().uprightHeightPx()}
    {
        const Size turned = decodes.source().isTurned() ? Size{scaled.heightPx, scaled.widthPx} : scaled;
        m_shrink = images::shrinkOnLoad(m_stored, turned, decodes.source().largestShrink());
    }

    bool isPossible() const
    {
        return m_scaled.widthPx <= m_upright.widthPx && m_scaled.heightPx <= m_upright.heightPx &&
               m_decodes.plane(0, m_shrink);
    }

    std::shared_ptr<const Plane> scaled(std::size_t component, const Samples &across, const Samples &down) const
    {
        const Decodes::ScaledKey key{static_cast<double>(component),
                                     static_cast<double>(m_scaled.widthPx),
                                     static_cast<double>(m_scaled.heightPx),
                                     static_cast<double>(across.count),
                                     across.start,
                                     across.extent,
                                     static_cast<double>(down.count),
                                     down.start,
                                     down.extent};
        return m_decodes.scaled(key, [&] { return made(component, across, down); });
    }

private:
    Plane made(std::size_t component, const Samples &across, const Samples &down) const
    {
        const double horizontal = static_cast<double>(m_upright.widthPx) / m_scaled.widthPx;
        const double vertical = static_cast<double>(m_upright.heightPx) / m_scaled.heightPx;
        const SourceImage &source = m_decodes.source();
        const int orientation = source.exifOrientation();
        const Window window =
            images::storedPart(Window{across.start * horizontal, down.start * vertical, across.extent * horizontal,
                                      down.extent * vertical},
                               m_upright, orientation);
        const Size samples = source.isTurned() ? Size{down.count, across.count} : Size{across.count, down.count};
        const Plane &whole = *m_decodes.plane(component, m_shrink);
        const double x = density(whole.width, m_stored.widthPx), y = density(whole.height, m_stored.heightPx);
        const Window part{window.left * x, window.top * y, window.width * x, window.height * y};
        const int halvings = halvingsFor(part, samples.widthPx, samples.heightPx);
        const double smaller = std::exp2(-halvings);
        return uprighted(resampled(*m_decodes.plane(component, m_shrink, halvings),
                                   {part.left * smaller, part.top * smaller, part.width * smaller,
                                    part.height * smaller},
                                   samples.widthPx, samples.heightPx, PlanePadding),
                         orientation, PlanePadding);
    }

    Decodes &m_decodes;
    const Size m_scaled, m_stored, m_upright;
    int m_shrink = 1;
};

SharedYcc canvasOf(const PlaneScaler &scaler, const Layout &layout, bool halvedChroma, std::uint32_t backgroundRgb)
{
    const std::array<std::uint8_t, 3> bare = toYcc(backgroundRgb);
    SharedYcc canvas;
    for (std::size_t i = 0; i < canvas.size(); ++i) {
        const bool halved = halvedChroma && i > 0;
        const Samples across = halved ? layout.across.halves() : layout.across.whole();
        const Samples down = halved ? layout.down.halves() : layout.down.whole();
        canvas[i] = scaler.scaled(i, across, down);
        if (across.count == across.all && down.count == down.all)
            continue;
        Plane mixed = *canvas[i];
        mixIntoEdges(mixed, across, down, bare[i]);
        canvas[i] = std::make_shared<const Plane>(
            placed(mixed, across.first, down.first, across.all, down.all, bare[i], PlanePadding));
    }
    return canvas;
}

} // namespace

std::optional<PlanarVariant> renderPlanar(Decodes &decodes, const Job &job)
{
    if (!isPlain(job) || !decodes.source().isPlainJpeg())
        return std::nullopt;
    const Operations &wanted = job.operations;
    const images::ResizePlan plan =
        images::planResize({decodes.source().uprightWidthPx(), decodes.source().uprightHeightPx()},
                           {wanted.widthPx, wanted.heightPx}, wanted.fit, wanted.enlarge);
    const PlaneScaler scaler(decodes, plan.scaled);
    if (!scaler.isPossible())
        return std::nullopt;
    const bool halvedChroma = job.target == TargetFormat::Webp || job.halfChroma || job.quality < WholeChromaQuality;
    const SharedYcc canvas = canvasOf(scaler, layoutOf(plan, wanted), halvedChroma, wanted.backgroundRgb);
    const int side = std::max(plan.canvas.widthPx, plan.canvas.heightPx);
    std::optional<std::string> bytes =
        job.target == TargetFormat::Webp ? encodePlanesAsWebp(canvas, job.quality, webpEffort(side))
                                         : encodePlanes(canvas, job.quality, isOptimizedCodingWorthIt(side));
    if (!bytes)
        return std::nullopt;
    return PlanarVariant{std::move(*bytes), canvas[0]};
}

std::optional<vips::VImage> scaledFromPlanes(Decodes &decodes, Size scaled)
{
    if (!decodes.source().isJpeg())
        return std::nullopt;
    const PlaneScaler scaler(decodes, scaled);
    if (!scaler.isPossible())
        return std::nullopt;
    const Samples across = Side{scaled.widthPx, 0, scaled.widthPx, 0}.whole();
    const Samples down = Side{scaled.heightPx, 0, scaled.heightPx, 0}.whole();
    const SharedYcc planes{scaler.scaled(0, across, down), scaler.scaled(1, across, down),
                           scaler.scaled(2, across, down)};
    const std::size_t bytes = std::size_t{3} * static_cast<std::size_t>(scaled.widthPx) *
                              static_cast<std::size_t>(scaled.heightPx);
    auto *rgb = static_cast<std::uint8_t *>(g_malloc(bytes));
    toRgb(planes, rgb);
    VipsImage *image = vips_image_new_from_memory(rgb, bytes, scaled.widthPx, scaled.heightPx, 3, VIPS_FORMAT_UCHAR);
    if (!image) {
        g_free(rgb);
        throw vips::VError();
    }
    g_signal_connect(image, "postclose", G_CALLBACK(vips_image_free_buffer), rgb);
    const vips::VImage pixels = vips::VImage(image).copy(vips::VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
    return decodes.source().isPlainJpeg() ? pixels : decodes.source().withProfile(pixels);
}

} // namespace vitrine::codec
