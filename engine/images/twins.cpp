#include "images/twins.h"

namespace vitrine::images {

namespace {

constexpr qsizetype MaxWithout = 100'000;
constexpr char KeyPrefix[] = "twin-1-";

/// Whether the same would happen again.
bool isFinal(const Error &error)
{
    return error.code == ErrorCode::Unprocessable || error.code == ErrorCode::UnsupportedType ||
           error.code == ErrorCode::TooLarge;
}

} // namespace

QByteArray twinKey(const ImageId &image)
{
    return KeyPrefix + image.toString().toLatin1();
}

std::optional<ImageId> originalOfTwin(const QByteArray &key)
{
    if (!key.startsWith(KeyPrefix))
        return std::nullopt;
    return ImageId(QString::fromLatin1(key.sliced(qsizetype(std::size(KeyPrefix)) - 1)));
}

Twins::Twins(OriginalStore &originals, Renderer &renderer, Keeper keeper, std::chrono::milliseconds each, Later later,
             bool enabled)
    : m_originals(originals), m_renderer(renderer), m_keeper(std::move(keeper)), m_each(each), m_later(std::move(later)),
      m_enabled(enabled), m_opened(m_keeper)
{
}

Result<std::shared_ptr<const Source>> Twins::open(const ImageId &image)
{
    if (m_enabled) {
        const QByteArray key = twinKey(image);
        if (auto twin = m_opened.open(key, OpenedSources::Room::Spare))
            return twin;
        if (m_keeper.has(key))
            return m_originals.open(image); // slower, but a file and no memory
    }
    auto original = m_originals.open(image);
    if (original && m_enabled)
        makeLater(image, *original);
    return original;
}

void Twins::makeLater(const ImageId &image, std::shared_ptr<const Source> original)
{
    {
        std::lock_guard lock(m_mutex);
        if (m_without.contains(image) || m_beingMade.contains(image))
            return;
        m_beingMade.insert(image);
    }
    m_later([this, image, original = std::move(original)] { make(image, *original); });
}

void Twins::make(const ImageId &image, const Source &original)
{
    if (!m_enabled)
        return;
    const auto keep = m_keeper.begin();
    const auto twin = m_renderer.twin(original, std::chrono::steady_clock::now() + m_each);
    const bool none = twin ? twin->isEmpty() : isFinal(twin.error());
    if (twin && !none) {
        ++m_made;
        Preset whole;
        whole.name = QStringLiteral("twin");
        keep({*twin, Format::Jpeg, 0, 0, twinKey(image), tagsOf(image, whole)});
    }
    std::lock_guard lock(m_mutex);
    m_beingMade.remove(image);
    if (!none)
        return;
    if (m_without.size() >= MaxWithout)
        m_without.clear();
    m_without.insert(image);
}

} // namespace vitrine::images
