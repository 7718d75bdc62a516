#include "fuzz/catalog/any_description.h"

#include <cstdint>

/// libFuzzer's way in; `cmake -DVITRINE_FUZZ=ON` with clang, then `fuzz_description -max_total_time=60`.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const char *rule = vitrine::test::brokenDescriptionRule(bytes))
        qFatal("%s", rule);
    return 0;
}
