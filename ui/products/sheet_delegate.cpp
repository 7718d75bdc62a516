#include "ui/products/sheet_delegate.h"

#include "catalog/product.h"
#include "ui/models/product_sheet_model.h"
#include "ui/style/theme.h"

#include <QPainter>

namespace vitrine::ui {

using catalog::ValueType;

namespace {

constexpr int Padding = 8;
constexpr int Box = 16;
constexpr int ProblemPixels = 11; ///< of the letters
constexpr int ProblemLines = 2;
constexpr int Sign = 13;
constexpr int LongestBeside = 110; ///< pixels of a value, which is cut then, beside the words of its origin

QFont smallFont(const QStyleOptionViewItem &option)
{
    QFont font = option.font;
    font.setPixelSize(ProblemPixels);
    return font;
}

int problemHeight(const QStyleOptionViewItem &option)
{
    return ProblemLines * QFontMetrics(smallFont(option)).lineSpacing() + 4;
}

} // namespace

QSize SheetDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool group = !index.parent().isValid();
    const int lines = index.data(ProductSheetModel::DiffersRole).toBool() ? 2 : 1;
    const int problem = index.data(ProductSheetModel::ProblemRole).toString().isEmpty() ? 0 : problemHeight(option);
    return {100, lines * option.fontMetrics.height() + (group ? 20 : 13) + problem};
}

void SheetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(option.font);
    if (!index.parent().isValid()) {
        paintGroup(painter, option, index);
    } else {
        painter->fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1,
                          tokens().hairline);
        QRect inner = option.rect.adjusted(Padding, 0, -Padding, -1);
        if (!index.data(ProductSheetModel::ProblemRole).toString().isEmpty()) {
            inner.setHeight(inner.height() - problemHeight(option));
            paintProblem(painter, option, index);
        }
        if (index.data(ProductSheetModel::DiffersRole).toBool()) { // what it is now, in a line of its own
            inner.setHeight(inner.height() - option.fontMetrics.height());
            if (index.column() == ProductSheetModel::ValueColumn)
                paintNow(painter, option, index);
        }
        if (index.column() == ProductSheetModel::Label)
            paintLabel(painter, inner, option, index);
        else
            paintValue(painter, inner, option, index);
    }
    painter->restore();
}

void SheetDelegate::paintGroup(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    QFont font = option.font;
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(tokens().text);
    if (index.column() != ProductSheetModel::Label)
        return;
    // A title may be longer than the first column, whose width the person chooses.
    const QRect room(option.rect.left() + Padding, option.rect.top() + 8, option.widget->width() - 2 * Padding, option.rect.height() - 10);
    painter->setClipping(false);
    const QString title = index.data().toString(), filled = index.data(ProductSheetModel::FilledRole).toString();
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, title);
    const int taken = QFontMetrics(font).horizontalAdvance(title) + Padding;
    painter->setFont(smallFont(option));
    painter->setPen(tokens().dim);
    painter->drawText(room.adjusted(taken, 1, 0, 1), Qt::AlignLeft | Qt::AlignVCenter, filled);
}

/// Across both columns, each of which paints its own part.
void SheetDelegate::paintProblem(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &colors = tokens();
    const int width = option.widget->width() - 2 * Padding;
    const QRect room(Padding, option.rect.bottom() - problemHeight(option), width, problemHeight(option) - 2);
    painter->save();
    painter->setClipRect(option.rect);
    painter->setFont(smallFont(option));
    painter->setPen(colors.bad);
    painter->drawPixmap(room.left(), room.top() + 1, iconPixmap(QStringLiteral("triangle-alert"), colors.bad, 12, painter->device()->devicePixelRatioF()));
    painter->drawText(room.adjusted(17, 0, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, index.data(ProductSheetModel::ProblemRole).toString());
    painter->restore();
}

QRect SheetDelegate::resetRect(const QRect &cell)
{
    return QRect(cell.right() - 28, cell.top(), 26, cell.height());
}

/// What is shown is not kept here: the tag says where it comes from. Returns what is left for the value.
QRect SheetDelegate::paintOrigin(QPainter *painter, const QRect &room, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &colors = tokens();
    const QString origin = index.data(ProductSheetModel::OriginRole).toString();
    if (index.data(ProductSheetModel::OverridesRole).toBool()) {
        painter->fillRect(QRect(option.rect.left() + 1, option.rect.top() + 5, 3, option.rect.height() - 11), colors.accent);
        const QRect reset = resetRect(option.rect);
        const QColor color = option.state & (QStyle::State_MouseOver | QStyle::State_HasFocus) ? colors.text : colors.dim;
        painter->drawPixmap(reset.center().x() - 6, room.center().y() - 6,
                            iconPixmap(QStringLiteral("rotate-ccw"), color, 13, painter->device()->devicePixelRatioF()));
        return room.adjusted(0, 0, -24, 0);
    }
    if (origin.isEmpty())
        return room;
    const QFont font = smallFont(option);
    painter->setFont(font);
    painter->setPen(colors.dim);
    if (index.data(ProductSheetModel::EmptyRole).toBool()) {
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(font).elidedText(origin, Qt::ElideRight, room.width()));
        return {};
    }
    // Where both do not fit a sign stands for the words, which the tooltip has.
    const int width = QFontMetrics(font).horizontalAdvance(origin) + 8;
    const int valueWidth = std::min(option.fontMetrics.horizontalAdvance(index.data().toString()) + 4, LongestBeside);
    if (valueWidth + width > room.width()) {
        painter->drawPixmap(room.right() - Sign + 1, room.center().y() - Sign / 2 + 1,
                            iconPixmap(QStringLiteral("link"), colors.dim, Sign, painter->device()->devicePixelRatioF()));
        return room.adjusted(0, 0, -Sign - 4, 0);
    }
    painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, origin);
    return room.adjusted(0, 0, -width, 0);
}

void SheetDelegate::paintNow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QRect line = option.rect.adjusted(Padding, 0, -Padding, -6);
    line.setTop(line.bottom() - option.fontMetrics.height());
    painter->setPen(tokens().warn);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(index.data(ProductSheetModel::NoteRole).toString(), Qt::ElideRight, line.width()));
}

void SheetDelegate::paintLabel(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Tokens &colors = tokens();
    QRect room = rect;
    const QString scope = index.data(ProductSheetModel::ScopeRole).toString();
    if (!scope.isEmpty()) {
        QFont small = option.font;
        small.setPixelSize(11);
        const int width = QFontMetrics(small).horizontalAdvance(scope) + 12;
        const QRect tag(room.right() - width + 1, room.center().y() - 8, width, 17);
        QColor fill = colors.accent;
        fill.setAlphaF(0.14f);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(tag, 8, 8);
        painter->setFont(small);
        painter->setPen(colors.text);
        painter->drawText(tag, Qt::AlignCenter, scope);
        room.setRight(tag.left() - 6);
    }
    painter->setFont(option.font);
    painter->setPen(colors.dim);
    const QString note = index.data(ProductSheetModel::NoteRole).toString();
    const bool differs = index.data(ProductSheetModel::DiffersRole).toBool();
    if (differs)
        painter->setPen(colors.warn);
    QString text = index.data().toString();
    if (differs)
        text.prepend(QStringLiteral("\u2260 "));
    else if (!note.isEmpty())
        text += u'\u2002' + note;
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, Qt::ElideRight, room.width()));
}

void SheetDelegate::paintValue(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Tokens &colors = tokens();
    const bool canEdit = index.flags() & (Qt::ItemIsEditable | Qt::ItemIsUserCheckable);
    if (canEdit && option.state & (QStyle::State_MouseOver | QStyle::State_HasFocus)) {
        // The frame says that a click or F2 edits here.
        const bool focused = option.state & QStyle::State_HasFocus;
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(focused ? colors.accent : colors.border, focused ? 2 : 1));
        painter->drawRoundedRect(QRectF(option.rect).adjusted(1.5, 1.5, -2.5, -2.5), 4, 4);
    }
    QRect room = paintOrigin(painter, rect, option, index);
    painter->setFont(option.font);
    const bool isMissing = index.data(ProductSheetModel::MissingRole).toBool();
    if (room.isEmpty())
        return;
    if (index.data(ProductSheetModel::EmptyRole).toBool()) {
        painter->setPen(isMissing ? colors.warn : colors.dim);
        if (isMissing) {
            painter->drawPixmap(room.left(), room.center().y() - 6, iconPixmap(QStringLiteral("circle-alert"), colors.warn, 14, painter->device()->devicePixelRatioF()));
            room.setLeft(room.left() + 20);
        }
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, isMissing ? tr("Missing") : QStringLiteral("\u2013"));
        return;
    }
    const bool isElsewhere = !index.data(ProductSheetModel::OriginRole).toString().isEmpty();
    const QVariant check = index.data(Qt::CheckStateRole);
    if (check.isValid()) {
        const bool on = check.toInt() == Qt::Checked;
        const QRect box(room.left(), room.center().y() - Box / 2 + 1, Box, Box);
        painter->setBrush(on ? colors.accent : colors.surface);
        painter->setPen(QPen(on ? colors.accent : colors.border, 1));
        painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        if (on)
            painter->drawPixmap(box.left() + 2, box.top() + 2,
                                iconPixmap(QStringLiteral("check"), colors.onAccent, Box - 4,
                                           painter->device()->devicePixelRatioF()));
        room.setLeft(box.right() + Padding);
    }
    painter->setPen(isElsewhere ? colors.dim : colors.text);
    if (isElsewhere) {
        QFont slanted = option.font;
        slanted.setItalic(true);
        painter->setFont(slanted);
    }
    QString text = index.data().toString().simplified();
    if (index.data(ProductSheetModel::IntegerRole).toBool() &&
        index.data(ProductSheetModel::CurrencyRole).toString().isEmpty())
        text = index.data().toString();
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, Qt::ElideRight, room.width()));
}

} // namespace vitrine::ui
