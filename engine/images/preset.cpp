#include "images/preset.h"

#include "built_in_presets.h"

#include <toml++/toml.h>

#include <QSet>

namespace vitrine::images {

namespace {

constexpr int MaxSidePx = 4096;
constexpr double MaxSharpen = 4;
constexpr double MaxBlur = 100;
constexpr double MinScore = 30, MaxScore = 95;
constexpr double MaxRotation = 359.999;
constexpr int MaxMaxBytes = 100'000'000;

/// Reads one [[preset]] table; the first problem wins.
class PresetReader
{
public:
    PresetReader(const toml::table &table, const QString &origin) : m_table(table), m_origin(origin) {}

    Result<Preset> read()
    {
        for (const auto &[key, node] : m_table)
            readKey(key.str(), node);
        if (!m_error && m_preset.name.isEmpty())
            fail(m_table, "name", "is missing");
        if (!m_error && m_preset.widthPx == 0)
            fail(m_table, "width", "is missing");
        if (!m_error && m_preset.heightPx == 0)
            fail(m_table, "height", "is missing");
        if (m_error)
            return *m_error;
        return m_preset;
    }

private:
    void readKey(std::string_view key, const toml::node &node)
    {
        if (key == "name")
            readName(node);
        else if (key == "width")
            m_preset.widthPx = integer(node, key, 1, MaxSidePx);
        else if (key == "height")
            m_preset.heightPx = integer(node, key, 1, MaxSidePx);
        else if (key == "fit")
            readChoice(node, key,
                       {fitName(Fit::Inside), fitName(Fit::Cover), fitName(Fit::Pad), fitName(Fit::Exact)},
                       m_preset.fit);
        else if (key == "crop")
            readChoice(node, key,
                       {cropName(Crop::Centre), cropName(Crop::Attention), cropName(Crop::Entropy),
                        cropName(Crop::Focus)},
                       m_preset.crop);
        else if (key == "quality")
            readQuality(node);
        else if (key == "score")
            m_preset.score = number(node, key, MinScore, MaxScore);
        else if (!readFinish(key, node))
            fail(node, key,
                 "is not a key of a preset: name, width, height, fit, crop, focus, enlarge, mirror, rotation, "
                 "tone, blur, sharpen, padding, background, opaque, animated, max-bytes, quality, "
                 "score are");
    }

    /// The keys of what is done once the picture has its size; whether `key` is one.
    bool readFinish(std::string_view key, const toml::node &node)
    {
        if (key == "focus")
            readFocus(node);
        else if (key == "enlarge")
            m_preset.enlarge = truth(node, key);
        else if (key == "mirror")
            m_preset.mirror = truth(node, key);
        else if (key == "rotation")
            m_preset.rotationDegrees = number(node, key, 0, MaxRotation);
        else if (key == "tone")
            readChoice(node, key,
                       {QLatin1String("colour"), QLatin1String("gray"), QLatin1String("bitonal")},
                       m_preset.tone);
        else if (key == "blur")
            m_preset.blurSigma = number(node, key, 0, MaxBlur);
        else if (key == "sharpen")
            m_preset.sharpen = number(node, key, 0, MaxSharpen);
        else if (key == "padding")
            readPadding(node);
        else if (key == "background")
            readColour(node);
        else if (key == "opaque")
            m_preset.opaque = truth(node, key);
        else if (key == "animated")
            m_preset.animated = truth(node, key);
        else if (key == "max-bytes")
            m_preset.maxBytes = integer(node, key, 0, MaxMaxBytes);
        else
            return false;
        return true;
    }

    void readName(const toml::node &node)
    {
        m_preset.name = text(node);
        const bool fine =
            !m_preset.name.isEmpty() && std::all_of(m_preset.name.begin(), m_preset.name.end(), [](QChar c) {
                return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'@' || c == u'-';
            });
        if (!fine)
            fail(node, "name", "must be made of a-z, 0-9, @ and -");
    }

    template <typename Choice>
    void readChoice(const toml::node &node, std::string_view key, std::initializer_list<QLatin1String> names,
                    Choice &choice)
    {
        const QString given = text(node);
        QStringList quoted;
        int index = 0;
        for (const QLatin1String name : names) {
            if (given == name) {
                choice = static_cast<Choice>(index);
                return;
            }
            ++index;
            quoted << QLatin1Char('"') + name + QLatin1Char('"');
        }
        fail(node, key, "must be " + quoted.join(QStringLiteral(" or ")).toStdString());
    }

    void readColour(const toml::node &node)
    {
        const QString given = text(node);
        bool fine = given.size() == 7 && given.startsWith(QLatin1Char('#'));
        const uint rgb = fine ? given.mid(1).toUInt(&fine, 16) : 0;
        if (fine)
            m_preset.backgroundRgb = rgb;
        else
            fail(node, "background", "must be a colour such as \"#ffffff\"");
    }

    void readFocus(const toml::node &node)
    {
        const toml::array *pair = node.as_array();
        if (!pair || pair->size() != 2)
            return fail(node, "focus", "must be two numbers from 0 to 1: [x, y]");
        m_preset.focusX = number(*pair->get(0), "focus", 0, 1);
        m_preset.focusY = number(*pair->get(1), "focus", 0, 1);
    }

    void readPadding(const toml::node &node)
    {
        const toml::array *sides = node.as_array();
        if (!sides || sides->size() != 4)
            return fail(node, "padding", "must be four whole numbers: [top, right, bottom, left]");
        const auto side = [&](std::size_t i) { return integer(*sides->get(i), "padding", 0, MaxSidePx); };
        m_preset.padding = {side(0), side(1), side(2), side(3)};
    }

    void readQuality(const toml::node &node)
    {
        const toml::table *table = node.as_table();
        if (!table)
            return fail(node, "quality", "must be a table such as { jpeg = 80, webp = 78 }");
        for (const auto &[key, value] : *table) {
            const auto format = formatFromName(QString::fromUtf8(key.data(), static_cast<int>(key.length())));
            if (!format)
                return fail(value, key.str(), "is not a format: jpeg, webp, avif, png, gif are");
            m_preset.quality[static_cast<std::size_t>(*format)] = integer(value, key.str(), 1, 100);
        }
    }

    static QString text(const toml::node &node)
    {
        const std::string given = node.value<std::string>().value_or(std::string());
        return QString::fromStdString(given);
    }

    bool truth(const toml::node &node, std::string_view key)
    {
        const std::optional<bool> value = node.as_boolean() ? node.value<bool>() : std::nullopt;
        if (!value)
            fail(node, key, "must be true or false");
        return value.value_or(false);
    }

    double number(const toml::node &node, std::string_view key, double least, double most)
    {
        const double value = node.is_number() ? node.value<double>().value_or(least - 1) : least - 1;
        if (value >= least && value <= most)
            return value;
        fail(node, key,
             QStringLiteral("must be a number from %1 to %2").arg(least).arg(most).toStdString());
        return least;
    }

    int integer(const toml::node &node, std::string_view key, int least, int most)
    {
        const toml::value<int64_t> *value = node.as_integer();
        if (value && value->get() >= least && value->get() <= most)
            return static_cast<int>(value->get());
        fail(node, key,
             "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return least;
    }

    void fail(const toml::node &node, std::string_view key, const std::string &problem)
    {
        if (m_error)
            return;
        const QString preset =
            m_preset.name.isEmpty() ? QString() : QStringLiteral(" of preset \"%1\"").arg(m_preset.name);
        m_error = Error{ErrorCode::InvalidArgument,
                        QStringLiteral("\"%1\"%2 %3")
                            .arg(QString::fromUtf8(key.data(), static_cast<int>(key.size())), preset,
                                 QString::fromStdString(problem)),
                        QStringLiteral("%1:%2:%3")
                            .arg(m_origin)
                            .arg(node.source().begin.line)
                            .arg(node.source().begin.column),
                        {}};
    }

    const toml::table &m_table;
    const QString &m_origin;
    Preset m_preset;
    std::optional<Error> m_error;
};

Error parseError(const toml::parse_error &error, const QString &origin)
{
    const auto &begin = error.source().begin;
    return {ErrorCode::InvalidArgument,
            QString::fromUtf8(error.description().data(), static_cast<int>(error.description().size())),
            QStringLiteral("%1:%2:%3").arg(origin).arg(begin.line).arg(begin.column),
            {}};
}

} // namespace

QLatin1String fitName(Fit fit)
{
    switch (fit) {
    case Fit::Inside:
        return QLatin1String("inside");
    case Fit::Cover:
        return QLatin1String("cover");
    case Fit::Pad:
        return QLatin1String("pad");
    case Fit::Exact:
        return QLatin1String("exact");
    }
    return {};
}

QLatin1String cropName(Crop crop)
{
    switch (crop) {
    case Crop::Centre:
        return QLatin1String("centre");
    case Crop::Attention:
        return QLatin1String("attention");
    case Crop::Entropy:
        return QLatin1String("entropy");
    case Crop::Focus:
        return QLatin1String("focus");
    }
    return {};
}

Preset focusedOn(Preset preset, double x, double y)
{
    if (preset.fit != Fit::Cover || !preset.region.isWhole())
        return preset;
    preset.crop = Crop::Focus;
    preset.focusX = x;
    preset.focusY = y;
    return preset;
}

PresetList PresetList::builtIn()
{
    const Result<PresetList> list =
        parse(QByteArray(BuiltInPresets), QStringLiteral("built-in presets.toml"));
    if (!list)
        qFatal("%s", qPrintable(list.error().toString()));
    return *list;
}

Result<PresetList> PresetList::parse(const QByteArray &toml, const QString &origin)
{
    toml::table document;
    try {
        document = toml::parse(std::string_view(toml.constData(), static_cast<std::size_t>(toml.size())));
    } catch (const toml::parse_error &error) {
        return parseError(error, origin);
    }
    PresetList list;
    QSet<QString> names;
    const toml::array *tables = document["preset"].as_array();
    if (!tables || tables->empty())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("there is no [[preset]] table"), origin, {}};
    for (const toml::node &node : *tables) {
        const QString place = QStringLiteral("%1:%2").arg(origin).arg(node.source().begin.line);
        if (!node.is_table())
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("\"preset\" must be tables: [[preset]]"),
                         place,
                         {}};
        const Result<Preset> preset = PresetReader(*node.as_table(), origin).read();
        if (!preset)
            return preset.error();
        if (names.contains(preset->name))
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("\"name\": there are two presets \"%1\"").arg(preset->name),
                         place,
                         {}};
        names.insert(preset->name);
        list.m_presets.append(*preset);
    }
    return list;
}

const Preset *PresetList::find(QStringView name) const
{
    const auto found = std::find_if(m_presets.begin(), m_presets.end(),
                                    [name](const Preset &preset) { return preset.name == name; });
    return found == m_presets.end() ? nullptr : &*found;
}

} // namespace vitrine::images
