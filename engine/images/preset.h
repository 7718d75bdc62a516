#pragma once

#include "base/result.h"
#include "images/fit.h"
#include "images/format.h"

#include <QString>
#include <QVector>

#include <array>

namespace vitrine::images {

QLatin1String fitName(Fit fit);    ///< "inside", "cover", "pad"
QLatin1String cropName(Crop crop); ///< "centre", "attention"

/// A named size. A value; the list is read once from resources/presets.toml or the configuration.
struct Preset
{
    QString name;    ///< [a-z0-9@-]+
    int widthPx = 0; ///< of the box, in device pixels
    int heightPx = 0;
    Fit fit = Fit::Inside;
    quint32 backgroundRgb = 0xffffff; ///< under transparent pixels and around Pad; a format that keeps
                                      ///< transparency keeps it, and Pad is then transparent
    double sharpen = 0;               ///< sigma of a light unsharp mask after the resize; 0: none
    std::array<int, AllFormats.size()> quality{80, 78, 55,
                                               100}; ///< by Format; PNG is lossless whatever it says
    Crop crop = Crop::Centre;                        ///< of Cover
    bool operator==(const Preset &) const = default;
};

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
