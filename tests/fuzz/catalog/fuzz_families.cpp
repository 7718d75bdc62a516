#include "fuzz/catalog/any_families.h"

#include <cstdint>

/// libFuzzer's way in; `cmake -DVITRINE_FUZZ=ON` with clang, then `fuzz_families -max_total_time=60`.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const char *rule = vitrine::test::brokenFamilyRule(bytes))
        qFatal("%s", rule);
    return 0;
}
