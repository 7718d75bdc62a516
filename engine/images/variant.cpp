#include "images/variant.h"

#include <algorithm>

namespace vitrine::images {

namespace {

const QByteArray ImageTag = QByteArrayLiteral("image/");
const QByteArray PresetTag = QByteArrayLiteral("preset/");
const QByteArray AddressStart = QByteArrayLiteral("/i/");

/// Calls `use` with each tag until it says true, and says whether it did.
template <typename Use>
bool anyTag(QByteArrayView tags, Use use)
{
    while (!tags.isEmpty()) {
        const qsizetype end = tags.indexOf(' ');
        if (use(end < 0 ? tags : tags.first(end)))
            return true;
        tags = end < 0 ? QByteArrayView() : tags.sliced(end + 1);
    }
    return false;
}

QByteArray addressOf(QByteArrayView tags)
{
    QByteArrayView image, preset;
    anyTag(tags, [&](QByteArrayView tag) {
        if (tag.startsWith(ImageTag))
            image = tag.sliced(ImageTag.size());
        else if (tag.startsWith(PresetTag))
            preset = tag.sliced(PresetTag.size());
        return false;
    });
    return AddressStart + preset.toByteArray() + '/' + image.toByteArray();
}

bool sameLook(Preset a, const Preset &b)
{
    a.name = b.name;
    return a == b;
}

} // namespace

QByteArray tagsOf(const ImageId &image, const Preset &preset)
{
    QByteArray tags = ImageTag + image.toString().toLatin1();
    const bool sayable =
        !preset.name.isEmpty() && std::all_of(preset.name.begin(), preset.name.end(), [](QChar c) {
            return c > u' ' && c < u'\x7f' && c != u',';
        });
    if (sayable)
        tags += ' ' + PresetTag + preset.name.toLatin1();
    return tags;
}

bool Purge::covers(QByteArrayView variantTags) const
{
    for (const QByteArray &prefix : prefixes) {
        if (prefix.startsWith('/') && addressOf(variantTags).startsWith(prefix))
            return true;
    }
    return anyTag(variantTags, [this](QByteArrayView tag) {
        return std::any_of(tags.begin(), tags.end(), [&](const QByteArray &wanted) { return tag == wanted; }) ||
               std::any_of(prefixes.begin(), prefixes.end(),
                           [&](const QByteArray &prefix) { return tag.startsWith(prefix); });
    });
}

Purge withTwins(Purge purge, const PresetList &presets)
{
    const Purge asked = purge;
    for (const Preset &preset : presets.all()) {
        const QByteArray tag = PresetTag + preset.name.toLatin1();
        const QByteArray address = AddressStart + preset.name.toLatin1() + '/';
        for (const Preset &twin : presets.all()) {
            if (twin.name == preset.name || !sameLook(twin, preset))
                continue;
            const QByteArray name = twin.name.toLatin1();
            const bool byName =
                asked.tags.contains(tag) ||
                std::any_of(asked.prefixes.begin(), asked.prefixes.end(), [&](const QByteArray &prefix) {
                    return tag.startsWith(prefix) || (prefix.startsWith('/') && address.startsWith(prefix));
                });
            if (byName) {
                purge.tags += PresetTag + name;
                continue;
            }
            for (const QByteArray &prefix : asked.prefixes) {
                if (prefix.startsWith(address))
                    purge.prefixes += AddressStart + name + '/' + prefix.sliced(address.size());
            }
        }
    }
    return purge;
}

} // namespace vitrine::images
