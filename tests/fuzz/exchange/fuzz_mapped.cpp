#include "fuzz/exchange/any_input.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (!vitrine::test::mapAnything(bytes, "[columns]\nid = \"key\"\n\"v.sku\" = \"variant sku\"\nname = \"name\"\n"))
        std::abort();
    return 0;
}
