#pragma once

#include "catalog/product.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListWidget;

namespace vitrine::ui {

/// The catalog's attributes, most used first, to choose one of them: type a part of its name, Enter takes it, Escape none.
/// Opens at its button. Owned by AttributeFilters.
class AttributePicker : public QFrame
{
    Q_OBJECT
public:
    explicit AttributePicker(QWidget *parent = nullptr);

    void open(const QVector<catalog::Attribute> &attributes, const QPoint &at);

signals:
    void chosen(const vitrine::catalog::Attribute &attribute);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showMatches();
    void choose();

    QVector<catalog::Attribute> m_attributes;
    QLineEdit *m_search;
    QListWidget *m_list;
    QLabel *m_note;
};

} // namespace vitrine::ui
