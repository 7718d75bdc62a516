#include "codec/vips/vips_setup.h"

#include "codec/vips/vips_features.h"

#include <vips/vips8>

#include <dlfcn.h>
#include <gmodule.h>
#include <malloc.h>

#include <cstdlib>
#include <ctime>

namespace vitrine::codec {

namespace {

// One damaged PNG logs 640 warnings. What matters comes back as an error.
void dropMessage(const gchar *, GLogLevelFlags, const gchar *, gpointer) {}

// Blocks up to this size, and this much free memory in all, stay in a worker between jobs.
constexpr int KeptBlockBytes = 8 << 20, KeptHeapBytes = 32 << 20;

void setUpMemory()
{
    // glibc gives every thread an arena of its own; two are enough for one job at a time.
    mallopt(M_ARENA_MAX, 2);
    // A pipeline frees what the next one asks for again: giving it back to the kernel in between costs an eighth of a
    // render in page faults, and half of a progressive one.
    mallopt(M_MMAP_THRESHOLD, KeptBlockBytes);
    mallopt(M_TRIM_THRESHOLD, KeptHeapBytes);
}

/// AVIF and HEIC live in a module of their own, beside the library that is loaded, which need not be the one that was
/// there when this was built. Without it they are refused like any type that cannot be read.
void loadHeifModule()
{
    Dl_info library{};
    if (dladdr(reinterpret_cast<const void *>(&vips_version), &library) == 0)
        return;
    const std::string file = library.dli_fname;
    const std::string path = file.substr(0, file.rfind('/')) + "/vips-modules-" + std::to_string(vips_version(0)) + "." +
                             std::to_string(vips_version(1)) + "/vips-heif.so";
    if (GModule *module = g_module_open(path.c_str(), G_MODULE_BIND_LAZY))
        g_module_make_resident(module);
}

} // namespace

std::string setUpVips(const char *argv0)
{
    setUpMemory();
    // A prefix without modules: libvips then loads none by itself.
    setenv("VIPSHOME", "/nonexistent", 1);
    // Warnings go through GLib's default handler, which this setting would let terminate the process.
    unsetenv("G_DEBUG");
    g_log_set_default_handler(dropMessage, nullptr);
    // Workers see no files: the time zone is known before.
    setenv("TZ", "UTC0", 1);
    tzset();
    if (VIPS_INIT(argv0))
        return vips_error_buffer();
    if (const std::string obstacle = vipsObstacle(vips_version(0), vips_version(1)); !obstacle.empty())
        return obstacle;
    g_log_set_handler("VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK), dropMessage, nullptr);
    loadHeifModule();
    // After the modules: it marks the classes that exist.
    vips_block_untrusted_set(TRUE);
    vips_cache_set_max(0);
    vips_concurrency_set(1);
    vips_error_clear();
    return {};
}

} // namespace vitrine::codec
