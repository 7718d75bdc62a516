#pragma once

#include <QByteArray>

#include <array>

namespace vitrine::exchange {

/// What a drawn picture shows.
enum class PictureKind {
    Shirt,
    Dress,
    Trousers,
    Shoe,
    Bag,
    Bottle,
    Phone,
    Watch,
    Lamp,
    Mug,
    Headphones,
    Box
};
constexpr int PictureKinds = 12;
enum class Pattern { Plain, Woven, Stripes, Checks };
constexpr int Patterns = 4;
constexpr int PictureColours = 12;

struct Rgb
{
    float r = 0, g = 0, b = 0; ///< 0..1
};
/// In the order of the vocabulary's colours.
const std::array<Rgb, PictureColours> &pictureColours();

struct Look
{
    PictureKind kind = PictureKind::Shirt;
    int colour = 0;
    Pattern pattern = Pattern::Plain;
    int version = 0; ///< further pictures of the same thing: another backdrop, another print
};

/// A drawn product shot on a light backdrop as PNG, 1000 to 1600 px a side; the same look gives the same
/// bytes.
QByteArray drawPicture(const Look &look);

} // namespace vitrine::exchange
