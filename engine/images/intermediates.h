#pragma once

#include "images/opened_sources.h"

#include <QHash>

#include <functional>
#include <future>
#include <mutex>

namespace vitrine::images {

/// Whether small variants of a big original are made from its intermediate: 1280 pixels, JPEG of high quality, about
/// a twentieth of the bytes to decode; its colour of half that resolution is still as much as the largest of them shows.
/// Only where at least a factor of two is left for the final filter, the picture has one frame and no transparency, all of it is wanted, and what to crop does not depend on
/// its details.
bool servesIntermediate(const ImageInfo &original, const Preset &preset);
/// What is done to an original to get there.
const RenderSpec &intermediateSpec();

/// What small variants are made from. Always, whether the intermediate is at hand or has to be made first: a variant's
/// bytes must follow from its ETag. Each one is made once at a time; where they are kept is the owner's. Thread-safe;
/// blocks.
class Intermediates
{
public:
    /// `open` gives an original, in whatever file of the same pixels.
    using Open = std::function<Result<std::shared_ptr<const Source>>(const ImageId &)>;
    Intermediates(OriginalStore &originals, Renderer &renderer, Keeper keeper, Open open);

    /// What to render the preset from. The store's errors and the renderer's.
    Result<std::shared_ptr<const Source>> sourceFor(const ImageId &image, const Preset &preset,
                                                    Renderer::Deadline deadline);
    /// Whether that is the intermediate; false for an original that is not known.
    bool serves(const ImageId &image, const Preset &preset);
    quint64 made() const { return m_made; }

private:
    using Made = Result<std::shared_ptr<const Source>>;
    Result<ImageInfo> infoOf(const ImageId &image);
    Made make(const ImageId &image, const QByteArray &key, Renderer::Deadline deadline);

    OriginalStore &m_originals;
    Renderer &m_renderer;
    const Keeper m_keeper;
    const Open m_open;
    std::atomic<quint64> m_made{0};
    OpenedSources m_opened;

    std::mutex m_mutex; // guards what follows
    QHash<ImageId, ImageInfo> m_infos; ///< of the originals that were asked for lately
    QHash<QByteArray, std::shared_future<Made>> m_beingMade;
};

} // namespace vitrine::images
