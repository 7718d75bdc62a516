#pragma once

#include "codec/worker_protocol.h"

#include <cstddef>
#include <vector>

namespace vitrine::bench {

/// The worker's own code without a worker: once setUp(), then jobs one at a time, of one thread. Bytes made; 0 when the
/// picture was refused.
void setUpInProcess(const char *argv0);
std::size_t performInProcess(const codec::Job &job, int descriptor);
/// All of them over one decode, as a worker does it; bytes made.
std::size_t climbInProcess(const std::vector<codec::Job> &jobs, int descriptor);
/// Milliseconds of processor time that a second encoding of each takes when nothing else is left to do: its pixels are
/// those of the one before.
double encodeInProcess(const std::vector<codec::Job> &jobs, int descriptor);

} // namespace vitrine::bench
