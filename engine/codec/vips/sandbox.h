#pragma once

#include <string>

namespace vitrine::codec {

/// Why a process cannot be locked in on this machine; empty when it can. Asked once, before workers are forked.
std::string sandboxObstacle();

/// Locks the calling process, which has one thread, in for the rest of its life: it keeps the descriptors that it
/// holds, takes jobs over its socket, maps memory and makes threads, and that is all. No file exists for it (every open
/// fails with ENOENT, as libraries expect of a file that is not there); any other system call that decoding does not
/// need (socket, connect, exec, fork, ptrace, …) kills the process with SIGSYS. Returns the reason of a failure, after
/// which the process must not read a stranger's bytes.
std::string enterSandbox();

} // namespace vitrine::codec
