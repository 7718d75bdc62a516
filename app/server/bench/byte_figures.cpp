#include "app/server/bench/figures.h"

#include "app/server/bench/picture_measures.h"
#include "origin/accept.h"

#include <algorithm>
#include <array>
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

/// One way in which the product makes a picture.
struct Maker
{
    images::Format format;
    bool careful;
    const char *name;
    double target;
};
constexpr std::array Makers{Maker{images::Format::Webp, false, "WebP", 1.5}, Maker{images::Format::Webp, true, "WebP made with care", 1.5},
                            Maker{images::Format::Avif, false, "AVIF", 2.0}, Maker{images::Format::Avif, true, "AVIF made with care", 2.0}};

/// A picture that was made, and what it came to against the lossless one of the same size: each measured when asked for.
struct Made
{
    double bytes = 0;
    images::RgbPicture seen;
    std::array<std::optional<double>, Measures> measured{};
};

/// One photograph: the JPEG, and the bytes of the others where they come to no less than it.
struct Compared
{
    double jpegBytes = 0, sentBytes = 0;
    std::array<double, Measures> jpeg{}, sent{};
    std::array<std::array<double, Measures>, Makers.size()> bytes{};
};

class Comparison
{
public:
    explicit Comparison(images::Renderer &renderer, QVector<Measure> measures) : m_renderer(renderer), m_ways(std::move(measures)) {}

    Result<Compared> compare(const Photo &photo) const
    {
        const auto reference = make(photo, {images::Format::Png, false, "", 0}, 100, 0);
        if (!reference)
            return reference.error();
        auto jpeg = make(photo, {images::Format::Jpeg, false, "", 0}, JpegQuality, 0);
        if (!jpeg)
            return jpeg.error();
        const Subject subject{photo, reference->seen};
        Compared compared;
        compared.jpegBytes = jpeg->bytes;
        if (const Status done = measureAll(subject, *jpeg, compared.jpeg); !done)
            return done.error();
        for (std::size_t maker = 0; maker < Makers.size(); ++maker) {
            Tried tried;
            for (const Measure way : m_ways) {
                const auto bytes = smallestReaching(subject, Makers[maker], way, compared.jpeg[std::size_t(way)], tried);
                if (!bytes)
                    return bytes.error();
                compared.bytes[maker][std::size_t(way)] = *bytes;
            }
        }
        // What the product itself makes of a preset with that score, in the format that it negotiates, once it is asked
        // for often; with the quality that presets have where they name none.
        const int usual = images::Preset().quality[std::size_t(sentFormat())];
        auto sent = make(photo, {sentFormat(), true, "", 0}, usual, std::clamp(compared.jpeg[std::size_t(Measure::Score)], 30.0, 95.0));
        if (!sent)
            return sent.error();
        compared.sentBytes = sent->bytes;
        if (const Status done = measureAll(subject, *sent, compared.sent); !done)
            return done.error();
        return compared;
    }

    static images::Format sentFormat() { return origin::negotiateFormat(BrowsersAccept).value_or(images::Format::Jpeg); }

private:
    struct Subject
    {
        const Photo &photo;
        const images::RgbPicture &reference;
    };
    using Tried = std::map<int, Made>; ///< by quality, of one maker

    static images::Renderer::Deadline soon() { return std::chrono::steady_clock::now() + 120s; }

    /// With `score` 0 at that quality, else with the quality that the product finds for it.
    Result<Made> make(const Photo &photo, const Maker &maker, int quality, double score) const
    {
        images::RenderSpec spec;
        spec.preset.name = QStringLiteral("bench");
        spec.preset.widthPx = spec.preset.heightPx = SidePx;
        spec.preset.opaque = true;
        spec.preset.quality[std::size_t(maker.format)] = quality;
        spec.preset.score = score;
        spec.format = maker.format;
        spec.careful = maker.careful;
        if (maker.careful && score == 0)
            spec.quality = quality;
        const auto rendered = m_renderer.render(*photo.source, spec, soon());
        if (!rendered)
            return rendered.error();
        auto seen = pixelsOf(rendered->bytes);
        if (!seen)
            return seen.error();
        return Made{double(rendered->bytes.size()), *std::move(seen), {}};
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

    Result<double> measured(const Subject &subject, Made &made, Measure way) const
    {
        std::optional<double> &known = made.measured[std::size_t(way)];
        if (!known) {
            const auto value = m_measures.of(way, subject.reference, made.seen);
            if (!value)
                return value.error();
            known = *value;
        }
        return *known;
    }

    Status measureAll(const Subject &subject, Made &made, std::array<double, Measures> &values) const
    {
        for (const Measure way : m_ways) {
            const auto value = measured(subject, made, way);
            if (!value)
                return value.error();
            values[std::size_t(way)] = *value;
        }
        return Done{};
    }

    /// Bytes at the lowest quality that comes to `wanted` over the whole picture; at the highest when none does.
    Result<double> smallestReaching(const Subject &subject, const Maker &maker, Measure way, double wanted, Tried &tried) const
    {
        int lowest = LowestSearched, highest = HighestSearched;
        while (lowest < highest) {
            const int middle = lowest + (highest - lowest) / 2;
            const auto made = at(subject, maker, middle, tried);
            if (!made)
                return made.error();
            const auto value = measured(subject, **made, way);
            if (!value)
                return value.error();
            if (*value >= wanted)
                highest = middle;
            else
                lowest = middle + 1;
        }
        return at(subject, maker, lowest, tried).map([](const Made *made) { return made->bytes; });
    }

    Result<Made *> at(const Subject &subject, const Maker &maker, int quality, Tried &tried) const
    {
        auto found = tried.find(quality);
        if (found == tried.end()) {
            auto made = make(subject.photo, maker, quality, 0);
            if (!made)
                return made.error();
            found = tried.emplace(quality, *std::move(made)).first;
        }
        return &found->second;
    }

    images::Renderer &m_renderer;
    const QVector<Measure> m_ways;
    const PictureMeasures m_measures;
};

template <typename BytesOf>
Figure figureOf(const QString &name, const QVector<Compared> &all, BytesOf bytesOf, double target, const QString &conditions)
{
    QVector<double> ratios;
    double sum = 0, jpeg = 0;
    for (const Compared &one : all) {
        ratios.append(one.jpegBytes / bytesOf(one));
        sum += bytesOf(one);
        jpeg += one.jpegBytes;
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

QString inWords(const QVector<Compared> &all, const QVector<Measure> &ways, std::array<double, Measures> Compared::*whose)
{
    QStringList words;
    for (const Measure way : ways) {
        double mean = 0;
        for (const Compared &one : all)
            mean += (one.*whose)[std::size_t(way)] / double(all.size());
        words.append(QStringLiteral("%1 %2").arg(measureName(way)).arg(std::abs(mean), 0, 'f', way == Measure::Score ? 1 : 4));
    }
    return words.join(QStringLiteral(", "));
}

} // namespace

Result<QVector<Figure>> bytesAtEqualScore(Runtime &runtime, const QVector<Photo> &products)
{
    const QVector<Measure> ways = availableMeasures();
    QVector<Compared> all;
    std::optional<Error> failure;
    std::mutex mutex; // guards both
    std::atomic<qsizetype> next{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < runtime.renderer().concurrency(); ++i) {
        threads.emplace_back([&] {
            const Comparison comparison(runtime.renderer(), ways);
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
    const QString conditions = QStringLiteral("%1 product photographs within %2 px; the JPEGs (libjpeg-turbo, 4:2:0) have in the mean %3")
                                   .arg(all.size()).arg(SidePx).arg(inWords(all, ways, &Compared::jpeg));
    QVector<Figure> figures;
    for (const Measure way : ways) {
        for (std::size_t maker = 0; maker < Makers.size(); ++maker) {
            figures.append(figureOf(QStringLiteral("bytes of JPEG q80 against %1 of its %2").arg(QLatin1String(Makers[maker].name), measureName(way)), all,
                                    [&](const Compared &c) { return c.bytes[maker][std::size_t(way)]; }, Makers[maker].target, conditions));
        }
    }
    const QString sentConditions = QStringLiteral("%1 of a preset with the JPEG's score, made with care: %2; %3")
                                       .arg(images::formatName(Comparison::sentFormat()), inWords(all, ways, &Compared::sent), conditions);
    figures.append(figureOf(QStringLiteral("bytes of JPEG q80 against what a current browser is sent"), all, [](const Compared &c) { return c.sentBytes; }, 2.0, sentConditions));
    return figures;
}

} // namespace vitrine::app
