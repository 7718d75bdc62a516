#pragma once

#include <QByteArray>
#include <QImage>
#include <QVector>

namespace vitrine::test {

/// What happens to a frame's pixels before the next is drawn (GIF89a, "Disposal Method").
enum class GifDisposal { Keep = 1, Background = 2, Previous = 3 };

struct GifFrame
{
    QImage indices; ///< Format_Indexed8 with at most four colours; one colour table for all frames
    QPoint place;
    int delayMs = 100;
    GifDisposal disposal = GifDisposal::Keep;
};

/// An animated GIF, which Qt cannot write. Index 3 is transparent. `repeats` as in the NETSCAPE block, 0: for ever.
QByteArray writeGif(QSize screen, const QVector<QRgb> &colours, const QVector<GifFrame> &frames, int repeats);

} // namespace vitrine::test
