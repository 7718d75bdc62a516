#include "origin/imgproxy_options.h"
#include "origin/target.h"

#include <cmath>

namespace vitrine::origin {

namespace {

using Gravity = ImgproxyRequest::Gravity;
using Arguments = QVector<QByteArrayView>;

constexpr int MaxSidePx = 16'384;
constexpr double MaxSigma = 100;
constexpr double MaxDpr = 8;

struct Fault
{
    QString what; ///< after the option's name
};
using Outcome = std::optional<Fault>;

/// Digits with at most one point and a minus; no exponent.
std::optional<double> decimal(QByteArrayView text)
{
    const QByteArrayView digits = text.startsWith('-') ? text.sliced(1) : text;
    int points = 0, count = 0;
    for (char c : digits) {
        points += c == '.';
        count += c >= '0' && c <= '9';
    }
    if (count == 0 || points > 1 || count + points != digits.size() || text.size() > 24)
        return std::nullopt;
    return text.toDouble();
}

std::optional<qint64> wholeNumber(QByteArrayView text, qint64 most)
{
    const auto number = decimal(text);
    if (!number || text.contains('.') || *number < 0 || *number > double(most))
        return std::nullopt;
    return qint64(*number);
}

Outcome readNumber(QByteArrayView text, double least, double most, double *value)
{
    const auto number = decimal(text);
    if (!number || *number < least || *number > most)
        return Fault{QStringLiteral("'%1' is not a number from %2 to %3")
                         .arg(QString::fromUtf8(text))
                         .arg(least)
                         .arg(most)};
    *value = *number;
    return {};
}

Outcome readWhole(QByteArrayView text, qint64 most, int *value)
{
    const auto number = wholeNumber(text, most);
    if (!number)
        return Fault{
            QStringLiteral("'%1' is not a whole number from 0 to %2").arg(QString::fromUtf8(text)).arg(most)};
    *value = int(*number);
    return {};
}

Outcome readFlag(QByteArrayView text, bool *value)
{
    const QByteArray lower = text.toByteArray().toLower();
    if (lower != "1" && lower != "t" && lower != "true" && lower != "0" && lower != "f" && lower != "false")
        return Fault{QStringLiteral("'%1' is not 1, t, true, 0, f or false").arg(QString::fromUtf8(text))};
    *value = lower == "1" || lower.startsWith('t');
    return {};
}

Outcome readGravity(const Arguments &arguments, qsizetype from, Gravity *gravity)
{
    using Kind = Gravity::Kind;
    static constexpr std::pair<const char *, Kind> names[] = {
        {"ce", Kind::Centre},      {"no", Kind::North},       {"ea", Kind::East},
        {"so", Kind::South},       {"we", Kind::West},        {"noea", Kind::NorthEast},
        {"nowe", Kind::NorthWest}, {"soea", Kind::SouthEast}, {"sowe", Kind::SouthWest},
        {"sm", Kind::Smart},       {"fp", Kind::Point}};
    const QByteArrayView name = arguments[from];
    const auto found = std::find_if(std::begin(names), std::end(names),
                                    [&](const auto &known) { return name == QByteArrayView(known.first); });
    if (found == std::end(names))
        return Fault{
            QStringLiteral("'%1' is not a gravity of ce, no, ea, so, we, noea, nowe, soea, sowe, sm, fp")
                .arg(QString::fromUtf8(name))};
    Gravity read{found->second};
    const qsizetype more = arguments.size() - from - 1;
    const bool point = read.kind == Kind::Point;
    if (more > 2 || (point && more != 2) || (read.kind == Kind::Smart && more > 0))
        return Fault{point ? QStringLiteral("fp needs its x and y")
                           : QStringLiteral("'%1' has arguments too many").arg(QString::fromUtf8(name))};
    for (qsizetype i = 0; i < more; ++i) {
        const QByteArrayView text = arguments[from + 1 + i];
        if (text.isEmpty() && !point)
            continue;
        if (auto fault =
                readNumber(text, point ? 0 : -MaxSidePx, point ? 1 : MaxSidePx, i == 0 ? &read.x : &read.y))
            return fault;
    }
    *gravity = read;
    return {};
}

Outcome readResizing(QByteArrayView text, ImgproxyRequest *request)
{
    using Resizing = ImgproxyRequest::Resizing;
    static constexpr std::pair<const char *, Resizing> names[] = {{"fit", Resizing::Fit},
                                                                  {"fill", Resizing::Fill},
                                                                  {"fill-down", Resizing::FillDown},
                                                                  {"force", Resizing::Force},
                                                                  {"auto", Resizing::Auto}};
    for (const auto &[name, resizing] : names) {
        if (text == QByteArrayView(name)) {
            request->resizing = resizing;
            return {};
        }
    }
    return Fault{
        QStringLiteral("'%1' is not fit, fill, fill-down, force or auto").arg(QString::fromUtf8(text))};
}

/// extend[:gravity…], from the argument `from` on.
Outcome readExtend(const Arguments &arguments, qsizetype from, ImgproxyRequest *request)
{
    if (from < arguments.size() && !arguments[from].isEmpty()) {
        if (auto fault = readFlag(arguments[from], &request->extend))
            return fault;
    }
    if (from + 1 >= arguments.size() || arguments[from + 1].isEmpty())
        return {};
    if (arguments[from + 1] == "sm")
        return Fault{QStringLiteral("'sm' is not a gravity of extend")};
    return readGravity(arguments, from + 1, &request->extendGravity);
}

/// width:height:enlarge:extend…, from the argument `from` on; empty ones change nothing.
Outcome readSize(const Arguments &arguments, qsizetype from, ImgproxyRequest *request)
{
    const auto given = [&](qsizetype i) {
        return from + i < arguments.size() && !arguments[from + i].isEmpty();
    };
    if (given(0)) {
        if (auto fault = readWhole(arguments[from], MaxSidePx, &request->widthPx))
            return fault;
    }
    if (given(1)) {
        if (auto fault = readWhole(arguments[from + 1], MaxSidePx, &request->heightPx))
            return fault;
    }
    if (given(2)) {
        if (auto fault = readFlag(arguments[from + 2], &request->enlarge))
            return fault;
    }
    return readExtend(arguments, from + 3, request);
}

Outcome readCrop(const Arguments &arguments, ImgproxyRequest *request)
{
    if (arguments.size() < 2)
        return Fault{QStringLiteral("needs a width and a height")};
    if (auto fault = readNumber(arguments[0], 0, 1e6, &request->cropWidth))
        return fault;
    if (auto fault = readNumber(arguments[1], 0, 1e6, &request->cropHeight))
        return fault;
    if (arguments.size() == 2)
        return {};
    Gravity gravity;
    if (auto fault = readGravity(arguments, 2, &gravity))
        return fault;
    request->cropGravity = gravity;
    return {};
}

Outcome readBackground(const Arguments &arguments, ImgproxyRequest *request)
{
    if (arguments.size() == 1 && arguments[0].isEmpty()) {
        request->backgroundRgb.reset();
        return {};
    }
    if (arguments.size() == 3) {
        std::uint32_t rgb = 0;
        for (const QByteArrayView text : arguments) {
            int part = 0;
            if (auto fault = readWhole(text, 255, &part))
                return fault;
            rgb = rgb << 8 | std::uint32_t(part);
        }
        request->backgroundRgb = rgb;
        return {};
    }
    QByteArray hex = arguments[0].toByteArray();
    if (hex.size() == 3)
        hex = QByteArray() + hex[0] + hex[0] + hex[1] + hex[1] + hex[2] + hex[2];
    const bool fine = arguments.size() == 1 && hex.size() == 6 &&
                      std::all_of(hex.begin(), hex.end(),
                                  [](char c) { return std::isxdigit(static_cast<unsigned char>(c)); });
    if (!fine)
        return Fault{QStringLiteral("must be red:green:blue or rrggbb")};
    request->backgroundRgb = hex.toUInt(nullptr, 16);
    return {};
}

/// As in CSS: what is left out is as its counterpart.
Outcome readPadding(const Arguments &arguments, ImgproxyRequest *request)
{
    auto &[top, right, bottom, left] = request->padding;
    const std::array<std::array<std::int32_t *, 4>, 4> sets{
        {{&top, &right, &bottom, &left}, {&right, &left}, {&bottom}, {&left}}};
    if (arguments.size() > 4)
        return Fault{QStringLiteral("has more than four sides")};
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        int side = 0;
        if (arguments[i].isEmpty())
            continue;
        if (auto fault = readWhole(arguments[i], MaxSidePx, &side))
            return fault;
        for (std::int32_t *edge : sets[size_t(i)]) {
            if (edge)
                *edge = side;
        }
    }
    return {};
}

std::optional<images::Format> formatOf(QByteArrayView name)
{
    return images::formatFromName(QString::fromUtf8(name));
}

Fault noFormat(QByteArrayView name)
{
    QStringList known;
    for (const images::Format format : images::AllFormats)
        known += images::formatExtension(format);
    return {QStringLiteral("'%1' is not a format that is written here: %2 are")
                .arg(QString::fromUtf8(name), known.join(QStringLiteral(", ")))};
}

Outcome readFormat(QByteArrayView name, ImgproxyRequest *request)
{
    request->format = formatOf(name);
    return request->format ? Outcome{} : noFormat(name);
}

Outcome readFormatQuality(const Arguments &arguments, ImgproxyRequest *request)
{
    if (arguments.size() % 2 != 0)
        return Fault{QStringLiteral("must be pairs of a format and a quality")};
    for (qsizetype i = 0; i < arguments.size(); i += 2) {
        const auto format = formatOf(arguments[i]);
        if (!format)
            return noFormat(arguments[i]);
        if (auto fault = readWhole(arguments[i + 1], 100, &request->formatQuality[size_t(*format)]))
            return fault;
    }
    return {};
}

/// A preset of this origin, said in imgproxy's options.
void usePreset(const images::Preset &preset, ImgproxyRequest *request)
{
    using Resizing = ImgproxyRequest::Resizing;
    request->resizing = preset.fit == images::Fit::Cover
                            ? (preset.enlarge ? Resizing::Fill : Resizing::FillDown)
                        : preset.fit == images::Fit::Exact ? Resizing::Force
                                                           : Resizing::Fit;
    request->extend = preset.fit == images::Fit::Pad;
    request->widthPx = preset.widthPx;
    request->heightPx = preset.heightPx;
    request->enlarge = preset.enlarge;
    using Kind = Gravity::Kind;
    request->gravity = preset.crop == images::Crop::Attention ? Gravity{Kind::Smart}
                       : preset.crop == images::Crop::Entropy ? Gravity{Kind::Entropy}
                       : preset.crop == images::Crop::Focus
                           ? Gravity{Kind::Point, preset.focusX, preset.focusY}
                           : Gravity{};
    if (preset.opaque || preset.backgroundRgb != images::Preset{}.backgroundRgb)
        request->backgroundRgb = preset.backgroundRgb;
    request->sharpenSigma = preset.sharpen;
    request->blurSigma = preset.blurSigma;
    request->padding = preset.padding;
    request->maxBytes = preset.maxBytes;
    request->presetQuality = preset.quality;
}

Outcome readPresets(const Arguments &arguments, const images::PresetList &presets, ImgproxyRequest *request)
{
    for (const QByteArrayView name : arguments) {
        const auto text = percentDecode(name, {});
        const images::Preset *preset = text ? presets.find(*text) : nullptr;
        if (!preset)
            return Fault{QStringLiteral("there is no preset '%1'; /presets.json lists them")
                             .arg(QString::fromUtf8(name))};
        usePreset(*preset, request);
    }
    return {};
}

/// What is always done here may be asked for, not refused.
Outcome readAlways(QByteArrayView text)
{
    bool wanted = true;
    if (auto fault = readFlag(text, &wanted))
        return fault;
    if (wanted)
        return {};
    return Fault{QStringLiteral("cannot be switched off here")};
}

struct Option
{
    const char *name;
    const char *shortName;
    int most; ///< arguments; 0: any number
    Outcome (*read)(const Arguments &, const images::PresetList &, ImgproxyRequest *);
};

#define VITRINE_OPTION                                                                                       \
    [](const Arguments &a, [[maybe_unused]] const images::PresetList &presets,                               \
       [[maybe_unused]] ImgproxyRequest *r) -> Outcome
const Option Options[] = {
    {"resize", "rs", 8,
     VITRINE_OPTION{if (!a[0].isEmpty()){if (auto fault = readResizing(a[0], r)) return fault;
} // namespace
return readSize(a, 1, r);
} // namespace vitrine::origin
}
, {"size", "s", 7, VITRINE_OPTION{return readSize(a, 0, r);
}
}
, {"resizing_type", "rt", 1, VITRINE_OPTION{return readResizing(a[0], r);
}
}
, {"width", "w", 1, VITRINE_OPTION{return readWhole(a[0], MaxSidePx, &r->widthPx);
}
}
, {"height", "h", 1, VITRINE_OPTION{return readWhole(a[0], MaxSidePx, &r->heightPx);
}
}
, {"dpr", "dpr", 1, VITRINE_OPTION{return readNumber(a[0], 0.01, MaxDpr, &r->dpr);
}
}
, {"enlarge", "el", 1, VITRINE_OPTION{return readFlag(a[0], &r->enlarge);
}
}
, {"extend", "ex", 4, VITRINE_OPTION{return readExtend(a, 0, r);
}
}
, {"gravity", "g", 3, VITRINE_OPTION{return readGravity(a, 0, &r->gravity);
}
}
, {"crop", "c", 5, VITRINE_OPTION{return readCrop(a, r);
}
}
, {"padding", "pd", 4, VITRINE_OPTION{return readPadding(a, r);
}
}
, {"background", "bg", 3, VITRINE_OPTION{return readBackground(a, r);
}
}
, {"blur", "bl", 1, VITRINE_OPTION{return readNumber(a[0], 0, MaxSigma, &r->blurSigma);
}
}
, {"sharpen", "sh", 1, VITRINE_OPTION{return readNumber(a[0], 0, MaxSigma, &r->sharpenSigma);
}
}
, {"quality", "q", 1, VITRINE_OPTION{return readWhole(a[0], 100, &r->quality);
}
}
, {"format_quality", "fq", 0, VITRINE_OPTION{return readFormatQuality(a, r);
}
}
, {"max_bytes", "mb", 1, VITRINE_OPTION{return readWhole(a[0], 1 << 30, &r->maxBytes);
}
}
, {"format", "f", 1, VITRINE_OPTION{return readFormat(a[0], r);
}
}
, {"format", "ext", 1, VITRINE_OPTION{return readFormat(a[0], r);
}
}
, {"preset", "pr", 0, VITRINE_OPTION{return readPresets(a, presets, r);
}
}
, {"expires", "exp", 1, VITRINE_OPTION{r->expires = wholeNumber(a[0], 1ll << 50);
return r->expires ? Outcome{}
                  : Fault{QStringLiteral("'%1' is not a time in Unix seconds").arg(QString::fromUtf8(a[0]))};
}
}
, {"raw", "raw", 1, VITRINE_OPTION{return readFlag(a[0], &r->raw);
}
}
, {"cachebuster", "cb", 0, VITRINE_OPTION{Q_UNUSED(a);
return {};
}
}
, {"auto_rotate", "ar", 1, VITRINE_OPTION{return readAlways(a[0]);
}
}
, {"strip_metadata", "sm", 1, VITRINE_OPTION{return readAlways(a[0]);
}
}
, {"strip_color_profile", "scp", 1, VITRINE_OPTION{return readAlways(a[0]);
}
}
,
}
;
#undef VITRINE_OPTION

} // namespace

std::optional<Error> readImgproxyOption(QByteArrayView segment, const images::PresetList &presets,
                                        ImgproxyRequest *request)
{
    Arguments arguments;
    for (qsizetype begin = 0; begin <= segment.size();) {
        qsizetype end = segment.indexOf(':', begin);
        end = end < 0 ? segment.size() : end;
        arguments += segment.sliced(begin, end - begin);
        begin = end + 1;
    }
    const QByteArrayView name = arguments.takeFirst();
    const auto option = std::find_if(std::begin(Options), std::end(Options), [&](const Option &o) {
        return name == QByteArrayView(o.name) || name == QByteArrayView(o.shortName);
    });
    if (option == std::end(Options)) {
        QStringList known;
        for (const Option &o : Options)
            known += QLatin1String(o.shortName);
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("'%1' is not an option of this origin: %2 are")
                         .arg(QString::fromUtf8(name), known.join(QStringLiteral(", "))),
                     QString::fromUtf8(name),
                     {}};
    }
    Outcome fault;
    if (option->most > 0 && arguments.size() > option->most)
        fault = Fault{QStringLiteral("has more than %1 arguments").arg(option->most)};
    else
        fault = option->read(arguments, presets, request);
    if (!fault)
        return std::nullopt;
    return Error{ErrorCode::InvalidArgument,
                 QStringLiteral("%1: %2").arg(QLatin1String(option->name), fault->what),
                 QLatin1String(option->name),
                 {}};
}

std::optional<Error> readImgproxyExtension(QByteArrayView extension, ImgproxyRequest *request)
{
    if (const auto fault = readFormat(extension, request))
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("extension: %1").arg(fault->what),
                     QStringLiteral("format"),
                     {}};
    return std::nullopt;
}

} // namespace vitrine::origin
