#include "numbered_variant.h"
#include "storage/variants/segment_variant_store.h"

#include <cstdio>

/// Stores numbered variants in the folder it is given, says each number once put() has returned, and is killed.
int main(int, char **arguments)
{
    const auto store =
        vitrine::storage::SegmentVariantStore::open(QString::fromLocal8Bit(arguments[1]), 64ll << 20);
    if (!store)
        return 1;
    for (int number = 0;; ++number) {
        (*store)->put(vitrine::test::numberedVariant(number), (*store)->epoch());
        std::printf("%d\n", number);
        std::fflush(stdout);
    }
}
