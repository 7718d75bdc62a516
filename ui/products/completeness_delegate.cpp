#include "ui/products/completeness_delegate.h"

#include "ui/models/completeness_model.h"
#include "ui/style/row_plate.h"
#include "ui/style/share_bar.h"
#include "ui/style/theme.h"

#include <QLocale>
#include <QPainter>

namespace vitrine::ui {

namespace {
constexpr int Padding = 6;
constexpr int Bar = 8;
constexpr int Sign = 14;
} // namespace

QSize CompletenessDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {120, std::max(28, option.fontMetrics.height() + 10)};
}

void CompletenessDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &colors = tokens();
    const qreal ratio = painter->device()->devicePixelRatioF();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintRowPlate(painter, option);
    QRect room = option.rect.adjusted(Padding, 0, -Padding, 0);
    painter->setFont(option.font);
    const bool isPlace = index.data(CompletenessModel::CodeRole).toString().isEmpty();
    if (!isPlace) {
        const bool isInvalid = index.data(CompletenessModel::InvalidRole).toBool();
        const QColor color = isInvalid ? colors.bad : colors.warn;
        painter->drawPixmap(room.left(), room.center().y() - Sign / 2 + 1,
                            iconPixmap(isInvalid ? QStringLiteral("triangle-alert") : QStringLiteral("circle-alert"), color, Sign, ratio));
        room.setLeft(room.left() + Sign + 6);
        const QString said = isInvalid ? tr("against a rule") : tr("missing");
        const int saidWidth = option.fontMetrics.horizontalAdvance(said);
        painter->setPen(color);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, said);
        room.setRight(room.right() - saidWidth - 8);
        painter->setPen(colors.text);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, room.width()));
        painter->restore();
        return;
    }
    const qint64 filled = index.data(CompletenessModel::FilledRole).toLongLong(), required = index.data(CompletenessModel::RequiredRole).toLongLong();
    const QLocale locale;
    const bool isComplete = filled >= required;
    const QString figures = isComplete ? tr("complete") : tr("%1 of %2").arg(locale.toString(filled), locale.toString(required));
    const int figuresWidth = option.fontMetrics.horizontalAdvance(tr("%1 of %2").arg(locale.toString(required), locale.toString(required)));
    const int width = std::max(figuresWidth, option.fontMetrics.horizontalAdvance(tr("complete")) + Sign + 4);
    QRect right(room.right() - width + 1, room.top(), width, room.height());
    if (isComplete) {
        painter->drawPixmap(right.left(), room.center().y() - Sign / 2 + 1, iconPixmap(QStringLiteral("circle-check"), colors.ok, Sign, ratio));
        right.setLeft(right.left() + Sign + 4);
    }
    painter->setPen(isComplete ? colors.ok : colors.text);
    painter->drawText(right, (isComplete ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter, figures);
    const int nameWidth = std::max(90, (room.width() - width) / 2 - 12);
    painter->setPen(colors.text);
    painter->drawText(QRect(room.left(), room.top(), nameWidth, room.height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, nameWidth));
    const QRect bar(room.left() + nameWidth + 8, room.center().y() - Bar / 2 + 1, room.width() - width - nameWidth - 20, Bar);
    if (bar.width() > 20)
        paintShareBar(painter, bar, filled, required);
    painter->restore();
}

} // namespace vitrine::ui
