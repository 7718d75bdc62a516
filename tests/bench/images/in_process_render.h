#pragma once

#include "codec/worker_protocol.h"

namespace vitrine::bench {

/// The worker's own code without a worker: once setUp(), then jobs one at a time, of one thread. Bytes made; 0 when the
/// picture was refused.
void setUpInProcess(const char *argv0);
std::size_t performInProcess(const codec::Job &job, int descriptor);

} // namespace vitrine::bench
