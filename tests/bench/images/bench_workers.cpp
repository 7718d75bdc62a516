// What a process of its own costs a picture, against the same code in this process; what a new worker costs; and how
// far the estimate from a header is from the truth. Ratios are of interleaved rounds in one run.
//   build/dev/bin/bench_workers [FILE…]            (vitrine-worker is beside it; without files, drawn pictures)

#include "codec/decode_cost.h"
#include "codec/job_result.h"
#include "codec/worker_pool.h"
#include "images/support/pictures.h"
#include "in_process_render.h"

#include <QFileInfo>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace vitrine;
using namespace vitrine::codec;
using images::Format;
using images::Source;
using Clock = std::chrono::steady_clock;
using Millis = std::chrono::duration<double, std::milli>;

namespace {

constexpr int Rounds = 101;

double medianOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double leastOf(const std::vector<double> &values)
{
    return *std::min_element(values.begin(), values.end());
}

template <typename F>
double millisOf(F &&work)
{
    const auto start = Clock::now();
    work();
    return Millis(Clock::now() - start).count();
}

images::RenderSpec inside(int side, Format format)
{
    images::RenderSpec spec;
    spec.preset.widthPx = spec.preset.heightPx = side;
    spec.format = format;
    return spec;
}

struct Subject
{
    QString name;
    std::shared_ptr<const Source> source;
};

std::vector<Subject> subjects(int argc, char **argv)
{
    std::vector<Subject> all;
    for (int i = 1; i < argc; ++i) {
        const QString path = QString::fromLocal8Bit(argv[i]);
        const auto source = Source::fromFile(path);
        if (!source)
            qFatal("%s", qPrintable(source.error().toString()));
        all.push_back({QFileInfo(path).fileName(), *source});
    }
    for (const auto &[width, height] : {std::pair{1500, 1333}, {2600, 1500}, {4000, 3000}}) {
        if (argc == 1)
            all.push_back({QStringLiteral("drawn %1 x %2 JPEG").arg(width).arg(height),
                           *Source::fromBytes(test::encodePicture(test::drawPicture(width, height), "JPEG"))});
    }
    return all;
}

void boundary(WorkerPool &pool, const Subject &subject, Format format, int side)
{
    const images::RenderSpec spec = inside(side, format);
    const Source &source = *subject.source;
    Job job = toJob(spec);
    job.source = *sniffKind(source);
    job.sourceBytes = source.sizeBytes();
    job.maxPixels = WorkerPoolLimits().maxPixels;
    job.maxDecodedBytes = WorkerPoolLimits().maxDecodedBytes;
    std::vector<double> here, there;
    for (int round = 0; round < Rounds; ++round) {
        const auto throughWorker = [&] { (void)pool.render(source, spec, Clock::now() + std::chrono::seconds(60)); };
        const auto inProcess = [&] { (void)bench::performInProcess(job, source.descriptor()); };
        double worker = 0, process = 0;
        if (round % 2) {
            worker = millisOf(throughWorker);
            process = millisOf(inProcess);
        } else {
            process = millisOf(inProcess);
            worker = millisOf(throughWorker);
        }
        here.push_back(process);
        there.push_back(worker);
    }
    const DecodeCost cost = decodeCost(readPictureHeader(source), job);
    // The least of many is what the machine can do; the medians show what it had to do besides.
    std::printf("%-28s %-4s %4d px  process %7.2f ms (median %7.2f)  worker %7.2f ms (median %7.2f)  ratio %.3f  %+.2f ms  estimate %7.2f ms (%s)\n",
                qPrintable(subject.name), images::formatName(format).data(), side, leastOf(here), medianOf(here), leastOf(there),
                medianOf(there), leastOf(there) / leastOf(here), leastOf(there) - leastOf(here), Millis(cost.time).count(),
                images::laneName(cost.lane).data());
}

/// From the order to kill a worker to the answer of the next, less what a warm one takes.
void respawn(const Subject &subject)
{
    WorkerPoolLimits limits;
    limits.workers = 1;
    limits.keptOpen = std::chrono::milliseconds(0);
    const auto pool = std::move(*WorkerPool::start(limits));
    const images::RenderSpec spec = inside(120, Format::Jpeg);
    const auto render = [&] { (void)pool->render(*subject.source, spec, Clock::now() + std::chrono::seconds(60)); };
    std::vector<double> fresh, warm;
    for (int round = 0; round < Rounds; ++round) {
        render();
        warm.push_back(millisOf(render));
        fresh.push_back(millisOf([&] {
            (void)pool->killWorker(pool->idleWorkerPids().constFirst());
            render();
        }));
    }
    std::printf("kill, respawn and render %.2f ms, render alone %.2f ms: respawn %.2f ms\n", leastOf(fresh),
                leastOf(warm), leastOf(fresh) - leastOf(warm));
}

} // namespace

int main(int argc, char **argv)
{
    WorkerPoolLimits limits;
    limits.keptOpen = std::chrono::milliseconds(0); // every render decodes, as in the process
    const auto pool = WorkerPool::start(limits);
    if (!pool)
        qFatal("%s", qPrintable(pool.error().toString()));
    bench::setUpInProcess(argv[0]);
    const auto all = subjects(argc, argv);
    for (const Subject &subject : all) {
        for (const int side : {120, 800}) {
            for (const Format format : {Format::Jpeg, Format::Webp})
                boundary(**pool, subject, format, side);
        }
    }
    respawn(all.front());
    return 0;
}
