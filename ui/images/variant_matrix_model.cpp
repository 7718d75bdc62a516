#include "ui/images/variant_matrix_model.h"

#include "ui/style/theme.h"

#include <QLocale>

#include <algorithm>

namespace vitrine::ui {

using images::Format;
using images::Measured;

namespace {

Measured measured(const RenderedVariant &variant)
{
    return {variant.widthPx, variant.heightPx, variant.bytes.size(), variant.ssim};
}

std::optional<Measured> measuredJpeg(const VariantCell &jpeg)
{
    if (jpeg.state != VariantCell::Done)
        return std::nullopt;
    return measured(jpeg.variant);
}

} // namespace

QString formatTitle(Format format)
{
    switch (format) {
    case Format::Jpeg:
        return QStringLiteral("JPEG");
    case Format::Webp:
        return QStringLiteral("WebP");
    case Format::Avif:
        return QStringLiteral("AVIF");
    case Format::Png:
        return QStringLiteral("PNG");
    case Format::Gif:
        return QStringLiteral("GIF");
    }
    return {};
}

ScoreClass scoreClass(std::optional<double> ssim, double threshold)
{
    if (!ssim)
        return ScoreClass::None;
    if (*ssim < threshold)
        return ScoreClass::Poor;
    if (*ssim < 0.96)
        return ScoreClass::Fair;
    return *ssim < 0.98 ? ScoreClass::Good : ScoreClass::Excellent;
}

VariantMatrixModel::VariantMatrixModel(QObject *parent) : QAbstractTableModel(parent) {}

void VariantMatrixModel::setPresets(const QVector<images::Preset> &presets)
{
    beginResetModel();
    m_presets = presets;
    m_cells.clear();
    m_cells.resize(presets.size());
    endResetModel();
}

void VariantMatrixModel::setFormatShown(Format format, bool shown)
{
    const int column = firstColumn(format);
    if (shown == (column >= 0))
        return;
    if (!shown) {
        beginRemoveColumns({}, column, column + MetricCount - 1);
        m_formats.removeOne(format);
        endRemoveColumns();
    } else {
        const auto place = std::lower_bound(m_formats.begin(), m_formats.end(), format);
        const int first = 1 + int(place - m_formats.begin()) * MetricCount;
        beginInsertColumns({}, first, first + MetricCount - 1);
        m_formats.insert(place, format);
        endInsertColumns();
    }
    if (!m_presets.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0), {FlaggedRole});
}

void VariantMatrixModel::clear()
{
    for (auto &row : m_cells)
        row = {};
    if (!m_presets.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

VariantCell &VariantMatrixModel::cellRef(const VariantId &id)
{
    return m_cells[id.preset][size_t(id.format)];
}

const VariantCell &VariantMatrixModel::cell(const VariantId &id) const
{
    return m_cells.at(id.preset)[size_t(id.format)];
}

void VariantMatrixModel::changed(const VariantId &id)
{
    // The whole row: a JPEG decides whether its neighbours are flagged.
    emit dataChanged(index(id.preset, 0), index(id.preset, columnCount() - 1));
}

void VariantMatrixModel::setRendering(const VariantId &id)
{
    cellRef(id).state = VariantCell::Rendering;
    changed(id);
}

void VariantMatrixModel::setWaiting(const VariantId &id)
{
    cellRef(id) = {};
    changed(id);
}

void VariantMatrixModel::setResult(const VariantId &id, const Result<RenderedVariant> &result)
{
    if (result)
        cellRef(id) = {VariantCell::Done, *result, {}};
    else
        cellRef(id) = {VariantCell::Failed, {}, result.error()};
    changed(id);
}

images::Oddities VariantMatrixModel::oddities(const VariantId &id) const
{
    const VariantCell &it = cell(id);
    if (it.state != VariantCell::Done)
        return {};
    return images::judge(m_presets[id.preset], id.format, measured(it.variant),
                         measuredJpeg(cell({id.preset, Format::Jpeg})));
}

bool VariantMatrixModel::isFlagged(const VariantId &id) const
{
    return cell(id).state == VariantCell::Failed || oddities(id) != images::Oddities();
}

bool VariantMatrixModel::rowFlagged(int row) const
{
    return std::any_of(m_formats.begin(), m_formats.end(), [&](Format format) {
        return isFlagged({row, format});
    });
}

QString VariantMatrixModel::complaint(const VariantId &id) const
{
    const VariantCell &it = cell(id);
    if (it.state == VariantCell::Failed)
        return it.error.toString();
    return images::describe(oddities(id), m_presets[id.preset], measured(it.variant),
                            measuredJpeg(cell({id.preset, Format::Jpeg})))
        .join(QStringLiteral("; "));
}

QString VariantMatrixModel::encodingName(const VariantId &id) const
{
    if (id.format == Format::Png)
        return formatTitle(id.format);
    return QStringLiteral("%1 q%2")
        .arg(formatTitle(id.format))
        .arg(m_presets[id.preset].quality[size_t(id.format)]);
}

QString VariantMatrixModel::variantName(const VariantId &id) const
{
    return QStringLiteral("%1 · %2").arg(m_presets[id.preset].name, encodingName(id));
}

MatrixTotals VariantMatrixModel::totals() const
{
    MatrixTotals totals;
    qint64 jpegBytes = 0;
    qint64 webpBytes = 0;
    for (int row = 0; row < m_presets.size(); ++row) {
        for (const Format format : m_formats) {
            const VariantId id{row, format};
            const VariantCell &it = cell(id);
            ++totals.wanted;
            totals.flagged += isFlagged(id) ? 1 : 0;
            totals.failed += it.state == VariantCell::Failed ? 1 : 0;
            if (it.state != VariantCell::Done)
                continue;
            ++totals.done;
            totals.bytes += it.variant.bytes.size();
            if (it.variant.ssim && (!totals.worstScore || *it.variant.ssim < *totals.worstScore)) {
                totals.worstScore = it.variant.ssim;
                totals.worst = id;
            }
        }
        const VariantCell &jpeg = cell({row, Format::Jpeg});
        const VariantCell &webp = cell({row, Format::Webp});
        if (jpeg.state == VariantCell::Done && webp.state == VariantCell::Done) {
            jpegBytes += jpeg.variant.bytes.size();
            webpBytes += webp.variant.bytes.size();
        }
    }
    if (jpegBytes > 0)
        totals.webpSaving = 1.0 - double(webpBytes) / double(jpegBytes);
    return totals;
}

VariantId VariantMatrixModel::variantAt(int row, int column) const
{
    if (row < 0 || column < 1 || row >= rowCount() || column >= columnCount())
        return {};
    return {row, m_formats[(column - 1) / MetricCount]};
}

VariantMatrixModel::Metric VariantMatrixModel::metricOf(int column)
{
    return Metric((column - 1) % MetricCount);
}

int VariantMatrixModel::firstColumn(Format format) const
{
    const int place = int(m_formats.indexOf(format));
    return place < 0 ? -1 : 1 + place * MetricCount;
}

int VariantMatrixModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_presets.size());
}

int VariantMatrixModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1 + int(m_formats.size()) * MetricCount;
}

QVariant VariantMatrixModel::display(const VariantId &id, Metric metric) const
{
    const VariantCell &it = cell(id);
    if (it.state == VariantCell::Failed)
        return metric == Bytes ? it.error.what : QString();
    if (it.state != VariantCell::Done)
        return it.state == VariantCell::Rendering && metric == Bytes ? QStringLiteral("\u2026") : QString(); // no more than that fits
    switch (metric) {
    case PixelSize:
        return QStringLiteral("%1×%2").arg(it.variant.widthPx).arg(it.variant.heightPx);
    case Bytes:
        return formatBytes(it.variant.bytes.size());
    case Score:
        return it.variant.ssim ? QLocale().toString(*it.variant.ssim, 'f', 3) : QStringLiteral("–");
    case Time:
        return formatMicros(it.variant.renderTime.count());
    }
    return {};
}

QVariant VariantMatrixModel::sortValue(const VariantId &id, Metric metric) const
{
    const VariantCell &it = cell(id);
    if (it.state != VariantCell::Done)
        return {};
    switch (metric) {
    case PixelSize:
        return qint64(it.variant.widthPx) * it.variant.heightPx;
    case Bytes:
        return qint64(it.variant.bytes.size());
    case Score:
        return it.variant.ssim ? QVariant(*it.variant.ssim) : QVariant();
    case Time:
        return qint64(it.variant.renderTime.count());
    }
    return {};
}

QString VariantMatrixModel::spoken(const VariantId &id) const
{
    const VariantCell &it = cell(id);
    const QString name = variantName(id);
    if (it.state == VariantCell::Failed)
        return tr("%1: failed, %2").arg(name, it.error.toString());
    if (it.state != VariantCell::Done)
        return it.state == VariantCell::Rendering ? tr("%1: rendering").arg(name)
                                                  : tr("%1: waiting").arg(name);
    QStringList parts{tr("%1 by %2 pixels").arg(it.variant.widthPx).arg(it.variant.heightPx),
                      tr("%L1 bytes").arg(it.variant.bytes.size())};
    if (it.variant.ssim)
        parts += tr("SSIM %1").arg(QLocale().toString(*it.variant.ssim, 'f', 3));
    parts += formatMicros(it.variant.renderTime.count());
    if (isFlagged(id))
        parts += tr("flagged: %1").arg(complaint(id));
    return name + QStringLiteral(": ") + parts.join(QStringLiteral(", "));
}

QVariant VariantMatrixModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == FlaggedRole)
        return rowFlagged(index.row());
    const images::Preset &preset = m_presets[index.row()];
    if (index.column() == 0) {
        switch (role) {
        case Qt::DisplayRole:
            return preset.widthPx == preset.heightPx
                       ? QStringLiteral("%1 %2").arg(preset.widthPx).arg(images::fitName(preset.fit))
                       : QStringLiteral("%1×%2 %3")
                             .arg(preset.widthPx)
                             .arg(preset.heightPx)
                             .arg(images::fitName(preset.fit));
        case SortRole:
            return qint64(preset.widthPx) * preset.heightPx;
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole:
            return tr("%1: box of %2 by %3 pixels, %4")
                .arg(preset.name)
                .arg(preset.widthPx)
                .arg(preset.heightPx)
                .arg(images::fitName(preset.fit));
        default:
            return {};
        }
    }
    const VariantId id = variantAt(index.row(), index.column());
    const Metric metric = metricOf(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(id, metric);
    case SortRole:
        return sortValue(id, metric);
    case VariantRole:
        return QVariant::fromValue(id);
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return spoken(id);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant VariantMatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical) {
        const bool known = section >= 0 && section < m_presets.size();
        return known && role == Qt::DisplayRole ? QVariant(m_presets[section].name) : QVariant();
    }
    if (section < 0 || section >= columnCount())
        return {};
    if (section == 0) {
        if (role == Qt::ToolTipRole)
            return tr("The box that the preset fits pictures into. Click to sort, a third click restores the "
                      "order of the preset list.");
        return role == Qt::DisplayRole ? QVariant(tr("Box")) : QVariant();
    }
    static const std::array<const char *, MetricCount> titles{QT_TR_NOOP("Bytes"), QT_TR_NOOP("SSIM"),
                                                              QT_TR_NOOP("Time"), QT_TR_NOOP("Pixels")};
    const QString title = tr(titles[metricOf(section)]);
    const QString format =
        formatTitle(variantAt(0, section).isValid() ? variantAt(0, section).format
                                                    : m_formats[(section - 1) / MetricCount]);
    if (role == Qt::DisplayRole)
        return title;
    if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole)
        return tr("%1 of the %2 variants. Click to sort.").arg(title, format);
    return {};
}

} // namespace vitrine::ui
