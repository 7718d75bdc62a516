#include "catalog/focal_point.h"

#include <QCryptographicHash>

#include <cmath>
#include <mutex>

namespace vitrine::catalog {

namespace {

constexpr double Steps = 10'000;

} // namespace

std::optional<FocalPoint> makeFocalPoint(double x, double y)
{
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1))
        return std::nullopt;
    return FocalPoint{std::round(x * Steps) / Steps, std::round(y * Steps) / Steps};
}

QString toText(const FocalPoint &point)
{
    return QStringLiteral("%1 %2").arg(point.x, 0, 'g', 5).arg(point.y, 0, 'g', 5);
}

std::optional<FocalPoint> focalPointFromText(QStringView text)
{
    const auto parts = text.split(u' ');
    bool isX = false, isY = false;
    const double x = parts.value(0).toDouble(&isX), y = parts.value(1).toDouble(&isY);
    return parts.size() == 2 && isX && isY ? makeFocalPoint(x, y) : std::nullopt;
}

QByteArray revisionOf(const ImageId &image, const std::optional<FocalPoint> &focus)
{
    const QByteArray id = image.toString().toLatin1();
    if (!focus)
        return id.left(RevisionDigits);
    return QCryptographicHash::hash(id + ' ' + toText(*focus).toLatin1(), QCryptographicHash::Sha256).toHex().left(RevisionDigits);
}

std::optional<FocalPoint> FocalPoints::find(const ImageId &image) const
{
    std::shared_lock lock(m_mutex);
    return m_points.value(image);
}

bool FocalPoints::knows(const ImageId &image) const
{
    std::shared_lock lock(m_mutex);
    return m_points.contains(image);
}

void FocalPoints::apply(const std::vector<Change> &changes)
{
    std::unique_lock lock(m_mutex);
    for (const auto &[image, point] : changes)
        m_points.insert(image, point);
    m_count = m_points.size();
}

} // namespace vitrine::catalog
