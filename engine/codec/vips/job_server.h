#pragma once

namespace vitrine::codec {

/// A worker's whole life: takes jobs from `socket` one at a time until the other end is closed. Returns then.
void serveJobs(int socket);

} // namespace vitrine::codec
