#pragma once

#include "exchange/picture.h"

#include <QString>

#include <array>
#include <vector>

namespace vitrine::exchange {

/// The languages of the six channels, in their order SG MY TH ID VN PH.
constexpr int Languages = 6;

struct ChannelWords
{
    const char *code;
    const char *currency;
    const char *locale;
    double perDollar; ///< how much of the currency a US dollar buys, roughly
};
const std::array<ChannelWords, Languages> &channelWords();

struct ColourWords
{
    const char *english;
    std::array<const char *, Languages> local;
};
const std::array<ColourWords, PictureColours> &colourWords();

/// A kind of product: its place in the category tree, its picture, what it costs.
struct NounWords
{
    const char *department;
    const char *plural;
    const char *english;
    PictureKind picture;
    double medianDollars;
    bool sized; ///< comes in sizes, as clothes and shoes do
    std::array<const char *, Languages> local;
};
const std::vector<NounWords> &nounWords();

/// Each department has its own three shelves: "Women", "Men", "Kids".
std::array<const char *, 3> shelfWords(const char *department);
const std::vector<const char *> &brandBeginnings();
const std::vector<const char *> &brandEndings();
const std::vector<const char *> &adjectives();
const std::vector<const char *> &materials();
const std::vector<const char *> &countries();
/// Halves of the names of further attributes: "sleeve" + "length".
const std::vector<const char *> &attributeParts();
const std::vector<const char *> &attributeMeasures();

} // namespace vitrine::exchange
