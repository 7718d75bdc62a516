#pragma once

#include "images/preset.h"
#include "origin/iiif_request.h"

#include <QVector>

namespace vitrine::origin {

/// What strangers may ask of the IIIF addresses, and how.
struct IiifSettings
{
    /// Whether an unsigned request may ask for anything that the bounds allow (level 2), or only for what
    /// info.json lists: its sizes and tiles (level 0). What is asked for without being listed or signed is
    /// rendered for its asker alone and kept nowhere, and only so many at once: it can fill no cache and
    /// starve nobody.
    bool anyUnsigned = true;
    int unlistedRenders = 8; ///< at once; more are answered 503
    int tilePx = 512;
    QByteArray baseUrl{}; ///< "https://pictures.example": what info.json calls this origin; empty: what the
                          ///< client does
    bool operator==(const IiifSettings &) const = default;
};

/// What can be had of one picture without spelling anything out. Pure; cheap enough to make for each request.
class IiifOffer
{
public:
    IiifOffer(images::Size picture, const images::PresetList &presets, const RenderBounds &bounds,
              int tilePx);

    /// Sizes of the whole picture, from small to large: one for each preset's box, and the largest.
    const QVector<images::Size> &sizes() const { return m_sizes; }
    /// Powers of two, from the picture's own size until one tile holds all of it.
    const QVector<int> &scaleFactors() const { return m_scaleFactors; }
    /// Whether `plan` is one of the sizes, a centred square as large as a preset's box, or one of the tiles,
    /// and neither turned nor recoloured.
    bool lists(const IiifPlan &plan) const;
    /// The Image Information document (section 5). `id` is the picture's base URI.
    QByteArray document(const QByteArray &id, const IiifSettings &settings) const;

private:
    bool listsTile(const IiifPlan &plan) const;

    images::Size m_picture;
    RenderBounds m_bounds;
    int m_tilePx;
    QVector<images::Size> m_sizes;
    QVector<int> m_squares; ///< sides
    QVector<int> m_scaleFactors;
};

} // namespace vitrine::origin
