#pragma once

#include "base/ids.h"
#include "images/format.h"
#include "images/preset.h"

#include <QByteArray>
#include <QVector>

namespace vitrine::images {

/// How a variant is encoded. Quick is what answers a miss, whenever it is made: the same bytes for ever. Careful is made
/// in the background of what is asked for again and again: fewer bytes at no lower score, or Preset::score.
enum class Generation { Quick, Careful };

/// Names one variant of one original. Its cache key and its ETag are a pure function of it and the encoder
/// version.
struct VariantKey
{
    ImageId image;
    Preset preset;
    Format format = Format::Jpeg;
    Generation generation = Generation::Quick;
};

/// A rendered variant. Copies share the bytes.
struct Variant
{
    QByteArray bytes;
    Format format = Format::Jpeg;
    int widthPx = 0;
    int heightPx = 0;
    QByteArray etag; ///< strong and quoted (RFC 9110 8.8.3)
    QByteArray tags; ///< what it can be purged by, separated by single spaces: tagsOf()
};

/// "image/4fd1… preset/pdp-800": also what a shared cache is told in Surrogate-Key. A name that could not stand in a
/// header is left out.
QByteArray tagsOf(const ImageId &image, const Preset &preset);

/// Which variants to forget. A product is purged by the tags of its images: who has the catalog knows them.
struct Purge
{
    QVector<QByteArray> tags; ///< whole tags: "image/4fd1…", "preset/pdp-800"
    /// Of a tag ("preset/pdp-"), or of the address without its format ("/i/pdp-800/4f"). The empty one is everything.
    QVector<QByteArray> prefixes;

    bool isEmpty() const { return tags.isEmpty() && prefixes.isEmpty(); }
    /// Whether it means a variant with these tags, as tagsOf() makes them.
    bool covers(QByteArrayView variantTags) const;
};

/// Variants are kept by what a preset says, not by its name: those that say the same share theirs. Adds to each
/// "preset/NAME" and to each prefix the names that share its variants.
Purge withTwins(Purge purge, const PresetList &presets);

} // namespace vitrine::images
