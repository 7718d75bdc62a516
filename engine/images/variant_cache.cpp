#include "images/variant_cache.h"

namespace vitrine::images {

std::shared_ptr<const Source> VariantCache::open(const QByteArray &etag, qint64 mostBytes)
{
    const auto kept = find(etag);
    return kept && kept->bytes.size() <= mostBytes ? Source::fromBytes(kept->bytes).valueOr(nullptr) : nullptr;
}

} // namespace vitrine::images
