#pragma once

#include "catalog/check.h"
#include "images/ports.h"
#include "storage/variants/segment_variant_store.h"

namespace vitrine::app {

struct TwinCheckParts
{
    storage::SegmentVariantStore &variants;
    images::OriginalStore &originals;
    images::Renderer &renderer;
};

/// Every baseline twin among the variants: that its original is there, after that was checked itself, and that both show the
/// same picture. A repair purges what is kept of the image: the next render makes it anew. Cancelled. Long: decodes both.
Status checkTwins(const TwinCheckParts &parts, const catalog::CheckOptions &options, catalog::CheckReport &report);

} // namespace vitrine::app
