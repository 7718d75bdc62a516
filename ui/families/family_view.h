#pragma once

#include "catalog/family_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QTableView;
class QTableWidget;

namespace vitrine::ui {

class FamilyAttributesModel;
class FamilyCounts;

/// One family: how complete its products are in each place, and its attributes with their rules. Owned by FamiliesPage.
class FamilyView : public QWidget
{
    Q_OBJECT
public:
    explicit FamilyView(const FamilyCounts &counts, QWidget *parent = nullptr);

    void setLabels(const QHash<QString, QString> &labels);
    /// Null: none is chosen.
    void showFamily(std::shared_ptr<const catalog::FamilyModel> model, const QString &code);
    void countsChanged();

signals:
    /// Its products that are incomplete there; nothing: all of them.
    void productsRequested(const QString &family, const std::optional<vitrine::catalog::Scope> &incompleteIn);

private:
    void showTitle();

    const FamilyCounts &m_counts;
    std::shared_ptr<const catalog::FamilyModel> m_model;
    QString m_code;
    QVector<catalog::Scope> m_places;
    FamilyAttributesModel *m_attributes;
    QLabel *m_title, *m_summary;
    QTableWidget *m_placeTable;
    QLineEdit *m_filter;
    QTableView *m_table;
};

} // namespace vitrine::ui
