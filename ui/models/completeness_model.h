#pragma once

#include "catalog/family_model.h"
#include "ui/models/sheet_schema.h"

#include <QAbstractItemModel>

namespace vitrine::ui {

/// How complete a product is in each channel and language, and below each what it lacks there. However many: rows are made
/// as they are looked at. Owned by its view; GUI thread.
class CompletenessModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role {
        FilledRole = Qt::UserRole + 300, ///< int of a place
        RequiredRole,                    ///< int of a place
        CodeRole,                        ///< QString of an attribute; empty for a place
        InvalidRole                      ///< bool: the attribute has a value that breaks a rule
    };

    explicit CompletenessModel(QObject *parent = nullptr);

    void setSchema(const SheetSchema &schema);
    void setCompleteness(const catalog::Completeness &completeness);
    /// Of the index, or of the place that it is below.
    catalog::Scope placeOf(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QVariant placeData(const catalog::PlaceCompleteness &place, int role) const;

    SheetSchema m_schema;
    catalog::Completeness m_completeness;
};

} // namespace vitrine::ui
