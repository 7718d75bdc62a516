#include "ui/products/range_fields.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace vitrine::ui {

RangeFields::RangeFields(const Names &objectNames, const Names &accessibleNames, QWidget *parent)
    : QWidget(parent), m_from(new QLineEdit(this)), m_to(new QLineEdit(this))
{
    m_from->setObjectName(objectNames.from);
    m_from->setAccessibleName(accessibleNames.from);
    m_to->setObjectName(objectNames.to);
    m_to->setAccessibleName(accessibleNames.to);
    for (QLineEdit *field : {m_from, m_to}) {
        field->setAlignment(Qt::AlignRight);
        field->setMinimumSize(60, 30);
        field->setTextMargins(4, 0, 4, 0);
        connect(field, &QLineEdit::editingFinished, this, &RangeFields::edited);
    }
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_from, 1);
    row->addWidget(new QLabel(QStringLiteral("\u2013"), this));
    row->addWidget(m_to, 1);
}

} // namespace vitrine::ui
