#include "images/matrix_report.h"

#include "images/outliers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace vitrine::images {

namespace {

Measured measured(const MatrixRow &row)
{
    return {row.widthPx, row.heightPx, row.bytes, row.ssim};
}

QJsonValue orNull(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

} // namespace

MatrixReport::MatrixReport(QString picture, QVector<MatrixRow> rows)
    : m_picture(std::move(picture)), m_rows(std::move(rows))
{
}

const MatrixRow *MatrixReport::jpegOf(const QString &preset) const
{
    const auto jpeg = std::find_if(m_rows.begin(), m_rows.end(), [&preset](const MatrixRow &row) {
        return row.format == Format::Jpeg && row.preset == preset && row.error.isEmpty();
    });
    return jpeg == m_rows.end() ? nullptr : &*jpeg;
}

QStringList MatrixReport::oddities(const MatrixRow &row) const
{
    if (!row.error.isEmpty())
        return {row.error};
    // The report knows what came out and not the box: the size as it is stands for it.
    Preset asRendered;
    asRendered.name = row.preset;
    asRendered.widthPx = row.widthPx;
    asRendered.heightPx = row.heightPx;
    const MatrixRow *jpeg = jpegOf(row.preset);
    const std::optional<Measured> other = jpeg ? std::optional(measured(*jpeg)) : std::nullopt;
    return describe(judge(asRendered, row.format, measured(row), other), asRendered, measured(row), other);
}

QVector<MatrixReport::FormatTotal> MatrixReport::totals() const
{
    QVector<FormatTotal> totals;
    for (const Format format : AllFormats) {
        FormatTotal total;
        total.format = format;
        qint64 paired = 0;
        qint64 pairedJpeg = 0;
        for (const MatrixRow &row : m_rows) {
            if (row.format != format)
                continue;
            if (!row.error.isEmpty()) {
                ++total.failed;
                continue;
            }
            ++total.rendered;
            total.bytes += row.bytes;
            total.renderTime += row.renderTime;
            if (row.ssim)
                total.worstSsim = std::min(*row.ssim, total.worstSsim.value_or(1));
            if (const MatrixRow *jpeg = jpegOf(row.preset)) {
                paired += row.bytes;
                pairedJpeg += jpeg->bytes;
            }
        }
        if (format != Format::Jpeg && pairedJpeg > 0)
            total.saving = 1 - double(paired) / double(pairedJpeg);
        if (total.rendered + total.failed > 0)
            totals += total;
    }
    return totals;
}

QByteArray MatrixReport::toJson() const
{
    QJsonArray variants;
    for (const MatrixRow &row : m_rows) {
        QJsonObject variant{{QStringLiteral("preset"), row.preset},
                            {QStringLiteral("format"), QString(formatName(row.format))}};
        if (row.error.isEmpty()) {
            variant.insert(QStringLiteral("file"), row.fileName);
            variant.insert(QStringLiteral("width"), row.widthPx);
            variant.insert(QStringLiteral("height"), row.heightPx);
            variant.insert(QStringLiteral("bytes"), row.bytes);
            variant.insert(QStringLiteral("renderMicros"), qint64(row.renderTime.count()));
            variant.insert(QStringLiteral("ssim"), orNull(row.ssim));
            variant.insert(QStringLiteral("oddities"), QJsonArray::fromStringList(oddities(row)));
        } else {
            variant.insert(QStringLiteral("error"), row.error);
        }
        variants.append(variant);
    }
    QJsonArray sums;
    for (const FormatTotal &total : totals())
        sums.append(QJsonObject{{QStringLiteral("format"), QString(formatName(total.format))},
                                {QStringLiteral("rendered"), total.rendered},
                                {QStringLiteral("failed"), total.failed},
                                {QStringLiteral("bytes"), total.bytes},
                                {QStringLiteral("renderMicros"), qint64(total.renderTime.count())},
                                {QStringLiteral("worstSsim"), orNull(total.worstSsim)},
                                {QStringLiteral("saving"), orNull(total.saving)}});
    return QJsonDocument(QJsonObject{{QStringLiteral("picture"), m_picture},
                                     {QStringLiteral("variants"), variants},
                                     {QStringLiteral("totals"), sums}})
        .toJson();
}

} // namespace vitrine::images
