#pragma once

#include "catalog/bulk_edit.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace vitrine::ui {

/// One change of a bulk edit: which field, what to do, with what. Owned by BulkSheet.
class BulkChangeRow : public QWidget
{
    Q_OBJECT
public:
    explicit BulkChangeRow(QWidget *parent = nullptr);

    void setAttributes(const QVector<catalog::Attribute> &attributes);
    /// Nothing while the row is not filled in, or is wrong: then it says why.
    std::optional<catalog::BulkChange> change();
    void setRemovable(bool removable);
    /// In the order in which Tab is to walk.
    QVector<QWidget *> tabChain() const;

signals:
    void edited();
    void previewRequested();
    void removeRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Operation { Set, Clear, Replace, Increase, Decrease, AddCategory, RemoveCategory };

    void settleField();
    void showOperations();
    void showOperands();
    QString text() const;

    QVector<catalog::Attribute> m_attributes;
    QComboBox *m_field, *m_operation;
    QLineEdit *m_value, *m_with;
    QToolButton *m_remove;
    QLabel *m_error;
};

} // namespace vitrine::ui
