#pragma once

#include "images/intermediates.h"

#include <QSet>

namespace vitrine::images {

/// Under what a twin is kept among the variants, and which original's that is; nothing for every other key.
QByteArray twinKey(const ImageId &image);
std::optional<ImageId> originalOfTwin(const QByteArray &key);

/// Originals by the file that decodes fastest: a progressive JPEG has a twin (Renderer::twin()) among the variants that
/// are kept on disk, made when the original comes in. Twins are evicted like variants; then the original itself serves,
/// and the twin is made again behind the render that missed it. Which of the two serves shows in no variant. The original
/// stays as it came. Thread-safe.
class Twins
{
public:
    using Later = std::function<void(std::function<void()>)>; ///< runs it on another thread, or not at all
    /// Without `enabled` there is nowhere to keep them: originals serve as they are.
    Twins(OriginalStore &originals, Renderer &renderer, Keeper keeper, std::chrono::milliseconds each, Later later, bool enabled);

    /// The store's errors.
    Result<std::shared_ptr<const Source>> open(const ImageId &image);
    /// Makes the twin if there is one to make. What fails costs nothing but the time of later decodes.
    void make(const ImageId &image, const Source &original);
    quint64 made() const { return m_made; }

private:
    void makeLater(const ImageId &image, std::shared_ptr<const Source> original);

    OriginalStore &m_originals;
    Renderer &m_renderer;
    const Keeper m_keeper;
    const std::chrono::milliseconds m_each;
    const Later m_later;
    const bool m_enabled;
    std::atomic<quint64> m_made{0};
    OpenedSources m_opened;

    std::mutex m_mutex; // guards what follows
    QSet<ImageId> m_without; ///< of which there is none, as far as is remembered
    QSet<ImageId> m_beingMade;
};

} // namespace vitrine::images
