#pragma once

#include "images/format.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVector>

#include <chrono>
#include <optional>

namespace vitrine::images {

/// One variant of the matrix, rendered or failed.
struct MatrixRow
{
    QString preset;
    Format format = Format::Jpeg;
    QString fileName; ///< relative to the report; empty when there is none
    int widthPx = 0;
    int heightPx = 0;
    qint64 bytes = 0;
    std::chrono::microseconds renderTime{0};
    std::optional<double> ssim;
    QString error; ///< why there is no variant; empty when there is one
};

/// What a picture came to in every preset and format: written beside the variants by `vitrined matrix`. A
/// value.
class MatrixReport
{
public:
    /// `picture` is what the person called it: a file's name or an original's id.
    MatrixReport(QString picture, QVector<MatrixRow> rows);

    struct FormatTotal
    {
        Format format = Format::Jpeg;
        int rendered = 0;
        int failed = 0;
        qint64 bytes = 0;
        std::chrono::microseconds renderTime{0};
        std::optional<double> worstSsim;
        /// Bytes against the JPEGs of the same presets, 0.27: 27 % fewer; none without such pairs.
        std::optional<double> saving;
    };
    QVector<FormatTotal> totals() const; ///< of the formats that occur, in the order of AllFormats
    /// Why a row deserves a look; empty when it does not. A failed row names its error.
    QStringList oddities(const MatrixRow &row) const;

    /// {"picture","variants":[…],"totals":[…]}; indented, the rows in their order.
    QByteArray toJson() const;
    /// One page without anything from elsewhere except the variants' own files as thumbnails; the table sorts
    /// by a click or by keyboard; light and dark.
    QByteArray toHtml() const;

private:
    const MatrixRow *jpegOf(const QString &preset) const;

    QString m_picture;
    QVector<MatrixRow> m_rows;
};

} // namespace vitrine::images
