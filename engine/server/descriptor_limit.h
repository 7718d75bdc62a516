#pragma once

namespace vitrine::server {

/// Raises how many files and sockets this process may have open (RLIMIT_NOFILE) so that so many connections and what
/// belongs to them fit, as far as the system lets it. How many connections do fit; at least 1.
int makeRoomForConnections(int connections);

} // namespace vitrine::server
