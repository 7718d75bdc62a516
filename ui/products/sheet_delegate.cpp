#include "ui/products/sheet_delegate.h"

#include "catalog/product.h"
#include "ui/models/money_text.h"
#include "ui/models/product_sheet_model.h"
#include "ui/style/theme.h"

#include <QDateEdit>
#include <QDoubleValidator>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPlainTextEdit>

namespace vitrine::ui {

using catalog::ValueType;

namespace {

constexpr int Padding = 8;
constexpr int Box = 16;
constexpr int LongText = 80;
constexpr int TallEditor = 132;

bool isLong(const QModelIndex &index)
{
    const QString text = index.data(Qt::EditRole).toString();
    return ValueType(index.data(ProductSheetModel::TypeRole).toInt()) == ValueType::Text &&
           (text.size() > LongText || text.contains(u'\n'));
}

QString numberForEditing(double number)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(number, 'g', QLocale::FloatingPointShortest);
}

} // namespace

QSize SheetDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool group = !index.parent().isValid();
    const int lines = index.data(ProductSheetModel::DiffersRole).toBool() ? 2 : 1;
    return {100, lines * option.fontMetrics.height() + (group ? 20 : 13)};
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
    painter->drawText(option.rect.adjusted(Padding, 8, -Padding, -2), Qt::AlignLeft | Qt::AlignVCenter,
                      index.data().toString());
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
    QRect room = rect;
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
    painter->setPen(colors.text);
    QString text = index.data().toString().simplified();
    if (index.data(ProductSheetModel::IntegerRole).toBool() &&
        index.data(ProductSheetModel::CurrencyRole).toString().isEmpty())
        text = index.data().toString();
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, Qt::ElideRight, room.width()));
}

QWidget *SheetDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                     const QModelIndex &index) const
{
    const QString name = index.siblingAtColumn(ProductSheetModel::Label).data().toString();
    const auto type = ValueType(index.data(ProductSheetModel::TypeRole).toInt());
    QWidget *editor = nullptr;
    if (type == ValueType::Date) {
        auto *date = new QDateEdit(parent);
        date->setCalendarPopup(true);
        editor = date;
    } else if (isLong(index)) {
        auto *text = new QPlainTextEdit(parent);
        text->setTabChangesFocus(true);
        editor = text;
    } else {
        auto *line = new QLineEdit(parent);
        if (type == ValueType::Number) {
            const bool integer = index.data(ProductSheetModel::IntegerRole).toBool();
            const QString currency = index.data(ProductSheetModel::CurrencyRole).toString();
            const int decimals = !currency.isEmpty() ? currencyDecimals(currency) : integer ? 0 : 9;
            auto *validator = new QDoubleValidator(integer ? 0 : -1e15, 1e15, decimals, line);
            validator->setNotation(integer ? QDoubleValidator::StandardNotation
                                           : QDoubleValidator::ScientificNotation);
            line->setValidator(validator);
        }
        editor = line;
    }
    editor->setAccessibleName(name);
    editor->setAutoFillBackground(true);
    return editor;
}

void SheetDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const QVariant value = index.data(Qt::EditRole);
    if (auto *date = qobject_cast<QDateEdit *>(editor)) {
        date->setDate(value.toDate());
    } else if (auto *text = qobject_cast<QPlainTextEdit *>(editor)) {
        text->setPlainText(value.toString());
        text->selectAll();
    } else if (auto *line = qobject_cast<QLineEdit *>(editor)) {
        const QString currency = index.data(ProductSheetModel::CurrencyRole).toString();
        if (!currency.isEmpty())
            line->setText(moneyForEditing(value.toLongLong(), currency));
        else if (ValueType(index.data(ProductSheetModel::TypeRole).toInt()) == ValueType::Number)
            line->setText(numberForEditing(value.toDouble()));
        else
            line->setText(value.toString());
        line->selectAll();
    }
}

void SheetDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (const auto *date = qobject_cast<QDateEdit *>(editor)) {
        model->setData(index, date->date(), Qt::EditRole);
    } else if (const auto *text = qobject_cast<QPlainTextEdit *>(editor)) {
        model->setData(index, text->toPlainText(), Qt::EditRole);
    } else if (const auto *line = qobject_cast<QLineEdit *>(editor)) {
        const QString currency = index.data(ProductSheetModel::CurrencyRole).toString();
        if (!currency.isEmpty()) {
            if (const auto minor = parseMoney(line->text(), currency))
                model->setData(index, double(*minor), Qt::EditRole);
            return;
        }
        if (ValueType(index.data(ProductSheetModel::TypeRole).toInt()) != ValueType::Number) {
            model->setData(index, line->text(), Qt::EditRole);
            return;
        }
        bool ok = false;
        const double number = QLocale().toDouble(line->text(), &ok);
        if (ok)
            model->setData(index, number, Qt::EditRole);
    }
}

void SheetDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                         const QModelIndex &index) const
{
    QRect place = option.rect.adjusted(1, 0, -1, -1);
    if (isLong(index)) {
        // Over the rows below (or above, at the end), as wide as the sheet.
        const QRect view = option.widget->rect();
        place = QRect(2, place.top(), view.width() - 4, TallEditor);
        place.moveBottom(std::min(place.bottom(), view.bottom() - 2));
    }
    editor->setGeometry(place);
}

bool SheetDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                                const QModelIndex &index)
{
    const QVariant check = index.data(Qt::CheckStateRole);
    if (!check.isValid())
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    const bool clicked = event->type() == QEvent::MouseButtonRelease &&
                         static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton;
    const bool pressed =
        event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space;
    if (!clicked && !pressed)
        return false;
    return model->setData(index, check.toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked,
                          Qt::CheckStateRole);
}

bool SheetDelegate::eventFilter(QObject *watched, QEvent *event)
{
    auto *text = qobject_cast<QPlainTextEdit *>(watched);
    if (text && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && !(key->modifiers() & Qt::ControlModifier))
            return false; // a new line; Ctrl+Enter is done
        if (enter) {
            emit commitData(text);
            emit closeEditor(text);
            return true;
        }
    }
    return QStyledItemDelegate::eventFilter(watched, event);
}

} // namespace vitrine::ui
