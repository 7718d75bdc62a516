#pragma once

#include "base/result.h"
#include "images/operations.h"
#include "images/format.h"

#include <QString>
#include <QVector>

#include <array>

namespace vitrine::images {

QLatin1String fitName(Fit fit);    ///< "inside", "cover", "pad", "exact"
QLatin1String cropName(Crop crop); ///< "centre", "attention", "entropy", "focus"

/// What is done to an original, under a name, with a quality for each format. A value; the list is read once from
/// resources/presets.toml or the configuration. An URL that spells its operations out makes one of its own.
struct Preset : Operations
{
    QString name; ///< [a-z0-9@-]+
    std::array<int, AllFormats.size()> quality{80, 78, 55,
                                               100, 100}; ///< by Format; PNG is lossless and GIF has 256 colours whatever it says
    double score = 0; ///< the perceptualScore() to reach, with the lowest quality that does; 0: `quality` as it is. Not
                      ///< for PNG and GIF
    bool operator==(const Preset &) const = default;
};

/// The same, with this place in the middle of what a crop keeps, as far as the picture's sides let it (shares of the upright
/// picture, from the left and the top). A preset that crops nothing stays as it is.
Preset focusedOn(Preset preset, double x, double y);

/// The presets in the order of the file, names unique.
class PresetList
{
public:
    /// The 48 of resources/presets.toml, which every build carries.
    static PresetList builtIn();
    /// Parses TOML `[[preset]]` tables. InvalidArgument names line and key. `origin` is the file's name for
    /// messages.
    static Result<PresetList> parse(const QByteArray &toml, const QString &origin);

    const QVector<Preset> &all() const { return m_presets; }
    const Preset *find(QStringView name) const;

private:
    QVector<Preset> m_presets;
};

} // namespace vitrine::images
