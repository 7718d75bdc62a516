#pragma once

#include "images/ports.h"

namespace vitrine::test {

/// Longer than any render of a test takes on a slow machine under a sanitizer.
inline images::Renderer::Deadline soon(std::chrono::milliseconds after = std::chrono::seconds(30))
{
    return std::chrono::steady_clock::now() + after;
}

inline std::shared_ptr<const images::Source> sourceOf(const QByteArray &bytes)
{
    return *images::Source::fromBytes(bytes);
}

inline images::RenderSpec specOf(const images::Operations &operations, images::Format format)
{
    images::RenderSpec spec;
    static_cast<images::Operations &>(spec.preset) = operations;
    spec.preset.name = QStringLiteral("test");
    spec.format = format;
    return spec;
}

inline images::RenderSpec specOf(int widthPx, int heightPx, images::Fit fit, images::Format format)
{
    images::Operations operations;
    operations.widthPx = widthPx;
    operations.heightPx = heightPx;
    operations.fit = fit;
    return specOf(operations, format);
}

} // namespace vitrine::test
