// The editors of a product's sheet.
#include "ui/products/sheet_delegate.h"

#include "catalog/product.h"
#include "ui/models/money_text.h"
#include "ui/models/product_sheet_model.h"
#include "ui/products/rule_hint.h"

#include <QComboBox>
#include <QCompleter>
#include <QDateEdit>
#include <QDoubleValidator>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QPointer>

namespace vitrine::ui {

using catalog::ValueType;

namespace {

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

bool isChoice(const QModelIndex &index)
{
    return !index.data(ProductSheetModel::OptionsRole).toStringList().isEmpty() ||
           ValueType(index.data(ProductSheetModel::TypeRole).toInt()) == ValueType::Boolean;
}

/// What is allowed, found by any part of it. Data: the value; nothing: without one.
QComboBox *makeChoice(QWidget *parent, const QModelIndex &index)
{
    auto *choice = new QComboBox(parent);
    choice->setEditable(true);
    choice->setInsertPolicy(QComboBox::NoInsert);
    choice->completer()->setCompletionMode(QCompleter::PopupCompletion);
    choice->completer()->setFilterMode(Qt::MatchContains);
    choice->setMaxVisibleItems(16);
    if (index.data(ProductSheetModel::RemovableRole).toBool())
        choice->addItem(SheetDelegate::tr("(no value)"));
    const auto *model = qobject_cast<const ProductSheetModel *>(index.model());
    const QStringList options = index.data(ProductSheetModel::OptionsRole).toStringList();
    if (options.isEmpty()) {
        choice->addItem(SheetDelegate::tr("Yes"), true);
        choice->addItem(SheetDelegate::tr("No"), false);
    }
    for (const QString &option : options)
        choice->addItem(model && model->isFamily(index) ? model->schema().familyLabel(option) : option, option);
    return choice;
}

/// What has been typed or chosen so far, as the model takes it; invalid: nothing that is a value.
QVariant typedIn(const QWidget *editor, const QModelIndex &index)
{
    if (const auto *date = qobject_cast<const QDateEdit *>(editor))
        return date->date();
    if (const auto *text = qobject_cast<const QPlainTextEdit *>(editor))
        return text->toPlainText();
    if (const auto *choice = qobject_cast<const QComboBox *>(editor)) {
        const int known = choice->findText(choice->currentText(), Qt::MatchFixedString);
        if (known >= 0)
            return choice->itemData(known);
        const bool isFree = ValueType(index.data(ProductSheetModel::TypeRole).toInt()) != ValueType::Boolean;
        return isFree && !choice->currentText().trimmed().isEmpty() ? QVariant(choice->currentText().trimmed()) : QVariant();
    }
    const auto *line = qobject_cast<const QLineEdit *>(editor);
    if (!line)
        return {};
    const QString currency = index.data(ProductSheetModel::CurrencyRole).toString();
    if (!currency.isEmpty()) {
        const auto minor = parseMoney(line->text(), currency);
        return minor ? QVariant(double(*minor)) : QVariant();
    }
    if (ValueType(index.data(ProductSheetModel::TypeRole).toInt()) != ValueType::Number)
        return line->text();
    bool ok = false;
    const double number = QLocale().toDouble(line->text(), &ok);
    return ok ? QVariant(number) : QVariant();
}

} // namespace

QWidget *SheetDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                     const QModelIndex &index) const
{
    const QString name = index.siblingAtColumn(ProductSheetModel::Label).data().toString();
    const auto type = ValueType(index.data(ProductSheetModel::TypeRole).toInt());
    auto *hint = new RuleHint(parent);
    const auto check = [hint, at = QPersistentModelIndex(index)](const QWidget *editor) {
        const auto *model = qobject_cast<const ProductSheetModel *>(at.model());
        const QVariant typed = typedIn(editor, at);
        hint->showUnder(editor, model && typed.isValid() && !typed.toString().isEmpty() ? model->brokenRule(at, typed) : QString());
    };
    QWidget *editor = nullptr;
    if (isChoice(index)) {
        QComboBox *choice = makeChoice(parent, index);
        connect(choice, &QComboBox::currentTextChanged, choice, [check, choice] { check(choice); });
        // Queued: Enter is the delegate's own way to be done, and comes here, too.
        connect(
            choice, &QComboBox::activated, this,
            [self = const_cast<SheetDelegate *>(this), editing = QPointer<QComboBox>(choice)] {
                if (!editing || !editing->isVisible())
                    return;
                emit self->commitData(editing);
                emit self->closeEditor(editing);
            },
            Qt::QueuedConnection);
        editor = choice;
    } else if (type == ValueType::Date) {
        auto *date = new QDateEdit(parent);
        date->setCalendarPopup(true);
        editor = date;
    } else if (isLong(index)) {
        auto *text = new QPlainTextEdit(parent);
        text->setTabChangesFocus(true);
        connect(text, &QPlainTextEdit::textChanged, text, [check, text] { check(text); });
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
        connect(line, &QLineEdit::textChanged, line, [check, line] { check(line); });
        editor = line;
    }
    connect(editor, &QObject::destroyed, hint, &QObject::deleteLater);
    editor->setAccessibleName(name);
    editor->setAutoFillBackground(true);
    return editor;
}

void SheetDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const QVariant value = index.data(Qt::EditRole);
    if (auto *choice = qobject_cast<QComboBox *>(editor)) {
        const int known = value.isValid() ? choice->findData(value) : -1;
        choice->setCurrentIndex(known);
        if (known < 0)
            choice->setEditText(value.toString());
        choice->lineEdit()->selectAll();
    } else if (auto *date = qobject_cast<QDateEdit *>(editor)) {
        date->setDate(value.isValid() ? value.toDate() : QDate::currentDate());
    } else if (auto *text = qobject_cast<QPlainTextEdit *>(editor)) {
        text->setPlainText(value.toString());
        text->selectAll();
    } else if (auto *line = qobject_cast<QLineEdit *>(editor)) {
        const QString currency = index.data(ProductSheetModel::CurrencyRole).toString();
        if (!value.isValid())
            line->clear();
        else if (!currency.isEmpty())
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
    const QVariant typed = typedIn(editor, index);
    if (typed.isValid()) {
        model->setData(index, typed, Qt::EditRole);
    } else if (const auto *choice = qobject_cast<QComboBox *>(editor)) {
        auto *sheet = qobject_cast<ProductSheetModel *>(model);
        // "(no value)", or the text deleted.
        if (sheet && (choice->currentText().isEmpty() || choice->findText(choice->currentText(), Qt::MatchFixedString) >= 0))
            sheet->remove(index);
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
    if (event->type() == QEvent::MouseButtonRelease && index.column() == ProductSheetModel::ValueColumn &&
        index.data(ProductSheetModel::OverridesRole).toBool() &&
        resetRect(option.rect).contains(static_cast<QMouseEvent *>(event)->pos())) {
        if (auto *sheet = qobject_cast<ProductSheetModel *>(model))
            sheet->remove(index);
        m_wasReset = true;
        return true;
    }
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
    const int pressed = event->type() == QEvent::KeyPress ? static_cast<QKeyEvent *>(event)->key() : 0;
    const bool isDone = pressed == Qt::Key_Return || pressed == Qt::Key_Enter;
    if (isDone && RuleHint::isShownFor(qobject_cast<QWidget *>(watched)) &&
        (!text || static_cast<QKeyEvent *>(event)->modifiers() & Qt::ControlModifier))
        return true; // it would be refused: what was typed stays, and the hint says why
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
