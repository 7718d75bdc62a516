#pragma once

#include "images/variant.h"

namespace vitrine::test {

/// A variant whose bytes follow from its number, so that a reader can tell whether it has the right ones.
inline images::Variant numberedVariant(int number, qsizetype bytes = 5'000)
{
    images::Variant variant;
    variant.bytes.reserve(bytes + 16);
    while (variant.bytes.size() < bytes)
        variant.bytes += QByteArray::number(number) + ' ';
    variant.format = images::AllFormats[size_t(number) % images::AllFormats.size()];
    variant.widthPx = 300 + number;
    variant.heightPx = 200 + number;
    variant.etag = '"' + QByteArray("etag") + QByteArray::number(number) + '"';
    variant.tags = "image/" + QByteArray::number(number) + " preset/p" + QByteArray::number(number % 10);
    return variant;
}

} // namespace vitrine::test
