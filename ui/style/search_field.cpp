#include "ui/style/search_field.h"

#include "ui/style/theme.h"

#include <QLineEdit>

namespace vitrine::ui {

void makeSearchField(QLineEdit *field, const QString &hint, const QString &name, int heightPx)
{
    field->setPlaceholderText(hint);
    field->setAccessibleName(name.isEmpty() ? hint : name);
    field->setClearButtonEnabled(true);
    field->setMinimumHeight(heightPx);
    field->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
}

} // namespace vitrine::ui
