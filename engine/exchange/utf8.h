#pragma once

#include <string_view>

namespace vitrine::exchange {

/// The offset of the first byte that does not belong to well-formed UTF-8 (Unicode 15, table 3-7), or npos.
std::size_t firstInvalidUtf8(std::string_view text);

} // namespace vitrine::exchange
