#include "storage/describing_original_store.h"

namespace vitrine::storage {

namespace {

constexpr qsizetype MaxUndecodable = 10'000;

bool lacksDescription(const Result<images::Original> &described)
{
    // A store that is far away cannot tell a missing description from a missing original without a second look.
    return !described && (described.error().code == ErrorCode::Corrupt || described.error().code == ErrorCode::NotFound);
}

} // namespace

Result<images::Original> DescribingOriginalStore::describe(const ImageId &id)
{
    const auto described = m_store.describe(id);
    if (!lacksDescription(described))
        return described;
    const auto source = m_store.open(id);
    if (!source)
        return described.error().code == ErrorCode::NotFound ? described : Result<images::Original>(source.error());
    std::lock_guard lock(m_mutex);
    if (const auto known = m_undecodable.constFind(id); known != m_undecodable.cend())
        return *known;
    const auto again = m_store.describe(id); // by whoever looked meanwhile
    if (!lacksDescription(again))
        return again;
    const auto info = m_look(**source);
    if (info)
        return m_store.put(*source, *info);
    if (info.error().code == ErrorCode::Unprocessable || info.error().code == ErrorCode::UnsupportedType ||
        info.error().code == ErrorCode::TooLarge || info.error().code == ErrorCode::Internal) {
        if (m_undecodable.size() >= MaxUndecodable)
            m_undecodable.clear();
        m_undecodable.insert(id, info.error());
    }
    return info.error();
}

} // namespace vitrine::storage
