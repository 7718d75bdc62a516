#pragma once

#include "catalog/query.h"

#include <QAbstractListModel>
#include <QSet>

namespace vitrine::ui {

/// The values of one facet as a checkable list with counts: chosen ones first, then the most frequent, narrowed by a text
/// of its own. Owned by its view; GUI thread.
class ValueListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { CountRole = Qt::UserRole + 100, ValueRole };

    explicit ValueListModel(QObject *parent = nullptr);

    void setValues(const QVector<catalog::FacetCount> &values);
    void setChosen(const QStringList &values);
    QStringList chosen() const;
    /// Shows those whose label contains the text, whatever the case; chosen ones always.
    void setFilter(const QString &text);
    /// The label of a value; the value itself when it was never seen.
    QString labelOf(const QString &value) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

signals:
    /// By a person, through setData; not by setChosen.
    void chosenChanged(const QStringList &values);

private:
    void arrange();

    QVector<catalog::FacetCount> m_values, m_shown;
    QHash<QString, QString> m_labels; ///< every label ever seen: a chosen one may leave the facet
    QSet<QString> m_chosen;
    QString m_filter;
};

} // namespace vitrine::ui
