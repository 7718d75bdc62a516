#pragma once

#include "images/outliers.h"
#include "ui/bridge/session.h"

#include <QAbstractTableModel>

#include <array>

namespace vitrine::ui {

/// One cell group of the matrix: a preset (by its place in the list) in a format.
struct VariantId
{
    int preset = -1;
    images::Format format = images::Format::Jpeg;
    bool isValid() const { return preset >= 0; }
    friend bool operator==(const VariantId &, const VariantId &) = default;
};

struct VariantCell
{
    enum State { Waiting, Rendering, Done, Failed };
    State state = Waiting;
    RenderedVariant variant; ///< when Done
    Error error;             ///< when Failed
};

/// How good a score is, in four steps that are also drawn as bars.
enum class ScoreClass { None, Poor, Fair, Good, Excellent };
ScoreClass scoreClass(std::optional<double> ssim, double threshold);

/// What the summary line says.
struct MatrixTotals
{
    int wanted = 0;
    int done = 0;
    int failed = 0;
    int flagged = 0; ///< with the failed ones
    qint64 bytes = 0;
    std::optional<double> webpSaving; ///< 0.27: 27 % smaller than the JPEGs of the same presets
    std::optional<double> worstScore;
    VariantId worst;
};

/// Every preset (rows) in every shown format (groups of columns). A value holder: it renders nothing. GUI
/// thread.
class VariantMatrixModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Metric { Bytes, Score, Time, PixelSize };
    static constexpr int MetricCount = 4;
    enum Role {
        SortRole = Qt::UserRole, ///< numbers; unknown values are invalid
        VariantRole,             ///< VariantId of the cell; invalid in the first column
        FlaggedRole,             ///< of a row: any shown cell failed or is an outlier
    };

    explicit VariantMatrixModel(QObject *parent = nullptr);

    void setPresets(const QVector<images::Preset> &presets);
    const QVector<images::Preset> &presets() const { return m_presets; }
    /// Adds or removes the column group; what was measured is kept.
    void setFormatShown(images::Format format, bool shown);
    const QVector<images::Format> &formats() const { return m_formats; }

    void clear(); ///< every cell waits again
    void setRendering(const VariantId &id);
    void setWaiting(const VariantId &id);
    void setResult(const VariantId &id, const Result<RenderedVariant> &result);

    const VariantCell &cell(const VariantId &id) const;
    images::Oddities oddities(const VariantId &id) const;
    /// What is wrong with the cell, for a person; empty when nothing is.
    QString complaint(const VariantId &id) const;
    bool isFlagged(const VariantId &id) const;
    QString encodingName(const VariantId &id) const; ///< "WebP q78"
    QString variantName(const VariantId &id) const;  ///< "card-540 · WebP q78"
    MatrixTotals totals() const;

    /// The cell of a column (invalid for the first) and what the column shows.
    VariantId variantAt(int row, int column) const;
    static Metric metricOf(int column);
    /// The column where the group of `format` begins, or -1 when it is not shown.
    int firstColumn(images::Format format) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    VariantCell &cellRef(const VariantId &id);
    void changed(const VariantId &id);
    QVariant display(const VariantId &id, Metric metric) const;
    QVariant sortValue(const VariantId &id, Metric metric) const;
    QString spoken(const VariantId &id) const;
    bool rowFlagged(int row) const;

    QVector<images::Preset> m_presets;
    QVector<images::Format> m_formats{images::Format::Jpeg, images::Format::Webp};
    QVector<std::array<VariantCell, images::AllFormats.size()>> m_cells;
};

/// "JPEG", "WebP": how people write it.
QString formatTitle(images::Format format);

} // namespace vitrine::ui

Q_DECLARE_METATYPE(vitrine::ui::VariantId)
