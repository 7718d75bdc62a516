#pragma once

#include "ui/models/sheet_fields.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QToolButton;
class QTreeView;

namespace vitrine::ui {

class ProductSheetModel;

/// The values of a product, or of one of its variants, as all see them or as one channel and language does, and where they
/// are edited. Owned by the inspector; GUI thread.
class ValuesPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ValuesPanel(ProductSheetModel &sheet, QWidget *parent = nullptr);

    /// The sheet has another product, or other families: which variants and places there are to choose.
    void refreshChoices();
    /// To the field of that attribute, there, ready to be typed in. What hides it is taken away.
    void editField(const catalog::Scope &place, const QString &code);

signals:
    /// Another place or variant is looked at.
    void viewChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeSheet();
    void makeChoices();
    void choose();
    void showMenu(const QPoint &point);

    ProductSheetModel &m_sheet;
    QComboBox *m_variant, *m_place;
    QLineEdit *m_filter;
    QToolButton *m_problems;
    QTreeView *m_view;
    QVector<catalog::Scope> m_places;
    std::optional<catalog::Scope> m_wanted; ///< the place that the person looks at, which a product may not have
    bool m_everywhere = false;              ///< chosen, although there are channels
};

} // namespace vitrine::ui
