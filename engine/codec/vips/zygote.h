#pragma once

namespace vitrine::codec {

/// The whole of vitrine-worker: a single-threaded process that starts libvips once and forks workers on
/// request over ControlDescriptor. Ends, with every worker, when the pool's end of that socket is closed,
/// however the pool's process ended. Returns the exit code: 2 when it was not started by a pool.
int runZygote(const char *argv0);

} // namespace vitrine::codec
