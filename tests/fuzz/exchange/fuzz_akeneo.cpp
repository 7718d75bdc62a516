#include "fuzz/exchange/any_input.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (!vitrine::test::importAnything(bytes, vitrine::exchange::SourceFormat::Akeneo))
        std::abort();
    return 0;
}
