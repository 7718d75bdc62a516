#include "images/intermediates.h"
#include "images/resize_plan.h"

#include <algorithm>

namespace vitrine::images {

namespace {

constexpr int SidePx = 1280;
constexpr int Quality = 95;
/// Of the original's longer side: below, the intermediate is hardly less to decode.
constexpr int WorthSidePx = 1600;
/// Of the scaled variant's longer side: leaves a factor of two for the final filter.
constexpr int ServedSidePx = SidePx / 2;
constexpr qsizetype MaxInfos = 100'000;
/// Goes up whenever the intermediate is made otherwise; then ImageService's encoder version does, too.
constexpr char KeyPrefix[] = "intermediate-3-";

} // namespace

const RenderSpec &intermediateSpec()
{
    static const RenderSpec spec = [] {
        RenderSpec made;
        made.preset.name = QStringLiteral("intermediate");
        made.preset.widthPx = SidePx;
        made.preset.heightPx = SidePx;
        made.preset.quality[static_cast<std::size_t>(Format::Jpeg)] = Quality;
        made.format = Format::Jpeg;
        made.halfChroma = true;
        return made;
    }();
    return spec;
}

bool servesIntermediate(const ImageInfo &original, const Preset &preset)
{
    if (original.frames != 1 || original.alpha || !preset.region.isWhole() ||
        std::max(original.widthPx, original.heightPx) < WorthSidePx)
        return false;
    // What is most interesting can be close enough between two places that another decode decides otherwise.
    if (preset.fit == Fit::Cover && (preset.crop == Crop::Attention || preset.crop == Crop::Entropy))
        return false;
    const Size scaled = planResize({original.widthPx, original.heightPx}, {preset.widthPx, preset.heightPx},
                                   preset.fit, preset.enlarge)
                            .scaled;
    // Exact may distort: each side has to leave its factor.
    const Size intermediate =
        planResize({original.widthPx, original.heightPx}, {SidePx, SidePx}, Fit::Inside).scaled;
    return std::max(scaled.widthPx, scaled.heightPx) <= ServedSidePx &&
           scaled.widthPx * 2 <= intermediate.widthPx && scaled.heightPx * 2 <= intermediate.heightPx;
}

Intermediates::Intermediates(OriginalStore &originals, Renderer &renderer, Keeper keeper, Open open)
    : m_originals(originals), m_renderer(renderer), m_keeper(std::move(keeper)), m_open(std::move(open)), m_opened(m_keeper)
{
}

Result<ImageInfo> Intermediates::infoOf(const ImageId &image)
{
    {
        std::lock_guard lock(m_mutex);
        const auto known = m_infos.constFind(image);
        if (known != m_infos.constEnd())
            return *known;
    }
    const auto original = m_originals.describe(image);
    if (!original)
        return original.error();
    std::lock_guard lock(m_mutex);
    if (m_infos.size() >= MaxInfos)
        m_infos.clear();
    m_infos.insert(image, original->info);
    return original->info;
}

bool Intermediates::serves(const ImageId &image, const Preset &preset)
{
    const auto info = infoOf(image);
    return info && servesIntermediate(*info, preset);
}

Result<std::shared_ptr<const Source>> Intermediates::sourceFor(const ImageId &image, const Preset &preset,
                                                               Renderer::Deadline deadline)
{
    const auto info = infoOf(image);
    if (!info)
        return info.error();
    if (!servesIntermediate(*info, preset))
        return m_open(image);
    const QByteArray key = KeyPrefix + image.toString().toLatin1();
    if (auto kept = m_opened.open(key, OpenedSources::Room::Needed))
        return kept;

    std::promise<Made> promise;
    std::shared_future<Made> others;
    {
        std::lock_guard lock(m_mutex);
        if (const auto making = m_beingMade.constFind(key); making != m_beingMade.constEnd())
            others = *making;
        else
            m_beingMade.insert(key, promise.get_future().share());
    }
    if (others.valid())
        return others.get(); // ends by the other's deadline
    Made made = make(image, key, deadline);
    {
        std::lock_guard lock(m_mutex);
        m_beingMade.remove(key);
    }
    promise.set_value(made);
    return made;
}

Intermediates::Made Intermediates::make(const ImageId &image, const QByteArray &key, Renderer::Deadline deadline)
{
    // Between this caller's look and its turn another one may have made it.
    if (auto kept = m_opened.open(key, OpenedSources::Room::Needed))
        return kept;
    const auto source = m_open(image);
    if (!source)
        return source.error();
    const auto keep = m_keeper.begin();
    const auto rendered = m_renderer.render(**source, intermediateSpec(), deadline);
    if (!rendered)
        return rendered.error();
    ++m_made;
    keep({rendered->bytes, Format::Jpeg, rendered->widthPx, rendered->heightPx, key,
          tagsOf(image, intermediateSpec().preset)});
    return Source::fromBytes(rendered->bytes).map([&](const std::shared_ptr<const Source> &made) {
        return m_opened.add(key, made);
    });
}

} // namespace vitrine::images
