#pragma once

#include "origin/imgproxy_request.h"

#include <optional>

namespace vitrine::origin {

/// Reads one option, such as "rs:fill:300:200", into `request`. InvalidArgument names it by its long name.
std::optional<Error> readImgproxyOption(QByteArrayView segment, const images::PresetList &presets,
                                        ImgproxyRequest *request);
/// The format that ends a source, such as "webp".
std::optional<Error> readImgproxyExtension(QByteArrayView extension, ImgproxyRequest *request);

} // namespace vitrine::origin
