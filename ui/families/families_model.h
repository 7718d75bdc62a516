#pragma once

#include "catalog/family_model.h"

#include <QAbstractTableModel>

#include <memory>

namespace vitrine::ui {

class FamilyCounts;

/// The families of a catalog, each with its number of products and how many of them are complete: in all places, and in
/// each of a few. Owned by FamiliesPage; GUI thread.
class FamiliesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Products, Everywhere, FirstPlace };
    enum Role {
        CompleteRole = Qt::UserRole + 400, ///< qint64 of a cell with a bar; invalid: not counted yet
        OfRole                             ///< qint64: of so many
    };
    static constexpr int MostPlaces = 8; ///< with a column of their own

    explicit FamiliesModel(const FamilyCounts &counts, QObject *parent = nullptr);

    void setModel(std::shared_ptr<const catalog::FamilyModel> model);
    const catalog::Family &family(int row) const { return m_model->declaration().families[row]; }
    /// The channels' languages; without channels the whole.
    static QVector<catalog::Scope> leaves(const catalog::FamilyModel &model);
    int rowOf(const QString &code) const;
    void countsChanged();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    catalog::Scope placeOf(int column) const;

    const FamilyCounts &m_counts;
    std::shared_ptr<const catalog::FamilyModel> m_model = std::make_shared<const catalog::FamilyModel>();
    QVector<catalog::Scope> m_places; ///< of the columns from FirstPlace on
};

} // namespace vitrine::ui
