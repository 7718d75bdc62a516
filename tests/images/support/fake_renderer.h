#pragma once

#include "images/ports.h"

#include <atomic>
#include <functional>

namespace vitrine::test {

/// A Renderer without pixels: its "pictures" are text that names preset and format. What it answers, and how
/// long it takes, is the test's to set before the first call. Thread-safe.
class FakeRenderer final : public images::Renderer
{
public:
    Result<images::ImageInfo> validate(const images::Source &, Deadline) override
    {
        ++validations;
        if (failure)
            return *failure;
        return images::ImageInfo{QStringLiteral("jpeg"), 100, 80, 1, false};
    }
    Result<images::Rendered> render(const images::Source &source, const images::RenderSpec &spec, Deadline) override
    {
        ++renders;
        if (onRender)
            onRender(source, spec);
        if (beforeRender)
            beforeRender();
        if (failure)
            return *failure;
        images::Rendered rendered;
        rendered.bytes =
            (spec.preset.name + QLatin1Char('.') + images::formatExtension(spec.format)).toUtf8();
        rendered.bytes.append(paddingBytes, '.');
        rendered.widthPx = spec.preset.widthPx;
        rendered.heightPx = spec.preset.heightPx;
        return rendered;
    }
    /// What render() gives, without its last byte.
    Result<images::Rendered> renderAside(const images::Source &source, const images::RenderSpec &spec, Deadline,
                                             const CancelToken &cancel) override
    {
        ++carefulRenders;
        if (onCarefulRender)
            onCarefulRender(source, spec, cancel);
        if (cancel.requested())
            return Error{ErrorCode::Cancelled, {}, {}, {}};
        if (failure)
            return *failure;
        images::Rendered rendered;
        rendered.bytes = (spec.preset.name + QLatin1Char('.') + images::formatExtension(spec.format)).toUtf8();
        rendered.bytes.append(paddingBytes, '.');
        rendered.bytes.chop(carefulGain);
        rendered.widthPx = spec.preset.widthPx;
        rendered.heightPx = spec.preset.heightPx;
        if (!spec.quality)
            rendered.quality = foundQuality;
        return rendered;
    }
    void renderLadder(const images::Source &source, const Ladder &ladder, std::chrono::milliseconds each) override
    {
        ++ladders;
        Renderer::renderLadder(source, ladder, each);
    }
    Result<images::Pixels> decode(const images::Source &, int maxSidePx, Deadline) override
    {
        if (failure)
            return *failure;
        return images::Pixels{QByteArray(4ll * maxSidePx * maxSidePx, '\x7f'), maxSidePx, maxSidePx};
    }
    int concurrency() const override { return workers; }

    std::function<void()> beforeRender; ///< on the render thread
    std::function<void(const images::Source &, const images::RenderSpec &)> onRender; ///< before that
    std::optional<Error> failure;
    std::function<void(const images::Source &, const images::RenderSpec &, const CancelToken &)> onCarefulRender;
    int foundQuality = 61; ///< by careful renders that are not told one
    int carefulGain = 1;   ///< bytes
    int workers = 2;
    qsizetype paddingBytes = 0;
    std::atomic<int> renders{0};
    std::atomic<int> carefulRenders{0};
    std::atomic<int> validations{0};
    std::atomic<int> ladders{0};
};

} // namespace vitrine::test
