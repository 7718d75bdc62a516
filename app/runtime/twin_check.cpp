#include "app/runtime/twin_check.h"

#include "images/twins.h"

namespace vitrine::app {

namespace {

constexpr std::chrono::minutes Patience{1}; // for one decode
constexpr int ComparedSidePx = 512;

/// Nothing where it cannot be decoded.
QByteArray pictureOf(images::Renderer &renderer, const images::Source &source)
{
    images::RenderSpec spec;
    spec.preset.widthPx = spec.preset.heightPx = ComparedSidePx;
    spec.format = images::Format::Png;
    const auto rendered = renderer.render(source, spec, std::chrono::steady_clock::now() + Patience);
    return rendered ? rendered->bytes : QByteArray();
}

/// What is wrong with it.
std::optional<QString> faultOf(const TwinCheckParts &parts, const ImageId &image, const images::Variant &twin)
{
    const auto original = parts.originals.open(image);
    if (!original && original.error().code == ErrorCode::NotFound)
        return QStringLiteral("a baseline twin is kept of an original that is not there");
    const auto opened = images::Source::fromBytes(twin.bytes);
    if (!original || !opened)
        return {}; // the check of the originals says why
    const QByteArray wanted = pictureOf(parts.renderer, **original);
    if (!wanted.isEmpty() && pictureOf(parts.renderer, **opened) != wanted)
        return QStringLiteral("a baseline twin shows another picture than its original");
    return {};
}

} // namespace

Status checkTwins(const TwinCheckParts &parts, const catalog::CheckOptions &options, catalog::CheckReport &report)
{
    for (const QByteArray &key : parts.variants.keys()) {
        const auto image = images::originalOfTwin(key);
        const auto twin = image ? parts.variants.find(key) : std::nullopt;
        if (!twin) // no twin, or damaged: then it is forgotten already
            continue;
        if (options.cancel.requested())
            return Error{ErrorCode::Cancelled, QStringLiteral("the check was stopped"), {}, {}};
        ++report.twins;
        const auto fault = faultOf(parts, *image, *twin);
        if (!fault)
            continue;
        const QByteArray tag = "image/" + image->toString().toLatin1();
        const bool repaired = options.repair && parts.variants.purge({{tag}, {}}).ok();
        report.add({ErrorCode::Corrupt, *fault, QString::fromLatin1(key),
                    QStringLiteral("vitrined doctor --repair forgets it, with every variant of the image")},
                   repaired);
    }
    return Done{};
}

} // namespace vitrine::app
