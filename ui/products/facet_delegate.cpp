#include "ui/products/facet_delegate.h"

#include "ui/style/row_plate.h"
#include "ui/style/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

namespace vitrine::ui {

namespace {
constexpr int Gap = 8;
constexpr int Box = 16;
} // namespace

FacetDelegate::FacetDelegate(int countRole, QObject *parent)
    : QStyledItemDelegate(parent), m_countRole(countRole)
{
}

QSize FacetDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {80, std::max(28, option.fontMetrics.height() + 10)};
}

void FacetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Tokens &colors = tokens();
    const bool checked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintRowPlate(painter, option);

    const QRect row = option.rect.adjusted(6, 0, -8, 0);
    const QRect box(row.left(), row.center().y() - Box / 2 + 1, Box, Box);
    painter->setBrush(checked ? colors.accent : colors.surface);
    painter->setPen(QPen(checked ? colors.accent : colors.border, 1));
    painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    if (checked)
        painter->drawPixmap(box.left() + 2, box.top() + 2,
                            iconPixmap(QStringLiteral("check"), colors.onAccent, Box - 4,
                                       painter->device()->devicePixelRatioF()));

    const QString count = QLocale().toString(index.data(m_countRole).toLongLong());
    const int countWidth = option.fontMetrics.horizontalAdvance(count);
    painter->setFont(option.font);
    painter->setPen(colors.dim);
    painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter, count);

    QFont font = option.font;
    font.setWeight(checked ? QFont::DemiBold : QFont::Normal);
    painter->setFont(font);
    painter->setPen(colors.text);
    const QRect label(box.right() + 1 + Gap, row.top(), row.right() - box.right() - 2 * Gap - countWidth,
                      row.height());
    painter->drawText(label, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, label.width()));
    painter->restore();
}

bool FacetDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &,
                                const QModelIndex &index)
{
    const bool clicked = event->type() == QEvent::MouseButtonRelease &&
                         static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton;
    const bool pressed =
        event->type() == QEvent::KeyPress && (static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space ||
                                              static_cast<QKeyEvent *>(event)->key() == Qt::Key_Return);
    if (!clicked && !pressed)
        return event->type() == QEvent::MouseButtonDblClick; // two toggles, not an expansion
    const bool checked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    return model->setData(index, checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

void makeFacetSearch(QLineEdit *field, const QString &placeholder, const QString &accessibleName)
{
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(accessibleName);
    field->setClearButtonEnabled(true);
    field->setMinimumHeight(30);
    field->setTextMargins(4, 0, 4, 0);
}

void makeFacetView(QAbstractItemView *view, const QString &accessibleName, int countRole)
{
    view->setItemDelegate(new FacetDelegate(countRole, view));
    view->setAccessibleName(accessibleName);
    view->setFrameShape(QFrame::NoFrame);
    view->setSelectionMode(QAbstractItemView::NoSelection);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->viewport()->setAutoFillBackground(false);
    view->setMouseTracking(true);
}

} // namespace vitrine::ui
