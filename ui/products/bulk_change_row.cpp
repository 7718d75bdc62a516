#include "ui/products/bulk_change_row.h"

#include "catalog/product_rules.h"
#include "ui/style/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace vitrine::ui {

namespace {

constexpr int TypeRole = Qt::UserRole + 1; ///< of an attribute's entry: catalog::ValueType

} // namespace

BulkChangeRow::BulkChangeRow(QWidget *parent)
    : QWidget(parent),
      m_field(new QComboBox(this)),
      m_operation(new QComboBox(this)),
      m_value(new QLineEdit(this)),
      m_with(new QLineEdit(this)),
      m_remove(new QToolButton(this)),
      m_error(new QLabel(this))
{
    m_field->setObjectName(QStringLiteral("bulk.field"));
    m_field->setAccessibleName(tr("Field to change"));
    m_field->setEditable(true); // so that one of 500 attributes is found by typing
    m_field->setInsertPolicy(QComboBox::NoInsert);
    m_field->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_field->completer()->setFilterMode(Qt::MatchContains);
    m_field->completer()->popup()->installEventFilter(this);
    m_field->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_operation->setObjectName(QStringLiteral("bulk.operation"));
    m_operation->setAccessibleName(tr("What to do with it"));
    for (QComboBox *combo : {m_field, m_operation})
        combo->view()->setAccessibleName(combo->accessibleName());
    m_value->setObjectName(QStringLiteral("bulk.value"));
    m_with->setObjectName(QStringLiteral("bulk.with"));
    m_with->setPlaceholderText(tr("with"));
    m_with->setAccessibleName(tr("Replacement"));
    m_remove->setObjectName(QStringLiteral("bulk.remove"));
    m_remove->setIcon(icon(QStringLiteral("x")));
    m_remove->setAutoRaise(true);
    m_remove->setToolTip(tr("Remove this change"));
    m_remove->setAccessibleName(tr("Remove this change"));
    m_error->setObjectName(QStringLiteral("bulk.error"));
    m_error->setWordWrap(true);
    m_error->hide();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_field, m_operation, m_value, m_with})
        widget->setMinimumHeight(30);

    setFocusProxy(m_field);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    grid->addWidget(m_field, 0, 0);
    auto *operation = new QHBoxLayout; // a box, so that nothing is left where nothing can be removed
    operation->addWidget(m_operation, 1);
    operation->addWidget(m_remove);
    grid->addLayout(operation, 0, 1);
    grid->addWidget(m_value, 1, 0, 1, 2);
    grid->addWidget(m_with, 2, 0, 1, 2);
    grid->addWidget(m_error, 3, 0, 1, 2);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(1, 2);

    connect(m_field->lineEdit(), &QLineEdit::editingFinished, this, &BulkChangeRow::settleField);
    connect(m_field, &QComboBox::currentIndexChanged, this, &BulkChangeRow::showOperations);
    connect(m_operation, &QComboBox::currentIndexChanged, this, &BulkChangeRow::showOperands);
    connect(m_value, &QLineEdit::textChanged, this, &BulkChangeRow::edited);
    connect(m_with, &QLineEdit::textChanged, this, &BulkChangeRow::edited);
    for (QLineEdit *field : {m_value, m_with})
        connect(field, &QLineEdit::returnPressed, this, &BulkChangeRow::previewRequested);
    connect(m_remove, &QToolButton::clicked, this, &BulkChangeRow::removeRequested);
    setAttributes({});
}

void BulkChangeRow::setAttributes(const QVector<catalog::Attribute> &attributes)
{
    const QVariant chosen = m_field->currentData();
    // The attributes may come while a field is looked for.
    const bool isTyped = m_field->currentText() != m_field->itemText(m_field->currentIndex());
    const QString typed = m_field->currentText();
    const bool isMarked = m_field->lineEdit()->hasSelectedText() && m_field->lineEdit()->selectedText() == typed;
    m_attributes = attributes;
    {
        const QSignalBlocker quiet(m_field);
        m_field->clear();
        m_field->addItem(tr("Price"), QStringLiteral("price"));
        m_field->addItem(tr("Stock"), QStringLiteral("stock"));
        m_field->addItem(tr("Name"), QStringLiteral("name"));
        m_field->addItem(tr("Categories"), QStringLiteral("categories"));
        for (const catalog::Attribute &attribute : attributes) {
            m_field->addItem(attribute.label, QStringLiteral("attr.%1:%2").arg(attribute.code,
                                                                                catalog::valueTypeName(attribute.type)));
            m_field->setItemData(m_field->count() - 1, int(attribute.type), TypeRole);
        }
        m_field->setCurrentIndex(std::max(0, m_field->findData(chosen)));
        if (isTyped)
            m_field->setEditText(typed);
        else if (isMarked)
            m_field->lineEdit()->selectAll();
    }
    showOperations();
}

void BulkChangeRow::settleField()
{
    // What was typed is a field, or was only looked for.
    int typed = -1;
    for (const auto flag : {Qt::MatchFixedString, Qt::MatchStartsWith, Qt::MatchContains}) { // the beginning, or a part of it, is enough
        if (typed < 0 && !m_field->currentText().isEmpty())
            typed = m_field->findText(m_field->currentText(), flag);
    }
    if (typed >= 0 && typed != m_field->currentIndex())
        m_field->setCurrentIndex(typed);
    m_field->setEditText(m_field->itemText(m_field->currentIndex()));
}

bool BulkChangeRow::eventFilter(QObject *watched, QEvent *event)
{
    // Left to itself the list would take the key, and leave what was typed as it is.
    auto *list = m_field->completer()->popup();
    if (watched != list || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const bool isTab = key == Qt::Key_Tab, isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if ((!isTab && !isEnter) || list->currentIndex().isValid())
        return QWidget::eventFilter(watched, event);
    list->hide();
    settleField();
    m_operation->setFocus(Qt::TabFocusReason);
    return true;
}

void BulkChangeRow::showOperations()
{
    const QString field = m_field->currentData().toString();
    const QVariant type = m_field->currentData(TypeRole);
    const bool isText = field == u"name" || type == int(catalog::ValueType::Text);
    const bool isNumber = field == u"price" || field == u"stock" || type == int(catalog::ValueType::Number);
    {
        const QSignalBlocker quiet(m_operation);
        const QVariant chosen = m_operation->currentData();
        m_operation->clear();
        const auto add = [this](const QString &name, Operation operation) {
            m_operation->addItem(name, int(operation));
        };
        if (field == u"categories") {
            add(tr("add"), Operation::AddCategory);
            add(tr("remove"), Operation::RemoveCategory);
        } else {
            add(tr("set to"), Operation::Set);
        }
        if (isNumber) {
            add(tr("increase by"), Operation::Increase);
            add(tr("decrease by"), Operation::Decrease);
        }
        if (isText)
            add(tr("replace in it"), Operation::Replace);
        if (type.isValid())
            add(tr("remove"), Operation::Clear);
        m_operation->setCurrentIndex(std::max(0, m_operation->findData(chosen)));
    }
    showOperands();
}

void BulkChangeRow::showOperands()
{
    const auto operation = Operation(m_operation->currentData().toInt());
    const QString field = m_field->currentData().toString();
    const QVariant type = m_field->currentData(TypeRole);
    QString hint = tr("Value");
    if (operation == Operation::Replace)
        hint = tr("Text to replace");
    else if (field == u"categories")
        hint = tr("Path, e.g. Men/Tops");
    else if (operation == Operation::Increase || operation == Operation::Decrease)
        hint = field == u"price" ? tr("5% or 1.50; 5%^0.05 rounds") : tr("Number or 5%");
    else if (field == u"price")
        hint = tr("9.90, in each price's currency");
    else if (type == int(catalog::ValueType::Date))
        hint = tr("2024-12-31");
    else if (type == int(catalog::ValueType::Boolean))
        hint = tr("true or false");
    m_value->setPlaceholderText(hint);
    m_value->setAccessibleName(hint);
    m_value->setVisible(operation != Operation::Clear);
    m_with->setVisible(operation == Operation::Replace);
    emit edited();
}

QString BulkChangeRow::text() const
{
    const QString field = m_field->currentData().toString();
    switch (Operation(m_operation->currentData().toInt())) {
    case Operation::Set:
        return field + u'=' + m_value->text();
    case Operation::Clear:
        return field + u'=';
    case Operation::Replace:
        return field + QStringLiteral("~=") + m_value->text() + QStringLiteral("=>") + m_with->text();
    case Operation::Increase:
    case Operation::AddCategory:
        return field + QStringLiteral("+=") + m_value->text();
    case Operation::Decrease:
    case Operation::RemoveCategory:
        return field + QStringLiteral("-=") + m_value->text();
    }
    Q_UNREACHABLE();
}

std::optional<catalog::BulkChange> BulkChangeRow::change()
{
    m_error->hide();
    const bool needsValue = Operation(m_operation->currentData().toInt()) != Operation::Clear;
    if (needsValue && m_value->text().isEmpty())
        return {};
    const auto parsed = catalog::parseBulkChange(text(), m_attributes);
    if (parsed)
        return *parsed;
    QPalette red = m_error->palette();
    red.setColor(QPalette::WindowText, tokens().bad);
    m_error->setPalette(red);
    m_error->setText(parsed.error().what);
    m_error->show();
    return {};
}

QVector<QWidget *> BulkChangeRow::tabChain() const
{
    return {m_field, m_operation, m_value, m_with, m_remove};
}

void BulkChangeRow::setRemovable(bool removable) { m_remove->setVisible(removable); }

} // namespace vitrine::ui
