#include "in_process_render.h"

#include "codec/vips/render.h"
#include "codec/vips/vips_setup.h"

#include <cstdio>
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

} // namespace vitrine::bench
