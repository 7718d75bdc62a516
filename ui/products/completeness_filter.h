#pragma once

#include "catalog/query.h"
#include "catalog/product.h"

#include <QWidget>

#include <array>

class QComboBox;
class QLineEdit;
class QListView;

namespace vitrine::ui {

class ValueListModel;

/// The filters on what families require: products that are complete, or incomplete, in a channel or in one of its
/// languages, with their counts. Hidden where no families are. Owned by the facet panel; GUI thread.
class CompletenessFilter : public QWidget
{
    Q_OBJECT
public:
    explicit CompletenessFilter(QWidget *parent = nullptr);

    /// As of FamilyModel::places(); none: there are no families.
    void setPlaces(const QVector<catalog::Scope> &places);
    /// Shows those of the query that are its own; without signals.
    void setFilters(const QVector<catalog::AttributeFilter> &filters);
    QVector<catalog::AttributeFilter> filters() const;
    void setFacets(const catalog::Facets &facets);
    /// What to count for it, in the words of Query::facets.
    QStringList facets() const;
    /// Whether the filter is one of this panel's.
    static bool isOwn(const catalog::AttributeFilter &filter);
    /// What such a filter says: "incomplete in SG · en".
    static QString text(const catalog::AttributeFilter &filter);

signals:
    void filtersChanged();

private:
    enum Kind { Complete, Incomplete, KindCount };

    void showKind();
    void chosen(Kind kind, const QStringList &values);

    QVector<catalog::Scope> m_places;
    std::array<ValueListModel *, KindCount> m_models;
    std::array<QStringList, KindCount> m_chosen;
    QComboBox *m_kind;
    QLineEdit *m_search;
    QListView *m_list;
};

} // namespace vitrine::ui
