#pragma once

namespace vitrine::images {

/// How a picture meets its box: Inside keeps all of it and may be smaller than the box; Cover fills the box
/// and crops; Pad keeps all of it and fills the box with the background. None enlarges the original, except
/// Pad's background.
enum class Fit { Inside, Cover, Pad };
/// Where Cover cuts: Centre keeps the middle; Attention keeps what looks most interesting (edges, skin,
/// colour).
enum class Crop { Centre, Attention };

} // namespace vitrine::images
