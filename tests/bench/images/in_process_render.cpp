#include "in_process_render.h"

#include "codec/vips/render.h"
#include "codec/vips/vips_setup.h"

#include <cstdio>
#include <ctime>
#include <cstdlib>

namespace vitrine::bench {

void setUpInProcess(const char *argv0)
{
    const std::string failure = codec::setUpVips(argv0);
    if (failure.empty())
        return;
    std::fprintf(stderr, "libvips does not start: %s\n", failure.c_str());
    std::exit(1);
}

std::size_t performInProcess(const codec::Job &job, int descriptor)
{
    try {
        return codec::perform(job, descriptor).bytes.size();
    } catch (const std::exception &) {
        return 0;
    }
}

std::size_t climbInProcess(const std::vector<codec::Job> &jobs, int descriptor)
{
    const codec::SourceImage source(descriptor, jobs.front());
    codec::Decodes decodes(source, codec::Decodes::Keep::All);
    std::size_t bytes = 0;
    for (const codec::Job &job : jobs)
        bytes += codec::perform(job, decodes).bytes.size();
    return bytes;
}

double encodeInProcess(const std::vector<codec::Job> &jobs, int descriptor)
{
    const codec::SourceImage source(descriptor, jobs.front());
    codec::Decodes decodes(source, codec::Decodes::Keep::All);
    double millis = 0;
    for (const codec::Job &job : jobs) {
        (void)codec::perform(job, decodes);
        const std::clock_t before = std::clock();
        (void)codec::perform(job, decodes);
        millis += static_cast<double>(std::clock() - before) * 1000 / CLOCKS_PER_SEC;
    }
    return millis;
}

} // namespace vitrine::bench
