// Starts a server, tells its process, and waits to be killed.
#include "storage/mysql/support/mariadb_server.h"

#include <cstdio>
#include <unistd.h>

int main()
{
    const vitrine::test::MariaDbServer server;
    std::printf("%lld\n", server.processId());
    std::fflush(stdout);
    ::pause();
}
