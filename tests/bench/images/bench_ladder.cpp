// All variants of one original (48 presets as JPEG and WebP) over one decode, against as many renders of their own.
// Processor time of the workers' own code in this process, interleaved in one run; and how much of both the encoders take,
// which nothing can share.
//   build/dev/bin/bench_ladder FILE…

#include "codec/job_result.h"
#include "codec/worker_pool.h"
#include "in_process_render.h"

#include <QFileInfo>

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace vitrine;
using namespace vitrine::codec;

namespace {

constexpr int Rounds = 3;

double processorMillis()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto millis = [](const timeval &time) { return static_cast<double>(time.tv_sec) * 1000 + static_cast<double>(time.tv_usec) / 1000; };
    return millis(used.ru_utime) + millis(used.ru_stime);
}

double leastOf(const std::vector<double> &values)
{
    return *std::min_element(values.begin(), values.end());
}

std::vector<Job> jobsFor(const images::Source &source)
{
    std::vector<Job> jobs;
    const images::PresetList presets = images::PresetList::builtIn();
    for (const images::Preset &preset : presets.all()) {
        for (const images::Format format : {images::Format::Jpeg, images::Format::Webp}) {
            Job job = toJob({preset, format});
            job.source = *sniffKind(source);
            job.sourceBytes = source.sizeBytes();
            job.maxPixels = WorkerPoolLimits().maxPixels;
            job.maxDecodedBytes = WorkerPoolLimits().maxDecodedBytes;
            jobs.push_back(job);
        }
    }
    return jobs;
}

double measure(const QString &path)
{
    const auto source = images::Source::fromFile(path);
    if (!source)
        qFatal("%s", qPrintable(source.error().toString()));
    const std::vector<Job> jobs = jobsFor(**source);
    std::vector<double> single, ladder, encoders;
    std::size_t singleBytes = 0, ladderBytes = 0;
    for (int round = 0; round < Rounds; ++round) {
        double before = processorMillis();
        singleBytes = 0;
        for (const Job &job : jobs)
            singleBytes += bench::performInProcess(job, (*source)->descriptor());
        single.push_back(processorMillis() - before);
        before = processorMillis();
        ladderBytes = bench::climbInProcess(jobs, (*source)->descriptor());
        ladder.push_back(processorMillis() - before);
    }
    if (singleBytes != ladderBytes || singleBytes == 0)
        qFatal("%s: the ladder makes other variants", qPrintable(path));
    const double least = leastOf(ladder), encoding = bench::encodeInProcess(jobs, (*source)->descriptor());
    std::printf("%-40s %zu variants: %7.0f ms alone, %6.0f ms as a ladder: %.2f x  (of which encoders %6.0f ms)\n",
                qPrintable(QFileInfo(path).fileName()), jobs.size(), leastOf(single), least, leastOf(single) / least, encoding);
    return leastOf(single) / least;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fputs("bench_ladder FILE…\n", stderr);
        return 2;
    }
    bench::setUpInProcess(argv[0]);
    double product = 1;
    for (int i = 1; i < argc; ++i)
        product *= measure(QString::fromLocal8Bit(argv[i]));
    std::printf("geometric mean %.2f x\n", std::pow(product, 1.0 / (argc - 1)));
    return 0;
}
