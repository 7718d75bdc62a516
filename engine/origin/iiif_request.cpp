#include "origin/iiif_request.h"
#include "origin/target.h"

#include <cmath>
#include <numbers>

namespace vitrine::origin {

namespace {

using images::Size;

constexpr int MaxDigits = 12; ///< of one number: more pixels than any picture has

Error wrong(const char *parameter, const QString &what)
{
    return {ErrorCode::InvalidArgument, what, QLatin1String(parameter), {}};
}

/// Decimal digits alone (section 4: pixels are non-negative integers).
std::optional<qint64> wholeNumber(QStringView text)
{
    if (text.isEmpty() || text.size() > MaxDigits)
        return std::nullopt;
    qint64 value = 0;
    for (QChar c : text) {
        if (c < u'0' || c > u'9')
            return std::nullopt;
        value = value * 10 + (c.unicode() - '0');
    }
    return value;
}

/// Digits with at most one point (section 4.7): no sign, no exponent.
std::optional<double> decimal(QStringView text)
{
    int points = 0, digits = 0;
    for (QChar c : text) {
        points += c == u'.';
        digits += c >= u'0' && c <= u'9';
    }
    if (digits == 0 || points > 1 || points + digits != text.size() || text.size() > 2 * MaxDigits)
        return std::nullopt;
    return text.toDouble();
}

Result<IiifRequest::Region> parseRegion(const QString &text)
{
    using Kind = IiifRequest::Region::Kind;
    if (text == u"full")
        return IiifRequest::Region{};
    if (text == u"square")
        return IiifRequest::Region{Kind::Square};
    const bool percent = text.startsWith(u"pct:");
    const auto parts = QStringView(text).sliced(percent ? 4 : 0).split(u',');
    std::array<double, 4> numbers{};
    bool fine = parts.size() == 4;
    for (size_t i = 0; fine && i < numbers.size(); ++i) {
        const auto part = parts[qsizetype(i)];
        const auto whole = wholeNumber(part);
        const auto number = percent ? decimal(part)
                            : whole ? std::optional<double>(double(*whole))
                                    : std::nullopt;
        fine = number.has_value();
        numbers[i] = number.value_or(0);
    }
    if (!fine)
        return wrong("region",
                     QStringLiteral("'%1' is not full, square, x,y,w,h in pixels or pct:x,y,w,h").arg(text));
    if (numbers[2] == 0 || numbers[3] == 0)
        return wrong("region", QStringLiteral("'%1' is empty").arg(text));
    return IiifRequest::Region{percent ? Kind::Percent : Kind::Pixels, numbers[0], numbers[1], numbers[2],
                               numbers[3]};
}

Result<IiifRequest::Size> parseSize(const QString &text)
{
    using Kind = IiifRequest::Size::Kind;
    const auto malformed = [&text] {
        return wrong("size", QStringLiteral(
                                 "'%1' is not max, w, or ,h or w,h or !w,h or pct:n, each with or without ^")
                                 .arg(text));
    };
    IiifRequest::Size size;
    QStringView rest(text);
    size.upscale = rest.startsWith(u'^');
    rest = rest.sliced(size.upscale ? 1 : 0);
    if (rest == u"max")
        return size;
    if (rest.startsWith(u"pct:")) {
        const auto percent = decimal(rest.sliced(4));
        if (!percent)
            return malformed();
        size.kind = Kind::Percent;
        size.percent = *percent;
        if (*percent > 100 && !size.upscale)
            return wrong("size",
                         QStringLiteral("'%1' is more than the picture has; ^%1 enlarges it").arg(text));
        return size;
    }
    const bool confined = rest.startsWith(u'!');
    rest = rest.sliced(confined ? 1 : 0);
    const qsizetype comma = rest.indexOf(u',');
    if (comma < 0)
        return malformed();
    const QStringView width = rest.first(comma), height = rest.sliced(comma + 1);
    const auto w = wholeNumber(width), h = wholeNumber(height);
    if ((!w && !width.isEmpty()) || (!h && !height.isEmpty()) || (!w && !h) || (confined && !(w && h)))
        return malformed();
    if (w == 0 || h == 0)
        return wrong("size", QStringLiteral("'%1' is less than one pixel").arg(text));
    size.kind = confined ? Kind::Confined : w && h ? Kind::Exact : w ? Kind::Width : Kind::Height;
    size.widthPx = w.value_or(0);
    size.heightPx = h.value_or(0);
    return size;
}

Size scaled(Size region, double factor)
{
    return {int(std::lround(region.widthPx * factor)), int(std::lround(region.heightPx * factor))};
}

images::Operations::Region resolvedRegion(const IiifRequest::Region &asked, Size picture)
{
    using Kind = IiifRequest::Region::Kind;
    const double width = picture.widthPx, height = picture.heightPx;
    double left = 0, top = 0, right = width, bottom = height;
    if (asked.kind == Kind::Square) {
        const double side = std::min(width, height);
        left = std::floor((width - side) / 2);
        top = std::floor((height - side) / 2);
        right = left + side;
        bottom = top + side;
    } else if (asked.kind == Kind::Pixels) {
        left = asked.x;
        top = asked.y;
        right = asked.x + asked.width;
        bottom = asked.y + asked.height;
    } else if (asked.kind == Kind::Percent) {
        left = std::round(width * asked.x / 100);
        top = std::round(height * asked.y / 100);
        right = left + std::max(1.0, std::round(width * asked.width / 100));
        bottom = top + std::max(1.0, std::round(height * asked.height / 100));
    }
    if (left >= width || top >= height)
        return {};
    return {int(left), int(top), int(std::min(right, width) - left), int(std::min(bottom, height) - top)};
}

/// The wanted size by the form that it has; zero for a side below half a pixel.
Size resolvedSize(const IiifRequest::Size &asked, Size region, const RenderBounds &bounds)
{
    using Kind = IiifRequest::Size::Kind;
    const auto side = [](double pixels) { return int(std::lround(std::min(pixels, 1e9))); };
    const double width = region.widthPx, height = region.heightPx;
    switch (asked.kind) {
    case Kind::Max:
        return iiifMaxSize(region, bounds, asked.upscale);
    case Kind::Width:
        return {side(double(asked.widthPx)), side(height * double(asked.widthPx) / width)};
    case Kind::Height:
        return {side(width * double(asked.heightPx) / height), side(double(asked.heightPx))};
    case Kind::Percent:
        return {side(width * asked.percent / 100), side(height * asked.percent / 100)};
    case Kind::Exact:
        return {side(double(asked.widthPx)), side(double(asked.heightPx))};
    case Kind::Confined: {
        const Size most = iiifMaxSize(region, bounds, asked.upscale);
        const double factor = std::min({double(asked.widthPx) / width, double(asked.heightPx) / height});
        const Size size{side(width * factor), side(height * factor)};
        return size.widthPx <= most.widthPx && size.heightPx <= most.heightPx ? size : most;
    }
    }
    Q_UNREACHABLE();
}

QByteArray canonicalSize(Size size, Size region, const RenderBounds &bounds)
{
    const bool larger = size.widthPx > region.widthPx || size.heightPx > region.heightPx;
    if (size == iiifMaxSize(region, bounds, larger))
        return larger ? "^max" : "max";
    return (larger ? "^" : "") + QByteArray::number(size.widthPx) + ',' + QByteArray::number(size.heightPx);
}

QByteArray canonicalText(const IiifRequest &request, const IiifPlan &plan, Size picture,
                         const RenderBounds &bounds)
{
    const auto &region = plan.region;
    QByteArray text = region.width == picture.widthPx && region.height == picture.heightPx
                          ? QByteArray("full")
                          : QByteArray::number(region.left) + ',' + QByteArray::number(region.top) + ',' +
                                QByteArray::number(region.width) + ',' + QByteArray::number(region.height);
    text += '/' + canonicalSize(plan.size, {region.width, region.height}, bounds) + '/';
    text += request.mirror ? "!" : "";
    QByteArray angle = QByteArray::number(request.rotationDegrees, 'f', 6);
    while (angle.endsWith('0') && angle.contains('.'))
        angle.chop(1);
    text += angle.endsWith('.') ? angle.chopped(1) : angle;
    text += request.tone == images::Tone::Gray      ? "/gray."
            : request.tone == images::Tone::Bitonal ? "/bitonal."
                                                    : "/default.";
    return text + images::formatExtension(request.format).data();
}

/// The canvas that holds the turned picture.
bool rotationFits(Size size, double degrees, const RenderBounds &bounds)
{
    if (std::fmod(degrees, 90) == 0)
        return true;
    const double angle = degrees * std::numbers::pi / 180;
    const double cosine = std::abs(std::cos(angle)), sine = std::abs(std::sin(angle));
    return bounds.holds(std::llround(size.widthPx * cosine + size.heightPx * sine),
                        std::llround(size.widthPx * sine + size.heightPx * cosine));
}

} // namespace

Result<IiifRequest> IiifRequest::parse(QByteArrayView region, QByteArrayView size, QByteArrayView rotation,
                                       QByteArrayView quality, QByteArrayView format)
{
    IiifRequest request;
    const auto regionText = percentDecode(region, QStringLiteral("region"));
    if (!regionText)
        return regionText.error();
    auto parsedRegion = parseRegion(*regionText);
    if (!parsedRegion)
        return parsedRegion.error();
    request.region = *parsedRegion;

    const auto sizeText = percentDecode(size, QStringLiteral("size"));
    if (!sizeText)
        return sizeText.error();
    auto parsedSize = parseSize(*sizeText);
    if (!parsedSize)
        return parsedSize.error();
    request.size = *parsedSize;

    const auto rotationText = percentDecode(rotation, QStringLiteral("rotation"));
    if (!rotationText)
        return rotationText.error();
    request.mirror = rotationText->startsWith(u'!');
    const auto degrees = decimal(QStringView(*rotationText).sliced(request.mirror ? 1 : 0));
    if (!degrees || *degrees > 360)
        return wrong("rotation",
                     QStringLiteral("'%1' is not a number of degrees from 0 to 360, with or without !")
                         .arg(*rotationText));
    // A millionth of a degree moves no pixel: what is finer would only be one more variant.
    request.rotationDegrees = std::fmod(std::round(*degrees * 1e6) / 1e6, 360);

    if (quality == "gray")
        request.tone = images::Tone::Gray;
    else if (quality == "bitonal")
        request.tone = images::Tone::Bitonal;
    else if (quality != "default" && quality != "color")
        return wrong(
            "quality",
            QStringLiteral("'%1' is not default, color, gray or bitonal").arg(QString::fromUtf8(quality)));

    QStringList known;
    for (images::Format candidate : images::AllFormats) {
        const QLatin1String extension = images::formatExtension(candidate);
        if (format == QByteArrayView(extension.data(), extension.size())) {
            request.format = candidate;
            return request;
        }
        known += extension;
    }
    return wrong("format", QStringLiteral("'%1' is not one of %2")
                               .arg(QString::fromUtf8(format), known.join(QStringLiteral(", "))));
}

Size iiifMaxSize(Size region, const RenderBounds &bounds, bool upscale)
{
    const double width = region.widthPx, height = region.heightPx;
    const double factor = std::min(
        {bounds.sidePx / width, bounds.sidePx / height, std::sqrt(double(bounds.areaPx) / (width * height))});
    if (factor >= 1 && !upscale)
        return region;
    // Rounded, unless that is a pixel too much.
    const Size rounded = scaled(region, factor);
    if (bounds.holds(rounded.widthPx, rounded.heightPx) && rounded.widthPx > 0 && rounded.heightPx > 0)
        return rounded;
    return {std::max(1, int(width * factor)), std::max(1, int(height * factor))};
}

Result<IiifPlan> IiifPlan::make(const IiifRequest &request, Size picture, const RenderBounds &bounds)
{
    IiifPlan plan;
    plan.region = resolvedRegion(request.region, picture);
    if (plan.region.isWhole())
        return wrong("region", QStringLiteral("the region lies beside the picture, which has %1 x %2 pixels")
                                   .arg(picture.widthPx)
                                   .arg(picture.heightPx));
    const Size region{plan.region.width, plan.region.height};

    plan.size = resolvedSize(request.size, region, bounds);
    if (plan.size.widthPx < 1 || plan.size.heightPx < 1)
        return wrong("size", QStringLiteral("a side would be less than one pixel"));
    const bool larger = plan.size.widthPx > region.widthPx || plan.size.heightPx > region.heightPx;
    if (larger && !request.size.upscale)
        return wrong("size",
                     QStringLiteral("the region has only %1 x %2 pixels; ^ before the size enlarges it")
                         .arg(region.widthPx)
                         .arg(region.heightPx));
    if (!bounds.holds(plan.size.widthPx, plan.size.heightPx))
        return wrong("size", QStringLiteral("%1 x %2 pixels are too many: at most %3 a side and %4 in all")
                                 .arg(plan.size.widthPx)
                                 .arg(plan.size.heightPx)
                                 .arg(bounds.sidePx)
                                 .arg(bounds.areaPx));
    if (!rotationFits(plan.size, request.rotationDegrees, bounds))
        return wrong(
            "rotation",
            QStringLiteral("the turned picture would have too many pixels: at most %1 a side and %2 in all")
                .arg(bounds.sidePx)
                .arg(bounds.areaPx));

    images::Operations &operations = plan.operations;
    if (region != picture)
        operations.region = plan.region;
    operations.widthPx = plan.size.widthPx;
    operations.heightPx = plan.size.heightPx;
    operations.fit = images::Fit::Exact;
    operations.enlarge = larger;
    operations.mirror = request.mirror;
    operations.rotationDegrees = request.rotationDegrees;
    operations.tone = request.tone;
    operations.animated = false; // the API speaks of still pictures
    plan.canonical = canonicalText(request, plan, picture, bounds);
    return plan;
}

} // namespace vitrine::origin
