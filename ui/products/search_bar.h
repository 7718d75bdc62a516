#pragma once

#include "catalog/query.h"
#include "ui/grid/virtual_grid.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace vitrine::ui {

/// The bar above the products: what to search for, in which order, and how to show it. Owned by ProductsPage.
class SearchBar : public QWidget
{
    Q_OBJECT
public:
    enum class Density { Small, Medium, Large };
    static constexpr int DebounceMs = 80;

    explicit SearchBar(QWidget *parent = nullptr);

    void focusField();
    QString text() const;
    /// Without searchRequested.
    void setText(const QString &text);
    void setSort(catalog::SortBy sort, bool descending);
    void setLayoutShown(VirtualGrid::Layout layout);
    void setDensityShown(Density density);
    void setPanelsShown(bool filters, bool inspector);
    QWidget *columnsButton() const;
    QWidget *viewsButton() const;

signals:
    /// After a pause in typing, or at once with Enter.
    void searchRequested(const QString &text);
    void sortRequested(vitrine::catalog::SortBy sort, bool descending);
    void layoutRequested(vitrine::ui::VirtualGrid::Layout layout);
    void densityRequested(vitrine::ui::SearchBar::Density density);
    void filtersToggled(bool shown);
    void inspectorToggled(bool shown);
    void columnsRequested();
    void viewsRequested();
    /// Down or Enter in the field: on to the rows.
    void leaveRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QToolButton *addButton(const QString &iconName, const QString &text, bool checkable);
    void requestSort();
    void searchNow();
    void showDirection();

    QLineEdit *m_field;
    QTimer m_pause;
    QComboBox *m_sort;
    bool m_descending = false;
    QToolButton *m_direction, *m_list, *m_tiles, *m_density, *m_columns, *m_views, *m_filters, *m_inspector;
};

} // namespace vitrine::ui
