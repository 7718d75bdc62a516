#include "app/server/bench/figures.h"

#include "images/perceptual_score.h"
#include "images/ssim.h"
#include "origin/accept.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

namespace vitrine::app {

namespace {

using namespace std::chrono_literals;

constexpr int SidePx = 800, JpegQuality = 80;
constexpr int LowestSearched = 10, HighestSearched = 98;
/// Chromium's and Firefox's for an <img>, as far as it decides here.
constexpr char BrowsersAccept[] = "image/avif,image/webp,image/*,*/*;q=0.8";

/// What a variant came to against the lossless picture of the same size.
struct Judged
{
    double bytes = 0;
    double score = 0; ///< perceptualScore()
    double ssim = 0;  ///< of luma
};

/// One photograph at 800 px: the JPEG, and the bytes of the others at no lower score or SSIM.
struct Compared
{
    Judged jpeg;
    double webpByScore = 0, webpBySsim = 0, avifByScore = 0, avifBySsim = 0;
    Judged sent;
};

class Comparison
{
public:
    explicit Comparison(images::Renderer &renderer) : m_renderer(renderer) {}

    Result<Compared> compare(const Photo &photo) const
    {
        const auto lossless = make(photo, images::Format::Png, 100, 0);
        if (!lossless)
            return lossless.error();
        const auto reference = pixelsOf(*lossless);
        if (!reference)
            return reference.error();
        const Subject subject{photo, *reference};
        const auto jpeg = judged(subject, make(photo, images::Format::Jpeg, JpegQuality, 0));
        if (!jpeg)
            return jpeg.error();
        Compared compared;
        compared.jpeg = *jpeg;
        for (const images::Format format : {images::Format::Webp, images::Format::Avif}) {
            Tried tried;
            const bool webp = format == images::Format::Webp;
            const auto byScore = smallestReaching(subject, format, &Judged::score, jpeg->score, &tried);
            const auto bySsim = smallestReaching(subject, format, &Judged::ssim, jpeg->ssim, &tried);
            if (!byScore || !bySsim)
                return !byScore ? byScore.error() : bySsim.error();
            (webp ? compared.webpByScore : compared.avifByScore) = *byScore;
            (webp ? compared.webpBySsim : compared.avifBySsim) = *bySsim;
        }
        // What the product itself makes of a preset with that score, in the format that it negotiates.
        const auto sent = judged(subject, make(photo, sentFormat(), JpegQuality, std::clamp(jpeg->score, 30.0, 95.0)));
        if (!sent)
            return sent.error();
        compared.sent = *sent;
        return compared;
    }

    static images::Format sentFormat() { return origin::negotiateFormat(BrowsersAccept).value_or(images::Format::Jpeg); }

private:
    struct Subject
    {
        const Photo &photo;
        const images::RgbPicture &reference;
    };
    using Tried = std::map<int, Judged>; ///< by quality, of one format

    static images::Renderer::Deadline soon() { return std::chrono::steady_clock::now() + 120s; }

    Result<QByteArray> make(const Photo &photo, images::Format format, int quality, double score) const
    {
        images::RenderSpec spec;
        spec.preset.name = QStringLiteral("bench");
        spec.preset.widthPx = spec.preset.heightPx = SidePx;
        spec.preset.opaque = true;
        spec.preset.quality[std::size_t(format)] = quality;
        spec.preset.score = score;
        spec.format = format;
        return m_renderer.render(*photo.source, spec, soon()).map([](const images::Rendered &r) { return r.bytes; });
    }

    Result<images::RgbPicture> pixelsOf(const QByteArray &bytes) const
    {
        const auto source = images::Source::fromBytes(bytes);
        if (!source)
            return source.error();
        return m_renderer.decode(**source, 0, soon()).map([](const images::Pixels &pixels) {
            images::RgbPicture rgb{{}, pixels.widthPx, pixels.heightPx};
            rgb.samples.reserve(std::size_t(pixels.widthPx) * std::size_t(pixels.heightPx) * 3);
            for (qsizetype i = 0; i + 3 < pixels.rgba.size(); i += 4)
                for (qsizetype c = 0; c < 3; ++c)
                    rgb.samples.push_back(std::uint8_t(pixels.rgba[i + c]));
            return rgb;
        });
    }

    static images::Luma lumaOf(const images::RgbPicture &picture)
    {
        images::Luma luma{{}, picture.widthPx, picture.heightPx};
        for (std::size_t i = 0; i + 2 < picture.samples.size(); i += 3) // ITU-R BT.601 in 8 bits
            luma.samples.push_back(std::uint8_t((77 * picture.samples[i] + 150 * picture.samples[i + 1] + 29 * picture.samples[i + 2] + 128) >> 8));
        return luma;
    }

    Result<Judged> judged(const Subject &subject, const Result<QByteArray> &bytes) const
    {
        if (!bytes)
            return bytes.error();
        const auto seen = pixelsOf(*bytes);
        if (!seen)
            return seen.error();
        return Judged{double(bytes->size()), images::perceptualScore(subject.reference, *seen), images::meanSsim(lumaOf(subject.reference), lumaOf(*seen))};
    }

    /// Bytes at the lowest quality that comes to `wanted` over the whole picture; at the highest when none does.
    Result<double> smallestReaching(const Subject &subject, images::Format format, double Judged::*measure, double wanted, Tried *tried) const
    {
        int lowest = LowestSearched, highest = HighestSearched;
        while (lowest < highest) {
            const int middle = lowest + (highest - lowest) / 2;
            if (const Status made = tryQuality(subject, format, middle, tried); !made)
                return made.error();
            if (tried->at(middle).*measure >= wanted)
                highest = middle;
            else
                lowest = middle + 1;
        }
        if (const Status made = tryQuality(subject, format, lowest, tried); !made)
            return made.error();
        return tried->at(lowest).bytes;
    }

    Status tryQuality(const Subject &subject, images::Format format, int quality, Tried *tried) const
    {
        if (tried->count(quality) > 0)
            return Done{};
        const auto made = judged(subject, make(subject.photo, format, quality, 0));
        if (!made)
            return made.error();
        tried->emplace(quality, *made);
        return Done{};
    }

    images::Renderer &m_renderer;
};

template <typename BytesOf>
Figure figureOf(const QString &name, const QVector<Compared> &all, BytesOf bytesOf, double target, const QString &conditions)
{
    QVector<double> ratios;
    double sum = 0, jpeg = 0;
    for (const Compared &one : all) {
        ratios.append(one.jpeg.bytes / bytesOf(one));
        sum += bytesOf(one);
        jpeg += one.jpeg.bytes;
    }
    std::sort(ratios.begin(), ratios.end());
    const auto at = [&](double share) { return ratios[qsizetype(double(ratios.size() - 1) * share)]; };
    return {name,
            QStringLiteral("p10 %1, p50 %2, p90 %3, least %4; all together %5, %6 KB against %7 KB a picture; %8")
                .arg(at(0.1), 0, 'f', 2).arg(at(0.5), 0, 'f', 2).arg(at(0.9), 0, 'f', 2).arg(ratios.first(), 0, 'f', 2)
                .arg(jpeg / sum, 0, 'f', 2).arg(sum / double(all.size()) / 1024, 0, 'f', 1).arg(jpeg / double(all.size()) / 1024, 0, 'f', 1)
                .arg(conditions),
            at(0.5), QStringLiteral("x"), target, false};
}

} // namespace

Result<QVector<Figure>> bytesAtEqualScore(Runtime &runtime, const QVector<Photo> &products)
{
    const Comparison comparison(runtime.renderer());
    QVector<Compared> all;
    std::optional<Error> failure;
    std::mutex mutex; // guards both
    std::atomic<qsizetype> next{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < runtime.renderer().concurrency(); ++i) {
        threads.emplace_back([&] {
            for (qsizetype at = next++; at < products.size(); at = next++) {
                const auto compared = comparison.compare(products[at]);
                const std::lock_guard lock(mutex);
                if (compared)
                    all.append(*compared);
                else
                    failure = compared.error();
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    if (failure)
        return *failure;
    Judged jpeg, sent;
    for (const Compared &one : all) {
        for (double Judged::*measure : {&Judged::score, &Judged::ssim}) {
            jpeg.*measure += one.jpeg.*measure / double(all.size());
            sent.*measure += one.sent.*measure / double(all.size());
        }
    }
    const QString conditions = QStringLiteral("%1 product photographs within %2 px; the JPEGs (libjpeg-turbo, 4:2:0) have score %3 and SSIM %4 in the mean")
                                   .arg(all.size()).arg(SidePx).arg(jpeg.score, 0, 'f', 1).arg(jpeg.ssim, 0, 'f', 4);
    const QString sentConditions = QStringLiteral("%1 of a preset with the JPEG's score: %2, SSIM %3; %4")
                                       .arg(images::formatName(Comparison::sentFormat())).arg(sent.score, 0, 'f', 1).arg(sent.ssim, 0, 'f', 4).arg(conditions);
    return QVector<Figure>{
        figureOf(QStringLiteral("bytes of JPEG q80 against WebP of its SSIM"), all, [](const Compared &c) { return c.webpBySsim; }, 1.5, conditions),
        figureOf(QStringLiteral("bytes of JPEG q80 against AVIF of its SSIM"), all, [](const Compared &c) { return c.avifBySsim; }, 2.0, conditions),
        figureOf(QStringLiteral("bytes of JPEG q80 against WebP of its score"), all, [](const Compared &c) { return c.webpByScore; }, 1.5, conditions),
        figureOf(QStringLiteral("bytes of JPEG q80 against AVIF of its score"), all, [](const Compared &c) { return c.avifByScore; }, 2.0, conditions),
        figureOf(QStringLiteral("bytes of JPEG q80 against what a current browser is sent"), all, [](const Compared &c) { return c.sent.bytes; }, 2.0, sentConditions)};
}

} // namespace vitrine::app
