#include "origin/accept.h"

namespace vitrine::origin {

namespace {

QByteArrayView nextPart(QByteArrayView *rest, char separator)
{
    const qsizetype end = rest->indexOf(separator);
    const QByteArrayView part = end < 0 ? *rest : rest->first(end);
    *rest = end < 0 ? QByteArrayView() : rest->sliced(end + 1);
    return part.trimmed();
}

bool same(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

/// "0.25" -> 250; -1 when it is not a qvalue.
int qvalue(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') ||
        (text.size() > 1 && text[1] != '.'))
        return -1;
    int value = (text[0] - '0') * 1000;
    int weight = 100;
    for (char c : text.sliced(std::min<qsizetype>(2, text.size()))) {
        if (c < '0' || c > '9')
            return -1;
        value += (c - '0') * weight;
        weight /= 10;
    }
    return value <= 1000 ? value : -1;
}

struct Match
{
    int quality = 0;
    int specificity = -1; ///< 0 */*, 1 type/*, 2 type/subtype
};

Match bestMatch(QByteArrayView accept, QByteArrayView mediaType)
{
    Match best;
    while (!accept.isEmpty()) {
        QByteArrayView element = nextPart(&accept, ',');
        const QByteArrayView range = nextPart(&element, ';');
        int quality = 1000;
        while (!element.isEmpty()) {
            const QByteArrayView parameter = nextPart(&element, ';');
            if (parameter.size() > 2 && (parameter[0] | 0x20) == 'q' && parameter[1] == '=')
                quality = qvalue(parameter.sliced(2));
        }
        if (quality < 0)
            continue;
        int specificity = -1;
        if (same(range, mediaType))
            specificity = 2;
        else if (range.endsWith("/*") && same(range.chopped(1), mediaType.first(mediaType.indexOf('/') + 1)))
            specificity = 1;
        else if (range == "*/*")
            specificity = 0;
        if (specificity > best.specificity || (specificity == best.specificity && quality > best.quality))
            best = {quality, specificity};
    }
    return best.specificity < 0 ? Match{} : best;
}

} // namespace

int acceptQuality(QByteArrayView accept, QByteArrayView mediaType)
{
    if (accept.trimmed().isEmpty())
        return 1000;
    return bestMatch(accept, mediaType).quality;
}

std::optional<images::Format> negotiateFormat(QByteArrayView accept)
{
    using images::Format;
    if (accept.trimmed().isEmpty())
        return Format::Jpeg;
    std::optional<Format> chosen;
    int quality = 0;
    for (Format format : {Format::Avif, Format::Webp, Format::Jpeg, Format::Png}) {
        const Match match = bestMatch(accept, images::formatMimeType(format));
        const bool named = match.specificity == 2;
        const bool everyClientReads = format == Format::Jpeg || format == Format::Png;
        if ((named || everyClientReads) && match.quality > quality) {
            quality = match.quality;
            chosen = format;
        }
    }
    return chosen;
}

} // namespace vitrine::origin
