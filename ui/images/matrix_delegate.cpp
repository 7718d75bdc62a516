#include "ui/images/matrix_delegate.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QTableView>

namespace vitrine::ui {

namespace {

constexpr int Pad = 8;
constexpr int FlagSide = 12;

QColor mixed(const QColor &base, const QColor &tint, double share)
{
    const auto mix = [share](int a, int b) { return int(a + (b - a) * share); };
    return {mix(base.red(), tint.red()), mix(base.green(), tint.green()), mix(base.blue(), tint.blue())};
}

QColor scoreColour(ScoreClass score)
{
    switch (score) {
    case ScoreClass::Excellent:
    case ScoreClass::Good:
        return tokens().ok;
    case ScoreClass::Fair:
        return tokens().warn;
    case ScoreClass::Poor:
        return tokens().bad;
    case ScoreClass::None:
        break;
    }
    return tokens().surface;
}

/// Four bars, as many filled as the score is good: readable without colour.
void drawBars(QPainter *painter, const QRect &cell, ScoreClass score)
{
    const int filled = int(score);
    const int bottom = cell.center().y() + 6;
    for (int bar = 0; bar < 4; ++bar) {
        const int height = 3 + 3 * bar;
        const QRect rect(cell.left() + Pad + bar * 4, bottom - height, 3, height);
        painter->fillRect(rect, bar < filled ? scoreColour(score) : tokens().hairline);
    }
}

} // namespace

MatrixDelegate::MatrixDelegate(const VariantMatrixModel &matrix, QTableView *view)
    : QStyledItemDelegate(view), m_matrix(matrix), m_view(view)
{
}

void MatrixDelegate::setSides(const VariantId &a, const VariantId &b)
{
    m_a = a;
    m_b = b;
}

QRect MatrixDelegate::groupRect(const QModelIndex &index, const VariantId &id, const QRect &cell) const
{
    const int first = m_matrix.firstColumn(id.format);
    QRect group = cell;
    for (int column = first; column < first + VariantMatrixModel::MetricCount; ++column) {
        if (column == index.column())
            continue;
        const int left = m_view->columnViewportPosition(column);
        group |= QRect(left, cell.top(), m_view->columnWidth(column), cell.height());
    }
    return group;
}

void MatrixDelegate::paintFailure(QPainter *painter, const QRect &group, const QString &reason) const
{
    const QRect text = group.adjusted(Pad, 0, -Pad, 0);
    painter->setPen(tokens().bad);
    painter->drawText(
        text, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(QStringLiteral("✕ ") + reason, Qt::ElideRight, text.width()));
}

void MatrixDelegate::paintScore(QPainter *painter, const QRect &rect, const VariantId &id) const
{
    const VariantCell &cell = m_matrix.cell(id);
    if (cell.state == VariantCell::Done)
        drawBars(painter, rect,
                 scoreClass(cell.variant.ssim, images::scoreThreshold(m_matrix.presets()[id.preset])));
}

void MatrixDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const QRect &rect = option.rect;
    const VariantId id = index.data(VariantMatrixModel::VariantRole).value<VariantId>();
    const bool current = option.state.testFlag(QStyle::State_Selected);
    const Tokens &theme = tokens();
    painter->save();
    painter->setClipRect(rect, Qt::IntersectClip);
    painter->setFont(option.font);

    QColor background = theme.surface;
    const bool isB = id.isValid() && id == m_b;
    const bool isA = id.isValid() && id == m_a;
    const VariantCell *cell = id.isValid() ? &m_matrix.cell(id) : nullptr;
    const auto metric = VariantMatrixModel::metricOf(index.column());
    if (cell && cell->state == VariantCell::Done && metric == VariantMatrixModel::Score) {
        const ScoreClass score =
            scoreClass(cell->variant.ssim, images::scoreThreshold(m_matrix.presets()[id.preset]));
        if (score != ScoreClass::None)
            background = mixed(background, scoreColour(score), score == ScoreClass::Good ? 0.09 : 0.18);
    } else if (isB) {
        background = mixed(background, theme.accent, 0.14);
    }
    painter->fillRect(rect, background);
    painter->setPen(theme.hairline);
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    if (cell && metric == VariantMatrixModel::Bytes)
        painter->drawLine(rect.topLeft(), rect.bottomLeft());

    if (cell && cell->state == VariantCell::Failed) {
        paintFailure(painter, groupRect(index, id, rect), cell->error.what);
    } else {
        const bool faint =
            !cell || metric == VariantMatrixModel::PixelSize || metric == VariantMatrixModel::Time;
        painter->setPen(faint ? theme.dim : theme.text);
        const Qt::Alignment side = cell ? Qt::AlignRight : Qt::AlignLeft;
        painter->drawText(rect.adjusted(Pad, 0, -Pad, 0), side | Qt::AlignVCenter,
                          index.data(Qt::DisplayRole).toString());
    }
    if (cell && metric == VariantMatrixModel::Score)
        paintScore(painter, rect, id);
    if (cell && cell->state == VariantCell::Done) {
        const images::Oddities odd = m_matrix.oddities(id);
        const bool here =
            (metric == VariantMatrixModel::Score && odd.testFlag(images::Oddity::LowScore)) ||
            (metric == VariantMatrixModel::Bytes && odd.testFlag(images::Oddity::LargerThanJpeg)) ||
            (metric == VariantMatrixModel::PixelSize && odd.testFlag(images::Oddity::WrongSize));
        const int left = rect.left() + (metric == VariantMatrixModel::Score ? Pad + 19 : 4);
        if (here)
            painter->drawPixmap(left, rect.center().y() - FlagSide / 2,
                                iconPixmap(QStringLiteral("flag"), theme.bad, FlagSide,
                                           painter->device()->devicePixelRatioF()));
    }
    if (isA || isB) {
        const QRect group = groupRect(index, id, rect);
        painter->setPen(QPen(isB ? theme.accent : theme.warn, 2, isB ? Qt::SolidLine : Qt::DashLine));
        painter->drawRect(group.adjusted(1, 1, -1, -2));
    }
    if (current && option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(theme.accent, 1));
        painter->drawRect(rect.adjusted(3, 3, -4, -5));
    }
    painter->restore();
}

} // namespace vitrine::ui
