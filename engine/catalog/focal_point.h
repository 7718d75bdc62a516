#pragma once

#include "catalog/product.h"

#include <QByteArray>
#include <QHash>

#include <atomic>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <vector>

namespace vitrine::catalog {

/// Rounded to ten-thousandths, which no crop shows; nothing for what lies outside of the picture or is no number.
std::optional<FocalPoint> makeFocalPoint(double x, double y);
/// "0.25 0.4": for a field of an edit, and for people.
QString toText(const FocalPoint &point);
std::optional<FocalPoint> focalPointFromText(QStringView text);

inline constexpr qsizetype RevisionDigits = 8;
/// The first digits of what an address that may be cached for ever is told by: the picture and its focal point.
QByteArray revisionOf(const ImageId &image, const std::optional<FocalPoint> &focus);

/// The focal points of a catalog's pictures, in memory: who answers for a picture has no time to ask a store. Where
/// several products show one picture, the one that was changed last says where its focal point is. Thread-safe.
class FocalPoints
{
public:
    using Change = std::pair<ImageId, std::optional<FocalPoint>>;

    bool isEmpty() const { return m_count == 0; }
    std::optional<FocalPoint> find(const ImageId &image) const;
    /// Whether it has one, or had one since the catalog was opened.
    bool knows(const ImageId &image) const;
    void apply(const std::vector<Change> &changes);

private:
    mutable std::shared_mutex m_mutex;
    QHash<ImageId, std::optional<FocalPoint>> m_points;
    std::atomic<qsizetype> m_count{0};
};

} // namespace vitrine::catalog
