#include "app/server/bench/picture_measures.h"

#include "images/ssim.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>

namespace vitrine::app {

namespace {

constexpr int ProgramMs = 120'000;

QString programOf(Measure measure)
{
    switch (measure) {
    case Measure::Butteraugli:
        return QStringLiteral("butteraugli_main");
    case Measure::Ssimulacra:
        return QStringLiteral("ssimulacra_main");
    case Measure::Score:
    case Measure::Ssim:
        break;
    }
    return {};
}

images::Luma lumaOf(const images::RgbPicture &picture)
{
    images::Luma luma{{}, picture.widthPx, picture.heightPx};
    for (std::size_t i = 0; i + 2 < picture.samples.size(); i += 3) // ITU-R BT.601 in 8 bits
        luma.samples.push_back(std::uint8_t((77 * picture.samples[i] + 150 * picture.samples[i + 1] + 29 * picture.samples[i + 2] + 128) >> 8));
    return luma;
}

bool writePpm(const QString &path, const images::RgbPicture &picture)
{
    QFile file(path);
    const QByteArray head = QStringLiteral("P6\n%1 %2\n255\n").arg(picture.widthPx).arg(picture.heightPx).toLatin1();
    const auto size = qint64(picture.samples.size());
    return file.open(QIODevice::WriteOnly) && file.write(head) == head.size() &&
           file.write(reinterpret_cast<const char *>(picture.samples.data()), size) == size && file.flush();
}

} // namespace

QString measureName(Measure measure)
{
    switch (measure) {
    case Measure::Score:
        return QStringLiteral("score");
    case Measure::Ssim:
        return QStringLiteral("SSIM");
    case Measure::Butteraugli:
        return QStringLiteral("butteraugli distance");
    case Measure::Ssimulacra:
        return QStringLiteral("SSIMULACRA distance");
    }
    return {};
}

QVector<Measure> availableMeasures()
{
    QVector<Measure> measures{Measure::Score, Measure::Ssim};
    for (const Measure measure : {Measure::Butteraugli, Measure::Ssimulacra}) {
        if (!QStandardPaths::findExecutable(programOf(measure)).isEmpty())
            measures.append(measure);
    }
    return measures;
}

Result<double> PictureMeasures::of(Measure measure, const images::RgbPicture &reference, const images::RgbPicture &other) const
{
    if (measure == Measure::Score)
        return images::perceptualScore(reference, other);
    if (measure == Measure::Ssim)
        return images::meanSsim(lumaOf(reference), lumaOf(other));
    const QString first = m_scratch.filePath(QStringLiteral("reference.ppm")), second = m_scratch.filePath(QStringLiteral("other.ppm"));
    if (!writePpm(first, reference) || !writePpm(second, other))
        return Error{ErrorCode::Io, QStringLiteral("a picture to measure cannot be written"), m_scratch.path(), QStringLiteral("Free some space there")};
    QProcess program;
    program.start(programOf(measure), {first, second});
    program.waitForFinished(ProgramMs);
    // The last word: the distance, or "3-norm: " and the distance.
    const QByteArray said = program.readAllStandardOutput().trimmed();
    bool isNumber = false;
    const double distance = said.sliced(said.lastIndexOf(said.contains(' ') ? ' ' : '\n') + 1).toDouble(&isNumber);
    if (program.exitStatus() != QProcess::NormalExit || program.exitCode() != 0 || !isNumber)
        return Error{ErrorCode::Internal, QStringLiteral("%1 failed: %2").arg(programOf(measure), QString::fromLocal8Bit(program.readAllStandardError()).right(300)), {}, {}};
    return -distance;
}

} // namespace vitrine::app
