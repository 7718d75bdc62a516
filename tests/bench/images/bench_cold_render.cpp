// The processor time of a cold render inside this process, and how near its picture comes to the slowest way there is.
// Driven by against_sharp.py, which says how to run it.
//   bench_cold_render time ROUNDS FORMAT SIDE FILE OUT   microseconds of processor time a render, one a line
//   bench_cold_render intermediate FILE OUT               what small sizes of a big original are made from
//   bench_cold_render care FORMAT SIDE QUALITY SCORE FILE  bytes and perceptualScore() of the quick encoder at QUALITY;
//       then those of the careful one at SCORE (0: as good as the quick), the quality it found and its milliseconds
//   bench_cold_render look REFERENCE OTHER               perceptualScore() of two files of one size
//   bench_cold_render score FILE OTHER                   SSIM of luma of OTHER against FILE, decoded whole, Lanczos

#include "codec/vips/encode.h"
#include "codec/vips/render.h"
#include "codec/vips/vips_setup.h"
#include "images/intermediates.h"
#include "images/perceptual_score.h"
#include "images/ssim.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

using namespace vitrine;
using namespace vitrine::codec;

namespace {

long processorMicros()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1'000'000 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

Job jobFor(const char *file, int &descriptor)
{
    descriptor = open(file, O_RDONLY | O_CLOEXEC);
    struct stat state
    {
    };
    if (descriptor < 0 || fstat(descriptor, &state) != 0) {
        std::perror(file);
        std::exit(1);
    }
    Job job;
    job.kind = JobKind::Render;
    job.sourceBytes = state.st_size;
    job.maxPixels = 200'000'000;
    job.maxDecodedBytes = 2'000'000'000;
    return job;
}

int timeRenders(int rounds, const std::string &format, int side, const char *file, const char *out)
{
    int descriptor = -1;
    Job job = jobFor(file, descriptor);
    job.target = format == "webp" ? TargetFormat::Webp : TargetFormat::Jpeg;
    job.quality = 80;
    job.operations.widthPx = side;
    job.operations.heightPx = side;
    Outcome outcome = perform(job, descriptor); // warm: pages, code
    for (int i = 0; i < rounds; ++i) {
        const long before = processorMicros();
        outcome = perform(job, descriptor);
        std::printf("%ld\n", processorMicros() - before);
    }
    std::ofstream(out, std::ios::binary) << outcome.bytes;
    return 0;
}

int make(const std::string &format, int side, int quality, const char *file, const char *out)
{
    int descriptor = -1;
    Job job = jobFor(file, descriptor);
    job.target = format == "webp" ? TargetFormat::Webp : format == "avif" ? TargetFormat::Avif : format == "png" ? TargetFormat::Png : TargetFormat::Jpeg;
    job.quality = quality;
    job.operations.widthPx = side;
    job.operations.heightPx = side;
    job.operations.opaque = true;
    std::ofstream(out, std::ios::binary) << perform(job, descriptor).bytes;
    return 0;
}

int makeIntermediate(const char *file, const char *out)
{
    int descriptor = -1;
    Job job = jobFor(file, descriptor);
    const images::Preset &preset = images::intermediateSpec().preset;
    job.target = TargetFormat::Jpeg;
    job.quality = preset.quality[static_cast<std::size_t>(images::Format::Jpeg)];
    job.operations = preset;
    job.halfChroma = images::intermediateSpec().halfChroma;
    std::ofstream(out, std::ios::binary) << perform(job, descriptor).bytes;
    return 0;
}

images::Luma lumaOf(const vips::VImage &picture)
{
    vips::VImage colour = picture.colourspace(VIPS_INTERPRETATION_sRGB);
    if (colour.has_alpha())
        colour = colour.flatten();
    double weights[] = {0.299, 0.587, 0.114};
    const vips::VImage grey = colour.recomb(vips::VImage::new_matrix(3, 1, weights, 3)).rint().cast(VIPS_FORMAT_UCHAR).copy_memory();
    images::Luma luma{{}, grey.width(), grey.height()};
    const auto *samples = static_cast<const std::uint8_t *>(grey.data());
    luma.samples.assign(samples, samples + static_cast<std::size_t>(grey.width()) * grey.height());
    return luma;
}

images::RgbPicture rgbOf(const char *file)
{
    vips::VImage picture = vips::VImage::new_from_file(file).colourspace(VIPS_INTERPRETATION_sRGB);
    if (picture.has_alpha())
        picture = picture.flatten();
    picture = picture.cast(VIPS_FORMAT_UCHAR).copy_memory();
    images::RgbPicture rgb{{}, picture.width(), picture.height()};
    const auto *samples = static_cast<const std::uint8_t *>(picture.data());
    rgb.samples.assign(samples, samples + 3 * static_cast<std::size_t>(picture.width()) * picture.height());
    return rgb;
}

double scoreOf(const std::string &bytes, TargetFormat format, const std::string &reference)
{
    const auto rgb = [](vips::VImage picture) {
        if (picture.has_alpha())
            picture = picture.flatten();
        picture = picture.colourspace(VIPS_INTERPRETATION_sRGB).cast(VIPS_FORMAT_UCHAR).copy_memory();
        images::RgbPicture made{{}, picture.width(), picture.height()};
        const auto *samples = static_cast<const std::uint8_t *>(picture.data());
        made.samples.assign(samples, samples + 3 * static_cast<std::size_t>(picture.width()) * picture.height());
        return made;
    };
    return images::perceptualScore(rgb(decodeAgain(reference, TargetFormat::Png)), rgb(decodeAgain(bytes, format)));
}

int compareCare(const std::string &format, int side, int quality, double wanted, const char *file)
{
    int descriptor = -1;
    Job job = jobFor(file, descriptor);
    job.target = format == "webp" ? TargetFormat::Webp : format == "avif" ? TargetFormat::Avif : TargetFormat::Jpeg;
    job.quality = quality;
    job.operations.widthPx = side;
    job.operations.heightPx = side;
    Job lossless = job;
    lossless.target = TargetFormat::Png;
    const std::string reference = perform(lossless, descriptor).bytes;
    const Outcome quick = perform(job, descriptor);
    job.careful = true;
    job.wantedScore = wanted;
    const Outcome careful = perform(job, descriptor);
    std::printf("%zu %.2f %zu %.2f %d %.0f\n", quick.bytes.size(), scoreOf(quick.bytes, job.target, reference),
                careful.bytes.size(), scoreOf(careful.bytes, job.target, reference), careful.foundQuality,
                static_cast<double>(careful.renderMicros) / 1000);
    return 0;
}

int look(const char *reference, const char *other)
{
    std::printf("%.3f\n", images::perceptualScore(rgbOf(reference), rgbOf(other)));
    return 0;
}

int score(const char *file, const char *other)
{
    const vips::VImage made = vips::VImage::new_from_file(other).copy_memory();
    vips::VImage whole = vips::VImage::new_from_file(file).autorot();
    whole = whole.resize(static_cast<double>(made.width()) / whole.width(),
                         vips::VImage::option()
                             ->set("vscale", static_cast<double>(made.height()) / whole.height())
                             ->set("gap", 0.0));
    std::printf("%.5f\n", images::meanSsim(lumaOf(whole), lumaOf(made)));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const std::string failure = setUpVips(argv[0]);
    if (!failure.empty()) {
        std::fprintf(stderr, "libvips does not start: %s\n", failure.c_str());
        return 1;
    }
    try {
        if (argc == 7 && std::strcmp(argv[1], "time") == 0)
            return timeRenders(std::atoi(argv[2]), argv[3], std::atoi(argv[4]), argv[5], argv[6]);
        if (argc == 4 && std::strcmp(argv[1], "intermediate") == 0)
            return makeIntermediate(argv[2], argv[3]);
        if (argc == 7 && std::strcmp(argv[1], "care") == 0)
            return compareCare(argv[2], std::atoi(argv[3]), std::atoi(argv[4]), std::atof(argv[5]), argv[6]);
        if (argc == 7 && std::strcmp(argv[1], "make") == 0)
            return make(argv[2], std::atoi(argv[3]), std::atoi(argv[4]), argv[5], argv[6]);
        if (argc == 4 && std::strcmp(argv[1], "look") == 0)
            return look(argv[2], argv[3]);
        if (argc == 4 && std::strcmp(argv[1], "score") == 0)
            return score(argv[2], argv[3]);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    std::fputs("bench_cold_render time ROUNDS FORMAT SIDE FILE OUT | care FORMAT SIDE QUALITY SCORE FILE | intermediate FILE OUT | score FILE OTHER | "
               "look REFERENCE OTHER\n", stderr);
    return 2;
}
