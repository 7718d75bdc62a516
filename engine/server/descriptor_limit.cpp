#include "server/descriptor_limit.h"

#include <sys/resource.h>

#include <algorithm>

namespace vitrine::server {

namespace {

/// Databases, originals that are being read, decoders: two a waiting render, and some.
constexpr rlim_t Others = 1'024;

} // namespace

int makeRoomForConnections(int connections)
{
    const rlim_t wanted = rlim_t(std::max(connections, 1)) + Others;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return connections;
    if (limit.rlim_cur < wanted) {
        const rlimit raised{std::min(wanted, limit.rlim_max), limit.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    if (limit.rlim_cur >= wanted)
        return connections;
    // Half of what there is, where there is little: a client that is refused costs less than a database that is.
    return int(std::max<rlim_t>(1, limit.rlim_cur > 2 * Others ? limit.rlim_cur - Others : limit.rlim_cur / 2));
}

} // namespace vitrine::server
