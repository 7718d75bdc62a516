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

/// What is compared with JPEG.
struct Rival
{
    images::Format format;
    const char *name;
    double target;
};
constexpr std::array Rivals{Rival{images::Format::Webp, "WebP", 1.5}, Rival{images::Format::Avif, "AVIF", 2.0}};

/// A picture that was made, and what it came to against the lossless one of the same size: each measured when asked for.
struct Made
{
    double bytes = 0;
    images::RgbPicture seen;
    std::array<std::optional<double>, Measures> measured{};
};

/// One photograph: the JPEG, and the bytes of its rivals.
struct Compared
{
    using Values = std::array<double, Measures>;

    double jpegBytes = 0;
    Values jpeg{};
    std::array<Values, Rivals.size()> bytes{}; ///< of the quick encoder at the lowest quality that comes to no less, by measure
    std::array<double, Rivals.size()> carefulBytes{}; ///< of what the product makes with care for the JPEG's score
    std::array<Values, Rivals.size()> careful{};
};

class Comparison
{
public:
    explicit Comparison(images::Renderer &renderer, QVector<Measure> measures) : m_renderer(renderer), m_ways(std::move(measures)) {}

    Result<Compared> compare(const Photo &photo) const
    {
        const auto reference = make(photo, images::Format::Png, 100);
        if (!reference)
            return reference.error();
        auto jpeg = make(photo, images::Format::Jpeg, JpegQuality);
        if (!jpeg)
            return jpeg.error();
        const Subject subject{photo, reference->seen};
        Compared compared;
        compared.jpegBytes = jpeg->bytes;
        if (const Status done = measureAll(subject, *jpeg, compared.jpeg); !done)
            return done.error();
        const double score = std::clamp(compared.jpeg[std::size_t(Measure::Score)], 30.0, 95.0); // that presets may name
        for (std::size_t rival = 0; rival < Rivals.size(); ++rival) {
            const images::Format format = Rivals[rival].format;
            Tried tried;
            for (const Measure way : m_ways) {
                const auto bytes = smallestReaching(subject, format, way, compared.jpeg[std::size_t(way)], tried);
                if (!bytes)
                    return bytes.error();
                compared.bytes[rival][std::size_t(way)] = *bytes;
            }
            auto careful = make(photo, format, images::Preset().quality[std::size_t(format)], score);
            if (!careful)
                return careful.error();
            compared.carefulBytes[rival] = careful->bytes;
            if (const Status done = measureAll(subject, *careful, compared.careful[rival]); !done)
                return done.error();
        }
        return compared;
    }

private:
    struct Subject
    {
        const Photo &photo;
        const images::RgbPicture &reference;
    };
    using Tried = std::map<int, Made>; ///< by quality, of one maker

    static images::Renderer::Deadline soon() { return std::chrono::steady_clock::now() + 120s; }

    /// Without a score by the quick encoder at that quality; with one as the product makes it again once it is asked for
    /// often: with care, at the quality that it finds itself, near that one.
    Result<Made> make(const Photo &photo, images::Format format, int quality, double score = 0) const
    {
        images::RenderSpec spec;
        spec.preset.name = QStringLiteral("bench");
        spec.preset.widthPx = spec.preset.heightPx = SidePx;
        spec.preset.opaque = true;
        spec.preset.quality[std::size_t(format)] = quality;
        spec.preset.score = score;
        spec.format = format;
        spec.careful = score > 0;
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

    Status measureAll(const Subject &subject, Made &made, Compared::Values &values) const
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
    Result<double> smallestReaching(const Subject &subject, images::Format format, Measure way, double wanted, Tried &tried) const
    {
        int lowest = LowestSearched, highest = HighestSearched;
        while (lowest < highest) {
            const int middle = lowest + (highest - lowest) / 2;
            const auto made = at(subject, format, middle, tried);
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
        return at(subject, format, lowest, tried).map([](const Made *made) { return made->bytes; });
    }

    Result<Made *> at(const Subject &subject, images::Format format, int quality, Tried &tried) const
    {
        auto found = tried.find(quality);
        if (found == tried.end()) {
            auto made = make(subject.photo, format, quality);
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

/// Means over the pictures.
template <typename ValuesOf>
QString inWords(const QVector<Compared> &all, const QVector<Measure> &ways, ValuesOf valuesOf)
{
    QStringList words;
    for (const Measure way : ways) {
        double mean = 0;
        for (const Compared &one : all)
            mean += valuesOf(one)[std::size_t(way)] / double(all.size());
        words.append(QStringLiteral("%1 %2").arg(measureName(way)).arg(std::abs(mean), 0, 'f', way == Measure::Score ? 1 : 4));
    }
    return words.join(QStringLiteral(", "));
}

} // namespace

Result<QVector<Figure>> bytesAtEqualScore(Runtime &runtime, const QVector<Photo> &products)
{
    const QVector<Measure> ways = availableMeasures();
    const images::Format sent = origin::negotiateFormat(BrowsersAccept).value_or(images::Format::Jpeg);
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
                                   .arg(all.size()).arg(SidePx).arg(inWords(all, ways, [](const Compared &c) { return c.jpeg; }));
    QVector<Figure> figures;
    for (std::size_t rival = 0; rival < Rivals.size(); ++rival) {
        const Rival &against = Rivals[rival];
        const QString name = QLatin1String(against.name);
        for (const Measure way : ways) {
            figures.append(figureOf(QStringLiteral("bytes of JPEG q80 against %1 of its %2").arg(name, measureName(way)), all,
                                    [&](const Compared &c) { return c.bytes[rival][std::size_t(way)]; }, against.target, conditions));
        }
        const QString reached = QStringLiteral("which have %1; %2").arg(inWords(all, ways, [&](const Compared &c) { return c.careful[rival]; }), conditions);
        const auto carefulBytes = [&](const Compared &c) { return c.carefulBytes[rival]; };
        figures.append(figureOf(QStringLiteral("bytes of JPEG q80 against %1 made with care for its score").arg(name), all, carefulBytes, against.target, reached));
        if (against.format == sent)
            figures.append(figureOf(QStringLiteral("bytes of JPEG q80 against what a current browser is sent of a hot picture"), all, carefulBytes, 2.0, name + QStringLiteral("; ") + reached));
    }
    return figures;
}

} // namespace vitrine::app
