#pragma once

#include <QImage>

namespace vitrine::ui {

struct Difference
{
    QImage image;    ///< RGB32, |a - b| of each channel times the gain, black where the same
    int largest = 0; ///< of any channel, before the gain
    double mean = 0; ///< over all channels, before the gain
};

/// Compares pixel by pixel at the size of `b`; `a` is scaled to it when it differs. Any thread.
Difference difference(const QImage &a, const QImage &b, int gain);

/// A picture and its halves, so that a small view of a large picture is neither slow nor aliased.
class MipImage
{
public:
    MipImage() = default;
    explicit MipImage(QImage image); ///< any thread
    bool isNull() const { return m_levels.isEmpty(); }
    QSize size() const { return m_levels.isEmpty() ? QSize() : m_levels.first().size(); }
    const QImage &image() const { return m_levels.first(); }
    bool hasAlpha() const { return m_alpha; }
    /// The smallest level that is still at least as large as `zoom` asks for.
    const QImage &level(double zoom) const;

private:
    QVector<QImage> m_levels;
    bool m_alpha = false;
};

} // namespace vitrine::ui
