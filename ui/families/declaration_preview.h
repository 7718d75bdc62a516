#pragma once

#include "ui/families/declaration_text.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableWidget;

namespace vitrine::ui {

/// What a file would change of the families, before anything is done. Owned by FamiliesPage.
class DeclarationPreview : public QWidget
{
    Q_OBJECT
public:
    explicit DeclarationPreview(QWidget *parent = nullptr);

    void showChanges(const QString &file, const QVector<DeclarationChange> &changes, qint64 products);

signals:
    void applyRequested();
    void cancelRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QLabel *m_title, *m_sentence;
    QTableWidget *m_table;
    QPushButton *m_apply, *m_cancel;
};

} // namespace vitrine::ui
