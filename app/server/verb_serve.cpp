#include "app/server/invocation.h"
#include "app/server/stop_signals.h"

#include <QThread>

#include <algorithm>
#include <thread>

#include <malloc.h>

namespace vitrine::app {

namespace {

void reload(Runtime &runtime)
{
    const auto later = runtime.reload();
    if (!later)
        std::fprintf(stderr, "The configuration is not reloaded, the old one stays: %s\n", qPrintable(later.error().toString()));
    else if (later->isEmpty())
        std::fprintf(stderr, "The configuration is reloaded.\n");
    else
        std::fprintf(stderr, "The configuration is reloaded; at the next start only: %s\n", qPrintable(later->join(QStringLiteral(", "))));
}

/// Pictures come and go in large blocks on many threads. glibc would keep blocks of the largest size seen in up to eight
/// arenas a core, and never give them back: after thousands of renders that is twice the memory in use. An arena a core
/// is as many as can be in use at once; large blocks go back to the kernel.
void keepMemoryFlat()
{
    constexpr int LargeBlockBytes = 256 << 10, KeptHeapBytes = 1 << 20;
    mallopt(M_ARENA_MAX, std::max(2, QThread::idealThreadCount()));
    mallopt(M_MMAP_THRESHOLD, LargeBlockBytes);
    mallopt(M_TRIM_THRESHOLD, KeptHeapBytes);
}

} // namespace

void addServeVerb(CLI::App &app, Invocation &invocation)
{
    struct Addresses
    {
        std::string listen, admin;
    };
    auto addresses = std::make_shared<Addresses>();
    CLI::App *verb = app.add_subcommand("serve", "Answer over HTTP until SIGTERM or Ctrl+C, then drain; SIGHUP reloads vitrine.toml");
    verb->add_option("--listen", addresses->listen, "ADDRESS:PORT or unix:PATH; port 0 picks a free one (default: server.listen of vitrine.toml)");
    verb->add_option("--admin", addresses->admin,
                     "ADDRESS:PORT or unix:PATH of the admin listener, which needs a token: vitrined token create "
                     "(default: server.admin of vitrine.toml; none)");
    verb->callback([&invocation, addresses] {
        invocation.run = [&invocation, addresses] {
            keepMemoryFlat(); // before the first thread
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            const QString address = addresses->listen.empty() ? (*runtime)->configuration().server.listen : QString::fromStdString(addresses->listen);
            const QString admin = addresses->admin.empty() ? (*runtime)->configuration().server.admin : QString::fromStdString(addresses->admin);
            noticeReloadSignal();
            const auto url = (*runtime)->origin().start(address);
            if (!url)
                return invocation.fail(url.error());
            if (!admin.isEmpty()) {
                // Before the line that says that all is ready; both lines are there together.
                const auto adminUrl = (*runtime)->admin().start(admin);
                if (!adminUrl)
                    return invocation.fail(adminUrl.error());
                printLine(QStringLiteral("listening ") + *url + QStringLiteral("\nadmin ") + *adminUrl);
            } else {
                printLine(QStringLiteral("listening ") + *url);
            }
            if (!url->startsWith(u"unix:"))
                std::fprintf(stderr, "Open %s/ in a browser. %lld products. Ctrl+C stops.\n", qPrintable(*url),
                             static_cast<long long>((*runtime)->catalog().search.productCount()));
            waitForStop(invocation.cancel, [&] { reload(**runtime); });
            (*runtime)->origin().announceStop();
            std::this_thread::sleep_for((*runtime)->configuration().server.notice);
            std::fprintf(stderr, "Stopping: answering what is in flight.\n");
            (*runtime)->admin().stop();
            (*runtime)->origin().stop();
            return ExitCode::Done;
        };
    });
}

} // namespace vitrine::app
