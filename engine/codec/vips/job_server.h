#pragma once

namespace vitrine::codec {

/// A worker's whole life: takes jobs from `socket` one at a time until the other end is closed. Returns then.
/// `memoryCounter` is the worker's own /proc/self/statm, opened before it lost sight of files.
void serveJobs(int socket, int memoryCounter);

} // namespace vitrine::codec
