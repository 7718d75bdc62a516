#include "codec/vips/decodes.h"

namespace vitrine::codec {

const Plane *Decodes::plane(std::size_t component, int shrink, int halvings)
{
    const auto [at, fresh] = m_planes.try_emplace(shrink);
    Halves &halves = at->second;
    if (fresh && m_source.isJpeg()) {
        if (std::optional<YccPlanes> planes = decodeToPlanes(m_source.bytes(), shrink)) {
            for (std::size_t i = 0; i < halves.size(); ++i)
                halves[i].push_back(std::move((*planes)[i]));
        }
    }
    std::vector<Plane> &wanted = halves[component];
    if (wanted.empty())
        return nullptr;
    while (wanted.size() <= static_cast<std::size_t>(halvings))
        wanted.push_back(halved(wanted.back()));
    return &wanted[static_cast<std::size_t>(halvings)];
}

std::size_t Decodes::planeBytes() const
{
    std::size_t bytes = 0;
    for (const auto &[shrink, halves] : m_planes) {
        for (const std::vector<Plane> &component : halves) {
            for (const Plane &plane : component)
                bytes += plane.samples.size();
        }
    }
    return bytes == 0 ? 0 : bytes + m_scaledBytes;
}

vips::VImage Decodes::picture(int shrink)
{
    // More is read row by row, again for each variant: a worker has a gigabyte for everything.
    constexpr std::uint64_t MostKeptBytes = 256ull << 20;
    if (m_keep != Keep::All)
        return m_source.load(shrink);
    const auto [at, fresh] = m_pictures.try_emplace(shrink);
    Picture &kept = at->second;
    if (fresh) {
        try {
            const vips::VImage whole = m_source.load(shrink);
            if (VIPS_IMAGE_SIZEOF_IMAGE(whole.get_image()) <= MostKeptBytes) {
                kept.image = whole.copy_memory();
                m_source.checkDamage();
            }
        } catch (...) {
            kept.refusal = std::current_exception();
        }
    }
    if (kept.refusal)
        std::rethrow_exception(kept.refusal);
    return kept.image ? *kept.image : m_source.load(shrink);
}

std::shared_ptr<const Plane> Decodes::scaled(const ScaledKey &key, const std::function<Plane()> &make)
{
    constexpr std::size_t MostScaledBytes = 64ull << 20; // twice what the built-in presets come to
    const auto known = m_scaled.find(key);
    if (known != m_scaled.end())
        return known->second;
    auto made = std::make_shared<const Plane>(make());
    m_scaledBytes += made->samples.size();
    if (m_scaledBytes > MostScaledBytes) {
        m_scaled.clear();
        m_scaledBytes = made->samples.size();
    }
    m_scaled.emplace(key, made);
    return made;
}

} // namespace vitrine::codec
